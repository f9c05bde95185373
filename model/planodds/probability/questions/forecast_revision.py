"""Forecast-revision decomposition: common, unit and census parts of a change in the median."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.events import UnitForecast, build_unit_forecast, census_columns
from planodds.probability.events.ranks import rank_in_draws

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

COMMON, UNIT, CENSUS = "common", "own", "census"
REALISED, OUTLOOK = "realised", "outlook"
_COLUMNS = ("variable", "roster", "unit", "year", "then", "now", "stage", "part", "value")
_Row = tuple[str, str, str, int, float, float, str, str, float]
_Parts = dict[str, dict[str, float]]  # by stage and part


class _Revision(NamedTuple):
    """Two forecasts of one unit and the years that separate the stages.

    ``start`` is the last published year then, ``last`` the last published year now (``year`` at
    most), ``year`` the year whose forecast is compared.
    """

    then: UnitForecast
    now: UnitForecast
    start: int
    last: int
    year: int


def decompose_revision(
    panel_then: Panel,
    panel_now: Panel,
    forecast_then: Forecast,
    forecast_now: Forecast,
    *,
    year: int,
    unit: str | None = None,
) -> pd.DataFrame:
    """Split the revision of the median forecast for a year into common, unit and census parts.

    The revision from the median then to the median now has two stages: *realised*, the last
    published figure less its median forecast, and *outlook*, the change of the growth expected
    from there to ``year``. For log GDP each stage has three parts: common, the province's growth
    less its median forecast; census, the unit's step to the new basis (posterior median) less its
    median forecast; own, the remainder, which is growth relative to the province. Revenue has no
    census part. Ranks have no common part: census is the published rank less the median rank
    without the census steps of all units, own is the remainder. The parts add up to now - then
    exactly.

    Parameters
    ----------
    panel_then, panel_now : Panel
        The two information sets.
    forecast_then, forecast_now : Forecast
        Baselines simulated from them.
    unit : str
        Code of the unit; None: the home unit of the study.
    year : int
        Data year, a forecast year then. If it is published now, all of the revision is realised.

    Returns
    -------
    DataFrame
        variable, roster, unit (``log`` points or ``places``), year, then, now (medians), stage
        (``realised`` or ``outlook``), part (``common``, ``own`` or ``census``), value. A positive
        number of places is a worse rank.

    Raises
    ------
    UsageError
        If ``forecast_now`` is not the later one, or ``year`` not after ``forecast_then``.
    """
    start, newest = panel_then.information.county_to, panel_now.information.county_to
    if not start < min(newest, year):
        raise UsageError(
            f"revision from {panel_then.information.name} to {panel_now.information.name} "
            f"for {year}",
            where="decompose_revision",
            expected="an earlier and a later information set, the earlier one before the year",
        )
    revision = _Revision(
        build_unit_forecast(forecast_then, panel_then, unit),
        build_unit_forecast(forecast_now, panel_now, unit),
        start,
        min(newest, year),
        year,
    )
    rows = [row for role in panel_now.study.roles for row in _level_rows(revision, role)]
    for roster in revision.then.rosters:
        rows += _rank_rows(revision, roster)
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def province_path(forecast: Forecast, first: int, last: int) -> np.ndarray:
    """Return the log growth of the province over the years ``first`` + 1 .. ``last``.

    Parameters
    ----------
    forecast : Forecast
    first, last : int
        Years; growth is from the first to the last.

    Returns
    -------
    ndarray of float, shape (draw,)
        Log points.

    Raises
    ------
    UsageError
        If the forecast does not contain all these years.
    """
    years = tuple(forecast.common_years)
    requested = range(first + 1, last + 1)
    if not set(requested) <= set(years):
        raise UsageError(
            f"growth of the province from {first + 1} to {last}",
            where="forecast.common",
            expected=f"years of {years[0]} to {years[-1]}",
        )
    columns = [years.index(year) for year in requested]
    growth: np.ndarray = np.asarray(forecast.common)[:, -1, columns].sum(axis=1)
    return growth


def _level_rows(revision: _Revision, variable: str) -> list[_Row]:
    """Return the rows of log GDP or log revenue."""
    then, now, start, last, year = revision
    published = math.log(now.published(variable, last))
    then_last, then_year = _median_level(then, variable, last), _median_level(then, variable, year)
    now_year = _median_level(now, variable, year)
    total = {
        REALISED: published - then_last,
        OUTLOOK: (now_year - published) - (then_year - then_last),
    }
    expected = {y: float(np.median(province_path(then.forecast, start, y))) for y in (last, year)}
    realised = float(_province_growth(now.panel, start, last).sum())
    ahead = float(np.median(province_path(now.forecast, last, year)))
    parts = {
        REALISED: {COMMON: realised - expected[last]},
        OUTLOOK: {COMMON: ahead - (expected[year] - expected[last])},
    }
    if variable == constants.GDP:
        parts[REALISED][CENSUS] = _median_step(now, start, last) - _median_step(then, start, last)
        parts[OUTLOOK][CENSUS] = _median_step(now, last, year) - _median_step(then, last, year)
    return _rows((variable, "", "log", year, then_year, now_year), parts, total)


def _rank_rows(revision: _Revision, roster: str) -> list[_Row]:
    """Return the rows of the rank in one roster."""
    then, now, start, last, year = revision
    published = _median_rank(now, roster, last)
    then_last, then_year = _median_rank(then, roster, last), _median_rank(then, roster, year)
    now_year = _median_rank(now, roster, year)
    total = {
        REALISED: published - then_last,
        OUTLOOK: (now_year - published) - (then_year - then_last),
    }
    census = published - _rank_without_steps(now, roster, start, last)
    parts = {REALISED: {COMMON: 0.0, CENSUS: census}, OUTLOOK: {COMMON: 0.0}}
    return _rows((constants.RANK, roster, "places", year, then_year, now_year), parts, total)


def _rows(
    head: tuple[str, str, str, int, float, float], parts: _Parts, total: dict[str, float]
) -> list[_Row]:
    """Return the parts of each stage, the unit's part being what the others leave of the total."""
    return [
        (*head, stage, part, value)
        for stage, others in parts.items()
        for part, value in (others | {UNIT: total[stage] - sum(others.values())}).items()
    ]


def _province_growth(panel: Panel, start: int, last: int) -> np.ndarray:
    """Return the province's published log growth after ``start`` up to ``last``, county basis."""
    years = panel.years[1:]
    return panel.provincial_growth_county_basis[years.index(start + 1) : years.index(last) + 1]


def _median_level(home: UnitForecast, variable: str, year: int) -> float:
    """Return the published log level, or the median of the draws."""
    if year in home.panel.years:
        return math.log(home.published(variable, year))
    return float(np.median(home.level(variable, year)))


def _median_rank(home: UnitForecast, roster: str, year: int) -> float:
    """Return the published rank, or the median of the draws."""
    published = home.published_rank(roster, year)
    if published is not None:
        return float(published)
    return float(np.median(home.ranks(roster)[:, home.forecast.year_index(year)]))


def _median_step(home: UnitForecast, first: int, last: int) -> float:
    """Return the median of the unit's census steps after ``first`` up to ``last``."""
    columns = census_columns(home.panel, first, last)
    if not columns:
        return 0.0
    return float(np.median(home.forecast.benchmark[home.position][:, columns].sum(axis=1)))


def _rank_without_steps(home: UnitForecast, roster: str, first: int, last: int) -> float:
    """Return the median rank of the published levels of ``last`` less all census steps."""
    panel, columns = home.panel, census_columns(home.panel, first, last)
    levels = np.log(panel.gdp[:, panel.years.index(last)])[:, None]
    steps = np.asarray(home.forecast.benchmark)[:, :, columns].sum(axis=2)
    chained = (levels - steps)[:, :, None]
    return float(np.median(rank_in_draws(chained, home.position, panel.rosters[roster])))
