"""Text made safe for any file: what comes from data stays text, whatever signs it holds."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import TYPE_CHECKING, cast

from markupsafe import Markup

from planodds.report.content import DefinitionList, Figure, Headline, Page, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# control, format (direction marks, zero widths), surrogate and private signs, and no sign at all
_UNWANTED = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_WITHOUT_THE_PAST = (0, 1, 3)  # columns where there was no forecast when the plan was made
_WIDEST = 34.0  # a column of words asks for no more Latin widths than this
_NARROWEST = 4.0
_MOST = 40.0  # even a number that is a text of thousands of signs gets no more
_GAP = 2.5  # between columns
_SMALL = 0.88  # lines after the first are set smaller
_EXTRA_WIDE = frozenset("≥≤“”‘’…→—")
_BOLD = 1.12  # how much wider a header runs


def sanitise_text(text: str) -> str:
    r"""Drop what steers a line rather than being read in it; a newline parts a cell's two lines.

    Parameters
    ----------
    text : str

    Returns
    -------
    str

    Examples
    --------
    >>> sanitise_text("a\u202eb\tc\x00")
    'ab c'
    """
    kept = (
        sign
        if sign == "\n"
        else " "
        if sign in "\t\r\v\f\u2028\u2029"
        else ""
        if unicodedata.category(sign) in _UNWANTED
        else sign
        for sign in text
    )
    return "".join(kept)


def map_text(value: object, change: Callable[[str], str]) -> object:
    """Apply ``change`` to every text of a content; markup is left as it is.

    Parameters
    ----------
    value : object
    change : callable
        Applied to each text.

    Returns
    -------
    object
        The content with its texts changed.
    """
    if isinstance(value, Markup | bytes):
        return value
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(map_text(item, change) for item in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            field.name: map_text(getattr(value, field.name), change)
            for field in dataclasses.fields(value)
        }
        return dataclasses.replace(value, **fields)
    return value


def plain_page(page: Page) -> Page:
    """Return the page with only readable signs in its texts.

    Parameters
    ----------
    page : Page

    Returns
    -------
    Page
    """
    return cast("Page", map_text(page, sanitise_text))


def iterate_text(value: object) -> Iterator[str]:
    """Iterate over the texts of a content, in order; markup and pictures are skipped.

    Parameters
    ----------
    value : object

    Yields
    ------
    str
    """
    if isinstance(value, Markup | bytes):
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from iterate_text(item)
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from iterate_text(getattr(value, field.name))


def page_figures(page: Page) -> tuple[Figure, ...]:
    """Return the figures of a page in their order, each once.

    Parameters
    ----------
    page : Page

    Returns
    -------
    tuple of Figure
    """
    blocks = (
        page.headline.figure,
        *(block for section in page.sections for block in section.blocks),
    )
    return tuple(block for block in blocks if isinstance(block, Figure))


def target_table(head: Headline, caption: str) -> Table:
    """Return the first screen's targets as a table of words.

    Parameters
    ----------
    head : Headline
        The first screen.
    caption : str

    Returns
    -------
    Table
    """
    shown = range(len(head.columns)) if head.compared else _WITHOUT_THE_PAST
    rows = [
        (
            row.label,
            _two_lines(row.now, row.now_word),
            _two_lines(row.then, row.then_word),
            row.gap,
            "\n".join(row.moved) or "—",
        )
        for row in head.rows
    ]
    return Table(
        caption,
        tuple(head.columns[place] for place in shown),
        tuple(tuple(row[place] for place in shown) for row in rows),
        words=tuple(range(len(shown))),
        note=head.table_note,
    )


def _two_lines(first: str, second: str) -> str:
    return f"{first}\n{second}" if second else first


def page_blocks(
    page: Page,
) -> Iterator[tuple[str, tuple[Table | Figure | Paragraph | DefinitionList, ...]]]:
    """Return heading and blocks of every section; the first screen is not among them.

    Parameters
    ----------
    page : Page

    Yields
    ------
    tuple[str, tuple[Table or Figure or Paragraph or DefinitionList, ...]]
    """
    for section in page.sections:
        yield section.heading, section.blocks


def cjk_width(text: str) -> float:
    """Return the width in Latin signs; a Chinese or equally broad sign counts two.

    Parameters
    ----------
    text : str

    Returns
    -------
    float
    """
    return sum(
        2.0 if sign in _EXTRA_WIDE or unicodedata.east_asian_width(sign) in "WF" else 1.0
        for sign in text
    )


def column_widths(table: Table, *, room: float) -> tuple[float, ...]:
    """Divide the room of a line, in Latin signs, among the columns of a table.

    Each column gets what it cannot do without (numbers whole, words unbroken), then as much of
    what it would like as there is room for; what is left over is shared alike.

    Parameters
    ----------
    table : Table
    room : float
        Latin signs in a line.

    Returns
    -------
    tuple of float
    """
    least, liked = zip(
        *(_column_needs(table, place) for place in range(len(table.columns))), strict=True
    )
    spare, wish = room - sum(least), sum(liked) - sum(least)
    share = min(max(spare / wish, 0.0), 1.0) if wish > 0 else 0.0
    given = [low + share * (high - low) for low, high in zip(least, liked, strict=True)]
    rest = max(room / sum(given), 1.0) if sum(given) else 1.0
    return tuple(width * rest for width in given)


def crowding(table: Table, *, room: float) -> float:
    """Return by how much a table must be set smaller so that no number is broken.

    Parameters
    ----------
    table : Table
    room : float
        Latin signs in a line at full size.

    Returns
    -------
    float
        1 where the least widths of all columns fit, else their share of the line.
    """
    least = sum(_column_needs(table, place)[0] for place in range(len(table.columns)))
    return min(room / least, 1.0) if least else 1.0


def _column_needs(table: Table, place: int) -> tuple[float, float]:
    """The least width of a column, and the one it would like."""
    cells = [row[place] for row in table.rows]
    body = max((_cell_width(cell) for cell in cells), default=0.0)
    name = table.columns[place]
    header = min(max(cjk_width(line) for line in name.split("\n")), 18.0)
    words = max((cjk_width(word) for cell in cells for word in cell.split()), default=0.0)
    liked = max(min(body, _WIDEST) if place in table.words else body, header, _NARROWEST)
    unbroken = 21.0 if place == 0 else 11.0  # names of rows read worse in two lines
    firsts = max((min(cjk_width(cell.split("\n")[0]), unbroken) for cell in cells), default=0.0)
    least = max(firsts, min(words, 16.0), _NARROWEST) if place in table.words else body
    least = min(max(least, _header_width(name), _NARROWEST), _MOST)
    return least + _GAP, max(liked, least) + _GAP


def _cell_width(cell: str) -> float:
    first, *others = cell.split("\n")
    return max(cjk_width(first), *(_SMALL * cjk_width(line) for line in others), 0.0)


def _header_width(name: str) -> float:
    """A header may take several lines; it is broken at its spaces, or if very long anywhere."""
    longest = max((cjk_width(word) for word in name.split() if word.isascii()), default=0.0)
    chunk = max((cjk_width(word) for word in name.split()), default=0.0)
    lines = max(cjk_width(line) for line in name.split("\n"))
    return min(_BOLD * max(longest, min(chunk, 12.0), lines / 3.0 + 1.0), 14.0)
