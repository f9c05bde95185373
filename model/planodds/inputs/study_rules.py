"""Rules between the description of a study and its data, for `planodds check`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import InputError, suggest
from planodds.inputs.panels.information import information_names
from planodds.inputs.plan import plan_paths
from planodds.inputs.priors import override_names
from planodds.inputs.tables import files
from planodds.inputs.tables.csv_tables import read_county_panel, read_sources
from planodds.inputs.tables.input_file import display_path

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.study import Study

_LATER = 3  # years after the last figure in which a source may have been published
_MAX_FACTOR = 100.0  # between a level that a plan names and the unit's last figure


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
        No unit has a figure of a year, or a driver has no growth of one.
    """
    empty = np.isnan(panel.gdp).all(axis=0)
    if empty.any():
        _refuse_gap(panel.study.ranked, panel.years[int(empty.argmax())], files.PANEL_FILE)
    if not panel.driver_years:
        _refuse_gap("any driver", panel.study.first_driver_year or 0, files.DRIVERS_FILE)
    for driver in panel.study.drivers:
        missing = np.isnan(panel.growth_of(driver.symbol))
        if not driver.aggregate and missing.any():
            year = panel.driver_years[int(missing.argmax())]
            _refuse_gap(f"growth of {driver.series}", year, files.DRIVERS_FILE)


def check_source_dates(data_dir: Path) -> None:
    """Check that no source was published years after the last figure.

    Parameters
    ----------
    data_dir : Path

    Raises
    ------
    InputError
        One was.
    """
    sources, years = read_sources(data_dir), read_county_panel(data_dir)["year"]
    if years.empty:
        return
    last = int(years.max())
    late = sources[sources["published"].str[:4] > str(last + _LATER)]
    if not late.empty:
        row = late.iloc[0]
        raise InputError(
            f"published = {row['published']!r} of {row['source_id']}",
            where=f"{display_path(data_dir / files.SOURCES_FILE)} row {late.index[0]}",
            expected=f"a date up to {last + _LATER}: the figures end in {last}",
            remedy="correct the date",
        )


def check_levels(plan: Plan, panel: Panel, where: str) -> None:
    """Check the levels that a plan names against the unit's last figures.

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
        A level is more than a hundred times the last figure, or less than a hundredth of it.
    """
    values = {"gdp": panel.gdp, "revenue": panel.revenue}
    for target in plan.targets:
        if target.kind != "level" or not target.from_panel or target.threshold is None:
            continue
        known = values[target.variable or "gdp"][panel.unit_index(plan.unit)]
        known = known[np.isfinite(known)]
        factor = target.threshold / known[-1] if len(known) else 1.0
        if not 1 / _MAX_FACTOR < factor < _MAX_FACTOR:
            raise InputError(
                f"threshold = {target.threshold:g} of target {target.id!r}; the last figure of "
                f"{plan.unit} is {known[-1]:g} {target.unit}",
                where=where,
                expected=f"a level within a factor of {_MAX_FACTOR:g}",
                remedy=f"convert the threshold to {target.unit}",
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
