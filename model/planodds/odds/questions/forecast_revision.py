"""What moved the outlook between two information sets: common, own, census; exact sums."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.odds.events.events import build_unit_forecast, year_position
from planodds.odds.events.published import published_level, published_rank
from planodds.odds.events.ranks import rank_in_draws, unit_position

COMMON, OWN, CENSUS = "common", "own", "census"
REALISED, OUTLOOK = "realised", "outlook"
_REVISION_COLUMNS = ("variable", "roster", "unit", "year", "then", "now", "stage", "part", "value")


def decompose_revision(
    panel_then,
    panel_now,
    forecast_then,
    forecast_now,
    *,
    unit: str = constants.HOME_UNIT,
    year: int = constants.TARGET_YEAR,
) -> pd.DataFrame:
    """Split the change of the median outlook for ``year`` into common, own and census parts.

    The change from the median then to the median now has two stages: *realised*, what the last
    published figure is off the median forecast of it, and *outlook*, how the growth expected
    from there to ``year`` has changed. Of log GDP each stage has three parts: common, the
    province's growth against its median forecast; census, the unit's step to the new basis
    (posterior median) against its median forecast; own, the rest, which is growth relative to the
    province. Revenue has no census part. Ranks do not move with what is common to all: census
    is the place as published less the median place without the unit's and the others' census
    steps, own the rest. The parts add up to now - then exactly.

    Parameters
    ----------
    panel_then, panel_now : Panel
        The two information sets.
    forecast_then, forecast_now : Forecast
        Baselines made from them.
    unit : str
        Code of the unit.
    year : int
        Data year; forecast then. If it is published now, all of the change is realised.

    Returns
    -------
    DataFrame
        variable, roster, unit (log points or places), year, then, now (medians), stage, part,
        value. A positive number of places is a loss of rank.

    Raises
    ------
    UsageError
        If ``forecast_now`` is not the later one, or ``year`` not ahead of ``forecast_then``.
    """
    if not panel_then.information.county_to < min(panel_now.information.county_to, year):
        raise UsageError(
            f"moved from {panel_then.information.name} to {panel_now.information.name} for {year}",
            where="moved",
            expected="an earlier and a later information set, the earlier one before the year",
        )
    then = build_unit_forecast(forecast_then, panel_then, unit)
    now = build_unit_forecast(forecast_now, panel_now, unit)
    rows = _level_rows(then, now, constants.GDP, year) + _level_rows(
        then, now, constants.REVENUE, year
    )
    for roster in then.ranks:
        rows += _rank_rows(then, now, roster, year)
    return pd.DataFrame(rows, columns=list(_REVISION_COLUMNS))


def province_path(forecast, first: int, last: int) -> np.ndarray:
    """Log growth of the province over the years ``first`` + 1 .. ``last``, draw by draw.

    Raises
    ------
    UsageError
        If the forecast does not hold all these years.
    """
    years = tuple(forecast.common_years)
    wanted = range(first + 1, last + 1)
    if not set(wanted) <= set(years):
        raise UsageError(
            f"province's growth {first + 1} to {last}",
            where="forecast.common",
            expected=f"years of {years[0]} to {years[-1]}",
        )
    series = constants.COMMON_SERIES.index(constants.PROVINCIAL)
    columns = [years.index(y) for y in wanted]
    return np.asarray(forecast.common)[:, series, columns].sum(axis=1)


def _level_rows(then, now, variable: str, year: int) -> list[tuple]:
    """Return the rows of log GDP or log revenue."""
    last = min(now.panel.information.county_to, year)
    start = then.panel.information.county_to
    published = math.log(published_level(now.panel, now.unit, variable, last))
    then_last, then_year = _median_level(then, variable, last), _median_level(then, variable, year)
    now_year = _median_level(now, variable, year)
    total = {
        REALISED: published - then_last,
        OUTLOOK: (now_year - published) - (then_year - then_last),
    }
    expected = {y: float(np.median(province_path(then.forecast, start, y))) for y in (last, year)}
    came = float(_province_growth(now.panel, start, last).sum())
    ahead = float(np.median(province_path(now.forecast, last, year)))
    parts = {
        REALISED: {COMMON: came - expected[last]},
        OUTLOOK: {COMMON: ahead - (expected[year] - expected[last])},
    }
    if variable == constants.GDP:
        parts[REALISED][CENSUS] = _median_step(now, start, last) - _median_step(then, start, last)
        parts[OUTLOOK][CENSUS] = _median_step(now, last, year) - _median_step(then, last, year)
    head = (variable, "", "log", year, then_year, now_year)
    return [
        (*head, stage, part, value)
        for stage, some in parts.items()
        for part, value in _with_rest(some, total[stage]).items()
    ]


def _rank_rows(then, now, roster: str, year: int) -> list[tuple]:
    """Return the rows of the rank in one roster, in places."""
    last = min(now.panel.information.county_to, year)
    start = then.panel.information.county_to
    published = published_rank(now.panel, now.unit, roster, last)
    then_last, then_year = _median_rank(then, roster, last), _median_rank(then, roster, year)
    now_year = _median_rank(now, roster, year)
    total = {
        REALISED: published - then_last,
        OUTLOOK: (now_year - published) - (then_year - then_last),
    }
    without = _rank_without_steps(now, roster, start, last)
    parts = {REALISED: {COMMON: 0.0, CENSUS: published - without}, OUTLOOK: {COMMON: 0.0}}
    head = (constants.RANK, roster, "places", year, then_year, now_year)
    return [
        (*head, stage, part, value)
        for stage, some in parts.items()
        for part, value in _with_rest(some, total[stage]).items()
    ]


def _with_rest(parts: dict[str, float], total: float) -> dict[str, float]:
    """Return the parts with ``own``, what they leave of the total."""
    return parts | {OWN: total - sum(parts.values())}


def _province_growth(panel, start: int, last: int) -> np.ndarray:
    """Return the province's published log growth of ``start`` + 1 .. ``last``, county basis."""
    years = panel.years[1:]
    return panel.provincial_growth_county_basis[years.index(start + 1) : years.index(last) + 1]


def _median_level(outlook, variable: str, year: int) -> float:
    """Return the median of a log level, which is the published one if there is one."""
    if year in outlook.panel.years:
        return math.log(published_level(outlook.panel, outlook.unit, variable, year))
    return float(np.median(outlook.levels[variable][:, year_position(outlook.forecast, year)]))


def _median_rank(outlook, roster: str, year: int) -> float:
    """Return the median rank, which is the published one if there is one."""
    if year in outlook.panel.years:
        return float(published_rank(outlook.panel, outlook.unit, roster, year))
    return float(np.median(outlook.ranks[roster][:, year_position(outlook.forecast, year)]))


def _median_step(outlook, first: int, last: int) -> float:
    """Return the median of the unit's census steps in the years ``first`` + 1 .. ``last``."""
    steps = _steps_between(first, last)
    if not steps:
        return 0.0
    row = unit_position(outlook.forecast, outlook.unit)
    return float(np.median(outlook.forecast.benchmark[row][:, steps].sum(axis=1)))


def _rank_without_steps(outlook, roster: str, first: int, last: int) -> float:
    """Return the median rank of the published levels of ``last`` less all census steps."""
    panel, forecast = outlook.panel, outlook.forecast
    levels = np.log(panel.gdp[:, panel.years.index(last)])[:, None]
    steps = np.asarray(forecast.benchmark)[:, :, _steps_between(first, last)].sum(axis=2)
    chained = (levels - steps)[:, :, None]
    row = unit_position(forecast, outlook.unit)
    return float(np.median(rank_in_draws(chained, row, panel.rosters[roster])))


def _steps_between(first: int, last: int) -> list[int]:
    """Return the columns of the census steps in the years ``first`` + 1 .. ``last``."""
    return [k for k, census in enumerate(constants.BENCHMARK_YEARS) if first < census <= last]
