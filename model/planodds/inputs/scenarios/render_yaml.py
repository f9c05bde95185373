"""A scenario as it will run, written out as YAML: what it inherits, and from which file."""

from __future__ import annotations

from typing import Any

import yaml

from planodds import constants
from planodds.inputs.scenarios.scenario import LISTS, Scenario
from planodds.inputs.tables.files import display_path

_WIDTH = 96
_FIRST = (
    "name",
    "series",
    "variable",
    "unit",
    "effect",
    "measure",
    "statistic",
    "ahead",
    "year",
    "threshold",
    "direction",
    "value",
    "sd",
    "low",
    "mode",
    "high",
)


def render_scenario(scenario: Scenario) -> str:
    """Return a scenario as YAML that reads back as the same one.

    Each part that another file says has that file's name above it. ``extends`` is left out: what
    it brings stands there.
    """
    content = scenario.model_dump(mode="json", exclude_defaults=True, exclude={"extends"})
    head = f"# {scenario.name}" + (
        f", with what {scenario.extends} hands down" if scenario.extends else ""
    )
    blocks = [head]
    for key, value in content.items():
        if key in LISTS:
            blocks.append(f"{key}:")
            blocks += [
                _entry(scenario, key, index, _tidy(item)) for index, item in enumerate(value)
            ]
        else:
            blocks.append(_origin(scenario, (key,), "") + _dump({key: value}))
    return "\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _entry(scenario: Scenario, key: str, index: int, item: dict[str, Any]) -> str:
    lines = _dump([item]).splitlines()
    return _origin(scenario, (key, index), "  ") + "\n".join(f"  {line}" for line in lines)


def _origin(scenario: Scenario, location: tuple[str | int, ...], indent: str) -> str:
    """A comment with the file that says so, where it is not the scenario's own."""
    place = scenario._places.get(location)
    if place is None or place.path.stem == scenario.name:
        return ""
    return f"{indent}# {display_path(place.path)}\n"


def _rank(key: str) -> int:
    return _FIRST.index(key) if key in _FIRST else len(_FIRST)


def _tidy(item: dict[str, Any]) -> dict[str, Any]:
    """What it is about first; lists of one as their value; the county's own unit left unsaid."""
    kept = {
        key: item[key]
        for key in sorted(item, key=_rank)
        if not (key == "unit" and item[key] == constants.HOME_UNIT)
    }
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in kept.items()
    }


class _Dumper(yaml.SafeDumper):
    """Block style, but for lists of plain values, which fit on a line."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _represent_list(dumper: _Dumper, items: list[Any]) -> yaml.Node:
    plain = not any(isinstance(item, (list, dict)) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=plain)


_Dumper.add_representer(list, _represent_list)


def _dump(value: Any) -> str:
    return yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_WIDTH,
        default_flow_style=False,
    )
