"""All tables as a workbook: what it is first, then the annex, then a sheet for every table."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.editions.layout import TOP_TABLES
from planodds.report import theme
from planodds.report.amounts import show_amounts
from planodds.report.formats.columns import (
    HIDDEN,
    CodeLabels,
    column_name,
    is_in_points,
    make_number_formats,
    number_format,
    plain_format,
    sheet_name,
)
from planodds.report.formats.plain import cjk_width, sanitise_text
from planodds.report.formats.xlsx_brief import (
    LINE,
    count_lines,
    set_print,
    write_brief_sheet,
    write_readme,
    write_stamp,
)
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from planodds.editions.reader import Edition
    from planodds.report.content import Page


_CREATED = dt.datetime(2000, 1, 1)
_MAX_SHEET_LENGTH = 5000  # a sheet that a person may read; the files hold the rest
_TODAY = (
    "thresholds",
    "required_growth_for_probability",
    "even_path",
    "counties",
    "neighbours",
    "rank_distribution",
)
PRINTED = 120  # rows of a sheet that are printed; a longer table is for the screen
_A4_ROOM, _A3 = 160, 8  # signs that A4 holds in legible type; the code of the larger paper
_MOST_SIGNS = 32_000  # a cell of a workbook holds 32 767
_HEADER_ROW = 3
_SHEETS = (  # in their order; other tables of the edition come after them
    "results",
    "quantiles",
    "mixture",
    "thresholds",
    "required",
    "required_growth_for_probability",
    "even_path",
    "base_rates",
    "first_passage",
    "comparison",
    "assumptions",
    "conditioning",
    "common_outlook",
    "early_figures",
    "forecast_revision",
    "rank_distribution",
    "neighbours",
    "counties",
    "facts",
    "history",
    "data_quality",
    "census_steps",
    "record",
    "record_neff",
    "record_engine",
    "record_acceptance_criteria",
    "record_joint",
    "record_skill",
    "record_coverage",
    "record_reliability_bins",
    "record_reliability",
    "diagnostics",
    "posterior_summary",
    "prior_posterior",
    "sensitivity",
    "prior_predictive",
    "posterior_predictive",
    "missing_data",
    "sources_used",
)
_ARROW = 3  # width of the arrow of a filter, in Latin signs
_WIDEST = 28  # a column of words, in Latin signs; what is longer takes several lines
# no text is ever taken for a formula, an address or a number
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True)
class Sheet:
    """One table as a sheet: its name, where it comes from, and the rows that are shown.

    Amounts are in the unit in which the language shows them; ``amounts`` says by column which
    rows hold one.
    """

    stem: str
    name: str
    title: str
    note: str
    table: pd.DataFrame
    amounts: dict[str, np.ndarray]


def build_workbook(edition: Edition, page: Page) -> bytes:
    """Set an edition's tables as one XLSX in the page's language.

    Parameters
    ----------
    edition : Edition
    page : Page
        With plain text only.

    Returns
    -------
    bytes
        The file. Nothing in it changes from run to run.
    """
    out, words = BytesIO(), Words.load(page.lang)
    book = open_workbook(out, page.headline.title)
    styles = make_styles(book, words)
    wording = CodeLabels(edition, words)
    sheets = list(_find_sheets(edition, wording))
    write_readme(book, styles, page, [(sheet.name, sheet.title) for sheet in sheets])
    write_brief_sheet(book, styles, page)
    for sheet in sheets:
        _write_sheet(book, styles, sheet, wording, page.stamp)
    book.close()
    return out.getvalue()


def open_workbook(out: BytesIO, title: str) -> Workbook:
    """Open a workbook that takes no text for a formula and has no time of its making.

    Parameters
    ----------
    out : BytesIO
        What the file is written into.
    title : str

    Returns
    -------
    Workbook
    """
    import xlsxwriter

    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"title": title[:250], "author": "Planodds", "created": _CREATED})
    return book


def make_styles(book: Workbook, words: Words) -> dict[str, Format]:
    """Make the formats of cells.

    Parameters
    ----------
    book : Workbook
    words : Words

    Returns
    -------
    dict of str to Format
        By name; numbers by their key in ``make_number_formats``.
    """
    base = {"font_name": words("format-xlsx-font"), "font_size": 10, "valign": "top"}
    formats: dict[str, dict[str, object]] = {
        "text": {"indent": 1},
        "wrap": {"text_wrap": True},
        "note": {"font_color": theme.GREY},
        "small": {"font_color": theme.GREY, "text_wrap": True, "font_size": 9},
        "title": {"bold": True, "font_size": 14},
        "heading": {"bold": True, "font_size": 12},
        "caption": {"bold": True},
        "head": {"bold": True, "text_wrap": True, "bottom": 2, "bg_color": theme.FAINT},
        "head_number": {
            "bold": True,
            "text_wrap": True,
            "bottom": 2,
            "align": "right",
            "bg_color": theme.FAINT,
        },
        "finding": {"bold": True, "font_size": 12, "text_wrap": True},
        "told": {"bold": True, "text_wrap": True},
        "number": {"text_wrap": True, "align": "right"},
        "link": {"font_color": theme.ACCENT, "underline": 1},
        "stamp": {"bold": True, "font_color": "#ffffff", "bg_color": theme.TARGET},
    }
    styles = {name: book.add_format({**base, **more}) for name, more in formats.items()}
    return styles | {
        name: book.add_format({**base, "num_format": code})
        for name, code in make_number_formats(words).items()
    }


def _find_sheets(edition: Edition, wording: CodeLabels) -> Iterator[Sheet]:
    """Yield the edition's tables in their order; those without a place of their own come last."""
    words = wording.words
    written = edition.table_names
    stems = [*TOP_TABLES, *written]
    order = [stem for stem in _SHEETS if stem in stems]
    used: set[str] = set()
    for stem in order + [stem for stem in written if stem not in _SHEETS]:
        name = _unique(sheet_name(stem, words), used)
        rows, cut = _shown_rows(edition, stem)
        table, amounts = show_amounts(edition, words, stem, rows)
        note = _note(stem, words, cut=cut, amounts=bool(amounts))
        title = words.label_or_code("table", stem)
        yield Sheet(stem, name, title, note, wording.name_parameters(table), amounts)


def _unique(name: str, used: set[str]) -> str:
    """A name that no other sheet bears; a workbook does not tell capitals apart."""
    found, number = name, 1
    while found.lower() in used:
        number += 1
        found = f"{name[:27]} {number}"
    used.add(found.lower())
    return found


def _shown_rows(edition: Edition, stem: str) -> tuple[pd.DataFrame, bool]:
    """The rows of a table that a reader looks for, and whether others were left out."""
    table = edition.table(stem)
    rows = table
    if stem == "quantiles":
        unit = rows["unit"]
        rows = rows[(unit == edition.plan.unit) | unit.str.startswith("rank_")]
    if stem in _TODAY:
        rows = rows[rows["information"] == edition.now]
    if stem == "rank_distribution":
        rows = rows[(rows["scenario"] == constants.BASELINE) & (rows["probability"] > 0)]
    return rows.head(_MAX_SHEET_LENGTH), len(table) > min(len(rows), _MAX_SHEET_LENGTH)


def _note(stem: str, words: Words, *, cut: bool, amounts: bool) -> str:
    """Unit of the amounts, if there are any, and the file that has the table."""
    path = stem if stem in TOP_TABLES else f"tables/{stem}"
    note = words("format-xlsx-note", path=path)
    if amounts:
        if words.scale != 1.0:  # the file has the unit of the data
            note = words("format-xlsx-note-converted", path=path)
        note = words("format-workbook-amounts") + words("common-sentence-gap") + note
    if cut:
        note += words("format-xlsx-note-cut")
    return note


def _write_sheet(
    book: Workbook, styles: dict[str, Format], sheet: Sheet, wording: CodeLabels, stamp: str
) -> None:
    """One table: title, note, stamp, then header (frozen, with filters) and rows."""
    page = book.add_worksheet(sheet.name)
    others = tuple(f"_{lang}" for lang in constants.LANGUAGES if lang != wording.words.lang)
    shown = [
        column
        for column in sheet.table.columns
        if column not in HIDDEN and not column.endswith(others)
    ]
    page.write_string(0, 0, sheet.title or sheet.name, styles["heading"])
    page.write_string(1, 0, sheet.note + _print_note(sheet, wording.words), styles["note"])
    write_stamp(page, 2, stamp, len(shown), styles)
    columns = [
        _write_column(page, styles, sheet, column, place, wording)
        for place, column in enumerate(shown)
    ]
    rooms = [room for room, _ in columns]
    heads = [column_name(column, wording.words, stem=sheet.stem) for column in shown]
    page.set_row(_HEADER_ROW, _row_height(heads, [room - _ARROW for room in rooms]) + 2)
    lines = np.max([lines for _, lines in columns], axis=0)
    for row in np.flatnonzero(lines > 1).tolist():
        page.set_row(_HEADER_ROW + 1 + row, LINE * int(lines[row]))
    last = _HEADER_ROW + len(sheet.table)
    page.freeze_panes(_HEADER_ROW + 1, 1)
    page.autofilter(_HEADER_ROW, 0, max(last, _HEADER_ROW + 1), len(shown) - 1)
    page.repeat_rows(_HEADER_ROW)
    set_print(page, stamp)
    if sum(rooms) > _A4_ROOM:
        page.set_paper(_A3)
    page.set_footer("&L&A&C&P / &N")
    page.print_area(0, 0, _HEADER_ROW + min(len(sheet.table), PRINTED), len(shown) - 1)


def _print_note(sheet: Sheet, words: Words) -> str:
    """What a print leaves out of a long table; empty for a short one."""
    rows = len(sheet.table)
    if rows <= PRINTED:
        return ""
    return words("format-xlsx-note-print", printed=PRINTED, rows=f"{rows:,}")


def _row_height(texts: list[str], rooms: list[float]) -> float:
    """Points that a row needs for the longest of its texts in the width of its column."""
    lines = (count_lines(text, room - 1) for text, room in zip(texts, rooms, strict=True))
    return LINE * max(lines, default=1)


def _write_column(
    page: Worksheet,
    styles: dict[str, Format],
    sheet: Sheet,
    column: str,
    place: int,
    wording: CodeLabels,
) -> tuple[float, np.ndarray]:
    """Write numbers as numbers, all else as text; return the width and the lines of each cell."""
    values = sheet.table[column]
    numeric = pd.api.types.is_numeric_dtype(values) and values.dtype != bool
    amounts = sheet.amounts.get(column, np.zeros(len(values), dtype=bool))
    shown = number_format(sheet.stem, column)
    if numeric and (shown == "plain" or (amounts.any() and not amounts.all())):
        shown = plain_format(values.to_numpy(dtype=float)[~amounts])
    if numeric and is_in_points(sheet.stem, column):
        values = 100.0 * values
    header = column_name(column, wording.words, stem=sheet.stem)
    page.write_string(_HEADER_ROW, place, header, styles["head_number" if numeric else "head"])
    wide = _header_room(header) + _ARROW
    told: dict[object, tuple[str, str, Format]] = {}
    cells = zip(values.tolist(), amounts.tolist(), strict=True)
    for row, (value, amount) in enumerate(cells, start=_HEADER_ROW + 1):
        if numeric:
            if value == value and abs(value) != float("inf"):
                form = plain_format(np.array([value])) if shown == "mixed" else shown
                form = "money" if amount else form
                page.write_number(row, place, value, styles[form])
                wide = max(wide, len(f"{value:,.2f}") + 1)
            continue
        if value not in told:
            word = wording.word(column, str(value))
            text = _safe_cell(word)
            width = cjk_width(text) + 2
            told[value] = word, text, styles["wrap" if width > _WIDEST else "text"]
            wide = max(wide, width)
        _, text, style = told[value]
        if text:
            page.write_string(row, place, text, style)
    room = min(max(wide, 9), _WIDEST)
    page.set_column(place, place, room)
    lines = {value: count_lines(word, room - 1) for value, (word, _, _) in told.items()}
    return room, np.array([lines.get(value, 1) for value in values.tolist()], dtype=int)


def _header_room(header: str) -> float:
    """Width of a header that may take three lines but is not broken within a word."""
    longest = max((cjk_width(word) for word in header.split() if word.isascii()), default=0.0)
    return 1.1 * max(longest, cjk_width(header) / 3 + 1)


def _safe_cell(text: str) -> str:
    """Plain text that a cell can hold."""
    return sanitise_text(text).replace("\n", " ")[:_MOST_SIGNS]
