"""Quantity that a target compares with its goal: as published, and in every draw."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.probability.events.event_definitions import build_event
from planodds.probability.events.plan_targets import (
    published_readings,
    target_level,
    threshold_of,
    variable_of,
)
from planodds.probability.events.published import published_level, published_rank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Interpretation, Plan, Target
    from planodds.probability.events.events import Event, UnitForecast

KINDS = ("level", "average_growth", "rank")  # of which one figure of one year decides


@dataclass(frozen=True)
class Outcome:
    """Figure of one year that decides a target under one reading.

    Attributes
    ----------
    target, reading : Target, Interpretation
    variable : str
        ``gdp``, ``revenue`` or ``rank``.
    goal : float
        Level, in the unit of the variable, or last rank that meets the target.
    home : UnitForecast
        Draws and published figures of the unit.
    """

    target: Target
    reading: Interpretation
    variable: str
    goal: float
    home: UnitForecast

    @property
    def roster(self) -> str:
        """Roster of a rank; empty for levels."""
        return self.reading.roster or ""

    @property
    def is_rank(self) -> bool:
        """True for a rank, where smaller is better."""
        return self.variable == constants.RANK

    @property
    def direction(self) -> str:
        """Comparison of the outcome with the goal."""
        return self.target.direction or ("<=" if self.is_rank else ">=")

    @property
    def upward(self) -> bool:
        """True if larger figures meet the goal."""
        return self.direction in (">=", ">")

    def published(self, year: int) -> float:
        """Return the published figure of a year.

        Parameters
        ----------
        year : int

        Returns
        -------
        float
            Level or rank; NaN if it is not published.
        """
        return self.published_in(self.home.panel, year)

    def published_in(self, panel: Panel, year: int) -> float:
        """Return the figure of a year that a panel has.

        Parameters
        ----------
        panel : Panel
            Of any information set of the same study.
        year : int

        Returns
        -------
        float
            Level or rank; NaN if it is not published.
        """
        if not self.is_rank:
            return published_level(panel, self.home.unit, self.variable, year)
        rank = published_rank(panel, self.home.unit, self.roster, year)
        return math.nan if rank is None else float(rank)

    def in_draws(self, year: int) -> np.ndarray:
        """Return the figure of a year in every draw; the published one in all, once it is out.

        Parameters
        ----------
        year : int

        Returns
        -------
        ndarray of float, shape (draw,)
            Levels in the unit of the variable, or ranks.
        """
        known = self.published(year)
        if not math.isnan(known):
            return np.full(self.home.forecast.draws, known)
        if self.is_rank:
            ranks = self.home.ranks(self.roster)[:, self.home.forecast.year_index(year)]
            return ranks.astype(float)
        return np.exp(self.home.level(self.variable, year).astype(float))

    def event(self) -> Event:
        """Return the event that the target is met; see ``build_event``.

        Returns
        -------
        Event
        """
        return build_event(self.home, self.target, self.reading, self.target.year)

    def last_published(self) -> int | None:
        """Return the last year from the base year on with a published figure; None without one."""
        years = range(self.target.base_year, self.target.year + 1)
        return max((year for year in years if not math.isnan(self.published(year))), default=None)


def panel_outcomes(home: UnitForecast, plan: Plan) -> Iterator[Outcome]:
    """Yield the outcomes of the targets whose figures are those of the panel.

    Parameters
    ----------
    home : UnitForecast
    plan : Plan
        Of the same unit.

    Yields
    ------
    Outcome
        One per target of kind ``level``, ``average_growth`` or ``rank`` and published reading;
        without those whose base figure, or whose roster, the unit does not have.
    """
    for target, reading in published_readings(plan, KINDS):
        if target.kind == "rank":
            if reading.roster in home.rosters:
                yield Outcome(target, reading, constants.RANK, threshold_of(target), home)
            continue
        goal = target_level(home.panel, home.unit, target, target.year)
        if math.isfinite(goal):
            yield Outcome(target, reading, variable_of(target), goal, home)
