"""Open level and rank targets of a plan, and the log growth that each draw lacks to meet them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds.probability.events.plan_targets import (
    COUNTY_PANEL,
    later_years,
    threshold_of,
    variable_of,
)
from planodds.probability.events.ranks import cached_level_at_rank

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan, Target
    from planodds.probability.events.events import UnitForecast

_KINDS = ("level", "rank")


def open_targets(home: UnitForecast, plan: Plan) -> list[tuple[Target, int]]:
    """Return level and rank targets with data, at each forecast year without a published figure.

    Parameters
    ----------
    home : UnitForecast
    plan : Plan

    Returns
    -------
    list of (Target, int)
        Target and year: its own and the later ``study.report_years``.
    """
    return [
        (target, year)
        for target in plan.targets
        if target.kind in _KINDS and target.data == COUNTY_PANEL and target.has_number
        for year in (target.year, *later_years(target, home.panel))
        if year in home.forecast.years and math.isnan(home.published(variable_of(target), year))
    ]


def growth_shortfall(home: UnitForecast, target: Target, year: int) -> np.ndarray:
    """Return the log growth that each draw lacks to meet a target in a year.

    For a rank this is the distance to the level at that rank among the *other* units: the level at
    the same rank of the whole roster, or at the next one if the unit itself is at or above it.

    Parameters
    ----------
    home : UnitForecast
    target : Target
        Of kind ``level`` or ``rank``; its main reading.
    year : int
        Forecast year.

    Returns
    -------
    ndarray of float, shape (draw,)
        Log points; at or below 0 where the target is met.
    """
    unit_level = home.level(variable_of(target), year)
    if target.kind == "level":
        return math.log(threshold_of(target)) - unit_level.astype(float)
    roster, column = target.main_reading.roster or "", home.forecast.year_index(year)
    at, after = (
        level[:, column]
        for level in cached_level_at_rank(
            home.forecast, int(threshold_of(target)), home.panel.rosters[roster]
        )
    )
    return np.where(unit_level < at, at, after).astype(float) - unit_level.astype(float)


def target_labels(target: Target, year: int) -> dict[str, str | int]:
    """Return the columns that identify a target under its main reading.

    Parameters
    ----------
    target : Target
    year : int

    Returns
    -------
    dict
        target, reading, roster, year.
    """
    reading = target.main_reading
    return {
        "target": target.id,
        "reading": reading.name,
        "roster": reading.roster or "",
        "year": year,
    }
