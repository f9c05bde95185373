"""Find the tables of a sheet: titles, header, body, and what each column and row describes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import clean_text, is_blank, parse_number, parse_year
from planodds.inputs.importing.grid import column_letters
from planodds.inputs.importing.unit_names import GROUP, TOTAL, UNIT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from planodds.inputs.importing.grid import Grid, Position
    from planodds.inputs.importing.unit_names import UnitNames
    from planodds.inputs.importing.vocabulary import Heading, Vocabulary

_LABELS = (words.CODE, words.NAME, words.YEAR, words.INDICATOR, words.MEASURE)


@dataclass(frozen=True)
class Table:
    """One table of a sheet.

    Attributes
    ----------
    grid : Grid
    header : tuple of int
        Its lines, from 0.
    body : tuple of int
        Lines below the header that may contain figures.
    texts : tuple of tuple
        Cells above the header and below the body (row, column): titles and notes, by preference.
    labels : dict of int to str
        Column to its role, for columns that describe the figures of their line.
    headings : dict of int to tuple
        Column with figures to its heading cells, from top to bottom: position and meaning.
    left_out : tuple of tuple
        Position and text of headings that were not recognised.
    """

    grid: Grid
    header: tuple[int, ...]
    body: tuple[int, ...]
    texts: tuple[Position, ...]
    labels: dict[int, str] = field(default_factory=dict)
    headings: dict[int, tuple[tuple[Position, Heading], ...]] = field(default_factory=dict)
    left_out: tuple[tuple[Position, str], ...] = ()

    def label_column(self, role: str, column: int) -> int | None:
        """Return the column with a role that describes a column with figures.

        Parameters
        ----------
        role : str
        column : int
            Tables in two halves repeat their columns; the nearest one to the left counts.

        Returns
        -------
        int or None
        """
        found = [c for c, name in self.labels.items() if name == role]
        left = [c for c in found if c < column]
        return max(left) if left else min(found, default=None)

    def describe(self) -> str:
        """Return sheet, lines of the header and of the body, in words."""
        header = (
            f"row {self.header[0] + 1}"
            if len(self.header) == 1
            else (f"rows {self.header[0] + 1}-{self.header[-1] + 1}")
        )
        last = f"{column_letters(self.grid.width - 1)}{self.body[-1] + 1}"
        first = self.grid.address(self.body[0], 0)
        return f"header in {header}, figures in {first}:{last}"


def find_tables(grid: Grid, vocabulary: Vocabulary, units: UnitNames) -> tuple[Table, ...]:
    """Find the tables of a sheet; a header that is repeated further down starts another one.

    Parameters
    ----------
    grid : Grid
    vocabulary : Vocabulary
    units : UnitNames

    Returns
    -------
    tuple of Table
        Empty if no line is a header.
    """
    finder = _Finder(grid, vocabulary, units)
    headers: list[tuple[int, ...]] = []
    for row in range(grid.height):
        inside = headers and (row <= headers[-1][-1] or finder.belongs_to(row, headers[-1]))
        if not inside and finder.starts_header(row):
            headers.append(finder.extend_header(row))
    tables = []
    for position, header in enumerate(headers):
        end = headers[position + 1][0] if position + 1 < len(headers) else grid.height
        above = 0 if position == 0 else headers[position - 1][-1] + 1
        body = tuple(row for row in range(header[-1] + 1, end) if finder.has_figures(row, header))
        if not body:
            continue
        body = tuple(range(header[-1] + 1, body[-1] + 1))
        texts = [*finder.texts(range(above, header[0])), *finder.texts(range(body[-1] + 1, end))]
        if position:
            texts += finder.texts(range(headers[0][0]))
        tables.append(finder.build(header, body, tuple(texts)))
    return tuple(tables)


def require_tables(grid: Grid, tables: tuple[Table, ...]) -> None:
    """Raise InputError if a sheet has no table.

    Parameters
    ----------
    grid : Grid
    tables : tuple of Table

    Raises
    ------
    InputError
    """
    if not tables:
        last = f"{column_letters(max(grid.width, 1) - 1)}{max(grid.height, 1)}"
        raise InputError(
            "no header was found above figures",
            where=f"{grid.file} {grid.address(0, 0)}:{last}",
            expected="a line with headings such as the unit's name, the years or the indicators, "
            "and figures below it",
            remedy="add the line of headings, or choose another sheet with --sheet",
        )


class _Finder:
    """Classify the lines and columns of one sheet."""

    def __init__(self, grid: Grid, vocabulary: Vocabulary, units: UnitNames) -> None:
        self.grid, self.vocabulary, self.units = grid, vocabulary, units

    def starts_header(self, row: int) -> bool:
        """Return whether a line can be the first of a header."""
        cells = dict(self.grid.filled(row))
        if len(cells) < 2 or any(self.vocabulary.states_measure(str(v)) for v in cells.values()):
            return False
        if any(self._is_figure(value) for value in cells.values()):
            return False
        headings = [self.vocabulary.read_heading(value) for value in cells.values()]
        marks = [h for h in headings if h.role or h.indicator or (h.year and not h.key)]
        if all(value is None or parse_year(value) for value in cells.values()):
            return self._years_are_header(row, len(cells))
        if len(marks) >= 2:
            return any(h.role or h.indicator or not h.key for h in marks)
        matched = [self._is_unit(value) for value in cells.values()]
        return bool(marks) and (sum(matched) >= 1 or len(cells) == 2 or self._is_grouping(row))

    def belongs_to(self, row: int, header: tuple[int, ...]) -> bool:
        """Return whether a line is of the body of a table with units down its side."""
        roles = {self.vocabulary.read_heading(v).role for _, v in self.grid.filled(header[0])}
        return bool(roles & {words.NAME, words.CODE}) and any(
            self._is_unit(value) for _, value in self.grid.filled(row)
        )

    def _years_are_header(self, row: int, count: int) -> bool:
        """Return whether a line with years only heads columns: blank first cell, units below."""
        return self.grid.content(row, 0) is None and count >= 1

    def _is_grouping(self, row: int) -> bool:
        """Return whether a line spans columns with recognised headings in the next line."""
        if row + 1 >= self.grid.height:
            return False
        below = [self.vocabulary.read_heading(value) for _, value in self.grid.filled(row + 1)]
        return sum(heading.recognised for heading in below) >= 2

    def extend_header(self, row: int) -> tuple[int, ...]:
        """Return all lines of the header that starts in a line."""
        by_lines = {self.vocabulary.read_heading(value).role for _, value in self.grid.filled(row)}
        lines = [row]
        for below in range(row + 1, self.grid.height):
            if not self._continues_header(below, by_lines):
                break
            lines.append(below)
        return tuple(lines)

    def _continues_header(self, row: int, roles: set[str]) -> bool:
        cells = dict(self.grid.filled(row))
        if not cells:
            return any((row, column) in self.grid.merged for column in range(self.grid.width))
        if self._numbers_columns(cells.values()):
            return True
        if any(self._is_figure(value) or self._is_sign(value) for value in cells.values()):
            return False
        by_unit = roles & {words.NAME, words.CODE}
        if by_unit and any(self._is_unit(value) for value in cells.values()):
            return False
        years = [column for column, value in cells.items() if parse_year(value)]
        if words.YEAR in roles and years:
            return False
        headings = [self.vocabulary.read_heading(value) for value in cells.values()]
        return sum(heading.recognised for heading in headings) * 2 >= len(headings)

    def _numbers_columns(self, values: Iterable[object]) -> bool:
        """Return whether a line only numbers the columns."""
        texts = [clean_text(str(value)).removesuffix(".0").strip("()") for value in values]
        numbers = [text for text in texts if text not in self.vocabulary.ordinals]
        expected = [str(n) for n in range(1, len(numbers) + 1)]
        return len(numbers) >= 2 and numbers == expected

    def _is_figure(self, value: str | float) -> bool:
        return parse_number(value) is not None and parse_year(value) is None

    def _is_sign(self, value: str | float) -> bool:
        """Return whether a cell has a sign for a missing figure."""
        return is_blank(value, self.vocabulary.blanks)

    def _is_unit(self, value: str | float) -> bool:
        match = self.units.match_name(value) if isinstance(value, str) else None
        return bool(match and match.kind in (UNIT, GROUP)) or bool(self.units.match_code(value))

    def has_figures(self, row: int, header: tuple[int, ...]) -> bool:
        """Return whether a line below a header has more than a title or a note."""
        cells = dict(self.grid.filled(row))
        if any(self.vocabulary.states_measure(str(value)) for value in cells.values()):
            return False
        first, *others = cells.values() or [""]
        if any(parse_number(value) is not None or self._is_sign(value) for value in others):
            return True
        if len(cells) == 1 and parse_number(first) is not None:
            return True
        headed = {
            column
            for line in header
            for column in range(self.grid.width)
            if self.grid.content(line, column) is not None
        }
        return len(cells.keys() & headed) > 1 and self._labels_line(first)

    def _labels_line(self, value: str | float) -> bool:
        """Return whether a cell can be the label of a line: a unit, a year or an indicator."""
        heading = self.vocabulary.read_heading(value)
        named = bool(heading.indicator) and not heading.year
        return self._is_unit(value) or parse_year(value) is not None or named

    def texts(self, lines: Iterable[int]) -> Iterator[Position]:
        """Return the cells with text in some lines."""
        for row in lines:
            for column, _ in self.grid.filled(row):
                yield row, column

    def build(
        self, header: tuple[int, ...], body: tuple[int, ...], texts: tuple[Position, ...]
    ) -> Table:
        """Return the table with the roles of its columns."""
        labels: dict[int, str] = {}
        headings: dict[int, tuple[tuple[Position, Heading], ...]] = {}
        left_out: list[tuple[Position, str]] = []
        for column in range(self.grid.width):
            cells = self._heading_cells(header, column)
            role = self._role(column, cells, body)
            if role == words.IGNORED or self._repeats_group(column, role, cells, labels):
                continue
            if role in _LABELS:
                labels[column] = role
            elif any(heading.recognised for _, heading in cells) or self._heads_unit(cells):
                headings[column] = cells
            elif self._has_numbers(column, body):
                position = cells[-1][0] if cells else (header[-1], column)
                left_out.append((position, cells[-1][1].text if cells else "no heading"))
        if (
            not headings and left_out and labels
        ):  # the only column with figures may have any heading
            headings = {
                position[1]: self._heading_cells(header, position[1])
                for position, _ in left_out[:1]
            }
        return Table(self.grid, header, body, texts, labels, headings, tuple(left_out))

    def _repeats_group(
        self,
        column: int,
        role: str,
        cells: tuple[tuple[Position, Heading], ...],
        labels: Mapping[int, str],
    ) -> bool:
        """Return whether a column names the group of the unit on its left."""
        headed = any(heading.key in self.vocabulary.group_words for _, heading in cells)
        return role == words.NAME and headed and labels.get(column - 1) == words.NAME

    def _heading_cells(
        self, header: tuple[int, ...], column: int
    ) -> tuple[tuple[Position, Heading], ...]:
        """Return the distinct heading cells of a column; a blank one continues that on its left."""
        found: dict[Position, Heading] = {}
        for number, row in enumerate(header):
            source = self.grid.merged.get((row, column), (row, column))
            if self.grid.content(row, column) is None and number < len(header) - 1:
                source = self._continued(header, number, column) or source
            value = self.grid.content(*source)
            if value is not None and not self._numbers_columns(
                [v for _, v in self.grid.filled(row)]
            ):
                found[source] = self.vocabulary.read_heading(value)
        return tuple(found.items())

    def _continued(self, header: tuple[int, ...], number: int, column: int) -> Position | None:
        """Return the cell on the left that a blank heading continues, if a lower one is filled."""
        row, lower = header[number], header[number + 1 :]
        if all(self.grid.content(line, column) is None for line in lower):
            return None
        for left in range(column - 1, -1, -1):
            if (row, left) in self.grid.merged:
                return None
            value = self.grid.content(row, left)
            if value is not None:
                heading = self.vocabulary.read_heading(value)
                spans = heading.role in ("", words.VALUE) and any(
                    self.grid.content(line, left) is not None for line in lower
                )
                return (row, left) if spans else None
        return None

    def _role(
        self, column: int, cells: tuple[tuple[Position, Heading], ...], body: tuple[int, ...]
    ) -> str:
        """Return the role of a column by its heading, or else by its content."""
        roles = [heading.role for _, heading in cells if heading.role]
        role = roles[0] if roles else ""
        named = any(h.indicator or h.year or h.qualified for _, h in cells)
        if role in (words.CODE, words.YEAR, words.INDICATOR) and not named:
            return role
        content = self._content_role(column, body)
        if role in (words.NAME, words.MEASURE, words.IGNORED) and not named:
            return content if content in (words.NAME, words.MEASURE) else role
        if role == words.VALUE or named or self._heads_unit(cells):
            return role or words.VALUE
        return content

    def _content_role(self, column: int, body: tuple[int, ...]) -> str:
        """Return what most of a column's cells are."""
        values = [v for row in body if (v := self.grid.cells[row][column]) is not None]
        if not values:
            return ""
        tests: dict[str, Callable[[str | float], bool]] = {
            words.NAME: lambda v: isinstance(v, str) and self._names_unit(v),
            words.CODE: lambda v: bool(self.units.match_code(v)),
            words.YEAR: lambda v: parse_year(v) is not None,
            words.MEASURE: lambda v: bool(self.vocabulary.find_measures(str(v))),
            words.INDICATOR: lambda v: bool(self.vocabulary.read_heading(v).indicator),
        }
        for role, test in tests.items():
            least = len(values) if role == words.YEAR else max(1, len(values) * 0.5)
            if sum(map(test, values)) >= least:
                return role
        return ""

    def _names_unit(self, value: str) -> bool:
        return parse_number(value) is None and self.units.match_name(value) is not None

    def _heads_unit(self, cells: tuple[tuple[Position, Heading], ...]) -> bool:
        for _, heading in cells:
            match = self.units.match_name(heading.text)
            if match and match.kind in (UNIT, GROUP, TOTAL):
                return True
            if self.units.match_code(heading.text):
                return True
        return False

    def _has_numbers(self, column: int, body: tuple[int, ...]) -> bool:
        return any(
            parse_number(value) is not None
            for row in body
            if (value := self.grid.cells[row][column]) is not None
        )
