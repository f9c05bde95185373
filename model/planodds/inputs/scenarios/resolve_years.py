"""Resolve the assumptions of a scenario to calendar years and log values at a panel's data."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError, suggest
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
    from planodds.inputs.scenarios.assumptions import (
        Assumption,
        Condition,
        MomentCondition,
        PathAssumption,
        SeriesAssumption,
    )
    from planodds.inputs.scenarios.scenario import Scenario

_SERIES = {variable: series for series, variable in VARIABLES.items()}


def first_unknown_year(panel: Panel, series: str, unit: str = "") -> int:
    """Return the first year without data for a series at the panel's information set.

    Parameters
    ----------
    panel : Panel
    series : str
        A common series of the study, or a series of units.
    unit : str
        Code, for county series.

    Returns
    -------
    int

    Raises
    ------
    InputError
        The study has no such series.
    """
    if series in VARIABLES:
        return _first_unknown_of_unit(panel, VARIABLES[series], unit)
    names = [driver.name for driver in panel.study.common]
    if series not in names:
        raise InputError(
            f"unknown series {series!r}",
            where="a condition or a moment",
            expected=", ".join([*names, *constants.COUNTY_SERIES]),
            remedy=suggest(series, names, otherwise="use one of these"),
        )
    growth = panel.driver_growth[names.index(series)]
    observed = np.flatnonzero(~np.isnan(growth))
    return panel.driver_years[observed[-1]] + 1


def resolve_conditions(scenario: Scenario, panel: Panel) -> tuple[ResolvedCondition, ...]:
    """Resolve the conditions of a scenario.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel

    Returns
    -------
    tuple of ResolvedCondition

    Raises
    ------
    InputError
        A condition is on a year with data or after the horizon, two conditions are on one
        series and year, or a hard condition is already determined by other hard conditions.
    """
    resolved: list[ResolvedCondition] = []
    for condition in scenario.conditions:
        for item in _resolve_condition(condition, scenario, panel):
            _check_independent(item, resolved, scenario, condition, panel)
            resolved.append(item)
    return tuple(resolved)


def resolve_unit_growth(scenario: Scenario, panel: Panel) -> tuple[ResolvedUnitGrowth, ...]:
    """Resolve the extra growth of single units.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel

    Returns
    -------
    tuple of ResolvedUnitGrowth

    Raises
    ------
    InputError
        Extra growth in a year with data, or after the horizon.
    """
    home = panel.study.home.unit
    return tuple(
        ResolvedUnitGrowth(
            unit, item.variable, year, item.low, item.mode, item.high, item.kind, item.source
        )
        for item in scenario.own_growth
        for unit in (item.unit or home,)
        for year in _years(item, scenario, panel, _SERIES[item.variable], unit)
    )


def resolve_moments(scenario: Scenario, panel: Panel) -> tuple[ResolvedMoment, ...]:
    """Resolve the moment conditions of a scenario.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel

    Returns
    -------
    tuple of ResolvedMoment

    Raises
    ------
    InputError
        A moment in a year with data or after the horizon; a moment that appears twice, or that
        concerns a series and year with a hard condition.
    """
    hard = {_cell(item) for item in resolve_conditions(scenario, panel) if item.sd == 0}
    resolved: list[ResolvedMoment] = []
    for tilt in scenario.tilts:
        for item in _resolve_moment(tilt, scenario, panel):
            _check_free(item, resolved, hard, scenario, tilt)
            resolved.append(item)
    return tuple(resolved)


def resolve_measures(scenario: Scenario, panel: Panel) -> tuple[ResolvedMeasure, ...]:
    """Resolve the revenue measures of a scenario.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel

    Returns
    -------
    tuple of ResolvedMeasure

    Raises
    ------
    InputError
        A measure in a year with data, or after the horizon.
    """
    return tuple(
        ResolvedMeasure(
            item.name,
            item.unit or panel.study.home.unit,
            item.effect,
            _years(
                item, scenario, panel, constants.COUNTY_REVENUE, item.unit or panel.study.home.unit
            ),
            item.low,
            item.mode,
            item.high,
            item.kind,
            item.source,
        )
        for item in scenario.measures
    )


def resolve_all(scenario: Scenario, panel: Panel) -> tuple[int, ...]:
    """Resolve all assumptions and return the years that they concern.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel

    Returns
    -------
    tuple of int
        Sorted.

    Raises
    ------
    InputError
        As the four functions above.
    """
    dated: tuple[ResolvedCondition | ResolvedUnitGrowth | ResolvedMoment, ...] = (
        *resolve_conditions(scenario, panel),
        *resolve_unit_growth(scenario, panel),
        *resolve_moments(scenario, panel),
    )
    of_measures = (year for item in resolve_measures(scenario, panel) for year in item.years)
    return tuple(sorted({*(item.year for item in dated), *of_measures}))


def _unit_of(assumption: SeriesAssumption, panel: Panel) -> str:
    """Return the unit of a series of units, by default the home unit; empty for a driver."""
    if assumption.series not in constants.COUNTY_SERIES:
        return ""
    return assumption.unit or panel.study.home.unit


def _resolve_condition(
    condition: Condition, scenario: Scenario, panel: Panel
) -> list[ResolvedCondition]:
    unit, to_log = _unit_of(condition, panel), _log_of(condition)
    years = _years(condition, scenario, panel, condition.series, unit)
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


def _resolve_moment(
    tilt: MomentCondition, scenario: Scenario, panel: Panel
) -> list[ResolvedMoment]:
    unit, to_log = _unit_of(tilt, panel), _log_of(tilt)
    years = _years(tilt, scenario, panel, tilt.series, unit)
    threshold = None if tilt.threshold is None else to_log(tilt.threshold)
    return [
        ResolvedMoment(
            tilt.series,
            unit,
            tilt.measure,
            year,
            tilt.statistic,
            to_log(value) if threshold is None else value,
            threshold,
            tilt.direction,
            tilt.kind,
            tilt.source,
        )
        for year, value in zip(years, tilt.values, strict=True)
    ]


def _log_of(assumption: PathAssumption) -> Callable[[float], float]:
    return math.log1p if assumption.measure == "growth" else math.log


def _cell(item: ResolvedCondition | ResolvedMoment) -> tuple[str, str, str, int]:
    return item.series, item.unit, item.measure, item.year


def _moment(item: ResolvedMoment) -> tuple[object, ...]:
    return *_cell(item), item.statistic, item.threshold, item.direction


def _check_independent(
    new: ResolvedCondition,
    earlier: Sequence[ResolvedCondition],
    scenario: Scenario,
    condition: Condition,
    panel: Panel,
) -> None:
    """Check that a condition neither repeats nor follows from the earlier ones."""
    if _cell(new) in {_cell(item) for item in earlier}:
        raise _input_error(
            scenario,
            condition,
            f"two conditions on {new.series} {new.measure} in {new.year}",
            "one condition on a series and year",
            "remove one of the two",
        )
    others = implied_by(earlier, new, panel)
    if others:
        names = ", ".join(f"{item.measure} {item.year}" for item in others)
        raise _input_error(
            scenario,
            condition,
            f"{new.series} {new.measure} of {new.year} is determined by other hard conditions",
            f"no hard condition on it together with those on {names}",
            "remove one, or give one an sd",
        )


def _check_free(
    new: ResolvedMoment,
    earlier: Sequence[ResolvedMoment],
    hard: set[tuple[str, str, str, int]],
    scenario: Scenario,
    tilt: MomentCondition,
) -> None:
    """Check that a moment is not fixed by a hard condition and has no target yet."""
    if _cell(new) in hard:
        raise _input_error(
            scenario,
            tilt,
            f"{new.series} {new.measure} of {new.year} has a hard condition and a tilt",
            "one or the other",
            "give the condition an sd, or remove the tilt",
        )
    if _moment(new) in {_moment(item) for item in earlier}:
        raise _input_error(
            scenario,
            tilt,
            f"two tilts on the {new.statistic} of {new.series} {new.measure} in {new.year}",
            "one target for a moment",
            "remove one of the two",
        )


def _years(
    assumption: Assumption, scenario: Scenario, panel: Panel, series: str, unit: str
) -> tuple[int, ...]:
    first = first_unknown_year(panel, series, unit)
    years = assumption.year or tuple(first + ahead - 1 for ahead in assumption.ahead)
    name = f"{series} {unit}".strip()
    if min(years) < first:
        raise _input_error(
            scenario,
            assumption,
            f"{name} has data for {next(year for year in years if year < first)}",
            f"years from {first} at information set {panel.information.name!r}",
            "name a later year, or count with ahead:",
        )
    if max(years) > panel.study.horizon:
        raise _input_error(
            scenario,
            assumption,
            f"assumption on {name} in {max(years)}",
            f"years to {panel.study.horizon}",
            "name an earlier year",
        )
    return years


def _first_unknown_of_unit(panel: Panel, variable: str, unit: str) -> int:
    panel.unit_index(unit)
    first = panel.information.county_to + 1
    edge = panel.ragged_edge
    observed = (edge["code"] == unit) & (edge["variable"] == variable) & (edge["year"] == first)
    return first + int(observed.any())


def _input_error(
    scenario: Scenario, assumption: Assumption, what: str, expected: str, remedy: str
) -> InputError:
    key = "ahead" if assumption.ahead else "year"
    where = scenario.locate(assumption, key)
    return InputError(what, where=where, expected=expected, remedy=remedy)
