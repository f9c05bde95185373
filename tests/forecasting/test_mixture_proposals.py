"""Fresh mixture weights: the same conditional distribution, from more of the draws."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from planodds.forecasting.scenarios.conditioning import (
    condition_draws,
    relative_ess,
    resample_systematic,
)
from planodds.forecasting.scenarios.mixture_proposals import propose_mixture_weights

PINNED, DRAWS = 6.0, 100_000


def condition_sum(candidates, *, degrees=4.0, pinned=PINNED):
    """x + y fixed, x and y independent Student-t: draws of x, log weights, shares."""
    generator = np.random.default_rng(11)
    roots = np.sqrt(generator.gamma(degrees / 2, 2 / degrees, (DRAWS, 2)))
    z = generator.standard_normal((DRAWS, 2))
    mean, target, none = np.zeros((DRAWS, 1)), np.array([pinned]), np.zeros(1)
    chosen, log_weight = propose_mixture_weights(
        1.0 / roots[:, None, :],
        mean,
        target,
        none,
        roots=roots,
        degrees=np.full(2, degrees),
        generator=generator,
        candidates=candidates,
    )
    value = (z / chosen).sum(axis=1, keepdims=True)
    update = condition_draws(
        1.0 / chosen[:, None, :], value, mean, target, none, np.zeros((DRAWS, 1))
    )
    return (z + update.dz) / chosen, log_weight, update


def known_conditional(pinned=PINNED):
    """Density of x given x + y on a grid, and the density of the sum, by quadrature."""
    grid = np.linspace(pinned / 2 - 60, pinned / 2 + 60, 240_001)
    density = stats.t(4).pdf(grid) * stats.t(4).pdf(pinned - grid)
    total = density.sum() * (grid[1] - grid[0])
    return grid, density.cumsum() * (grid[1] - grid[0]) / total, total


@pytest.mark.parametrize("candidates", [1, 2, 8])
def test_draws_agree_with_the_conditional_of_a_sum_of_two_t(candidates):
    x, log_weight, _ = condition_sum(candidates)
    np.testing.assert_allclose(x.sum(axis=1), PINNED, rtol=1e-9)
    grid, below, _ = known_conditional()
    first = x[resample_systematic(log_weight, 0.5), 0]
    effective = relative_ess(log_weight) * DRAWS
    for level in (0.05, 0.25, 0.5, 0.9):
        share = (first <= np.interp(level, below, grid)).mean()
        assert abs(share - level) < 4 * np.sqrt(level * (1 - level) / effective), level


def test_mean_weight_is_the_density_of_the_condition():
    _, log_weight, _ = condition_sum(8)
    weight = np.exp(log_weight)
    error = weight.std() / np.sqrt(DRAWS)
    assert abs(weight.mean() - known_conditional()[2]) < 4 * error


def test_one_candidate_is_plain_weighting():
    _, log_weight, update = condition_sum(1)
    np.testing.assert_allclose(log_weight, update.log_weight, rtol=1e-12)


def test_more_candidates_lose_fewer_draws():
    shares = [relative_ess(condition_sum(candidates)[1]) for candidates in (1, 2, 8)]
    assert shares[0] < shares[1] < shares[2]
    assert shares[2] > 2 * shares[0]


def test_weights_of_the_draws_remain_when_the_ess_is_high():
    """Near the centre the ESS is high: no weights are proposed."""
    generator = np.random.default_rng(12)
    roots = np.sqrt(generator.gamma(20.0, 0.05, (500, 1)))
    chosen, _ = propose_mixture_weights(
        1.0 / roots[:, None, :],
        np.zeros((500, 1)),
        np.array([0.5]),
        np.array([1.0]),
        roots=roots,
        degrees=np.array([40.0]),
        generator=generator,
    )
    np.testing.assert_array_equal(chosen, roots)
