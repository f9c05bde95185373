"""Tables of plain text: columns line up where Chinese and Latin stand side by side."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "
_WIDE = ("W", "F")


def format_table(rows: Sequence[Sequence[str]], *, indent: str = "  ") -> list[str]:
    """Arrange rows in columns, each as wide as its widest cell.

    Parameters
    ----------
    rows : sequence of sequence of str
        Equally long; a heading is the first row.
    indent : str, default two spaces
        Start of each line.

    Returns
    -------
    list of str
        One line per row.

    Examples
    --------
    >>> format_table([("胜算", "odds"), ("plan", "")], indent="")
    ['胜算  odds', 'plan']
    """
    widths = [max(map(_cjk_width, column)) for column in zip(*rows, strict=True)]
    return [
        (
            indent + _GAP.join(_pad(cell, width) for cell, width in zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def format_section(title: str, rows: Sequence[Sequence[str]]) -> list[str]:
    """Format a title and its rows, indented.

    Parameters
    ----------
    title : str
    rows : sequence of sequence of str
        Equally long.

    Returns
    -------
    list of str
        The title, then one line per row.
    """
    return [title, *format_table(rows)]


def _cjk_width(text: str) -> int:
    """Count the columns of a terminal that a text takes: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in _WIDE else 1 for sign in text)


def format_size(size: int) -> str:
    """Format bytes as megabytes (a million bytes), with one decimal below ten.

    Parameters
    ----------
    size : int
        Bytes.

    Returns
    -------
    str

    Examples
    --------
    >>> format_size(812_400_000), format_size(2_345_000), format_size(0)
    ('812 MB', '2.3 MB', '0.0 MB')
    """
    millions = size / 1e6
    return f"{millions:.0f} MB" if millions >= 10 else f"{millions:.1f} MB"


def format_count(number: int, word: str) -> str:
    """Format a number and its noun.

    Parameters
    ----------
    number : int
    word : str
        Singular of a noun whose plural ends in -s.

    Returns
    -------
    str

    Examples
    --------
    >>> format_count(1, "row"), format_count(0, "row")
    ('1 row', '0 rows')
    """
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _pad(cell: str, width: int) -> str:
    return cell + " " * (width - _cjk_width(cell))
