"""Indicator of a figure: from its line, its headings, an option or the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.errors import InputError, suggest
from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import match_key

if TYPE_CHECKING:
    from planodds.inputs.importing.extraction.source import Source
    from planodds.inputs.importing.vocabulary import Heading


def find_indicator(source: Source, row: int, column: int, headings: list[Heading]) -> str:
    """Return the indicator of a figure.

    Parameters
    ----------
    source : Source
    row, column : int
        Of the figure.
    headings : list of Heading
        Of its column.

    Returns
    -------
    str
        Empty for something else than a level of an indicator.

    Raises
    ------
    InputError
        None is stated, or several.
    """
    label = source.table.label_column(words.INDICATOR, column)
    combined = "".join(heading.key for heading in headings if heading.role != words.VALUE)
    found = source.vocabulary.indicators.get(combined, "") if len(headings) > 1 else ""
    if not found:
        if any(heading.qualified for heading in headings):
            source.leave_out_heading(column, "a growth rate, rank, share or the like")
            return ""
        named = {heading.indicator for heading in headings if heading.indicator}
        found = named.pop() if len(named) == 1 else ""
    if label is not None:
        value = source.label(row, label)
        heading = source.vocabulary.read_heading(value)
        if not heading.indicator:
            address = source.grid.address(row, label)
            if value is not None:
                source.result.left_out[address] = f"indicator {heading.text!r} is not recognised"
            return ""
        if found and found != heading.indicator:
            raise source.error(
                f"{heading.text!r} in {source.grid.address(row, label)} and the heading "
                f"state different indicators",
                (row, column),
                expected="one indicator for each figure",
                remedy="correct the heading or the cell",
            )
        return heading.indicator
    if found:
        return found
    if _is_unrecognised(source, headings) and not _is_chosen(source, column):
        source.leave_out_heading(column, "heading is not recognised")
        return ""
    return _default_indicator(source, column)


def _is_unrecognised(source: Source, headings: list[Heading]) -> bool:
    """Return whether a column states something else than units, years or measurement units."""
    if source.units_head_columns:
        return False
    return any(
        h.key and not h.role and not h.indicator and source.units.match_name(h.text) is None
        for h in headings
    )


def _is_chosen(source: Source, column: int) -> bool:
    """Return whether ``--indicator`` means this column: the only one with figures."""
    return bool(source.options.indicator) and list(source.table.headings) == [column]


def _default_indicator(source: Source, column: int) -> str:
    if source.options.indicator:
        key = match_key(source.options.indicator)
        if key not in source.vocabulary.indicators:
            raise InputError(
                f"unknown indicator {source.options.indicator!r}",
                where="--indicator",
                expected=", ".join(source.measure_of),
                remedy=suggest(
                    source.options.indicator, source.measure_of, otherwise="use one of these names"
                ),
            )
        return source.vocabulary.indicators[key]
    for position, text in source.title:
        found = source.vocabulary.indicators_in(text)
        if len(found) > 1:
            raise source.error(
                f"the title {text!r} names several indicators: {', '.join(found)}",
                position,
                expected="a heading that names one indicator for each column",
                remedy="name it in the headings, or with --indicator",
            )
        if found and source.vocabulary.is_qualified_in_brackets(text):
            raise source.error(
                f"the title {text!r} does not speak of levels as they were published",
                position,
                expected="figures of past years at current prices",
                remedy="take the remark out of the title if the figures are such levels",
            )
        if found:
            return found[0]
    if len(source.measure_of) == 1:  # the study has no other
        return next(iter(source.measure_of))
    raise source.error(
        "the table does not state an indicator",
        source.heading_position(column),
        expected="an indicator in the headings or in the title, such as "
        f"{', '.join(list(source.measure_of)[:3])}",
        remedy="name it with --indicator",
    )
