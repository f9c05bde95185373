"""Targets that are well formed and cannot be meant: held against the study and its units."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.errors import InputError, suggest
from planodds.inputs.plans.kind_rules import RANK_KINDS
from planodds.inputs.tables.yaml_reader import YamlLocation

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.plan import Plan, Target
    from planodds.inputs.study import Study

_MAX_GROWTH = 3.0  # per year; more means per cent for a fraction
_GROWTH = "growth_per_year"
_RANK = "rank"


def check_targets(plan: Plan, study: Study, units: pd.DataFrame, path: Path) -> None:
    """Check every target of a plan against the study.

    Parameters
    ----------
    plan : Plan
    study : Study
    units : DataFrame
        As ``read_units`` returns them.
    path : Path
        The plan's file.

    Raises
    ------
    InputError
        There is no target; the unit is unknown; a variable is unknown; a target of the panel is
        due after the horizon; its number is not possible in its unit of measurement.
    """
    if not plan.targets:
        _refuse("targets = []", path, ("targets",), "at least one target", "add the targets")
    codes = units["code"].tolist()
    if plan.unit and plan.unit not in codes:
        near = suggest(plan.unit, codes, otherwise="look the code up in units.csv")
        _refuse(f"unit = {plan.unit!r}", path, ("unit",), "a code of units.csv", near)
    for row, target in enumerate(plan.targets):
        first = max(target.base_year, plan.base_year + 1)
        if target.year < first:
            place = ("targets", row, "year")
            expected = f"{first} or a later year"
            _refuse(f"year = {target.year}", path, place, expected, "correct one of the two years")
        if target.from_panel:
            _check_panel_target(target, study, len(units), path, ("targets", row))


def _check_panel_target(
    target: Target, study: Study, unit_count: int, path: Path, place: tuple[str | int, ...]
) -> None:
    variable = target.variable or (target.series[0] if target.series else None)
    if variable is not None and variable not in study.roles:
        near = suggest(variable, study.roles, otherwise="correct the name")
        expected = ", ".join(study.roles)
        _refuse(f"variable = {variable!r}", path, (*place, "variable"), expected, near)
    if target.year > study.horizon:
        expected = f"a year up to the horizon of the study, {study.horizon}"
        _refuse(f"year = {target.year}", path, (*place, "year"), expected, "correct the year")
    if target.kind == "average_growth" and target.base_year < study.first_year:
        expected = f"{study.first_year} or later: the first year of the panel that is used"
        remedy = "correct the year, or begin earlier with first_year in study.yaml"
        _refuse(f"base_year = {target.base_year}", path, (*place, "base_year"), expected, remedy)
    if target.threshold is None:
        return
    measure = _measure_of(target, study)
    if measure is not None and target.unit != measure:
        remedy = "convert the threshold and correct the unit"
        expected = f"unit: {measure}, in which the figures are"
        _refuse(f"unit = {target.unit!r}", path, (*place, "unit"), expected, remedy)
    _check_threshold(target, unit_count, path, (*place, "threshold"))


def _measure_of(target: Target, study: Study) -> str | None:
    """Return the unit of measurement that the kind of a target needs; None: any."""
    if target.kind in RANK_KINDS:
        return _RANK
    if target.kind == "average_growth":
        return _GROWTH
    variable = study.variable(target.variable or "")
    return variable.unit if variable is not None and target.kind == "level" else None


def _check_threshold(
    target: Target, unit_count: int, path: Path, place: tuple[str | int, ...]
) -> None:
    value = float(target.threshold or 0.0)
    rules: Mapping[str, tuple[bool, str]] = {
        "level": (value > 0, f"a level above zero, in {target.unit}"),
        "average_growth": (-1 < value <= _MAX_GROWTH, "growth as a fraction: 0.15 means 15 %"),
        "rank": (
            value == int(value) and 1 <= value <= unit_count,
            f"a whole rank from 1 to {unit_count}",
        ),
    }
    fits, expected = rules.get(target.kind, (True, ""))
    if not fits:
        _refuse(f"threshold = {value:g}", path, place, expected, "correct the number")


def _refuse(
    what: str, path: Path, place: tuple[str | int, ...], expected: str, remedy: str
) -> None:
    raise InputError(what, where=str(YamlLocation(path, place)), expected=expected, remedy=remedy)
