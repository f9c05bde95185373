"""Load sweep files and build the scenarios of their runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planodds.constants import LANGUAGES
from planodds.errors import InputError, suggest
from planodds.inputs.scenarios.inheritance import build_scenario, merge_with_parent
from planodds.inputs.scenarios.scenario import RUN_SEPARATOR, Scenario
from planodds.inputs.scenarios.sweep import Axis, Sweep
from planodds.inputs.tables.files import DATA_DIR, SWEEP_FOLDER, display_path, list_yaml_files
from planodds.inputs.tables.yaml_reader import YamlLocation, check_file_name, read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# Texts of a run, which readers see: its label lists the values, its narrative repeats them.
_SEPARATORS = {"zh": "、", "en": ", "}
_NARRATIVES = {
    "zh": "{narrative}本情景取值：{values}。",
    "en": "{narrative} The values here: {values}.",
}


def load_sweep(path: Path) -> Sweep:
    """Load one sweep file.

    Parameters
    ----------
    path : Path
        ``sweeps/NAME.yaml``.

    Returns
    -------
    Sweep

    Raises
    ------
    InputError
        As ``load_scenario``; or an axis has no values, two axes concern the same series and
        unit, there are more than 500 runs, or a value has more than four decimals.
    """
    sweep = read_document(Sweep, path)
    check_file_name(sweep.name, path)
    return sweep


def expand_sweep(path: Path) -> tuple[Scenario, ...]:
    """Return the scenarios of a sweep file, in the order of its axes, the last one fastest.

    Parameters
    ----------
    path : Path

    Returns
    -------
    tuple of Scenario

    Raises
    ------
    InputError
        As ``load_sweep``; or a unit, a reference or the parent does not exist.

    Examples
    --------
    >>> [scenario.name for scenario in expand_sweep(sweep_path("coal_by_nation"))][:2]
    ['coal_by_nation__coal_m40_nation_p3', 'coal_by_nation__coal_m40_nation_p4']
    """
    sweep = load_sweep(path)
    return tuple(_build_run(sweep, run, path) for run in sweep.runs)


def load_run(name: str, path: Path) -> Scenario:
    """Load one run of a sweep file, without building the others.

    Parameters
    ----------
    name : str
    path : Path

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        As ``expand_sweep``; or the sweep has no such run.
    """
    sweep = load_sweep(path)
    runs = {sweep.run_name(run): run for run in sweep.runs}
    if name not in runs:
        raise InputError(
            f"scenario {name!r} does not exist",
            where=display_path(path),
            expected=f"one of its {len(runs)} runs, such as {next(iter(runs))}",
            remedy=suggest(name, runs, otherwise="see `planodds run --sweep NAME --dry-run`"),
        )
    return _build_run(sweep, runs[name], path)


def sweep_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the sweep files of a data folder by name.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of Path
        Empty if there are none.

    Raises
    ------
    InputError
        As ``list_yaml_files``.
    """
    return list_yaml_files(data_dir / SWEEP_FOLDER)


def sweep_path(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return the file of a sweep.

    Parameters
    ----------
    name : str
    data_dir : Path

    Returns
    -------
    Path

    Raises
    ------
    InputError
        There is no sweep of that name.
    """
    paths = {path.stem: path for path in sweep_paths(data_dir)}
    if name not in paths:
        raise InputError(
            f"sweep {name!r} does not exist",
            where=SWEEP_FOLDER,
            expected=", ".join(paths) or "a file for each sweep",
            remedy=suggest(name, paths, otherwise="see `planodds list`"),
        )
    return paths[name]


def sweep_scenarios_in(names: Iterable[str], data_dir: Path = DATA_DIR) -> dict[str, Scenario]:
    """Return the scenarios among ``names`` that are runs of a sweep; each file is read once.

    Parameters
    ----------
    names : iterable of str
        Names of scenarios and of runs.
    data_dir : Path

    Returns
    -------
    dict of str to Scenario
        Names that no sweep defines are left out.
    """
    requested = set(names)
    stems = {name.split(RUN_SEPARATOR)[0] for name in requested if RUN_SEPARATOR in name}
    paths = [path for path in sweep_paths(data_dir) if path.stem in stems]
    return {run.name: run for path in paths for run in expand_sweep(path) if run.name in requested}


def _build_run(sweep: Sweep, run: Mapping[str, float], path: Path) -> Scenario:
    """Return one run as a scenario: the axes' conditions and what the parent defines."""
    content: dict[str, Any] = {
        "name": sweep.run_name(run),
        **_run_texts(sweep, run),
        "references": list(sweep.references),
        "conditions": [_condition(axis, run[axis.name]) for axis in sweep.axes],
    }
    if sweep.extends is not None:
        content["extends"] = sweep.extends
    data_dir = path.parent.parent
    merged, locations = merge_with_parent(content, path, data_dir)
    inherited = len(merged["conditions"]) - len(sweep.axes)
    locations |= {
        ("conditions", inherited + index): YamlLocation(path, ("axes", index))
        for index in range(len(sweep.axes))
    }
    return build_scenario(merged, locations, path, data_dir)


def _run_texts(sweep: Sweep, run: Mapping[str, float]) -> dict[str, dict[str, str]]:
    """Return the label and the narrative of one run in every language."""
    values = {
        language: _SEPARATORS[language].join(
            axis.format_value(run[axis.name], language) for axis in sweep.axes
        )
        for language in LANGUAGES
    }
    narratives = {
        language: _NARRATIVES[language].format(narrative=sweep.narrative[language], values=text)
        for language, text in values.items()
    }
    return {"label": values | {"en": _capitalise(values["en"])}, "narrative": narratives}


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _condition(axis: Axis, value: float) -> dict[str, Any]:
    keys = ("series", "measure", "sd", "kind", "source", "date", "note")
    unit = {"unit": axis.unit} if axis.unit is not None else {}
    years = {"ahead": axis.ahead} if axis.ahead else {"year": axis.year}
    return {key: getattr(axis, key) for key in keys} | unit | years | {"value": value}
