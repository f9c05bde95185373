"""Names on the command line: checked, with the closest known name; the study that they choose."""

from __future__ import annotations

import os
from difflib import get_close_matches
from typing import TYPE_CHECKING

from planodds.errors import UsageError
from planodds.inputs.study import PLAN_ENV, UNIT_ENV
from planodds.inputs.tables.files import DATA_ENV, STUDY_FILE, display_path

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path


def check_choice(
    what: str,
    given: Iterable[str],
    known: Collection[str],
    *,
    where: str = "command line",
    see: str = "planodds list",
) -> None:
    """Check that names are known.

    Parameters
    ----------
    what : str
        Noun for the names, such as "edition".
    given : iterable of str
    known : collection of str
    where : str, default "command line"
        Where the names were given.
    see : str, default "planodds list"
        Command that lists the known names.

    Raises
    ------
    UsageError
        A name is unknown; the error has the known names and the closest of them.
    """
    for name in given:
        if name not in known:
            near = get_close_matches(name, list(known), n=1)
            raise UsageError(
                f"unknown {what} {name!r}",
                where=where,
                expected=", ".join(known) or "none is there yet",
                remedy=f"did you mean {near[0]!r}?" if near else f"see `{see}`",
            )


def check_study(folder: Path) -> None:
    """Check that a folder is a study.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    UsageError
        It has no study.yaml.
    """
    if not (folder / STUDY_FILE).is_file():
        raise UsageError(
            f"{folder.name} is not a study",
            where=display_path(folder),
            expected=f"a folder with {STUDY_FILE}",
            remedy="name the folder of a study with --study; `planodds init` writes one",
        )


def choose_home(data_dir: Path, *, unit: str = "", plan: str = "") -> Path:
    """Set the study, the unit and the plan for this process and those that it starts.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    unit : str
        Code or name of a unit; empty: as in study.yaml.
    plan : str
        Name of a plan; empty: the home plan if it is the unit's, else the first plan that is.

    Returns
    -------
    Path
        ``data_dir``.

    Raises
    ------
    UsageError
        The folder is no study, or it has no such unit or plan.
    """
    from planodds.inputs.plan import load_plans
    from planodds.inputs.study import load_study
    from planodds.inputs.tables.former_units import find_study_unit

    check_study(data_dir)
    os.environ[DATA_ENV] = str(data_dir)
    code = find_study_unit(data_dir, unit) if unit else load_study(data_dir).home.unit
    os.environ[UNIT_ENV] = code
    plans = {item.name: item for item in load_plans(data_dir)}
    fitting = [name for name, item in plans.items() if item.unit in ("", code)]
    home = load_study(data_dir).home.plan
    chosen = plan or (home if home in fitting else None) or next(iter(fitting), None)
    if chosen not in fitting:
        raise UsageError(
            f"no plan {plan!r} for unit {code}" if plan else f"no plan for unit {code}",
            where=f"{display_path(data_dir)}/plans",
            expected=", ".join(fitting) or "a plan of the unit, or one without a unit",
            remedy="add a plan file, or name one of these with --plan",
        )
    os.environ[PLAN_ENV] = chosen
    return data_dir
