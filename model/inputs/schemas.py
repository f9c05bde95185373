"""What each data file must look like (pandera), and faults told by file, row and value."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from model.errors import InputError
from model.inputs.files import label_file, read_rows

SHOWN = 5  # offending rows named in an error
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_YEAR = re.compile(r"(19|20)\d\d")
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
FLAGS = ("ok", "corrected", "doubtful", "derived")
KINDS = ("preferred", "second_source")
UNIT_TYPES = ("district", "county", "county-level city")
DRIVERS = {
    "shanxi_gdp": "cny_1e8", "china_gdp": "cny_1e8", "luliang_gdp": "cny_1e8",
    "shanxi_revenue": "cny_1e8", "coal_price_newcastle": "usd_per_tonne",
    "china_gdp_growth_real": "percent", "china_gdp_deflator_growth": "percent",
    "china_ppi_growth": "percent", "shanxi_gdp_growth_real": "percent",
}
DRIVER_BASES = ("census4", "census5", "as_first_published", "wdi_2023", "wdi_2024", "wdi_2026",
                "mean_of_months", "imf", "world_bank", "budget_account")
STATUSES = ("final", "revised", "preliminary", "unknown")


@dataclass(frozen=True)
class Rule:
    """One rule on a column of text: the predicate, and what it expects in words."""

    holds: Callable[[str], bool]
    expected: str
    remedy: str = "correct the cell"


def one_of(words: Sequence[str], *, remedy: str = "correct the cell") -> Rule:
    """Rule: the cell is one of ``words``."""
    known = frozenset(words)
    shown = ", ".join(words) if len(words) <= 12 else f"one of the {len(words)} known names"
    return Rule(known.__contains__, shown, remedy)


FILLED = Rule(bool, "a value (the cell is empty)", "fill in the cell")
ANY = Rule(lambda cell: True, "anything")
NUMBER = Rule(lambda cell: bool(_NUMBER.fullmatch(cell)), "a number with a decimal point, "
              "without blanks, letters or thousands separators")
NUMBER_OR_EMPTY = Rule(lambda cell: not cell or bool(_NUMBER.fullmatch(cell)),
                       "a number, or an empty cell")
YEAR = Rule(lambda cell: bool(_YEAR.fullmatch(cell)), "a year in four digits")
DATE_OR_EMPTY = Rule(lambda cell: not cell or bool(_DATE.fullmatch(cell)),
                     "YYYY-MM-DD, YYYY-MM, or an empty cell")


@dataclass(frozen=True)
class Table:
    """The columns of a file with their rules, and the columns that tell its rows apart."""

    columns: dict[str, Rule]
    key: tuple[str, ...] = ()
    numbers: tuple[str, ...] = field(default=())
    integers: tuple[str, ...] = field(default=())


UNITS_TABLE = Table(
    {"code": Rule(lambda cell: bool(re.fullmatch(r"14\d{4}", cell)), "six digits, 14…"),
     "name_zh": FILLED, "name_en": FILLED, "prefecture_zh": FILLED, "prefecture_en": FILLED,
     "type": one_of(UNIT_TYPES), "predecessor_code": ANY, "predecessor_zh": ANY,
     "change_year": ANY},
    key=("code",))
SOURCES_TABLE = Table(
    {"source_id": FILLED, "title": FILLED, "title_zh": ANY, "publisher": ANY,
     "publisher_zh": ANY, "location": ANY, "licence": ANY, "quality": ANY,
     "published": DATE_OR_EMPTY},
    key=("source_id",))


def source_rule(sources: Sequence[str]) -> Rule:
    """Rule: the cell is a ``source_id`` of sources.csv."""
    return Rule(frozenset(sources).__contains__, "a source_id that stands in data/sources.csv",
                "add the source to data/sources.csv, or use county_own_figure for the county's "
                "own figure")


def unit_rule(codes: Sequence[str]) -> Rule:
    """Rule: the cell is the code of a unit in units.csv."""
    return Rule(frozenset(codes).__contains__, "a code that stands in data/units.csv",
                "look the code up in data/units.csv")


def panel_table(codes: Sequence[str], sources: Sequence[str]) -> Table:
    """Rules of county_panel.csv."""
    return Table(
        {"code": unit_rule(codes), "name_zh": FILLED, "year": YEAR,
         "indicator": one_of(tuple(INDICATORS)), "value": NUMBER, "unit": FILLED, "basis": FILLED,
         "kind": one_of(KINDS), "flag": one_of(FLAGS), "source_id": source_rule(sources),
         "note": ANY},
        key=("code", "year", "indicator", "kind"), numbers=("value",), integers=("year",))


def drivers_table(sources: Sequence[str]) -> Table:
    """Rules of drivers.csv."""
    return Table(
        {"series": one_of(tuple(DRIVERS)), "year": YEAR, "value": NUMBER, "unit": FILLED,
         "basis": one_of(DRIVER_BASES), "status": one_of(STATUSES), "flag": one_of(FLAGS),
         "source_id": source_rule(sources), "note": ANY},
        key=("series", "year", "basis", "source_id"), numbers=("value",), integers=("year",))


def exclusions_table(codes: Sequence[str]) -> Table:
    """Rules of exclusions.csv."""
    return Table({"code": unit_rule(codes), "name_zh": FILLED, "year": YEAR,
                  "indicator": one_of(("gdp", "general_public_budget_revenue")),
                  "reason": FILLED},
                 key=("code", "year", "indicator"), integers=("year",))


def indicators_table(sources: Sequence[str]) -> Table:
    """Rules of indicators.csv (years may be spans or unknown there)."""
    return Table({"unit_code": FILLED, "unit_zh": FILLED, "year": ANY, "indicator": FILLED,
                  "value": NUMBER, "unit": FILLED, "basis": ANY,
                  "source_id": source_rule(sources), "flag": one_of(FLAGS), "note": ANY},
                 numbers=("value",))


def projects_table(sources: Sequence[str]) -> Table:
    """Rules of projects.csv."""
    return Table({"project": FILLED, "owner": ANY, "type": FILLED, "capacity": NUMBER_OR_EMPTY,
                  "capacity_unit": ANY, "investment_cny_1e8": NUMBER_OR_EMPTY, "status": FILLED,
                  "date": ANY, "expected_output_cny_1e8": NUMBER_OR_EMPTY,
                  "source_id": source_rule(sources), "note": ANY},
                 key=("project",))


def policy_table(sources: Sequence[str]) -> Table:
    """Rules of policy_events.csv."""
    return Table({"date": FILLED, "event": FILLED, "affected": ANY, "rate_before": ANY,
                  "rate_after": ANY, "source_id": source_rule(sources), "note": ANY})


def read_table(path: Path, table: Table) -> pd.DataFrame:
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
    rows = read_rows(path)
    _require_columns(rows, table, path)
    failures = _find_failures(rows, table)
    if failures:
        raise _report_cells(rows, table, path, failures)
    _require_unique(rows, table, path)
    kinds = dict.fromkeys(table.numbers, "float64") | dict.fromkeys(table.integers, "int64")
    return rows.astype(kinds)


def _require_columns(rows: pd.DataFrame, table: Table, path: Path) -> None:
    missing = [name for name in table.columns if name not in rows.columns]
    unknown = [name for name in rows.columns if name not in table.columns]
    if not missing and not unknown and rows.columns.is_unique:
        return
    what = f"column {missing[0]!r} is missing" if missing else (
        f"column {unknown[0]!r} is not known" if unknown else "a column stands there twice")
    raise InputError(what, where=f"{label_file(path)} row 1",
                     expected=", ".join(table.columns),
                     remedy="give the header line exactly these names")


def _find_failures(rows: pd.DataFrame, table: Table) -> list[tuple[int, str, str]]:
    """Validate with pandera; list (line, column, cell) of each failure, by line.

    Where no distinct cell of any column breaks its rule there is nothing to find, and pandera,
    whose import alone takes longer than this, stays out.
    """
    if all(rule.holds(cell) for name, rule in table.columns.items()
           for cell in rows[name].unique()):
        return []
    import pandera.pandas as pa

    schema = pa.DataFrameSchema({
        name: pa.Column(str, pa.Check(rule.holds, element_wise=True, error=rule.expected))
        for name, rule in table.columns.items()})
    try:
        schema.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as error:
        cases = error.failure_cases
        return sorted({(int(line), str(column), str(cell)) for line, column, cell in
                       zip(cases["index"], cases["column"], cases["failure_case"], strict=True)})
    return []


def _report_cells(rows: pd.DataFrame, table: Table, path: Path,
                  failures: list[tuple[int, str, str]]) -> InputError:
    line, column, cell = failures[0]
    rule = table.columns[column]
    what = f"{column} = {cell!r}"
    if len(failures) > 1:
        others = "; ".join(f"row {n}: {c} = {v!r}" for n, c, v in failures[1:SHOWN])
        what += f" ({len(failures)} faults in the file; next {others})"
    return InputError(what, where=f"{label_file(path)} row {line}", expected=rule.expected,
                      remedy=rule.remedy)


def _require_unique(rows: pd.DataFrame, table: Table, path: Path) -> None:
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
    raise InputError(f"{name} stands there twice{more}",
                     where=f"{label_file(path)} rows {', '.join(map(str, first.index[:SHOWN]))}",
                     expected=f"one row for each {', '.join(key)}",
                     remedy="keep one; mark another publication of the same figure second_source"
                            if "kind" in key else "keep one of them")
