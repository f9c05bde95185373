"""Unit of a figure: from name and code of its line, from a heading, or from the title."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import clean_text, match_key
from planodds.inputs.importing.unit_names import GROUP, OTHER, TOTAL, UNIT, UnitMatch

if TYPE_CHECKING:
    from planodds.inputs.importing.extraction.source import Source
    from planodds.inputs.importing.grid import CellValue, Position


def find_unit(source: Source, row: int, column: int) -> tuple[UnitMatch | None, str]:
    """Return the unit of a figure and its name.

    Parameters
    ----------
    source : Source
    row, column : int
        Of the figure.

    Returns
    -------
    tuple of (UnitMatch or None, str)
        None for a unit that is not imported.

    Raises
    ------
    InputError
        The unit is unknown or ambiguous, or name and code disagree.
    """
    name_column = source.table.label_column(words.NAME, column)
    code_column = source.table.label_column(words.CODE, column)
    if name_column is None and code_column is None:
        return _unit_of_heading(source, column)
    code_cell = source.grid.content(row, code_column) if code_column is not None else None
    code = source.units.match_code(code_cell) if code_cell is not None else ""
    if name_column is None:
        return _unit_of_code(source, row, code_column, code)
    position = (row, name_column)
    value = source.grid.content(*position)
    if value is None and code:
        return UnitMatch(UNIT, (code,)), source.units.names[code]
    if value is None:
        value = _repeated_name(source, row, name_column, column)
    group = source.groups.get(position, "")
    match = _group_of_same_name(source, row, column) if not code else None
    match = match or source.units.match_name(value, group=group)
    if match is None:
        close = source.units.suggest(value)
        raise source.error(
            f"unknown unit {clean_text(value)!r}",
            position,
            expected="the name of a unit in units.csv",
            remedy=f"did you mean {' or '.join(close)}?" if close else "correct the name",
        )
    if match.kind == OTHER:
        source.result.left_out[source.grid.address(*position)] = (
            f"{clean_text(value)!r} is not a unit of the study"
        )
        return None, ""
    if match.kind in (GROUP, TOTAL):
        return match, clean_text(value)
    if not code and group and all(source.units.group_of[c] != group for c in match.codes):
        raise source.error(
            f"{clean_text(value)!r} stands under {group}, which has no such unit",
            position,
            expected=" or ".join(source.units.describe(c) for c in match.codes),
            remedy="write the prefecture before the name, or remove the line",
        )
    return _agree(source, match, code, code_cell, (position, (row, code_column)), value)


def _group_of_same_name(source: Source, row: int, column: int) -> UnitMatch | None:
    """Return the group of a line that stands above that of a unit with the same name.

    In a table with one line for each unit, the first of two lines of one name is the group.
    """
    names = source.table.label_column(words.NAME, column)
    others = [source.table.label_column(role, column) for role in (words.YEAR, words.INDICATOR)]
    if names is None or any(other is not None for other in others):
        return None
    group = source.units.match_group(source.grid.content(row, names))
    key = match_key(clean_text(source.grid.content(row, names)))
    below = source.table.body[source.table.body.index(row) + 1 :]
    again = any(match_key(clean_text(source.grid.content(r, names))) == key for r in below)
    return group if group and again else None


def keep_existing(source: Source, match: UnitMatch, year: int, position: Position) -> UnitMatch:
    """Return the unit, or the members of a group as they were, if they existed in the year.

    Parameters
    ----------
    source : Source
    match : UnitMatch
    year : int
    position : tuple of int
        Of the figure.

    Returns
    -------
    UnitMatch

    Raises
    ------
    InputError
        The unit did not exist.
    """
    codes = tuple(code for code in match.codes if source.units.in_force(code, year))
    if match.kind == UNIT and not codes:
        code = match.codes[0]
        raise source.error(
            f"{source.units.describe(code)} has no figures of {year}",
            position,
            expected=f"a unit of {year} ({code}: {source.units.explain(code, year)})",
            remedy="name the unit of that year, or correct crosswalk.csv",
        )
    return UnitMatch(match.kind, codes, match.group)


def _agree(
    source: Source,
    match: UnitMatch,
    code: str,
    code_cell: CellValue,
    positions: tuple[Position, tuple[int, int | None]],
    value: CellValue,
) -> tuple[UnitMatch, str]:
    """Return the unit on which name and code agree."""
    (row, name_column), (_, code_column) = positions
    if code_cell is not None and code_column is not None and code not in match.codes:
        stated = clean_text(code_cell)
        raise source.error(
            f"code {stated!r} does not belong to {clean_text(value)!r} in "
            f"{source.grid.address(row, name_column)}",
            (row, code_column),
            expected=" or ".join(source.units.describe(c) for c in match.codes),
            remedy="correct the code or the name",
        )
    if code:
        return UnitMatch(UNIT, (code,)), source.units.names[code]
    if match.ambiguous:
        raise source.error(
            f"{clean_text(value)!r} is the name of several units",
            (row, name_column),
            expected=" or ".join(source.units.describe(c) for c in match.codes),
            remedy="write the prefecture before the name, or add a column with codes",
        )
    return match, source.units.names[match.codes[0]]


def _unit_of_code(
    source: Source, row: int, column: int | None, code: str
) -> tuple[UnitMatch | None, str]:
    if code:
        return UnitMatch(UNIT, (code,)), source.units.names[code]
    position = (row, column or 0)
    match = source.units.match_name(source.grid.content(*position))
    if match and match.kind in (GROUP, TOTAL):
        return match, clean_text(source.grid.content(*position))
    raise source.error(
        f"unknown code {clean_text(source.grid.content(*position))!r}",
        position,
        expected="a code of units.csv",
        remedy="correct the code",
    )


def _repeated_name(source: Source, row: int, name_column: int, column: int) -> CellValue:
    """Return the name above a blank one, if another label distinguishes the lines."""
    others = [source.table.label_column(role, column) for role in (words.YEAR, words.INDICATOR)]
    labelled = any(c is not None and source.grid.content(row, c) is not None for c in others)
    value = source.label(row, name_column) if labelled else None
    if value is None:
        raise source.error(
            "a line with figures has no unit",
            (row, name_column),
            expected="the unit's name",
            remedy="fill in the name",
        )
    return value


def _unit_of_heading(source: Source, column: int) -> tuple[UnitMatch | None, str]:
    """Return the unit that a heading names, or else the title."""
    for position, heading in source.table.headings[column]:
        code = source.units.match_code(heading.text)
        if code:
            return UnitMatch(UNIT, (code,)), source.units.names[code]
        match = source.units.match_name(heading.text)
        if match and match.kind in (GROUP, TOTAL):
            return match, heading.text
        if match and match.kind == UNIT:
            pair = (position, (position[0], None))
            return _agree(source, match, "", None, pair, heading.text)
    if source.units_head_columns:
        position, heading = source.table.headings[column][-1]
        if heading.qualified or heading.role:
            source.leave_out_heading(column, "not a unit")
            return None, ""
        close = source.units.suggest(heading.text)
        raise source.error(
            f"unknown unit {heading.text!r}",
            position,
            expected="the name of a unit in units.csv",
            remedy=f"did you mean {' or '.join(close)}?" if close else "correct the name",
        )
    for position, text in source.title:
        codes = source.units.mentioned_in(text)
        if len(codes) == 1:
            return UnitMatch(UNIT, codes), source.units.names[codes[0]]
        if codes:
            raise source.error(
                f"the title {text!r} names several units",
                position,
                expected=" or ".join(source.units.describe(code) for code in codes),
                remedy="add a column with the units' names",
            )
    raise source.error(
        "the table does not state a unit",
        source.heading_position(column),
        expected="a column or headings with units, or one unit in the title",
        remedy="write the unit's name into the title",
    )
