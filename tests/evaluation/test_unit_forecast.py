"""A unit panel forecast by the model of an edition: complete paths, gaps, the mean of the units."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.evaluation.backtest.unit_forecast import forecast_units
from planodds.forecasting.gibbs_fit import GibbsFitter
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.forecasting.types import FitSettings
from planodds.inputs.panels.unit_panel import UnitPanel
from planodds.inputs.panels.unit_panel_study import panel_of_units
from planodds.inputs.priors import general_priors

FIT = FitSettings(draws=20, tune=20, chains=2, cores=1, quick=True, allow_gate_failure=True)
HORIZON = 3


def make_units(*, units=12, years=14, missing=()):
    generator = np.random.default_rng(4)
    growth = 0.05 + 0.02 * generator.standard_normal((units, years))
    values = np.exp(generator.normal(3.0, 0.5, (units, 1)) + growth.cumsum(axis=1))
    for cell in missing:
        values[cell] = np.nan
    names = tuple(f"u{i:02d}" for i in range(units))
    groups = tuple(f"g{i % 3}" for i in range(units))
    return UnitPanel("simulated", names, groups, tuple(range(2000, 2000 + years)), values)


def test_paths_are_complete_and_start_at_the_origin():
    units = make_units(missing=[(3, 5)])
    paths, _ = forecast_units(units, horizon=HORIZON, settings=FIT, draws=40)
    assert paths.shape == (12, 40, HORIZON) and np.isfinite(paths).all()
    step = paths[..., 0] - units.log_values[:, -1][:, None]
    assert np.abs(np.median(step, axis=1) - 0.05).max() < 0.05


def test_a_unit_without_a_figure_at_the_origin_has_no_paths():
    units = make_units(missing=[(5, -1)])
    paths, _ = forecast_units(units, horizon=1, settings=FIT, draws=40)
    assert np.isnan(paths[5]).all() and np.isfinite(np.delete(paths, 5, axis=0)).all()


def test_paths_follow_their_units_when_these_are_permuted():
    """Byte for byte, with a unit that is left out: names, groups and figures move together."""
    units = make_units(missing=[(5, -1)])
    order = np.random.default_rng(7).permutation(len(units.units))
    moved = UnitPanel(
        units.name,
        tuple(units.units[i] for i in order),
        tuple(units.groups[i] for i in order),
        units.years,
        units.values[order],
    )
    paths, _ = forecast_units(units, horizon=2, settings=FIT, draws=40)
    permuted, _ = forecast_units(moved, horizon=2, settings=FIT, draws=40)
    np.testing.assert_array_equal(permuted, paths[order])


def test_a_gap_before_the_origin_is_no_obstacle():
    units = make_units(missing=[(slice(None), -3), (slice(None), -2)])
    paths, _ = forecast_units(units, horizon=HORIZON, settings=FIT, draws=40)
    assert np.isfinite(paths).all()


def test_the_mean_of_the_units_grows_by_the_common_path():
    panel = panel_of_units(make_units(), horizon=HORIZON)
    posterior = GibbsFitter().fit_posterior(panel, general_priors(panel), settings=FIT)
    forecast = forecast_paths(posterior, panel, paths=40, seed=3)
    mean = np.asarray(forecast.log_gdp).mean(axis=0) - np.log(panel.gdp[:, -1]).mean()
    np.testing.assert_allclose(mean, forecast.common[:, -1].cumsum(axis=1), atol=1e-5)


def test_a_series_of_the_panel_moves_the_forecast():
    units = make_units()
    oil = np.random.default_rng(6).normal(0.0, 0.3, len(units.years)).cumsum()
    driven = UnitPanel(
        units.name, units.units, units.groups, units.years, units.values, {"oil": np.exp(oil)}
    )
    paths = [forecast_units(u, horizon=1, settings=FIT, draws=40)[0] for u in (units, driven)]
    assert np.abs(paths[0] - paths[1]).max() > 1e-3


@pytest.mark.parametrize("years", [4, 8])
def test_short_panels_are_forecast(years):
    paths, _ = forecast_units(make_units(years=years), horizon=2, settings=FIT, draws=40)
    assert np.isfinite(paths).all()
