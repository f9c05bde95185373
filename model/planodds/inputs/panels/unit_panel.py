"""Any panel that a reader brings: units in groups, one positive figure a unit and year."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import InputError, UsageError
from planodds.inputs.panels.arrays import freeze
from planodds.inputs.tables.files import display_path, read_csv_cells

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNITS = (10, 3000)
_YEARS = (8, 100)
_COLUMNS = ("unit", "group", "year", "value")
_DRIVER_COLUMNS = ("year", "series", "value")


@dataclass(frozen=True, eq=False)
class UnitPanel:
    """One variable of many units over the years. Arrays are read-only.

    Attributes
    ----------
    name : str
        The file's stem, or what the caller calls it.
    units : tuple of str
        Sorted; the dim ``unit``.
    groups : tuple of str (unit,)
        The group of each unit.
    years : tuple of int
        Consecutive; the dim ``year``.
    values : ndarray (unit, year)
        Positive levels in the file's own unit; NaN where there is none.
    drivers : mapping of str to ndarray (year,)
        Outside series on the same years, NaN where unknown.
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

    def __reduce__(self) -> tuple:
        """Travel to another process: a read-only mapping cannot be pickled as it stands."""
        return UnitPanel, (
            self.name,
            self.units,
            self.groups,
            self.years,
            self.values,
            dict(self.drivers),
        )

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
        """Number of each unit's group in sorted order, (unit,)."""
        return np.unique(self.groups, return_inverse=True)[1]

    def sum_growth(self) -> np.ndarray:
        """Log growth of the panel's sum, (year - 1,), over units with both ends."""
        both = np.isfinite(self.growth)
        later = np.where(both, self.values[:, 1:], 0.0).sum(axis=0)
        earlier = np.where(both, self.values[:, :-1], 0.0).sum(axis=0)
        known = both.any(axis=0)
        ratio = np.divide(later, earlier, out=np.ones_like(later), where=known)
        return np.where(known, np.log(ratio), np.nan)

    def truncate(self, origin: int, window: int | None = None) -> UnitPanel:
        """What was known at an origin: nothing later, and of the past the last ``window`` levels.

        Raises
        ------
        UsageError
            If the origin is not a year of the panel, or fewer than two years are left.
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
                f"{stop - start} year of panel {self.name!r} at origin {origin}",
                expected="two years or more",
                remedy="choose a later origin",
            )
        drivers = {name: series[start:stop] for name, series in self.drivers.items()}
        return replace(
            self, years=self.years[start:stop], values=self.values[:, start:stop], drivers=drivers
        )

    def outcome(self, origin: int, horizon: int) -> np.ndarray:
        """Log levels of the ``horizon`` years after an origin, (unit, horizon); NaN if unknown."""
        first = self.years.index(origin) + 1
        out = np.full((len(self.units), horizon), np.nan)
        later = self.log_values[:, first : first + horizon]
        out[:, : later.shape[1]] = later
        return out


def load_unit_panel(
    path: Path,
    drivers: Path | None = None,
    *,
    name: str = "",
    columns: Mapping[str, str] = MappingProxyType({}),
) -> UnitPanel:
    """Read and check a panel file, and the driver file beside it if there is one.

    Parameters
    ----------
    path : Path
        CSV with the columns unit, group, year, value; an empty value is a gap; other columns
        are passed over.
    drivers : Path, optional
        CSV with the columns year, series, value.
    name : str, optional
        What to call the panel; the file's stem if left out.
    columns : mapping, optional
        Names of the file's own columns: ``{"group": "bea_region"}``.

    Raises
    ------
    InputError
        A column is missing; a cell is not a number, not positive or stands twice; a unit changes
        its group; fewer than 10 or more than 3 000 units; fewer than 8 or more than 100 years.

    Examples
    --------
    >>> from planodds.inputs.tables.files import DATA_DIR
    >>> panel = load_unit_panel(DATA_DIR / "record" / "us_states_income.csv",
    ...                         columns={"unit": "state", "group": "bea_region",
    ...                                  "value": "income_per_head_usd"})
    >>> panel.values.shape, panel.truncate(1960, 20).years[0]
    ((48, 81), 1941)
    """
    path = Path(path)
    rows = _pick(read_csv_cells(path), {c: columns.get(c, c) for c in _COLUMNS}, path)
    for column in ("unit", "group"):
        _refuse(rows, rows[column] == "", path, column, expected=f"the name of its {column}")
    rows["year"] = _read_years(rows, path)
    rows["value"] = _read_numbers(rows, path, positive=True)
    _refuse_repeats(rows, ["unit", "year"], path)
    _require_one_group(rows, path)
    first, last = int(rows["year"].min()), int(rows["year"].max())
    _require_size(path, "units", rows["unit"].nunique(), _UNITS)
    _require_size(path, "years", last - first + 1, _YEARS)
    years = tuple(range(first, last + 1))
    wide = rows.pivot(index="unit", columns="year", values="value").sort_index()
    groups = rows.drop_duplicates("unit").set_index("unit")["group"]
    return UnitPanel(
        name or path.stem,
        tuple(wide.index),
        tuple(groups[list(wide.index)]),
        years,
        wide.reindex(columns=list(years)).to_numpy(dtype=float),
        _load_drivers(drivers, years) if drivers else {},
    )


def _load_drivers(path: Path, years: tuple[int, ...]) -> dict[str, np.ndarray]:
    path = Path(path)
    rows = _pick(read_csv_cells(path), {c: c for c in _DRIVER_COLUMNS}, path)
    _refuse(rows, rows["series"] == "", path, "series", expected="the name of a series")
    rows["year"] = _read_years(rows, path)
    rows["value"] = _read_numbers(rows, path, positive=False)
    _refuse_repeats(rows, ["series", "year"], path)
    wide = rows.pivot(index="series", columns="year", values="value")
    wide = wide.reindex(columns=list(years))
    return {str(name): row.to_numpy(dtype=float) for name, row in wide.iterrows()}


def _pick(rows: pd.DataFrame, columns: Mapping[str, str], path: Path) -> pd.DataFrame:
    missing = [own for own in columns.values() if own not in rows.columns]
    if missing:
        raise InputError(
            f"no column {', '.join(missing)}",
            where=f"{display_path(path)} row 1",
            expected=", ".join(columns.values()),
            remedy="rename the column, or say which column it is "
            "(--unit-col, --group-col, --year-col, --value-col)",
        )
    if rows.empty:
        raise InputError(
            "no rows",
            where=display_path(path),
            expected="a row a unit and year",
            remedy="add the figures below the header",
        )
    return rows[list(columns.values())].set_axis(list(columns), axis=1).copy()


def _read_years(rows: pd.DataFrame, path: Path) -> pd.Series:
    good = rows["year"].str.fullmatch(r"\d{4}")
    _refuse(rows, ~good, path, "year", expected="a year of four digits")
    return rows["year"].astype(int)


def _read_numbers(rows: pd.DataFrame, path: Path, *, positive: bool) -> pd.Series:
    """Numbers, NaN where the cell is empty; text, infinities and what is too small refused."""
    number = pd.to_numeric(rows["value"].where(rows["value"] != ""), errors="coerce")
    filled = rows["value"] != ""
    what = "a positive number, or an empty cell" if positive else "a number, or an empty cell"
    bad = filled & ~np.isfinite(number)
    if positive:
        bad |= filled & (number <= 0)
    _refuse(rows, bad, path, "value", expected=what)
    return number.astype(float)


def _refuse(rows: pd.DataFrame, bad: pd.Series, path: Path, column: str, *, expected: str) -> None:
    """Raise with the first five offending rows."""
    lines = rows.index[bad.to_numpy()][:5]
    if len(lines):
        shown = ", ".join(f"{rows.at[line, column]!r} (row {line})" for line in lines)
        raise InputError(
            f"{column}: {shown}",
            where=f"{display_path(path)} row {lines[0]}",
            expected=expected,
            remedy="mend the cells",
        )


def _refuse_repeats(rows: pd.DataFrame, key: list[str], path: Path) -> None:
    again = rows.duplicated(key)
    if again.any():
        line = rows.index[again.to_numpy()][0]
        said = " ".join(str(rows.at[line, column]) for column in key)
        raise InputError(
            f"{said} stands twice",
            where=f"{display_path(path)} row {line}",
            expected=f"one row for each {' and '.join(key)}",
            remedy="keep the row that is meant",
        )


def _require_one_group(rows: pd.DataFrame, path: Path) -> None:
    first = rows.groupby("unit")["group"].transform("first")
    moved = rows.index[(rows["group"] != first).to_numpy()]
    if len(moved):
        line = moved[0]
        raise InputError(
            f"{rows.at[line, 'unit']} is in {rows.at[line, 'group']!r}, before in "
            f"{first.loc[line]!r}",
            where=f"{display_path(path)} row {line}",
            expected="one group a unit",
            remedy="give all its rows the group of the last year",
        )


def _require_size(path: Path, what: str, count: int, limits: tuple[int, int]) -> None:
    if not limits[0] <= count <= limits[1]:
        raise InputError(
            f"{count} {what}",
            where=display_path(path),
            expected=f"{limits[0]} to {limits[1]} {what}",
            remedy=f"bring a panel with {limits[0]} to {limits[1]} {what}",
        )
