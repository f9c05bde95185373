"""The yearly volatility that units share: densities against SciPy, paths against closed forms."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from planodds.forecasting.gibbs.county.volatility import (
    density_of_year,
    squared_length,
    standardise_by_year,
)
from planodds.forecasting.simulation.random_streams import draw_unit
from planodds.forecasting.simulation.simulation_inputs import build_simulation_inputs, unit_shocks
from tests.forecasting.simulated_panels import make_posterior
from tests.forecasting.test_gibbs import _know, _pack_one

YEARS, UNITS, RHO = 4, 21, 0.9


def test_density_of_a_year_agrees_with_scipy():
    """Differences of the log density in v, with units missing in a year."""
    from planodds.inputs import DATA_DIR, load_priors

    g = np.random.default_rng(1)
    observed = g.random((YEARS, UNITS)) < 0.8
    shock, log_scale = 0.05 * g.standard_normal((YEARS, UNITS)), g.normal(-3.0, 0.5, UNITS)
    data = _know(load_priors(DATA_DIR, "latest"), observed, np.zeros(YEARS))
    precision = _pack_one(np.exp(-2.0 * log_scale)[None])[:, 0]
    for t in range(YEARS):
        got = [density_of_year(v, t, precision, data, _pack_one(shock)) for v in (0.0, 0.7)]
        want = [
            stats.t(4, scale=np.exp(log_scale + v)).logpdf(shock[t])[observed[t]].sum()
            for v in (0.0, 0.7)
        ]
        assert got[1] - got[0] == pytest.approx(want[1] - want[0], rel=1e-10)


def test_squared_length_is_the_quadratic_form_of_the_covariance():
    path = np.random.default_rng(2).standard_normal(6)
    lag = np.abs(np.subtract.outer(np.arange(6), np.arange(6)))
    dense = path @ np.linalg.solve(RHO**lag, path)
    assert squared_length(path, RHO) == pytest.approx(dense, rel=1e-10)


def test_standardising_divides_each_year():
    shock = np.ones((2, 3, 16))
    standardise_by_year(shock, np.log([1.0, 2.0, 4.0]))
    np.testing.assert_allclose(shock[:, :, 5], np.tile([1.0, 0.5, 0.25], (2, 1)))


def test_paths_start_from_the_volatility_of_the_last_year(latest_panel):
    """Without innovations it decays from the last year's value: no earlier year has an effect."""
    posterior = make_posterior(latest_panel, draws=20, county__volatility_scale=0.0)
    last = np.linspace(-1.0, 1.0, 20)
    volatility = np.full((20, 5), 9.0)
    volatility[:, posterior.constants["last_growth_year"]] = last
    county = {**posterior.blocks["county"], "volatility": volatility}
    posterior = replace(posterior, blocks={**posterior.blocks, "county": county})
    inputs = build_simulation_inputs(posterior, latest_panel, paths=40, seed=7)
    years, paths = inputs.shape
    log_factor = np.array([RHO ** (h + 1) * np.repeat(last, 2) for h in range(years)])
    np.testing.assert_allclose(inputs.volatility, np.exp(log_factor), rtol=1e-5)
    unit = draw_unit(
        7,
        latest_panel.units[3],
        years=years,
        censuses=len(inputs.census_years),
        paths=paths,
        degrees=4,
    )
    np.testing.assert_allclose(
        unit_shocks(inputs, 3)["root"], unit["root"] / np.exp(log_factor), rtol=1e-5
    )


def test_volatility_has_the_declared_spread_in_the_long_run(latest_panel):
    """Each year's log factor has variance scale^2 (1 - rho^2h) about its decaying start."""
    posterior = make_posterior(latest_panel, draws=50, county__volatility_scale=0.3)
    county = {**posterior.blocks["county"], "volatility": np.zeros((50, 5))}
    posterior = replace(posterior, blocks={**posterior.blocks, "county": county})
    inputs = build_simulation_inputs(posterior, latest_panel, paths=20_000, seed=7)
    years, paths = inputs.shape
    variance = np.log(inputs.volatility).var(axis=1)
    want = 0.3**2 * (1.0 - RHO ** (2.0 * np.arange(1, years + 1)))
    np.testing.assert_allclose(variance, want, rtol=5.0 * np.sqrt(2.0 / paths))
