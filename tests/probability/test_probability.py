"""Odds over draws: exact shares, Wilson's bounds, and a Monte Carlo error that covers."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from planodds.errors import UsageError
from planodds.probability.events.probability import (
    MIN_CONDITION_HITS,
    batch_error,
    prob_event,
    prob_given,
    wilson_interval,
)


def draw_indicators(generator, *, repeats, clusters, per_cluster, rho, cut):
    """Indicators of an AR(1) in the posterior draw plus noise between its paths."""
    state = np.empty((repeats, clusters))
    state[:, 0] = generator.standard_normal(repeats)
    for t in range(1, clusters):
        shock = generator.standard_normal(repeats)
        state[:, t] = rho * state[:, t - 1] + math.sqrt(1 - rho**2) * shock
    noise = generator.standard_normal((repeats, clusters, per_cluster))
    return (state[:, :, None] + noise > cut).reshape(repeats, -1)


def test_wilson_agrees_with_statsmodels():
    for hits, trials in [(1, 20), (7, 90), (50, 100), (399, 400)]:
        expected = proportion_confint(hits, trials, alpha=0.05, method="wilson")
        assert wilson_interval(hits, trials) == pytest.approx(expected, abs=1e-12)


def test_no_hits_are_bounded_by_three_over_n():
    odds = prob_event(np.zeros(6000, dtype=bool), cluster=np.arange(6000))
    assert (odds.probability, odds.lower, odds.upper) == (0.0, 0.0, 3 / 6000)


def test_hits_in_every_draw_are_bounded_by_three_over_n():
    odds = prob_event(np.ones(6000, dtype=bool), cluster=np.arange(6000))
    assert (odds.probability, odds.lower, odds.upper) == (1.0, 1 - 3 / 6000, 1.0)


def test_weights_widen_the_bound_of_an_event_without_hits():
    odds = prob_event(np.zeros(6000, dtype=bool), cluster=np.arange(6000), ess=1000.0)
    assert odds.upper == pytest.approx(3 / 1000)


def test_probability_is_the_share_of_draws():
    hits = np.random.default_rng(3).random(1234) < 0.3
    odds = prob_event(hits, cluster=np.arange(1234))
    assert (odds.probability, odds.hits, odds.draws) == (hits.mean(), hits.sum(), 1234)


@pytest.mark.parametrize("rho", [0.0, 0.6])
def test_batch_error_covers_on_clustered_chains(rho):
    generator = np.random.default_rng(4)
    repeats = 300
    datasets = draw_indicators(
        generator, repeats=repeats, clusters=2500, per_cluster=4, rho=rho, cut=1.0
    )
    cluster = np.repeat(np.arange(2500), 4)
    true_error = datasets.mean(axis=1).std(ddof=1)
    claimed = np.sqrt(np.mean([prob_event(hits, cluster=cluster).mcse ** 2 for hits in datasets]))
    # sd of a standard deviation from n normals is 1 / sqrt(2 (n - 1)); three of them
    assert claimed / true_error == pytest.approx(1.0, abs=3 / math.sqrt(2 * (repeats - 1)))


def test_error_of_clustered_draws_exceeds_that_of_independent_ones():
    generator = np.random.default_rng(5)
    hits = draw_indicators(generator, repeats=1, clusters=900, per_cluster=10, rho=0.5, cut=0)[0]
    odds = prob_event(hits, cluster=np.repeat(np.arange(900), 10))
    independent = math.sqrt(odds.probability * (1 - odds.probability) / hits.size)
    assert odds.mcse > 1.5 * independent
    assert odds.ess == pytest.approx(odds.probability * (1 - odds.probability) / odds.mcse**2)


def test_order_of_the_draws_does_not_matter_to_the_error():
    generator = np.random.default_rng(6)
    hits = generator.random(3000) < 0.2
    cluster, shuffle = np.arange(3000) // 3, generator.permutation(3000)
    shuffled = prob_event(hits[shuffle], cluster=cluster[shuffle])
    assert shuffled.mcse == pytest.approx(prob_event(hits, cluster=cluster).mcse, rel=1e-12)


def test_batch_error_is_the_formula_by_hand():
    hits = np.array([1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0], dtype=float)
    batches = hits.reshape(4, 4).mean(axis=1)
    by_hand = math.sqrt(batches.var(ddof=1) / 4)
    assert batch_error(hits, np.ones(16), np.arange(16)) == pytest.approx(by_hand, rel=1e-12)


def test_conditional_probability_is_the_ratio():
    generator = np.random.default_rng(7)
    condition, hits = generator.random(5000) < 0.4, generator.random(5000) < 0.3
    odds = prob_given(hits, condition, cluster=np.arange(5000))
    assert odds.probability == pytest.approx((hits & condition).mean() / condition.mean())
    assert odds.draws == condition.sum()


def test_conditional_error_covers():
    generator = np.random.default_rng(8)
    repeats, estimates, errors = 400, [], []
    for _ in range(repeats):
        condition = generator.random(4000) < 0.15
        hits = generator.random(4000) < 0.4
        odds = prob_given(hits, condition, cluster=np.arange(4000))
        estimates.append(odds.probability)
        errors.append(odds.mcse)
    claimed = math.sqrt(np.mean(np.square(errors)))
    assert claimed / np.std(estimates, ddof=1) == pytest.approx(
        1.0, abs=3 / math.sqrt(2 * (repeats - 1))
    )


@pytest.mark.parametrize(
    ("met", "computable"), [(MIN_CONDITION_HITS - 1, False), (MIN_CONDITION_HITS, True)]
)
def test_a_condition_needs_a_hundred_draws(met, computable):
    condition = np.arange(5000) < met
    odds = prob_given(np.ones(5000, dtype=bool), condition, cluster=np.arange(5000))
    assert odds.computable is computable


def test_expected_draws_are_refused():
    with pytest.raises(UsageError, match="never average them first"):
        prob_event(np.full(100, 0.25), cluster=np.arange(100))


def test_draws_without_their_posterior_draws_are_refused():
    with pytest.raises(UsageError, match="one value for each draw"):
        prob_event(np.zeros(100, dtype=bool), cluster=np.arange(99))


def test_one_posterior_draw_has_no_error():
    with pytest.raises(UsageError, match="at least 4"):
        prob_event(np.zeros(100, dtype=bool), cluster=np.zeros(100, dtype=int))
