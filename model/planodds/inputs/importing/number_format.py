"""Decimal sign and thousands separators of a table's figures, found from all of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from planodds.errors import InputError
from planodds.inputs.importing.cell_text import clean_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.inputs.importing.grid import CellValue, Grid

Sign = Literal[".", ","]
_LOOKS_NUMERIC = re.compile(r"[-+]?[\d.,][\d., '’]*([eE][-+]?\d+)?")
_BLANKS = re.compile(r"(?<=\d)[ '’](?=\d{3}(?!\d))")
_PLAIN = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?")
_GROUPED = {  # thousands, or lakh and crore: 1,23,456
    sign: re.compile(
        rf"[-+]?(\d{{1,3}}(\{sign}\d{{3}})+|\d{{1,2}}(\{sign}\d\d)+\{sign}\d{{3}})(\{other}\d*)?"
    )
    for sign, other in ((",", "."), (".", ","))
}
_SIGN_NAMES: dict[Sign, str] = {".": "decimal point", ",": "decimal comma"}


@dataclass(frozen=True)
class NumberFormat:
    """The way in which a table writes its figures.

    Attributes
    ----------
    decimal : str
        The decimal sign.
    certain : bool
        False if cells such as ``1,234`` can be read in two ways and no other cell decides.
    grouped : bool
        Whether thousands are separated.
    """

    decimal: Sign = "."
    certain: bool = True
    grouped: bool = False

    @property
    def label(self) -> str:
        """Description for a reader."""
        groups = "with thousands separators" if self.grouped else "no thousands separators"
        return f"{_SIGN_NAMES[self.decimal]}, {groups}"

    def parse(self, value: CellValue) -> Decimal | None:
        """Return the number in a cell, or None if it is not certainly one.

        Parameters
        ----------
        value : str, float or None

        Returns
        -------
        Decimal or None

        Examples
        --------
        >>> NumberFormat(",").parse("1.234,5"), NumberFormat(".").parse("1,234.5")
        (Decimal('1234.5'), Decimal('1234.5'))
        """
        if isinstance(value, float):
            return Decimal(repr(value)) if abs(value) < float("inf") else None
        text = _BLANKS.sub("", clean_text(value))
        other: Sign = "." if self.decimal == "," else ","
        if _GROUPED[other].fullmatch(text):
            text = text.replace(other, "")
        elif other in text:
            return None
        text = text.replace(self.decimal, ".")
        return Decimal(text) if _PLAIN.fullmatch(text) else None


def looks_numeric(value: CellValue) -> bool:
    """Return whether a cell is a number in some format.

    Parameters
    ----------
    value : str, float or None

    Returns
    -------
    bool
    """
    if isinstance(value, float):
        return value == value
    return bool(_LOOKS_NUMERIC.fullmatch(clean_text(value)))


def find_number_format(
    cells: Iterable[tuple[str, CellValue]], *, comma_is_free: bool, decimal: str = ""
) -> NumberFormat:
    """Find the decimal sign of a table.

    Parameters
    ----------
    cells : iterable of (str, CellValue)
        Address and content of cells with figures.
    comma_is_free : bool
        True if the comma does not separate columns, so that it may be a decimal sign.
    decimal : {"", "point", "comma"}
        The decimal sign, if it is given.

    Returns
    -------
    NumberFormat

    Raises
    ------
    InputError
        Two cells contradict each other.

    Examples
    --------
    >>> find_number_format([("A2", "1.234,5")], comma_is_free=True).decimal
    ','
    """
    evidence: dict[Sign, tuple[str, str]] = {}
    doubtful: set[Sign] = set()
    grouped = False
    for address, value in cells:
        if not isinstance(value, str) or not looks_numeric(value):
            continue
        text = _BLANKS.sub("", clean_text(value))
        if not any(map(str.isdigit, text)):  # .. for a missing figure
            continue
        grouped = grouped or text != clean_text(value)
        sign, doubt = _read_sign(text)
        if doubt:
            doubtful.add(doubt)
        if sign:
            evidence.setdefault(sign, (address, value))
            grouped = grouped or ("," if sign == "." else ".") in text
    if decimal:
        chosen: Sign = "," if decimal == "comma" else "."
        return NumberFormat(chosen, grouped=grouped or bool(doubtful - {chosen}))
    if len(evidence) == 2:
        (one, first), (two, second) = evidence.values()
        raise InputError(
            f"{first!r} and {second!r} have different decimal signs",
            where=f"{one} and {two}",
            expected="one decimal sign in the whole table",
            remedy="correct one of the cells, or state --decimal point or comma",
        )
    if evidence:
        (found,) = evidence
        return NumberFormat(found, grouped=grouped or bool(doubtful - {found}))
    if doubtful == {","}:
        return (
            NumberFormat(",", certain=False)
            if comma_is_free
            else NumberFormat(".", certain=False, grouped=True)
        )
    return NumberFormat(".", certain=not doubtful, grouped=grouped or "," in doubtful)


def with_decimal_points(grid: Grid, *, decimal: str = "") -> Grid:
    """Return a sheet whose figures have decimal points where they had decimal commas.

    Parameters
    ----------
    grid : Grid
    decimal : {"", "point", "comma"}
        The decimal sign if it is stated. Otherwise commas are decimal signs only if two figures at
        least prove it and none contradicts it: a single one may be a slip.

    Returns
    -------
    Grid
        The same object if nothing is to be changed.

    Examples
    --------
    >>> from planodds.inputs.importing.grid import Grid
    >>> with_decimal_points(Grid("a.csv", "a", (("A", "1.234,5", "12,5"),))).cells
    (('A', '1234.5', '12.5'),)
    """
    texts = [
        (grid.address(row, column), value)
        for row, cells in enumerate(grid.cells)
        for column, value in enumerate(cells)
        if isinstance(value, str) and looks_numeric(value)
    ]
    if decimal == "point" or (not decimal and not _proves_commas(grid, texts)):
        return grid
    try:
        found = find_number_format(texts, comma_is_free=False, decimal=decimal)
    except InputError:  # each cell is then read as it stands, and refused if it is not certain
        return grid
    if found.decimal == ".":
        return grid
    cells = tuple(tuple(_with_point(value, found) for value in row) for row in grid.cells)
    return replace(grid, cells=cells)


def _proves_commas(grid: Grid, texts: Iterable[tuple[str, CellValue]]) -> bool:
    """Return whether two texts have a decimal comma, and no number of a workbook a fraction."""
    signs = [_read_sign(_BLANKS.sub("", clean_text(value)))[0] for _, value in texts]
    fractions = any(isinstance(v, float) and v % 1 for row in grid.cells for v in row)
    return signs.count(",") > 1 and not fractions


def _with_point(value: CellValue, number_format: NumberFormat) -> CellValue:
    """Return a figure with a decimal point; any other cell as it is."""
    if not isinstance(value, str) or not set(value) & set(",."):
        return value
    number = number_format.parse(value) if looks_numeric(value) else None
    return value if number is None else f"{number:f}"


def _read_sign(text: str) -> tuple[Sign | None, Sign | None]:
    """Return the decimal sign that a cell proves, and the sign that could be either."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        return ("." if text.rindex(".") > text.rindex(",") else ","), None
    if points > 1 or commas > 1:
        return ("," if points else "."), None
    if not points and not commas:
        return None, None
    sign: Sign = "." if points else ","
    head, tail = text.lstrip("+-").split(sign)
    either = len(tail) == 3 and 0 < len(head) <= 3 and not head.startswith("0")
    return (None, sign) if either else (sign, None)
