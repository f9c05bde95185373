"""Schemas of the CSV data files: columns, the rule of each, keys and number types."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planodds.inputs.study import Study

# ASCII digits only: other scripts have digits too, and 16 of them exceed every figure in use
_NUMBER_PATTERN = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,30})?")
_YEAR_PATTERN = re.compile(r"(19|20)[0-9]{2}")
_MONTH = re.compile(r"(19|20)[0-9]{2}-(0[1-9]|1[0-2])")

RECORDED = "recorded"  # column of the panel: day on which a row was entered
FLAGS = ("ok", "corrected", "doubtful", "derived")
_KINDS = ("preferred", "second_source")
_EARLY_KINDS = ("expected", "published")
CHANGES = ("renamed", "recoded", "merged", "split")
_STATUSES = ("final", "revised", "preliminary", "unknown")


@dataclass(frozen=True)
class ColumnRule:
    """Rule for the cells of a column: a predicate, and what it expects in words."""

    accepts: Callable[[str], bool]
    expected: str
    remedy: str = "correct the cell"


def _is_one_of(words: Sequence[str]) -> ColumnRule:
    """Return the rule that a cell is one of ``words``."""
    return ColumnRule(frozenset(words).__contains__, ", ".join(words))


_MAX_LINE = 1_000  # characters of a name or a remark
_PLACEHOLDERS = frozenset(("nan", "null", "none", "inf", "-inf"))  # programs write them for nothing


def _is_line(cell: str) -> bool:
    """Return whether a cell is one line of text: no error of a spreadsheet, no formula."""
    return (
        "\n" not in cell
        and len(cell) <= _MAX_LINE
        and not cell.startswith(("=", "#"))
        and cell.lower() not in _PLACEHOLDERS
    )


def _is_words(cell: str) -> bool:
    """Return whether a cell is a line with a letter: no number, no date."""
    return _is_line(cell) and any(sign.isalpha() for sign in cell) and cell != "NA"


_FILLED = ColumnRule(
    lambda cell: bool(cell) and _is_line(cell),
    "one line of text (no placeholder such as nan, no formula)",
    "fill in the cell",
)
_WORDS = ColumnRule(_is_words, "a name in words, on one line", "correct the cell")
_WORDS_OR_EMPTY = ColumnRule(
    lambda cell: not cell or _is_words(cell), "words on one line, or an empty cell"
)
_LINE = ColumnRule(lambda cell: not cell or _is_line(cell), "one line of text, or an empty cell")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,79}")
_NAME = ColumnRule(
    lambda cell: bool(_IDENTIFIER.fullmatch(cell)) and cell.lower() not in _PLACEHOLDERS,
    "a name of letters, digits and underscores, such as gdp or cny_1e8",
)
_AREA_CODE = ColumnRule(
    lambda cell: (
        bool(re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,39}", cell))
        and cell.lower() not in _PLACEHOLDERS
    ),
    "a code of letters and digits",
)
_MAX_NOTE = 5_000  # characters
_ANY = ColumnRule(lambda cell: len(cell) <= _MAX_NOTE, f"at most {_MAX_NOTE} characters")
_NUMBER = ColumnRule(
    lambda cell: bool(_NUMBER_PATTERN.fullmatch(cell)),
    "a number with a decimal point, without blanks, letters or thousands separators",
)
_YEAR = ColumnRule(lambda cell: bool(_YEAR_PATTERN.fullmatch(cell)), "a year in four digits")
_MAX_PROJECT = 5_000.0  # the largest amount of one project, in the unit of its column
_AMOUNT_OR_EMPTY = ColumnRule(
    lambda cell: (
        not cell or (bool(_NUMBER_PATTERN.fullmatch(cell)) and 0 <= float(cell) <= _MAX_PROJECT)
    ),
    f"an amount from 0 to {_MAX_PROJECT:,.0f} in the unit of the column, or an empty cell",
    "convert the amount to the unit in the name of the column",
)
_CAPACITY_OR_EMPTY = ColumnRule(
    lambda cell: not cell or (bool(_NUMBER_PATTERN.fullmatch(cell)) and 0 < float(cell) <= 1e6),
    "a number above zero, at most 1,000,000, or an empty cell",
    "correct the number, or its unit in the next column",
)
_PERIOD = ColumnRule(
    lambda cell: not cell or _is_period(cell),
    "a year, two years (2022-2024), a month (2024-08), a day (2024-08-19), or an empty cell",
)
_EVENT_DATE = ColumnRule(
    lambda cell: _is_event_date(cell),
    "a year, month, quarter (2024-Q1), day or span (2022-01 to 2022-05), or `by` and one of them",
)
_DATE_OR_EMPTY = ColumnRule(
    lambda cell: not cell or bool(_MONTH.fullmatch(cell)) or _is_day(cell),
    "YYYY-MM-DD, YYYY-MM, or an empty cell",
)
_DAY_OR_EMPTY = ColumnRule(
    lambda cell: not cell or _is_day(cell),
    "the day on which the row was entered, YYYY-MM-DD; empty for the original edition",
)


_DAY = ColumnRule(
    lambda cell: _is_day(cell),
    "the day on which the row was entered, YYYY-MM-DD: earlier editions are without it",
)
_CHANGE_DAY = ColumnRule(
    lambda cell: _is_day(cell), "the day from which the change is in force, YYYY-MM-DD"
)
_YEAR_OR_EMPTY = ColumnRule(
    lambda cell: not cell or bool(_YEAR_PATTERN.fullmatch(cell)),
    "the first year whose figures are those of the later unit; empty: the year of the date",
)
_POSITIVE = ColumnRule(
    lambda cell: bool(_NUMBER_PATTERN.fullmatch(cell)) and float(cell) > 0, "a number above zero"
)
_LEAST_SD, _LARGEST_SD = 0.05, 30.0  # per cent
_SD_PERCENT = ColumnRule(
    lambda cell: bool(_NUMBER_PATTERN.fullmatch(cell)) and _LEAST_SD <= float(cell) <= _LARGEST_SD,
    f"a standard deviation from {_LEAST_SD:g} to {_LARGEST_SD:g} per cent of the figure",
    "write it in per cent: 2 for two per cent",
)


def _or_empty(rule: ColumnRule) -> ColumnRule:
    """Return a rule that also accepts an empty cell."""
    return ColumnRule(lambda cell: not cell or rule.accepts(cell), rule.expected, rule.remedy)


def _is_day(cell: str) -> bool:
    try:
        day = date.fromisoformat(cell)
        return day.isoformat() == cell and 1900 <= day.year < 2100
    except ValueError:
        return False


def _is_date(cell: str) -> bool:
    return bool(_YEAR_PATTERN.fullmatch(cell) or _MONTH.fullmatch(cell)) or _is_day(cell)


def _is_period(cell: str) -> bool:
    """Return whether a cell is a date, or two years in their order."""
    first, _, last = cell.partition("-")
    years = bool(_YEAR_PATTERN.fullmatch(first) and _YEAR_PATTERN.fullmatch(last))
    return _is_date(cell) or (years and first < last)


def _is_event_date(cell: str) -> bool:
    """Return whether a cell is the date of an event: exact, a quarter, a span, or a last day."""
    first, _, last = cell.removeprefix("by ").partition(" to ")
    quarter = re.fullmatch(r"(19|20)[0-9]{2}-Q[1-4]", first)
    return (bool(quarter) or _is_date(first)) and (not last or (_is_date(last) and first < last))


def _is_plain(cell: str) -> bool:
    """Return whether a name is in its compatible form: look-alikes would be other names."""
    return unicodedata.normalize("NFKC", cell) == cell


@dataclass(frozen=True)
class TableSchema:
    """Schema of one CSV file.

    Attributes
    ----------
    columns : dict of str to ColumnRule
        All columns of the file.
    key : tuple of str
        Columns whose combination identifies a row; an optional one counts where the file has it.
    numbers, integers : tuple of str
        Columns converted to float64 and int64.
    defaults : dict of str to str
        Cells of a column that the file does not have.
    synonyms : dict of str to tuple of str
        Columns from which a missing one is copied, in order of preference.
    open : bool
        True if further columns are allowed; they are read as text.
    optional : tuple of str
        Columns that the file may leave out.
    """

    columns: dict[str, ColumnRule]
    key: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    defaults: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, tuple[str, ...]] = field(default_factory=dict)
    open: bool = False


def units_table(study: Study) -> TableSchema:
    """Return the schema of units.csv.

    Parameters
    ----------
    study : Study

    Returns
    -------
    TableSchema
        A missing name is filled from the other language, or from the code; columns that the
        study does not know are kept.
    """
    pattern = re.compile(study.unit_code or r".+", re.ASCII if study.unit_code else 0)
    group = [f"{study.groups}_{language}" for language in ("zh", "en")] if study.groups else []
    names = ("name_zh", "name_en", *group)
    return TableSchema(
        {
            "code": ColumnRule(
                lambda cell: _is_plain(cell) and bool(pattern.fullmatch(cell)),
                f"a code like {pattern.pattern}",
            ),
            **dict.fromkeys(names, _FILLED),
            **{name: _is_one_of(values) for name, values in study.unit_columns.items()},
        },
        key=("code",),
        synonyms={"name_zh": ("name_en", "name", "code"), "name_en": ("name", "name_zh", "code")}
        | dict.fromkeys(group, (*group[::-1], study.groups or "")),
        open=True,
    )


def crosswalk_table(columns: Sequence[str], sources: Sequence[str], study: Study) -> TableSchema:
    """Return the schema of crosswalk.csv.

    Parameters
    ----------
    columns : sequence of str
        Columns of units.csv: a former unit may have others than the later one.
    sources : sequence of str
        The source_ids of sources.csv.
    study : Study

    Returns
    -------
    TableSchema
    """
    former = units_table(study).columns
    described = {
        name: _or_empty(former[name]) if name in study.unit_columns else _ANY
        for name in columns
        if name != "code"
    }
    return TableSchema(
        {
            "date": _CHANGE_DAY,
            "year": _YEAR_OR_EMPTY,
            "kind": _is_one_of(CHANGES),
            "from_code": former["code"],
            "to_code": former["code"],
            **described,
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("date", "from_code", "to_code"),
        optional=tuple(described),
        defaults={"year": "", "source_id": "", "note": "", "name_zh": "", "name_en": ""},
        synonyms={"name_zh": ("name_en", "name"), "name_en": ("name", "name_zh")},
    )


SOURCES_TABLE = TableSchema(
    {
        "source_id": _FILLED,
        "title": _FILLED,
        "title_zh": _ANY,
        "publisher": _ANY,
        "publisher_zh": _ANY,
        "location": _ANY,
        "licence": _ANY,
        "quality": _ANY,
        "published": _DATE_OR_EMPTY,
    },
    key=("source_id",),
)


def _source_rule(sources: Sequence[str]) -> ColumnRule:
    """Return the rule that a cell is a ``source_id`` of sources.csv."""
    if not len(sources):
        return _ANY
    return ColumnRule(
        frozenset(sources).__contains__,
        "a source_id of sources.csv",
        "add the source to sources.csv, or use county_own_figure for the county's own figure",
    )


def _unit_rule(codes: Sequence[str]) -> ColumnRule:
    """Return the rule that a cell is the code of a unit in units.csv."""
    return ColumnRule(
        frozenset(codes).__contains__, "a code of units.csv", "look the code up in units.csv"
    )


def panel_table(codes: Sequence[str], sources: Sequence[str], study: Study) -> TableSchema:
    """Return the schema of panel.csv.

    Parameters
    ----------
    codes : sequence of str
        Codes of units.csv.
    sources : sequence of str
        The source_ids of sources.csv.
    study : Study

    Returns
    -------
    TableSchema
    """
    indicators = tuple(study.panel_indicators)
    return TableSchema(
        {
            "code": _unit_rule(codes),
            "name_zh": _ANY,
            "year": _YEAR,
            "indicator": _is_one_of(indicators),
            "value": _NUMBER,
            "unit": _ANY,
            "basis": _ANY,
            "kind": _is_one_of(_KINDS),
            "flag": _is_one_of(FLAGS),
            "source_id": _source_rule(sources),
            "note": _ANY,
            RECORDED: _DAY_OR_EMPTY,
        },
        key=("code", "year", "indicator", "kind", RECORDED),
        numbers=("value",),
        integers=("year",),
        optional=(RECORDED,),
        defaults={
            "name_zh": "",
            "indicator": indicators[0],
            "unit": "",
            "basis": "",
            "kind": "preferred",
            "flag": "ok",
            "source_id": "",
            "note": "",
        },
    )


def early_figures_table(areas: Sequence[str], sources: Sequence[str], study: Study) -> TableSchema:
    """Return the schema of early_figures.csv.

    Parameters
    ----------
    areas : sequence of str
        Codes of units.csv and names of groups.
    sources : sequence of str
        The source_ids of sources.csv.
    study : Study

    Returns
    -------
    TableSchema
    """
    indicators = [item.indicator for item in study.variables.values()]
    return TableSchema(
        {
            "area": ColumnRule(
                frozenset(areas).__contains__,
                "a code or the name of a group of units.csv",
                "look the area up in units.csv",
            ),
            "year": _YEAR,
            "indicator": _is_one_of(indicators),
            "value": _POSITIVE,
            "unit": _ANY,
            "basis": _ANY,
            "kind": _is_one_of(_EARLY_KINDS),
            "sd_percent": _SD_PERCENT,
            "source_id": _source_rule(sources),
            RECORDED: _DAY,
            "note": _ANY,
        },
        key=("area", "year", "indicator", RECORDED),
        numbers=("value", "sd_percent"),
        integers=("year",),
        defaults={
            "indicator": indicators[0],
            "unit": "",
            "basis": "",
            "kind": "published",
            "source_id": "",
            "note": "",
        },
    )


def drivers_table(sources: Sequence[str], study: Study) -> TableSchema:
    """Return the schema of drivers.csv.

    Parameters
    ----------
    sources : sequence of str
        The source_ids of sources.csv.
    study : Study

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "series": _is_one_of(tuple(study.driver_series)),
            "year": _YEAR,
            "value": _NUMBER,
            "unit": _ANY,
            "basis": _ANY,
            "status": _is_one_of(_STATUSES),
            "flag": _is_one_of(FLAGS),
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("series", "year", "basis", "source_id"),
        defaults={
            "unit": "",
            "basis": "",
            "status": "final",
            "flag": "ok",
            "source_id": "",
            "note": "",
        },
        numbers=("value",),
        integers=("year",),
    )


def exclusions_table(codes: Sequence[str], study: Study) -> TableSchema:
    """Return the schema of exclusions.csv.

    Parameters
    ----------
    codes : sequence of str
        Codes of units.csv.
    study : Study

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "code": _unit_rule(codes),
            "name_zh": _ANY,
            "year": _YEAR,
            "indicator": _is_one_of([item.indicator for item in study.variables.values()]),
            "reason": _FILLED,
        },
        key=("code", "year", "indicator"),
        defaults={"name_zh": ""},
        integers=("year",),
    )


def indicators_table(sources: Sequence[str]) -> TableSchema:
    """Return the schema of indicators.csv; its years may be ranges or unknown.

    Parameters
    ----------
    sources : sequence of str
        The source_ids of sources.csv.

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "unit_code": _AREA_CODE,
            "unit_zh": _WORDS,
            "year": _PERIOD,
            "indicator": _NAME,
            "value": _NUMBER,
            "unit": _NAME,
            "basis": _LINE,
            "source_id": _source_rule(sources),
            "flag": _is_one_of(FLAGS),
            "note": _ANY,
        },
        key=("unit_code", "year", "indicator", "basis", "source_id", "value", "note"),
        numbers=("value",),
    )


def projects_table(sources: Sequence[str]) -> TableSchema:
    """Return the schema of projects.csv.

    Parameters
    ----------
    sources : sequence of str
        The source_ids of sources.csv.

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "project": _WORDS,
            "owner": _WORDS_OR_EMPTY,
            "type": _WORDS,
            "capacity": _CAPACITY_OR_EMPTY,
            "capacity_unit": _WORDS_OR_EMPTY,
            "investment_cny_1e8": _AMOUNT_OR_EMPTY,
            "status": _WORDS,
            "date": _PERIOD,
            "expected_output_cny_1e8": _AMOUNT_OR_EMPTY,
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("project",),
    )


def policy_table(sources: Sequence[str]) -> TableSchema:
    """Return the schema of policy_events.csv.

    Parameters
    ----------
    sources : sequence of str
        The source_ids of sources.csv.

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "date": _EVENT_DATE,
            "event": _WORDS,
            "affected": _WORDS_OR_EMPTY,
            "rate_before": _LINE,
            "rate_after": _LINE,
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("date", "event"),
    )
