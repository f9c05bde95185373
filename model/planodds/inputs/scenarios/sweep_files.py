"""Sweep files read, and made into scenarios: all of them, or one by its name."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from planodds.errors import InputError
from planodds.inputs.scenarios.inheritance import build_scenario, merge_with_parent
from planodds.inputs.scenarios.scenario import MEMBER, Scenario
from planodds.inputs.scenarios.sweep import Axis, Sweep
from planodds.inputs.tables.files import DATA_DIR, SWEEP_FOLDER, check_suffixes, display_path
from planodds.inputs.tables.yaml_reader import YamlLocation, check_file_name, read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


def load_sweep(path: Path) -> Sweep:
    """Read one sweep file.

    Raises
    ------
    InputError
        As for a scenario; or an axis without values, two axes about one thing, more than 500
        runs, a value that two decimals of a per cent cannot tell.
    """
    sweep = read_document(Sweep, path)
    check_file_name(sweep.name, path)
    return sweep


def expand_sweep(path: Path) -> tuple[Scenario, ...]:
    """Return the scenarios of a sweep file, in the order of its axes, the last one fastest.

    Raises
    ------
    InputError
        As ``load_sweep``; or a unit, a reference or the parent is not known.

    Examples
    --------
    >>> [scenario.name for scenario in expand_sweep(sweep_path("coal_by_nation"))][:2]
    ['coal_by_nation__coal_m40_nation_p3', 'coal_by_nation__coal_m40_nation_p4']
    """
    sweep = load_sweep(path)
    return tuple(_build(sweep, run, path) for run in sweep.runs)


def find_run(name: str, path: Path) -> Scenario:
    """Return one run of a sweep file, without building the others.

    Raises
    ------
    InputError
        As ``expand_sweep``; or the sweep has no such run.
    """
    sweep = load_sweep(path)
    known = {sweep.name_of(run): run for run in sweep.runs}
    if name not in known:
        near = get_close_matches(name, list(known), n=1)
        raise InputError(
            f"scenario {name!r} is not there",
            where=display_path(path),
            expected=f"one of its {len(known)} runs, such as {next(iter(known))}",
            remedy=f"did you mean {near[0]!r}?"
            if near
            else "see `planodds run --sweep NAME --dry-run`",
        )
    return _build(sweep, known[name], path)


def sweep_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the sweep files by name; there need be none."""
    folder = data_dir / SWEEP_FOLDER
    if not folder.is_dir():
        return []
    check_suffixes(folder)
    return sorted(folder.glob("*.yaml"))


def sweep_path(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return the file of a sweep.

    Raises
    ------
    InputError
        There is none of that name.
    """
    paths = {path.stem: path for path in sweep_paths(data_dir)}
    if name not in paths:
        near = get_close_matches(name, list(paths), n=1)
        raise InputError(
            f"sweep {name!r} is not there",
            where=f"data/{SWEEP_FOLDER}",
            expected=", ".join(paths) or "a file for each sweep",
            remedy=f"did you mean {near[0]!r}?" if near else "see `planodds list`",
        )
    return paths[name]


def sweep_scenarios_in(names: Iterable[str], data_dir: Path = DATA_DIR) -> dict[str, Scenario]:
    """Return those scenarios among ``names`` that are runs of a sweep, each sweep read once.

    A name that no sweep gives is left out: whoever needs it will miss it.
    """
    wanted = set(names)
    stems = {name.split(MEMBER)[0] for name in wanted if MEMBER in name}
    found = (
        run for path in sweep_paths(data_dir) if path.stem in stems for run in expand_sweep(path)
    )
    return {run.name: run for run in found if run.name in wanted}


def _build(sweep: Sweep, run: Mapping[str, float], path: Path) -> Scenario:
    """One run as a scenario: the axes' pins, over what the parent hands down."""
    told = {
        lang: [axis.format_value(run[axis.name], lang) for axis in sweep.axes]
        for lang in ("zh", "en")
    }
    content: dict[str, Any] = {
        "name": sweep.name_of(run),
        "label": {"zh": "、".join(told["zh"]), "en": _capital(", ".join(told["en"]))},
        "narrative": {
            "zh": f"{sweep.narrative.zh}本情景取值：{'、'.join(told['zh'])}。",
            "en": f"{sweep.narrative.en} The values here: {', '.join(told['en'])}.",
        },
        "references": list(sweep.references),
        "conditions": [_condition(axis, run[axis.name]) for axis in sweep.axes],
    }
    if sweep.extends is not None:
        content["extends"] = sweep.extends
    data_dir = path.parent.parent
    merged, places = merge_with_parent(content, path, data_dir)
    inherited = len(merged["conditions"]) - len(sweep.axes)
    places |= {
        ("conditions", inherited + index): YamlLocation(path, ("axes", index))
        for index in range(len(sweep.axes))
    }
    return build_scenario(merged, places, path, data_dir)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _condition(axis: Axis, value: float) -> dict[str, Any]:
    keys = ("series", "measure", "sd", "kind", "source", "date", "note")
    unit = {"unit": axis.unit} if axis.unit is not None else {}
    years = {"ahead": axis.ahead} if axis.ahead else {"year": axis.year}
    return {key: getattr(axis, key) for key in keys} | unit | years | {"value": value}
