"""Load scenario files: one, all, or one by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.execution.atomic import write_bytes_atomic, write_text_atomic
from planodds.inputs.scenarios.inheritance import build_scenario, read_with_parents
from planodds.inputs.scenarios.scenario import RUN_SEPARATOR, Scenario
from planodds.inputs.tables.files import (
    DATA_DIR,
    SCENARIO_FOLDER,
    SWEEP_FOLDER,
    display_path,
    list_yaml_files,
)
from planodds.inputs.tables.yaml_reader import YamlLocation, check_file_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


_BEFORE = ".before"  # suffix of a file that was replaced


def load_scenario(path: Path) -> Scenario:
    """Load one scenario file of a data folder, with what it inherits by ``extends:``.

    Parameters
    ----------
    path : Path
        ``scenarios/NAME.yaml``.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        The file is not YAML; a key is unknown or missing; a value is out of its range; the name
        is not the file's; a unit, a reference or the parent does not exist.
    """
    scenario = load_scenario_file(path, path.parent.parent)
    check_file_name(scenario.name, path)
    if RUN_SEPARATOR in scenario.name:
        raise InputError(
            f"name {scenario.name!r} has two underscores in a row",
            where=str(YamlLocation(path, ("name",))),
            expected="a name without: two underscores mark the runs of a sweep",
            remedy="use one underscore, in the name and in the file name",
        )
    return scenario


def load_scenarios(data_dir: Path = DATA_DIR) -> tuple[Scenario, ...]:
    """Load all scenarios of a data folder; sweeps are not among them.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    tuple of Scenario
        The baseline first, then by name.

    Raises
    ------
    InputError
        As ``load_scenario``; there is no baseline; or two scenarios have the same label.
    """
    scenarios = tuple(load_scenario(path) for path in scenario_paths(data_dir))
    _check_labels(scenarios)
    return scenarios


def load_scenario_by_name(name: str, data_dir: Path = DATA_DIR) -> Scenario:
    """Load a scenario by its name.

    Parameters
    ----------
    name : str
        Name of a scenario file or of a run of a sweep.
    data_dir : Path

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        No file defines it, or the file has a fault.
    """
    # Imported here: plain scenarios, which most callers load, do not need sweeps.
    from planodds.inputs.scenarios.sweep_files import load_run, sweep_path

    if RUN_SEPARATOR not in name:
        return load_scenario(find_file(name, data_dir))
    return load_run(name, sweep_path(name.split(RUN_SEPARATOR)[0], data_dir))


def find_file(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return the path of the file that defines a scenario or a run of a sweep.

    Parameters
    ----------
    name : str
    data_dir : Path

    Returns
    -------
    Path
        The file need not exist.
    """
    if RUN_SEPARATOR in name:
        return data_dir / SWEEP_FOLDER / f"{name.split(RUN_SEPARATOR)[0]}.yaml"
    return data_dir / SCENARIO_FOLDER / f"{name}.yaml"


def load_scenario_file(path: Path, data_dir: Path = DATA_DIR) -> Scenario:
    """Load a scenario file from any folder.

    Parameters
    ----------
    path : Path
    data_dir : Path
        Folder of the data, of its parents and of the references.

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        As ``load_scenario``.
    """
    content, locations = read_with_parents(path, data_dir)
    return build_scenario(content, locations, path, data_dir)


def save_scenario(scenario: Scenario, name: str, data_dir: Path) -> Path:
    """Write a scenario that was stated in Python as a file of a study.

    Parameters
    ----------
    scenario : Scenario
    name : str
        Name of the new file.
    data_dir : Path

    Returns
    -------
    Path
        ``scenarios/NAME.yaml``, whose narrative is to be written by hand.

    Raises
    ------
    InputError
        The name cannot be a file name.
    UsageError
        There is nothing to save, or a scenario or a sweep has this name.
    """
    from planodds.inputs.scenarios.render_yaml import render_scenario

    draft = scenario.rename(name)
    path = find_file(name, data_dir)
    for taken in (path, data_dir / SWEEP_FOLDER / path.name):
        if taken.exists():
            raise UsageError(
                f"a scenario {name!r} is there already",
                where=display_path(taken),
                expected="a new name: no file is overwritten",
                remedy="choose another name, or edit the file",
            )
    return write_text_atomic(path, schema_line(data_dir) + render_scenario(draft))


def check_free_name(scenario: Scenario, data_dir: Path, *, where: str) -> None:
    """Check that an edited scenario takes the name and the label of no other one.

    Parameters
    ----------
    scenario : Scenario
    data_dir : Path
    where : str
        Where the scenario was stated, for the message.

    Raises
    ------
    InputError
        It has the name of a sweep or of one of its runs, or the label of another scenario.
    """
    sweep = data_dir / SWEEP_FOLDER / f"{scenario.name.split(RUN_SEPARATOR)[0]}.yaml"
    same = [
        path.stem
        for path in scenario_paths(data_dir)
        if path.stem != scenario.name and load_scenario(path).label == scenario.label
    ]
    if RUN_SEPARATOR in scenario.name or sweep.exists():
        what = f"the name {scenario.name!r} belongs to a sweep"
    elif same:
        what = f"the label of {scenario.name!r} is that of scenario {same[0]!r}"
    else:
        return
    raise InputError(
        what,
        where=where,
        expected="a name and a label of its own",
        remedy="write another name and label on the sheet scenario",
    )


def store_scenario(scenario: Scenario, data_dir: Path, *, where: str) -> list[Path]:
    """Write an edited scenario as the file of its name; a file that is replaced is kept.

    Parameters
    ----------
    scenario : Scenario
    data_dir : Path
    where : str
        Where changes are stated, for the message.

    Returns
    -------
    list of Path
        The file as it was, ``NAME.before``, if there was one, and the new file.

    Raises
    ------
    InputError
        The last change is not a new one: nobody signs the edit; or as ``check_free_name``.
    """
    from planodds.inputs.scenarios.render_yaml import render_scenario

    check_free_name(scenario, data_dir, where=where)
    path = find_file(scenario.name, data_dir)
    before = load_scenario(path).changes if path.exists() else ()
    if not scenario.changes or scenario.changes[-1] in before:
        raise InputError(
            "the change has no author",
            where=where,
            expected="one more row with author, date and reason",
            remedy="add the row below the others",
        )
    written = []
    if path.exists():
        written.append(write_bytes_atomic(path.with_suffix(_BEFORE), path.read_bytes()))
    text = schema_line(data_dir) + render_scenario(scenario)
    return [*written, write_text_atomic(path, text)]


def schema_line(data_dir: Path) -> str:
    """Return the first line of a scenario file, which names its schema to editors.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    str
        Empty where the study has no schema beside it.
    """
    has_schema = (data_dir.parent / "schema" / "scenario.schema.json").is_file()
    line = "# yaml-language-server: $schema=../../schema/scenario.schema.json\n"
    return line if has_schema else ""


def scenario_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the scenario files of a data folder, the baseline first, then by name.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of Path

    Raises
    ------
    InputError
        There is no baseline; as ``list_yaml_files``.
    """
    paths = sorted(
        list_yaml_files(data_dir / SCENARIO_FOLDER),
        key=lambda path: (path.stem != constants.BASELINE, path.stem),
    )
    if not paths or paths[0].stem != constants.BASELINE:
        raise InputError(
            "baseline.yaml is missing",
            where=SCENARIO_FOLDER,
            expected="the scenario from which all others deviate",
            remedy="restore it from version control",
        )
    return paths


def _check_labels(scenarios: Iterable[Scenario]) -> None:
    """Check that no two scenarios have the same label: tables could not distinguish them."""
    first: dict[tuple[str, str], str] = {}
    for scenario in scenarios:
        for language in constants.LANGUAGES:
            label = scenario.label[language]
            other = first.setdefault((language, label), scenario.name)
            if other != scenario.name:
                raise InputError(
                    f"label {label!r} is also that of {other!r}",
                    where=f"{SCENARIO_FOLDER}/{scenario.name}.yaml key label.{language}",
                    expected="a different label for each scenario",
                    remedy="change one of the two",
                )
