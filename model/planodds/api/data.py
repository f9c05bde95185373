"""Load the data of a study: panel, plan and scenarios."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.errors import UsageError
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from datetime import date

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.scenarios.scenario import Scenario

STUDIES = ("shanxi",)


def data_folder(study: str) -> Path:
    """Return the data folder of a study.

    Parameters
    ----------
    study : str
        Name of a study that ships with the project.

    Returns
    -------
    Path
        ``PLANODDS_DATA`` if that variable is set, else the folder ``data`` of the project.

    Raises
    ------
    UsageError
        There is no such study.
    """
    if study not in STUDIES:
        raise UsageError(
            f"unknown study {study!r}", expected=" or ".join(STUDIES), remedy="use one of these"
        )
    return Path(os.environ.get("PLANODDS_DATA") or DATA_DIR)


def load_panel(
    study: str = "shanxi", *, information: str = "latest", as_of: date | None = None
) -> Panel:
    """Load the panel of a study as it was known at an information set.

    Parameters
    ----------
    study : str
        Name of the study.
    information : str
        ``"2020"`` to ``"2024"``, or ``"latest"`` for every published figure.
    as_of : date, optional
        Without the figures that were imported after this day; all if None.

    Returns
    -------
    Panel
        GDP and revenue by unit and year (1e8 CNY, current prices) and the drivers.

    Raises
    ------
    InputError
        A data file is damaged; the message gives file, row, expectation and remedy.
    UsageError
        There is no such study or information set.

    Examples
    --------
    >>> panel = load_panel("shanxi", information="2020")
    >>> len(panel.units), panel.years[-1]
    (117, 2020)
    """
    from planodds.inputs.panels.county_panel import load_panel as load

    return load(data_folder(study), information, as_of)


def load_plan(name: str = "jiaocheng-14fyp", *, study: str = "shanxi") -> Plan:
    """Load a development plan with its targets.

    Parameters
    ----------
    name : str
        Stem of a file in the study's folder ``plans``.
    study : str
        Name of the study.

    Returns
    -------
    Plan

    Raises
    ------
    InputError
        The plan is damaged.
    UsageError
        There is no such plan.

    Examples
    --------
    >>> plan = load_plan("jiaocheng-14fyp")
    >>> plan.target("gdp_level").threshold
    200.0
    """
    from planodds.inputs.plan import load_plan as load

    folder = data_folder(study)
    names = sorted(path.stem for path in (folder / "plans").glob("*.yaml"))
    if name not in names:
        raise UsageError(
            f"unknown plan {name!r}",
            where=str(folder / "plans"),
            expected=" or ".join(names),
            remedy="use one of these, or add a plan file",
        )
    return load(folder, file=f"plans/{name}.yaml")


def load_scenario(name: str, *, study: str = "shanxi") -> Scenario:
    """Load a scenario by name.

    Parameters
    ----------
    name : str
        Stem of a file in the study's folder ``scenarios``.
    study : str
        Name of the study.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        The file is damaged, or there is none of that name.

    Examples
    --------
    >>> load_scenario("coal_slump").conditions[0].series
    'coal_price'
    """
    from planodds.inputs.scenarios.scenario_files import load_scenario_by_name

    return load_scenario_by_name(name, data_folder(study))


def list_scenarios(*, study: str = "shanxi") -> list[str]:
    """List the scenarios of a study by name.

    Parameters
    ----------
    study : str
        Name of the study.

    Returns
    -------
    list of str

    Examples
    --------
    >>> "coal_slump" in list_scenarios()
    True
    """
    from planodds.inputs.scenarios.scenario_files import scenario_paths

    return [path.stem for path in scenario_paths(data_folder(study))]
