"""Growth bands are computed from complete paths and exclude census steps."""

from __future__ import annotations

import numpy as np
import pytest

from planodds import constants
from planodds.probability import growth_bands
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.growth.growth_bands import average_log_growth
from planodds.probability.questions.distributions import level_quantiles
from tests import shanxi
from tests.probability.simulated_forecasts import build_forecast, make_forecast, make_panel

HOME = shanxi.HOME_UNIT


def test_bands_agree_with_loops_over_draws():
    panel = make_panel(county_to=2024)
    forecast = make_forecast(panel, draws=200)
    table = growth_bands(forecast, panel)
    row = table[(table["variable"] == constants.GDP) & (table["year"] == 2027)].iloc[0]
    last = panel.gdp[panel.units.index(HOME), -1]
    growth = [
        100 * ((level / last) ** (1 / 3) - 1)
        for level in forecast.gdp(HOME)[:, forecast.years.index(2027)]
    ]
    assert row["q80"] == pytest.approx(np.quantile(growth, 0.8), abs=1e-4)
    assert row["mean"] == pytest.approx(np.mean(growth), abs=1e-4)


def test_a_census_step_is_not_growth():
    panel = make_panel(county_to=2028)
    small, large = (make_forecast(panel, step_sd=sd) for sd in (0.0, 0.5))
    paths = [
        average_log_growth(build_unit_forecast(f, panel), constants.GDP, 2028, 2030)
        for f in (small, large)
    ]
    np.testing.assert_allclose(paths[0], paths[1], atol=1e-6)


def test_growth_bands_from_paths_not_from_marginal_quantiles():
    """Two years of shocks that offset each other: margins are wide, growth over both is zero."""
    panel = make_panel(county_to=2022)
    shock = np.random.default_rng(5).normal(0, 0.3, (9, 4000, 1))
    start = np.log(panel.gdp[:, -1])[:, None, None]
    forecast = build_forecast(panel, start + np.concatenate([shock, 0 * shock], axis=2))
    table = growth_bands(forecast, panel).set_index(["variable", "year"])
    two_years = table.loc[(constants.GDP, 2024)]
    quantiles, _ = level_quantiles(forecast.log_gdp[panel.units.index(HOME)])
    from_margins = quantiles[1, -1] / quantiles[0, 0] - 1
    assert from_margins > 0.5
    assert two_years["q95"] - two_years["q05"] == pytest.approx(0.0, abs=1e-3)
