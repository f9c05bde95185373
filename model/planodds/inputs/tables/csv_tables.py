"""The data files as checked tables: what one cell cannot show, its row or its file must."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import InputError
from planodds.execution.caching import cache_by_file_content
from planodds.inputs.tables import files, schemas

if TYPE_CHECKING:
    from pathlib import Path

_MONEY = ("gdp", "general_public_budget_revenue", "general_public_budget_expenditure")
_UNITS = {name: unit for name, (unit, _) in schemas.INDICATORS.items()}
_MODELLED = ("coal_price_newcastle", "china_gdp", "shanxi_gdp")  # drivers the model reads


@cache_by_file_content(files.UNITS_FILE)
def read_units(data_dir: Path) -> pd.DataFrame:
    """Read units.csv, index ``line``; one row a county-level unit, sorted as in the file."""
    return schemas.read_table(data_dir / files.UNITS_FILE, schemas.UNITS_TABLE)


@cache_by_file_content(files.SOURCES_FILE)
def read_sources(data_dir: Path) -> pd.DataFrame:
    """Read sources.csv; ``published`` is '' where the default rule holds (see data/README.md)."""
    return schemas.read_table(data_dir / files.SOURCES_FILE, schemas.SOURCES_TABLE)


@cache_by_file_content(files.UNITS_FILE, files.SOURCES_FILE, files.PANEL_FILE)
def read_county_panel(data_dir: Path) -> pd.DataFrame:
    """Read county_panel.csv.

    Returns
    -------
    DataFrame
        Index ``line``; code, name_zh, year (int), indicator, value (float), unit, basis, kind,
        flag, source_id, note. Money in cny_1e8 at current prices.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; a unit-year-indicator stands there twice; a name
        does not belong to its code; a unit or a basis does not belong to its indicator and
        year; money is not positive.
    """
    path = data_dir / files.PANEL_FILE
    units = read_units(data_dir)
    table = schemas.panel_table(units["code"], read_sources(data_dir)["source_id"])
    rows = schemas.read_table(path, table)
    _require_names(rows, units, path)
    _require_units_and_bases(rows, path)
    _require_positive(rows, path)
    return rows


@cache_by_file_content(files.SOURCES_FILE, files.DRIVERS_FILE)
def read_drivers(data_dir: Path) -> pd.DataFrame:
    """Read drivers.csv: series, year (int), value (float), unit, basis, status, flag, …"""
    path = data_dir / files.DRIVERS_FILE
    rows = schemas.read_table(path, schemas.drivers_table(read_sources(data_dir)["source_id"]))
    expected = rows["series"].map(schemas.DRIVERS)
    _raise_for_rows(
        rows,
        rows["unit"] != expected,
        path,
        "unit",
        expected="the unit of its series: cny_1e8, usd_per_tonne or percent",
        remedy="convert the value and give its unit",
    )
    levels = expected != "percent"
    _raise_for_rows(
        rows,
        levels & (rows["value"] <= 0),
        path,
        "value",
        expected="a level above zero",
        remedy="correct the cell",
    )
    again = rows["series"].isin(_MODELLED) & rows.duplicated(["series", "year", "basis"])
    _raise_for_rows(
        rows,
        again,
        path,
        "value",
        expected="one value for each series, year, basis",
        remedy="keep one of the rows",
    )
    return rows


@cache_by_file_content(files.UNITS_FILE, files.EXCLUSIONS_FILE)
def read_exclusions(data_dir: Path) -> pd.DataFrame:
    """Read exclusions.csv: cells of the panel that are kept as data but not fitted."""
    path = data_dir / files.EXCLUSIONS_FILE
    units = read_units(data_dir)
    rows = schemas.read_table(path, schemas.exclusions_table(units["code"]))
    _require_names(rows, units, path)
    return rows


@cache_by_file_content(
    files.SOURCES_FILE, files.INDICATORS_FILE, files.PROJECTS_FILE, files.POLICY_FILE
)
def read_context(data_dir: Path) -> dict[str, pd.DataFrame]:
    """Read what narratives and scenario inputs rest on: indicators, projects, policy events."""
    sources = read_sources(data_dir)["source_id"]
    return {
        name: schemas.read_table(data_dir / name, table(sources))
        for name, table in (
            (files.INDICATORS_FILE, schemas.indicators_table),
            (files.PROJECTS_FILE, schemas.projects_table),
            (files.POLICY_FILE, schemas.policy_table),
        )
    }


def _raise_for_rows(
    rows: pd.DataFrame, faulty: pd.Series, path: Path, column: str, *, expected: str, remedy: str
) -> None:
    """Raise InputError for the rows where ``faulty``, naming the first five."""
    lines = rows.index[faulty]
    if not len(lines):
        return
    first = rows.loc[lines[0]]
    about = " ".join(
        str(first[name]) for name in ("code", "series", "year", "indicator") if name in rows.columns
    )
    what = f"{column} = {str(first[column])!r} ({about})"
    if len(lines) > 1:
        what += f"; {len(lines)} such rows"
    shown = ", ".join(map(str, lines[: schemas.SHOWN]))
    raise InputError(
        what,
        where=f"{files.display_path(path)} row{'s'[: len(lines) - 1]} {shown}",
        expected=expected,
        remedy=remedy,
    )


def _require_names(rows: pd.DataFrame, units: pd.DataFrame, path: Path) -> None:
    names = rows["code"].map(units.set_index("code")["name_zh"])
    _raise_for_rows(
        rows,
        rows["name_zh"] != names,
        path,
        "name_zh",
        expected="the name that data/units.csv gives the code",
        remedy="one of the two is mistyped: correct the code or the name",
    )


def _require_units_and_bases(rows: pd.DataFrame, path: Path) -> None:
    _raise_for_rows(
        rows,
        rows["unit"] != rows["indicator"].map(_UNITS),
        path,
        "unit",
        expected="money in cny_1e8, persons in persons_1e4, growth in percent",
        remedy="convert the value and give its unit",
    )
    _raise_for_rows(
        rows,
        rows["basis"] != _expected_basis(rows["indicator"], rows["year"]),
        path,
        "basis",
        expected="value added: census5 from 2024, census4 2019-2023, "
        "pre_census4 before; budget_account for revenue and expenditure",
        remedy="give the basis on which the figure was published",
    )


def _expected_basis(indicator: pd.Series, year: pd.Series) -> pd.Series:
    """Return the only basis that a figure of this indicator and year can stand on."""
    basis = indicator.map({name: basis for name, (_, basis) in schemas.INDICATORS.items()})
    by_year = np.select([year >= 2024, year >= 2019], ["census5", "census4"], "pre_census4")
    return basis.mask(basis == schemas.ACCOUNTS, pd.Series(by_year, index=year.index))


def _require_positive(rows: pd.DataFrame, path: Path) -> None:
    money = rows["indicator"].isin(_MONEY)
    _raise_for_rows(
        rows,
        money & (rows["value"] <= 0),
        path,
        "value",
        expected="money above zero, in cny_1e8",
        remedy="correct the cell",
    )
