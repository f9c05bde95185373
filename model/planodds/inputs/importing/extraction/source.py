"""The table from which figures are taken, with what explains its cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import clean_text
from planodds.inputs.importing.figures import Extraction, Options
from planodds.inputs.importing.unit_names import GROUP, UNIT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.inputs.importing.grid import CellValue, Grid, Position
    from planodds.inputs.importing.table_layout import Table
    from planodds.inputs.importing.unit_names import UnitNames
    from planodds.inputs.importing.vocabulary import Heading, Vocabulary

_GROUPED = 0.75  # share of units under their own group, from which on groups decide


@dataclass(frozen=True, eq=False)
class Source:
    """One table, and the figures that have been taken out of it so far.

    Attributes
    ----------
    table : Table
    vocabulary : Vocabulary
    units : UnitNames
    measure_of : mapping of str to str
        Indicator to its measurement unit in the panel.
    options : Options
    result : Extraction
    """

    table: Table
    vocabulary: Vocabulary
    units: UnitNames
    measure_of: Mapping[str, str]
    options: Options
    result: Extraction = field(default_factory=Extraction)

    @property
    def grid(self) -> Grid:
        """Cells of the table's sheet."""
        return self.table.grid

    @cached_property
    def title(self) -> list[tuple[Position, str]]:
        """Texts above and below the table."""
        return [(p, clean_text(self.grid.content(*p))) for p in self.table.texts]

    @cached_property
    def groups(self) -> dict[Position, str]:
        """Group under whose heading each name stands; empty for tables without such headings."""
        return _find_groups(self)

    def error(self, what: str, position: Position, *, expected: str, remedy: str) -> InputError:
        """Return the error of a cell.

        Parameters
        ----------
        what : str
        position : tuple of int
        expected, remedy : str

        Returns
        -------
        InputError
        """
        where = f"{self.grid.file} {self.grid.address(*position)}"
        return InputError(what, where=where, expected=expected, remedy=remedy)

    def is_note(self, position: Position) -> bool:
        """Return whether a text stands below the figures.

        Parameters
        ----------
        position : tuple of int

        Returns
        -------
        bool
        """
        return position[0] > self.table.body[-1]

    def heading_position(self, column: int) -> Position:
        """Return where the lowest heading of a column stands.

        Parameters
        ----------
        column : int

        Returns
        -------
        tuple of int
        """
        cells = self.table.headings[column]
        return cells[-1][0] if cells else (self.table.header[-1], column)

    def leave_out_heading(self, column: int, reason: str) -> None:
        """Record that the figures of a column are left out.

        Parameters
        ----------
        column : int
        reason : str
        """
        position, heading = self.table.headings[column][-1]
        self.result.left_out[self.grid.address(*position)] = f"{heading.text!r}: {reason}"

    @cached_property
    def units_head_columns(self) -> bool:
        """True if a heading is the name of a unit."""
        return any(
            (match := self.units.match_name(heading.text)) is not None and match.kind == UNIT
            for heading in self._headings()
        )

    def label(self, row: int, column: int) -> CellValue:
        """Return the label of a line; a blank one repeats that above it, as in printed tables.

        Parameters
        ----------
        row, column : int

        Returns
        -------
        str, float or None
        """
        for above in range(row, self.table.body[0] - 1, -1):
            value = self.grid.content(above, column)
            if value is not None:
                return value
        return None

    def _headings(self) -> Iterator[Heading]:
        for cells in self.table.headings.values():
            for _, heading in cells:
                yield heading


def _find_groups(source: Source) -> dict[Position, str]:
    """Return the group under whose heading each name stands.

    Tables that list the groups elsewhere, so that units do not follow their own one, have
    none.
    """
    names = sorted(c for c, role in source.table.labels.items() if role == words.NAME)
    last: dict[int, str] = {}
    found: dict[Position, str] = {}
    agreeing = checked = 0
    for row in source.table.body:
        for column in names:
            value = source.grid.content(row, column)
            match = source.units.match_name(value) if value is not None else None
            if match and match.kind == GROUP:
                last[column] = match.group
            group = next((last[c] for c in _beside(source, column, names) if c in last), "")
            found[row, column] = group
            if group and match and match.kind == UNIT:
                checked += 1
                agreeing += any(source.units.group_of[c] == group for c in match.codes)
    return found if checked and agreeing >= _GROUPED * checked else {}


def _beside(source: Source, column: int, names: list[int]) -> list[int]:
    """Return a column of names and those on its left before any figures, nearest first."""
    return [
        name
        for name in reversed(names)
        if name <= column and not any(name < c < column for c in source.table.headings)
    ]
