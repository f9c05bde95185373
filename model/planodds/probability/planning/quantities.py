"""Quantities that a plan can set: levels and the rank of one unit, in every draw and year."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.published import last_published_year

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.probability.events.events import UnitForecast


@dataclass(frozen=True, eq=False)
class Quantity:
    """One quantity of one unit, as published last and in every draw of the years ahead.

    Attributes
    ----------
    variable : str
        ``gdp``, ``revenue`` or ``rank``.
    roster : str
        Of a rank; empty for levels.
    base_year, base : int, float
        Last published figure.
    years : tuple of int
        Forecast years after it.
    draws : ndarray of float, shape (draw, year)
        Levels in the unit of the variable, or ranks.
    """

    variable: str
    roster: str
    base_year: int
    base: float
    years: tuple[int, ...]
    draws: np.ndarray

    @property
    def is_rank(self) -> bool:
        """True for a rank, where smaller is better."""
        return self.variable == constants.RANK

    def at(self, year: int) -> np.ndarray:
        """Return the draws of one year.

        Parameters
        ----------
        year : int

        Returns
        -------
        ndarray of float, shape (draw,)

        Raises
        ------
        UsageError
            The year is published already, or beyond the horizon.
        """
        if year not in self.years:
            raise UsageError(
                f"year {year}",
                where="--year",
                expected=f"a year from {self.years[0]} to {self.years[-1]}",
                remedy="choose a year inside the horizon of the forecast",
            )
        return self.draws[:, self.years.index(year)]

    def meets(self, year: int, goal: float) -> np.ndarray:
        """Return the draws in which the goal is met.

        Parameters
        ----------
        year : int
        goal : float

        Returns
        -------
        ndarray of bool, shape (draw,)
        """
        return self.at(year) <= goal if self.is_rank else self.at(year) >= goal

    def reached_with(self, year: int, count: int) -> float:
        """Return the most demanding goal that at least ``count`` draws meet.

        Parameters
        ----------
        year : int
        count : int
            From 1 to the number of draws.

        Returns
        -------
        float
            A level or a rank that occurs in a draw.

        Examples
        --------
        >>> four = np.array([[3.0], [1.0], [4.0], [2.0]])
        >>> gdp = Quantity("gdp", "", 2020, 1.0, (2021,), four)
        >>> gdp.reached_with(2021, 3), gdp.meets(2021, 2.0).sum()
        (2.0, 3)
        """
        ordered = np.sort(self.at(year))
        return float(ordered[count - 1] if self.is_rank else ordered[ordered.size - count])

    def growth(self, year: int, value: float) -> float:
        """Return the average growth from the base that leads to a level; NaN for ranks.

        Parameters
        ----------
        year : int
        value : float

        Returns
        -------
        float
            A fraction per year.
        """
        if self.is_rank:
            return math.nan
        return float((value / self.base) ** (1 / (year - self.base_year)) - 1)


def unit_quantities(home: UnitForecast, rosters: Sequence[str] = ()) -> list[Quantity]:
    """Return the levels of a unit and its ranks.

    Parameters
    ----------
    home : UnitForecast
    rosters : sequence of str
        Whose ranks; by default the headline roster of the study.

    Returns
    -------
    list of Quantity
        Without variables and rosters that the unit does not have.
    """
    forecast, study = home.forecast, home.panel.study
    found = []
    for variable in study.roles:
        draws = home.levels[variable]
        if not np.isfinite(np.asarray(draws[:2])).all():
            continue
        year = last_published_year(home.panel, home.unit, variable)
        ahead = tuple(y for y in forecast.years if y > year)
        columns = [forecast.year_index(y) for y in ahead]
        levels = np.exp(np.asarray(draws)[:, columns].astype(float))
        base = home.published(variable, year)
        found.append(Quantity(variable, "", year, base, ahead, levels))
    year = home.panel.years[-1]
    for roster in rosters or (study.headline_roster,):
        base_rank = home.published_rank(roster, year) if roster in home.rosters else None
        if base_rank is not None:
            ranks = home.ranks(roster).astype(float)
            found.append(
                Quantity(constants.RANK, roster, year, float(base_rank), forecast.years, ranks)
            )
    return found
