"""Event that corresponds to a target for any named series, by the kind of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.panels.indicator_series import MIN_POINTS, measure_factor
from planodds.inputs.plans.parts import CONSTANT_PRICES
from planodds.probability.events.events import Event, compare, join_events
from planodds.probability.series.real_growth import REAL_INDEX, real_gdp
from planodds.probability.series.sections import every_year_event
from planodds.probability.series.series_ranks import rank_target_event
from planodds.probability.series.series_values import SeriesValues, divide
from planodds.probability.series.shortage import ShortageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planodds.inputs.plan import Interpretation, Reference, SeriesDefinition, Target
    from planodds.probability.series.series_source import Figures, SeriesSource
    from planodds.probability.series.shortage import MissingSeries

GROWTH = "growth_per_year"
_WITHOUT_MEASURE = ("average_growth", "cumulative_change", "relative_growth")
_RATES = ("growth_per_year", "percent")  # units of a growth rate


def series_event(source: SeriesSource, target: Target, reading: Interpretation, year: int) -> Event:
    """Return the event that all series of a target meet it, in the same draw.

    Parameters
    ----------
    source : SeriesSource
    target : Target
        With its number set.
    reading : Interpretation
    year : int
        Year in which it is due.

    Returns
    -------
    Event

    Raises
    ------
    ShortageError
        A series has too few figures.
    InputError
        The kind cannot be computed for the series, or a unit of measurement does not fit.
    """
    if target.kind in ("rank", "front"):
        return rank_target_event(source, target, reading.roster or "", year)
    if target.kind not in _KINDS:
        raise InputError(
            f"target {target.id!r} is of kind {target.kind!r}",
            where=f"plan {source.plan.name}",
            expected=f"{', '.join(_KINDS)}, rank or front for the series {target.series}",
            remedy="mark its readings as not computable",
        )
    events: list[Event] = []
    missing: list[MissingSeries] = []
    for name in target.series:
        try:
            events.append(_KINDS[target.kind](source, target, reading, name, year))
        except ShortageError as error:
            missing += error.missing
    if missing:
        raise ShortageError(*missing)
    return join_events(events)


def _series(
    source: SeriesSource,
    target: Target,
    reading: Interpretation,
    name: str,
    year: int,
    *,
    follows: bool = False,
) -> SeriesValues:
    """Return one series of a target from its base year on, in the target's unit."""
    first = target.base_year
    if source.is_variable(name):
        if reading.basis == CONSTANT_PRICES:
            return _at_constant_prices(source, target, name, year)
        values = source.variable(name, first, year, basis=reading.basis)
    else:
        definition = source.define(name, follows=follows)
        values = source.indicator(definition, source.plan.unit, first, year)
    if target.unit in (GROWTH, "ratio") or target.kind in _WITHOUT_MEASURE:
        return values
    return _in_unit(values, target)


def _is_change(target: Target) -> bool:
    return target.kind in ("cumulative_change", "relative_growth")


def _at_constant_prices(source: SeriesSource, target: Target, name: str, year: int) -> SeriesValues:
    if name != source.home.panel.study.ranked or target.unit not in _RATES:
        raise InputError(
            f"target {target.id!r} at constant prices",
            where=f"plan {source.plan.name}",
            expected=f"growth of {source.home.panel.study.ranked}",
            remedy="mark the reading as not computable",
        )
    values = real_gdp(source, target.base_year, year)
    if values is None:
        raise InputError(
            "a deflator is not at hand",
            where="study.yaml",
            expected="drivers with the aggregate of the units",
            remedy="mark the reading as not computable",
        )
    return values


def _in_unit(values: SeriesValues, target: Target) -> SeriesValues:
    """Return a series in the unit of its target."""
    factor = measure_factor(values.measure, target.unit)
    if factor is None:
        raise InputError(
            f"target {target.id!r} in {target.unit}, its series in {values.measure}",
            where="plan",
            expected=f"unit: {values.measure}, or one that it can be converted to",
            remedy=f"correct unit, or the unit of the series; for growth write unit: {GROWTH}",
        )
    return values.converted(factor, target.unit)


def _number(target: Target, value: float | None) -> float:
    """Return a threshold; growth and relative changes as a fraction."""
    assert value is not None
    as_fraction = _is_change(target) and target.change != "absolute"
    return value / 100 if target.unit == "percent" and as_fraction else value


def _direction(target: Target) -> str:
    return target.direction or ">="


def _decide(values: SeriesValues, years: Sequence[int], hits: np.ndarray, year: int) -> Event:
    """Return an event that is decided once all its years are published."""
    if values.is_published(years):
        return Event(None, bool(hits), year)
    return Event(np.asarray(hits, dtype=bool))


def _level_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    values = _series(source, target, reading, name, year)
    hits = compare(values.at(year), _number(target, target.threshold), _direction(target))
    return _decide(values, (year,), hits, year)


def _growth_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    values = _series(source, target, reading, name, year)
    growth = values.growth(target.base_year, year)
    limit = np.log1p(_as_rate(target, target.threshold))
    hits = compare(growth, float(limit), _direction(target))
    return _decide(values, values.years_of_growth(target.base_year, year), hits, year)


def _as_rate(target: Target, value: float | None) -> float:
    """Return a growth rate as a fraction."""
    assert value is not None
    return value / 100 if target.unit == "percent" else value


def _change_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    values = _series(source, target, reading, name, year)
    years: tuple[int, ...] = (target.base_year, year)
    if target.change == "absolute":
        values = _in_unit(values, target)
        change = values.at(year) - values.at(target.base_year)
    elif values.rate:
        years = values.years_of_growth(target.base_year, year)
        change = np.expm1(values.growth(target.base_year, year) * (year - target.base_year))
    else:
        change = values.at(year) / values.at(target.base_year) - 1
    hits = compare(change, _number(target, target.threshold), _direction(target))
    return _decide(values, years, hits, year)


def _count_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    values = _series(source, target, reading, name, year)
    years = range(target.base_year + 1, year + 1)
    limit, direction = _number(target, target.threshold), _direction(target)
    total = 0.0
    for current in years:  # a count that is reached early stays reached
        if current not in values.published:
            break
        total += values.published[current]
        if direction in (">=", ">") and bool(compare(total, limit, direction)):
            return Event(None, True, current)
    everything = np.asarray(sum(values.at(current) for current in years))
    return _decide(values, years, compare(everything, limit, direction), year)


def _every_year_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    """Return the event that a series meets its threshold in every year; the first miss decides."""
    values = _series(source, target, reading, name, year)
    limits = target.thresholds or {
        current: _number(target, target.threshold)
        for current in range(target.base_year + 1, year + 1)
    }
    events = []
    for current, limit in sorted(limits.items()):
        if _of_growth(target, values):
            growth = np.expm1(values.growth(current - 1, current))
            hits = compare(growth, _as_rate(target, limit), _direction(target))
            decided = values.years_of_growth(current - 1, current)
        else:
            hits = compare(values.at(current), limit, _direction(target))
            decided = (current,)
        events.append(_decide(values, decided, hits, current))
    return join_events(events)


def _of_growth(target: Target, values: SeriesValues) -> bool:
    """Return whether a target is about growth of a series, or about rates of growth."""
    return values.rate or target.unit == GROWTH or values.measure == REAL_INDEX


def _range_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    values = _series(source, target, reading, name, year)
    lower, upper = target.lower, target.upper
    assert lower is not None
    assert upper is not None
    if _of_growth(target, values):
        figure = np.expm1(values.growth(target.base_year, year))
        years = values.years_of_growth(target.base_year, year)
        lower, upper = _as_rate(target, lower), _as_rate(target, upper)
    else:
        figure, years = values.at(year), (year,)
    hits = compare(figure, lower, ">=") & compare(figure, upper, "<=")
    return _decide(values, years, hits, year)


def _ratio_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    assert target.reference is not None
    values = ratio_values(source, name, target.reference, target.base_year, year, reading)
    factor = 100.0 if target.unit == "percent" else 1.0
    hits = compare(values.at(year) * factor, _number(target, target.threshold), _direction(target))
    return _decide(values, (year,), hits, year)


def ratio_values(
    source: SeriesSource,
    name: str,
    reference: Reference,
    first: int,
    last: int,
    reading: Interpretation,
) -> SeriesValues:
    """Return the ratio of a series to its reference, modelled jointly.

    If both are indicators, the ratio of the years that have both is itself the series that is
    modelled, pooled over all units with such ratios. A ratio with a variable of the forecast is
    taken draw by draw.

    Parameters
    ----------
    source : SeriesSource
    name : str
    reference : Reference
    first, last : int
        Years that are needed.
    reading : Interpretation

    Returns
    -------
    SeriesValues

    Raises
    ------
    ShortageError
        Fewer than three years have both figures.
    """
    other_name = reference.series or name
    if source.is_variable(name) or source.is_variable(other_name):
        return divide(
            _one_of_ratio(source, name, None, first, last, reading),
            _one_of_ratio(source, other_name, reference, first, last, reading),
        )
    definition, other = source.define(name), source.define(other_name)
    ratios = _ratio_figures(source, definition, other, reference)
    unit = source.plan.unit
    if len(ratios.get(unit, {})) < MIN_POINTS and not _all_known(ratios, unit, last):
        base_unit = source.reference_unit(reference)
        own = source.figures(definition).get(unit, {})
        others = source.figures(other).get(base_unit, {})
        short = [
            source.shortage(item, code, values)
            for item, code, values in ((definition, unit, own), (other, base_unit, others))
        ]
        raise ShortageError(*([item for item in short if item.found < MIN_POINTS] or short))
    scale = definition.model_copy(update={"scale": "log", "unit": "ratio"})
    needed = last if _all_known(ratios, unit, last) else first
    label = f"ratio to {reference.model_dump_json()}"
    return source.indicator(scale, unit, needed, last, figures=ratios, label=label)


def _all_known(ratios: Figures, unit: str, year: int) -> bool:
    return year in ratios.get(unit, {})


def _one_of_ratio(
    source: SeriesSource,
    name: str,
    reference: Reference | None,
    first: int,
    last: int,
    reading: Interpretation,
) -> SeriesValues:
    """Return the numerator or the divisor of a ratio with a variable of the forecast."""
    unit = source.plan.unit if reference is None else source.reference_unit(reference)
    if not source.is_variable(name):
        return source.indicator(source.define(name), unit, first, last)
    if unit == source.plan.unit:
        return source.variable(name, first, last, basis=reading.basis)
    return source.variable_of(name, unit, first, last)


def _ratio_figures(
    source: SeriesSource,
    definition: SeriesDefinition,
    other: SeriesDefinition,
    reference: Reference,
) -> Figures:
    """Return the ratios at hand of all units, each to its own reference."""
    numerators, divisors = source.figures(definition), source.figures(other)
    ratios: Figures = {}
    for unit, values in numerators.items():
        if reference.group and unit not in source.home.units:
            continue
        base = divisors.get(source.reference_unit(reference, unit), {})
        both = {year: value / base[year] for year, value in values.items() if base.get(year)}
        same = definition == other and source.reference_unit(reference, unit) == unit
        if both and not same:
            ratios[unit] = both
    return ratios


def _relative_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    """Return the event that a series grows faster than its reference by a margin."""
    reference = target.reference
    assert reference is not None
    assert reference.series is not None
    follows = source.is_variable(reference.series)
    values = _series(source, target, reading, name, year, follows=follows)
    base = _one_of_ratio(source, reference.series, reference, target.base_year, year, reading)
    if reading.basis == CONSTANT_PRICES and follows:
        base = real_gdp(source, target.base_year, year) or base
    elif follows and reference.series == constants.GDP and reading.basis is None:
        base = source.variable(reference.series, target.base_year, year, basis="chained")
    growths = [np.expm1(item.growth(target.base_year, year)) for item in (values, base)]
    margin = _as_rate(target, target.threshold or 0.0)
    hits = compare(growths[0] - growths[1], margin, _direction(target))
    years = {*values.years_of_growth(target.base_year, year)}
    if base.is_published(base.years_of_growth(target.base_year, year)):
        return _decide(values, sorted(years), hits, year)
    return Event(np.asarray(hits, dtype=bool))


def _sections_event(
    source: SeriesSource, target: Target, reading: Interpretation, name: str, year: int
) -> Event:
    return every_year_event(source, target, name, year)


_KINDS: dict[str, Callable[[SeriesSource, Target, Interpretation, str, int], Event]] = {
    "level": _level_event,
    "share": _level_event,
    "average_growth": _growth_event,
    "ratio": _ratio_event,
    "cumulative_change": _change_event,
    "cumulative_count": _count_event,
    "floor_every_year": _every_year_event,
    "cap_every_year": _every_year_event,
    "annual_path": _every_year_event,
    "range": _range_event,
    "relative_growth": _relative_event,
    "all_sections_share": _sections_event,
}
