"""Rules between the description of a study and its data, for `planodds check`."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import InputError, suggest
from planodds.inputs.panels.information import information_names
from planodds.inputs.panels.variation import check_variation
from planodds.inputs.plan import plan_paths
from planodds.inputs.priors import override_names
from planodds.inputs.tables import files
from planodds.inputs.tables.csv_reader import raise_for_rows
from planodds.inputs.tables.csv_tables import read_county_panel, read_drivers, read_sources
from planodds.inputs.tables.early_figures import read_early_figures
from planodds.inputs.tables.input_file import display_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study, Variable

# Between a level that a plan names and the unit's last figure: in a plan of that unit, and in a
# plan for all units, among which some are far smaller than others.
_MAX_FACTOR, _MAX_COMMON_FACTOR = 10.0, 100.0
_MAX_NEW_FACTOR = 3.0  # between a figure of the coming year and the last one


def check_home_plan(study: Study, data_dir: Path) -> None:
    """Check that the home plan of a study exists.

    Parameters
    ----------
    study : Study
    data_dir : Path

    Raises
    ------
    InputError
        It does not.
    """
    names = [path.stem for path in plan_paths(data_dir)]
    if study.home.plan is not None:
        _require(study.home.plan, names, "home.plan", "a file in the folder plans", data_dir)


def check_years(study: Study, data_dir: Path) -> None:
    """Check the years and the information sets of a study against its data.

    Parameters
    ----------
    study : Study
    data_dir : Path

    Raises
    ------
    InputError
        The first origin is after the last complete year, or an information set does not exist.
    """
    names = information_names(data_dir)
    if len(names) == 1:
        raise InputError(
            f"first_origin = {study.first_origin}",
            where=f"{display_path(data_dir / files.STUDY_FILE)} key first_origin",
            expected="a year with the figures of all units",
            remedy="begin with an earlier year",
        )
    for name in study.information:
        _require(name, names, "information", ", ".join(names), data_dir)
    for name in override_names(data_dir):
        _require(name, names, "by_information", ", ".join(names), data_dir, files.PRIORS_FILE)


def check_series(panel: Panel) -> None:
    """Check that a panel has the years that the model needs.

    Parameters
    ----------
    panel : Panel

    Raises
    ------
    InputError
        No unit has a figure of a year, growth does not vary, or a driver has no growth of a year.
    """
    empty = np.isnan(panel.gdp).all(axis=0)
    if empty.any():
        _refuse_gap(panel.study.ranked, panel.years[int(empty.argmax())], files.PANEL_FILE)
    check_variation(panel.gdp, where=files.PANEL_FILE)
    if not panel.driver_years:
        _refuse_gap("any driver", panel.study.first_driver_year or 0, files.DRIVERS_FILE)
    for driver in panel.study.drivers:
        missing = np.isnan(panel.growth_of(driver.symbol))
        if not driver.aggregate and missing.any():
            year = panel.driver_years[int(missing.argmax())]
            _refuse_gap(f"growth of {driver.series}", year, files.DRIVERS_FILE)


def check_source_dates(data_dir: Path, *, today: date | None = None) -> None:
    """Check that no source has a date in the future, or before the year of a figure from it.

    Parameters
    ----------
    data_dir : Path
    today : date, optional
        Default: as the clock says. A clock that is before the last figure is wrong, and not used.

    Raises
    ------
    InputError
        A source has; its row is named.
    """
    sources, panel = read_sources(data_dir), read_county_panel(data_dir)
    if panel.empty:
        return
    today = today or datetime.now(UTC).date()
    if today.year >= int(panel["year"].max()):
        _check_not_future(sources, (today + timedelta(days=1)).isoformat(), data_dir)
    for name, table in ((files.PANEL_FILE, panel), (files.DRIVERS_FILE, read_drivers(data_dir))):
        if "source_id" in table.columns:
            _check_not_earlier(sources, table, name, data_dir)


def _check_not_future(sources: pd.DataFrame, tomorrow: str, data_dir: Path) -> None:
    """Refuse a source dated after tomorrow: midnight comes earlier east of Greenwich."""
    published = sources["published"]
    late = sources[[day > tomorrow[: len(day)] for day in published]]
    if late.empty:
        return
    row = late.iloc[0]
    raise InputError(
        f"published = {row['published']!r} of {row['source_id']}, in the future",
        where=f"{display_path(data_dir / files.SOURCES_FILE)} row {late.index[0]}",
        expected="a date up to today",
        remedy="correct the date, or the clock of this computer",
    )


def _check_not_earlier(
    sources: pd.DataFrame, table: pd.DataFrame, name: str, data_dir: Path
) -> None:
    """Refuse a source that was published before the year of a figure."""
    dates = dict(zip(sources["source_id"], sources["published"], strict=True))
    published = pd.Series([dates.get(name, "") for name in table["source_id"]], table.index, str)
    early = table[(published != "") & (published.str[:4] < table["year"].astype(str))]
    if early.empty:
        return
    row, day = early.iloc[0], published[early.index[0]]
    raise InputError(
        f"a figure for {row['year']} from {row['source_id']!r}, published {day}",
        where=f"{display_path(data_dir / name)} row {early.index[0]}",
        expected="a source that was published in the year of the figure or later",
        remedy=f"correct the year, the source, or its date in {files.SOURCES_FILE}",
    )


def check_early_figures(panel: Panel, data_dir: Path) -> None:
    """Check the figures of the coming year against the last ones of the panel.

    Parameters
    ----------
    panel : Panel
    data_dir : Path

    Raises
    ------
    InputError
        A figure was recorded in the future, or is more than three times the last one of its unit,
        or of its group's members together, or less than a third of it.
    """
    figures, path = read_early_figures(data_dir), data_dir / files.EARLY_FILE
    tomorrow = (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
    figures = figures.assign(area=figures["code"].where(figures["code"] != "", figures["group"]))
    if int(tomorrow[:4]) >= panel.information.county_to:  # else the clock is wrong
        raise_for_rows(
            figures,
            figures["recorded"] > tomorrow,
            path,
            "recorded",
            expected="a day up to today",
            remedy="correct the day, or the clock of this computer",
        )
    last = {role: _last_levels(panel, values) for role, values in _levels_of(panel).items()}
    roles = {item.indicator: role for role, item in _variables_of(panel)}
    factors = pd.Series(
        [
            row.value / last[roles[row.indicator]].get(row.area, row.value)
            for row in figures.itertuples()
        ],
        figures.index,
        float,
    )
    raise_for_rows(
        figures,
        ~factors.between(1 / _MAX_NEW_FACTOR, _MAX_NEW_FACTOR),
        path,
        "value",
        expected=f"a figure within a factor of {_MAX_NEW_FACTOR:g} of the last one of the panel",
        remedy="convert the figure to the unit of its column, or correct the area",
    )


def _levels_of(panel: Panel) -> dict[str, np.ndarray]:
    return {constants.GDP: panel.gdp, constants.REVENUE: panel.revenue}


def _variables_of(panel: Panel) -> Iterator[tuple[str, Variable]]:
    return zip(panel.study.roles, panel.study.variables.values(), strict=True)


def _last_levels(panel: Panel, values: np.ndarray) -> dict[str, float]:
    """Return the last level by code of a unit, and the sum of a group's units by its name."""
    last = {}
    for code, series in zip(panel.units, values, strict=True):
        known = series[np.isfinite(series)]
        if len(known):
            last[code] = float(known[-1])
    groups = panel.unit_table.loc[list(last), "group_en"]
    sums = pd.Series(last).groupby(groups).sum() if panel.study.groups else pd.Series(dtype=float)
    return last | sums.to_dict()


def check_levels(plan: Plan, panel: Panel, where: str, *, common: bool = False) -> None:
    """Check the levels that a plan names against the unit's last figures.

    Parameters
    ----------
    plan : Plan
        With its unit.
    panel : Panel
    where : str
        The plan's file.
    common : bool
        Whether the plan names no unit: the same levels for large and small ones.

    Raises
    ------
    InputError
        A level is more than ten times the last figure, or less than a tenth of it; a hundred times
        in a common plan.
    """
    most = _MAX_COMMON_FACTOR if common else _MAX_FACTOR
    values = {"gdp": panel.gdp, "revenue": panel.revenue}
    for target in plan.targets:
        if target.kind != "level" or not target.from_panel or target.threshold is None:
            continue
        known = values[target.variable or "gdp"][panel.unit_index(plan.unit)]
        known = known[np.isfinite(known)]
        factor = target.threshold / known[-1] if len(known) else 1.0
        if not 1 / most < factor < most:
            raise InputError(
                f"threshold = {target.threshold:g} of target {target.id!r}; the last figure of "
                f"{plan.unit} is {known[-1]:g} {target.unit}",
                where=where,
                expected=f"a level within a factor of {most:g}",
                remedy=f"convert the threshold to {target.unit}",
            )


def check_ranks(plan: Plan, panel: Panel, where: str) -> None:
    """Check that every roster has the rank that a plan names.

    Parameters
    ----------
    plan : Plan
        With its unit.
    panel : Panel
    where : str
        The plan's file.

    Raises
    ------
    InputError
        A roster, or the unit's own group, has fewer units.
    """
    own_group = panel.prefecture == panel.prefecture[panel.unit_index(plan.unit)]
    for target in plan.targets:
        if target.kind != "rank" or not target.from_panel or target.threshold is None:
            continue
        for reading in target.readings:
            if not reading.roster:
                continue
            count = int(np.sum(panel.rosters.get(reading.roster, own_group)))
            if target.threshold > count:
                raise InputError(
                    f"threshold = {target.threshold:g} of target {target.id!r}",
                    where=where,
                    expected=f"a rank up to {count}, the number of units in {reading.roster}",
                    remedy="name a smaller rank, or a roster with more units",
                )


def _require(
    name: str,
    known: Collection[str],
    key: str,
    expected: str,
    data_dir: Path,
    file: str = files.STUDY_FILE,
) -> None:
    if name not in known:
        raise InputError(
            f"{key} = {name!r}",
            where=f"{display_path(data_dir / file)} key {key}",
            expected=expected,
            remedy=suggest(name, known, otherwise="correct the name"),
        )


def _refuse_gap(what: str, year: int, file: str) -> None:
    raise InputError(
        f"no figure of {what} for {year}",
        where=file,
        expected="figures of every year that the model uses, of a vintage that study.yaml lists",
        remedy="add the missing rows, or begin later with first_year or first_driver_year",
    )
