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
    """Describe how two scenarios differ; each is given by name or as a file.

    Raises
    ------
    UsageError
        The language is not known.
    InputError
        A scenario is not there, or its file is at fault.
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
    """Render the scenario as it will run: what it inherits written out, with where it stands."""
    from planodds.inputs.scenarios.render_yaml import render_scenario

    return render_scenario(find_scenario(name, data_dir))


def write_schemas(data_dir: Path) -> Iterable[str]:
    """Write the JSON Schemas; say of each file whether it changed."""
    from planodds.inputs.scenarios import json_schema

    changed = {path.name for path in json_schema.write_schemas(data_dir)}
    for kind in json_schema.KINDS:
        name = f"{kind}.schema.json"
        state = "written" if name in changed else "up to date"
        yield f"data/{SCHEMA_FOLDER}/{name}: {state}"


def find_scenario(given: str, data_dir: Path) -> Scenario:
    """Read a scenario by name (a run of a sweep too) or from a file.

    A file outside the data is read as it would be among them: what it extends, and the units and
    sources it names, are looked up there.
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
