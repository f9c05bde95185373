"""Units and figures of one flat table, with everything that cannot be a figure refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.importing.cell_text import (
    clean_text,
    is_blank,
    match_key,
    shorten_fiscal_years,
)
from planodds.inputs.importing.file_reader import read_grids
from planodds.inputs.importing.number_format import find_number_format
from planodds.inputs.new_study.columns import find_layout, read_year, study_vocabulary

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

    from planodds.inputs.importing.grid import Grid
    from planodds.inputs.importing.number_format import NumberFormat
    from planodds.inputs.new_study.columns import Choices, Layout

Figures = dict[tuple[str, int], "Decimal"]
MOST_UNITS, FEWEST_UNITS = 10_000, 10
MOST_YEARS, FEWEST_YEARS = 100, 4
SHORT_YEARS = 8  # fewer are accepted with a warning
_COMPLETE = 0.8  # share of the units that makes a year the last one


@dataclass(frozen=True)
class Unit:
    """One unit of the table.

    Attributes
    ----------
    code : str
        As in the table; a serial number if the table has names only.
    name_zh, name_en, group : str
        Empty where the table has none.
    """

    code: str
    name_zh: str = ""
    name_en: str = ""
    group: str = ""

    @property
    def name(self) -> str:
        """The first name that the table has, else the code."""
        return self.name_zh or self.name_en or self.code

    @property
    def label(self) -> str:
        """Name and code."""
        return f"{self.name} ({self.code})" if self.name != self.code else self.code


@dataclass(frozen=True)
class FlatTable:
    """Content of a flat table.

    Attributes
    ----------
    file, encoding, separator : str
        Name of the file; encoding and separator are empty for a workbook.
    layout : Layout
    number_format : NumberFormat
    units : tuple of Unit
        In the order of the table; each has a figure of ``last_year``.
    figures : tuple of dict
        For each variable of the layout: code and year to figure.
    last_year : int
        Last year of all units.
    left_out : dict of str to str
        Units and figures that are not in the study, each with the reason.
    measure : str
        Measurement unit as the table states it.
    fiscal_year : str
        The first fiscal year as the table writes it, such as 2015-16; empty without one.
    """

    file: str
    encoding: str
    separator: str
    layout: Layout
    number_format: NumberFormat
    units: tuple[Unit, ...]
    figures: tuple[Figures, ...]
    last_year: int
    left_out: dict[str, str]
    measure: str = ""
    fiscal_year: str = ""

    @property
    def years(self) -> tuple[int, ...]:
        """Years with a figure of the ranked variable, to ``last_year``."""
        return tuple(sorted({year for _, year in self.figures[0] if year <= self.last_year}))

    @property
    def has_codes(self) -> bool:
        """True if the table has codes, False if they are serial numbers."""
        return self.layout.code is not None

    @property
    def gaps(self) -> int:
        """Number of unit-years up to ``last_year`` without a figure."""
        found = sum(year <= self.last_year for _, year in self.figures[0])
        return len(self.units) * len(self.years) - found


def read_flat_table(path: Path, choices: Choices) -> FlatTable:
    """Read a flat table of units, years and figures.

    Parameters
    ----------
    path : Path
        CSV, XLSX or XLS; the first visible sheet of a workbook.
    choices : Choices
        Columns and units that the user states.

    Returns
    -------
    FlatTable

    Raises
    ------
    InputError
        A cell cannot be read, a unit has two figures of one year, or the table is too small or
        too large; the message has the cell.
    UsageError
        A column that the user names does not exist.
    """
    grids = read_grids(path, encoding=choices.encoding)
    if not grids:
        raise InputError(
            f"{path.name} has no visible sheet",
            where=path.name,
            expected="a table in the first sheet",
            remedy="save the table alone",
        )
    grid = grids[0]
    layout = find_layout(grid, choices)
    return _Reader(grid, layout, choices).read()


class _Reader:
    """The table while it is read."""

    def __init__(self, grid: Grid, layout: Layout, choices: Choices) -> None:
        self.grid, self.layout = grid, layout
        self.vocabulary = study_vocabulary()
        self.modelled = 2 if choices.linked else 1  # variables whose figures are levels
        self.left_out: dict[str, str] = {}
        self.lines = range(layout.heading_row + 1, grid.height)
        columns = [c for item in layout.variables[:2] for c in item.columns.values()]
        self.number_format = find_number_format(
            (
                (self._where(row, column), grid.content(row, column))
                for row in self.lines
                for column in columns
            ),
            comma_is_free=grid.separator != ",",
            decimal=choices.decimal,
        )

    def read(self) -> FlatTable:
        units: dict[str, Unit] = {}
        first_rows: dict[str, int] = {}
        figures: list[Figures] = [{} for _ in self.layout.variables[:2]]
        cell_of: dict[tuple[str, int], str] = {}
        without: list[str] = []
        for row in self.lines:
            cells = self._figures_of(row)
            key = self._text(row, self.layout.key)
            if not key:
                self._check_no_figures(row, cells)
                continue
            if self._is_total(row):
                self.left_out.setdefault(key, "a sum of units, not a unit")
                continue
            if not cells:
                without.append(key)
                continue
            unit = self._unit(row, key, units)
            first_rows.setdefault(key, row)
            self._check_unit(unit, units.setdefault(key, unit), row, first_rows[key])
            for position, year, column, value in cells:
                if position < self.modelled:
                    self._check_figure(value, row, column)
                if position == 0:
                    where = self._where(row, column)
                    other = cell_of.setdefault((unit.code, year), where)
                    self._check_once(unit, year, where, other)
                figures[position][unit.code, year] = value
        self.left_out |= {key: "no figures" for key in without if key not in units}
        return self._select(list(units.values()), figures)

    def _where(self, row: int, column: int) -> str:
        heading = self.layout.headings[column] or f"column {column + 1}"
        return f"{self.grid.file} row {row + 1} column {heading}"

    def _text(self, row: int, column: int | None) -> str:
        return "" if column is None else clean_text(self.grid.content(row, column))

    def _is_total(self, row: int) -> bool:
        columns = (self.layout.key, self.layout.name_zh, self.layout.name_en)
        return any(match_key(self._text(row, c)) in self.vocabulary.totals for c in columns)

    def _figures_of(self, row: int) -> list[tuple[int, int, int, Decimal]]:
        """Return variable, year, column and number of every figure in a row."""
        found = []
        for position, variable in enumerate(self.layout.variables[:2]):
            for stated, column in variable.columns.items():
                value = self.grid.content(row, column)
                if is_blank(value, self.vocabulary.blanks):
                    continue
                year = self._year(row) if stated is None else stated
                number = self.number_format.parse(value)
                if number is None:
                    raise InputError(
                        f"{value!r} is not a number ({self.number_format.label})",
                        where=self._where(row, column),
                        expected="a number, or an empty cell",
                        remedy="correct the cell; where the decimal sign is wrong, state --decimal",
                    )
                found.append((position, year, column, number))
        return found

    def _year(self, row: int) -> int:
        column = self.layout.year
        assert column is not None
        year = read_year(self.grid.content(row, column))
        if year is None:
            raise InputError(
                f"{self._text(row, column)!r} is not a year",
                where=self._where(row, column),
                expected="a year in four digits, 1900-2099",
                remedy="correct the cell, or name the column of the years with --year-column",
            )
        return year

    def _unit(self, row: int, key: str, units: dict[str, Unit]) -> Unit:
        layout = self.layout
        code = key if layout.key == layout.code else self._text(row, layout.code)
        if layout.code is None:
            code = units[key].code if key in units else f"{len(units) + 1:05d}"
        return Unit(
            code,
            self._text(row, layout.name_zh),
            self._text(row, layout.name_en),
            self._text(row, layout.group),
        )

    def _check_no_figures(self, row: int, cells: list[tuple[int, int, int, Decimal]]) -> None:
        if cells:
            raise InputError(
                "a row with figures has no unit",
                where=self._where(row, self.layout.key),
                expected="the code or the name of a unit",
                remedy="fill in the cell, or remove the row",
            )

    def _check_unit(self, unit: Unit, first: Unit, row: int, first_row: int) -> None:
        layout = self.layout
        columns = {"name_zh": layout.name_zh, "name_en": layout.name_en, "group": layout.group}
        for name, column in columns.items():
            if column is None:
                continue
            now, before = getattr(unit, name), getattr(first, name)
            if now != before:
                raise InputError(
                    f"unit {unit.label} has {now!r} here and {before!r} in row {first_row + 1}",
                    where=self._where(row, column),
                    expected=f"one {layout.headings[column]} for each unit, in all years",
                    remedy="correct one of the cells, or name another column",
                )
            if not now:
                raise InputError(
                    f"unit {unit.label} has no {layout.headings[column]}",
                    where=self._where(row, column),
                    expected="a filled cell",
                    remedy="fill in the cell",
                )

    def _check_figure(self, value: Decimal, row: int, column: int) -> None:
        if value <= 0:
            raise InputError(
                f"{value} is not above zero",
                where=self._where(row, column),
                expected="a level above zero, or an empty cell",
                remedy="correct the cell, or name another column with --value-column",
            )

    def _check_once(self, unit: Unit, year: int, where: str, other: str) -> None:
        if where != other:
            raise InputError(
                f"unit {unit.label} has two figures of {year}",
                where=f"{where}; {other}",
                expected="one row for each unit and year",
                remedy="remove one of them; where several units share a name, add a column of "
                "codes, and name it with --unit-column",
            )

    def _select(self, units: list[Unit], figures: list[Figures]) -> FlatTable:
        """Select the units with a figure of the last complete year, and figures that fit."""
        last = self._last_year(units, figures[0])
        for unit in units:
            if (unit.code, last) not in figures[0]:
                self.left_out[unit.label] = f"no figure of {last}"
        kept = [unit for unit in units if (unit.code, last) in figures[0]]
        codes = {unit.code for unit in kept}
        late = sorted({year for code, year in figures[0] if code in codes and year > last + 1})
        for year in late:
            self.left_out[str(year)] = f"figures of single units, two years or more after {last}"
        table = FlatTable(
            self.grid.file,
            self.grid.encoding,
            self.grid.separator,
            self.layout,
            self.number_format,
            tuple(kept),
            tuple(
                {
                    (code, year): value
                    for (code, year), value in some.items()
                    if code in codes and year <= last + 1
                }
                for some in figures
            ),
            last,
            self.left_out,
            self._measure(),
            self._fiscal_year(),
        )
        self._check_size(table)
        return table

    def _last_year(self, units: list[Unit], figures: Figures) -> int:
        counts = Counter(year for _, year in figures)
        if not counts:
            raise InputError(
                "the table has no figures",
                where=self.grid.file,
                expected="figures of 10 units or more in 4 years or more",
                remedy="name the column of the figures with --value-column",
            )
        with_figures = len({code for code, _ in figures})
        complete = [year for year, n in counts.items() if n >= _COMPLETE * with_figures]
        return max(complete, default=max(counts, key=lambda year: (counts[year], year)))

    def _check_size(self, table: FlatTable) -> None:
        units, years = len(table.units), table.years
        span = years[-1] - years[0] + 1
        for what, count, fewest, most in (
            ("units", units, FEWEST_UNITS, MOST_UNITS),
            ("years", len(years), FEWEST_YEARS, MOST_YEARS),
        ):
            if not fewest <= count <= most:
                reason = (
                    "ranks and common movements cannot be estimated from so few"
                    if count < fewest
                    else "the model and its tables are not built for so many"
                )
                raise InputError(
                    f"{count} {what} with figures up to {table.last_year}: {reason}",
                    where=self.grid.file,
                    expected=f"{fewest} to {most} {what}",
                    remedy="choose a table of that size"
                    + (f"; {len(self.left_out)} left out" if self.left_out else ""),
                )
        if len(years) * 2 <= span:
            raise InputError(
                f"{len(years)} of the {span} years {years[0]}-{years[-1]} have figures",
                where=self.grid.file,
                expected="annual figures",
                remedy="add the years between, or remove the single early ones",
            )

    def _fiscal_year(self) -> str:
        column = self.layout.year
        if column is None:
            columns = [c for item in self.layout.variables for c in item.columns.values()]
            texts = [self.layout.headings[c] for c in columns]
        else:
            texts = [self._text(row, column) for row in self.lines]
        return next((text for text in texts if shorten_fiscal_years(text) != text), "")

    def _measure(self) -> str:
        column = self.layout.measure
        if column is None:
            return ""
        found = {self._text(row, column) for row in self.lines} - {""}
        return found.pop() if len(found) == 1 else ""
