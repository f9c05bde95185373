"""Information sets: which data a forecaster could know at each forecast origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.errors import InputError, UsageError
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_DIR, DRIVERS_FILE, PANEL_FILE

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.study import Study

LATEST = "latest"


@dataclass(frozen=True)
class InformationSet:
    """Data available at a forecast origin.

    Attributes
    ----------
    name : str
        A year (retrospective: data of units and drivers to that year) or "latest".
    county_to : int
        Last year with the ranked variable of every unit.
    drivers_to : int
        Last year with every driver but the aggregate.
    basis : str
        Statistical basis on which figures of ``county_to`` were published.
    """

    name: str
    county_to: int
    drivers_to: int
    basis: str

    @property
    def ragged(self) -> bool:
        """True if single units may have data beyond ``county_to`` (only at "latest")."""
        return self.name == LATEST


def get_information(name: str, data_dir: Path = DATA_DIR) -> InformationSet:
    """Return a named information set; the years of "latest" follow from the data.

    Parameters
    ----------
    name : str
        A year from the study's ``first_origin`` on, or "latest".
    data_dir : Path

    Returns
    -------
    InformationSet

    Raises
    ------
    UsageError
        The name is unknown.
    InputError
        No year has the figures of all units, or the data end before the set does.

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
        study=load_study(data_dir),
        unit_count=len(read_units(data_dir)),
    )


def information_names(data_dir: Path = DATA_DIR) -> tuple[str, ...]:
    """Return the names of all information sets of a study.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    tuple of str
        Each year from ``first_origin`` to the last complete one, and "latest".

    Examples
    --------
    >>> information_names()
    ('2020', '2021', '2022', '2023', '2024', 'latest')
    """
    first, last = load_study(data_dir).first_origin, get_information(LATEST, data_dir).county_to
    return (*(str(year) for year in range(first, last + 1)), LATEST)


def resolve_information(
    name: str, cells: pd.DataFrame, drivers: pd.DataFrame, *, study: Study, unit_count: int
) -> InformationSet:
    """Return a named information set from tables that have been read.

    Parameters
    ----------
    name : str
        A year from the study's ``first_origin`` on, or "latest".
    cells, drivers : DataFrame
        As ``read_county_panel`` and ``read_drivers`` return them.
    study : Study
    unit_count : int
        Number of units of which a complete year needs the ranked variable.

    Returns
    -------
    InformationSet

    Raises
    ------
    UsageError, InputError
        As ``get_information``.
    """
    if name != LATEST and not (name.isdecimal() and study.first_origin <= int(name)):
        raise UsageError(
            f"unknown information set {name!r}",
            expected=f"a year from {study.first_origin} on, or {LATEST}",
            remedy="use one of these names",
        )
    county_to = _last_complete_year(cells, study, unit_count)
    drivers_to = _last_driver_year(drivers, study, county_to)
    if name != LATEST:
        _check_data_reach(int(name), min(county_to, drivers_to))
        county_to = drivers_to = int(name)
    return InformationSet(name, county_to, max(drivers_to, county_to), study.basis_of(county_to))


def _last_complete_year(cells: pd.DataFrame, study: Study, unit_count: int) -> int:
    """Return the last year with a preferred figure of the ranked variable of every unit."""
    indicator = study.variables[study.ranked].indicator
    ranked = cells[(cells["indicator"] == indicator) & (cells["kind"] == "preferred")]
    counts = ranked.groupby("year")["code"].nunique()
    complete = counts.index[counts == unit_count]
    if complete.empty:
        raise InputError(
            f"no year has the {indicator} of all {unit_count} units",
            where=PANEL_FILE,
            expected="at least one complete year",
            remedy="add the missing figures, or remove the units without figures from units.csv",
        )
    return int(complete.max())


def _last_driver_year(drivers: pd.DataFrame, study: Study, county_to: int) -> int:
    """Return the last year with every driver but the aggregate."""
    years = [
        set(drivers.loc[drivers["series"] == driver.series, "year"])
        for driver in study.drivers
        if not driver.aggregate
    ]
    if not years:
        return county_to
    common = set.intersection(*years)
    if not common:
        names = [driver.series for driver in study.drivers if not driver.aggregate]
        empty = [name for name, found in zip(names, years, strict=True) if not found] or names
        raise InputError(
            f"no year has {', '.join(empty)}",
            where=DRIVERS_FILE,
            expected=f"annual figures of {', '.join(names)} for the same years",
            remedy="add the rows, or remove the driver from study.yaml",
        )
    return int(max(common))


def _check_data_reach(year: int, last: int) -> None:
    if year > last:
        raise InputError(
            f"the data end in {last}, before information set {year}",
            where=f"{PANEL_FILE} and {DRIVERS_FILE}",
            expected=f"rows to {year}",
            remedy="restore the missing rows",
        )
