"""Merge a scenario file with the scenarios that it extends, and validate the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planodds import constants
from planodds.errors import InputError, suggest
from planodds.inputs.scenarios.assumptions import ASSUMPTION_FIELDS
from planodds.inputs.scenarios.references import check_references
from planodds.inputs.scenarios.scenario import Scenario
from planodds.inputs.tables.files import SCENARIO_FOLDER
from planodds.inputs.tables.yaml_reader import Location, YamlLocation, read_yaml, validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

YamlLocations = dict[Location, YamlLocation]
_MAX_PARENTS = 10
_INHERITED_KEYS = ("ledger", "readings")  # taken from the parent as they are


def read_with_parents(
    path: Path, data_dir: Path, chain: tuple[str, ...] = ()
) -> tuple[dict[str, Any], YamlLocations]:
    """Read a scenario file and merge it with its parents (see ``merge_with_parent``).

    Parameters
    ----------
    path : Path
        The scenario's file.
    data_dir : Path
    chain : tuple of str
        Names of the scenarios that led here, to detect circles.

    Returns
    -------
    content : dict
    locations : dict
        File location of each list entry and of each inherited key.

    Raises
    ------
    InputError
        The file or a parent does not exist or cannot be read, or a parent leads back here.
    """
    return merge_with_parent(read_yaml(path), path, data_dir, (*chain, path.stem))


def merge_with_parent(
    content: Mapping[str, Any], path: Path, data_dir: Path, chain: tuple[str, ...] = ()
) -> tuple[dict[str, Any], YamlLocations]:
    """Merge the content of a scenario file with its parent.

    The parent's list entries come first, except those about the same series and unit (variable
    and unit, name and unit) as an entry of the child. Projects and readings are inherited
    unless the child has them. References are joined. Name, label and narrative are not
    inherited.

    Parameters
    ----------
    content : mapping
    path : Path
        The file of the content.
    data_dir : Path
    chain : tuple of str
        Names of the files that led here, to detect circles.

    Returns
    -------
    content : dict
    locations : dict
        File location of each list entry and of each inherited key.

    Raises
    ------
    InputError
        The parent does not exist, cannot be read, or leads back to this scenario.
    """
    locations: YamlLocations = {
        (name, index): YamlLocation(path, (name, index))
        for name in ASSUMPTION_FIELDS
        for index in range(len(_entries(content, name)))
    }
    if content.get("extends") is None:
        return dict(content), locations
    parent_path = _find_parent(content["extends"], path, data_dir, chain)
    parent, parent_locations = read_with_parents(parent_path, data_dir, chain)
    merged: dict[str, Any] = dict(content)
    merged_locations: YamlLocations = {}
    for name in ASSUMPTION_FIELDS:
        entries = _merge_list(name, (parent, parent_locations), (content, locations))
        if entries:
            merged[name] = [entry for entry, _ in entries]
        merged_locations |= {(name, index): where for index, (_, where) in enumerate(entries)}
    for name in _INHERITED_KEYS:
        if name not in content and name in parent:
            merged[name] = parent[name]
            own_location = YamlLocation(parent_path, (name,))
            merged_locations[name,] = parent_locations.get((name,), own_location)
    references = [*_entries(parent, "references"), *_entries(content, "references")]
    merged["references"] = [
        item for number, item in enumerate(references) if item not in references[:number]
    ]
    return merged, merged_locations


def _find_parent(name: object, path: Path, data_dir: Path, chain: tuple[str, ...]) -> Path:
    folder = data_dir / SCENARIO_FOLDER
    where = str(YamlLocation(path, ("extends",)))
    names = sorted(item.stem for item in folder.glob("*.yaml"))
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
            expected="a scenario that does not depend on this one",
            remedy="remove one extends: of the circle",
        )
    if len(chain) > _MAX_PARENTS:
        raise InputError(
            f"extends leads through more than {_MAX_PARENTS} scenarios",
            where=where,
            expected=f"at most {_MAX_PARENTS} scenarios that extend each other",
            remedy="write the assumptions of the first ones into this file",
        )
    if name not in names:
        raise InputError(
            f"extends: {str(name)[:60]!r} does not exist",
            where=where,
            expected=", ".join(names),
            remedy=suggest(str(name), names, otherwise="correct the name"),
        )
    return folder / f"{name}.yaml"


def _merge_list(
    name: str,
    parent: tuple[Mapping[str, Any], YamlLocations],
    child: tuple[Mapping[str, Any], YamlLocations],
) -> list[tuple[Any, YamlLocation]]:
    """Return the parent's entries that the child does not replace, then the child's."""
    below, above = (
        [(entry, locations[name, index]) for index, entry in enumerate(_entries(content, name))]
        for content, locations in (child, parent)
    )
    replaced = {_subject(name, entry) for entry, _ in below}
    inherited = [item for item in above if _subject(name, item[0]) not in replaced]
    return [*inherited, *below]


def _subject(name: str, entry: object) -> tuple[str, ...]:
    """Return the series and unit of a list entry; the text of an entry of the wrong type."""
    if not isinstance(entry, dict):
        return (repr(entry),)
    key = {"own_growth": "variable", "measures": "name"}.get(name, "series")
    return (str(entry.get(key)), str(entry.get("unit")))


def _entries(content: Mapping[str, Any], name: str) -> list[Any]:
    entries = content.get(name)
    return entries if isinstance(entries, list) else []


def build_scenario(
    content: Mapping[str, Any], locations: YamlLocations, path: Path, data_dir: Path
) -> Scenario:
    """Validate the merged content of a scenario file.

    Parameters
    ----------
    content : mapping
    locations : dict
        As ``merge_with_parent`` returns them.
    path : Path
        The scenario's file.
    data_dir : Path

    Returns
    -------
    Scenario

    Raises
    ------
    InputError
        As ``load_scenario``; the location may be in the file of a parent.
    """

    def locate(location: Location) -> YamlLocation:
        for cut in range(len(location), 0, -1):
            if location[:cut] in locations:
                return locations[location[:cut]].child(*location[cut:])
        return YamlLocation(path, location)

    scenario = validate(Scenario, content, locate)
    scenario.record_locations(locations)
    check_references(scenario, locate, data_dir)
    return scenario
