"""Proposal of a study from a flat table: names, measurement unit, years, home unit, targets."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from planodds.errors import UsageError
from planodds.inputs.importing.cell_text import clean_text
from planodds.inputs.importing.headings_file import read_headings_file
from planodds.inputs.importing.vocabulary import UNKNOWN_MEASURE
from planodds.inputs.new_study.columns import has_chinese, study_vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.inputs.new_study.columns import Choices
    from planodds.inputs.new_study.flat_table import FlatTable, Unit

_WINDOW = 20  # levels that the model uses
_FIRST_ORIGIN = 5  # years after the first one
_HORIZON = 10
_PLAN_YEARS = 5
_STEPS = (1, 5, 10)  # years of the tables, counted from the last one with data
_FEWEST_GROWTH = 0.01
_GENERIC = {"name", "unit", "area", "code", "unit name", "id", "region"}
_GENERIC |= {"bezeichnung", "libelle", "nazwa", "nom", "nombre", "nome", "kod", "kode", "codigo"}
_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_SCALE = re.compile(r"(.*)_1e(\d+)")
_MULTIPLES = {3: "thousand", 6: "million", 8: "100 million", 9: "billion", 12: "trillion"}
_NOT_DECOMPOSED = str.maketrans(
    {"ł": "l", "đ": "d", "ø": "o", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)


@dataclass(frozen=True)
class ExamplePlan:
    """Thresholds of the example plan, computed from the data and marked as made up.

    Attributes
    ----------
    level, growth : float
        Level of the home unit in the target year, and average growth a year as a fraction.
    second_level : float or None
        Level of the second quantity; None where the unit has no figure of it.
    rank : int
        Last rank that meets the target: the present one.
    base_year, target_year : int
    """

    level: float
    growth: float
    second_level: float | None
    rank: int
    base_year: int
    target_year: int


@dataclass(frozen=True)
class Quantity:
    """A quantity of the table, for the program and for readers.

    Attributes
    ----------
    indicator, measure : str
        Identifiers of the quantity and of its measurement unit.
    label, measure_label : str
        The same as the table writes them; empty where it does not.
    """

    indicator: str
    measure: str
    label: str = ""
    measure_label: str = ""


@dataclass(frozen=True)
class Proposal:
    """Content of study.yaml for a table.

    Attributes
    ----------
    name, label : str
        Identifier and title.
    languages : tuple of str
    home : Unit
        The largest unit.
    unit_nouns, group_nouns : tuple of str
        One and several, in English or as the heading has it; no group nouns without groups.
    groups : str
        Stem of the column of groups; empty without groups.
    roster : str
    ranked : Quantity
    second : Quantity or None
    linked : bool
        Whether the model forecasts the second quantity with the ranked one.
    unit_code : str
        Regular expression of the codes; empty if they have no common form.
    first_year, first_origin, horizon : int
    report_years : tuple of int
    plan : ExamplePlan
    """

    name: str
    label: str
    languages: tuple[str, ...]
    home: Unit
    unit_nouns: tuple[str, str]
    group_nouns: tuple[str, str] | tuple[()]
    groups: str
    roster: str
    ranked: Quantity
    second: Quantity | None
    linked: bool
    unit_code: str
    first_year: int
    first_origin: int
    horizon: int
    report_years: tuple[int, ...]
    plan: ExamplePlan


def propose_study(table: FlatTable, *, title: str, choices: Choices) -> Proposal:
    """Propose a study.

    Parameters
    ----------
    table : FlatTable
    title : str
        Name of the study's folder.
    choices : Choices

    Returns
    -------
    Proposal

    Raises
    ------
    UsageError
        The measurement unit that the user states cannot be written as an identifier.
    """
    layout, last = table.layout, table.last_year
    headings = layout.headings
    home = max(table.units, key=lambda unit: table.figures[0][unit.code, last])
    first = first_year(table)
    group = headings[layout.group] if layout.group is not None else ""
    ranked, second = _quantities(table, choices)
    name_column = layout.name_en if layout.name_en is not None else layout.name_zh
    return Proposal(
        name=_slug(title, fallback="new_study"),
        label=clean_text(title.replace("_", " ")) or "New study",
        languages=_languages(table),
        home=home,
        unit_nouns=_nouns(headings[name_column] if name_column is not None else "", "unit"),
        group_nouns=_nouns(group, "group") if group else (),
        groups=_group_stem(group),
        roster=f"all_{len(table.units)}",
        ranked=ranked,
        second=second,
        linked=bool(choices.linked) and second is not None,
        unit_code=_code_pattern([unit.code for unit in table.units]),
        first_year=first,
        first_origin=max(first + 1, min(first + _FIRST_ORIGIN, last - 1)),
        horizon=last + _HORIZON,
        report_years=tuple(last + step for step in _STEPS),
        plan=_example_plan(table, home, first),
    )


def _quantities(table: FlatTable, choices: Choices) -> tuple[Quantity, Quantity | None]:
    """Return the ranked quantity and the second one."""
    ranked, *others = table.layout.variables[:2]
    first = Quantity(
        _indicator(ranked.heading) or "value",
        _stated_measure(choices.unit_of_measure)
        or _measure(table.measure, ranked.heading)
        or UNKNOWN_MEASURE,
        _label(ranked.heading),
        _measure_label(choices.unit_of_measure or table.measure, ranked.heading),
    )
    if not others:
        return first, None
    heading = others[0].heading
    name = _indicator(heading) or "second"
    return first, Quantity(
        name if name != first.indicator else f"{name}_2",
        _measure("", heading) or _stated_measure(choices.unit_of_measure) or UNKNOWN_MEASURE,
        _label(heading),
        _measure_label("" if _stated_in(heading) else choices.unit_of_measure, heading),
    )


def _label(heading: str) -> str:
    """Return the name of a quantity as its heading has it, without measurement unit."""
    parts = _BRACKETS.sub(" ", clean_text(heading)).split(";")
    return ", ".join(filter(None, (" ".join(part.split()).strip(" _,") for part in parts)))


def _measure_label(stated: str, heading: str) -> str:
    """Return the measurement unit for readers; empty where neither text has one."""
    text = clean_text(stated) or next(iter(_stated_in(heading)), "")
    scale = _SCALE.fullmatch(text)
    multiple = _MULTIPLES.get(int(scale[2])) if scale else None
    return f"{multiple} {scale[1].upper()}" if scale and multiple else text.replace("_", " ")


def _stated_in(heading: str) -> list[str]:
    """Return what the brackets of a heading have; a unit is in the last, remarks precede it."""
    return [str(text) for text in reversed(_BRACKETS.findall(clean_text(heading)))]


def first_year(table: FlatTable) -> int:
    """Return the first year that the model uses.

    Parameters
    ----------
    table : FlatTable

    Returns
    -------
    int
        At most 20 levels before the end, and a year in which half of the units have a figure.
    """
    counts = dict.fromkeys(table.years, 0)
    for _, year in table.figures[0]:
        if year in counts:
            counts[year] += 1
    enough = [
        year
        for year, count in counts.items()
        if count * 2 >= len(table.units) and year > table.last_year - _WINDOW
    ]
    return min(min(enough), table.last_year - 2)


def _languages(table: FlatTable) -> tuple[str, ...]:
    layout = table.layout
    if layout.name_zh is not None and layout.name_en is not None:
        return ("zh", "en")
    return ("zh",) if layout.name_zh is not None else ("en",)


def _slug(text: str, *, fallback: str) -> str:
    """Return a text as an identifier of small letters, digits and underscores."""
    plain = unicodedata.normalize("NFKD", clean_text(text).casefold().translate(_NOT_DECOMPOSED))
    plain = "".join(sign for sign in plain if not unicodedata.combining(sign))
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
    if not re.match(r"[a-z]", name):
        return fallback
    return name if yaml.safe_load(name) == name else f"{name}_"  # no, on and null mean more in YAML


def _indicator(heading: str) -> str:
    """Return the name of a quantity; empty where the heading has none in Latin letters."""
    known = study_vocabulary().read_heading(heading).indicator
    return known or _slug(_BRACKETS.sub("", heading), fallback="")


def _group_stem(heading: str) -> str:
    if not heading:
        return ""
    stem = re.sub(r"_(zh|en)$", "", _slug(heading, fallback="group"))
    return "group" if stem in ("code", "name", "line", "type") else stem


def _nouns(heading: str, fallback: str) -> tuple[str, str]:
    """Return a noun for one and for several; a heading in Chinese serves as both."""
    text = clean_text(_BRACKETS.sub("", clean_text(heading))).strip()
    if text and has_chinese([text]):
        return text, text
    text = re.sub(r"[ _]?(name|code|zh|en)$", "", text.casefold()).replace("_", " ").strip()
    if not re.fullmatch(r"[a-z][a-z ]*", text) or (text in _GENERIC and fallback == "unit"):
        text = fallback
    if re.search(r"[^aeiou]y$", text):
        return text, f"{text[:-1]}ies"
    return text, f"{text}es" if re.search(r"(s|x|z|ch|sh)$", text) else f"{text}s"


def _stated_measure(text: str) -> str:
    if not text:
        return ""
    name = _measure(text, "")
    if not name:
        raise UsageError(
            f"{text!r} cannot be a unit of measure",
            where="--unit-of-measure",
            expected="small letters, digits and underscores, such as usd_1e6",
            remedy="write the unit in Latin letters",
        )
    return name


def _measure(stated: str, heading: str) -> str:
    """Return the measurement unit as an identifier; empty if neither text has one."""
    content = read_headings_file()["measures"]
    words = {
        clean_text(str(word)): (str(unit), str(factor))
        for unit, some in reversed(content.items())
        for word, factor in some.items()
    }
    for text in filter(None, (stated, *_stated_in(heading))):
        if text in content:
            return str(text)
        known = words.get(clean_text(text))
        scale = _SCALE.fullmatch(known[0]) if known else None
        if known and scale:
            power = int(scale[2]) + round(math.log10(float(known[1])))
            return f"{scale[1]}_1e{power}" if power else scale[1]
        name = known[0] if known and float(known[1]) == 1 else _slug(text, fallback="")
        if name:
            return str(name)
    return ""


def _code_pattern(codes: Sequence[str]) -> str:
    lengths = {len(code) for code in codes}
    digits = all(code.isascii() and code.isdigit() for code in codes)
    return rf"\d{{{lengths.pop()}}}" if digits and len(lengths) == 1 else ""


def _example_plan(table: FlatTable, home: Unit, first: int) -> ExamplePlan:
    values, last = table.figures[0], table.last_year
    level, growth = _level_ahead(table, 0, home, first)
    rank = 1 + sum(values[unit.code, last] > values[home.code, last] for unit in table.units)
    second = None
    if any(code == home.code for some in table.figures[1:] for code, _ in some):
        second = _level_ahead(table, 1, home, first)[0]
    return ExamplePlan(
        level=level,
        growth=growth,
        second_level=second,
        rank=rank,
        base_year=last,
        target_year=last + _PLAN_YEARS,
    )


def _level_ahead(table: FlatTable, position: int, home: Unit, first: int) -> tuple[float, float]:
    """Return the level that continued growth leads to, and that growth a year."""
    values = {
        year: float(value)
        for (code, year), value in table.figures[position].items()
        if code == home.code and year <= table.last_year
    }
    last = max(values)
    start = min((year for year in values if max(first, last - 5) <= year), default=last)
    growth = _FEWEST_GROWTH
    if start < last and values[start] > 0 < values[last]:
        growth = (values[last] / values[start]) ** (1 / (last - start)) - 1
    growth = max(_FEWEST_GROWTH, round(growth * 200) / 200)
    return float(f"{values[last] * (1 + growth) ** _PLAN_YEARS:.3g}"), growth
