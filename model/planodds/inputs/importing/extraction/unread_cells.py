"""Cells of an XLSX that readers do not report: errors, uncomputed formulas, hidden lines."""

from __future__ import annotations

import functools
import html
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zipfile import ZipFile

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.inputs.importing.grid import Position

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_LINK = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(rb"<(?:\w+:)?c\s([^>]*[^>/])>(.*?)</(?:\w+:)?c>", re.DOTALL)
_ADDRESS = re.compile(rb"\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]+)</")
_ROW = re.compile(rb"<(?:\w+:)?row\s([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
_NUMBER = rb"\b%s=[\"']([0-9]{1,7})[\"']"
_MAX_COLUMNS = 16_384  # of a sheet
_LONGEST = 60  # characters of a formula that a message shows


@dataclass(frozen=True)
class UnreportedContent:
    """Content of a sheet that its reader does not report.

    Attributes
    ----------
    cells : mapping of tuple of int to str
        By position: an error, such as ``#REF!``, or a formula without a stored result.
    hidden_lines, hidden_columns : frozenset of int
        From 0; hidden by hand or by a filter.
    """

    cells: Mapping[Position, str] = field(default_factory=dict)
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


def find_unreported(content: bytes) -> dict[str, UnreportedContent]:
    """Find errors, formulas that were never computed, and hidden rows and columns of a workbook.

    Parameters
    ----------
    content : bytes
        Of the file, whose size when unpacked has been checked; an XLS is not searched.

    Returns
    -------
    dict of str to UnreportedContent
        By sheet.
    """
    return {
        sheet: UnreportedContent(_find_cells(part), _hidden_lines(part), _hidden_columns(part))
        for sheet, part in _read_sheets(content)
    }


def _hidden_lines(sheet: bytes) -> frozenset[int]:
    tags = (tag for tag in _ROW.findall(sheet) if _HIDDEN.search(tag))
    return frozenset(
        int(number[1]) - 1 for tag in tags if (number := re.search(_NUMBER % b"r", tag))
    )


def _hidden_columns(sheet: bytes) -> frozenset[int]:
    columns: set[int] = set()
    for tag in filter(_HIDDEN.search, _COLUMN.findall(sheet)):
        first, last = (re.search(_NUMBER % name, tag) for name in (b"min", b"max"))
        if first and last:
            columns.update(range(int(first[1]) - 1, min(int(last[1]), _MAX_COLUMNS)))
    return frozenset(columns)


def _read_sheets(content: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield name and XML of each sheet of an XLSX; nothing of another file."""
    if not content.startswith(b"PK"):
        return
    with ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        for sheet, part in _parts_of_sheets(archive, names).items():
            if part in names:
                yield sheet, archive.read(part)


def _parts_of_sheets(archive: ZipFile, names: set[str]) -> Mapping[str, str]:
    """Return the part of the archive in which each sheet stands."""
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, links} <= names:
        return {}
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target") for tag in _tags(archive, links, _LINK)
    }
    return {
        _attribute(tag, "name"): "xl/"
        + targets.get(_attribute(tag, "r:id"), "").removeprefix("/xl/")
        for tag in _tags(archive, book, _SHEET)
    }


def _tags(archive: ZipFile, part: str, pattern: re.Pattern[str]) -> list[str]:
    return pattern.findall(archive.read(part).decode("utf-8", errors="replace"))


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}=(?:\"([^\"]*)\"|'([^']*)')", tag)
    return html.unescape(found[1] or found[2] or "") if found else ""


def _find_cells(sheet: bytes) -> dict[Position, str]:
    if b'"e"' not in sheet and b"'e'" not in sheet and b"<f" not in sheet and b":f" not in sheet:
        return {}
    cells = {}
    for attributes, content in _CELL.findall(sheet):
        address, kind = _ADDRESS.search(attributes), _TYPE.search(attributes)
        text = _unread(kind[1] if kind else b"", content)
        if address and text:
            cells[int(address[2]) - 1, _column(address[1])] = text
    return cells


def _unread(kind: bytes, content: bytes) -> str:
    """Return what stands in a cell that readers take for empty; nothing for any other one."""
    value, formula = _VALUE.search(content), _FORMULA.search(content)
    if kind == b"e" and value:
        return html.unescape(value[1].decode("utf-8", errors="replace"))
    if formula and not value and kind != b"str":  # a result that is an empty text is none
        text = html.unescape((formula[1] or b"").decode("utf-8", errors="replace"))
        return f"={text}"[:_LONGEST]
    return ""


def _column(letters: bytes) -> int:
    return functools.reduce(lambda number, sign: 26 * number + sign - 64, letters, 0) - 1
