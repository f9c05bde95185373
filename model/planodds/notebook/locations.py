"""Locations of a notebook's edition, cache and output folder, and checks of its parameters."""

from __future__ import annotations

import ast
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from planodds.batch.notebook_run import EDITION_ENV, FOLDER_ENV
from planodds.editions import fit_cache
from planodds.editions.layout import LATEST_FILE, OUTPUTS_DIR, PARTIAL, find_edition
from planodds.errors import UsageError, suggest
from planodds.inputs.scenarios.scenario import RUN_SEPARATOR, Scenario
from planodds.inputs.scenarios.scenario_files import load_scenario_by_name, scenario_paths

if TYPE_CHECKING:
    from collections.abc import Iterable

_OUT_ENV = "PLANODDS_OUT"
_BY_HAND = ".byhand"
_INSERTED = "# Parameters\n"  # first line of the cell that papermill inserts


def find_folder(name: str) -> Path:
    """Return the folder of an edition: the one under construction, or a finished one.

    Parameters
    ----------
    name : str
        Name of the edition, or ``LATEST``.

    Returns
    -------
    Path

    Raises
    ------
    UsageError
        If there is no such edition.
    """
    building = os.environ.get(EDITION_ENV)
    if building and name in (Path(building).name, LATEST_FILE):
        return Path(building)
    return find_edition(Path(os.environ.get(_OUT_ENV, OUTPUTS_DIR)), name)


def find_scenario(name: str, data_dir: Path) -> Scenario:
    """Load one scenario by name, without loading the others.

    Parameters
    ----------
    name : str
        Name of a scenario on file or of a member of a sweep.
    data_dir : Path

    Returns
    -------
    Scenario

    Raises
    ------
    UsageError
        If there is no such scenario.
    """
    if RUN_SEPARATOR not in name:
        check_in("scenario", name, [path.stem for path in scenario_paths(data_dir)])
    return load_scenario_by_name(name, data_dir)


def run_folder(folder: Path, information: str, scenario: str) -> Path:
    """Return the folder that a notebook writes to.

    Parameters
    ----------
    folder : Path
        Folder of the edition.
    information, scenario : str
        The notebook's parameters; an empty scenario for notebooks without one.

    Returns
    -------
    Path
        The runner's folder, or one outside the edition if the notebook is run by hand.
    """
    given = os.environ.get(FOLDER_ENV)
    if given:
        return Path(given)
    return folder.parent / _BY_HAND / folder.name / information / (scenario or "notebooks")


def cache_dir_of(folder: Path) -> Path:
    """Return the cache that belongs to an edition's folder, finished or under construction.

    Parameters
    ----------
    folder : Path
        Folder of the edition.

    Returns
    -------
    Path
    """
    building = folder.parent.name == PARTIAL
    return fit_cache.cache_dir(folder.parents[1] if building else folder.parent)


def check_in(parameter: str, value: str, allowed: Iterable[str]) -> None:
    """Raise UsageError if a notebook parameter has a value that the edition does not allow.

    Parameters
    ----------
    parameter : str
        Name of the parameter, for the message.
    value : str
    allowed : iterable of str

    Raises
    ------
    UsageError
        If ``value`` is not in ``allowed``.
    """
    allowed = list(allowed)
    if value not in allowed:
        raise UsageError(
            f"{parameter} = {value!r}",
            where="the parameters cell",
            expected=", ".join(allowed),
            remedy="use one of these",
        )


def read_conditions(conditions: object) -> dict[str, Any]:
    """Return the conditions of the parameters cell as arguments of `Session.with_conditions`.

    Parameters
    ----------
    conditions : object
        As papermill passed it: years may be texts.

    Returns
    -------
    dict
        Empty if nothing is stated.

    Raises
    ------
    UsageError
        It is no mapping, or a path is neither a number nor a mapping of years to numbers.

    Examples
    --------
    >>> read_conditions({"coal_price": {"2026": -0.3}, "sd": 0.05})
    {'coal_price': {2026: -0.3}, 'sd': 0.05}
    """
    if not conditions:
        return {}
    if not isinstance(conditions, Mapping):
        _refuse_conditions(conditions)
    return {str(name): _read_path(name, value) for name, value in conditions.items()}


def _read_path(name: object, value: object) -> object:
    """Return a path with years as numbers; other values as they are."""
    if not isinstance(value, Mapping):
        return value
    try:
        return {int(year): float(number) for year, number in value.items()}
    except (TypeError, ValueError):
        _refuse_conditions({name: dict(value)})


def _refuse_conditions(given: object) -> NoReturn:
    raise UsageError(
        f"conditions = {str(given)[:80]}",
        where="the parameters cell",
        expected="growth by series and year: {coal_price: {2026: -0.3}, sd: 0.05}",
        remedy='pass it as YAML: papermill … -y "conditions: {coal_price: {2026: -0.3}}"',
    )


def check_injected(declared: Iterable[str]) -> None:
    """Refuse a parameter that papermill passed to the notebook and that the notebook ignores.

    Parameters
    ----------
    declared : iterable of str
        The notebook's parameters.

    Raises
    ------
    UsageError
        A name is unknown; the message has the closest known one.
    """
    known = list(declared)
    for name in _injected():
        if name not in known:
            raise UsageError(
                f"the notebook has no parameter {name!r}",
                where="the cell that papermill inserted",
                expected=", ".join(known),
                remedy=suggest(name, known, otherwise="leave it out: it would change nothing"),
            )


def _injected() -> list[str]:
    """Return the names in the cell that papermill inserted last; none outside a notebook."""
    from IPython import get_ipython

    shell = get_ipython()
    cells = shell.user_ns.get("In", []) if shell else []
    last = next((text for text in reversed(cells) if text.startswith(_INSERTED)), "")
    return [
        target.id
        for statement in ast.parse(last).body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
