"""Roles of a flat table's columns: unit, names, group, year, values; long or with year columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.errors import InputError, UsageError, suggest
from planodds.inputs.importing import vocabulary as words
from planodds.inputs.importing.cell_text import (
    clean_text,
    find_years,
    is_blank,
    match_key,
    parse_year,
    remove_years,
    shorten_fiscal_years,
)
from planodds.inputs.importing.headings_file import read_headings_file
from planodds.inputs.importing.number_format import looks_numeric
from planodds.inputs.importing.vocabulary import Vocabulary, build_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planodds.inputs.importing.grid import CellValue, Grid

_MOST = 0.9  # share of a column's cells that decides what it has
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CODE = re.compile(r"[A-Za-z0-9._-]+")
_CODE_HEADING = re.compile(
    r"(^|[ _.])(id|code|c[oó]digo|codice|kode?|fips|geoid|nuts\d?)($|[ _.\d])|代码|编码",
    re.IGNORECASE,
)
_UNNAMED = re.compile(r"|unnamed: \d+|index", re.IGNORECASE)  # row numbers of a data frame
_EDGES = " _-.:,;/"


@dataclass(frozen=True)
class Choices:
    """Statements of the user about the table; an empty text is found from the table.

    Attributes
    ----------
    unit, year, value, group : str
        Headings of columns.
    unit_of_measure : str
        Measurement unit of the figures.
    decimal : str
        ``point`` or ``comma``.
    encoding : str
        Of a CSV file, such as ``cp1252``.
    linked : str
        Heading of the second quantity, which follows the growth of the ranked one.
    """

    unit: str = ""
    year: str = ""
    value: str = ""
    group: str = ""
    unit_of_measure: str = ""
    decimal: str = ""
    encoding: str = ""
    linked: str = ""


@dataclass(frozen=True)
class Variable:
    """One quantity of the table.

    Attributes
    ----------
    heading : str
    columns : dict of int or None to int
        Year to column; in a long table the only key is None.
    """

    heading: str
    columns: dict[int | None, int]


@dataclass(frozen=True)
class Layout:
    """Columns of a flat table by their role.

    Attributes
    ----------
    heading_row : int
        Row of the headings, from 0.
    headings : tuple of str
    year : int or None
        Column of the year; None where years are columns.
    code, name_zh, name_en, group, measure : int or None
        Columns; at least one of code and the names is there.
    variables : tuple of Variable
        The ranked quantity first.
    other_groups : tuple of str
        Headings of further columns that could group the units.
    """

    heading_row: int
    headings: tuple[str, ...]
    year: int | None
    code: int | None
    name_zh: int | None
    name_en: int | None
    group: int | None
    measure: int | None
    variables: tuple[Variable, ...]
    other_groups: tuple[str, ...] = ()

    @property
    def key(self) -> int:
        """The column that identifies a unit: the code, else a name."""
        return next(c for c in (self.code, self.name_zh, self.name_en) if c is not None)


def study_vocabulary() -> Vocabulary:
    """Return the vocabulary of table headings with all indicators that headings.yaml has."""
    content = read_headings_file()
    measures = list(content["measures"])
    return build_vocabulary(dict.fromkeys(content["indicators"], measures[0]))


def has_chinese(texts: Iterable[str]) -> bool:
    """Return whether most of the texts have Chinese characters.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    bool
    """
    found = [bool(_CHINESE.search(text)) for text in texts]
    return sum(found) * 2 > len(found)


def read_year(value: CellValue) -> int | None:
    """Return the year in a cell, which a program may have written as 2020.0.

    Parameters
    ----------
    value : str, float or None

    Returns
    -------
    int or None

    Examples
    --------
    >>> read_year("2020.0"), read_year("2020.5")
    (2020, None)
    """
    return parse_year(clean_text(value).removesuffix(".0"))


def find_layout(grid: Grid, choices: Choices) -> Layout:
    """Find the role of every column.

    Parameters
    ----------
    grid : Grid
    choices : Choices

    Returns
    -------
    Layout

    Raises
    ------
    InputError
        The table has no headings, years, units or figures that can be distinguished.
    UsageError
        A column that the user names does not exist.
    """
    return _Finder(grid, choices).find()


@dataclass
class _Finder:
    """The table during the search."""

    grid: Grid
    choices: Choices
    vocabulary: Vocabulary = field(default_factory=study_vocabulary)

    def __post_init__(self) -> None:
        self.heading_row = self._find_heading_row()
        width = self.grid.width
        self.headings = tuple(
            clean_text(self.grid.content(self.heading_row, c)) for c in range(width)
        )
        self.body = [
            row
            for row in self.grid.cells[self.heading_row + 1 :]
            if sum(value is not None for value in row) > 1  # one filled cell is a footnote
        ]
        self.where = f"{self.grid.file} row {self.heading_row + 1}"
        if not self.body:
            raise InputError(
                "the table has no rows below its headings",
                where=self.where,
                expected="one row for each unit and year, or one for each unit",
                remedy="save the whole table again",
            )
        self.texts = [[clean_text(row[c]) for row in self.body] for c in range(width)]

    def find(self) -> Layout:
        by_year = self._year_columns()
        year = self._year_column(by_year)
        if year is not None:
            by_year = {}
        numeric = [c for c in range(self.grid.width) if self._is_numeric(c)]
        value = self._chosen(self.choices.value, "--value-column") if year is not None else None
        linked = self._chosen(self.choices.linked, "--linked-column") if year is not None else None
        taken = {year, value} | {c for columns in by_year.values() for c in columns.values()}
        free = [c for c in range(self.grid.width) if c not in taken and any(self.texts[c])]
        measure = self._first_with_role(free, words.MEASURE)
        free = [c for c in free if c != measure]
        self._check_indicators(free)
        key = self._key(free, numeric, year)
        code, zh, en = self._names(key, free, numeric, year)
        group, others = self._group(key, [c for c in free if c not in {code, zh, en}], numeric)
        if year is None:
            variables = self._stems(by_year)
        else:
            rest = [c for c in numeric if c in free and c not in {key, code, zh, en, group}]
            rest = [
                c
                for c in rest
                if self._role(c) != words.IGNORED and not _UNNAMED.fullmatch(self.headings[c])
            ]
            rest.sort(key=lambda c: self._is_derived(c))
            rest = [c for c in rest if c != linked]
            first = [value] if value is not None else rest[:1]
            second = [linked] if linked is not None else []
            order = first + second + [c for c in rest if c not in first]
            variables = tuple(Variable(self.headings[c], {None: c}) for c in order)
        if not variables:
            raise InputError(
                "no column has figures",
                where=self.where,
                expected="a column of numbers",
                remedy="name it with --value-column",
            )
        return Layout(
            self.heading_row, self.headings, year, code, zh, en, group, measure, variables, others
        )

    def _find_heading_row(self) -> int:
        filled = [sum(value is not None for value in row) for row in self.grid.cells]
        return next((row for row, count in enumerate(filled) if count * 2 > self.grid.width), 0)

    def _role(self, column: int) -> str:
        return self.vocabulary.read_heading(self.headings[column]).role

    def _is_derived(self, column: int) -> bool:
        """Return whether a heading is about growth, ranks or shares; a level per head is not."""
        text = self.headings[column].casefold().replace("_", " ")
        return self.vocabulary.is_qualified(text.replace("per capita", "").replace("人均", ""))

    def _first_with_role(self, columns: Sequence[int], role: str) -> int | None:
        return next((c for c in columns if self._role(c) == role), None)

    def _chosen(self, name: str, option: str) -> int | None:
        """Return the column that an option names."""
        if not name:
            return None
        found = [c for c, text in enumerate(self.headings) if text == clean_text(name)]
        found = found or [
            c for c, text in enumerate(self.headings) if match_key(text) == match_key(name)
        ]
        if len(found) == 1:
            return found[0]
        raise UsageError(
            f"{'several columns are' if found else 'no column is'} called {name!r}",
            where=f"{option}, {self.where}",
            expected=", ".join(filter(None, self.headings)),
            remedy=suggest(name, self.headings, otherwise="use one of these names, each once"),
        )

    def _filled(self, column: int) -> list[CellValue]:
        blanks = self.vocabulary.blanks
        return [row[column] for row in self.body if not is_blank(row[column], blanks)]

    def _is_numeric(self, column: int) -> bool:
        cells = self._filled(column)
        return bool(cells) and sum(map(looks_numeric, cells)) >= _MOST * len(cells)

    def _year_columns(self) -> dict[str, dict[int | None, int]]:
        """Return the columns whose headings have a year, by the rest of the heading."""
        found: dict[str, dict[int | None, int]] = {}
        for column, heading in enumerate(self.headings):
            plain = shorten_fiscal_years(heading)
            years = find_years(plain)
            if len(years) == 1:
                stem = remove_years(plain).strip(_EDGES)
                letters = re.sub(r"\W|_", "", stem)  # Y2019, 2019 [YR2019]
                marker = letters.isascii() and len(letters) < 3
                columns = found.setdefault("" if marker else stem, {})
                if years[0] in columns:
                    raise InputError(
                        f"{heading!r} appears twice",
                        where=self.where,
                        expected="one column for each year",
                        remedy="remove one of the two",
                    )
                columns[years[0]] = column
        return {stem: columns for stem, columns in found.items() if len(columns) > 1}

    def _year_column(self, by_year: dict[str, dict[int | None, int]]) -> int | None:
        if self.choices.year:
            return self._chosen(self.choices.year, "--year-column")
        columns = range(self.grid.width)
        named = self._first_with_role(columns, words.YEAR)
        if named is not None:
            return named
        if by_year:
            return None
        for column in columns:
            cells = self._filled(column)
            years = {read_year(cell) for cell in cells}
            if cells and None not in years and len(years) > 1:
                return column
        raise InputError(
            "no column has years, and no headings are years",
            where=self.where,
            expected="a column of years, or one column for each year",
            remedy="name it with --year-column",
        )

    def _check_indicators(self, free: list[int]) -> None:
        column = self._first_with_role(free, words.INDICATOR)
        stated = [self.choices.unit, self.choices.group]
        if column is None or self.headings[column] in map(clean_text, stated):
            return
        names = list(dict.fromkeys(filter(None, self.texts[column])))
        if len(names) > 1:
            raise InputError(
                f"{self.headings[column]!r} has {len(names)} indicators: {', '.join(names[:3])} …",
                where=self.where,
                expected="one indicator, or one column for each",
                remedy="keep the rows of one indicator",
            )

    def _pairs(self, column: int, year: int | None) -> list[tuple[str, str]]:
        years = self.texts[year] if year is not None else [""] * len(self.body)
        return [pair for pair in zip(self.texts[column], years, strict=True) if pair[0]]

    def _key(self, free: list[int], numeric: list[int], year: int | None) -> int:
        """Return the column that identifies a unit."""
        chosen = self._chosen(self.choices.unit, "--unit-column")
        if chosen is not None:
            return chosen
        group = self._chosen(self.choices.group, "--group-column")
        candidates = [
            c
            for c in free
            if c != group
            and self._role(c) != words.IGNORED
            and (c not in numeric or self._is_code(c, year))
        ]
        if not candidates:
            raise InputError(
                "no column identifies the units",
                where=self.where,
                expected="a column with a code or a name of every unit",
                remedy="name it with --unit-column",
            )

        def order(column: int) -> tuple[int, int, int]:
            pairs = self._pairs(column, year)
            rank = {words.CODE: 0, words.NAME: 1}.get(self._role(column), 2)
            return len(pairs) - len(set(pairs)), rank, column

        return min(candidates, key=order)

    def _is_code(self, column: int, year: int | None) -> bool:
        """Return whether a column of numbers is a code: whole, zero-padded or repeated by year."""
        if self._role(column) == words.CODE or _CODE_HEADING.search(self.headings[column]):
            return True
        cells = [text for text in self.texts[column] if text]
        alike = all(text.isdigit() and len(text) == len(cells[0]) for text in cells)
        padded = any(text.startswith("0") for text in cells) and len(set(cells)) > 1
        repeated = year is not None and len(set(cells)) * 2 <= len(cells)
        return alike and (padded or repeated)

    def _depends(self, column: int, key: int) -> bool:
        """Return whether every unit has one text in the column."""
        seen: dict[str, str] = {}
        pairs = zip(self.texts[key], self.texts[column], strict=True)
        return all(seen.setdefault(unit, text) == text for unit, text in pairs)

    def _is_complete(self, column: int, key: int) -> bool:
        """Return whether every unit has a text in the column; sums of units need none."""
        return all(
            text or not unit or match_key(unit) in self.vocabulary.totals
            for unit, text in zip(self.texts[key], self.texts[column], strict=True)
        )

    def _count(self, column: int) -> int:
        return len(set(filter(None, self.texts[column])))

    def _names(
        self, key: int, free: list[int], numeric: list[int], year: int | None
    ) -> tuple[int | None, int | None, int | None]:
        """Return the columns of the code and of the names in both languages."""
        units = self._count(key)
        same = [c for c in free if c != key and self._depends(c, key) and self._depends(key, c)]
        coded = self._is_code(key, year) or key in numeric
        code: int | None = key if coded else None
        if code is None:
            codes = [
                c
                for c in same
                if self._is_code(c, year) and all(map(_CODE.fullmatch, filter(None, self.texts[c])))
            ]
            code = next(iter(codes), None)
        names = [
            c
            for c in free
            if c not in (code, key, *numeric)
            and self._count(c) * 2 > units
            and (self._depends(c, key) or self._is_faulty_name(c, units))
        ]
        names.sort(key=lambda c: self._role(c) != words.NAME)
        names = ([] if coded else [key]) + names
        chinese = [c for c in names if has_chinese(self.texts[c])]
        others = [c for c in names if c not in chinese]
        return code, next(iter(chinese), None), next(iter(others), None)

    def _is_faulty_name(self, column: int, units: int) -> bool:
        """Return whether a column has names although a unit has two: the reader names the row."""
        return self._role(column) == words.NAME and self._count(column) < 2 * units

    def _group(
        self, key: int, columns: list[int], numeric: list[int]
    ) -> tuple[int | None, tuple[str, ...]]:
        chosen = self._chosen(self.choices.group, "--group-column")
        if chosen is not None:
            return chosen, ()
        units = self._count(key)
        found = [
            c
            for c in columns
            if c not in numeric
            and c != key
            and 1 < self._count(c) <= units / 2
            and self._depends(c, key)
            and self._is_complete(c, key)
        ]
        return next(iter(found), None), tuple(self.headings[c] for c in found[1:])

    def _stems(self, by_year: dict[str, dict[int | None, int]]) -> tuple[Variable, ...]:
        variables = [Variable(stem, columns) for stem, columns in by_year.items()]
        linked = self._stem(self.choices.linked, "--linked-column", variables)
        value = self._stem(self.choices.value, "--value-column", variables)
        first = value or next((item for item in variables if item != linked), None)
        chosen = [item for item in (first, linked) if item is not None]
        return (*chosen, *(item for item in variables if item not in chosen))

    def _stem(self, name: str, option: str, variables: list[Variable]) -> Variable | None:
        """Return the quantity of year columns that an option names."""
        if not name:
            return None
        found = [item for item in variables if match_key(item.heading) == match_key(name)]
        if found:
            return found[0]
        names = [item.heading for item in variables]
        raise UsageError(
            f"no columns are called {name!r} and a year",
            where=f"{option}, {self.where}",
            expected=", ".join(names) or "no name: the headings are years only",
            remedy=suggest(name, names, otherwise="leave the option out"),
        )
