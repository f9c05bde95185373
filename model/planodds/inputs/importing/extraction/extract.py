"""Take the figures out of a table, or name the cells that cannot be understood."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.importing.cell_text import clean_text, is_blank, parse_number, split_measure
from planodds.inputs.importing.extraction.indicators import find_indicator
from planodds.inputs.importing.extraction.measures import find_measure
from planodds.inputs.importing.extraction.source import Source
from planodds.inputs.importing.extraction.unit_cells import find_unit, keep_existing
from planodds.inputs.importing.extraction.years import check_periods, find_year
from planodds.inputs.importing.figures import Extraction, Figure, Options
from planodds.inputs.importing.unit_names import UNIT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.importing.grid import CellValue, Position
    from planodds.inputs.importing.table_layout import Table
    from planodds.inputs.importing.unit_names import UnitNames
    from planodds.inputs.importing.vocabulary import Vocabulary

_DECIMALS = Decimal("0.0001")  # of values in the panel
_DIGITS = 16  # before the point: more than the yuan of any economy
_SIGNED = ("percent",)  # measurement units whose figures may be below zero
_MAY_BE_ZERO = ("va_",)  # a unit may have no primary industry
_SHOWN = 8  # further faulty cells that an error names


def extract_figures(
    table: Table,
    vocabulary: Vocabulary,
    units: UnitNames,
    measure_of: Mapping[str, str],
    options: Options,
) -> Extraction:
    """Take all figures out of a table.

    Parameters
    ----------
    table : Table
    vocabulary : Vocabulary
    units : UnitNames
    measure_of : mapping of str to str
        Indicator to its measurement unit in the panel.
    options : Options

    Returns
    -------
    Extraction

    Raises
    ------
    InputError
        A cell cannot be understood; the message names it, and the next faulty ones.
    """
    source = Source(table, vocabulary, units, measure_of, options)
    for position, text in table.left_out:
        if position[1] not in table.headings:
            address = source.grid.address(*position)
            source.result.left_out[address] = f"heading {text!r} is not recognised"
    check_periods(source)
    faults: list[InputError] = []
    for row in table.body:
        for column in table.headings:
            try:
                _take(source, row, column)
            except InputError as error:
                if error.where not in {fault.where for fault in faults}:
                    faults.append(error)
    _raise_faults(faults, file=source.grid.file)
    return source.result


def _raise_faults(faults: list[InputError], *, file: str) -> None:
    """Raise the first fault, with the cells of the next ones."""
    if not faults:
        return
    first, others = faults[0], faults[1:]
    if not others:
        raise first
    cells = ", ".join(f.where.removeprefix(f"{file} ") for f in others[:_SHOWN])
    more = " …" if len(others) > _SHOWN else ""
    raise InputError(
        f"{first.what} ({len(others)} more: {cells}{more})",
        where=first.where,
        expected=first.expected,
        remedy=first.remedy,
    )


def _take(source: Source, row: int, column: int) -> None:
    """Take one figure, or leave it out."""
    position = (row, column)
    value = source.grid.content(*position)
    if source.grid.merged.get(position, position) != position:
        return  # covered by the cell on its left or above
    if value is None:
        return
    headings = [heading for _, heading in source.table.headings[column]]
    if is_blank(value, source.vocabulary.blanks):
        source.result.blanks += 1
        return
    indicator = find_indicator(source, row, column, headings)
    if not indicator:
        return
    match, name = find_unit(source, row, column)
    if match is None:
        return
    year = find_year(source, row, column, headings)
    match = keep_existing(source, match, year, position)
    number, measure_text = _number(source, value, position)
    _check_own(source, position)
    measure = find_measure(source, row, column, indicator, measure_text)
    factor = measure.factors[source.measure_of[indicator]]
    exact = number * factor
    converted = exact.quantize(_DECIMALS, rounding=ROUND_HALF_EVEN).normalize()
    _check_sign(source, converted, indicator, position)
    figure = Figure(
        codes=match.codes,
        kind=match.kind,
        name=name,
        year=year,
        indicator=indicator,
        value=converted,
        decimals=max(0, min(4, -int(exact.normalize().as_tuple().exponent))),
        stated=f"{clean_text(value)} {measure.name}" if not measure_text else clean_text(value),
        cell=source.grid.address(*position),
    )
    (source.result.figures if match.kind == UNIT else source.result.sums).append(figure)


def _check_own(source: Source, position: tuple[int, int]) -> None:
    """Refuse a figure in a cell that covers several lines: nobody can tell whose it is."""
    merged = source.grid.merged
    if position in merged and merged.get((position[0] + 1, position[1])) == position:
        raise source.error(
            f"{clean_text(source.grid.content(*position))!r} stands in merged cells of many lines",
            position,
            expected="a figure of its own in each line",
            remedy="take the cells apart and enter the figure of each unit",
        )


def _number(source: Source, value: CellValue, position: Position) -> tuple[Decimal, str]:
    number = parse_number(value)
    if number is not None and number.adjusted() < _DIGITS:
        return number, ""
    text, tail = split_measure(value)
    number = parse_number(text)
    if number is not None and number.adjusted() < _DIGITS and source.vocabulary.find_measures(tail):
        return number, tail
    raise source.error(
        f"{clean_text(value)!r} is not a number",
        position,
        expected="a number such as 107.48 or 1,074,830, or one of — … - for a missing figure",
        remedy="correct the cell"
        + (", or state --decimal comma" if "," in clean_text(value) else ""),
    )


def _check_sign(source: Source, value: Decimal, indicator: str, position: Position) -> None:
    if source.measure_of[indicator] in _SIGNED or value > 0:
        return
    if value == 0 and indicator.startswith(_MAY_BE_ZERO):
        return
    raise source.error(
        f"{indicator} = {value}",
        position,
        expected="a level above zero",
        remedy="correct the cell, or write — for a missing figure",
    )
