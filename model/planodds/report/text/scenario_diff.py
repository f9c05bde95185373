"""How two scenarios differ, in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from planodds import constants
from planodds.inputs.scenarios.assumptions import (
    Assumption,
    MomentCondition,
    RevenueMeasure,
    SeriesAssumption,
    UnitGrowthShock,
)
from planodds.inputs.scenarios.projects import Project, ProjectPipeline
from planodds.inputs.scenarios.scenario import Scenario
from planodds.report.content import say
from planodds.report.text.formatting import format_number, format_percent
from planodds.report.text.labels import KINDS, MEASURES, SERIES, VARIABLES, VARIANTS, label

When = tuple[bool, int]  # whether it counts from the first unknown year; the year
_FACTORS = {
    "capacity": {"zh": "产能", "en": "capacity"},
    "utilisation": {"zh": "利用率", "en": "utilisation"},
    "value_added_ratio": {"zh": "增加值率", "en": "value-added ratio"},
    "displacement": {"zh": "替代比例", "en": "displacement"},
    "delay": {"zh": "推迟年数", "en": "delay in years"},
}


@dataclass
class Statement:
    """What a scenario says about one thing: a text for each year, and on whose word."""

    values: dict[When, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


def format_scenario_diff(first: Scenario, second: Scenario, lang: str) -> str:
    """The whole answer: a heading and a line for each difference."""
    lines = describe_difference(first, second, lang)
    if not lines:
        return say(
            lang,
            zh=f"{first.name} 与 {second.name} 没有不同。",
            en=f"{first.name} and {second.name} say the same.",
        )
    heading = say(
        lang,
        zh=f"{first.name}（{first.label.zh}）与 {second.name}（{second.label.zh}）有 "
        f"{len(lines)} 处不同：",
        en=f"{first.name} ({first.label.en}) and {second.name} ({second.label.en}) differ in "
        f"{len(lines)} {'thing' if len(lines) == 1 else 'things'}:",
    )
    return "\n".join([heading, *(f"  - {line}" for line in lines)])


def describe_difference(first: Scenario, second: Scenario, lang: str) -> list[str]:
    """Say in sentences how the second scenario differs from the first.

    Parameters
    ----------
    first, second : Scenario
        With what they inherit.
    lang : {"zh", "en"}

    Returns
    -------
    list of str
        One for each thing that only one of them says, or that they say differently; empty where
        they say the same.
    """
    one, two = (_gather(item, lang) for item in (first, second))
    pair = (first.name, second.name)
    lines: list[str] = []
    for subject in dict.fromkeys((*one, *two)):
        if subject not in one or subject not in two:
            name, said = (pair[0], one[subject]) if subject in one else (pair[1], two[subject])
            only = say(lang, zh=f"仅 {name} 有，", en=f"only in {name}, ")
            lines.append(_head(subject, lang) + only + _all_years(said, lang))
        else:
            lines += _changed(subject, one[subject], two[subject], pair, lang)
    return lines + _texts(first, second, lang)


def _changed(
    subject: str, one: Statement, two: Statement, pair: tuple[str, str], lang: str
) -> list[str]:
    """A line for each run of years in which two texts differ, and for the word they rest on."""
    lines = []
    years = sorted(set(one.values) | set(two.values))
    none = say(lang, zh="不设定", en="nothing")
    pairs = [(year, one.values.get(year, none), two.values.get(year, none)) for year in years]
    for (old, new), group in groupby(pairs, key=lambda item: item[1:]):
        if old != new:
            when = _when([year for year, *_ in group], lang)
            lines.append(_head(subject, lang, when) + _both(old, new, pair, lang))
    if one.words != two.words:
        part = say(lang, zh="依据", en="on whose word")
        old, new = (say(lang, zh="；", en="; ").join(said.words) for said in (one, two))
        lines.append(_head(subject, lang, part) + _both(old, new, pair, lang))
    return lines


def _both(old: str, new: str, pair: tuple[str, str], lang: str) -> str:
    first, second = (text if ord(text[0]) > 0x2E7F else f" {text}" for text in (old, new))
    return say(
        lang,
        zh=f"{pair[0]} 为{first}，{pair[1]} 为{second}",
        en=f"{old} in {pair[0]}, {new} in {pair[1]}",
    )


def _head(subject: str, lang: str, part: str = "") -> str:
    comma, colon = say(lang, zh="，", en=", "), say(lang, zh="：", en=": ")
    return comma.join(filter(None, (subject, part))) + colon


def _all_years(said: Statement, lang: str) -> str:
    parts = []
    for value, group in groupby(sorted(said.values.items()), key=lambda item: item[1]):
        when = _when([year for year, _ in group], lang)
        parts.append(value + (say(lang, zh=f"（{when}）", en=f" ({when})") if when else ""))
    return say(lang, zh="、", en=", ").join(parts)


def _when(years: list[When], lang: str) -> str:
    """ "2026", "unknown years 1–5"; nothing for what has no year."""
    counted, first, last = years[0][0], years[0][1], years[-1][1]
    if first == _NO_YEAR:
        return ""
    span = str(first) if first == last else f"{first}–{last}"
    if not counted:
        return say(lang, zh=f"{span} 年", en=span)
    if last < 1:
        return say(lang, zh="首个未知年份之前", en="before the first unknown year")
    return say(
        lang, zh=f"第 {span} 个未知年份", en=f"unknown year{'' if first == last else 's'} {span}"
    )


_NO_YEAR = -99
_ALWAYS: When = (False, _NO_YEAR)


def _gather(scenario: Scenario, lang: str) -> dict[str, Statement]:
    """What a scenario says, by what it is about."""
    found: dict[str, Statement] = {}
    for item in scenario.assumptions:
        said = found.setdefault(_subject(item, lang), Statement())
        for year, value in zip(item.year or item.ahead, _values(item), strict=True):
            when = (not item.year, year)
            said.values[when] = f"{said.values[when]} + {value}" if when in said.values else value
        word = f"{label(KINDS, item.kind, lang)}: {item.source}, {item.date}"
        said.words += [word] if word not in said.words else []
    if scenario.ledger:
        found |= _gather_ledger(scenario.ledger, lang)
    if scenario.readings != ("",):
        text = say(lang, zh="、", en=" and ").join(
            label(VARIANTS, reading, lang) for reading in scenario.readings
        )
        found[say(lang, zh="读法", en="readings")] = Statement({_ALWAYS: text})
    return found


def _subject(item: Assumption, lang: str) -> str:
    """The thing an assumption is about, in words: series, measure, and a unit not at home."""
    if isinstance(item, UnitGrowthShock):
        parts = (label(VARIABLES, item.variable, lang), label(MEASURES, "own_growth", lang))
    elif isinstance(item, RevenueMeasure):
        parts = (label(MEASURES, item.effect, lang), f"“{item.name}”")
    else:
        parts = (label(SERIES, item.series, lang), label(MEASURES, item.measure, lang))
    if isinstance(item, MomentCondition):
        event = (
            ""
            if item.threshold is None
            else (f" {item.direction} {_size(item.measure, item.threshold)}")
        )
        parts = (*parts, label(MEASURES, f"tilt_{item.statistic}", lang) + event)
    unit = () if item.unit in (None, constants.HOME_UNIT) else (item.unit,)
    return say(lang, zh="，", en=", ").join((*parts, *unit))


def _values(item: Assumption) -> list[str]:
    """How much, for each of its years."""
    if not isinstance(item, SeriesAssumption):
        return [_triangle(item)] * item.year_count
    if getattr(item, "statistic", "") == "probability":
        return [format_percent(value) for value in item.values]
    sd = getattr(item, "sd", 0.0)
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


def _gather_ledger(ledger: ProjectPipeline, lang: str) -> dict[str, Statement]:
    usual = ledger.usual
    title = say(lang, zh="项目台账，常态增速", en="ledger, usual growth")
    ends = [format_percent(end, digits=1) for end in (usual.mode, usual.low, usual.high)]
    found = {title: Statement({_ALWAYS: f"{ends[0]} ({ends[1]} … {ends[2]})"}, [usual.reason])}
    for project in ledger.projects:
        name = say(lang, zh=f"项目“{project.project}”", en=f"project “{project.project}”")
        found[name] = Statement({_ALWAYS: _project(project, lang)})
    return found


def _project(project: Project, lang: str) -> str:
    """One project with all its factors, in a line."""
    parts = {
        label(_FACTORS, name, lang): _span(factor.low, factor.mode, factor.high)
        for name, factor in project.factors.items()
    }
    stretch = project.ramp.stretch
    shares = "/".join(format_percent(share) for share in project.ramp.shares)
    parts[say(lang, zh="投产进度", en="ramp")] = (
        f"{shares} × {_span(stretch.low, stretch.mode, stretch.high)}"
    )
    parts[say(lang, zh="建成可能性", en="chance of being built")] = format_percent(
        project.built.probability
    )
    start = _when([(True, project.ahead)], lang)
    told = [f"{name} {text}" for name, text in parts.items()]
    return say(lang, zh="，", en=", ").join([start, *told])


def _span(low: float, mode: float, high: float) -> str:
    return f"{mode:g}" if low == high else f"{mode:g} ({low:g} … {high:g})"


def _texts(first: Scenario, second: Scenario, lang: str) -> list[str]:
    """What differs only in words."""
    lines = []
    if first.narrative != second.narrative:
        lines.append(say(lang, zh="叙述不同", en="the narratives differ"))
    for one, other in ((first, second), (second, first)):
        sources = sorted(set(one.references) - set(other.references))
        if sources:
            lines.append(
                say(
                    lang,
                    zh=f"仅 {one.name} 引用：{'、'.join(sources)}",
                    en=f"cited only in {one.name}: {', '.join(sources)}",
                )
            )
    return lines
