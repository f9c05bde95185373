"""Grid of cells as a sheet shows it, with merged cells and the addresses that offices use."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CellValue = str | float | None
Position = tuple[int, int]  # row and column, from 0

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")  # sheet names that need no quotes in an address


@dataclass(frozen=True)
class Grid:
    """Cells of one sheet.

    Attributes
    ----------
    file : str
        Name of the file.
    sheet : str
        Name of the sheet; of a CSV file, its stem.
    cells : tuple of tuple
        Text, number or None, by row and column; all rows have the same length.
    merged : mapping
        Position of a covered cell to that of the cell which holds its content.
    encoding, separator : str
        Of a text file; empty for a workbook.
    hidden_lines, hidden_columns : frozenset of int
        Rows and columns of an XLSX, from 0, that its sheet does not show.
    """

    file: str
    sheet: str
    cells: tuple[tuple[CellValue, ...], ...]
    merged: Mapping[Position, Position] = field(default_factory=dict)
    encoding: str = ""
    separator: str = ""
    hidden_lines: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def hidden_cells(self) -> frozenset[str]:
        """Addresses of the cells in hidden rows and columns."""
        rows = [row for row in self.hidden_lines if row < self.height]
        columns = [column for column in self.hidden_columns if column < self.width]
        return frozenset(
            self.address(row, column) for row in rows for column in range(self.width)
        ) | frozenset(self.address(row, column) for column in columns for row in range(self.height))

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.cells)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.cells[0]) if self.cells else 0

    def content(self, row: int, column: int) -> CellValue:
        """Return the content of a cell; of a merged one, that of the whole range.

        Parameters
        ----------
        row, column : int
            From 0.

        Returns
        -------
        str, float or None
        """
        row, column = self.merged.get((row, column), (row, column))
        return self.cells[row][column]

    def filled(self, row: int) -> Iterator[tuple[int, str | float]]:
        """Iterate over the cells of a row with a content, each merged range once.

        Parameters
        ----------
        row : int
            From 0.

        Yields
        ------
        tuple of int and (str or float)
            Column and content.
        """
        for column, value in enumerate(self.cells[row]):
            if value is not None:
                yield column, value

    def address(self, row: int, column: int) -> str:
        """Return the address of a cell as a spreadsheet writes it.

        Parameters
        ----------
        row, column : int
            From 0.

        Returns
        -------
        str

        Examples
        --------
        >>> Grid("a.xlsx", "Sheet1", ()).address(6, 2)
        'Sheet1!C7'
        >>> Grid("a.xlsx", "2023 年", ()).address(0, 27)
        "'2023 年'!AB1"
        """
        quoted = self.sheet.replace("'", "''")
        sheet = self.sheet if _PLAIN_NAME.fullmatch(self.sheet) else f"'{quoted}'"
        return f"{sheet}!{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """Return the letters of a column.

    Parameters
    ----------
    column : int
        From 0.

    Returns
    -------
    str

    Examples
    --------
    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
