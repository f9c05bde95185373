"""Measurement unit of a figure: the nearest one that is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import clean_text, match_key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.importing.extraction.source import Source
    from planodds.inputs.importing.grid import Position
    from planodds.inputs.importing.vocabulary import Measure


def find_measure(source: Source, row: int, column: int, indicator: str, in_cell: str) -> Measure:
    """Return the measurement unit of a figure, from the nearest statement to the farthest.

    Parameters
    ----------
    source : Source
    row, column : int
        Of the figure.
    indicator : str
    in_cell : str
        What follows the number in its cell.

    Returns
    -------
    Measure

    Raises
    ------
    InputError
        None is stated, several are, or one that does not belong to the indicator.
    """
    panel_unit = source.measure_of[indicator]
    for position, text, found in _stated_measures(source, row, column, panel_unit, in_cell):
        fitting = [measure for measure in found if panel_unit in measure.factors]
        if len({measure.factors[panel_unit] for measure in fitting}) > 1:
            raise source.error(
                f"{text!r} states several measurement units of {indicator}",
                position,
                expected="one measurement unit for each indicator",
                remedy="write it into the heading of the column",
            )
        if fitting:
            _check_option(source, fitting[0], panel_unit, position)
            return fitting[0]
        if found and position[0] >= source.table.header[0] and not source.is_note(position):
            raise source.error(
                f"{text!r} is not a measurement unit of {indicator}",
                position,
                expected=_allowed_measures(source, panel_unit),
                remedy="correct the measurement unit or the heading",
            )
    if source.options.unit_of_measure:
        return _option_measure(source, panel_unit)
    if panel_unit in ("percent", words.UNKNOWN_MEASURE):
        return source.vocabulary.measures[match_key(panel_unit)]
    raise source.error(
        f"no measurement unit is stated for {indicator}",
        source.heading_position(column),
        expected=_allowed_measures(source, panel_unit),
        remedy="write it into the heading, or state it with --unit-of-measure",
    )


def _stated_measures(
    source: Source, row: int, column: int, panel_unit: str, in_cell: str
) -> Iterator[tuple[Position, str, tuple[Measure, ...]]]:
    position = (row, column)
    if in_cell:
        yield position, in_cell, source.vocabulary.find_measures(in_cell)
    for role in (words.MEASURE, words.INDICATOR):
        label = source.table.label_column(role, column)
        if label is None:
            continue
        # A blank measurement unit is not that of the line above.
        above = source.grid.content if role == words.MEASURE else source.label
        text = clean_text(above(row, label))
        if role == words.MEASURE and text:
            found = source.vocabulary.find_measures(text)
            if not found:
                raise source.error(
                    f"unknown measurement unit {text!r}",
                    (row, label),
                    expected=_allowed_measures(source, panel_unit),
                    remedy="correct the cell",
                )
            yield (row, label), text, found
        elif role == words.INDICATOR:
            yield (row, label), text, source.vocabulary.read_heading(text).measures
    for place, heading in reversed(source.table.headings[column]):
        yield place, heading.text, heading.measures
    for place, text in source.title:
        if source.vocabulary.states_measure(text):
            yield place, text, source.vocabulary.find_measures(text.strip("()"))
        else:
            yield place, text, source.vocabulary.read_heading(text).measures


def _check_option(source: Source, stated: Measure, panel_unit: str, position: Position) -> None:
    if not source.options.unit_of_measure:
        return
    chosen = source.vocabulary.find_measures(source.options.unit_of_measure)
    factors = [m.factors[panel_unit] for m in chosen if panel_unit in m.factors]
    if factors and factors[0] != stated.factors[panel_unit]:
        raise source.error(
            f"the file states {stated.name!r}, --unit-of-measure states "
            f"{source.options.unit_of_measure!r}",
            position,
            expected="one measurement unit",
            remedy="correct the file, or leave out --unit-of-measure",
        )


def _option_measure(source: Source, panel_unit: str) -> Measure:
    for measure in source.vocabulary.find_measures(source.options.unit_of_measure):
        if panel_unit in measure.factors:
            return measure
    raise InputError(
        f"{source.options.unit_of_measure!r} is not a measurement unit for {panel_unit}",
        where="--unit-of-measure",
        expected=_allowed_measures(source, panel_unit),
        remedy="use one of these",
    )


def _allowed_measures(source: Source, panel_unit: str) -> str:
    names = [m.name for m in source.vocabulary.measures.values() if panel_unit in m.factors]
    return ", ".join(names[:6])
