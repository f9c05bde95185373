"""User-supplied panel data: units in groups, one positive value per unit and year."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import InputError, UsageError
from planodds.inputs.panels.arrays import freeze
from planodds.inputs.tables.csv_reader import raise_for_rows, read_csv_cells
from planodds.inputs.tables.files import display_path

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNIT_COUNT = (10, 3000)  # smallest and largest
_YEAR_COUNT = (8, 100)
_NUMBER = re.compile(r"[+-]?(\d{1,30}\.?\d{0,30}|\.\d{1,30})([eE][+-]?\d{1,3})?", re.ASCII)
_SMALLEST, _LARGEST = 1e-9, 1e15  # in any sensible unit of measurement
_COLUMNS = ("unit", "group", "year", "value")
_DRIVER_COLUMNS = ("year", "series", "value")


@dataclass(frozen=True, eq=False)
class UnitPanel:
    """One variable of many units over the years. Arrays are read-only.

    Attributes
    ----------
    name : str
        The file's stem, or the name that the caller gives.
    units : tuple of str
        Sorted; the dim ``unit``.
    groups : tuple of str (unit,)
        The group of each unit.
    years : tuple of int
        Consecutive; the dim ``year``.
    values : ndarray (unit, year)
        Positive levels in the file's unit of measurement; NaN where there is none.
    drivers : mapping of str to ndarray (year,)
        External series on the same years; NaN where there is no value.
    """

    name: str
    units: tuple[str, ...]
    groups: tuple[str, ...]
    years: tuple[int, ...]
    values: np.ndarray
    drivers: Mapping[str, np.ndarray] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", freeze(np.array(self.values, dtype=float)))
        frozen = {
            name: freeze(np.array(series, dtype=float)) for name, series in self.drivers.items()
        }
        object.__setattr__(self, "drivers", MappingProxyType(frozen))

    def __reduce__(self) -> tuple[type[UnitPanel], tuple[object, ...]]:
        """Return what pickle needs: a read-only mapping cannot be pickled itself."""
        drivers = dict(self.drivers)
        return UnitPanel, (self.name, self.units, self.groups, self.years, self.values, drivers)

    @property
    def log_values(self) -> np.ndarray:
        """Log levels (unit, year)."""
        return np.log(self.values)

    @property
    def growth(self) -> np.ndarray:
        """Log growth (unit, year - 1); NaN where either end is missing."""
        return np.diff(self.log_values, axis=1)

    @property
    def group_index(self) -> np.ndarray:
        """Position of each unit's group among the sorted groups, (unit,)."""
        index: np.ndarray = np.unique(self.groups, return_inverse=True)[1]
        return index

    def select(self, chosen: np.ndarray) -> UnitPanel:
        """Return the panel of some of the units.

        Parameters
        ----------
        chosen : ndarray of bool, shape (unit,)

        Returns
        -------
        UnitPanel
        """
        return replace(
            self,
            units=tuple(np.array(self.units)[chosen].tolist()),
            groups=tuple(np.array(self.groups)[chosen].tolist()),
            values=self.values[chosen],
        )

    def truncate(self, origin: int, window: int | None = None) -> UnitPanel:
        """Return the panel to an origin, without later years.

        Parameters
        ----------
        origin : int
            The last year of the result.
        window : int, optional
            Number of years of the result; all years to the origin if omitted.

        Returns
        -------
        UnitPanel

        Raises
        ------
        UsageError
            The origin is not a year of the panel, or fewer than two years are left.
        """
        if origin not in self.years:
            raise UsageError(
                f"origin {origin} is not in panel {self.name!r}",
                expected=f"{self.years[0]} .. {self.years[-1]}",
                remedy="choose an origin among its years",
            )
        stop = self.years.index(origin) + 1
        start = 0 if window is None else max(0, stop - window)
        if stop - start < 2:
            raise UsageError(
                f"panel {self.name!r} has {stop - start} year of data at origin {origin}",
                expected="two years or more",
                remedy="choose a later origin or a longer window",
            )
        drivers = {name: series[start:stop] for name, series in self.drivers.items()}
        return replace(
            self, years=self.years[start:stop], values=self.values[:, start:stop], drivers=drivers
        )

    def outcomes(self, origin: int, horizon: int) -> np.ndarray:
        """Return the log levels of the years after an origin.

        Parameters
        ----------
        origin : int
        horizon : int
            Number of years.

        Returns
        -------
        ndarray of float, shape (unit, horizon)
            NaN where the panel has no value.
        """
        first = self.years.index(origin) + 1
        outcomes = np.full((len(self.units), horizon), np.nan)
        later = self.log_values[:, first : first + horizon]
        outcomes[:, : later.shape[1]] = later
        return outcomes


def load_unit_panel(
    path: Path,
    drivers: Path | None = None,
    *,
    name: str = "",
    columns: Mapping[str, str] = MappingProxyType({}),
) -> UnitPanel:
    r"""Load a panel from a CSV file, and its drivers from a second one.

    Parameters
    ----------
    path : Path
        CSV with the columns unit, group, year, value; an empty value is a gap; other columns
        are ignored.
    drivers : Path, optional
        CSV with the columns year, series, value.
    name : str, optional
        Name of the panel; the file's stem if omitted.
    columns : mapping, optional
        Column names of the file where they differ: ``{"group": "bea_region"}``.

    Returns
    -------
    UnitPanel

    Raises
    ------
    InputError
        A column is missing; a value is not a number, or not positive; a unit and year appear
        twice; a unit changes its group; fewer than 10 or more than 3000 units; fewer than 8 or
        more than 100 years.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "panel.csv"
    >>> rows = [f"{u},g,{y},{1 + y - 2000}" for u in "abcdefghij" for y in range(2000, 2010)]
    >>> _ = path.write_text("unit,group,year,value\n" + "\n".join(rows))
    >>> panel = load_unit_panel(path)
    >>> panel.values.shape, panel.truncate(2005, 4).years[0]
    ((10, 10), 2002)
    """
    path = Path(path)
    table = _read_cells(path, {name: columns.get(name, name) for name in _COLUMNS})
    for column in ("unit", "group"):
        _check_cells(table, table[column] == "", path, column, f"the name of a {column}")
    table["year"] = _parse_years(table, path)
    table["value"] = _parse_numbers(table, path, positive=True)
    _check_unique(table, ["unit", "year"], path)
    _check_one_group(table, path)
    first, last = int(table["year"].min()), int(table["year"].max())
    _check_count(path, "units", table["unit"].nunique(), _UNIT_COUNT)
    _check_count(path, "years", last - first + 1, _YEAR_COUNT)
    years = tuple(range(first, last + 1))
    values = table.pivot(index="unit", columns="year", values="value").sort_index()
    groups = table.drop_duplicates("unit").set_index("unit")["group"]
    return UnitPanel(
        name or path.stem,
        tuple(values.index),
        tuple(groups[list(values.index)]),
        years,
        values.reindex(columns=list(years)).to_numpy(dtype=float),
        _load_drivers(Path(drivers), years) if drivers else {},
    )


def _load_drivers(path: Path, years: tuple[int, ...]) -> dict[str, np.ndarray]:
    table = _read_cells(path, {name: name for name in _DRIVER_COLUMNS})
    _check_cells(table, table["series"] == "", path, "series", "the name of a series")
    table["year"] = _parse_years(table, path)
    table["value"] = _parse_numbers(table, path, positive=False)
    _check_unique(table, ["series", "year"], path)
    values = table.pivot(index="series", columns="year", values="value")
    values = values.reindex(columns=list(years))
    return {str(name): row.to_numpy(dtype=float) for name, row in values.iterrows()}


def _read_cells(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """Read the columns of a file under their standard names (``columns``: standard to file)."""
    table = read_csv_cells(path)
    missing = [name for name in columns.values() if name not in table.columns]
    if missing:
        raise InputError(
            f"no column {', '.join(missing)}",
            where=f"{display_path(path)} row 1",
            expected=", ".join(columns.values()),
            remedy="rename the column, or name it in an option "
            "(--unit-col, --group-col, --year-col, --value-col)",
        )
    if table.empty:
        raise InputError(
            "no rows",
            where=display_path(path),
            expected="one row per unit and year",
            remedy="add the figures below the header",
        )
    return table[list(columns.values())].set_axis(list(columns), axis=1).copy()


def _parse_years(table: pd.DataFrame, path: Path) -> pd.Series:
    faulty = ~table["year"].str.fullmatch(r"\d{4}")
    _check_cells(table, faulty, path, "year", "a year of four digits")
    return table["year"].astype(int)


def _parse_numbers(table: pd.DataFrame, path: Path, *, positive: bool) -> pd.Series:
    """Return the values as float, NaN where the cell is empty."""
    filled = table["value"] != ""
    faulty = filled & ~table["value"].str.fullmatch(_NUMBER)
    number = pd.to_numeric(table["value"].where(filled & ~faulty)).astype(float)
    faulty |= number.abs() > _LARGEST
    if positive:
        faulty |= number < _SMALLEST
    rule = f"a number from {_SMALLEST:g} to {_LARGEST:g}" if positive else "a number"
    _check_cells(table, faulty, path, "value", f"{rule}, or an empty cell")
    return number


def _check_cells(
    table: pd.DataFrame, faulty: pd.Series, path: Path, column: str, expected: str
) -> None:
    raise_for_rows(table, faulty, path, column, expected=expected, remedy="correct the cells")


def _check_unique(table: pd.DataFrame, key: list[str], path: Path) -> None:
    repeated = table.duplicated(key)
    if repeated.any():
        line = table.index[repeated.to_numpy()][0]
        name = " ".join(str(table.at[line, column]) for column in key)
        raise InputError(
            f"{name} appears twice",
            where=f"{display_path(path)} row {line}",
            expected=f"one row for each {' and '.join(key)}",
            remedy="remove the wrong row",
        )


def _check_one_group(table: pd.DataFrame, path: Path) -> None:
    first = table.groupby("unit")["group"].transform("first")
    changed = table.index[(table["group"] != first).to_numpy()]
    if len(changed):
        line = changed[0]
        raise InputError(
            f"{table.at[line, 'unit']} is in group {table.at[line, 'group']!r}, "
            f"before in {first.loc[line]!r}",
            where=f"{display_path(path)} row {line}",
            expected="one group per unit",
            remedy="write the group of the last year in all its rows",
        )


def _check_count(path: Path, what: str, count: int, limits: tuple[int, int]) -> None:
    if not limits[0] <= count <= limits[1]:
        raise InputError(
            f"{count} {what}",
            where=display_path(path),
            expected=f"{limits[0]} to {limits[1]} {what}",
            remedy=f"use a panel with {limits[0]} to {limits[1]} {what}",
        )
