"""Events about one unit: decided by published figures, or counted over predictive draws."""

from __future__ import annotations

import math
import operator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.published import published_level, published_rank
from planodds.probability.events.ranks import cached_ranks, unit_rosters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

_COMPARE = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


@dataclass(frozen=True)
class Event:
    """Event that occurs in some of the draws, or that published figures have decided.

    Attributes
    ----------
    hits : ndarray of bool, shape (draw,), or None
        Draws in which it occurs; None once it is decided.
    met : bool or None
        The decision; None while the event is open.
    year : int or None
        Data year that decided it.
    """

    hits: np.ndarray | None
    met: bool | None = None
    year: int | None = None

    @property
    def status(self) -> str:
        """``open``, ``decided_met`` or ``decided_missed``."""
        if self.met is None:
            return constants.OPEN
        return constants.DECIDED_MET if self.met else constants.DECIDED_MISSED

    def in_draws(self, draws: int) -> np.ndarray:
        """Return the event as one boolean per draw, whether it is open or decided.

        Parameters
        ----------
        draws : int
            Number of draws.

        Returns
        -------
        ndarray of bool, shape (draw,)
        """
        return np.full(draws, bool(self.met)) if self.hits is None else self.hits


@dataclass(frozen=True)
class UnitForecast:
    """Draws and published figures of one unit, from which its events are evaluated.

    Attributes
    ----------
    forecast, panel : Forecast, Panel
        Joint draws, and the data from which they were simulated.
    unit : str
        Code of the unit; None: the home unit of the study.
    position : int
        Position of the unit.
    levels : mapping of str to ndarray of float, shape (draw, year)
        Log GDP and log revenue by variable, log of 亿元 (1e8 CNY), on the published basis.
    """

    forecast: Forecast
    panel: Panel
    unit: str
    position: int
    levels: Mapping[str, np.ndarray]

    @property
    def units(self) -> tuple[str, ...]:
        """Codes of all units, in the order of the panel."""
        return self.panel.units

    @property
    def rosters(self) -> tuple[str, ...]:
        """Names of the rosters that contain the unit."""
        return unit_rosters(self.panel, self.position)

    def ranks(self, roster: str) -> np.ndarray:
        """Return the rank by GDP in each draw.

        Parameters
        ----------
        roster : str
            Name of the roster.

        Returns
        -------
        ndarray of int16, shape (draw, year)
        """
        return cached_ranks(self.forecast, self.position, self.panel.rosters[roster])

    def level(self, variable: str, year: int) -> np.ndarray:
        """Return the log level of a forecast year.

        Parameters
        ----------
        variable : str
            ``gdp`` or ``revenue``.
        year : int

        Returns
        -------
        ndarray of float, shape (draw,)
            Log of 亿元 (1e8 CNY).
        """
        return self.levels[variable][:, self.forecast.year_index(year)]

    def published(self, variable: str, year: int) -> float:
        """Return the published level.

        Parameters
        ----------
        variable : str
            ``gdp`` or ``revenue``.
        year : int

        Returns
        -------
        float
            亿元 (1e8 CNY); NaN if it is not published.
        """
        return published_level(self.panel, self.unit, variable, year)

    def published_rank(self, roster: str, year: int) -> int | None:
        """Return the published rank; see ``published.published_rank``.

        Parameters
        ----------
        roster : str
            Name of the roster.
        year : int

        Returns
        -------
        int or None
        """
        return published_rank(self.panel, self.unit, roster, year)


def build_unit_forecast(forecast: Forecast, panel: Panel, unit: str | None = None) -> UnitForecast:
    """Collect the draws of one unit.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    unit : str
        Code of the unit; None: the home unit of the study.

    Returns
    -------
    UnitForecast

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set, or lack the unit.
    """
    if tuple(forecast.units) != tuple(panel.units):
        raise UsageError(
            "forecast and panel have different units",
            where="build_unit_forecast",
            expected="the panel that the forecast was simulated from",
        )
    if forecast.information.county_to != panel.information.county_to:
        raise UsageError(
            f"forecast from {forecast.information.name}, panel of {panel.information.name}",
            where="build_unit_forecast",
            expected="the same information set",
        )
    unit = unit or panel.study.home.unit
    position = forecast.unit_index(unit)
    levels = {
        constants.GDP: forecast.log_gdp[position],
        constants.REVENUE: forecast.log_revenue[position],
    }
    return UnitForecast(forecast, panel, unit, position, levels)


def level_event(
    home: UnitForecast, variable: str, year: int, level: float, direction: str = ">="
) -> Event:
    """Return the event that the level published for a year compares with a threshold.

    A published figure decides it. Otherwise the draws are compared; they include the step of
    every economic census up to the year.

    Parameters
    ----------
    home : UnitForecast
    variable : str
        ``gdp`` or ``revenue``.
    year : int
        Data year.
    level : float
        Threshold, 亿元 (1e8 CNY).
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
    published = home.published(variable, year)
    if not math.isnan(published):
        return Event(None, bool(compare(published, level, direction)), year)
    return Event(compare(home.level(variable, year), math.log(level), direction))


def chained_event(
    home: UnitForecast, base_year: int, year: int, level: float, direction: str = ">="
) -> Event:
    """Return the event that GDP, chained from a base year, compares with a threshold.

    The chained level is the published level less the census steps B_c after the base year:
    y_T - sum of B_c over base_year < c <= T. Steps of single units are not published, so that a
    chained level across a census stays open even when the year's figure is published.

    Parameters
    ----------
    home : UnitForecast
    base_year, year : int
        First and last data year.
    level : float
        Threshold on the basis of the base year, 亿元 (1e8 CNY).
    direction : str
        One of >=, >, <=, <.

    Returns
    -------
    Event
    """
    if not census_columns(home.panel, base_year, year):
        return level_event(home, constants.GDP, year, level, direction)
    draws = log_gdp_on_base_basis(home, base_year, year)
    return Event(compare(draws, math.log(level), direction))


def census_columns(panel: Panel, first: int, last: int) -> list[int]:
    """Return the positions of the census steps in the years after ``first`` up to ``last``.

    Parameters
    ----------
    panel : Panel
    first, last : int
        Data years.

    Returns
    -------
    list of int
        Positions in ``study.benchmark_years``.

    Examples
    --------
    >>> census_columns(2020, 2030)
    [0, 1]
    """
    return [k for k, census in enumerate(panel.study.benchmark_years) if first < census <= last]


def log_gdp_on_base_basis(home: UnitForecast, base_year: int, year: int) -> np.ndarray:
    """Return the log GDP of a year on the statistical basis of an earlier year.

    Parameters
    ----------
    home : UnitForecast
    base_year, year : int
        Data years.

    Returns
    -------
    ndarray of float, shape (draw,)
        Log of 亿元 (1e8 CNY).
    """
    columns = census_columns(home.panel, base_year, year)
    steps: np.ndarray = home.forecast.benchmark[home.position][:, columns].sum(axis=1)
    published = home.published(constants.GDP, year)
    if not math.isnan(published):
        return math.log(published) - steps
    return home.level(constants.GDP, year) - steps


def rank_event(
    home: UnitForecast, roster: str, year: int, rank: float, direction: str = "<="
) -> Event:
    """Return the event that the published rank by GDP of a year compares with a rank.

    Parameters
    ----------
    home : UnitForecast
    roster : str
        Name of the roster.
    year : int
        Data year.
    rank : float
        Threshold, 1 for the largest.
    direction : str
        One of >=, >, <=, <.

    Returns
    -------
    Event
    """
    published = home.published_rank(roster, year)
    if published is not None:
        return Event(None, bool(compare(published, rank, direction)), year)
    draws = home.ranks(roster)[:, home.forecast.year_index(year)]
    return Event(compare(draws, rank, direction))


def monotone_rank_event(home: UnitForecast, roster: str, base_year: int, year: int) -> Event:
    """Return the event that the rank improves in every year after a base year.

    The first published year without a better rank decides it as missed. While all published
    years improve, the draws continue from the last published rank. A past year without a rank is
    passed over: the next one must improve on the last known.

    Parameters
    ----------
    home : UnitForecast
    roster : str
        Name of the roster.
    base_year, year : int
        The first comparison is with ``base_year``, the last is of ``year``.

    Returns
    -------
    Event

    Raises
    ------
    UsageError
        If the rank of the base year is not published.
    """
    last = home.published_rank(roster, base_year)
    if last is None:
        raise UsageError(
            f"no published rank of {base_year}",
            where="monotone_rank_event",
            expected="a base year of the panel in which the unit has a figure",
        )
    open_years = []
    for current in range(base_year + 1, year + 1):
        rank = home.published_rank(roster, current)
        if rank is None:
            open_years += [current] if current in home.forecast.years else []
        elif rank >= last:
            return Event(None, False, current)
        else:
            last = rank
    return (
        Event(_improves(home, roster, last, open_years)) if open_years else Event(None, True, year)
    )


def _improves(home: UnitForecast, roster: str, last: int, years: Sequence[int]) -> np.ndarray:
    """Return the draws whose rank improves on ``last`` and then in each of the years."""
    columns = [home.forecast.year_index(year) for year in years]
    ranks = home.ranks(roster)[:, columns]
    return (np.diff(ranks, axis=1, prepend=np.int16(last)) < 0).all(axis=1)


def join_events(events: Sequence[Event]) -> Event:
    """Return the event that all of ``events`` occur, in the same draw.

    One that is decided as missed decides the result; those decided as met drop out.

    Parameters
    ----------
    events : sequence of Event

    Returns
    -------
    Event
    """
    missed = [event.year for event in events if event.met is False and event.year is not None]
    if missed:
        return Event(None, False, min(missed))
    still_open = [event.hits for event in events if event.hits is not None]
    if still_open:
        return Event(np.logical_and.reduce(still_open))
    return Event(None, True, max(event.year for event in events if event.year is not None))


def compare(values: float | np.ndarray, threshold: float, direction: str) -> np.ndarray:
    """Compare values with a threshold.

    Parameters
    ----------
    values : float or ndarray
    threshold : float
    direction : str
        One of >=, >, <=, <.

    Returns
    -------
    ndarray of bool

    Raises
    ------
    UsageError
        If the direction is unknown.
    """
    if direction not in _COMPARE:
        raise UsageError(f"direction {direction!r}", where="target", expected=", ".join(_COMPARE))
    return np.asarray(_COMPARE[direction](values, threshold))
