"""Conditioning against brute force and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from planodds.errors import ConditioningError
from planodds.forecasting.scenarios.conditioning import (
    check_relative_ess,
    condition_draws,
    mahalanobis_tail,
    relative_ess,
    resample_systematic,
)


def _condition(loading, mean, target, variance, z, noise=None):
    """Condition draws that share one Gaussian; return the conditioned z and the update."""
    draws = len(z)
    many = np.broadcast_to(loading, (draws, *loading.shape))
    value = mean + z @ loading.T
    noise = np.zeros_like(value) if noise is None else noise
    update = condition_draws(
        many, value, np.broadcast_to(mean, value.shape), target, np.asarray(variance, float), noise
    )
    return z + update.dz, update


@pytest.mark.parametrize("variance", [(0.0, 0.0), (0.3, 0.0), (0.2, 0.7)])
def test_gaussian_conditioning_agrees_with_brute_force(variance):
    """Mean and covariance of y | R y + w = r equal the Schur complement to 1e-10."""
    generator = np.random.default_rng(3)
    to_y, pick = generator.normal(size=(6, 9)), generator.normal(size=(2, 6))
    mean_y, target = generator.normal(size=6), np.array([0.4, -1.1])
    loading, mean = pick @ to_y, pick @ mean_y
    covariance = to_y @ to_y.T
    gain = covariance @ pick.T @ np.linalg.inv(pick @ covariance @ pick.T + np.diag(variance))
    expected_mean = mean_y + gain @ (target - pick @ mean_y)
    expected_covariance = covariance - gain @ pick @ covariance
    # Affine in (z, w): zero gives the mean, unit vectors give the factor of the covariance.
    basis = np.vstack([np.zeros(9), np.eye(9), np.zeros((2, 9))])
    noise = np.vstack([np.zeros((10, 2)), np.eye(2)])
    moved, _ = _condition(loading, mean, target, variance, basis, noise)
    y = mean_y + moved @ to_y.T
    factor = y[1:] - y[0]
    np.testing.assert_allclose(y[0], expected_mean, atol=1e-10)
    np.testing.assert_allclose(factor.T @ factor, expected_covariance, atol=1e-10)


def test_ten_log_points_in_five_years_are_two_a_year():
    """Independent equal shocks: +2 each year jointly; period by period it would be 0 0 0 0 10."""
    cumulative = np.ones((1, 5))
    moved, _ = _condition(cumulative, np.zeros(1), np.array([0.10]), [0.0], np.zeros((1, 5)))
    np.testing.assert_allclose(moved, [[0.02] * 5], atol=1e-14)


def test_exact_conditions_hold_in_every_draw():
    generator = np.random.default_rng(4)
    loading, target = generator.normal(size=(3, 8)), np.array([1.0, -2.0, 0.5])
    moved, _ = _condition(loading, np.zeros(3), target, np.zeros(3), generator.normal(size=(50, 8)))
    np.testing.assert_allclose(moved @ loading.T, np.tile(target, (50, 1)), atol=1e-10)


def test_weighted_draws_agree_with_the_conditional_t():
    """t4 fixed at -3, correlation 0.6: location r x, scale^2 (4 + x^2)/5 (1 - r^2), 5 degrees.

    The algebra alone, unweighted, gives a 90 % band of about [-3.5, -0.1].
    """
    generator = np.random.default_rng(5)
    draws, rho, pinned = 400_000, 0.6, -3.0
    root = np.sqrt(generator.gamma(2, 0.5, draws))
    factor = np.array([[1.0, 0.0], [rho, np.sqrt(1 - rho**2)]])
    z = generator.standard_normal((draws, 2))
    loading = factor[None, :1] / root[:, None, None]
    value = np.einsum("mfz,mz->mf", loading, z)
    update = condition_draws(
        loading, value, np.zeros_like(value), np.array([pinned]), np.zeros(1), np.zeros_like(value)
    )
    other = ((z + update.dz) @ factor[1]) / root
    index = resample_systematic(update.log_weight, 0.5)
    scale = np.sqrt((4 + pinned**2) / 5 * (1 - rho**2))
    exact = stats.t(5, loc=rho * pinned, scale=scale)
    effective = relative_ess(update.log_weight) * draws
    for level in (0.05, 0.5, 0.95):
        below = (other[index] <= exact.ppf(level)).mean()
        assert abs(below - level) < 4 * np.sqrt(level * (1 - level) / effective)
    unweighted = np.quantile(other, [0.05, 0.95])
    np.testing.assert_allclose(unweighted, [-3.5, -0.1], atol=0.15)


def test_weight_is_the_density_of_the_conditions():
    loading, mean, target = np.array([[1.0, 0.5]]), np.array([0.2]), np.array([1.0])
    _, update = _condition(loading, mean, target, [0.09], np.zeros((3, 2)))
    expected = stats.norm(0.2, np.sqrt(1.25 + 0.09)).logpdf(1.0)
    np.testing.assert_allclose(update.log_weight, expected, rtol=1e-12)


@pytest.mark.parametrize("uniform", [0.0, 0.37, 0.999])
def test_equal_weights_return_every_draw_once(uniform):
    np.testing.assert_array_equal(
        resample_systematic(np.full(1000, -3.2), uniform), np.arange(1000)
    )


def test_resample_follows_the_weights():
    """Each draw is returned floor or ceiling of n w times."""
    weight = np.random.default_rng(6).dirichlet(np.ones(40))
    counts = np.bincount(resample_systematic(np.log(weight), 0.42), minlength=40)
    assert np.all(np.abs(counts - 40 * weight) < 1)


def test_effective_share_of_two_draws_among_ten():
    log_weight = np.full(10, -800.0)
    log_weight[:2] = 0.0
    assert relative_ess(log_weight) == pytest.approx(0.2)


def test_few_draws_are_refused_with_the_share():
    with pytest.raises(ConditioningError, match=r"is 4\.0 % of the draws"):
        check_relative_ess(0.04, what="The conditions")


def test_tail_probability_is_that_of_the_direction():
    """Normal draws: d = |L^-1 r|, and 1 - Phi(d) of them go as far in this direction."""
    generator = np.random.default_rng(8)
    factor = np.array([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.3, 0.2, 0.9]])
    value = generator.standard_normal((40_000, 3)) @ factor.T
    target = factor @ np.array([1.0, 0.5, 1.0])
    distance, tail = mahalanobis_tail(value, target, np.zeros(3))
    assert distance == pytest.approx(1.5, rel=0.03)
    expected = stats.norm.sf(distance)
    assert abs(tail - expected) < 4 * np.sqrt(expected * (1 - expected) / len(value))


def test_a_steady_path_far_up_is_not_called_ordinary():
    """Ten years one sd above the mean each: d = sqrt(10), however calm the single years."""
    value = np.random.default_rng(9).standard_normal((20_000, 10))
    distance, tail = mahalanobis_tail(value, np.ones(10), np.zeros(10))
    assert distance == pytest.approx(np.sqrt(10), rel=0.03)
    assert tail < 0.003
