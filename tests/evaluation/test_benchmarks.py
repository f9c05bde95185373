"""The benchmark walks: drift, scale, variance in the horizon, independence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planodds import constants
from planodds.errors import UsageError
from planodds.evaluation.benchmarks.benchmarks import draw_benchmark, panel_growth, rank_levels
from planodds.evaluation.model_names import POOLED_DRIFT, UNIT_DRIFT
from tests.probability.simulated_forecasts import make_panel

DRAWS = 20_000


def draw(panel, benchmark, *, horizon=4, seed=1):
    return draw_benchmark(
        panel,
        constants.GDP,
        benchmark=benchmark,
        horizon=horizon,
        draws=DRAWS,
        generator=np.random.default_rng(seed),
    )


def test_the_unit_drift_random_walk_continues_at_each_units_mean_growth():
    panel = make_panel(county_to=2023)
    paths = draw(panel, UNIT_DRIFT)
    growth = panel_growth(panel, constants.GDP).mean(axis=1)
    found = (paths[:, :, 3].mean(axis=1) - np.log(panel.gdp[:, -1])) / 4
    error = paths[:, :, 3].std(axis=1) / 4 / math.sqrt(DRAWS)
    assert np.all(np.abs(found - growth) < 4 * error)


def test_variance_grows_with_the_horizon_and_the_error_of_the_drift():
    panel = make_panel(county_to=2023)
    growth = panel_growth(panel, constants.GDP)
    units, years = growth.shape
    within = growth - growth.mean(axis=1, keepdims=True)
    variance = (within**2).sum() / (units * (years - 1))
    spread = draw(panel, UNIT_DRIFT).var(axis=1).mean(axis=0)
    h = np.arange(1, 5)
    # relative sd of a variance from n normals: sqrt(2 / n); four of them
    tolerance = 4 * math.sqrt(2 / (units * DRAWS))
    np.testing.assert_allclose(spread, variance * (h + h**2 / years), rtol=tolerance)


def test_pooled_walk_has_one_drift_and_one_scale():
    panel = make_panel(county_to=2023)
    growth = panel_growth(panel, constants.GDP)
    spread = draw(panel, POOLED_DRIFT).var(axis=1).mean(axis=0)
    tolerance = 4 * math.sqrt(2 / (len(panel.units) * DRAWS))
    np.testing.assert_allclose(spread, growth.var(ddof=1) * np.arange(1, 5), rtol=tolerance)


def test_with_one_growth_year_the_scale_is_that_across_units():
    panel = make_panel(county_to=2020)
    growth = panel_growth(panel, constants.GDP)[:, 0]
    spread = draw(panel, UNIT_DRIFT, horizon=1)[:, :, 0].var(axis=1).mean()
    tolerance = 4 * math.sqrt(2 / (len(panel.units) * DRAWS))
    assert spread == pytest.approx(2 * growth.var(ddof=1), rel=tolerance)


def test_walks_are_independent_across_units():
    paths = draw(make_panel(county_to=2023), UNIT_DRIFT)[:, :, 3]
    off = np.corrcoef(paths)[np.triu_indices(len(paths), 1)]
    assert np.abs(off).max() < 5 / math.sqrt(DRAWS)


def test_growth_across_the_census_is_not_growth():
    assert panel_growth(make_panel(county_to=2024), constants.GDP).shape[1] == 4
    assert panel_growth(make_panel(county_to=2024), constants.REVENUE).shape[1] == 5


def test_a_unit_without_growth_uses_the_mean_of_the_others():
    gdp = np.exp(np.random.default_rng(3).normal(4.6, 0.1, (6, 2)))
    gdp[2, 0] = np.nan
    panel = make_panel(units=6, districts=1, county_to=2020, gdp=gdp)
    paths = draw(panel, UNIT_DRIFT, horizon=1)[2, :, 0]
    expected = np.log(gdp[2, 1]) + np.nanmean(panel_growth(panel, constants.GDP))
    assert paths.mean() == pytest.approx(expected, abs=4 * paths.std() / math.sqrt(DRAWS))


def test_an_unknown_benchmark_is_refused():
    with pytest.raises(UsageError, match="own_drift or pooled_drift"):
        draw(make_panel(), "theta")


def test_ranks_leave_missing_units_out():
    level = np.array([[3.0, 1.0], [5.0, 2.0], [np.nan, np.nan], [4.0, 3.0]])
    np.testing.assert_array_equal(rank_levels(level), [[3, 3], [1, 2], [np.nan] * 2, [2, 1]])
