"""Take the figures out of a table: unit, year, indicator and value of every cell, or its fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from planodds.errors import InputError, suggest
from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import (
    clean_text,
    is_blank,
    match_key,
    parse_number,
    parse_year,
    split_measure,
)
from planodds.inputs.importing.unit_names import GROUP, OTHER, TOTAL, UNIT, UnitMatch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.inputs.importing.grid import CellValue, Position
    from planodds.inputs.importing.table_layout import Table
    from planodds.inputs.importing.unit_names import UnitNames
    from planodds.inputs.importing.vocabulary import Heading, Measure, Vocabulary

_DECIMALS = Decimal("0.0001")  # of values in the panel
_SIGNED = ("percent",)  # measurement units whose figures may be below zero
_MAY_BE_ZERO = ("va_",)  # a unit may have no primary industry
_GROUPED = 0.75  # share of units under their own group, from which on groups decide
_SHOWN = 8  # further faulty cells that an error names


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
    """

    figures: list[Figure] = field(default_factory=list)
    sums: list[Figure] = field(default_factory=list)
    blanks: int = 0
    left_out: dict[str, str] = field(default_factory=dict)


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
    return _Extractor(table, vocabulary, units, measure_of, options).run()


class _Extractor:
    """State of one extraction; faults are collected so that one message names several cells."""

    def __init__(
        self,
        table: Table,
        vocabulary: Vocabulary,
        units: UnitNames,
        measure_of: Mapping[str, str],
        options: Options,
    ) -> None:
        self.table, self.grid, self.options = table, table.grid, options
        self.vocabulary, self.units, self.measure_of = vocabulary, units, measure_of
        self.result = Extraction()
        self.faults: list[InputError] = []
        self.title = [(p, clean_text(self.grid.content(*p))) for p in table.texts]
        self.groups = self._find_groups()
        for position, text in table.left_out:
            if position[1] not in table.headings:
                address = self.grid.address(*position)
                self.result.left_out[address] = f"heading {text!r} is not recognised"

    def run(self) -> Extraction:
        """Return the figures, or raise the first fault."""
        self._check_periods()
        for row in self.table.body:
            for column in self.table.headings:
                try:
                    self._take(row, column)
                except InputError as error:
                    if error.where not in {fault.where for fault in self.faults}:
                        self.faults.append(error)
        self._raise_faults()
        return self.result

    def _raise_faults(self) -> None:
        if not self.faults:
            return
        first, others = self.faults[0], self.faults[1:]
        if not others:
            raise first
        cells = ", ".join(f.where.removeprefix(f"{self.grid.file} ") for f in others[:_SHOWN])
        more = " …" if len(others) > _SHOWN else ""
        raise InputError(
            f"{first.what} ({len(others)} more: {cells}{more})",
            where=first.where,
            expected=first.expected,
            remedy=first.remedy,
        )

    def _error(self, what: str, position: Position, *, expected: str, remedy: str) -> InputError:
        where = f"{self.grid.file} {self.grid.address(*position)}"
        return InputError(what, where=where, expected=expected, remedy=remedy)

    def _check_periods(self) -> None:
        """Refuse figures of a part of a year."""
        cells = [*self.title]
        for headings in self.table.headings.values():
            cells += [(position, heading.text) for position, heading in headings]
        for position, text in cells:
            if self.vocabulary.is_partial(text) and not self._is_note(position):
                raise self._error(
                    f"{text!r} names a part of a year",
                    position,
                    expected="figures of whole years",
                    remedy="import the figures of the whole year, or remove this column",
                )

    def _is_note(self, position: Position) -> bool:
        return position[0] > self.table.body[-1]

    def _find_groups(self) -> dict[Position, str]:
        """Return the group under whose heading each name stands.

        Tables that list the groups elsewhere, so that units do not follow their own one, have
        none.
        """
        names = sorted(c for c, role in self.table.labels.items() if role == words.NAME)
        last: dict[int, str] = {}
        found: dict[Position, str] = {}
        agreeing = checked = 0
        for row in self.table.body:
            for column in names:
                value = self.grid.content(row, column)
                match = self.units.match_name(value) if value is not None else None
                if match and match.kind == GROUP:
                    last[column] = match.group
                group = next((last[c] for c in self._beside(column, names) if c in last), "")
                found[row, column] = group
                if group and match and match.kind == UNIT:
                    checked += 1
                    agreeing += any(self.units.group_of[c] == group for c in match.codes)
        return found if checked and agreeing >= _GROUPED * checked else {}

    def _beside(self, column: int, names: list[int]) -> list[int]:
        """Return a column of names and those on its left before any figures, nearest first."""
        return [
            name
            for name in reversed(names)
            if name <= column and not any(name < c < column for c in self.table.headings)
        ]

    # The attributes of one figure

    def _take(self, row: int, column: int) -> None:
        position = (row, column)
        value = self.grid.content(*position)
        if self.grid.merged.get(position, position) != position:
            return  # covered by the cell on its left or above
        if value is None:
            return
        headings = [heading for _, heading in self.table.headings[column]]
        if is_blank(value, self.vocabulary.blanks):
            self.result.blanks += 1
            return
        indicator = self._indicator(row, column, headings)
        if not indicator:
            return
        match, name = self._unit(row, column)
        if match is None:
            return
        year = self._year(row, column, headings)
        match = self._of_year(match, year, position)
        number, measure_text = self._number(value, position)
        measure = self._measure(row, column, indicator, measure_text)
        factor = measure.factors[self.measure_of[indicator]]
        exact = number * factor
        converted = exact.quantize(_DECIMALS, rounding=ROUND_HALF_EVEN).normalize()
        self._check_sign(converted, indicator, position)
        figure = Figure(
            codes=match.codes,
            kind=match.kind,
            name=name,
            year=year,
            indicator=indicator,
            value=converted,
            decimals=max(0, min(4, -int(exact.normalize().as_tuple().exponent))),
            stated=f"{clean_text(value)} {measure.name}" if not measure_text else clean_text(value),
            cell=self.grid.address(*position),
        )
        (self.result.figures if match.kind == UNIT else self.result.sums).append(figure)

    def _number(self, value: CellValue, position: Position) -> tuple[Decimal, str]:
        number = parse_number(value)
        if number is not None:
            return number, ""
        text, tail = split_measure(value)
        number = parse_number(text)
        if number is not None and self.vocabulary.find_measures(tail):
            return number, tail
        raise self._error(
            f"{clean_text(value)!r} is not a number",
            position,
            expected="a number such as 107.48 or 1,074,830, or one of — … - for a missing figure",
            remedy="correct the cell"
            + (", or state --decimal comma" if "," in clean_text(value) else ""),
        )

    def _check_sign(self, value: Decimal, indicator: str, position: Position) -> None:
        if self.measure_of[indicator] in _SIGNED or value > 0:
            return
        if value == 0 and indicator.startswith(_MAY_BE_ZERO):
            return
        raise self._error(
            f"{indicator} = {value}",
            position,
            expected="a level above zero",
            remedy="correct the cell, or write — for a missing figure",
        )

    def _indicator(self, row: int, column: int, headings: list[Heading]) -> str:
        """Return the indicator of a figure, or '' for something else than a level of one."""
        label = self.table.label_column(words.INDICATOR, column)
        combined = "".join(heading.key for heading in headings if heading.role != words.VALUE)
        found = self.vocabulary.indicators.get(combined, "") if len(headings) > 1 else ""
        if not found:
            if any(heading.qualified for heading in headings):
                self._leave_out_heading(column, "a growth rate, rank, share or the like")
                return ""
            named = {heading.indicator for heading in headings if heading.indicator}
            found = named.pop() if len(named) == 1 else ""
        if label is not None:
            value = self._label(row, label)
            heading = self.vocabulary.read_heading(value)
            if not heading.indicator:
                address = self.grid.address(row, label)
                if value is not None:
                    self.result.left_out[address] = f"indicator {heading.text!r} is not recognised"
                return ""
            if found and found != heading.indicator:
                raise self._error(
                    f"{heading.text!r} in {self.grid.address(row, label)} and the heading "
                    f"state different indicators",
                    (row, column),
                    expected="one indicator for each figure",
                    remedy="correct the heading or the cell",
                )
            return heading.indicator
        if found:
            return found
        if self._is_unrecognised(headings) and not self._is_chosen(column):
            self._leave_out_heading(column, "heading is not recognised")
            return ""
        return self._default_indicator(column)

    def _is_unrecognised(self, headings: list[Heading]) -> bool:
        """Return whether a column states something else than units, years or measurement units."""
        if self._units_head_columns():
            return False
        return any(
            h.key and not h.role and not h.indicator and self.units.match_name(h.text) is None
            for h in headings
        )

    def _is_chosen(self, column: int) -> bool:
        """Return whether ``--indicator`` means this column: the only one with figures."""
        return bool(self.options.indicator) and list(self.table.headings) == [column]

    def _all_headings(self) -> Iterator[Heading]:
        for cells in self.table.headings.values():
            for _, heading in cells:
                yield heading

    def _leave_out_heading(self, column: int, reason: str) -> None:
        position, heading = self.table.headings[column][-1]
        self.result.left_out[self.grid.address(*position)] = f"{heading.text!r}: {reason}"

    def _default_indicator(self, column: int) -> str:
        if self.options.indicator:
            key = match_key(self.options.indicator)
            if key not in self.vocabulary.indicators:
                raise InputError(
                    f"unknown indicator {self.options.indicator!r}",
                    where="--indicator",
                    expected=", ".join(self.measure_of),
                    remedy=suggest(
                        self.options.indicator, self.measure_of, otherwise="use one of these names"
                    ),
                )
            return self.vocabulary.indicators[key]
        for position, text in self.title:
            found = self.vocabulary.indicators_in(text)
            if len(found) > 1:
                raise self._error(
                    f"the title {text!r} names several indicators: {', '.join(found)}",
                    position,
                    expected="a heading that names one indicator for each column",
                    remedy="name it in the headings, or with --indicator",
                )
            if found:
                return found[0]
        if len(self.measure_of) == 1:  # the study has no other
            return next(iter(self.measure_of))
        raise self._error(
            "the table does not state an indicator",
            self._heading_position(column),
            expected="an indicator in the headings or in the title, such as "
            f"{', '.join(list(self.measure_of)[:3])}",
            remedy="name it with --indicator",
        )

    def _heading_position(self, column: int) -> Position:
        cells = self.table.headings[column]
        return cells[-1][0] if cells else (self.table.header[-1], column)

    def _label(self, row: int, column: int) -> CellValue:
        """Return the label of a line; a blank one repeats that above it, as in printed tables."""
        for above in range(row, self.table.body[0] - 1, -1):
            value = self.grid.content(above, column)
            if value is not None:
                return value
        return None

    def _unit(self, row: int, column: int) -> tuple[UnitMatch | None, str]:
        """Return the unit of a figure and its name; None for one that is not imported."""
        name_column = self.table.label_column(words.NAME, column)
        code_column = self.table.label_column(words.CODE, column)
        if name_column is None and code_column is None:
            return self._unit_of_heading(column)
        code_cell = self.grid.content(row, code_column) if code_column is not None else None
        code = self.units.match_code(code_cell) if code_cell is not None else ""
        if name_column is None:
            return self._unit_of_code(row, code_column, code)
        position = (row, name_column)
        value = self.grid.content(*position)
        if value is None and code:
            return UnitMatch(UNIT, (code,)), self.units.names[code]
        if value is None:
            value = self._repeated_name(row, name_column, column)
        group = self.groups.get(position, "")
        match = self._group_of_same_name(row, column) if not code else None
        match = match or self.units.match_name(value, group=group)
        if match is None:
            close = self.units.suggest(value)
            raise self._error(
                f"unknown unit {clean_text(value)!r}",
                position,
                expected="the name of a unit in units.csv",
                remedy=f"did you mean {' or '.join(close)}?" if close else "correct the name",
            )
        if match.kind == OTHER:
            self.result.left_out[self.grid.address(*position)] = (
                f"{clean_text(value)!r} is not a unit of the study"
            )
            return None, ""
        if match.kind in (GROUP, TOTAL):
            return match, clean_text(value)
        if not code and group and all(self.units.group_of[c] != group for c in match.codes):
            raise self._error(
                f"{clean_text(value)!r} stands under {group}, which has no such unit",
                position,
                expected=" or ".join(self.units.describe(c) for c in match.codes),
                remedy="write the prefecture before the name, or remove the line",
            )
        return self._agree(match, code, code_cell, (position, (row, code_column)), value)

    def _group_of_same_name(self, row: int, column: int) -> UnitMatch | None:
        """Return the group of a line that stands above that of a unit with the same name.

        In a table with one line for each unit, the first of two lines of one name is the group.
        """
        names = self.table.label_column(words.NAME, column)
        others = [self.table.label_column(role, column) for role in (words.YEAR, words.INDICATOR)]
        if names is None or any(other is not None for other in others):
            return None
        group = self.units.match_group(self.grid.content(row, names))
        key = match_key(clean_text(self.grid.content(row, names)))
        below = self.table.body[self.table.body.index(row) + 1 :]
        again = any(match_key(clean_text(self.grid.content(r, names))) == key for r in below)
        return group if group and again else None

    def _of_year(self, match: UnitMatch, year: int, position: Position) -> UnitMatch:
        """Return the unit, or the members of a group as they were, if they existed in the year."""
        codes = tuple(code for code in match.codes if self.units.in_force(code, year))
        if match.kind == UNIT and not codes:
            code = match.codes[0]
            raise self._error(
                f"{self.units.describe(code)} has no figures of {year}",
                position,
                expected=f"a unit of {year} ({code}: {self.units.explain(code, year)})",
                remedy="name the unit of that year, or correct crosswalk.csv",
            )
        return UnitMatch(match.kind, codes, match.group)

    def _agree(
        self,
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
            raise self._error(
                f"code {stated!r} does not belong to {clean_text(value)!r} in "
                f"{self.grid.address(row, name_column)}",
                (row, code_column),
                expected=" or ".join(self.units.describe(c) for c in match.codes),
                remedy="correct the code or the name",
            )
        if code:
            return UnitMatch(UNIT, (code,)), self.units.names[code]
        if match.ambiguous:
            raise self._error(
                f"{clean_text(value)!r} is the name of several units",
                (row, name_column),
                expected=" or ".join(self.units.describe(c) for c in match.codes),
                remedy="write the prefecture before the name, or add a column with codes",
            )
        return match, self.units.names[match.codes[0]]

    def _unit_of_code(
        self, row: int, column: int | None, code: str
    ) -> tuple[UnitMatch | None, str]:
        if code:
            return UnitMatch(UNIT, (code,)), self.units.names[code]
        position = (row, column or 0)
        match = self.units.match_name(self.grid.content(*position))
        if match and match.kind in (GROUP, TOTAL):
            return match, clean_text(self.grid.content(*position))
        raise self._error(
            f"unknown code {clean_text(self.grid.content(*position))!r}",
            position,
            expected="a code of units.csv",
            remedy="correct the code",
        )

    def _repeated_name(self, row: int, name_column: int, column: int) -> CellValue:
        """Return the name above a blank one, if another label distinguishes the lines."""
        others = [self.table.label_column(role, column) for role in (words.YEAR, words.INDICATOR)]
        labelled = any(c is not None and self.grid.content(row, c) is not None for c in others)
        value = self._label(row, name_column) if labelled else None
        if value is None:
            raise self._error(
                "a line with figures has no unit",
                (row, name_column),
                expected="the unit's name",
                remedy="fill in the name",
            )
        return value

    def _unit_of_heading(self, column: int) -> tuple[UnitMatch | None, str]:
        """Return the unit that a heading names, or else the title."""
        for position, heading in self.table.headings[column]:
            code = self.units.match_code(heading.text)
            if code:
                return UnitMatch(UNIT, (code,)), self.units.names[code]
            match = self.units.match_name(heading.text)
            if match and match.kind in (GROUP, TOTAL):
                return match, heading.text
            if match and match.kind == UNIT:
                pair = (position, (position[0], None))
                return self._agree(match, "", None, pair, heading.text)
        if self._units_head_columns():
            position, heading = self.table.headings[column][-1]
            if heading.qualified or heading.role:
                self._leave_out_heading(column, "not a unit")
                return None, ""
            close = self.units.suggest(heading.text)
            raise self._error(
                f"unknown unit {heading.text!r}",
                position,
                expected="the name of a unit in units.csv",
                remedy=f"did you mean {' or '.join(close)}?" if close else "correct the name",
            )
        for position, text in self.title:
            codes = self.units.mentioned_in(text)
            if len(codes) == 1:
                return UnitMatch(UNIT, codes), self.units.names[codes[0]]
            if codes:
                raise self._error(
                    f"the title {text!r} names several units",
                    position,
                    expected=" or ".join(self.units.describe(code) for code in codes),
                    remedy="add a column with the units' names",
                )
        raise self._error(
            "the table does not state a unit",
            self._heading_position(column),
            expected="a column or headings with units, or one unit in the title",
            remedy="write the unit's name into the title",
        )

    def _units_head_columns(self) -> bool:
        return any(
            (match := self.units.match_name(heading.text)) is not None and match.kind == UNIT
            for heading in self._all_headings()
        )

    def _year(self, row: int, column: int, headings: list[Heading]) -> int:
        label = self.table.label_column(words.YEAR, column)
        found = [heading.year for heading in headings if heading.year]
        if label is not None:
            position = (row, label)
            value = self._label(*position)
            year = parse_year(value)
            if year is None:
                raise self._error(
                    f"{clean_text(value)!r} is not a year",
                    position,
                    expected="a year such as 2023",
                    remedy="correct the cell",
                )
            found.append(year)
        if not found:
            indicator = self.table.label_column(words.INDICATOR, column)
            if indicator is not None:
                year = self.vocabulary.read_heading(self._label(row, indicator)).year
                found += [year] if year else []
        if len(set(found)) > 1:
            raise self._error(
                f"heading and line state different years: {found[0]} and {found[-1]}",
                (row, column),
                expected="one year for each figure",
                remedy="correct the heading or the line",
            )
        return found[0] if found else self._default_year(column)

    def _default_year(self, column: int) -> int:
        if self.options.year is not None:
            return self.options.year
        for position, text in self.title:
            year = self.vocabulary.data_year(text)
            if year is not None and not self._is_note(position):
                return year
        raise self._error(
            "the table does not state the year",
            self._heading_position(column),
            expected="a year in the headings, in a column or in the title",
            remedy="state it with --year",
        )

    def _measure(self, row: int, column: int, indicator: str, in_cell: str) -> Measure:
        """Return the measurement unit of a figure, from the nearest statement to the farthest."""
        panel_unit = self.measure_of[indicator]
        for position, text, found in self._stated_measures(row, column, panel_unit, in_cell):
            fitting = [measure for measure in found if panel_unit in measure.factors]
            if len({measure.factors[panel_unit] for measure in fitting}) > 1:
                raise self._error(
                    f"{text!r} states several measurement units of {indicator}",
                    position,
                    expected="one measurement unit for each indicator",
                    remedy="write it into the heading of the column",
                )
            if fitting:
                self._check_option(fitting[0], panel_unit, position)
                return fitting[0]
            if found and position[0] >= self.table.header[0] and not self._is_note(position):
                raise self._error(
                    f"{text!r} is not a measurement unit of {indicator}",
                    position,
                    expected=self._allowed_measures(panel_unit),
                    remedy="correct the measurement unit or the heading",
                )
        if self.options.unit_of_measure:
            return self._option_measure(panel_unit)
        if panel_unit in ("percent", words.UNKNOWN_MEASURE):
            return self.vocabulary.measures[match_key(panel_unit)]
        raise self._error(
            f"no measurement unit is stated for {indicator}",
            self._heading_position(column),
            expected=self._allowed_measures(panel_unit),
            remedy="write it into the heading, or state it with --unit-of-measure",
        )

    def _stated_measures(
        self, row: int, column: int, panel_unit: str, in_cell: str
    ) -> Iterator[tuple[Position, str, tuple[Measure, ...]]]:
        position = (row, column)
        if in_cell:
            yield position, in_cell, self.vocabulary.find_measures(in_cell)
        for role in (words.MEASURE, words.INDICATOR):
            label = self.table.label_column(role, column)
            if label is None:
                continue
            # A blank measurement unit is not that of the line above.
            above = self.grid.content if role == words.MEASURE else self._label
            text = clean_text(above(row, label))
            if role == words.MEASURE and text:
                found = self.vocabulary.find_measures(text)
                if not found:
                    raise self._error(
                        f"unknown measurement unit {text!r}",
                        (row, label),
                        expected=self._allowed_measures(panel_unit),
                        remedy="correct the cell",
                    )
                yield (row, label), text, found
            elif role == words.INDICATOR:
                yield (row, label), text, self.vocabulary.read_heading(text).measures
        for place, heading in reversed(self.table.headings[column]):
            yield place, heading.text, heading.measures
        for place, text in self.title:
            if self.vocabulary.states_measure(text):
                yield place, text, self.vocabulary.find_measures(text.strip("()"))
            else:
                yield place, text, self.vocabulary.read_heading(text).measures

    def _check_option(self, stated: Measure, panel_unit: str, position: Position) -> None:
        if not self.options.unit_of_measure:
            return
        chosen = self.vocabulary.find_measures(self.options.unit_of_measure)
        factors = [m.factors[panel_unit] for m in chosen if panel_unit in m.factors]
        if factors and factors[0] != stated.factors[panel_unit]:
            raise self._error(
                f"the file states {stated.name!r}, --unit-of-measure states "
                f"{self.options.unit_of_measure!r}",
                position,
                expected="one measurement unit",
                remedy="correct the file, or leave out --unit-of-measure",
            )

    def _option_measure(self, panel_unit: str) -> Measure:
        for measure in self.vocabulary.find_measures(self.options.unit_of_measure):
            if panel_unit in measure.factors:
                return measure
        raise InputError(
            f"{self.options.unit_of_measure!r} is not a measurement unit for {panel_unit}",
            where="--unit-of-measure",
            expected=self._allowed_measures(panel_unit),
            remedy="use one of these",
        )

    def _allowed_measures(self, panel_unit: str) -> str:
        names = [m.name for m in self.vocabulary.measures.values() if panel_unit in m.factors]
        return ", ".join(names[:6])
