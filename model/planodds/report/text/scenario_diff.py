"""Differences between two scenarios, in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from planodds.inputs.scenarios.assumptions import (
    DatedAssumption,
    MomentCondition,
    RevenueMeasure,
    UnitGrowthShock,
)
from planodds.report.text.formatting import format_number, format_percent

if TYPE_CHECKING:
    from planodds.inputs.scenarios.projects import Project, ProjectPipeline
    from planodds.inputs.scenarios.scenario import Scenario
    from planodds.report.text.words import Words

When = tuple[bool, int]  # whether it counts from the first unknown year; the year


@dataclass
class Statement:
    """Statement of a scenario about one thing: a text for each year, and on whose word."""

    values: dict[When, str] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)


def format_scenario_diff(first: Scenario, second: Scenario, words: Words) -> str:
    """Format the differences between two scenarios: a heading, and a line for each.

    Parameters
    ----------
    first, second : Scenario
        With what they inherit.
    words : Words

    Returns
    -------
    str
        One sentence if they do not differ.
    """
    lines = describe_difference(first, second, words)
    if not lines:
        return words("text-difference-say-same", first=first.name, second=second.name)
    heading = words(
        "text-difference-heading",
        first=first.name,
        first_label=getattr(first.label, words.lang),
        second=second.name,
        second_label=getattr(second.label, words.lang),
        count=len(lines),
    )
    return "\n".join([heading, *(f"  - {line}" for line in lines)])


def describe_difference(first: Scenario, second: Scenario, words: Words) -> list[str]:
    """Describe in sentences how the second scenario differs from the first.

    Parameters
    ----------
    first, second : Scenario
        With what they inherit.
    words : Words

    Returns
    -------
    list of str
        One for each thing that only one of them says, or that they say differently; empty where
        they say the same.
    """
    one, two = (_gather(item, words) for item in (first, second))
    pair = (first.name, second.name)
    lines: list[str] = []
    for subject in dict.fromkeys((*one, *two)):
        if subject not in one or subject not in two:
            name, said = (pair[0], one[subject]) if subject in one else (pair[1], two[subject])
            only = words("text-difference-only", name=name)
            lines.append(_head(subject, words) + only + _all_years(said, words))
        else:
            lines += _changed(subject, one[subject], two[subject], pair, words)
    return lines + _texts(first, second, words)


def _changed(
    subject: str, one: Statement, two: Statement, pair: tuple[str, str], words: Words
) -> list[str]:
    """A line for each run of years in which two texts differ, and for the word they rest on."""
    lines = []
    years = sorted(set(one.values) | set(two.values))
    none = words("text-difference-nothing")
    pairs = [(year, one.values.get(year, none), two.values.get(year, none)) for year in years]
    for (old, new), group in groupby(pairs, key=lambda item: item[1:]):
        if old != new:
            when = _when([year for year, *_ in group], words)
            lines.append(_head(subject, words, when) + _both(old, new, pair, words))
    if one.sources != two.sources:
        part = words("text-difference-whose-word")
        old, new = (words("common-list-semicolon").join(said.sources) for said in (one, two))
        lines.append(_head(subject, words, part) + _both(old, new, pair, words))
    return lines


def _both(old: str, new: str, pair: tuple[str, str], words: Words) -> str:
    if words.lang == "zh":
        old, new = (text if ord(text[0]) > 0x2E7F else f" {text}" for text in (old, new))
    return words("text-difference-both", first=pair[0], old=old, second=pair[1], new=new)


def _head(subject: str, words: Words, part: str = "") -> str:
    comma, colon = words("common-clause-comma"), words("common-colon")
    return comma.join(filter(None, (subject, part))) + colon


def _all_years(said: Statement, words: Words) -> str:
    parts = []
    for value, group in groupby(sorted(said.values.items()), key=lambda item: item[1]):
        when = _when([year for year, _ in group], words)
        parts.append(value + (words("common-bracketed", spread=when) if when else ""))
    return words("common-list-comma").join(parts)


def _when(years: list[When], words: Words) -> str:
    """For example "2026", "unknown years 1–5"; nothing for what has no year."""
    counted, first, last = years[0][0], years[0][1], years[-1][1]
    if first == _NO_YEAR:
        return ""
    span = str(first) if first == last else f"{first}–{last}"
    if not counted:
        return words("common-year", year=span)
    if last < 1:
        return words("text-difference-before-first-unknown-year")
    return words("text-difference-unknown-years", years=span, count=last - first + 1)


_NO_YEAR = -99
_ALWAYS: When = (False, _NO_YEAR)


def _gather(scenario: Scenario, words: Words) -> dict[str, Statement]:
    """What a scenario says, by what it is about."""
    found: dict[str, Statement] = {}
    for item in scenario.assumptions:
        said = found.setdefault(_subject(item, words), Statement())
        for year, value in zip(item.year or item.ahead, _values(item), strict=True):
            when = (not item.year, year)
            said.values[when] = f"{said.values[when]} + {value}" if when in said.values else value
        word = f"{words.label('kind', item.kind)}: {item.source}, {item.date}"
        said.sources += [word] if word not in said.sources else []
    if scenario.ledger:
        found |= _gather_ledger(scenario.ledger, words)
    if scenario.readings != ("",):
        text = words("text-difference-and").join(
            words.label("variant", reading) for reading in scenario.readings
        )
        found[words("text-difference-readings")] = Statement({_ALWAYS: text})
    return found


def _subject(item: DatedAssumption, words: Words) -> str:
    """The thing an assumption is about, in words: series, measure, and a unit not at home."""
    if isinstance(item, UnitGrowthShock):
        parts = [
            words.label("variable", item.variable),
            words.label_or_code("measure", "own_growth"),
        ]
    elif isinstance(item, RevenueMeasure):
        parts = [words.label_or_code("measure", item.effect), f"“{item.name}”"]
    else:
        parts = [
            words.label_or_code("series", item.series),
            words.label_or_code("measure", item.measure),
        ]
    if isinstance(item, MomentCondition):
        event = (
            ""
            if item.threshold is None
            else (f" {item.direction} {_size(item.measure, item.threshold)}")
        )
        parts.append(words.label_or_code("measure", f"tilt_{item.statistic}") + event)
    unit = () if item.unit is None else (item.unit,)
    return words("common-clause-comma").join((*parts, *unit))


def _values(item: DatedAssumption) -> list[str]:
    """How much, for each of its years."""
    if isinstance(item, UnitGrowthShock | RevenueMeasure):
        return [_triangle(item)] * item.year_count
    if isinstance(item, MomentCondition) and item.statistic == "probability":
        return [format_percent(value) for value in item.values]
    sd = 0.0 if isinstance(item, MomentCondition) else item.sd
    spread = f" ±{format_percent(sd, digits=1)}" if sd else ""
    return [_size(item.measure, value) + spread for value in item.values]


def _size(measure: str, value: float) -> str:
    if measure == "level":
        return format_number(value, 1)
    return format_percent(value, digits=1, signed=True)


def _triangle(item: UnitGrowthShock | RevenueMeasure) -> str:
    money = isinstance(item, RevenueMeasure) and item.effect != "lasting"
    shown = [_size("level" if money else "growth", end) for end in (item.mode, item.low, item.high)]
    return shown[0] if item.low == item.high else f"{shown[0]} ({shown[1]} … {shown[2]})"


def _gather_ledger(ledger: ProjectPipeline, words: Words) -> dict[str, Statement]:
    usual = ledger.usual
    title = words("text-difference-title")
    ends = [format_percent(end, digits=1) for end in (usual.mode, usual.low, usual.high)]
    found = {title: Statement({_ALWAYS: f"{ends[0]} ({ends[1]} … {ends[2]})"}, [usual.reason])}
    for project in ledger.projects:
        name = words("text-difference-project", name=project.project)
        found[name] = Statement({_ALWAYS: _project(project, words)})
    return found


def _project(project: Project, words: Words) -> str:
    """One project with all its factors, in a line."""
    parts = {
        words.label_or_code("factor", name): _span(factor.low, factor.mode, factor.high)
        for name, factor in project.factors.items()
    }
    stretch = project.ramp.stretch
    shares = "/".join(format_percent(share) for share in project.ramp.shares)
    parts[words("text-difference-ramp")] = (
        f"{shares} × {_span(stretch.low, stretch.mode, stretch.high)}"
    )
    parts[words("text-difference-chance-being-built")] = format_percent(project.built.probability)
    start = _when([(True, project.ahead)], words)
    told = [f"{name} {text}" for name, text in parts.items()]
    return words("common-clause-comma").join([start, *told])


def _span(low: float, mode: float, high: float) -> str:
    return f"{mode:g}" if low == high else f"{mode:g} ({low:g} … {high:g})"


def _texts(first: Scenario, second: Scenario, words: Words) -> list[str]:
    """What differs only in words."""
    lines = []
    if first.narrative != second.narrative:
        lines.append(words("text-difference-narratives-differ"))
    for one, other in ((first, second), (second, first)):
        sources = sorted(set(one.references) - set(other.references))
        if sources:
            lines.append(
                words(
                    "text-difference-cited",
                    name=one.name,
                    sources=words("common-list-comma").join(sources),
                )
            )
    return lines
