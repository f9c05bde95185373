"""Read CSV files and check every cell; errors name file, row and value."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from typing import TYPE_CHECKING

import pandas as pd

from planodds.constants import FILLERS
from planodds.errors import InputError
from planodds.inputs.tables.input_file import display_path, read_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from planodds.inputs.tables.schemas import TableSchema

_SHOWN = 5  # faulty rows that an error names
_QUOTED = 40  # characters of a cell that a message repeats in full
_MAX_LINES = 200  # of one quoted cell
_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars", "，": "Chinese commas"}
_YEAR = re.compile("(?:19|20)[0-9]{2}\u5e74?")  # 2020, or with the sign for year
# control and format characters, separators of lines and paragraphs, private use, surrogates
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffd\ud800-\udfff\ue000-\uf8ff" + FILLERS + "]"
)
_LABEL_COLUMNS = ("code", "series", "unit", "year", "indicator")  # identify a row in a message


def read_csv_cells(path: Path) -> pd.DataFrame:
    """Read a CSV file as text, with the line number of each row.

    Parameters
    ----------
    path : Path

    Returns
    -------
    DataFrame
        All columns as str, '' where empty, without surrounding blanks; index ``line`` is the
        line on which the row starts (the header is line 1). Blank rows are left out.

    Raises
    ------
    InputError
        The file is missing, empty, not UTF-8, or has a row with too many or too few cells; the
        header is not split by commas, or names a column twice; a quotation mark is not closed;
        there is an invisible character.
    """
    text = read_text(path)
    _check_visible(text, path)
    records = _parse_rows(text, path)
    header = [name.strip() for name in next(records, (1, []))[1]]
    if not any(header):
        raise InputError(
            f"{path.name} is empty",
            where=display_path(path),
            expected="a header line and data rows",
            remedy="restore it from version control",
        )
    _check_header(header, path)
    lines, rows = [], []
    for start, cells in records:
        if any(cell.strip() for cell in cells):
            _check_width(cells, header, path, start)
            lines.append(start)
            rows.append([cell.strip() for cell in cells])
    index = pd.Index(lines, name="line", dtype="int64")
    return pd.DataFrame(rows, index=index, columns=header, dtype=str)


def read_table(path: Path, schema: TableSchema) -> pd.DataFrame:
    """Read a data file and check it against its schema.

    Parameters
    ----------
    path : Path
    schema : TableSchema

    Returns
    -------
    DataFrame
        Index ``line`` (line number in the file); ``schema.numbers`` as float64,
        ``schema.integers`` as int64, all else str.

    Raises
    ------
    InputError
        A column is missing or unknown, a cell breaks its rule, or two rows have the same key;
        the first five faulty rows are named.
    """
    table = _fill_columns(read_csv_cells(path), schema)
    _check_columns(table, schema, path)
    failures = _find_failures(table, schema)
    if failures:
        raise _explain_cells(schema, path, failures)
    _check_unique(table, schema, path)
    dtypes = dict.fromkeys(schema.numbers, "float64") | dict.fromkeys(schema.integers, "int64")
    return table.astype(dtypes)


def _fill_columns(table: pd.DataFrame, schema: TableSchema) -> pd.DataFrame:
    """Add the columns that the file leaves out, from their synonyms or with their default."""
    added: dict[str, object] = dict(schema.defaults)
    for column, others in schema.synonyms.items():
        found = [name for name in others if name in table.columns]
        if found:
            added[column] = table[found[0]]
    return table.assign(**{name: cell for name, cell in added.items() if name not in table.columns})


def raise_for_rows(
    table: pd.DataFrame, faulty: pd.Series, path: Path, column: str, *, expected: str, remedy: str
) -> None:
    """Raise InputError if any row is faulty, with the lines of the first five.

    Parameters
    ----------
    table : DataFrame
        Index ``line``, as ``read_csv_cells`` returns it.
    faulty : Series of bool
        On the same index.
    path : Path
    column : str
        The column at fault; its first faulty value is part of the message.
    expected, remedy : str

    Raises
    ------
    InputError
    """
    lines = table.index[faulty.to_numpy(dtype=bool)]
    if not len(lines):
        return
    first = table.loc[lines[0]]
    labels = [name for name in _LABEL_COLUMNS if name in table.columns and name != column]
    named = " ".join(str(first[name]) for name in labels)
    what = f"{column} = {quote(first[column])} ({named if len(named) <= 80 else quote(named)})"
    if len(lines) > 1:
        what += f"; {len(lines)} such rows"
    raise InputError(
        what, where=f"{display_path(path)} {_name_lines(lines)}", expected=expected, remedy=remedy
    )


def quote(cell: object) -> str:
    """Return a value for a message: in quotation marks, short, with invisible characters escaped.

    Parameters
    ----------
    cell : object

    Returns
    -------
    str

    Examples
    --------
    >>> quote("1O7.5"), quote("9" * 400)
    ("'1O7.5'", "'99999999999999999999…' (400 characters)")
    """
    text = str(cell)
    if len(text) <= _QUOTED:
        return repr(text)
    return f"{text[:20] + '…'!r} ({len(text)} characters)"


def _parse_rows(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the line on which it starts; a fault of the quoting is named there."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(
                f"a quotation mark is out of place: {error}",
                where=f"{display_path(path)} row {start}",
                expected="cells in which quotation marks come in pairs",
                remedy="remove the quotation mark, or write it twice inside a quoted cell",
            ) from None
        if reader.line_num - start > _MAX_LINES:
            raise InputError(
                f"a quoted cell runs over {reader.line_num - start} lines",
                where=f"{display_path(path)} row {start}",
                expected=f"cells of at most {_MAX_LINES} lines",
                remedy="remove the quotation mark with which the cell begins",
            )
        yield start, cells
        start = reader.line_num + 1


def _check_visible(text: str, path: Path) -> None:
    """Refuse characters that nobody sees: names that look alike would be different."""
    hidden = HIDDEN.search(text)
    if hidden:
        line = text.count("\n", 0, hidden.start()) + 1
        raise InputError(
            f"the invisible character U+{ord(hidden[0]):04X}",
            where=f"{display_path(path)} row {line}",
            expected="text without invisible and control characters",
            remedy="delete the character, or type the cell again",
        )


def _check_header(header: list[str], path: Path) -> None:
    """Refuse a header that was not split, has years for names, or names a column twice."""
    separator = next((name for sign, name in _SEPARATORS.items() if sign in header[0]), "")
    years = [name for name in header if _YEAR.fullmatch(name)]
    repeated = [name for name in header if header.count(name) > 1]
    if len(header) == 1 and separator:
        what, remedy = f"columns separated by {separator}", "save the table with commas"
    elif len(years) > 1:
        what = f"years as columns: {years[0]} … {years[-1]}"
        remedy = "write one row per unit and year; `planodds init` reads such tables"
    elif "" in header:
        what, remedy = f"column {header.index('') + 1} has no name", "name or remove the column"
    elif repeated:
        what, remedy = f"column {quote(repeated[0])} appears twice", "remove one of the two"
    else:
        return
    raise InputError(
        what,
        where=f"{display_path(path)} row 1",
        expected="a header line with the name of each column once, separated by commas",
        remedy=remedy,
    )


def _name_lines(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:_SHOWN])
    return f"row {shown}" if len(lines) == 1 else f"rows {shown}"


def _check_width(cells: list[str], header: list[str], path: Path, line: int) -> None:
    if len(cells) != len(header):
        raise InputError(
            f"{len(cells)} cells in the row that starts with {quote(cells[0])}",
            where=f"{display_path(path)} row {line}",
            expected=f"{len(header)} cells: {', '.join(header)}",
            remedy="put double quotes around a cell that contains a comma, and leave a cell empty "
            "where the value is unknown",
        )


def _check_columns(table: pd.DataFrame, schema: TableSchema, path: Path) -> None:
    missing = [
        name for name in schema.columns if name not in table.columns and name not in schema.optional
    ]
    unknown = [name for name in table.columns if name not in schema.columns and not schema.open]
    if missing:
        what = f"column {missing[0]!r} is missing"
        found = ", ".join(quote(name) for name in table.columns[:3])
        what += f" (the header begins {found})" if len(missing) == len(schema.columns) else ""
    elif unknown:
        what = f"unknown column {quote(unknown[0])}"
    else:
        return
    raise InputError(
        what,
        where=f"{display_path(path)} row 1",
        expected=", ".join(name for name in schema.columns if name not in schema.optional),
        remedy="write exactly these names in the header line",
    )


def _find_failures(table: pd.DataFrame, schema: TableSchema) -> list[tuple[int, str, str]]:
    """Return (line, column, cell) of each cell that breaks its rule, by line (pandera).

    Pandera, whose import takes longer than this check, is used only if there is a failure.
    """
    rules = {name: rule for name, rule in schema.columns.items() if name in table.columns}
    if all(rule.accepts(cell) for name, rule in rules.items() for cell in table[name].unique()):
        return []
    import pandera.pandas as pa

    columns = {
        name: pa.Column(str, pa.Check(rule.accepts, element_wise=True, error=rule.expected))
        for name, rule in rules.items()
    }
    try:
        pa.DataFrameSchema(columns).validate(table, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        cells = zip(cases["index"], cases["column"], cases["failure_case"], strict=True)
        return sorted({(int(line), str(column), str(cell)) for line, column, cell in cells})
    return []


def _explain_cells(
    schema: TableSchema, path: Path, failures: list[tuple[int, str, str]]
) -> InputError:
    line, column, cell = failures[0]
    rule = schema.columns[column]
    what = f"{column} = {quote(cell)}"
    plain = unicodedata.normalize("NFKC", cell)
    if plain != cell and rule.accepts(plain):
        what += f", which looks like {plain!r}"
    if len(failures) > 1:
        others = "; ".join(f"row {n}: {c} = {quote(v)}" for n, c, v in failures[1:_SHOWN])
        what += f" ({len(failures)} faults in the file; next {others})"
    return InputError(
        what, where=f"{display_path(path)} row {line}", expected=rule.expected, remedy=rule.remedy
    )


def _check_unique(table: pd.DataFrame, schema: TableSchema, path: Path) -> None:
    """Check that no two rows have the same key; second sources may repeat a preferred figure."""
    if not schema.key:
        return
    key, by_kind = [n for n in schema.key if n in table.columns], "kind" in schema.key
    subset = table[table["kind"] == "preferred"] if by_kind else table
    repeated = subset[subset.duplicated(key)]
    if repeated.empty:
        return
    lines = subset.index[(subset[key] == repeated.iloc[0][key]).all(axis=1)]
    name = " ".join(str(cell) for cell in repeated.iloc[0][key] if cell != "")
    more = f" ({len(repeated)} such rows)" if len(repeated) > 1 else ""
    second_source = (
        "remove all but one, or mark another publication of the same figure second_source"
    )
    raise InputError(
        f"{name} appears twice{more}",
        where=f"{display_path(path)} {_name_lines(lines)}",
        expected=f"one row for each {', '.join(key)}",
        remedy=second_source if by_kind else "remove all but one",
    )
