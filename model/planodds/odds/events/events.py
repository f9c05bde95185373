"""Events of the plan: decided by published figures, or counted over predictive draws."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.odds.events.published import published_level, published_rank
from planodds.odds.events.ranks import cached_ranks, unit_position, unit_rosters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_COMPARE = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


@dataclass(frozen=True)
class Event:
    """Something that happens in a draw or not, or is a published fact already.

    Attributes
    ----------
    hits : ndarray of bool (draw,) or None
        Draws in which it happens; None when it is decided.
    met : bool or None
        How it was decided; None while it is open.
    year : int or None
        Data year that decided it.
    """

    hits: np.ndarray | None
    met: bool | None = None
    year: int | None = None

    @property
    def status(self) -> str:
        """Open, decided_met or decided_missed."""
        if self.met is None:
            return constants.OPEN
        return constants.DECIDED_MET if self.met else constants.DECIDED_MISSED


@dataclass(frozen=True)
class UnitForecast:
    """One unit's view of a forecast and of what is published, for evaluating its events.

    Attributes
    ----------
    forecast, panel : Forecast, Panel
        Joint draws, and what was known when they were made.
    unit : str
        Code of the unit.
    levels : mapping of variable to ndarray (draw, year)
        Log GDP and log revenue (log cny_1e8) as they will be published.
    ranks : mapping of roster to ndarray of int (draw, year)
        Rank by GDP, counted in each draw.
    """

    forecast: object
    panel: object
    unit: str
    levels: Mapping[str, np.ndarray]
    ranks: Mapping[str, np.ndarray]


def build_unit_forecast(forecast, panel, unit: str = constants.HOME_UNIT) -> UnitForecast:
    """Gather a unit's draws of level and rank.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    unit : str
        Code of the unit.

    Returns
    -------
    UnitForecast

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information, or the unit is not among them.
    """
    if tuple(forecast.units) != tuple(panel.units):
        raise UsageError(
            "forecast and panel have different units",
            where="build_outlook",
            expected="the panel that the forecast was made from",
        )
    if forecast.information.county_to != panel.information.county_to:
        raise UsageError(
            f"forecast from {forecast.information.name}, panel of {panel.information.name}",
            where="build_outlook",
            expected="the same information set",
        )
    position = unit_position(forecast, unit)
    levels = {
        constants.GDP: forecast.log_gdp[position],
        constants.REVENUE: forecast.log_revenue[position],
    }
    ranks = {
        roster: cached_ranks(forecast, position, panel.rosters[roster])
        for roster in unit_rosters(panel, position)
    }
    return UnitForecast(forecast, panel, unit, levels, ranks)


def level_event(
    outlook: UnitForecast, variable: str, year: int, level: float, direction: str = ">="
) -> Event:
    """Event that the level published for a year stands in ``direction`` to a level.

    A published figure decides it. Otherwise the draws are compared, with the step of every
    economic census up to that year in them.

    Parameters
    ----------
    outlook : UnitForecast
    variable : str
        ``gdp`` or ``revenue``.
    year : int
        Data year.
    level : float
        Threshold, cny_1e8.
    direction : str
        One of >=, >, <=, <.

    Returns
    -------
    Event

    Raises
    ------
    UsageError
        If the year is neither published nor forecast, or the direction is unknown.
    """
    known = published_level(outlook.panel, outlook.unit, variable, year)
    if not math.isnan(known):
        return Event(None, bool(_compare(known, level, direction)), year)
    draws = outlook.levels[variable][:, year_position(outlook.forecast, year)]
    return Event(_compare(draws, math.log(level), direction))


def chained_event(
    outlook: UnitForecast, base_year: int, year: int, level: float, direction: str = ">="
) -> Event:
    """Event that GDP, chained from ``base_year`` by growth within a basis, meets a level.

    Chained level = published level less the census steps B after the base year:
    y_T - sum B_c over base_year < c <= T. The steps of one unit are not published, so that a
    chained level across a census stays open even when the year's figure is known.

    Parameters
    ----------
    outlook : UnitForecast
    base_year, year : int
        First and last data year.
    level : float
        Threshold on the basis of the base year, cny_1e8.
    direction : str
        One of >=, >, <=, <.

    Returns
    -------
    Event
    """
    if not any(base_year < census <= year for census in constants.BENCHMARK_YEARS):
        return level_event(outlook, constants.GDP, year, level, direction)
    draws = log_gdp_on_base_basis(outlook, base_year, year)
    return Event(_compare(draws, math.log(level), direction))


def log_gdp_on_base_basis(outlook: UnitForecast, base_year: int, year: int) -> np.ndarray:
    """Log GDP of ``year`` on the basis of ``base_year``, log cny_1e8 (draw,)."""
    forecast = outlook.forecast
    known = published_level(outlook.panel, outlook.unit, constants.GDP, year)
    steps = [
        column
        for column, census in enumerate(constants.BENCHMARK_YEARS)
        if base_year < census <= year
    ]
    benchmark = forecast.benchmark[forecast.units.index(outlook.unit)][:, steps].sum(axis=1)
    if not math.isnan(known):
        return math.log(known) - benchmark
    return outlook.levels[constants.GDP][:, year_position(forecast, year)] - benchmark


def rank_event(
    outlook: UnitForecast, roster: str, year: int, place: float, direction: str = "<="
) -> Event:
    """Event that the rank by GDP, as published for a year, meets a place of the roster."""
    known = published_rank(outlook.panel, outlook.unit, roster, year)
    if known is not None:
        return Event(None, bool(_compare(known, place, direction)), year)
    draws = outlook.ranks[roster][:, year_position(outlook.forecast, year)]
    return Event(_compare(draws, place, direction))


def monotone_rank_event(outlook: UnitForecast, roster: str, base_year: int, year: int) -> Event:
    """Event that the rank improves in every year from ``base_year`` + 1 to ``year``.

    Published years count: the first that brings no better rank decides it as missed; while all
    have, the draws must go on from the last published rank.

    Parameters
    ----------
    outlook : UnitForecast
    roster : str
        Name of the roster.
    base_year, year : int
        The first comparison is with ``base_year``.

    Returns
    -------
    Event
    """
    before = published_rank(outlook.panel, outlook.unit, roster, base_year)
    hits: np.ndarray | None = None
    for current in range(base_year + 1, year + 1):
        rank = published_rank(outlook.panel, outlook.unit, roster, current)
        if rank is not None and rank >= before:
            return Event(None, False, current)
        if rank is None:
            rank = outlook.ranks[roster][:, year_position(outlook.forecast, current)]
            better = rank < before
            hits = better if hits is None else hits & better
        before = rank
    return Event(None, True, year) if hits is None else Event(hits)


def join_events(events: Sequence[Event]) -> Event:
    """Event that all of ``events`` happen, in the same draw.

    One that is decided as missed decides the whole; those decided as met drop out.
    """
    missed = [event.year for event in events if event.met is False]
    if missed:
        return Event(None, False, min(missed))
    still_open = [event.hits for event in events if event.met is None]
    if not still_open:
        return Event(None, True, max(event.year for event in events))
    return Event(np.logical_and.reduce(still_open))


def year_position(forecast, year: int) -> int:
    """Return the position of a year in the forecast, or raise UsageError."""
    if year not in forecast.years:
        raise UsageError(
            f"year {year} is neither published nor forecast",
            where="year",
            expected=f"{forecast.years[0]} to {forecast.years[-1]}",
        )
    return tuple(forecast.years).index(year)


def _compare(values, threshold: float, direction: str):
    """Compare values with a threshold in the direction that the plan's text gives.

    Raises
    ------
    UsageError
        If the direction is unknown.
    """
    if direction not in _COMPARE:
        raise UsageError(f"direction {direction!r}", where="target", expected=", ".join(_COMPARE))
    return _COMPARE[direction](values, threshold)
