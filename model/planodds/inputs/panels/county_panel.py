"""County panel: GDP, revenue and drivers at an information set, as read-only arrays."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.inputs.panels import drivers as driver_growth
from planodds.inputs.panels.arrays import freeze
from planodds.inputs.panels.early_figures import (
    early_figures_of,
    no_early_figures,
    ragged_edge_cells,
)
from planodds.inputs.panels.information import InformationSet, resolve_information
from planodds.inputs.panels.revisions import Revisions, revisions_of
from planodds.inputs.panels.roster_history import RosterHistory, roster_history
from planodds.inputs.study import load_study
from planodds.inputs.tables.csv_tables import (
    read_county_panel,
    read_drivers,
    read_exclusions,
    read_panel_vintages,
    read_stated_cells,
    read_stated_exclusions,
    read_timeline,
    read_units_on,
)
from planodds.inputs.tables.early_figures import read_early_figures
from planodds.inputs.tables.files import DATA_DIR, PANEL_FILE, STUDY_FILE, hash_data_files
from planodds.inputs.tables.unit_search import find_unit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from planodds.inputs.study import Exposure, Study

_CACHE_SIZE = 8  # panels are frozen: the same files and information set give the same object
_CACHE: dict[tuple[object, ...], Panel] = {}


@dataclass(frozen=True, eq=False)
class Panel:
    """Data of all units and drivers at one information set. Arrays are read-only.

    Attributes
    ----------
    study : Study
        What the data are about.
    information : InformationSet
    units : tuple of str
        Codes, sorted; the dim ``unit`` of every array.
    unit_table : DataFrame
        Index code; name_zh, name_en and the other columns of units.csv.
    years : tuple of int
        ``study.first_year`` .. county_to; the dim ``year``.
    gdp, revenue : ndarray (unit, year)
        In the unit of measurement of ``study.variables``, as published for that year; NaN where
        missing or excluded. ``revenue``, the linked variable, is NaN if the study has none.
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
        ``study.first_driver_year`` .. drivers_to; the dim of the driver growths.
    driver_growth : ndarray (driver, driver_year)
        Log growth, in the order of ``study.common``; NaN where it cannot be computed.
    provincial_growth_county_basis : ndarray (growth_year,)
        Growth years are ``years[1:]``; on the census basis of that year's county figures.
    provincial_level : ndarray (year,)
        cny_1e8, on the census basis of that year's county figures.
    hashes : mapping of str to str
        Data file to SHA-256 digest, for provenance; not part of the information set.
    early_figures : DataFrame
        code or group, variable, year, value, log_sd (log points), kind, source_id: expected figures
        of units and totals of groups for the year after ``county_to``, known with an error; none
        for a unit whose figure is on the ragged edge.
    revisions : mapping of str to Revisions
        Distribution of the revision of a first print, by variable; empty for a panel that is not
        read from a study.
    roster_history : RosterHistory or None
        Units as they existed in each year; None if they are those of ``units`` throughout.
    """

    study: Study
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
    driver_growth: np.ndarray
    provincial_growth_county_basis: np.ndarray
    provincial_level: np.ndarray
    hashes: Mapping[str, str]
    early_figures: pd.DataFrame = field(default_factory=no_early_figures)
    revisions: Mapping[str, Revisions] = field(default_factory=dict)
    roster_history: RosterHistory | None = None

    def growth_of(self, symbol: str) -> np.ndarray:
        """Return the log growth of a driver.

        Parameters
        ----------
        symbol : str
            A symbol of ``study.common``.

        Returns
        -------
        ndarray of float, shape (driver_year,)
        """
        symbols = [driver.symbol for driver in self.study.common]
        return np.asarray(self.driver_growth[symbols.index(symbol)])

    def ranked_levels(self, year: int) -> np.ndarray:
        """Return the levels that were ranked in a year, of the units as they existed.

        Parameters
        ----------
        year : int

        Returns
        -------
        ndarray of float, shape (row,)
            First the units of the panel, in its order, then those that have ended; NaN where a unit
            did not exist or has no figure.
        """
        history, column = self.roster_history, self.year_index(year)
        return np.asarray(self.gdp[:, column] if history is None else history.levels[:, column])

    def ranked_members(self, roster: str, year: int) -> np.ndarray:
        """Return which of ``ranked_levels`` belonged to a roster in a year.

        Parameters
        ----------
        roster : str
        year : int

        Returns
        -------
        ndarray of bool, shape (row,)
        """
        history = self.roster_history
        if history is None:
            return np.asarray(self.rosters[roster])
        return np.asarray(history.members[roster][:, self.year_index(year)])

    def ranked_in_group(self, unit: int, year: int) -> np.ndarray:
        """Return which of ``ranked_levels`` belonged to the group of a unit in a year.

        Parameters
        ----------
        unit : int
            Position of the unit.
        year : int

        Returns
        -------
        ndarray of bool, shape (row,)
        """
        if self.roster_history is None:
            return np.asarray(self.prefecture == self.prefecture[unit])
        groups = self.roster_history.groups[:, self.year_index(year)]
        return np.asarray(groups == groups[unit])

    @property
    def has_early_figures(self) -> bool:
        """True if figures after ``county_to`` condition the forecast, exact or with an error."""
        return not (self.ragged_edge.empty and self.early_figures.empty)

    @property
    def exposed_growth(self) -> np.ndarray:
        """Log growth of the driver to which units are exposed, (driver_year,); zeros if none."""
        exposure = self.study.exposure
        return self.growth_of(exposure.driver) if exposure else np.zeros(len(self.driver_years))

    @property
    def coal_growth(self) -> np.ndarray:
        """Log growth of the coal price, (driver_year,)."""
        return self.growth_of("coal")

    @property
    def national_growth(self) -> np.ndarray:
        """Log growth of national GDP, (driver_year,)."""
        return self.growth_of("national")

    @property
    def provincial_growth(self) -> np.ndarray:
        """Log growth of provincial GDP, (driver_year,)."""
        return self.growth_of("provincial")

    def unit_index(self, code: str) -> int:
        """Return the position of a unit.

        Parameters
        ----------
        code : str

        Returns
        -------
        int

        Raises
        ------
        UsageError
            The panel does not have this unit.
        """
        try:
            return self.units.index(code)
        except ValueError:
            raise UsageError(
                f"unit {code!r} is not in the panel",
                expected="a code of units.csv",
                remedy="look the code up in units.csv",
            ) from None

    def find_unit(self, named: str) -> str:
        """Return the code of a unit that is named by its code or by one of its names.

        Parameters
        ----------
        named : str

        Returns
        -------
        str

        Raises
        ------
        UsageError
            No unit, or several, are called that.
        """
        return find_unit(self.unit_table, named)

    def group_units(self, name: str) -> list[int]:
        """Return the positions of the units of a group.

        Parameters
        ----------
        name : str
            Chinese or English name of the group.

        Returns
        -------
        list of int
            Empty if there is no such group.
        """
        table = self.unit_table
        named = [table[column] == name for column in ("group_en", "group_zh") if column in table]
        return np.flatnonzero(np.any(named, axis=0)).tolist()

    def year_index(self, year: int) -> int:
        """Return the position of a year.

        Parameters
        ----------
        year : int

        Returns
        -------
        int

        Raises
        ------
        UsageError
            The panel does not have this year.
        """
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
    home = load_study(data_dir).home  # another unit or plan may be chosen for an edition
    key = (str(data_dir), information, as_of, home.unit, home.plan, tuple(hashes.items()))
    if key not in _CACHE:
        while len(_CACHE) >= _CACHE_SIZE:
            _CACHE.pop(next(iter(_CACHE)))
        _CACHE[key] = _read_panel(data_dir, information, hashes, as_of)
    return _CACHE[key]


def _read_panel(
    data_dir: Path, information: InformationSet | str, hashes: Mapping[str, str], as_of: date | None
) -> Panel:
    study = load_study(data_dir)
    units = read_units_on(data_dir, as_of).set_index("code").sort_index()
    cells, drivers = read_county_panel(data_dir, as_of), read_drivers(data_dir)
    if isinstance(information, str):
        information = resolve_information(
            information, cells, drivers, study=study, unit_count=len(units)
        )
    panel = build_panel(
        study,
        information,
        units=units,
        cells=cells,
        drivers=drivers,
        exclusions=read_exclusions(data_dir, as_of),
        hashes=hashes,
        path=data_dir / PANEL_FILE,
    )
    figures = read_early_figures(data_dir, as_of)
    early = early_figures_of(figures, panel.ragged_edge, information, study)
    revisions = revisions_of(
        read_panel_vintages(data_dir), study, to=information.county_to, as_of=as_of
    )
    return replace(
        panel,
        early_figures=early,
        revisions=MappingProxyType(revisions),
        roster_history=_past_rosters(data_dir, panel, as_of),
    )


def _past_rosters(data_dir: Path, panel: Panel, as_of: date | None) -> RosterHistory | None:
    """Return the units as they existed in each year of a panel."""
    timeline = read_timeline(data_dir)
    if not timeline.steps:
        return None
    cells = read_stated_cells(data_dir, as_of)
    cells = drop_excluded(cells[cells["kind"] == "preferred"], read_stated_exclusions(data_dir))
    return roster_history(cells, timeline, panel.study, years=panel.years, day=as_of)


def build_panel(
    study: Study,
    information: InformationSet,
    *,
    units: pd.DataFrame,
    cells: pd.DataFrame,
    drivers: pd.DataFrame,
    exclusions: pd.DataFrame,
    hashes: Mapping[str, str],
    path: Path,
) -> Panel:
    """Build a panel from checked tables; data after the information set are not used.

    Parameters
    ----------
    study : Study
    information : InformationSet
    units : DataFrame
        Index code, sorted, as from ``read_units``; ``group_en`` is the group.
    cells : DataFrame
        As from ``read_county_panel``.
    drivers : DataFrame
        As from ``read_drivers``.
    exclusions : DataFrame
        As from ``read_exclusions``.
    hashes : mapping of str to str
        Digests of the data files.
    path : Path
        File of the cells, for messages.

    Returns
    -------
    Panel
    """
    codes, to = tuple(units.index), information.county_to
    years = tuple(range(study.first_year, to + 1))
    growth_years = tuple(
        range(study.first_driver_year or study.first_year + 1, information.drivers_to + 1)
    )
    preferred = cells[cells["kind"] == "preferred"]
    fitted = drop_excluded(preferred, exclusions)
    prefectures = tuple(sorted(units["group_en"].unique()))
    gdp = pivot(fitted, study.variables[study.ranked].indicator, codes, years)
    common = _common_arrays(study, drivers, gdp, years, growth_years, information)
    return Panel(
        study=study,
        information=information,
        units=codes,
        years=years,
        unit_table=units,
        gdp=freeze(gdp),
        gdp_basis=tuple(study.basis_of(year) for year in years),
        revenue=freeze(_linked_values(fitted, study, codes, years)),
        secondary_share=freeze(_exposure(preferred, codes, study.exposure, to=to)),
        prefecture=freeze(np.array([prefectures.index(name) for name in units["group_en"]])),
        prefectures=prefectures,
        rosters=_build_rosters(units, study),
        ragged_edge=ragged_edge_cells(fitted, information, study, path),
        driver_years=growth_years,
        driver_growth=freeze(common.growth),
        provincial_growth_county_basis=freeze(common.on_unit_basis),
        provincial_level=freeze(common.level),
        hashes=MappingProxyType(dict(hashes)),
    )


def _linked_values(
    cells: pd.DataFrame, study: Study, codes: tuple[str, ...], years: tuple[int, ...]
) -> np.ndarray:
    """Return the linked variable, (unit, year); NaN throughout if the study has none."""
    linked = study.variable(constants.REVENUE)
    if linked is None:
        return np.full((len(codes), len(years)), np.nan)
    return pivot(cells, linked.indicator, codes, years)


class _CommonArrays(NamedTuple):
    """Growth of the common series; growth and level of the aggregate on the units' basis."""

    growth: np.ndarray
    on_unit_basis: np.ndarray
    level: np.ndarray


def _common_arrays(
    study: Study,
    drivers: pd.DataFrame,
    values: np.ndarray,
    years: tuple[int, ...],
    growth_years: tuple[int, ...],
    information: InformationSet,
) -> _CommonArrays:
    """Return the arrays of the common block; the mean of the units where there is no aggregate."""
    published = [
        driver_growth.spliced_growth(drivers, driver, growth_years, information)
        for driver in study.drivers
    ]
    if study.common == study.drivers:
        return _CommonArrays(
            np.array(published),
            driver_growth.growth_on_unit_basis(drivers, study, years[1:]),
            driver_growth.published_level(drivers, study, years),
        )
    mean = mean_growth(values)
    by_year = dict(zip(years[1:], mean, strict=True))
    own = np.array([by_year.get(year, np.nan) for year in growth_years])
    level = np.exp(_mean_observed(np.log(values)))
    return _CommonArrays(np.array([*published, own]), mean, level)


def mean_growth(values: np.ndarray) -> np.ndarray:
    """Return the mean log growth of the units, over the units with both years.

    Parameters
    ----------
    values : ndarray of float, shape (unit, year)
        Levels; NaN where missing.

    Returns
    -------
    ndarray of float, shape (year - 1,)
        Log points; NaN where no unit has both years.
    """
    return _mean_observed(np.diff(np.log(values), axis=1))


def _mean_observed(values: np.ndarray) -> np.ndarray:
    """Return the mean over units of the values that are observed, (year,); NaN if none is."""
    observed = np.isfinite(values)
    count = observed.sum(axis=0)
    total = np.where(observed, values, 0.0).sum(axis=0)
    return np.asarray(np.divide(total, count, out=np.full(len(count), np.nan), where=count > 0))


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
    """Return the cells without those that exclusions.csv lists as not to be fitted.

    Parameters
    ----------
    cells : DataFrame
        code, year, indicator and more, as from ``read_county_panel``.
    exclusions : DataFrame
        code, year, indicator and more, as from ``read_exclusions``.

    Returns
    -------
    DataFrame
        The remaining rows of ``cells``.
    """
    key = ["code", "year", "indicator"]
    listed = pd.MultiIndex.from_frame(exclusions[key])
    return cells[~pd.MultiIndex.from_frame(cells[key]).isin(listed)]


def _exposure(
    cells: pd.DataFrame, codes: tuple[str, ...], exposure: Exposure | None, *, to: int
) -> np.ndarray:
    """Return the share by which units respond to a driver, shape (unit,); zeros without one.

    The share is taken from the first of its years, up to ``to``, with both figures.
    """
    if exposure is None:
        return np.zeros(len(codes))
    years = tuple(year for year in exposure.years if year <= to)
    if not years:
        _refuse_exposure_years(exposure, to)
    shares = pivot(cells, exposure.numerator, codes, years) / pivot(
        cells, exposure.denominator, codes, years
    )
    share = driver_growth.coalesce(*shares.T)
    _check_share(share, codes, exposure)
    if np.isnan(share).any():
        code = codes[int(np.flatnonzero(np.isnan(share))[0])]
        raise InputError(
            f"unit {code} has no {exposure.numerator} as a share of {exposure.denominator}",
            where=PANEL_FILE,
            expected=f"both figures in one of {years}",
            remedy="add the two rows",
        )
    return share


def _refuse_exposure_years(exposure: Exposure, to: int) -> NoReturn:
    raise InputError(
        f"exposure.years = {list(exposure.years)}, and figures are used up to {to}",
        where=f"{STUDY_FILE} key exposure.years",
        expected=f"a year up to {to}, for an information set that ends there",
        remedy="name the years of the first figures of both indicators",
    )


def _check_share(share: np.ndarray, codes: tuple[str, ...], exposure: Exposure) -> None:
    """Refuse a part that is larger than its whole."""
    outside = np.flatnonzero((share < 0) | (share > 1))
    if len(outside):
        code, value = codes[int(outside[0])], float(share[outside[0]])
        raise InputError(
            f"{exposure.numerator} of {code} is {value:.3g} of its {exposure.denominator}; "
            f"{len(outside)} such units",
            where=PANEL_FILE,
            expected="a part between nothing and the whole, 0 to 1",
            remedy="correct the figures, or convert them to one unit of measurement",
        )


def _build_rosters(units: pd.DataFrame, study: Study) -> Mapping[str, np.ndarray]:
    """Return the mask of the ranked units of every roster."""
    masks = {}
    for name, roster in study.rosters.items():
        included = np.ones(len(units), dtype=bool)
        for column, values in roster.exclude.items():
            included &= ~units[column].isin(values).to_numpy()
        masks[name] = freeze(included)
    return MappingProxyType(masks)
