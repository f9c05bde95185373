"""Load the data of a study: panel, plan and scenarios."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.constants import DEFAULT_STUDY
from planodds.errors import UsageError
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_ROOT, STUDY_FILE

if TYPE_CHECKING:
    from datetime import date

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.scenarios.scenario import Scenario

_FOLDERS: dict[str, Path] = {}  # name of a study outside the project -> its folder, once opened


def data_folder(study: str) -> Path:
    """Return the data folder of a study.

    Parameters
    ----------
    study : str
        Name of a study that ships with the project, or the folder of any study.

    Returns
    -------
    Path
        ``PLANODDS_DATA`` if that variable names a study of this name, else its own folder.

    Raises
    ------
    UsageError
        There is no such study.
    """
    chosen = os.environ.get("PLANODDS_DATA")
    if chosen and load_study(Path(chosen)).name == study:
        return Path(chosen)
    if (Path(study) / STUDY_FILE).is_file():
        folder = Path(study).resolve()
        _FOLDERS[load_study(folder).name] = folder
        return folder
    if study in _FOLDERS:
        return _FOLDERS[study]
    known = sorted(path.parent.name for path in DATA_ROOT.glob(f"*/{STUDY_FILE}"))
    if study not in known:
        raise UsageError(
            f"unknown study {study!r}",
            expected=f"{' or '.join(known)}, or the folder of a study",
            remedy="use one of these; `planodds init` writes a new one",
        )
    return DATA_ROOT / study


def load_panel(
    study: str = DEFAULT_STUDY, *, information: str = "latest", as_of: date | None = None
) -> Panel:
    """Load the panel of a study as it was known at an information set.

    Parameters
    ----------
    study : str
        Name or folder of the study.
    information : str
        A year from the study's first origin on, or ``"latest"`` for every published figure.
    as_of : date, optional
        Without the figures that were imported after this day; all if None.

    Returns
    -------
    Panel
        The study's variables by unit and year, and its drivers.

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


def load_plan(name: str = "", *, study: str = DEFAULT_STUDY) -> Plan:
    """Load a development plan with its targets.

    Parameters
    ----------
    name : str
        Stem of a file in the study's folder ``plans``; its home plan if omitted.
    study : str
        Name or folder of the study.

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
    name = name or load_study(folder).home.plan or ""
    names = sorted(path.stem for path in (folder / "plans").glob("*.yaml"))
    if name not in names:
        raise UsageError(
            f"unknown plan {name!r}",
            where=str(folder / "plans"),
            expected=" or ".join(names),
            remedy="use one of these, or add a plan file",
        )
    return load(folder, file=f"plans/{name}.yaml")


def load_scenario(name: str, *, study: str = DEFAULT_STUDY) -> Scenario:
    """Load a scenario by name.

    Parameters
    ----------
    name : str
        Stem of a file in the study's folder ``scenarios``.
    study : str
        Name or folder of the study.

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


def list_scenarios(*, study: str = DEFAULT_STUDY) -> list[str]:
    """List the scenarios of a study by name.

    Parameters
    ----------
    study : str
        Name or folder of the study.

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
