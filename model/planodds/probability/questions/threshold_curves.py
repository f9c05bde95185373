"""Odds of the unit's levels and ranks over a grid of thresholds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.plan_targets import COUNTY_PANEL, threshold_of, variable_of
from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.published import published_level
from planodds.probability.events.ranks import cached_ranks
from planodds.probability.events.vectorized_probability import prob_events

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan

_STEPS = 20  # steps up to the plan's level, rounded down to a round step
_GRID_RANGE = (0.25, 2.0)  # ends of the grid, relative to the plan's level
_RANK_STEP = 5  # ranks between two thresholds
_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "variable",
    "roster",
    "year",
    "threshold",
    "probability",
    "mcse",
    "upper",
)


def threshold_curves(forecast: Forecast, panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return the odds of the unit's levels and ranks over a grid around the plan's thresholds.

    P(y_t >= c) for GDP and revenue, P(rank_t <= r) for the rank among all units. All are shares
    of the same draws and therefore monotone in the threshold without smoothing.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set; years that it publishes for the unit are left out.
    plan : Plan
        Its level targets give the variables and the scale of the grid.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, unit, variable, roster, year (of
        ``study.report_years``), threshold (亿元, 1e8 CNY, or a rank), probability (share),
        mcse (batch means), upper (95 % Wilson bound).
    """
    position = forecast.unit_index(plan.unit)
    levels = {
        variable_of(target): threshold_of(target)
        for target in reversed(plan.targets)
        if target.kind == "level" and target.data == COUNTY_PANEL and target.has_number
    }
    draws = {
        constants.GDP: forecast.log_gdp[position],
        constants.REVENUE: forecast.log_revenue[position],
    }
    parts = []
    for variable, level in sorted(levels.items()):
        grid = level_grid(level)
        for column, year in _open_years(forecast, panel, plan.unit, variable):
            log_level = draws[variable][:, column]
            hits = np.stack([log_level >= math.log(threshold) for threshold in grid])
            parts.append(_curve(forecast, hits, variable, "", year, grid))
    parts += _rank_curves(forecast, panel, plan, position)
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(**run_identifiers(forecast), unit=plan.unit)
    return table[list(_COLUMNS)]


def level_grid(level: float) -> np.ndarray:
    """Return round levels around a target, which is one of them.

    Parameters
    ----------
    level : float
        Level of the target, 亿元 (1e8 CNY).

    Returns
    -------
    ndarray of float, shape (threshold,)
        From a quarter to twice the level.

    Raises
    ------
    UsageError
        If the level is not positive.

    Examples
    --------
    >>> [float(c) for c in level_grid(200.0)[:3]]
    [50.0, 60.0, 70.0]
    """
    if not level > 0:
        raise UsageError(f"level {level}", where="level_grid", expected="a positive level")
    raw = level / _STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = max(digit * power for digit in (1.0, 2.0, 5.0) if digit * power <= raw * (1 + 1e-9))
    first, last = (math.ceil(end * level / step - 1e-9) for end in _GRID_RANGE)
    grid = np.round(step * np.arange(first, last + 1), 6)
    return np.unique(np.append(grid, level))


def _open_years(
    forecast: Forecast, panel: Panel, unit: str, variable: str
) -> list[tuple[int, int]]:
    """Return position and year of the forecast years without a published level."""
    return [
        (forecast.years.index(year), year)
        for year in _forecast_years(forecast, panel)
        if math.isnan(published_level(panel, unit, variable, year))
    ]


def _forecast_years(forecast: Forecast, panel: Panel) -> list[int]:
    """Return the years of ``study.report_years`` that are forecast."""
    return [year for year in panel.study.report_years if year in forecast.years]


def _rank_curves(forecast: Forecast, panel: Panel, plan: Plan, position: int) -> list[pd.DataFrame]:
    """Return the odds of ranks among all units, by year; the plan's ranks are among them."""
    roster = panel.study.headline_roster
    members = np.asarray(panel.rosters[roster])
    ranks = cached_ranks(forecast, position, members)
    thresholds = rank_grid(plan, int(members.sum()))
    parts = []
    for year in _forecast_years(forecast, panel):
        hits = ranks[:, forecast.year_index(year)][None, :] <= thresholds[:, None]
        parts.append(_curve(forecast, hits, constants.RANK, roster, year, thresholds))
    return parts


def rank_grid(plan: Plan, units: int) -> np.ndarray:
    """Return round ranks, and those of the plan's rank targets.

    Parameters
    ----------
    plan : Plan
    units : int
        Number of ranked units.

    Returns
    -------
    ndarray of int, shape (threshold,)
    """
    own = [
        int(threshold_of(target))
        for target in plan.targets
        if target.kind == "rank" and target.has_number
    ]
    return np.unique([*range(_RANK_STEP, units + 1, _RANK_STEP), *own])


def _curve(
    forecast: Forecast, hits: np.ndarray, variable: str, roster: str, year: int, grid: np.ndarray
) -> pd.DataFrame:
    """Return the odds of the events (threshold, draw) of one variable and year."""
    odds = prob_events(hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    return odds.assign(variable=variable, roster=roster, year=year, threshold=grid)
