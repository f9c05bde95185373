"""Read XLSX, XLS and CSV files into grids of cells (python-calamine, charset-normalizer)."""

from __future__ import annotations

import codecs
import csv
import datetime
import functools
import io
import re
import zlib
from collections import Counter
from typing import TYPE_CHECKING, NoReturn
from zipfile import BadZipFile, ZipFile

from planodds.errors import InputError, UsageError, suggest
from planodds.inputs.importing.extraction.unread_cells import UnreportedContent, find_unreported
from planodds.inputs.importing.grid import CellValue, Grid, Position
from planodds.inputs.tables.input_file import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from python_calamine import CalamineSheet, CalamineWorkbook

_BYTE_ENCODINGS = ["utf_8", "gb18030"]
_WORD_ENCODINGS = ["utf_16", "utf_16_le", "utf_16_be"]  # every comma and line end has a zero byte
# Western, Central and Eastern Europe (and the Americas); one of them reads any byte as some letter.
_STATED_ENCODINGS = ("cp1252", "cp1250", "cp1251")
_ARCHIVE = b"PK\x03\x04"
_WORKBOOK_STARTS = (_ARCHIVE, b"\xd0\xcf\x11\xe0")  # XLSX is an archive, XLS a compound file
_MAX_CELLS = 1_500_000  # of all sheets; 3 000 units of 100 years in five columns
_SHEETS = "xl/worksheets/"
_CELL = re.compile(rb"[\"':]([A-Za-z]{1,3})([0-9]{1,7})[\"']")  # of a cell, or the end of a range
_OUTSIDE = re.compile(rb"r=[\"'](?:[A-Za-z]{4,}[0-9]*|[A-Za-z]*[0-9]{8,})[\"']")
_MAX_UNFOLDED = 300_000_000  # bytes
_MAX_SHEETS = 200
_PIECE = 1_000_000  # bytes of a sheet that are read at once
_LONGEST_ADDRESS = 32  # bytes
_DELIMITERS = "\t;,|"
_REPLACEMENT = "\ufffd"
_FEW = (
    0.02  # largest share of unreadable characters in a text that is damaged, not another encoding
)
_SAVE_AGAIN = "open it in the office program and save it again as .xlsx"


def read_grids(
    path: Path, *, sheet: str = "", encoding: str = "", whole_dates: bool = False
) -> tuple[Grid, ...]:
    """Read the visible sheets of a file.

    Parameters
    ----------
    path : Path
        XLSX, XLS, or CSV (UTF-8 with or without byte-order mark, GB18030, UTF-16); the content
        decides, not the suffix.
    sheet : str
        Only this sheet, which may be hidden; all visible ones if empty.
    encoding : str
        Encoding of a CSV file, such as ``cp1252``; found from the content if empty. Encodings of
        one byte per character cannot be distinguished, so that they have to be stated.
    whole_dates : bool
        Whether the first or last day of a year is a date; in tables of annual figures it stands
        for the year.

    Returns
    -------
    tuple of Grid

    Raises
    ------
    InputError
        The file is missing, no regular file, larger than 64 MB, empty, protected or damaged, has
        no such sheet, or would unfold to far more than a table.
    UsageError
        The encoding is unknown.
    """
    content = read_bytes(path)
    if content.startswith(_WORKBOOK_STARTS):
        return _read_workbook(content, path, sheet, whole_dates=whole_dates)
    if content.lstrip()[:1] == b"<":
        raise InputError(
            f"{path.name} is a web page or XML text, not a workbook",
            where=path.name,
            expected="an XLSX, XLS or CSV file",
            remedy=_SAVE_AGAIN,
        )
    return (_read_csv(content, path, encoding),)


def _read_workbook(
    content: bytes, path: Path, sheet: str, *, whole_dates: bool
) -> tuple[Grid, ...]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

    _check_unfolded(content, path)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            visible = [
                item.name
                for item in workbook.sheets_metadata
                if item.visible == SheetVisibleEnum.Visible
            ]
            names = [_choose(sheet, workbook.sheet_names, path)] if sheet else visible
            unreported = find_unreported(content)
            return tuple(
                _read_sheet(
                    workbook,
                    name,
                    path,
                    whole_dates=whole_dates,
                    unreported=unreported.get(name, UnreportedContent()),
                )
                for name in names
            )
    except PasswordError:
        what, remedy = f"{path.name} is protected by a password", "save it without the password"
    except CalamineError as error:
        what, remedy = f"{path.name} is damaged or not a workbook ({error})", _SAVE_AGAIN
    raise InputError(what, where=path.name, expected="a readable workbook", remedy=remedy)


def _check_unfolded(content: bytes, path: Path) -> None:
    """Refuse an archive of a few kilobytes that unfolds to gigabytes, or to a grid of them."""
    if not content.startswith(_ARCHIVE):
        return  # an XLS, or protected: the reader says so
    cells = 0
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            names = [name for name in archive.namelist() if name.startswith(_SHEETS)]
            if size > _MAX_UNFOLDED:
                _refuse_size(f"{size / 1e6:,.0f} MB when unpacked", path.name, path)
            if len(names) > _MAX_SHEETS:
                _refuse_size(f"{len(names):,} sheets", path.name, path)
            for name in names:
                rows, columns = _extent(archive, name)
                cells += rows * columns
                if cells > _MAX_CELLS:
                    where = f"{path.name} {name.removeprefix(_SHEETS)}"
                    _refuse_size(f"a sheet of {rows:,} rows and {columns:,} columns", where, path)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, zlib.error) as error:
        raise InputError(
            f"{path.name} is damaged or not a workbook ({error})",
            where=path.name,
            expected="a readable workbook",
            remedy=_SAVE_AGAIN,
        ) from None


def _extent(archive: ZipFile, name: str) -> tuple[int, int]:
    """Return the last row and column that a sheet names, read piece by piece."""
    rows, letters, rest = 0, b"", b""
    with archive.open(name) as stream:
        while piece := stream.read(_PIECE):
            if found := _OUTSIDE.search(rest + piece):
                raise BadZipFile(f"a cell outside of any sheet, {found[0].decode()}")
            for column, row in _CELL.findall(rest + piece):
                letters = max(letters, column.upper(), key=lambda text: (len(text), text))
                rows = max(rows, int(row))
            rest = piece[-_LONGEST_ADDRESS:]
    return rows, functools.reduce(lambda n, sign: 26 * n + sign - 64, letters, 0)


def _refuse_size(what: str, where: str, path: Path) -> NoReturn:
    raise InputError(
        f"{path.name} has {what}",
        where=where,
        expected=f"a table of at most {_MAX_CELLS / 1e6:.1f} million cells",
        remedy="delete the empty rows and columns around the table and save it again",
    )


def _choose(sheet: str, names: list[str], path: Path) -> str:
    if sheet not in names:
        raise InputError(
            f"there is no sheet {sheet!r}",
            where=path.name,
            expected=", ".join(names),
            remedy=suggest(sheet, names, otherwise="use one of these names for --sheet"),
        )
    return sheet


def _read_sheet(
    workbook: CalamineWorkbook,
    name: str,
    path: Path,
    *,
    whole_dates: bool,
    unreported: UnreportedContent,
) -> Grid:
    sheet = workbook.get_sheet_by_name(name)
    rows = sheet.to_python(skip_empty_area=False)
    cells = [[_convert(value, whole_dates=whole_dates) for value in row] for row in rows]
    for (row, column), text in unreported.cells.items():
        if row < len(cells) and column < len(cells[row]) and cells[row][column] is None:
            cells[row][column] = text
    while len(cells) > 1 and not any(value is not None for value in cells[-1]):
        cells.pop()  # empty rows below the table, up to a million
    merged, height, width = _find_merged(sheet)
    return Grid(
        path.name,
        name,
        _rectangle(cells, height=height, width=width),
        merged,
        hidden_lines=unreported.hidden_lines,
        hidden_columns=unreported.hidden_columns,
    )


def _find_merged(sheet: CalamineSheet) -> tuple[dict[Position, Position], int, int]:
    """Return the first cell of each covered one, and the rows and columns that they need."""
    merged: dict[Position, Position] = {}
    height = width = 0
    for first, last in sheet.merged_cell_ranges or ():
        height, width = max(height, last[0] + 1), max(width, last[1] + 1)
        for row in range(first[0], last[0] + 1):
            for column in range(first[1], last[1] + 1):
                merged[row, column] = first
    return merged, height, width


def _convert(value: object, *, whole_dates: bool) -> CellValue:
    """Return a value of calamine as text, number or None; the first or last day as its year."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.date):
        annual = not whole_dates and (value.month, value.day) in ((1, 1), (12, 31))
        text = value.isoformat()
        return str(value.year) if annual else text[:10] if whole_dates else text
    return str(value) if str(value).strip() else None


def _rectangle(
    cells: list[list[CellValue]], *, height: int = 0, width: int = 0
) -> tuple[tuple[CellValue, ...], ...]:
    """Return the cells as rows of equal length."""
    width = max([width, *map(len, cells)])
    cells = [*cells, *([] for _ in range(height - len(cells)))]
    return tuple((*row, *[None] * (width - len(row))) for row in cells)


def _read_csv(content: bytes, path: Path, stated: str) -> Grid:
    text, encoding = _decode_as(content, stated) if stated else _decode(content)
    if not text.strip():
        raise InputError(
            f"{path.name} is empty",
            where=path.name,
            expected="a table with headings",
            remedy="save the table again",
        )
    lines = text.count("\n") + text.count("\r")
    if lines > _MAX_CELLS:
        _refuse_size(f"{lines:,} lines", path.name, path)
    try:
        delimiter = max(_DELIMITERS, key=lambda sign: _count_regular(text, sign))
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        cells: list[list[CellValue]] = [
            [cell if cell.strip() else None for cell in row] for row in reader
        ]
    except csv.Error as error:
        raise InputError(
            f"{path.name} is no table: {error}",
            where=path.name,
            expected="rows of cells of at most 131,072 characters",
            remedy="look for a quotation mark that is not closed, and save the table again",
        ) from None
    if len(cells) * max(map(len, cells)) > _MAX_CELLS:
        _refuse_size(f"{len(cells):,} rows and {max(map(len, cells)):,} columns", path.name, path)
    grid = Grid(path.name, path.stem, _rectangle(cells), encoding=encoding, separator=delimiter)
    _check_readable(grid, content, path)
    return grid


def _check_readable(grid: Grid, content: bytes, path: Path) -> None:
    for row, values in enumerate(grid.cells):
        for column, value in enumerate(values):
            if isinstance(value, str) and (_REPLACEMENT in value or "\0" in value):
                raise InputError(
                    f"{value!r} has characters that cannot be read",
                    where=f"{path.name} {grid.address(row, column)}",
                    expected="UTF-8, GB18030 or UTF-16 throughout",
                    remedy="save the file again as 'CSV UTF-8'"
                    + ("" if _REPLACEMENT not in value else _readings(value, content)),
                )


def _readings(value: str, content: bytes) -> str:
    """Return how the usual encodings of one byte per character would read a damaged cell."""
    pattern = re.compile(re.escape(value).replace(_REPLACEMENT, r"[^\x00-\x7f]"))
    found = []
    for encoding in _STATED_ENCODINGS:
        match = pattern.search(content.decode(encoding, errors="replace"))
        if match:
            found.append(f"--encoding {encoding} reads {match[0]!r}")
    return f", or state its encoding: {', '.join(found)}" if found else ""


def _decode_as(content: bytes, encoding: str) -> tuple[str, str]:
    """Return text and encoding of a CSV file whose encoding is stated."""
    try:
        name = codecs.lookup(encoding).name
        return content.decode(name, errors="replace").removeprefix("\ufeff"), name
    except (LookupError, UnicodeError):
        raise UsageError(
            f"there is no encoding {encoding!r}",
            where="--encoding",
            expected=f"{', '.join(_STATED_ENCODINGS)} or another name that Python knows",
            remedy="correct the name, or save the file as 'CSV UTF-8' and leave the option out",
        ) from None


def _count_regular(text: str, delimiter: str) -> int:
    """Return how many lines have the most frequent number of cells, if that is above one."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths = Counter(len(cells) for cells in reader if len(cells) > 1)
    return max(widths.values(), default=0)


def _decode(content: bytes) -> tuple[str, str]:
    """Return text and encoding of a CSV file; unreadable characters in it are replaced."""
    from charset_normalizer import from_bytes

    encodings = _WORD_ENCODINGS if b"\0" in content else _BYTE_ENCODINGS
    best = from_bytes(content, cp_isolation=encodings).best()
    if best is not None and best.encoding != "gb18030":
        return str(best).removeprefix("\ufeff"), best.encoding.removesuffix("_sig")
    replaced = content.decode("utf-8-sig", errors="replace")
    if best is None or replaced.count(_REPLACEMENT) <= _FEW * len(replaced):
        return replaced, "utf_8"
    return str(best).removeprefix("\ufeff"), best.encoding
