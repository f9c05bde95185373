"""A scenario as an XLSX that an office edits: one row per assumption and year."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from planodds import constants
from planodds.errors import UsageError
from planodds.inputs.scenario_workbook import (
    READINGS,
    SHEET_MODELS,
    TEXT_KEYS,
    TEXT_SHEET,
    allowed_words,
)
from planodds.inputs.scenarios.assumptions import Assumption, PathAssumption
from planodds.inputs.scenarios.render_yaml import key_position
from planodds.report import theme
from planodds.report.formats.plain import cjk_width
from planodds.report.formats.xlsx_brief import set_print

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from planodds.inputs.scenarios.scenario import Scenario
    from planodds.inputs.study import Study
    from planodds.report.text.words import Words

_FREE_ROWS = 200  # below the keys, with the lists of allowed words
_TEXT_WIDTH, _WIDE, _NARROW = 90, 44, 13  # characters
_LINE = 14  # points
_WIDE_KEYS = frozenset(("source", "note", "reason", "name"))
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def build_scenario_workbook(scenario: Scenario, study: Study, words: Words) -> bytes:
    """Set a scenario as a workbook; ``read_scenario_workbook`` reads it back.

    Parameters
    ----------
    scenario : Scenario
        What it inherits is written out.
    study : Study
        Its series are offered in a list.
    words : Words
        Language of the explanations; keys and codes are those of the files.

    Returns
    -------
    bytes
        The XLSX.

    Raises
    ------
    UsageError
        The scenario has investment projects, whose distributions do not fit into rows.
    """
    import xlsxwriter

    if scenario.ledger:
        raise UsageError(
            f"scenario {scenario.name!r} has investment projects",
            where=f"{scenario.name}.yaml key ledger",
            expected="assumptions that fit into rows: conditions, moments, growth, measures",
            remedy="edit the file itself",
        )
    out = BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    styles = _make_styles(book, words)
    _write_texts(book.add_worksheet(TEXT_SHEET), scenario, styles, words)
    for sheet in SHEET_MODELS:
        _write_rows(book.add_worksheet(sheet), sheet, scenario, study, styles, words)
    book.close()
    return out.getvalue()


def _make_styles(book: Workbook, words: Words) -> dict[str, Format]:
    base = {"font_name": words("format-xlsx-font"), "font_size": 10, "valign": "top"}
    more: dict[str, dict[str, object]] = {
        "text": {"text_wrap": True},
        "hint": {"text_wrap": True, "font_color": theme.GREY, "font_size": 9},
        "key": {"bold": True, "bottom": 2, "bg_color": theme.FAINT},
        "growth": {"num_format": "0.0%"},
        "number": {"num_format": "General"},
    }
    return {name: book.add_format({**base, **own}) for name, own in more.items()}


def _write_texts(
    sheet: Worksheet, scenario: Scenario, styles: dict[str, Format], words: Words
) -> None:
    """Write name, label, narrative, references and readings, a row each."""
    texts = {
        "name": scenario.name,
        **{f"label.{lang}": scenario.label[lang] for lang in constants.LANGUAGES},
        **{f"narrative.{lang}": scenario.narrative[lang] for lang in constants.LANGUAGES},
        "references": "\n".join(scenario.references),
    }
    shown = ", ".join(reading or "plain" for reading in scenario.readings)
    rows = [*((key, texts[key]) for key in TEXT_KEYS), (READINGS, shown)]
    set_print(sheet, "")
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, _TEXT_WIDTH)
    sheet.set_column(2, 2, _WIDE)
    for number, (key, text) in enumerate(rows):
        sheet.write_string(number, 0, key, styles["key"])
        sheet.write_string(number, 1, text, styles["text"])
        hint = words.label("workbook", key.partition(".")[0])
        sheet.write_string(number, 2, hint, styles["hint"])
        sheet.set_row(number, max(_height(text, _TEXT_WIDTH), _height(hint, _WIDE)))


def _write_rows(
    sheet: Worksheet,
    name: str,
    scenario: Scenario,
    study: Study,
    styles: dict[str, Format],
    words: Words,
) -> None:
    """Write explanations, keys and the rows of one kind of assumption."""
    keys = sorted(SHEET_MODELS[name].model_fields, key=key_position)
    set_print(sheet, "")
    for column, key in enumerate(keys):
        wide = key in _WIDE_KEYS
        sheet.set_column(column, column, _WIDE if wide else _NARROW)
        sheet.write_string(0, column, words.label("workbook", key), styles["hint"])
        sheet.write_string(1, column, key, styles["key"])
        allowed = allowed_words(name, key, study)
        if allowed:
            rule = {"validate": "list", "source": allowed, "error_type": "warning"}
            sheet.data_validation(2, column, 1 + _FREE_ROWS, column, rule)
    sheet.set_row(0, 96)
    sheet.freeze_panes(2, 0)
    for number, row in enumerate(_rows_of(getattr(scenario, name)), start=2):
        longest = max((str(row.get(key, "")) for key in _WIDE_KEYS), key=cjk_width)
        sheet.set_row(number, _height(longest, _WIDE))
        for key, value in row.items():
            _write_cell(sheet, number, keys.index(key), row, value, styles)


def _height(text: str, width: int) -> float:
    """Return the height of a row that shows a text whole; some programs do not adapt it."""
    return _LINE * sum(1 + int(cjk_width(line) * 1.1 / width) for line in text.split("\n"))


def _rows_of(entries: tuple[Any, ...]) -> Iterator[dict[str, Any]]:
    """Return the filled columns of each assumption in each of its years."""
    for entry in entries:
        content = entry.model_dump(mode="json", exclude_defaults=True)
        if not isinstance(entry, Assumption):
            yield content
            continue
        time = "ahead" if entry.ahead else "year"
        for position, year in enumerate(getattr(entry, time)):
            own: dict[str, Any] = {time: year}
            if isinstance(entry, PathAssumption):
                own["value"] = entry.values[position]
            yield {**content, **own}


def _write_cell(
    sheet: Worksheet,
    row: int,
    column: int,
    content: dict[str, Any],
    value: object,
    styles: dict[str, Format],
) -> None:
    if isinstance(value, str):
        sheet.write_string(row, column, value, styles["text"])
        return
    growth = value == content.get("value") and content.get("measure") == "growth"
    sheet.write_number(row, column, value, styles["growth" if growth else "number"])
