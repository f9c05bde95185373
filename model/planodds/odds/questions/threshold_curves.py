"""What if the target were another: odds of every level and place, and of every other county."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.odds.events.batch_probability import prob_events
from planodds.odds.events.published import published_level
from planodds.odds.events.ranks import cached_ranks, unit_position
from planodds.odds.events.result_rows import run_identifiers
from planodds.odds.questions.neighbours import rank_published

_STEPS = 20  # of the plan's own level; the grid goes by the round number at or below it
_GRID_RANGE = (0.25, 2.0)  # of the plan's own level
_BLOCK = 2000  # draws ranked at a time, to keep the working copy small
_RANK_THRESHOLDS = 5  # places of the ranking between two thresholds
RANK_QUANTILES = {"rank_q10": 0.10, "rank_q50": 0.50, "rank_q90": 0.90}
_COUNTY_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
    "roster",
    "home",
    "unit",
    "name_zh",
    "name_en",
    "last_rank",
    "last_gdp",
    "year",
    *RANK_QUANTILES,
    "probability_above",
    "mcse",
    "upper",
)
_THRESHOLD_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
    "unit",
    "variable",
    "roster",
    "year",
    "threshold",
    "probability",
    "mcse",
    "upper",
)


def threshold_curves(forecast, panel, plan, *, edition: str) -> pd.DataFrame:
    """Odds of the unit's levels and places over a grid around the plan's own.

    P(y_t >= c) for GDP and revenue, P(rank_t <= r) for the rank among all units. Shares of one
    set of draws: monotone in the threshold without any smoothing.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set; years that it publishes for the unit are left out.
    plan : Plan
        Its level targets give the variables and the scale of the grid.
    edition : str
        Written in the first column.

    Returns
    -------
    DataFrame
        ``_THRESHOLD_COLUMNS``: threshold in cny_1e8 or a place; years of ``names.REACH_YEARS``.
    """
    position = unit_position(forecast, plan.unit)
    levels = {
        target.variable: float(target.threshold)
        for target in reversed(plan.targets)
        if target.kind == "level" and target.data == "county_panel"
    }
    draws = {
        constants.GDP: forecast.log_gdp[position],
        constants.REVENUE: forecast.log_revenue[position],
    }
    parts = []
    for variable, level in sorted(levels.items()):
        grid = level_grid(level)
        for column, year in _open_years(forecast, panel, plan.unit, variable):
            own = draws[variable][:, column]
            hits = np.stack([own >= math.log(c) for c in grid])
            parts.append(_rows(forecast, hits, variable, "", year, grid))
    parts += _place_rows(forecast, panel, plan.unit, position)
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(**run_identifiers(forecast, edition), unit=plan.unit)
    return table[list(_THRESHOLD_COLUMNS)]


def level_grid(level: float) -> np.ndarray:
    """Round levels around a target, the target itself among them.

    Examples
    --------
    >>> [float(c) for c in level_grid(200.0)[:3]]
    [50.0, 60.0, 70.0]
    """
    if not level > 0:
        raise UsageError(f"level {level}", where="level_grid", expected="a positive level")
    raw = level / _STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    step = max(unit * power for unit in (1.0, 2.0, 5.0) if unit * power <= raw * (1 + 1e-9))
    first, last = (math.ceil(bound * level / step - 1e-9) for bound in _GRID_RANGE)
    grid = np.round(step * np.arange(first, last + 1), 6)
    return np.unique(np.append(grid, level))


def _open_years(forecast, panel, unit: str, variable: str) -> list[tuple[int, int]]:
    return [
        (forecast.years.index(year), year)
        for year in constants.REACH_YEARS
        if year in forecast.years and math.isnan(published_level(panel, unit, variable, year))
    ]


def _place_rows(forecast, panel, unit: str, position: int) -> list[pd.DataFrame]:
    members = np.asarray(panel.rosters[constants.ROSTER_ALL])
    years = [year for year in constants.REACH_YEARS if year in forecast.years]
    ranks = cached_ranks(forecast, position, members)
    places = np.arange(_RANK_THRESHOLDS, members.sum() + 1, _RANK_THRESHOLDS)
    parts = []
    for year in years:
        hits = ranks[:, forecast.years.index(year)][None, :] <= places[:, None]
        parts.append(_rows(forecast, hits, constants.RANK, constants.ROSTER_ALL, year, places))
    return parts


def _rows(
    forecast, hits: np.ndarray, variable: str, roster: str, year: int, grid: np.ndarray
) -> pd.DataFrame:
    table = prob_events(hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    return table.assign(variable=variable, roster=roster, year=year, threshold=grid)


def rank_summary_of_units(
    forecast, panel, *, edition: str, unit: str = constants.HOME_UNIT
) -> pd.DataFrame:
    """Rank of every county, and the odds that the home unit stands above it.

    One sort a year ranks all units in every draw; ranks are counted in the draw, never from
    marginals.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Its last year gives the published rank and GDP.
    edition : str
        Written in the first column.
    unit : str
        Code of the home unit.

    Returns
    -------
    DataFrame
        ``_COUNTY_COLUMNS``; rank quantiles are whole ranks r with P(rank <= r) >= p;
        ``probability_above`` that the home unit's GDP is larger (NaN for itself).

    Raises
    ------
    UsageError
        If the unit is not in the forecast.
    """
    home = unit_position(forecast, unit)
    members = np.asarray(panel.rosters[constants.ROSTER_ALL])
    years = [year for year in constants.REACH_YEARS if year in forecast.years]
    parts = []
    for year in years:
        levels = np.ascontiguousarray(forecast.log_gdp[:, :, forecast.years.index(year)])
        odds = prob_events(levels[home] > levels, cluster=forecast.posterior_draw_index, ess=forecast.ess)
        odds.iloc[home] = math.nan
        parts.append(odds[members].assign(**_rank_quantiles(levels[members])))
    known = panel.unit_table.loc[list(panel.units), ["name_zh", "name_en"]].join(
        rank_published(panel, constants.ROSTER_ALL)
    )[members]
    table = pd.concat([known.rename_axis("unit").reset_index()] * len(years), ignore_index=True)
    table = (
        table.join(pd.concat(parts, ignore_index=True))
        .rename(columns={"probability": "probability_above"})
        .assign(
            **run_identifiers(forecast, edition),
            home=unit,
            roster=constants.ROSTER_ALL,
            year=np.repeat(years, len(known)),
        )
    )
    return table[list(_COUNTY_COLUMNS)]


def _rank_quantiles(levels: np.ndarray) -> dict[str, np.ndarray]:
    """Quantiles of every unit's rank in one year, from levels (unit, draw) in single precision.

    Each unit's number is written into the digits that a double has beyond the level's own: the
    values then sort as the levels do and tell whose they are, for less than a sort of positions.
    """
    units, draws = levels.shape
    width = 1 << (units - 1).bit_length()
    counts = np.zeros(units * width, dtype=np.int64)
    for start in range(0, draws, _BLOCK):
        falling = np.negative(levels[:, start : start + _BLOCK].T, dtype=float, order="C")
        whose = falling.view(np.int64)
        whose |= np.arange(units)
        falling.sort(axis=1)
        whose &= width - 1
        whose += width * np.arange(units)  # by place, then by unit
        counts += np.bincount(whose.ravel(), minlength=counts.size)
    share = counts.reshape(units, width)[:, :units].T.cumsum(axis=1) / draws
    return {name: 1 + (share >= p - 1e-9).argmax(axis=1) for name, p in RANK_QUANTILES.items()}
