"""Panels at the edge of what a model can learn from: an honest width, or a clear refusal."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planodds.errors import InputError, UsageError
from planodds.evaluation.backtest.unit_forecast import forecast_units
from planodds.evaluation.backtest.user_panel import read_origins
from planodds.forecasting.types import FitSettings
from planodds.inputs.panels.unit_panel import UnitPanel, load_unit_panel
from planodds.inputs.panels.variation import check_variation

SHORT = FitSettings(draws=50, tune=50, chains=2, cores=1, quick=True, allow_gate_failure=True)
UNITS, YEARS = 12, tuple(range(2000, 2016))


def usual(unit, year):
    """Return the level of a unit that grows by 5 per cent, more or less."""
    return 100 * (1 + unit) * math.exp(0.05 * (year - 2000) + 0.02 * math.sin(unit * 7 + year * 3))


def panel_of(level):
    """Return the panel with a level for each unit and year."""
    values = [[level(unit, year) for year in YEARS] for unit in range(UNITS)]
    units = tuple(f"u{unit:02}" for unit in range(UNITS))
    return UnitPanel("edge", units, tuple("abc" * 4), YEARS, np.array(values))


@pytest.mark.parametrize(
    "level",
    [
        lambda unit, year: 100.0,
        lambda unit, year: 100.0 * (unit + 1),
        lambda unit, year: 100.0 * (unit + 1) * 1.05 ** (year - 2000),
        lambda unit, year: 100.0 if year == 2015 else math.nan,
    ],
    ids=["constant", "constant for each", "collinear", "one year"],
)
def test_figures_without_variation_are_refused(level):
    with pytest.raises(InputError, match="without variation"):
        check_variation(panel_of(level).values, where="panel.csv")


@pytest.mark.parametrize(
    "level",
    [
        lambda unit, year: usual(unit, year) * (1.5 if year % 2 else 1.0),
        lambda unit, year: usual(unit, year) if (unit * year) % 3 == 0 else math.nan,
        lambda unit, year: 2.0 ** (year - 2000) if unit == 0 else usual(unit, year),
    ],
    ids=["alternating", "mostly missing", "one exploding"],
)
def test_an_unusual_panel_has_finite_draws_of_some_width(level):
    panel = panel_of(level)
    paths, _ = forecast_units(panel, horizon=3, settings=SHORT, draws=100)
    known = np.isfinite(panel.values[:, -1])
    assert np.isfinite(paths[known]).all()
    assert np.isnan(paths[~known]).all()
    lower, upper = np.quantile(paths[known], [0.05, 0.95], axis=1)
    assert (upper - lower).min() > 0.02  # log points; every unit's shock scale is above 0.5 %


@pytest.mark.parametrize("value", ["1e-300", "1e300", "9" * 400, "１１５", "0x1F", "1_000", "-5"])
def test_a_level_beyond_any_unit_of_measurement_is_refused(tmp_path, value):
    rows = [f"u{u},g,{y},{value if u == y - 2000 == 1 else 5}" for u in range(10) for y in YEARS]
    path = tmp_path / "panel.csv"
    path.write_text("unit,group,year,value\n" + "\n".join(rows), encoding="utf-8")
    with pytest.raises(InputError, match="value = "):
        load_unit_panel(path)


@pytest.mark.parametrize("text", ["1990:2000000000", "２０１０", "2010,2010", "2000:2010:0", "x"])
def test_origins_that_are_no_years_are_refused(text):
    with pytest.raises(UsageError, match="origins"):
        read_origins(text)
