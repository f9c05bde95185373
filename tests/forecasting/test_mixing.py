"""How the Gibbs sampler moves: joint moves of shared paths, and steps on panels of many units."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.forecasting.gibbs.county.arrays import stack_county, unpack_lanes
from planodds.forecasting.gibbs.county.chains import CountySampler
from planodds.forecasting.gibbs.county.interweaving import (
    add_ar1,
    ar1_precision,
    draw_tridiagonal,
    interweave,
)
from planodds.forecasting.gibbs_fit import GibbsFitter
from planodds.inputs import DATA_DIR, load_panel, load_priors
from planodds.inputs.tables.files import DATA_ROOT
from tests.bench.panels import make_county_data

DRAWS = 40_000


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


def _covariance(years, variance, rho):
    return variance * rho ** np.abs(np.subtract.outer(np.arange(years), np.arange(years)))


@pytest.mark.parametrize("years", [1, 2, 5])
def test_a_shared_path_given_sums_follows_the_dense_conditional(years):
    """Three paths AR(1) around a shared AR(1) path: mean and covariance of 40 000 draws."""
    generator = np.random.default_rng(7)
    own, shared = _covariance(years, 0.3, 0.6), _covariance(years, 2.0, -0.4)
    paths = generator.standard_normal((3, years))
    precision = np.linalg.inv(shared) + 3 * np.linalg.inv(own)
    covariance = np.linalg.inv(precision)
    expected = covariance @ np.linalg.inv(own) @ paths.sum(axis=0)
    diagonal, beside = ar1_precision(years, 2.0, -0.4)
    pull = np.zeros(years)
    add_ar1(diagonal, beside, pull, paths.sum(axis=0), 3.0, 0.3, 0.6)
    np.testing.assert_allclose(diagonal, np.diag(precision), rtol=1e-12)
    np.testing.assert_allclose(beside, np.diag(precision, 1), rtol=1e-12)
    drawn = np.array([draw_tridiagonal(diagonal, beside, pull, generator) for _ in range(DRAWS)])
    sd = np.sqrt(np.diag(covariance))
    assert np.all(np.abs(drawn.mean(axis=0) - expected) < 5 * sd / np.sqrt(DRAWS))
    error = np.abs(np.atleast_2d(np.cov(drawn.T)) - covariance)
    assert np.all(error < 6 * np.outer(sd, sd) * np.sqrt(2 / DRAWS))


def test_joint_moves_leave_growth_and_shocks_as_they_are(priors):
    """The parts move, by prefecture and year; their sum does not, nor the terms of the step."""
    data = make_county_data(units=21, years=6, prefectures=4)
    sampler = CountySampler(stack_county([data], 2), priors, np.random.default_rng(3))
    sampler.sweep(adapt=False)
    state, known = sampler._per_chain[0]

    def parts():
        slow = unpack_lanes(state.slow[None], 21)[0].T
        return slow.copy(), state.prefecture_effect[:, :6].copy(), state.coefficients[:6].copy()

    def total(slow, factor, wedge):
        return slow + factor[data["prefecture"]] + wedge

    before, others = parts(), (state.prefecture_effect[:, 6:].copy(), state.coefficients[6:].copy())
    interweave(state, known, np.random.default_rng(4))
    after = parts()
    np.testing.assert_allclose(total(*after), total(*before), rtol=0, atol=1e-13)
    for old, new in zip(before, after, strict=True):
        assert np.all(np.abs(new - old) > 0)
    moved = after[0] - before[0]
    for prefecture in range(4):
        assert np.ptp(moved[data["prefecture"] == prefecture], axis=0).max() < 1e-13
    np.testing.assert_array_equal(state.prefecture_effect[:, 6:], others[0])
    np.testing.assert_array_equal(state.coefficients[6:], others[1])


def test_steps_of_the_scales_do_not_shrink_faster_than_their_posterior(priors):
    """The learnt step is a share of the posterior's spread that does not depend on the units.

    The volatility of all years and the median shock are known only together, however many units
    there are. Proposals as long as the median's own posterior were refused ever more often: their
    length fell to 0.13 with 600 units.
    """
    lengths = []
    for units in (40, 640):
        panel = make_county_data(units=units, years=8)
        sampler = CountySampler(stack_county([panel], 4), priors, np.random.default_rng(5))
        sampler.sweep(adapt=True, repeats=400)
        lengths.append(float(np.exp(sampler._updates[0].log_length[0])))
    assert lengths[1] > 0.5 * lengths[0]


def test_years_without_observations_do_not_count_for_the_mean_volatility(priors):
    """Weights of the years follow the observations; a sample without any has equal weights."""
    data = make_county_data(units=10, years=4)
    data["mask"][:, 2:] = 0.0
    sampler = CountySampler(stack_county([data], 2), priors, np.random.default_rng(6))
    sampler.state.volatility[:] = [1.0, 3.0, 50.0, 70.0]
    np.testing.assert_allclose(sampler._mean_volatility(), 2.0)
    data["mask"][:] = 0.0
    sampler = CountySampler(stack_county([data], 2), priors, np.random.default_rng(6))
    sampler.state.volatility[:] = [1.0, 3.0, 5.0, 7.0]
    np.testing.assert_allclose(sampler._mean_volatility(), 4.0)


@pytest.mark.parametrize("study", ["us_states", "indonesia_districts"])
def test_shipped_studies_converge_in_their_first_fit(study):
    """Smooth series of districts were refused: provinces and their districts moved too slowly."""
    folder = DATA_ROOT / study
    posterior = GibbsFitter().fit_posterior(
        load_panel(folder, "latest"), load_priors(folder, "latest")
    )
    assert posterior.passed
    assert not any(row["refit"] for row in posterior.diagnostics)
