"""Targets of the plan as the report needs them: with their variable and a numeric threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.errors import InputError

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan, Target


def level_target(plan: Plan, variable: str) -> Target:
    """Return the first target for the level of a variable.

    Parameters
    ----------
    plan : Plan
    variable : {"gdp", "revenue"}

    Returns
    -------
    Target
    """
    return next(t for t in plan.targets if t.kind == "level" and t.variable == variable)


def rank_target(plan: Plan) -> Target | None:
    """Return the first rank target of the panel's figures that is no stretch target.

    Parameters
    ----------
    plan : Plan

    Returns
    -------
    Target or None
        None if the plan has none.
    """
    found = (plan.target(name) for name in plan.headlines)
    return next((target for target in found if target.kind == "rank"), None)


def threshold_of(target: Target) -> float:
    """Return the threshold of a target that the report draws or prints.

    Parameters
    ----------
    target : Target

    Returns
    -------
    float
        In the target's unit.

    Raises
    ------
    InputError
        The target has no threshold.
    """
    if target.threshold is None:
        raise InputError(
            f"target {target.id!r} has no threshold",
            expected="a number",
            remedy="set threshold in the plan",
        )
    return target.threshold


def variable_of(target: Target) -> str:
    """Return the variable of a target for a level or a growth rate.

    Parameters
    ----------
    target : Target

    Returns
    -------
    {"gdp", "revenue"}

    Raises
    ------
    InputError
        The target has no variable.
    """
    if target.variable is None:
        raise InputError(
            f"target {target.id!r} has no variable",
            expected="gdp or revenue",
            remedy="set variable in the plan",
        )
    return target.variable
