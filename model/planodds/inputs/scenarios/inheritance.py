"""What a scenario takes over from another, and what the data beside it must know."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.scenarios.projects import check_projects_listed
from planodds.inputs.scenarios.scenario import LISTS, Scenario
from planodds.inputs.tables.files import SCENARIO_FOLDER
from planodds.inputs.tables.yaml_reader import Location, YamlLocation, read_yaml, validate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

YamlLocations = dict[Location, YamlLocation]


def read_with_parents(
    path: Path, data_dir: Path, chain: tuple[str, ...] = ()
) -> tuple[dict[str, Any], YamlLocations]:
    """Read a scenario file with all that its parents hand down (see ``merge_with_parent``)."""
    return merge_with_parent(read_yaml(path), path, data_dir, (*chain, path.stem))


def merge_with_parent(
    content: Mapping[str, Any], path: Path, data_dir: Path, chain: tuple[str, ...] = ()
) -> tuple[dict[str, Any], YamlLocations]:
    """Return a file's content with what its parent hands down, and where each part stands.

    Of a list the parent's entries come first, but for those about something that an entry here
    is about: series and unit, variable and unit, or name. The ledger and the readings are taken
    over as they are unless they stand here; references are added. Name, label and narrative are
    never taken over.
    """
    own = {
        (name, index): YamlLocation(path, (name, index))
        for name in LISTS
        for index in range(len(_entries(content, name)))
    }
    if content.get("extends") is None:
        return dict(content), own
    above_path = _find_parent(content["extends"], path, data_dir, chain)
    parent, above = read_with_parents(above_path, data_dir, chain)
    merged, places = dict(content), {}
    for name in LISTS:
        _merge_list(name, merged, places, (parent, above), (content, own))
    for name in ("ledger", "readings"):
        if name not in content and name in parent:
            merged[name] = parent[name]
            places[(name,)] = above.get((name,), YamlLocation(above_path, (name,)))
    merged["references"] = list(
        dict.fromkeys([*_entries(parent, "references"), *_entries(content, "references")])
    )
    return merged, places


def _find_parent(name: object, path: Path, data_dir: Path, chain: tuple[str, ...]) -> Path:
    folder = data_dir / SCENARIO_FOLDER
    where = str(YamlLocation(path, ("extends",)))
    known = sorted(item.stem for item in folder.glob("*.yaml"))
    if name == constants.BASELINE:
        raise InputError(
            "extends: baseline",
            where=where,
            expected="another scenario",
            remedy="remove the line: every scenario deviates from the baseline",
        )
    if name in chain:
        raise InputError(
            f"extends leads in a circle: {' -> '.join((*chain, str(name)))}",
            where=where,
            expected="a scenario that does not rest on this one",
            remedy="remove one extends: of the circle",
        )
    if name not in known:
        near = get_close_matches(str(name), known, n=1)
        raise InputError(
            f"extends: {name!r} is not there",
            where=where,
            expected=", ".join(known),
            remedy=f"did you mean {near[0]!r}?" if near else "correct the name",
        )
    return folder / f"{name}.yaml"


def _merge_list(
    name: str,
    merged: dict[str, Any],
    places: YamlLocations,
    parent: tuple[Mapping, YamlLocations],
    child: tuple[Mapping, YamlLocations],
) -> None:
    mine = [(entry, child[1][name, index]) for index, entry in enumerate(_entries(child[0], name))]
    about = {_about(name, entry) for entry, _ in mine}
    kept = [
        (entry, parent[1][name, index])
        for index, entry in enumerate(_entries(parent[0], name))
        if _about(name, entry) not in about
    ]
    if kept:
        merged[name] = [entry for entry, _ in (*kept, *mine)]
    for index, (_, place) in enumerate((*kept, *mine)):
        places[name, index] = place


def _about(name: str, entry: Any) -> tuple[str, ...]:
    """Return what an entry of a list is about; an entry of the wrong kind is about itself."""
    if not isinstance(entry, dict):
        return (repr(entry),)
    key = {"own_growth": "variable", "measures": "name"}.get(name, "series")
    return (str(entry.get(key)), str(entry.get("unit", constants.HOME_UNIT)))


def _entries(content: Mapping[str, Any], name: str) -> list[Any]:
    entries = content.get(name)
    return entries if isinstance(entries, list) else []


def build_scenario(
    content: Mapping[str, Any], places: YamlLocations, path: Path, data_dir: Path
) -> Scenario:
    """Validate merged content, each part of which stands where ``places`` says.

    Raises
    ------
    InputError
        As ``load_scenario``, with the place in the file that says so, a parent's included.
    """

    def locate(location: Location) -> YamlLocation:
        for cut in range(len(location), 0, -1):
            if location[:cut] in places:
                return places[location[:cut]].child(*location[cut:])
        return YamlLocation(path, location)

    scenario = validate(Scenario, dict(content), locate)
    scenario._places.update(places)
    _require_known(scenario, locate, data_dir)
    return scenario


def _require_known(
    scenario: Scenario, locate: Callable[[Location], YamlLocation], data_dir: Path
) -> None:
    """Check unit codes and references against the data beside the scenario's folder."""
    from planodds.inputs.tables.csv_tables import read_sources, read_units

    codes = set(read_units(data_dir)["code"])
    ledger = (("ledger", scenario.ledger),) if scenario.ledger else ()
    assumed = [
        ((name, index), item)
        for name in LISTS
        for index, item in enumerate(getattr(scenario, name))
    ]
    for location, item in (*assumed, *((("ledger",), item) for _, item in ledger)):
        if item.unit is not None and item.unit not in codes:
            raise InputError(
                f"unit {item.unit!r} is not known",
                where=str(locate((*location, "unit"))),
                expected="a code of data/units.csv, between quotation marks",
                remedy="look the code up in data/units.csv",
            )
    if scenario.ledger:
        check_projects_listed(scenario.ledger, data_dir, lambda: str(locate(("ledger",))))
    known = set(read_sources(data_dir)["source_id"])
    for index, reference in enumerate(scenario.references):
        if reference not in known:
            raise InputError(
                f"reference {reference!r} is not known",
                where=str(locate(("references", index))),
                expected="a source_id of data/sources.csv",
                remedy="add the source there, or correct the name",
            )
