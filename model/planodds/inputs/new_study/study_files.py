"""Files of a new study, rendered as text from the table and the proposal."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

import yaml

from planodds.inputs.new_study.columns import has_chinese
from planodds.inputs.tables.files import (
    PANEL_FILE,
    PLAN_FOLDER,
    SCENARIO_FOLDER,
    STUDY_FILE,
    UNITS_FILE,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from planodds.inputs.new_study.flat_table import FlatTable
    from planodds.inputs.new_study.proposal import Proposal, Quantity

_HUNDRED_MILLION, _HUNDRED_MILLION_IN_BILLIONS = "100 million ", 0.1
_TEMPLATES = Path(__file__).with_name("templates")


def render_files(table: FlatTable, proposal: Proposal) -> dict[str, str]:
    """Render all files of a study.

    Parameters
    ----------
    table : FlatTable
    proposal : Proposal

    Returns
    -------
    dict of str to str
        Text by path below the study's folder.
    """
    return {
        STUDY_FILE: _study(table, proposal),
        UNITS_FILE: _units(table, proposal),
        PANEL_FILE: _panel(table, proposal),
        f"{PLAN_FOLDER}/example.yaml": _plan(table, proposal),
        f"{PLAN_FOLDER}/common.yaml": _common_plan(table, proposal),
        f"{SCENARIO_FOLDER}/baseline.yaml": _fill("baseline.yaml"),
    }


def _fill(template: str, **values: object) -> str:
    text = (_TEMPLATES / template).read_text(encoding="utf-8")
    return Template(text).substitute({key: str(value) for key, value in values.items()})


def _quote(text: str) -> str:
    """Return a text as YAML in double quotes."""
    return json.dumps(text, ensure_ascii=False)


def _inside_quotes(text: str) -> str:
    return _quote(text)[1:-1]


def _comment(text: str) -> str:
    return " ".join(text.split())


def _study(table: FlatTable, proposal: Proposal) -> str:
    language = "zh" if has_chinese([proposal.label]) else "en"
    groups = f"groups: {proposal.groups}  # column of units.csv that groups the units"
    noun_groups = ""
    if proposal.group_nouns:
        one, several = proposal.group_nouns
        noun_groups = f"  group: {_noun('group', one, proposal)}\n"
        noun_groups += f"  groups: {_noun('groups', several, proposal)}\n"
    return _fill(
        "study.yaml",
        label=_comment(proposal.label),
        file=_comment(table.file),
        name=proposal.name,
        label_map=f"{{{language}: {_quote(proposal.label)}}}",
        languages=", ".join(proposal.languages),
        home=_quote(proposal.home.code),
        home_label=_comment(proposal.home.label),
        last_year=table.last_year,
        noun_unit=_noun("unit", proposal.unit_nouns[0], proposal),
        noun_units=_noun("units", proposal.unit_nouns[1], proposal),
        noun_groups=noun_groups,
        noun_region=_noun("region", "", proposal),
        groups_line=groups if proposal.groups else "# groups: none; a column of units.csv",
        roster=proposal.roster,
        roster_words=_roster_words(table, proposal),
        ranked=_variable(proposal.ranked, "ranked", proposal),
        second_lines=_second_lines(proposal),
        unit_code_line=f"unit_code: {proposal.unit_code}  # form of every code"
        if proposal.unit_code
        else "# unit_code: a regular expression that every code matches",
        first_year=proposal.first_year,
        first_origin=proposal.first_origin,
        horizon=proposal.horizon,
        report_years=", ".join(map(str, proposal.report_years)),
    )


def _usual_words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(
        (_TEMPLATES / "words.yaml").read_text(encoding="utf-8")
    )
    return words


def _noun(key: str, text: str, proposal: Proposal, form: Callable[[str], str] = str) -> str:
    """Return a noun as a YAML mapping; the usual word in each language that it is missing in."""
    usual = _usual_words()[key]
    found = {language: usual[language] for language in proposal.languages}
    if text and text != usual["en"]:
        found = {"zh" if has_chinese([text]) else "en": text}
    return _mapping({language: form(word) for language, word in found.items()})


def _variable(quantity: Quantity, key: str, proposal: Proposal) -> str:
    """Return the content of a variable's line: codes for the program, words for readers."""
    label = _noun(key, quantity.label, proposal, _capital)
    inside = _noun(key, quantity.label, proposal, _small)
    short = f"short: {inside}, " if inside != label else ""
    measure = _noun("measure", quantity.measure_label, proposal)
    return (
        f"indicator: {quantity.indicator}, unit: {quantity.measure}, "
        f"label: {label}, {short}measure: {measure}{_display(quantity)}"
    )


def _display(quantity: Quantity) -> str:
    """Return the unit that pages show instead of one that begins with a number; else nothing."""
    billions = _in_billions(quantity.measure_label)
    if not billions:
        return ""
    return f", display: {{en: {{scale: {_HUNDRED_MILLION_IN_BILLIONS}, measure: {billions}}}}}"


def _in_billions(measure: str) -> str:
    """Return billion CNY for 100 million CNY: "152 100 million CNY" cannot be read."""
    if not measure.startswith(_HUNDRED_MILLION):
        return ""
    return "billion " + measure.removeprefix(_HUNDRED_MILLION)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """Return a name as it stands inside a sentence: GDP remains, Own revenue is own revenue."""
    word = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if word[1:].islower() else text


def _roster_words(table: FlatTable, proposal: Proposal) -> str:
    """Return label and short label of the roster of all units."""
    several = proposal.unit_nouns[1]
    usual = _usual_words()
    nouns = {**usual["units"], "zh" if has_chinese([several]) else "en": several}
    texts = {
        key: {
            lang: Template(usual[f"roster_{key}"][lang]).substitute(
                count=len(table.units), units=nouns[lang]
            )
            for lang in proposal.languages
        }
        for key in ("label", "short")
    }
    return ", ".join(f"{key}: {_mapping(some)}" for key, some in texts.items())


def _mapping(texts: Mapping[str, str]) -> str:
    """Return texts by language as a YAML mapping."""
    return "{" + ", ".join(f"{lang}: {_quote(text)}" for lang, text in texts.items()) + "}"


def _second_lines(proposal: Proposal) -> str:
    if proposal.second is None:
        return ""
    name, measure = proposal.second.indicator, proposal.second.measure
    line = _variable(proposal.second, "second", proposal)
    if proposal.linked:
        return f"  revenue: {{{line}, linked_to: gdp}}  # follows the growth of gdp\n"
    return (
        "  # To forecast the second quantity as well, make the next line one of variables and add\n"
        "  # a target of kind level for it to the plan; or repeat init with --linked-column.\n"
        f"  # revenue: {{{line}, linked_to: gdp}}\n"
        "indicators:  # quantities of panel.csv that the model does not use\n"
        f"  {name}: {{unit: {measure}, positive: false}}\n"
    )


def _units(table: FlatTable, proposal: Proposal) -> str:
    layout = table.layout
    columns = ["code"]
    columns += ["name_zh"] if layout.name_zh is not None else []
    columns += ["name_en"] if layout.name_en is not None else []
    names = tuple(columns)
    if proposal.groups:
        columns.append(
            f"{proposal.groups}_zh" if proposal.languages == ("zh",) else proposal.groups
        )
    lines = (
        [*(getattr(unit, name) for name in names), *([unit.group] if proposal.groups else [])]
        for unit in sorted(table.units, key=lambda unit: unit.code)
    )
    return _csv(columns, lines)


def _panel(table: FlatTable, proposal: Proposal) -> str:
    if proposal.second is None:
        ranked = sorted(table.figures[0].items())
        return _csv(
            ("code", "year", "value"),
            ((code, year, f"{value:f}") for (code, year), value in ranked),
        )
    names = (proposal.ranked.indicator, proposal.second.indicator)
    return _csv(
        ("code", "year", "indicator", "value"),
        (
            (code, year, name, f"{value:f}")
            for name, figures in zip(names, table.figures, strict=True)
            for (code, year), value in sorted(figures.items())
        ),
    )


def _csv(columns: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(lines)
    return text.getvalue()


def _plan(table: FlatTable, proposal: Proposal) -> str:
    """Return the plan of the home unit: levels, growth, and the present rank."""
    plan, slots = proposal.plan, _plan_slots(table, proposal)

    def level(variable: str, threshold: float, quantity: Quantity, key: str) -> str:
        words = _quantity_words(quantity, key) | _level_words(threshold, quantity)
        return _fill("plan_level.yaml", variable=variable, **words, **slots)

    second = ""
    if proposal.linked and proposal.second is not None and plan.second_level is not None:
        second = level("revenue", plan.second_level, proposal.second, "second")
    return _fill(
        "plan.yaml",
        home=_quote(proposal.home.code),
        home_label=_comment(proposal.home.label),
        title=_mapping(
            {
                lang: Template(text).substitute(name=_comment(proposal.home.name))
                for lang, text in _usual_words()["plan"].items()
            }
        ),
        first_level=level("gdp", plan.level, proposal.ranked, "ranked"),
        second_level=second,
        rank_target=_rank_target(plan.rank, "keep_rank", slots),
        **slots,
    )


def _common_plan(table: FlatTable, proposal: Proposal) -> str:
    """Return the plan of no unit: levels by growth, and a place in the first third."""
    slots = _plan_slots(table, proposal)

    def level(variable: str, quantity: Quantity, key: str) -> str:
        words = _quantity_words(quantity, key)
        return _fill("plan_growth_level.yaml", variable=variable, **words, **slots)

    linked = proposal.second if proposal.linked else None
    third = -(-len(table.units) // 3)
    return _fill(
        "plan_common.yaml",
        title=_mapping(_usual_words()["common_plan"]),
        first_level=level("gdp", proposal.ranked, "ranked"),
        second_level=level("revenue", linked, "second") if linked else "",
        rank_target=_rank_target(third, "enter_rank", slots),
        **slots,
    )


def _rank_target(rank: int, reach: str, slots: Mapping[str, object]) -> str:
    """Return the target of a rank; `reach` is the key of the Chinese verb."""
    return _fill("plan_rank.yaml", rank=rank, reach_zh=_usual_words()[reach]["zh"], **slots)


def _plan_slots(table: FlatTable, proposal: Proposal) -> dict[str, object]:
    """Return what both plans and all their targets share."""
    plan = proposal.plan
    return {
        "base_year": plan.base_year,
        "target_year": plan.target_year,
        "growth": f"{plan.growth:.4g}",
        "percent": f"{100 * plan.growth:.3g}",
        "count": len(table.units),
        "roster": proposal.roster,
    }


def _quantity_words(quantity: Quantity, key: str) -> dict[str, str]:
    """Return how the targets of a quantity name it, and its unit of measurement."""
    usual = _usual_words()[key]
    label = quantity.label or usual["en"]
    return {
        "label": _inside_quotes(_capital(label)),
        "short": _inside_quotes(_small(label)),
        "short_zh": _inside_quotes(label if has_chinese([label]) else usual["zh"]),
        "measure": quantity.measure,
    }


def _level_words(level: float, quantity: Quantity) -> dict[str, str]:
    """Return a level as the data have it, and as readers see it."""
    text = f"{level:.0f}" if level >= 1000 else f"{level:f}".rstrip("0").rstrip(".")
    billions = _in_billions(quantity.measure_label)
    factor = _HUNDRED_MILLION_IN_BILLIONS if billions else 1.0
    shown = f"{float(text) * factor:,.10g}"
    measure = billions or quantity.measure_label or _usual_words()["measure"]["en"]
    return {
        "level": text,
        "number": f"{float(text):,.10g}",
        "shown": shown,
        "amount": _inside_quotes(f"{shown} {measure}"),
    }
