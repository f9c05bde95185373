"""The atlas as a workbook: one row per unit, and every number with its error, in both languages."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.probability.events.probability import RUN_COLUMNS
from planodds.report import theme
from planodds.report.formats.columns import FORMATS
from planodds.report.formats.plain import cjk_width, sanitise_text
from planodds.report.text.phrases import localise
from planodds.report.text.provenance import stamp_of
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook

    from planodds.inputs.plan import Plan

_CREATED = dt.datetime(2000, 1, 1)
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_HEADER_ROW = 3  # below the title, the stamp and the header in Chinese
_NAMES = 3  # columns that stay in sight: code and both names
_WIDEST = 30
_WHOLE = ("year", "draws", "origin")
_LANGUAGES = constants.LANGUAGES


def build_atlas_workbook(
    atlas: pd.DataFrame,
    units: pd.DataFrame,
    plan: Plan | None,
    *,
    manifest: Mapping[str, Any] | None = None,
) -> bytes:
    """Return the atlas as one XLSX with headers in both languages.

    Parameters
    ----------
    atlas : DataFrame
        From ``build_atlas``.
    units : DataFrame
        From ``widen_atlas``.
    plan : Plan or None
        For the names of its targets.
    manifest : mapping, optional
        Of the edition, for the stamp.

    Returns
    -------
    bytes
        The file. Numbers are numbers; nothing in it changes from run to run.
    """
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties({"author": "Planodds", "created": _CREATED})
    styles = _styles(book)
    words = [Words.load(lang) for lang in _LANGUAGES]
    stamp = " ".join(stamp_of(manifest, each) for each in words) if manifest else ""
    numbers = atlas.drop(columns=list(RUN_COLUMNS))
    for table, message in ((units, "format-atlas-units"), (numbers, "format-atlas-all")):
        title = " · ".join(each(message) + each("format-atlas-unit") for each in words)
        name = words[-1](message)[:31]
        _write_sheet(book, styles, table, (name, title), stamp.strip(), plan)
    book.close()
    return out.getvalue()


def column_label(column: str, plan: Plan | None, words: Words) -> str:
    """Return the header of a column of ``widen_atlas`` or ``build_atlas``.

    Parameters
    ----------
    column : str
        Such as ``gdp_2030_reach50`` or ``gdp_level:published:2030:mcse``.
    plan : Plan or None
    words : Words

    Returns
    -------
    str
    """
    name, *parts = column.split(":")
    if len(parts) >= 3:
        return _odds_label(name, parts, plan, words)
    variable, _, rest = name.partition("_")
    if not rest or variable not in (constants.GDP, constants.REVENUE, constants.RANK):
        return words.label_or_code("column", column)
    label = words.label("variable", variable)
    roster = " · ".join(words.label_or_code("roster", part) for part in parts)
    if rest in ("published", "published_year"):
        text = words(
            "format-atlas-published" if rest == "published" else "format-atlas-published-year",
            variable=label,
        )
    else:
        year, _, quantile = rest.partition("_")
        percent = quantile.removeprefix("reach").removeprefix("q")
        text = words(
            "format-atlas-reach" if quantile.startswith("reach") else "format-atlas-quantile",
            variable=label,
            year=year,
            percent=percent,
        )
    return f"{text} · {roster}" if roster else text


def _odds_label(name: str, parts: list[str], plan: Plan | None, words: Words) -> str:
    """Return the header of a number of a target."""
    targets = {target.id: target for target in plan.targets} if plan else {}
    label = (
        localise(targets[name].short_label, words)
        if name in targets
        else words.label_or_code("joint", name)
    )
    reading, *rosters, year, measure = parts
    shown = [label, words.label_or_code("reading", reading)]
    shown += [words.label_or_code("roster", roster) for roster in rosters]
    return " · ".join([*shown, year, words.label_or_code("column", measure)])


def _styles(book: Workbook) -> dict[str, Format]:
    base = {"font_name": Words.load("zh")("format-xlsx-font"), "font_size": 10, "valign": "top"}
    head = {"bold": True, "text_wrap": True, "bg_color": theme.FAINT}
    formats: dict[str, dict[str, object]] = {
        "text": {},
        "home": {"bold": True, "bg_color": "#fdf1e7"},
        "title": {"bold": True, "font_size": 12},
        "head": head,
        "last_head": {**head, "bottom": 2},
        "stamp": {"bold": True, "font_color": "#ffffff", "bg_color": theme.TARGET},
    }
    styles = {name: book.add_format({**base, **more}) for name, more in formats.items()}
    return styles | {
        name: book.add_format({**base, "num_format": code}) for name, code in FORMATS.items()
    }


def _number_style(column: str, values: pd.Series) -> str:
    """Return the key into ``FORMATS`` for the numbers of a column."""
    last = column.rpartition(":")[2]
    if last in ("probability", "lower", "upper"):
        return "odds"
    if last == "mcse":
        return "fine"
    if last == "reach_probability":
        return "share"
    whole = last in _WHOLE or column.startswith("rank_") or "published_year" in column
    return "whole" if whole or values.dtype.kind == "i" else "level"


def _write_sheet(
    book: Workbook,
    styles: dict[str, Format],
    table: pd.DataFrame,
    names: tuple[str, str],
    stamp: str,
    plan: Plan | None,
) -> None:
    """Write title, stamp, both header rows (frozen, with filters) and the rows of a table."""
    name, title = names
    page = book.add_worksheet(name)
    page.write_string(0, 0, title, styles["title"])
    if stamp:
        page.write_string(1, 0, stamp, styles["stamp"])
    marked = set(table.index[table["home"] == "yes"]) if "home" in table else set()
    for place, (column, values) in enumerate(table.items()):
        labels = [column_label(str(column), plan, Words.load(lang)) for lang in _LANGUAGES]
        page.write_string(_HEADER_ROW - 1, place, labels[0], styles["head"])
        page.write_string(_HEADER_ROW, place, labels[1], styles["last_head"])
        width = 10.0 if place >= _NAMES else 14.0
        numeric = pd.api.types.is_numeric_dtype(values)
        style = styles[_number_style(str(column), values)] if numeric else styles["text"]
        for row, value in enumerate(values.tolist()):
            at = _HEADER_ROW + 1 + row
            if pd.isna(value):
                continue
            if numeric:
                page.write_number(at, place, value, style)
            elif value:
                text = sanitise_text(str(value))
                own = place < _NAMES and row in marked
                page.write_string(at, place, text, styles["home" if own else "text"])
                width = max(width, cjk_width(text) + 2)
        page.set_column(place, place, min(width, _WIDEST))
    page.set_row(_HEADER_ROW - 1, 54)
    page.set_row(_HEADER_ROW, 66)
    page.freeze_panes(_HEADER_ROW + 1, _NAMES)
    page.autofilter(_HEADER_ROW, 0, _HEADER_ROW + len(table), len(table.columns) - 1)
