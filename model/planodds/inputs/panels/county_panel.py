"""The panel: what is known at an information set, as frozen arrays."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.inputs.panels import drivers as driving
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
    from pathlib import Path

REVENUE_INDICATOR = "general_public_budget_revenue"
INDICATORS = {constants.GDP: "gdp", constants.REVENUE: REVENUE_INDICATOR}
_SHARE_YEARS = (2019, 2020)  # the second stands in where the first is missing (Pu County)
_MOST_BUILT = 8  # panels kept, by content: they are frozen, and the same files give the same one
_BUILT: dict[tuple[object, ...], Panel] = {}
_EARLY_COLUMNS = ["code", "year", "variable", "value", "source_id"]


@dataclass(frozen=True, eq=False)
class Panel:
    """Everything known at one information set. Arrays are read-only.

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
    _secondary_share : ndarray (unit,)
        Secondary value added over GDP in 2019 (2020 where 2019 is missing), fixed for good.
    prefecture : ndarray of int (unit,)
        Position in ``prefectures``.
    prefectures : tuple of str
    rosters : mapping of str to ndarray of bool (unit,)
    early : DataFrame
        code, year, variable (gdp or revenue), value (cny_1e8), source_id: figures of single
        units for the year after ``county_to``; empty unless the set is "latest".
    driver_years : tuple of int
        1996 .. drivers_to; the dim of the driver growths.
    coal_growth, national_growth, provincial_growth : ndarray (driver_year,)
        Log growth, NaN where unknown.
    provincial_growth_county_basis : ndarray (growth_year,)
        Growth years are ``years[1:]``; on the basis of that year's county figures.
    provincial_level : ndarray (year,)
        cny_1e8, on the basis of that year's county figures.
    hashes : mapping of str to str
        Data file to sha256, for provenance; not part of what is known at the origin.
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
    early: pd.DataFrame
    driver_years: tuple[int, ...]
    coal_growth: np.ndarray
    national_growth: np.ndarray
    provincial_growth: np.ndarray
    provincial_growth_county_basis: np.ndarray
    provincial_level: np.ndarray
    hashes: Mapping[str, str]

    def unit_index(self, code: str) -> int:
        """Return the position of a unit; UsageError if it is not in the panel."""
        try:
            return self.units.index(code)
        except ValueError:
            raise UsageError(
                f"unit {code!r} is not in the panel",
                expected="a code of data/units.csv",
                remedy="look the code up in data/units.csv",
            ) from None

    def year_index(self, year: int) -> int:
        """Return the position of a year; UsageError if it is not in the panel."""
        try:
            return self.years.index(year)
        except ValueError:
            raise UsageError(
                f"year {year} is not in the panel",
                expected=f"{self.years[0]} .. {self.years[-1]}",
                remedy="ask the forecast for later years",
            ) from None


def load_panel(data_dir: Path = DATA_DIR, information: InformationSet | str = "latest") -> Panel:
    """Read, check and freeze what is known at an information set.

    Parameters
    ----------
    data_dir : Path
        Folder with the data files.
    information : InformationSet or str
        The set, or its name.

    Raises
    ------
    InputError
        A file is not what data/README.md says; the message names file, row, value and remedy.
    UsageError
        The information set is not known.

    Examples
    --------
    >>> panel = load_panel(information="2020")
    >>> panel.years, panel.gdp.shape, round(float(panel.gdp[panel.unit_index("141122"), 1]), 2)
    ((2019, 2020), (117, 2), 84.9)
    """
    hashes = hash_data_files(data_dir)
    known = (str(data_dir), information, tuple(hashes.items()))
    if known not in _BUILT:
        units = read_units(data_dir).set_index("code").sort_index()
        cells, drivers = read_county_panel(data_dir), read_drivers(data_dir)
        if isinstance(information, str):
            information = resolve_information(information, cells, drivers, units=len(units))
        panel = _build_panel(
            information,
            units=units,
            cells=cells,
            drivers=drivers,
            exclusions=read_exclusions(data_dir),
            hashes=hashes,
        )
        while len(_BUILT) >= _MOST_BUILT:
            _BUILT.pop(next(iter(_BUILT)))
        _BUILT[known] = panel
    return _BUILT[known]


def _build_panel(
    information: InformationSet,
    *,
    units: pd.DataFrame,
    cells: pd.DataFrame,
    drivers: pd.DataFrame,
    exclusions: pd.DataFrame,
    hashes: Mapping[str, str],
) -> Panel:
    """Build a panel from checked tables; what lies after the information set is not used."""
    codes, to = tuple(units.index), information.county_to
    years = tuple(range(FIRST_YEAR, to + 1))
    grown = tuple(range(driving.FIRST_GROWTH_YEAR, information.drivers_to + 1))
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
        early=_ragged_edge_cells(fitted, information),
        driver_years=grown,
        coal_growth=freeze(driving.coal_growth(drivers, grown, to=information.drivers_to)),
        national_growth=freeze(driving.national_growth(drivers, grown, information)),
        provincial_growth=freeze(driving.provincial_growth(drivers, grown, information)),
        provincial_growth_county_basis=freeze(driving.county_basis_growth(drivers, years[1:])),
        provincial_level=freeze(driving.published_level(drivers, years)),
        hashes=MappingProxyType(dict(hashes)),
    )


def pivot(
    cells: pd.DataFrame, indicator: str, codes: tuple[str, ...], years: tuple[int, ...]
) -> np.ndarray:
    """Return an indicator as (unit, year), NaN where there is no cell."""
    rows = cells[cells["indicator"] == indicator]
    wide = rows.pivot(index="code", columns="year", values="value")
    values = wide.reindex(index=list(codes), columns=list(years)).to_numpy(dtype=float, copy=True)
    return np.ascontiguousarray(values)


def drop_excluded(cells: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Drop the cells that exclusions.csv lists: data, but not to be fitted."""
    key = ["code", "year", "indicator"]
    listed = pd.MultiIndex.from_frame(exclusions[key])
    return cells[~pd.MultiIndex.from_frame(cells[key]).isin(listed)]


def _secondary_share(cells: pd.DataFrame, codes: tuple[str, ...], *, to: int) -> np.ndarray:
    """Return secondary value added over GDP, shape (unit,), of the first share year known."""
    years = tuple(year for year in _SHARE_YEARS if year <= to)
    shares = pivot(cells, "va_secondary", codes, years) / pivot(cells, "gdp", codes, years)
    share = driving.coalesce(*shares.T)
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
    """Return who is ranked: all units, and those that are not urban districts."""
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
        A figure lies further ahead: the year before it would have to be known first.
    """
    if not information.ragged:
        return pd.DataFrame(columns=_EARLY_COLUMNS).astype({"year": "int64", "value": "float64"})
    variables = {indicator: variable for variable, indicator in INDICATORS.items()}
    rows = cells[(cells["year"] > information.county_to) & cells["indicator"].isin(variables)]
    too_far = rows[rows["year"] > information.county_to + 1]
    if not too_far.empty:
        row = too_far.iloc[0]
        raise InputError(
            f"{row['indicator']} of {row['code']} for {row['year']}",
            where=f"data/county_panel.csv row {too_far.index[0]}",
            expected=f"figures to {information.county_to + 1}: the GDP of all "
            f"units is known to {information.county_to}",
            remedy="add the other units' figures of the year before first",
        )
    rows = rows.assign(variable=rows["indicator"].map(variables))
    return rows[_EARLY_COLUMNS].sort_values(["code", "variable"], ignore_index=True)
