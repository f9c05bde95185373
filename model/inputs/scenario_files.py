"""Scenario files read: what another scenario hands down, and what the data must know."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from model import names
from model.errors import InputError
from model.inputs.documents import read_yaml, validate
from model.inputs.files import DATA_DIR, SCENARIO_FOLDER, SWEEP_FOLDER, label_file
from model.inputs.ledger import require_listed
from model.inputs.lines import Location, Place
from model.inputs.scenario import LISTS, Scenario

MEMBER = "__"  # parts a sweep's name from what tells its runs apart
Places = dict[Location, Place]


def load_scenario(path: Path) -> Scenario:
    """Read one scenario file, with what it inherits by ``extends:``.

    Raises
    ------
    InputError
        Not YAML; an unknown key (the closest known one is named); a source or another key is
        missing; a value out of its range; a name that is not the file's stem; an unknown unit;
        a parent that is missing, or that leads back here.
    """
    content, places = _inherit(path, (), _data_dir(path))
    scenario = build_scenario(content, places, path, _data_dir(path))
    place = Place(path, ("name",))
    if scenario.name != path.stem:
        raise InputError(f"name {scenario.name!r} in file {path.name!r}", where=str(place),
                         expected=f"name: {path.stem}",
                         remedy="rename the file or change the name: the two must agree")
    if MEMBER in scenario.name:
        raise InputError(f"name {scenario.name!r} with two underscores in a row",
                         where=str(place),
                         expected="a name without: these are the runs of a sweep",
                         remedy="use one underscore, in the name and in the file's")
    return scenario


def build_scenario(content: Mapping[str, Any], places: Places, path: Path, data_dir: Path
                   ) -> Scenario:
    """Validate merged content, each part of which stands where ``places`` says.

    Raises
    ------
    InputError
        As ``load_scenario``, with the place in the file that says so, a parent's included.
    """
    def locate(location: Location) -> Place:
        for cut in range(len(location), 0, -1):
            if location[:cut] in places:
                return places[location[:cut]].at(*location[cut:])
        return Place(path, location)

    scenario = validate(Scenario, dict(content), locate)
    scenario._places.update(places)
    _require_known(scenario, locate, data_dir)
    return scenario


def load_scenarios(data_dir: Path = DATA_DIR) -> tuple[Scenario, ...]:
    """Read all scenarios, the baseline first, then by name; sweeps stand apart.

    Raises
    ------
    InputError
        As ``load_scenario``; there is no baseline; or two scenarios bear one label.
    """
    scenarios = tuple(load_scenario(path) for path in scenario_paths(data_dir))
    require_labels(scenarios)
    return scenarios


def load_named(name: str, data_dir: Path = DATA_DIR) -> Scenario:
    """Read a scenario by its name: that of a file, or of a run of a sweep.

    Raises
    ------
    InputError
        No file gives it, or the file is at fault.
    """
    from model.inputs.sweep import find_run, sweep_path

    if MEMBER not in name:
        return load_scenario(find_file(name, data_dir))
    return find_run(name, sweep_path(name.split(MEMBER)[0], data_dir))


def find_file(name: str, data_dir: Path = DATA_DIR) -> Path:
    """Return the file that gives a scenario of this name, its own or a sweep's."""
    if MEMBER in name:
        return data_dir / SWEEP_FOLDER / f"{name.split(MEMBER)[0]}.yaml"
    return data_dir / SCENARIO_FOLDER / f"{name}.yaml"


def load_outside(path: Path, data_dir: Path = DATA_DIR) -> Scenario:
    """Read a scenario file wherever it lies, as if it lay among the data's.

    Raises
    ------
    InputError
        As ``load_scenario``.
    """
    content, places = _inherit(path, (), data_dir)
    return build_scenario(content, places, path, data_dir)


def scenario_paths(data_dir: Path = DATA_DIR) -> list[Path]:
    """Return the scenario files, the baseline first, then by name.

    Raises
    ------
    InputError
        There is no baseline, or a file with another ending that would never be read.
    """
    folder = data_dir / SCENARIO_FOLDER
    paths = sorted(folder.glob("*.yaml"),
                   key=lambda path: (path.stem != names.BASELINE, path.stem))
    if not paths or paths[0].stem != names.BASELINE:
        raise InputError("baseline.yaml is missing", where=f"data/{SCENARIO_FOLDER}",
                         expected="the scenario from which all others deviate",
                         remedy="restore it from version control")
    require_endings(folder)
    return paths


def require_endings(folder: Path) -> None:
    """Refuse a file that someone took for one of these and that would be passed over."""
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yml", ".yaml") and path.suffix != ".yaml":
            raise InputError(f"{path.name} would not be read", where=label_file(path),
                             expected="files that end in .yaml", remedy="rename it")


def require_labels(scenarios: Iterable[Scenario]) -> None:
    """Refuse two scenarios with one label: no table could tell them apart."""
    seen: dict[tuple[str, str], str] = {}
    for scenario in scenarios:
        for lang in names.LANGUAGES:
            label = scenario.label[lang]
            other = seen.setdefault((lang, label), scenario.name)
            if other != scenario.name:
                raise InputError(f"label {label!r} is that of {other!r} as well",
                                 where=f"data/{SCENARIO_FOLDER}/{scenario.name}.yaml key "
                                       f"label.{lang}",
                                 expected="a label of its own", remedy="reword one of the two")


def merge_parent(content: Mapping[str, Any], path: Path, data_dir: Path,
                 chain: tuple[str, ...] = ()) -> tuple[dict[str, Any], Places]:
    """Return a file's content with what its parent hands down, and where each part stands.

    Of a list the parent's entries come first, but for those about something that an entry here
    is about: series and unit, variable and unit, or name. The ledger and the readings are taken
    over as they are unless they stand here; references are added. Name, label and narrative are
    never taken over.
    """
    own = {(name, index): Place(path, (name, index)) for name in LISTS
           for index in range(len(_entries(content, name)))}
    if content.get("extends") is None:
        return dict(content), own
    above_path = _find_parent(content["extends"], path, data_dir, chain)
    parent, above = _inherit(above_path, chain, data_dir)
    merged, places = dict(content), {}
    for name in LISTS:
        _merge_list(name, merged, places, (parent, above), (content, own))
    for name in ("ledger", "readings"):
        if name not in content and name in parent:
            merged[name] = parent[name]
            places[(name,)] = above.get((name,), Place(above_path, (name,)))
    merged["references"] = list(dict.fromkeys(
        [*_entries(parent, "references"), *_entries(content, "references")]))
    return merged, places


def _inherit(path: Path, chain: tuple[str, ...], data_dir: Path) -> tuple[dict[str, Any], Places]:
    return merge_parent(read_yaml(path), path, data_dir, (*chain, path.stem))


def _find_parent(name: object, path: Path, data_dir: Path, chain: tuple[str, ...]) -> Path:
    folder = data_dir / SCENARIO_FOLDER
    where = str(Place(path, ("extends",)))
    known = sorted(item.stem for item in folder.glob("*.yaml"))
    if name == names.BASELINE:
        raise InputError("extends: baseline", where=where, expected="another scenario",
                         remedy="remove the line: every scenario deviates from the baseline")
    if name in chain:
        raise InputError(f"extends leads in a circle: {' -> '.join((*chain, str(name)))}",
                         where=where, expected="a scenario that does not rest on this one",
                         remedy="remove one extends: of the circle")
    if name not in known:
        near = get_close_matches(str(name), known, n=1)
        raise InputError(f"extends: {name!r} is not there", where=where,
                         expected=", ".join(known),
                         remedy=f"did you mean {near[0]!r}?" if near else "correct the name")
    return folder / f"{name}.yaml"


def _merge_list(name: str, merged: dict[str, Any], places: Places,
                parent: tuple[Mapping, Places], child: tuple[Mapping, Places]) -> None:
    mine = [(entry, child[1][name, index]) for index, entry in
            enumerate(_entries(child[0], name))]
    about = {_about(name, entry) for entry, _ in mine}
    kept = [(entry, parent[1][name, index]) for index, entry in
            enumerate(_entries(parent[0], name)) if _about(name, entry) not in about]
    if kept:
        merged[name] = [entry for entry, _ in (*kept, *mine)]
    for index, (_, place) in enumerate((*kept, *mine)):
        places[name, index] = place


def _about(name: str, entry: Any) -> tuple[str, ...]:
    """Return what an entry of a list is about; an entry of the wrong kind is about itself."""
    if not isinstance(entry, dict):
        return (repr(entry),)
    key = {"own_growth": "variable", "measures": "name"}.get(name, "series")
    return (str(entry.get(key)), str(entry.get("unit", names.HOME_UNIT)))


def _entries(content: Mapping[str, Any], name: str) -> list[Any]:
    entries = content.get(name)
    return entries if isinstance(entries, list) else []


def _data_dir(path: Path) -> Path:
    return path.parent.parent


def _require_known(scenario: Scenario, locate: Any, data_dir: Path) -> None:
    """Check unit codes and references against the data beside the scenario's folder."""
    from model.inputs.tables import read_sources, read_units

    codes = set(read_units(data_dir)["code"])
    ledger = (("ledger", scenario.ledger),) if scenario.ledger else ()
    assumed = [((name, index), item) for name in LISTS
               for index, item in enumerate(getattr(scenario, name))]
    for location, item in (*assumed, *((("ledger",), item) for _, item in ledger)):
        if item.unit is not None and item.unit not in codes:
            raise InputError(f"unit {item.unit!r} is not known",
                             where=str(locate((*location, "unit"))),
                             expected="a code of data/units.csv, between quotation marks",
                             remedy="look the code up in data/units.csv")
    if scenario.ledger:
        require_listed(scenario.ledger, data_dir, lambda: str(locate(("ledger",))))
    known = set(read_sources(data_dir)["source_id"])
    for index, reference in enumerate(scenario.references):
        if reference not in known:
            raise InputError(f"reference {reference!r} is not known",
                             where=str(locate(("references", index))),
                             expected="a source_id of data/sources.csv",
                             remedy="add the source there, or correct the name")
