"""Files of an edition that are read back: tables and plan, verified and checked for their shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planodds.editions.layout import PLAN_FILE
from planodds.editions.verification import require_intact
from planodds.errors import InputError, UsageError
from planodds.execution.digests import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_NEEDED: dict[str, type] = {"edition": str, "fits": list, "panels": dict}
_SHAPE: dict[str, type] = {**_NEEDED, "information": list, "runs": list}
_FIT_KEYS = ("information", "evidence", "key")


def read_plan(folder: Path) -> dict[str, Any]:
    """Read the plan of runs of an edition.

    Parameters
    ----------
    folder : Path
        The edition's folder.

    Returns
    -------
    dict
        With ``edition``, ``information``, ``panels`` and ``fits``, among others.

    Raises
    ------
    UsageError
        There is no plan: the folder is not that of an edition.
    InputError
        The plan is not as the run wrote it.
    """
    path = folder / PLAN_FILE
    if not path.is_file():
        raise UsageError(
            f"{folder.name} is not a complete edition",
            where=str(folder),
            expected=f"a folder with {PLAN_FILE}",
            remedy="run `planodds run` first, or see `planodds editions`",
        )
    require_intact(folder, PLAN_FILE)
    plan = read_json(path)
    if _has_shape(plan):
        return plan
    raise InputError(
        f"{PLAN_FILE} of {folder.name} cannot be read",
        where=str(path),
        expected="the plan of runs that `planodds run` wrote",
        remedy="remove the folder and run `planodds run` again, or restore it from a copy",
    )


def _has_shape(plan: Mapping[str, Any]) -> bool:
    """Return whether each part of a plan of runs has the type that readers expect."""
    return (
        plan.keys() >= _NEEDED.keys()
        and all(isinstance(plan.get(name, kind()), kind) for name, kind in _SHAPE.items())
        and all(
            isinstance(fit, dict) and all(isinstance(fit.get(key), str) for key in _FIT_KEYS)
            for fit in plan["fits"]
        )
    )


def read_text_table(path: Path, edition: Path) -> pd.DataFrame:
    """Read a CSV of an edition, every cell as text.

    Parameters
    ----------
    path : Path
    edition : Path
        The edition's folder.

    Returns
    -------
    DataFrame of str

    Raises
    ------
    InputError
        The file is missing, differs from the manifest, or is not a table.
    """
    if path.is_relative_to(edition):
        require_intact(edition, path.relative_to(edition).as_posix())
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        what = "is missing" if isinstance(error, FileNotFoundError) else "is not a table"
        raise InputError(
            f"{path.name} of edition {edition.name} {what}",
            where=str(path),
            expected="the table that its run wrote",
            remedy="build that edition again with `planodds run`",
        ) from None
