"""Scores of joint paths against closed forms, double loops and data with known outcomes."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kstest, norm, t

from planodds.errors import UsageError
from planodds.evaluation.scoring.parts import EVENT, RANK, descending_rank
from planodds.evaluation.scoring.score_paths import ROW_COLUMNS, score_paths
from planodds.evaluation.scoring.scoring_rules import (
    randomised_pit,
    score_crps,
    score_energy,
    score_log,
)

UNITS, DRAWS, HORIZONS = 30, 400, 3


def simulate_paths(seed=1):
    """Start, paths and an outcome that is one more path of the same process."""
    generator = np.random.default_rng(seed)
    start = generator.normal(size=UNITS)
    idiosyncratic = 0.1 * generator.normal(size=(UNITS, DRAWS + 1, HORIZONS))
    shared = 0.1 * generator.normal(size=(1, DRAWS + 1, HORIZONS))
    levels = start[:, None, None] + (idiosyncratic + shared).cumsum(axis=2)
    return levels[:, 1:], levels[:, 0], start


def score(paths, outcome, start, **options):
    return score_paths(paths, outcome, start, generator=np.random.default_rng(2), **options)


@pytest.fixture(scope="module")
def rows():
    return score(*simulate_paths(), rank_threshold=10, groups=["a", "b"] * (UNITS // 2))


def pick(rows, part, horizon):
    return rows[(rows["part"] == part) & (rows["horizon"] == horizon)]


def test_columns_are_the_agreed_ones(rows):
    assert tuple(rows.columns) == ROW_COLUMNS
    assert set(rows["part"]) == {"level", "relative", "common", RANK, EVENT}


def test_level_and_rank_are_scored_with_the_outcome(rows):
    paths, outcome, _ = simulate_paths()
    np.testing.assert_allclose(
        pick(rows, "level", 2)["crps"], score_crps(outcome[:, 1], paths[:, :, 1])
    )
    ranks = np.array(
        [[1 + (paths[:, m, 1] > paths[i, m, 1]).sum() for m in range(DRAWS)] for i in range(UNITS)]
    )
    observed = [1 + (outcome[:, 1] > level).sum() for level in outcome[:, 1]]
    np.testing.assert_allclose(pick(rows, RANK, 2)["crps"], score_crps(np.array(observed), ranks))


def test_events_are_those_of_units_that_start_near_the_rank(rows):
    paths, outcome, start = simulate_paths()
    event = pick(rows, EVENT, 3)
    close = np.flatnonzero(np.abs(descending_rank(start) - 10) <= 6)
    assert event["unit"].tolist() == [str(i) for i in close]
    share = [(descending_rank(paths[:, :, 2])[i] <= 10).mean() for i in close]
    np.testing.assert_allclose(event["probability"], share)
    np.testing.assert_array_equal(event["happened"], descending_rank(outcome[:, 2])[close] <= 10)


def test_a_common_shock_to_the_outcome_changes_only_level_and_common_part(rows):
    paths, outcome, start = simulate_paths()
    boom = score(paths, outcome + 0.5, start, rank_threshold=10)
    for part, moved in (("level", True), ("common", True), ("relative", False), (RANK, False)):
        same = np.allclose(pick(boom, part, 1)["crps"], pick(rows, part, 1)["crps"])
        assert same is not moved


def test_a_unit_without_a_figure_is_left_out_of_mean_and_ranking():
    paths, outcome, start = simulate_paths()
    gap = outcome.copy()
    gap[4, 1] = np.nan
    rest = np.delete(np.arange(UNITS), 4)
    with_gap = pick(score(paths, gap, start), "relative", 2)
    without = pick(score(paths[rest], outcome[rest], start[rest]), "relative", 2)
    np.testing.assert_allclose(with_gap["crps"], without["crps"])
    assert "4" not in set(with_gap["unit"])


def test_a_calibrated_forecast_has_a_uniform_pit_for_ranks_and_levels():
    rows = [
        score_paths(*simulate_paths(seed), generator=np.random.default_rng(seed))
        for seed in range(10, 40)
    ]
    for part in ("relative", RANK):
        values = np.concatenate([pick(r, part, 1)["pit"].to_numpy()[:3] for r in rows])
        assert kstest(values, "uniform").pvalue > 0.001


def test_rank_persistence_scores_the_distance_in_ranks():
    _, outcome, start = simulate_paths()
    unchanged = np.repeat(np.repeat(start[:, None, None], 5, axis=1), HORIZONS, axis=2)
    found = pick(score(unchanged, outcome, start, rank_threshold=10), RANK, 1)
    np.testing.assert_allclose(
        found["crps"], np.abs(descending_rank(outcome[:, 0]) - descending_rank(start))
    )
    assert found["log_score"].isna().all()


def test_shapes_that_disagree_are_refused():
    paths, outcome, start = simulate_paths()
    with pytest.raises(UsageError, match="score_paths"):
        score(paths, outcome[:, :2], start)


def test_log_score_of_a_normal_is_that_of_its_density():
    draws = norm.ppf((np.arange(20_000) + 0.5) / 20_000)[None, :]
    wider = np.hypot(1.0, 1.06 * 20_000**-0.2)  # the kernel's own variance is added
    unit = norm.ppf(0.75) / t.ppf(0.75, 4)
    for y in (0.0, 1.0, 2.0):
        density = 0.99 * norm.pdf(y, scale=wider) + 0.01 * t.pdf(y, 4, scale=unit)
        assert score_log(np.array([y]), draws).item() == pytest.approx(-np.log(density), abs=1e-3)


def test_log_score_of_the_unforeseen_is_dear_and_finite():
    draws = norm.ppf((np.arange(1000) + 0.5) / 1000)[None, :]
    close, far = (score_log(np.array([y]), draws).item() for y in (4.0, 40.0))
    assert 5 < close < far < 40


def test_energy_score_agrees_with_its_definition_and_with_the_crps():
    generator = np.random.default_rng(3)
    draws, outcome = generator.normal(size=(2, 60, 2)), generator.normal(size=(2, 2))
    for unit in range(2):
        x, y = draws[unit], outcome[unit]
        pairs = np.mean([np.linalg.norm(a - b) for a in x for b in x])
        expected = np.mean([np.linalg.norm(a - y) for a in x]) - pairs / 2
        assert score_energy(outcome, draws)[unit] == pytest.approx(expected)
    univariate = score_energy(outcome[:, :1], draws[:, :, :1])
    np.testing.assert_allclose(univariate, score_crps(outcome[:, 0], draws[:, :, 0]))


def test_energy_score_leaves_out_what_is_missing():
    draws = np.random.default_rng(4).normal(size=(2, 20, 2))
    found = score_energy(np.array([[0.0, np.nan], [0.0, 0.0]]), draws)
    assert np.isnan(found[0]) and found[1] > 0


def test_the_pit_of_ties_is_randomised_evenly():
    draws = np.full((4000, 9), 7.0)
    found = randomised_pit(np.full(4000, 7.0), draws, np.random.default_rng(5))
    assert kstest(found, "uniform").pvalue > 0.001
