"""A scenario's years made definite: which years of which series it speaks about."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.redundancy import VARIABLES, implied_by
from planodds.inputs.scenarios.resolved import (
    ResolvedCondition,
    ResolvedMeasure,
    ResolvedMoment,
    ResolvedUnitGrowth,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.assumption import Assumption, PathAssumption
    from planodds.inputs.scenarios.scenario import Condition, MomentCondition, Scenario


def first_unknown_year(panel: Panel, series: str, unit: str = "") -> int:
    """Return the first year in which a series is not known at the panel's information set.

    Parameters
    ----------
    panel : Panel
    series : str
        One of ``names.CONDITION_SERIES``.
    unit : str
        Code, for county series.
    """
    if series in VARIABLES:
        return _first_unknown_of_unit(panel, VARIABLES[series], unit)
    growth = {
        constants.COAL: panel.coal_growth,
        constants.NATIONAL: panel.national_growth,
        constants.PROVINCIAL: panel.provincial_growth,
    }[series]
    known = np.flatnonzero(~np.isnan(growth))
    return panel.driver_years[known[-1]] + 1


def resolve_conditions(scenario: Scenario, panel: Panel) -> tuple[ResolvedCondition, ...]:
    """Return a scenario's pins with definite years and log values.

    Raises
    ------
    InputError
        A pin on a known year, on a year after 2035, two pins on one series and year, or a hard
        pin that other hard pins settle already.
    """
    pins: list[ResolvedCondition] = []
    for condition in scenario.conditions:
        for pin in _resolve_condition(condition, scenario, panel):
            _require_free(pin, pins, scenario, condition, panel)
            pins.append(pin)
    return tuple(pins)


def resolve_unit_growth(scenario: Scenario, panel: Panel) -> tuple[ResolvedUnitGrowth, ...]:
    """Return a scenario's own-growth deviations with definite years.

    Raises
    ------
    InputError
        A deviation in a known year or in a year after 2035.
    """
    series = {variable: name for name, variable in VARIABLES.items()}
    return tuple(
        ResolvedUnitGrowth(
            own.unit, own.variable, year, own.low, own.mode, own.high, own.kind, own.source
        )
        for own in scenario.own_growth
        for year in _years(own, scenario, panel, series[own.variable], own.unit)
    )


def resolve_moments(scenario: Scenario, panel: Panel) -> tuple[ResolvedMoment, ...]:
    """Return a scenario's judgements on moments with definite years.

    Raises
    ------
    InputError
        A moment of a known year or of a year after 2035; one asked for twice, or of a cell that
        is pinned hard.
    """
    hard = {_cell(pin) for pin in resolve_conditions(scenario, panel) if pin.sd == 0}
    resolved: list[ResolvedMoment] = []
    for tilt in scenario.tilts:
        for item in _resolve_tilt(tilt, scenario, panel):
            if _cell(item) in hard:
                raise _refuse(
                    scenario,
                    tilt,
                    f"{item.series} {item.measure} of {item.year} is pinned hard, and tilted",
                    "one or the other",
                    "give the condition an sd, or remove the tilt",
                )
            again = [other for other in resolved if _moment(other) == _moment(item)]
            if again:
                raise _refuse(
                    scenario,
                    tilt,
                    f"{item.statistic} of {item.series} {item.measure} "
                    f"is judged twice in {item.year}",
                    "one judgement on a moment",
                    "remove one of the two",
                )
            resolved.append(item)
    return tuple(resolved)


def resolve_measures(scenario: Scenario, panel: Panel) -> tuple[ResolvedMeasure, ...]:
    """Return a scenario's revenue measures with definite years.

    Raises
    ------
    InputError
        A measure in a known year or in a year after 2035.
    """
    return tuple(
        ResolvedMeasure(
            item.name,
            item.unit,
            item.effect,
            _years(item, scenario, panel, constants.COUNTY_REVENUE, item.unit),
            item.low,
            item.mode,
            item.high,
            item.kind,
            item.source,
        )
        for item in scenario.measures
    )


def resolve_all(scenario: Scenario, panel: Panel) -> tuple[int, ...]:
    """Return the years a scenario speaks about, every assumption made definite.

    Raises
    ------
    InputError
        As the four functions above.
    """
    dated = (
        *resolve_conditions(scenario, panel),
        *resolve_unit_growth(scenario, panel),
        *resolve_moments(scenario, panel),
    )
    measured = (year for item in resolve_measures(scenario, panel) for year in item.years)
    return tuple(sorted({*(item.year for item in dated), *measured}))


def _resolve_tilt(tilt: MomentCondition, scenario: Scenario, panel: Panel) -> list[ResolvedMoment]:
    unit = tilt.unit or ""
    to_log = _to_log(tilt)
    threshold = None if tilt.threshold is None else to_log(tilt.threshold)
    return [
        ResolvedMoment(
            tilt.series,
            unit,
            tilt.measure,
            year,
            tilt.statistic,
            value if threshold is not None else to_log(value),
            threshold,
            tilt.direction,
            tilt.kind,
            tilt.source,
        )
        for year, value in zip(
            _years(tilt, scenario, panel, tilt.series, unit), tilt.values, strict=True
        )
    ]


def _cell(item: ResolvedCondition | ResolvedMoment) -> tuple[str, str, str, int]:
    return item.series, item.unit, item.measure, item.year


def _moment(tilt: ResolvedMoment) -> tuple[object, ...]:
    return *_cell(tilt), tilt.statistic, tilt.threshold, tilt.direction


def _require_free(
    pin: ResolvedCondition,
    pins: Sequence[ResolvedCondition],
    scenario: Scenario,
    condition: Condition,
    panel: Panel,
) -> None:
    """Refuse a pin on a cell pinned before, or settled by what is pinned before."""
    if _cell(pin) in {_cell(earlier) for earlier in pins}:
        raise _refuse(
            scenario,
            condition,
            f"{pin.series} {pin.measure} is pinned twice in {pin.year}",
            "one pin for a series and year",
            "remove one of the two",
        )
    others = implied_by(pins, pin, panel)
    if others:
        told = ", ".join(f"{item.measure} {item.year}" for item in others)
        raise _refuse(
            scenario,
            condition,
            f"{pin.series} {pin.measure} of {pin.year} is settled by other hard pins",
            f"no hard pin beside {told}",
            "remove one, or give one an sd",
        )


def _to_log(assumption: PathAssumption) -> Callable[[float], float]:
    return math.log1p if assumption.measure == "growth" else math.log


def _resolve_condition(
    condition: Condition, scenario: Scenario, panel: Panel
) -> list[ResolvedCondition]:
    unit = condition.unit or ""
    years = _years(condition, scenario, panel, condition.series, unit)
    to_log = _to_log(condition)
    return [
        ResolvedCondition(
            condition.series,
            unit,
            condition.measure,
            year,
            to_log(value),
            condition.sd,
            condition.kind,
            condition.source,
        )
        for year, value in zip(years, condition.values, strict=True)
    ]


def _years(
    assumption: Assumption, scenario: Scenario, panel: Panel, series: str, unit: str
) -> tuple[int, ...]:
    first = first_unknown_year(panel, series, unit)
    years = assumption.year or tuple(first + ahead - 1 for ahead in assumption.ahead)
    known = [year for year in years if year < first]
    if known:
        raise _refuse(
            scenario,
            assumption,
            f"{series} {unit} is pinned in {known[0]}, which is known",
            f"years from {first} at information set {panel.information.name!r}",
            "pin a later year, or count with ahead:",
        )
    if max(years) > constants.FINAL_YEAR:
        raise _refuse(
            scenario,
            assumption,
            f"{series} {unit} is pinned in {max(years)}",
            f"years to {constants.FINAL_YEAR}",
            "pin an earlier year",
        )
    return years


def _first_unknown_of_unit(panel: Panel, variable: str, unit: str) -> int:
    panel.unit_index(unit)
    first = panel.information.county_to + 1
    early = panel.ragged_edge
    entered = (early["code"] == unit) & (early["variable"] == variable) & (early["year"] == first)
    return first + int(entered.any())


def _refuse(
    scenario: Scenario, assumption: Assumption, what: str, expected: str, remedy: str
) -> InputError:
    key = "ahead" if assumption.ahead else "year"
    return InputError(
        what.replace("  ", " "),
        where=scenario.locate(assumption, key),
        expected=expected,
        remedy=remedy,
    )
