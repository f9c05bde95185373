"""County panel: GDP, revenue and drivers at an information set, as read-only arrays."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.inputs.panels import drivers as driver_growth
from planodds.inputs.panels.arrays import freeze
from planodds.inputs.panels.information import (
    FIRST_YEAR,
    InformationSet,
    basis_of,
    resolve_information,
)
from planodds.inputs.tables.csv_tables import (
    read_county_panel,
    read_drivers,
    read_exclusions,
    read_units,
)
from planodds.inputs.tables.files import DATA_DIR, hash_data_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

REVENUE_INDICATOR = "general_public_budget_revenue"
INDICATORS = {constants.GDP: "gdp", constants.REVENUE: REVENUE_INDICATOR}
_SHARE_YEARS = (2019, 2020)  # the second is used where the first is missing (Pu County)
_CACHE_SIZE = 8  # panels are frozen: the same files and information set give the same object
_CACHE: dict[tuple[object, ...], Panel] = {}
_RAGGED_EDGE_COLUMNS = ["code", "year", "variable", "value", "source_id"]


@dataclass(frozen=True, eq=False)
class Panel:
    """Data of all units and drivers at one information set. Arrays are read-only.

    Attributes
    ----------
    information : InformationSet
    units : tuple of str
        Codes, sorted; the dim ``unit`` of every array.
    unit_table : DataFrame
        Index code; name_zh, name_en, prefecture_zh, prefecture_en, type.
    years : tuple of int
        2019 .. county_to; the dim ``year``.
    gdp, revenue : ndarray (unit, year)
        cny_1e8 at current prices as published for that year; NaN where missing or excluded.
    gdp_basis : tuple of str (year,)
    secondary_share : ndarray (unit,)
        Secondary value added over GDP in 2019 (2020 where 2019 is missing).
    prefecture : ndarray of int (unit,)
        Position in ``prefectures``.
    prefectures : tuple of str
    rosters : mapping of str to ndarray of bool (unit,)
    ragged_edge : DataFrame
        code, year, variable (gdp or revenue), value (cny_1e8), source_id: figures of single
        units for the year after ``county_to``; empty unless the set is "latest".
    driver_years : tuple of int
        1996 .. drivers_to; the dim of the driver growths.
    coal_growth, national_growth, provincial_growth : ndarray (driver_year,)
        Log growth; NaN where it cannot be computed.
    provincial_growth_county_basis : ndarray (growth_year,)
        Growth years are ``years[1:]``; on the census basis of that year's county figures.
    provincial_level : ndarray (year,)
        cny_1e8, on the census basis of that year's county figures.
    hashes : mapping of str to str
        Data file to SHA-256 digest, for provenance; not part of the information set.
    """

    information: InformationSet
    units: tuple[str, ...]
    unit_table: pd.DataFrame
    years: tuple[int, ...]
    gdp: np.ndarray
    gdp_basis: tuple[str, ...]
    revenue: np.ndarray
    secondary_share: np.ndarray
    prefecture: np.ndarray
    prefectures: tuple[str, ...]
    rosters: Mapping[str, np.ndarray]
    ragged_edge: pd.DataFrame
    driver_years: tuple[int, ...]
    coal_growth: np.ndarray
    national_growth: np.ndarray
    provincial_growth: np.ndarray
    provincial_growth_county_basis: np.ndarray
    provincial_level: np.ndarray
    hashes: Mapping[str, str]

    def unit_index(self, code: str) -> int:
        """Return the position of a unit; raise UsageError if the panel does not have it."""
        try:
            return self.units.index(code)
        except ValueError:
            raise UsageError(
                f"unit {code!r} is not in the panel",
                expected="a code of data/units.csv",
                remedy="look the code up in data/units.csv",
            ) from None

    def year_index(self, year: int) -> int:
        """Return the position of a year; raise UsageError if the panel does not have it."""
        try:
            return self.years.index(year)
        except ValueError:
            raise UsageError(
                f"year {year} is not in the panel",
                expected=f"{self.years[0]} .. {self.years[-1]}",
                remedy="for later years use the forecast",
            ) from None


def load_panel(
    data_dir: Path = DATA_DIR,
    information: InformationSet | str = "latest",
    as_of: date | None = None,
) -> Panel:
    """Load the county panel at an information set.

    Parameters
    ----------
    data_dir : Path
        Folder with the data files.
    information : InformationSet or str
        The set, or its name.
    as_of : date, optional
        Edition of the county panel: without the rows recorded after this day; the newest if None.

    Returns
    -------
    Panel
        The same object as before if the files have not changed.

    Raises
    ------
    InputError
        A file breaks a rule of data/README.md; the message names file, row, value and remedy.
    UsageError
        The information set does not exist.

    Examples
    --------
    >>> panel = load_panel(information="2020")
    >>> panel.years, panel.gdp.shape, round(float(panel.gdp[panel.unit_index("141122"), 1]), 2)
    ((2019, 2020), (117, 2), 84.9)
    """
    hashes = hash_data_files(data_dir)
    key = (str(data_dir), information, as_of, tuple(hashes.items()))
    if key not in _CACHE:
        while len(_CACHE) >= _CACHE_SIZE:
            _CACHE.pop(next(iter(_CACHE)))
        _CACHE[key] = _read_panel(data_dir, information, hashes, as_of)
    return _CACHE[key]


def _read_panel(
    data_dir: Path, information: InformationSet | str, hashes: Mapping[str, str], as_of: date | None
) -> Panel:
    units = read_units(data_dir).set_index("code").sort_index()
    cells, drivers = read_county_panel(data_dir, as_of), read_drivers(data_dir)
    if isinstance(information, str):
        information = resolve_information(information, cells, drivers, unit_count=len(units))
    exclusions = read_exclusions(data_dir)
    return _build_panel(
        information, units=units, cells=cells, drivers=drivers, exclusions=exclusions, hashes=hashes
    )


def _build_panel(
    information: InformationSet,
    *,
    units: pd.DataFrame,
    cells: pd.DataFrame,
    drivers: pd.DataFrame,
    exclusions: pd.DataFrame,
    hashes: Mapping[str, str],
) -> Panel:
    """Build a panel from checked tables; data after the information set are not used."""
    codes, to = tuple(units.index), information.county_to
    years = tuple(range(FIRST_YEAR, to + 1))
    growth_years = tuple(range(driver_growth.FIRST_GROWTH_YEAR, information.drivers_to + 1))
    preferred = cells[cells["kind"] == "preferred"]
    fitted = drop_excluded(preferred, exclusions)
    prefectures = tuple(sorted(units["prefecture_en"].unique()))
    return Panel(
        information=information,
        units=codes,
        years=years,
        unit_table=units[["name_zh", "name_en", "prefecture_zh", "prefecture_en", "type"]],
        gdp=freeze(pivot(fitted, "gdp", codes, years)),
        gdp_basis=tuple(basis_of(year) for year in years),
        revenue=freeze(pivot(fitted, REVENUE_INDICATOR, codes, years)),
        secondary_share=freeze(_secondary_share(preferred, codes, to=to)),
        prefecture=freeze(np.array([prefectures.index(p) for p in units["prefecture_en"]])),
        prefectures=prefectures,
        rosters=_build_rosters(units),
        ragged_edge=_ragged_edge_cells(fitted, information),
        driver_years=growth_years,
        coal_growth=freeze(
            driver_growth.coal_growth(drivers, growth_years, to=information.drivers_to)
        ),
        national_growth=freeze(driver_growth.national_growth(drivers, growth_years, information)),
        provincial_growth=freeze(
            driver_growth.provincial_growth(drivers, growth_years, information)
        ),
        provincial_growth_county_basis=freeze(
            driver_growth.county_basis_growth(drivers, years[1:])
        ),
        provincial_level=freeze(driver_growth.published_level(drivers, years)),
        hashes=MappingProxyType(dict(hashes)),
    )


def pivot(
    cells: pd.DataFrame, indicator: str, codes: tuple[str, ...], years: tuple[int, ...]
) -> np.ndarray:
    """Return an indicator as an array.

    Parameters
    ----------
    cells : DataFrame
        Columns code, year, indicator, value; at most one row per unit, year and indicator.
    indicator : str
    codes : tuple of str
    years : tuple of int

    Returns
    -------
    ndarray of float, shape (unit, year)
        In the indicator's unit of measurement; NaN where there is no cell.
    """
    table = cells[cells["indicator"] == indicator].pivot(
        index="code", columns="year", values="value"
    )
    values = table.reindex(index=list(codes), columns=list(years)).to_numpy(dtype=float, copy=True)
    return np.ascontiguousarray(values)


def drop_excluded(cells: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Return the cells without those that exclusions.csv lists as not to be fitted."""
    key = ["code", "year", "indicator"]
    listed = pd.MultiIndex.from_frame(exclusions[key])
    return cells[~pd.MultiIndex.from_frame(cells[key]).isin(listed)]


def _secondary_share(cells: pd.DataFrame, codes: tuple[str, ...], *, to: int) -> np.ndarray:
    """Return secondary value added over GDP, shape (unit,), of the first share year with data."""
    years = tuple(year for year in _SHARE_YEARS if year <= to)
    shares = pivot(cells, "va_secondary", codes, years) / pivot(cells, "gdp", codes, years)
    share = driver_growth.coalesce(*shares.T)
    if np.isnan(share).any():
        code = codes[int(np.flatnonzero(np.isnan(share))[0])]
        raise InputError(
            f"unit {code} has no share of secondary industry",
            where="data/county_panel.csv",
            expected=f"gdp and va_secondary in one of {_SHARE_YEARS}",
            remedy="add the two rows",
        )
    return share


def _build_rosters(units: pd.DataFrame) -> Mapping[str, np.ndarray]:
    """Return the masks of ranked units: all, and all but urban districts."""
    counties = (units["type"] != "district").to_numpy()
    return MappingProxyType(
        {
            constants.ROSTER_ALL: freeze(np.ones(len(units), dtype=bool)),
            constants.ROSTER_COUNTIES: freeze(counties),
        }
    )


def _ragged_edge_cells(cells: pd.DataFrame, information: InformationSet) -> pd.DataFrame:
    """Return the figures of single units for the year after ``county_to``.

    Raises
    ------
    InputError
        A figure is for a later year.
    """
    if not information.ragged:
        return pd.DataFrame(columns=_RAGGED_EDGE_COLUMNS).astype(
            {"year": "int64", "value": "float64"}
        )
    variables = {indicator: variable for variable, indicator in INDICATORS.items()}
    later = cells[(cells["year"] > information.county_to) & cells["indicator"].isin(variables)]
    too_late = later[later["year"] > information.county_to + 1]
    if not too_late.empty:
        row = too_late.iloc[0]
        raise InputError(
            f"{row['indicator']} of {row['code']} for {row['year']}",
            where=f"data/county_panel.csv row {too_late.index[0]}",
            expected=f"figures to {information.county_to + 1}: all units have a GDP "
            f"to {information.county_to}",
            remedy="add the other units' figures of the year before first",
        )
    later = later.assign(variable=later["indicator"].map(variables))
    return later[_RAGGED_EDGE_COLUMNS].sort_values(["code", "variable"], ignore_index=True)
