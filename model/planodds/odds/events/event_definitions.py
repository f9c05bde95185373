"""From a target under one reading of its text to the event that it stands for."""

from __future__ import annotations

from planodds.errors import InputError
from planodds.odds.events.events import (
    Event,
    UnitForecast,
    chained_event,
    level_event,
    monotone_rank_event,
    rank_event,
)
from planodds.odds.events.published import published_level

COUNTY_PANEL = "county_panel"  # the only data that a target can be computed from
CHAINED = "chained"  # basis of readings that follow growth across a census, not prints


def build_event(outlook: UnitForecast, target, reading, year: int) -> Event:
    """Build the event that a target under one reading stands for in ``year``.

    Parameters
    ----------
    outlook : UnitForecast
        The unit's draws and published figures.
    target : Target
        Kind level, average_growth, rank or path_rank.
    reading : Interpretation
        Its basis (published or chained) and roster.
    year : int
        Data year in which the event is judged.

    Returns
    -------
    Event

    Raises
    ------
    InputError
        If there is no way to compute the target's kind.
    """
    match target.kind:
        case "level" | "average_growth":
            level = target_level(outlook.panel, outlook.unit, target, year)
            if reading.basis == CHAINED:
                return chained_event(outlook, target.base_year, year, level, target.direction)
            return level_event(outlook, target.variable, year, level, target.direction)
        case "rank":
            return rank_event(outlook, reading.roster, year, target.threshold, target.direction)
        case "path_rank":
            return monotone_rank_event(outlook, reading.roster, target.base_year, year)
    raise InputError(
        f"target {target.id!r} is of kind {target.kind!r}",
        where="plan",
        expected="level, average_growth, rank or path_rank for computable readings",
        remedy="mark its readings as not computable",
    )


def target_level(panel, unit: str, target, year: int) -> float:
    """Level that a level or average-growth target asks for by ``year``.

    Average growth of g a year from the published base y_0 is the level y_0 (1 + g)^(T - 0).

    Parameters
    ----------
    panel : Panel
        Holds the published base.
    unit : str
        Code of the unit.
    target : Target
        Kind level or average_growth.
    year : int
        Last year of the growth.

    Returns
    -------
    float
        cny_1e8.
    """
    if target.kind == "level":
        return target.threshold
    base = published_level(panel, unit, target.variable, target.base_year)
    return base * (1 + target.threshold) ** (year - target.base_year)
