"""Information sets: which data a forecaster could know at each forecast origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

LATEST = "latest"
FIRST_YEAR = 2019  # first year of the county panel on the 4th census basis
INFORMATION_SETS = ("2020", "2021", "2022", "2023", "2024", LATEST)


@dataclass(frozen=True)
class InformationSet:
    """Data available at a forecast origin.

    Attributes
    ----------
    name : str
        "2020" … "2024" (retrospective: county and driver data to that year) or "latest".
    county_to : int
        Last year with the GDP of every unit.
    drivers_to : int
        Last year with the coal price and national GDP.
    basis : str
        Census basis on which figures of ``county_to`` were published: census4 or census5.
    """

    name: str
    county_to: int
    drivers_to: int
    basis: str

    @property
    def ragged(self) -> bool:
        """True if single units may have data beyond ``county_to`` (only at "latest")."""
        return self.name == LATEST


def basis_of(year: int) -> str:
    """Return the census basis on which a figure of ``year`` was first published.

    Parameters
    ----------
    year : int
        2019 or later.

    Returns
    -------
    str
        ``census4`` or ``census5``.

    Examples
    --------
    >>> basis_of(2023), basis_of(2024)
    ('census4', 'census5')
    """
    return constants.CENSUS5 if year >= constants.BENCHMARK_YEARS[0] else constants.CENSUS4


def get_information(name: str, data_dir: Path = DATA_DIR) -> InformationSet:
    """Return a named information set; the years of "latest" follow from the data.

    Parameters
    ----------
    name : str
        One of ``INFORMATION_SETS``.
    data_dir : Path

    Returns
    -------
    InformationSet

    Raises
    ------
    UsageError
        The name is unknown.
    InputError
        No year has the GDP of all units, or the data end before the set does.

    Examples
    --------
    >>> get_information("2020")
    InformationSet(name='2020', county_to=2020, drivers_to=2020, basis='census4')
    """
    # Imported here: names and census bases are also needed where no data file is read.
    from planodds.inputs.tables.csv_tables import read_county_panel, read_drivers, read_units

    return resolve_information(
        name,
        read_county_panel(data_dir),
        read_drivers(data_dir),
        unit_count=len(read_units(data_dir)),
    )


def resolve_information(
    name: str, cells: pd.DataFrame, drivers: pd.DataFrame, *, unit_count: int
) -> InformationSet:
    """Return a named information set from tables that have been read.

    Parameters
    ----------
    name : str
        One of ``INFORMATION_SETS``.
    cells, drivers : DataFrame
        As ``read_county_panel`` and ``read_drivers`` return them.
    unit_count : int
        Number of units of which a complete year needs the GDP.

    Returns
    -------
    InformationSet

    Raises
    ------
    UsageError, InputError
        As ``get_information``.
    """
    if name not in INFORMATION_SETS:
        raise UsageError(
            f"unknown information set {name!r}",
            expected=", ".join(INFORMATION_SETS),
            remedy="use one of these names",
        )
    county_to = _last_county_year(cells, unit_count)
    drivers_to = _last_driver_year(drivers)
    if name != LATEST:
        _check_data_reach(int(name), min(county_to, drivers_to))
        county_to = drivers_to = int(name)
    return InformationSet(name, county_to, max(drivers_to, county_to), basis_of(county_to))


def _last_county_year(cells: pd.DataFrame, unit_count: int) -> int:
    """Return the last year with a preferred GDP figure of every unit."""
    gdp = cells[(cells["indicator"] == "gdp") & (cells["kind"] == "preferred")]
    counts = gdp.groupby("year")["code"].nunique()
    complete = counts.index[counts == unit_count]
    if complete.empty:
        raise InputError(
            f"no year has the GDP of all {unit_count} units",
            where="data/county_panel.csv",
            expected="at least one complete year",
            remedy="restore the file from version control",
        )
    return int(complete.max())


def _last_driver_year(drivers: pd.DataFrame) -> int:
    """Return the last year with both a coal price and a national GDP."""
    coal, national = (
        set(drivers.loc[drivers["series"] == name, "year"])
        for name in ("coal_price_newcastle", "china_gdp")
    )
    return int(max(coal & national))


def _check_data_reach(year: int, last: int) -> None:
    if year > last:
        raise InputError(
            f"the data end in {last}, before information set {year}",
            where="data/county_panel.csv and data/drivers.csv",
            expected=f"rows to {year}",
            remedy="restore the missing rows",
        )
