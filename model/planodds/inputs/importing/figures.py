"""Figures taken out of a file, what was left out of it, and what its user stated about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Options:
    """Statements of the user about a file; an empty attribute leaves it to the file.

    Attributes
    ----------
    indicator, unit_of_measure : str
    year : int or None
    sheet : str
    encoding : str
        Of a CSV file.
    decimal : str
        ``point`` or ``comma``.
    """

    indicator: str = ""
    unit_of_measure: str = ""
    year: int | None = None
    sheet: str = ""
    encoding: str = ""
    decimal: str = ""


@dataclass(frozen=True)
class Figure:
    """One figure of a file, in the measurement unit of the panel.

    Attributes
    ----------
    codes : tuple of str
        The unit; the members of a group for a sum.
    kind : str
        ``unit``, ``group`` or ``total``.
    name : str
        Of the unit as in units.csv, of the group as in the file.
    year : int
    indicator : str
    value : Decimal
        At most four decimals.
    decimals : int
        Decimals to which the file states the figure, in the panel's measurement unit.
    stated : str
        The figure as it is printed, with its measurement unit.
    cell : str
        Its address.
    """

    codes: tuple[str, ...]
    kind: str
    name: str
    year: int
    indicator: str
    value: Decimal
    decimals: int
    stated: str
    cell: str

    @property
    def code(self) -> str:
        """Code of the unit."""
        return self.codes[0]

    @property
    def key(self) -> tuple[str, int, str]:
        """Unit, year and indicator."""
        return self.code, self.year, self.indicator


@dataclass
class Extraction:
    """Figures of a file, and what was left out of it.

    Attributes
    ----------
    figures : list of Figure
        Of units.
    sums : list of Figure
        Of groups and of all units, as stated in the file.
    blanks : int
        Cells without a figure.
    left_out : dict of str to str
        Address to the reason.
    hidden : set of str
        Addresses of cells in rows and columns that the file does not show.
    """

    figures: list[Figure] = field(default_factory=list)
    sums: list[Figure] = field(default_factory=list)
    blanks: int = 0
    left_out: dict[str, str] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
