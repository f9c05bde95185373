"""Schemas of the CSV data files: columns, the rule of each, keys and number types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_NUMBER_PATTERN = re.compile(r"-?\d+(\.\d+)?")
_YEAR_PATTERN = re.compile(r"(19|20)\d\d")
_DATE = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")

ACCOUNTS = "national accounts"  # the census basis follows from the year
INDICATORS = {  # indicator: its unit, and its basis
    "gdp": ("cny_1e8", ACCOUNTS),
    "va_primary": ("cny_1e8", ACCOUNTS),
    "va_secondary": ("cny_1e8", ACCOUNTS),
    "va_tertiary": ("cny_1e8", ACCOUNTS),
    "general_public_budget_revenue": ("cny_1e8", "budget_account"),
    "general_public_budget_expenditure": ("cny_1e8", "budget_account"),
    "population_resident": ("persons_1e4", "annual_estimate"),
    "population_urban": ("persons_1e4", "annual_estimate"),
    "population_census": ("persons_1e4", "census"),
    "gdp_growth_real": ("percent", "constant_price"),
    "urban_disposable_income": ("cny_per_person", "current_price"),
    "rural_disposable_income": ("cny_per_person", "current_price"),
}
FLAGS = ("ok", "corrected", "doubtful", "derived")
_KINDS = ("preferred", "second_source")
_UNIT_TYPES = ("district", "county", "county-level city")
DRIVERS = {  # series: its unit
    "shanxi_gdp": "cny_1e8",
    "china_gdp": "cny_1e8",
    "luliang_gdp": "cny_1e8",
    "shanxi_revenue": "cny_1e8",
    "coal_price_newcastle": "usd_per_tonne",
    "china_gdp_growth_real": "percent",
    "china_gdp_deflator_growth": "percent",
    "china_ppi_growth": "percent",
    "shanxi_gdp_growth_real": "percent",
}
_DRIVER_BASES = (
    "census4",
    "census5",
    "as_first_published",
    "wdi_2023",
    "wdi_2024",
    "wdi_2026",
    "mean_of_months",
    "imf",
    "world_bank",
    "budget_account",
)
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


_FILLED = ColumnRule(bool, "a value (the cell is empty)", "fill in the cell")
_ANY = ColumnRule(lambda cell: True, "anything")
_NUMBER = ColumnRule(
    lambda cell: bool(_NUMBER_PATTERN.fullmatch(cell)),
    "a number with a decimal point, without blanks, letters or thousands separators",
)
_NUMBER_OR_EMPTY = ColumnRule(
    lambda cell: not cell or bool(_NUMBER_PATTERN.fullmatch(cell)), "a number, or an empty cell"
)
_YEAR = ColumnRule(lambda cell: bool(_YEAR_PATTERN.fullmatch(cell)), "a year in four digits")
_DATE_OR_EMPTY = ColumnRule(
    lambda cell: not cell or bool(_DATE.fullmatch(cell)), "YYYY-MM-DD, YYYY-MM, or an empty cell"
)


@dataclass(frozen=True)
class TableSchema:
    """Schema of one CSV file.

    Attributes
    ----------
    columns : dict of str to ColumnRule
        All columns of the file.
    key : tuple of str
        Columns whose combination identifies a row.
    numbers, integers : tuple of str
        Columns converted to float64 and int64.
    """

    columns: dict[str, ColumnRule]
    key: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    integers: tuple[str, ...] = ()


UNITS_TABLE = TableSchema(
    {
        "code": ColumnRule(lambda cell: bool(re.fullmatch(r"14\d{4}", cell)), "six digits, 14…"),
        "name_zh": _FILLED,
        "name_en": _FILLED,
        "prefecture_zh": _FILLED,
        "prefecture_en": _FILLED,
        "type": _is_one_of(_UNIT_TYPES),
        "predecessor_code": _ANY,
        "predecessor_zh": _ANY,
        "change_year": _ANY,
    },
    key=("code",),
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
    return ColumnRule(
        frozenset(sources).__contains__,
        "a source_id of data/sources.csv",
        "add the source to data/sources.csv, or use county_own_figure for the county's own figure",
    )


def _unit_rule(codes: Sequence[str]) -> ColumnRule:
    """Return the rule that a cell is the code of a unit in units.csv."""
    return ColumnRule(
        frozenset(codes).__contains__,
        "a code of data/units.csv",
        "look the code up in data/units.csv",
    )


def panel_table(codes: Sequence[str], sources: Sequence[str]) -> TableSchema:
    """Return the schema of county_panel.csv.

    Parameters
    ----------
    codes : sequence of str
        Codes of units.csv.
    sources : sequence of str
        The source_ids of sources.csv.

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "code": _unit_rule(codes),
            "name_zh": _FILLED,
            "year": _YEAR,
            "indicator": _is_one_of(tuple(INDICATORS)),
            "value": _NUMBER,
            "unit": _FILLED,
            "basis": _FILLED,
            "kind": _is_one_of(_KINDS),
            "flag": _is_one_of(FLAGS),
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("code", "year", "indicator", "kind"),
        numbers=("value",),
        integers=("year",),
    )


def drivers_table(sources: Sequence[str]) -> TableSchema:
    """Return the schema of drivers.csv.

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
            "series": _is_one_of(tuple(DRIVERS)),
            "year": _YEAR,
            "value": _NUMBER,
            "unit": _FILLED,
            "basis": _is_one_of(_DRIVER_BASES),
            "status": _is_one_of(_STATUSES),
            "flag": _is_one_of(FLAGS),
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("series", "year", "basis", "source_id"),
        numbers=("value",),
        integers=("year",),
    )


def exclusions_table(codes: Sequence[str]) -> TableSchema:
    """Return the schema of exclusions.csv.

    Parameters
    ----------
    codes : sequence of str
        Codes of units.csv.

    Returns
    -------
    TableSchema
    """
    return TableSchema(
        {
            "code": _unit_rule(codes),
            "name_zh": _FILLED,
            "year": _YEAR,
            "indicator": _is_one_of(("gdp", "general_public_budget_revenue")),
            "reason": _FILLED,
        },
        key=("code", "year", "indicator"),
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
            "unit_code": _FILLED,
            "unit_zh": _FILLED,
            "year": _ANY,
            "indicator": _FILLED,
            "value": _NUMBER,
            "unit": _FILLED,
            "basis": _ANY,
            "source_id": _source_rule(sources),
            "flag": _is_one_of(FLAGS),
            "note": _ANY,
        },
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
            "project": _FILLED,
            "owner": _ANY,
            "type": _FILLED,
            "capacity": _NUMBER_OR_EMPTY,
            "capacity_unit": _ANY,
            "investment_cny_1e8": _NUMBER_OR_EMPTY,
            "status": _FILLED,
            "date": _ANY,
            "expected_output_cny_1e8": _NUMBER_OR_EMPTY,
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
            "date": _FILLED,
            "event": _FILLED,
            "affected": _ANY,
            "rate_before": _ANY,
            "rate_after": _ANY,
            "source_id": _source_rule(sources),
            "note": _ANY,
        }
    )
