"""`planodds diff`, `show` and `schema`: scenario files compared, resolved, described to editors."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import UsageError
from planodds.inputs.tables.files import SCHEMA_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.inputs.scenarios.scenario import Scenario

_SUFFIX = ".yaml"


def diff_scenarios(first: str, second: str, *, lang: str, data_dir: Path) -> str:
    """Describe how two scenarios differ.

    Parameters
    ----------
    first, second : str
        Names of scenarios, or paths of their files.
    lang : {"zh", "en"}
    data_dir : Path

    Returns
    -------
    str

    Raises
    ------
    UsageError
        The language is unknown, or there is no scenario of a name.
    InputError
        A file is missing or has a fault.
    """
    from planodds.report.text.scenario_diff import format_scenario_diff
    from planodds.report.text.words import Words

    if lang not in constants.LANGUAGES:
        raise UsageError(
            f"language {lang!r}",
            where="--lang",
            expected=" or ".join(constants.LANGUAGES),
            remedy="use one of them",
        )
    one, two = (find_scenario(item, data_dir) for item in (first, second))
    return format_scenario_diff(one, two, Words.load(lang))


def show_scenario(name: str, *, data_dir: Path) -> str:
    """Render a scenario as it will run: inherited parts are written out, with their files.

    Parameters
    ----------
    name : str
        Name of a scenario, or the path of its file.
    data_dir : Path

    Returns
    -------
    str
        YAML.

    Raises
    ------
    UsageError
        There is no scenario of this name.
    InputError
        The file is missing or has a fault.
    """
    from planodds.inputs.scenarios.render_yaml import render_scenario

    return render_scenario(find_scenario(name, data_dir))


def write_schemas(data_dir: Path) -> Iterable[str]:
    """Write the JSON Schemas; report for each file whether it changed.

    Parameters
    ----------
    data_dir : Path

    Yields
    ------
    str
        One line per file.
    """
    from planodds.inputs.scenarios import json_schema

    changed = {path.name for path in json_schema.write_schemas(data_dir)}
    for kind in json_schema.KINDS:
        name = f"{kind}.schema.json"
        state = "written" if name in changed else "up to date"
        yield f"data/{SCHEMA_FOLDER}/{name}: {state}"


def find_scenario(given: str, data_dir: Path) -> Scenario:
    """Load a scenario by name or from a file.

    A file outside the data folder is read as if it were inside: its parent, units and references
    are looked up there.

    Parameters
    ----------
    given : str
        Name of a scenario or of a run of a sweep, or the path of a file.
    data_dir : Path

    Returns
    -------
    Scenario

    Raises
    ------
    UsageError
        There is no scenario of this name.
    InputError
        The file is missing or has a fault, or a sweep has no such run.
    """
    from planodds.inputs.scenarios.scenario import RUN_SEPARATOR
    from planodds.inputs.scenarios.scenario_files import (
        load_scenario_by_name,
        load_scenario_file,
        scenario_paths,
    )

    path = Path(given)
    if path.suffix == _SUFFIX or len(path.parts) > 1:
        return load_scenario_file(path, data_dir)
    known = [item.stem for item in scenario_paths(data_dir)]
    if RUN_SEPARATOR not in given and given not in known:
        near = get_close_matches(given, known, n=1)
        raise UsageError(
            f"unknown scenario {given!r}",
            where="command line",
            expected=", ".join(known),
            remedy=f"did you mean {near[0]!r}?" if near else "see `planodds list`",
        )
    return load_scenario_by_name(given, data_dir)
