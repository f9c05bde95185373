"""The results as a workbook for readers: at most ten sheets, with numbers and native charts."""

from __future__ import annotations

import math
from io import BytesIO
from typing import TYPE_CHECKING

from planodds.report.formats.native_charts import (
    CHART_HEIGHT,
    NumberSheet,
    fits_below,
    insert_charts,
)
from planodds.report.formats.plain import cjk_width, sanitise_text
from planodds.report.formats.results_sheets import build_number_sheets
from planodds.report.formats.xlsx import make_styles, open_workbook
from planodds.report.formats.xlsx_brief import (
    set_print,
    write_brief_sheet,
    write_readme,
    write_stamp,
)
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from planodds.editions.reader import Edition
    from planodds.report.content import Page

_HEADER_ROW = 3
_WIDEST = 34  # a column of words, in Latin signs
_HEADING, _PARTED = 16, 23  # a heading of numbers, or of two parts; longer ones are broken
_NARROWEST = 10
_SCALE, _PAGE_ROWS = 52, 60  # per cent at which three charts, or so many rows, fill a page
_LINE = 14.0  # points


def build_results(edition: Edition, brief: Page) -> bytes:
    """Set the brief and the numbers behind it as one XLSX in the page's language.

    Parameters
    ----------
    edition : Edition
    brief : Page
        The brief, with plain text only.

    Returns
    -------
    bytes
        The file. Nothing in it changes from run to run.
    """
    out, words = BytesIO(), Words.load(brief.lang)
    book = open_workbook(out, brief.headline.title)
    styles = make_styles(book, words)
    sheets = build_number_sheets(edition, words)
    more = words("format-results-more", file=f"tables.{brief.lang}.xlsx")
    write_readme(book, styles, brief, [(sheet.name, sheet.title) for sheet in sheets], more=more)
    write_brief_sheet(book, styles, brief, numbers=True)
    for sheet in sheets:
        _write_sheet(book, styles, sheet, brief.stamp, words)
    book.close()
    return out.getvalue()


def _write_sheet(
    book: Workbook, styles: dict[str, Format], sheet: NumberSheet, stamp: str, words: Words
) -> None:
    """One table with its charts: title, stamp, then header (frozen, with filters) and rows."""
    page = book.add_worksheet(sheet.name)
    page.write_string(0, 0, sheet.title, styles["heading"])
    page.write_string(1, 0, sheet.note, styles["note"])
    write_stamp(page, 2, stamp, len(sheet.columns), styles)
    for place, (name, form) in enumerate(zip(sheet.columns, sheet.forms, strict=True)):
        style = styles["head" if form == "text" else "head_number"]
        page.write_string(_HEADER_ROW, place, name, style)
        parts = name.split("\n")  # of a variable, which keep their lines where they can
        most = _HEADING if len(parts) == 1 else _PARTED
        wide = min(max(map(cjk_width, parts)) + 2, most)
        for row, cells in enumerate(sheet.body, start=_HEADER_ROW + 1):
            value = cells[place]
            if isinstance(value, str):
                text = sanitise_text(value)
                page.write_string(row, place, text, styles["text"])
                wide = max(wide, cjk_width(text) + 2)
            elif value is not None:
                page.write_number(row, place, value, styles[form])
        page.set_column(place, place, min(max(wide, _NARROWEST), _WIDEST))
    lines = max(math.ceil(cjk_width(name) / (_HEADING - 4)) for name in sheet.columns)
    page.set_row(_HEADER_ROW, _LINE * lines + 2)
    last = _HEADER_ROW + len(sheet.body)
    page.freeze_panes(_HEADER_ROW + 1, 1)
    page.autofilter(_HEADER_ROW, 0, last, len(sheet.columns) - 1)
    page.repeat_rows(_HEADER_ROW)
    insert_charts(book, page, sheet, head_row=_HEADER_ROW, font=words("format-xlsx-font"))
    set_print(page, stamp)
    if fits_below(sheet):
        page.fit_to_pages(1, 1)
    elif sheet.charts:  # on a page of their own: breaks hold only where the scale is given
        page.set_print_scale(_SCALE)
        page.set_v_pagebreaks([len(sheet.columns) + 1])
        pages = math.ceil(len(sheet.body) / _PAGE_ROWS)
        step = max(len(sheet.charts) * CHART_HEIGHT + 1, math.ceil(len(sheet.body) / pages))
        page.set_h_pagebreaks(list(range(_HEADER_ROW + 1 + step, last + 1, step)))
