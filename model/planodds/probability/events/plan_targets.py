"""Targets that the county panel can answer, and the level that a money target asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.plans.parts import CONSTANT_PRICES
from planodds.inputs.plans.target import COUNTY_PANEL as COUNTY_PANEL
from planodds.probability.events.published import published_level

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Interpretation, Plan, Target

CHAINED = "chained"  # basis of readings that chain growth across a census
_NOT_PUBLISHED = (CHAINED, CONSTANT_PRICES)


def published_readings(
    plan: Plan, kinds: Collection[str]
) -> Iterator[tuple[Target, Interpretation]]:
    """Yield the computable readings of published figures.

    Parameters
    ----------
    plan : Plan
    kinds : collection of str
        Kinds of target.

    Yields
    ------
    tuple of (Target, Interpretation)
        In the order of the plan; readings on a chained basis or at constant prices, and targets
        without a number, are left out.
    """
    for target in plan.targets:
        if target.data == COUNTY_PANEL and target.kind in kinds and target.has_number:
            for reading in target.readings:
                if reading.computable and reading.basis not in _NOT_PUBLISHED:
                    yield target, reading


def later_years(target: Target, panel: Panel) -> list[int]:
    """Return the years of ``study.report_years`` after the target's year.

    Parameters
    ----------
    target : Target
    panel : Panel
        Of the study that names the years.

    Returns
    -------
    list of int
    """
    return [year for year in panel.study.report_years if year > target.year]


def variable_of(target: Target) -> str:
    """Return the variable of a target; GDP for ranks without one.

    Parameters
    ----------
    target : Target

    Returns
    -------
    str
        ``gdp`` or ``revenue``.
    """
    return target.variable or constants.GDP


def threshold_of(target: Target) -> float:
    """Return the threshold of a target that has one.

    Parameters
    ----------
    target : Target
        Of kind ``level``, ``average_growth`` or ``rank``.

    Returns
    -------
    float
        In the target's unit.

    Raises
    ------
    InputError
        If it has none.
    """
    if target.threshold is None:
        raise InputError(
            f"target {target.id!r} has no threshold",
            where="plan",
            expected="a number",
            remedy="give a threshold, or mark its readings as not computable",
        )
    return target.threshold


def target_level(panel: Panel, unit: str, target: Target, year: int) -> float:
    """Return the level that a level or average-growth target asks for by a year.

    Average growth of g per year from the published base y_0 is the level y_0 (1 + g)^(T - t_0).

    Parameters
    ----------
    panel : Panel
        Contains the published base.
    unit : str
        Code of the unit.
    target : Target
        Of kind ``level`` or ``average_growth``.
    year : int
        Last year of the growth, T.

    Returns
    -------
    float
        亿元 (1e8 CNY).
    """
    if target.kind == "level":
        return threshold_of(target)
    base = published_level(panel, unit, variable_of(target), target.base_year)
    return base * (1 + threshold_of(target)) ** (year - target.base_year)
