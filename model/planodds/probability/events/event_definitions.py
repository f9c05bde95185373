"""Event that corresponds to a plan target under one reading of its text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.probability.events.events import (
    Event,
    UnitForecast,
    chained_event,
    compare,
    level_event,
    monotone_rank_event,
    rank_event,
)
from planodds.probability.events.final_figures import counts_final_figure, final_levels, final_ranks
from planodds.probability.events.plan_targets import (
    CHAINED,
    target_level,
    threshold_of,
    variable_of,
)

if TYPE_CHECKING:
    from planodds.inputs.plan import Interpretation, Target


def build_event(home: UnitForecast, target: Target, reading: Interpretation, year: int) -> Event:
    """Return the event that corresponds to a target under one reading in a year.

    Parameters
    ----------
    home : UnitForecast
        Draws and published figures of the plan's unit.
    target : Target
        Of kind ``level``, ``average_growth``, ``rank`` or ``path_rank``.
    reading : Interpretation
        Gives the basis (published or chained) and the roster.
    year : int
        Data year in which the event is evaluated.

    Returns
    -------
    Event

    Raises
    ------
    InputError
        If targets of this kind cannot be computed.

    Notes
    -----
    A target whose rule counts the final figure is not decided by a first print.
    """
    roster, direction = reading.roster or "", target.direction or ""
    match target.kind:
        case "level" | "average_growth":
            level = target_level(home.panel, home.unit, target, year)
            if reading.basis == CHAINED:
                return chained_event(home, target.base_year, year, level, direction)
            event = level_event(home, variable_of(target), year, level, direction)
            return _judge_level(home, target, event, year, math.log(level), direction)
        case "rank":
            event = rank_event(home, roster, year, threshold_of(target), direction)
            return _judge_rank(home, target, event, year, roster, direction)
        case "path_rank":
            return monotone_rank_event(home, roster, target.base_year, year)
    raise InputError(
        f"target {target.id!r} is of kind {target.kind!r}",
        where="plan",
        expected="level, average_growth, rank or path_rank for computable readings",
        remedy="mark its readings as not computable",
    )


def _judge_level(
    home: UnitForecast, target: Target, event: Event, year: int, level: float, direction: str
) -> Event:
    """Return the event, opened again where only the first print of a final figure is known."""
    if event.hits is not None or not counts_final_figure(home.panel, target, year):
        return event
    return Event(compare(final_levels(home, variable_of(target), year), level, direction))


def _judge_rank(
    home: UnitForecast, target: Target, event: Event, year: int, roster: str, direction: str
) -> Event:
    """Return the event, opened again where only the first prints of final figures are known."""
    if event.hits is not None or not counts_final_figure(home.panel, target, year):
        return event
    return Event(compare(final_ranks(home, roster, year), threshold_of(target), direction))
