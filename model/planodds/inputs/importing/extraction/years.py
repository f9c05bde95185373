"""Year of a figure: from its line, its headings, an option or the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import clean_text, parse_year

if TYPE_CHECKING:
    from planodds.inputs.importing.extraction.source import Source
    from planodds.inputs.importing.vocabulary import Heading


def find_year(source: Source, row: int, column: int, headings: list[Heading]) -> int:
    """Return the year of a figure.

    Parameters
    ----------
    source : Source
    row, column : int
        Of the figure.
    headings : list of Heading
        Of its column.

    Returns
    -------
    int

    Raises
    ------
    InputError
        None is stated, or heading and line state different ones.
    """
    label = source.table.label_column(words.YEAR, column)
    found = [heading.year for heading in headings if heading.year]
    if label is not None:
        position = (row, label)
        value = source.label(*position)
        year = parse_year(value)
        if year is None:
            raise source.error(
                f"{clean_text(value)!r} is not a year",
                position,
                expected="a year such as 2023",
                remedy="correct the cell",
            )
        found.append(year)
    if not found:
        indicator = source.table.label_column(words.INDICATOR, column)
        if indicator is not None:
            year = source.vocabulary.read_heading(source.label(row, indicator)).year
            found += [year] if year else []
    if len(set(found)) > 1:
        raise source.error(
            f"heading and line state different years: {found[0]} and {found[-1]}",
            (row, column),
            expected="one year for each figure",
            remedy="correct the heading or the line",
        )
    return found[0] if found else _default_year(source, column)


def _default_year(source: Source, column: int) -> int:
    if source.options.year is not None:
        return source.options.year
    for position, text in source.title:
        year = source.vocabulary.data_year(text)
        if year is not None and not source.is_note(position):
            return year
    raise source.error(
        "the table does not state the year",
        source.heading_position(column),
        expected="a year in the headings, in a column or in the title",
        remedy="state it with --year",
    )


def check_periods(source: Source) -> None:
    """Refuse figures of a part of a year.

    Parameters
    ----------
    source : Source

    Raises
    ------
    InputError
        A title or a heading names a quarter, a month or the like.
    """
    cells = [*source.title]
    for headings in source.table.headings.values():
        cells += [(position, heading.text) for position, heading in headings]
    for position, text in cells:
        if source.vocabulary.is_partial(text) and not source.is_note(position):
            raise source.error(
                f"{text!r} names a part of a year",
                position,
                expected="figures of whole years",
                remedy="import the figures of the whole year, or remove this column",
            )
