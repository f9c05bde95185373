"""Read CSV files and check every cell; errors name file, row and value."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.inputs.tables.files import display_path, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from planodds.inputs.tables.schemas import TableSchema

_SHOWN = 5  # faulty rows that an error names
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
        The file is missing, empty, not UTF-8, or has a row with too many or too few cells.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""))
    header = [name.strip() for name in next(reader, [])]
    if not header:
        raise InputError(
            f"{path.name} is empty",
            where=display_path(path),
            expected="a header line and data rows",
            remedy="restore it from version control",
        )
    lines, rows, start = [], [], reader.line_num + 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            _check_width(cells, header, path, start)
            lines.append(start)
            rows.append([cell.strip() for cell in cells])
        start = reader.line_num + 1
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
    what = f"{column} = {str(first[column])!r} ({' '.join(str(first[name]) for name in labels)})"
    if len(lines) > 1:
        what += f"; {len(lines)} such rows"
    raise InputError(
        what, where=f"{display_path(path)} {_name_lines(lines)}", expected=expected, remedy=remedy
    )


def _name_lines(lines: Sequence[int]) -> str:
    shown = ", ".join(str(line) for line in lines[:_SHOWN])
    return f"row {shown}" if len(lines) == 1 else f"rows {shown}"


def _check_width(cells: list[str], header: list[str], path: Path, line: int) -> None:
    if len(cells) != len(header):
        raise InputError(
            f"{len(cells)} cells in the row that starts with {cells[0]!r}",
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
    elif unknown:
        what = f"unknown column {unknown[0]!r}"
    elif not table.columns.is_unique:
        what = "a column appears twice"
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
    what = f"{column} = {cell!r}"
    if len(failures) > 1:
        others = "; ".join(f"row {n}: {c} = {v!r}" for n, c, v in failures[1:_SHOWN])
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
