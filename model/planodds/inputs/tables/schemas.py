"""What each data file must look like (pandera), and faults told by file, row and value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.tables.files import display_path, read_csv_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

SHOWN = 5  # offending rows named in an error
_NUMBER_PATTERN = re.compile(r"-?\d+(\.\d+)?")
_YEAR_PATTERN = re.compile(r"(19|20)\d\d")
_DATE = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?")

ACCOUNTS = "national accounts"  # the basis follows from the year
INDICATORS = {  # indicator: its unit, and the basis it stands on
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
_FLAGS = ("ok", "corrected", "doubtful", "derived")
_KINDS = ("preferred", "second_source")
_UNIT_TYPES = ("district", "county", "county-level city")
DRIVERS = {
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
    """One rule on a column of text: the predicate, and what it expects in words."""

    holds: Callable[[str], bool]
    expected: str
    remedy: str = "correct the cell"


def _is_one_of(words: Sequence[str], *, remedy: str = "correct the cell") -> ColumnRule:
    """Rule: the cell is one of ``words``."""
    known = frozenset(words)
    shown = ", ".join(words) if len(words) <= 12 else f"one of the {len(words)} known names"
    return ColumnRule(known.__contains__, shown, remedy)


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
    """The columns of a file with their rules, and the columns that tell its rows apart."""

    columns: dict[str, ColumnRule]
    key: tuple[str, ...] = ()
    numbers: tuple[str, ...] = field(default=())
    integers: tuple[str, ...] = field(default=())


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
    """Rule: the cell is a ``source_id`` of sources.csv."""
    return ColumnRule(
        frozenset(sources).__contains__,
        "a source_id that stands in data/sources.csv",
        "add the source to data/sources.csv, or use county_own_figure for the county's own figure",
    )


def _unit_rule(codes: Sequence[str]) -> ColumnRule:
    """Rule: the cell is the code of a unit in units.csv."""
    return ColumnRule(
        frozenset(codes).__contains__,
        "a code that stands in data/units.csv",
        "look the code up in data/units.csv",
    )


def panel_table(codes: Sequence[str], sources: Sequence[str]) -> TableSchema:
    """Rules of county_panel.csv."""
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
            "flag": _is_one_of(_FLAGS),
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("code", "year", "indicator", "kind"),
        numbers=("value",),
        integers=("year",),
    )


def drivers_table(sources: Sequence[str]) -> TableSchema:
    """Rules of drivers.csv."""
    return TableSchema(
        {
            "series": _is_one_of(tuple(DRIVERS)),
            "year": _YEAR,
            "value": _NUMBER,
            "unit": _FILLED,
            "basis": _is_one_of(_DRIVER_BASES),
            "status": _is_one_of(_STATUSES),
            "flag": _is_one_of(_FLAGS),
            "source_id": _source_rule(sources),
            "note": _ANY,
        },
        key=("series", "year", "basis", "source_id"),
        numbers=("value",),
        integers=("year",),
    )


def exclusions_table(codes: Sequence[str]) -> TableSchema:
    """Rules of exclusions.csv."""
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
    """Rules of indicators.csv (years may be spans or unknown there)."""
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
            "flag": _is_one_of(_FLAGS),
            "note": _ANY,
        },
        numbers=("value",),
    )


def projects_table(sources: Sequence[str]) -> TableSchema:
    """Rules of projects.csv."""
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
    """Rules of policy_events.csv."""
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


def read_table(path: Path, table: TableSchema) -> pd.DataFrame:
    """Read and check one data file.

    Returns
    -------
    DataFrame
        Index ``line`` (line number in the file); ``table.numbers`` as float64,
        ``table.integers`` as int64, all else str.

    Raises
    ------
    InputError
        A column is missing or unknown, a cell breaks its rule, or two rows have the same key;
        the first five offending rows are named.
    """
    rows = read_csv_cells(path)
    _require_columns(rows, table, path)
    failures = _find_failures(rows, table)
    if failures:
        raise _report_cells(rows, table, path, failures)
    _require_unique(rows, table, path)
    kinds = dict.fromkeys(table.numbers, "float64") | dict.fromkeys(table.integers, "int64")
    return rows.astype(kinds)


def _require_columns(rows: pd.DataFrame, table: TableSchema, path: Path) -> None:
    missing = [name for name in table.columns if name not in rows.columns]
    unknown = [name for name in rows.columns if name not in table.columns]
    if not missing and not unknown and rows.columns.is_unique:
        return
    what = (
        f"column {missing[0]!r} is missing"
        if missing
        else (f"column {unknown[0]!r} is not known" if unknown else "a column stands there twice")
    )
    raise InputError(
        what,
        where=f"{display_path(path)} row 1",
        expected=", ".join(table.columns),
        remedy="give the header line exactly these names",
    )


def _find_failures(rows: pd.DataFrame, table: TableSchema) -> list[tuple[int, str, str]]:
    """Validate with pandera; list (line, column, cell) of each failure, by line.

    Where no distinct cell of any column breaks its rule there is nothing to find, and pandera,
    whose import alone takes longer than this, stays out.
    """
    if all(
        rule.holds(cell) for name, rule in table.columns.items() for cell in rows[name].unique()
    ):
        return []
    import pandera.pandas as pa

    schema = pa.DataFrameSchema(
        {
            name: pa.Column(str, pa.Check(rule.holds, element_wise=True, error=rule.expected))
            for name, rule in table.columns.items()
        }
    )
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return sorted(
            {
                (int(line), str(column), str(cell))
                for line, column, cell in zip(
                    cases["index"], cases["column"], cases["failure_case"], strict=True
                )
            }
        )
    return []


def _report_cells(
    rows: pd.DataFrame, table: TableSchema, path: Path, failures: list[tuple[int, str, str]]
) -> InputError:
    line, column, cell = failures[0]
    rule = table.columns[column]
    what = f"{column} = {cell!r}"
    if len(failures) > 1:
        others = "; ".join(f"row {n}: {c} = {v!r}" for n, c, v in failures[1:SHOWN])
        what += f" ({len(failures)} faults in the file; next {others})"
    return InputError(
        what, where=f"{display_path(path)} row {line}", expected=rule.expected, remedy=rule.remedy
    )


def _require_unique(rows: pd.DataFrame, table: TableSchema, path: Path) -> None:
    if not table.key:
        return
    key = list(table.key)
    subset = rows[rows["kind"] == "preferred"] if "kind" in key else rows
    again = subset[subset.duplicated(key)]
    if again.empty:
        return
    first = subset[(subset[key] == again.iloc[0][key]).all(axis=1)]
    name = " ".join(str(cell) for cell in again.iloc[0][key])
    more = f" ({len(again)} such rows)" if len(again) > 1 else ""
    raise InputError(
        f"{name} stands there twice{more}",
        where=f"{display_path(path)} rows {', '.join(map(str, first.index[:SHOWN]))}",
        expected=f"one row for each {', '.join(key)}",
        remedy="keep one; mark another publication of the same figure second_source"
        if "kind" in key
        else "keep one of them",
    )
