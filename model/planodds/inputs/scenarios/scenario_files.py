"""Scenario files read: one, all, or one by its name wherever it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.inheritance import build_scenario, read_with_parents
from planodds.inputs.scenarios.scenario import MEMBER, Scenario
from planodds.inputs.tables.files import DATA_DIR, SCENARIO_FOLDER, SWEEP_FOLDER, check_suffixes
from planodds.inputs.tables.yaml_reader import YamlLocation, check_file_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def load_scenario(path: Path) -> Scenario:
    """Read one scenario file, with what it inherits by ``extends:``.

    Raises
    ------
    InputError
        Not YAML; an unknown key (the closest known one is named); a source or another key is
        missing; a value out of its range; a name that is not the file's stem; an unknown unit;
        a parent that is missing, or that leads back here.
    """
    content, places = read_with_parents(path, _data_dir(path))
    scenario = build_scenario(content, places, path, _data_dir(path))
    check_file_name(scenario.name, path)
    if MEMBER in scenario.name:
        raise InputError(
            f"name {scenario.name!r} with two underscores in a row",
            where=str(YamlLocation(path, ("name",))),
            expected="a name without: these are the runs of a sweep",
            remedy="use one underscore, in the name and in the file's",
        )
    return scenario


def load_scenarios(data_dir: Path = DATA_DIR) -> tuple[Scenario, ...]:
    """Read all scenarios, the baseline first, then by name; sweeps stand apart.

    Raises
    ------
    InputError
        As ``load_scenario``; there is no baseline; or two scenarios bear one label.
    """
    scenarios = tuple(load_scenario(path) for path in scenario_paths(data_dir))
    _require_labels(scenarios)
    return scenarios


def load_scenario_by_name(name: str, data_dir: Path = DATA_DIR) -> Scenario:
    """Read a scenario by its name: that of a file, or of a run of a sweep.

    Raises
    ------
    InputError
        No file gives it, or the file is at fault.
    """
    from planodds.inputs.scenarios.sweep_files import find_run, sweep_path

    if MEMBER not in name:
        return load_scenario(find_file(name, data_dir))
    return find_run(name, sweep_path(name.split(MEMBER)[0], data_dir))


def find_file(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return the file that gives a scenario of this name, its own or a sweep's."""
    if MEMBER in name:
        return data_dir / SWEEP_FOLDER / f"{name.split(MEMBER)[0]}.yaml"
    return data_dir / SCENARIO_FOLDER / f"{name}.yaml"


def load_scenario_file(path: Path, data_dir: Path = DATA_DIR) -> Scenario:
    """Read a scenario file wherever it lies, as if it lay among the data's.

    Raises
    ------
    InputError
        As ``load_scenario``.
    """
    content, places = read_with_parents(path, data_dir)
    return build_scenario(content, places, path, data_dir)


def scenario_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the scenario files, the baseline first, then by name.

    Raises
    ------
    InputError
        There is no baseline, or a file with another ending that would never be read.
    """
    folder = data_dir / SCENARIO_FOLDER
    paths = sorted(
        folder.glob("*.yaml"), key=lambda path: (path.stem != constants.BASELINE, path.stem)
    )
    if not paths or paths[0].stem != constants.BASELINE:
        raise InputError(
            "baseline.yaml is missing",
            where=f"data/{SCENARIO_FOLDER}",
            expected="the scenario from which all others deviate",
            remedy="restore it from version control",
        )
    check_suffixes(folder)
    return paths


def _require_labels(scenarios: Iterable[Scenario]) -> None:
    """Refuse two scenarios with one label: no table could tell them apart."""
    seen: dict[tuple[str, str], str] = {}
    for scenario in scenarios:
        for lang in constants.LANGUAGES:
            label = scenario.label[lang]
            other = seen.setdefault((lang, label), scenario.name)
            if other != scenario.name:
                raise InputError(
                    f"label {label!r} is that of {other!r} as well",
                    where=f"data/{SCENARIO_FOLDER}/{scenario.name}.yaml key label.{lang}",
                    expected="a label of its own",
                    remedy="reword one of the two",
                )


def _data_dir(path: Path) -> Path:
    return path.parent.parent
