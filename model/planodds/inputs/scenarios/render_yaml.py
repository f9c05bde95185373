"""Write a scenario as YAML, with what it inherits and the file of each inherited part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from planodds.inputs.scenarios.assumptions import ASSUMPTION_FIELDS
from planodds.inputs.tables.files import display_path

if TYPE_CHECKING:
    from planodds.inputs.scenarios.scenario import Scenario

_LINE_LENGTH = 96
_KEY_ORDER = (  # of an assumption; all other keys come after these
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
    """Return a scenario as YAML that reads back as the same scenario.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    str
        A comment names the file of each inherited part; ``extends`` is left out, because all
        that it adds is in the text.
    """
    content = scenario.model_dump(mode="json", exclude_defaults=True, exclude={"extends"})
    extended = f", with what it inherits from {scenario.extends}" if scenario.extends else ""
    blocks = [f"# {scenario.name}{extended}"]
    for key, value in content.items():
        if key in ASSUMPTION_FIELDS:
            blocks.append(f"{key}:")
            blocks += [_render_item(scenario, key, i, item) for i, item in enumerate(value)]
        else:
            blocks.append(_origin_comment(scenario, (key,), "") + _dump({key: value}))
    return "\n".join(block.rstrip("\n") for block in blocks) + "\n"


def _render_item(scenario: Scenario, key: str, index: int, item: dict[str, Any]) -> str:
    lines = _dump([_simplify(item)]).splitlines()
    comment = _origin_comment(scenario, (key, index), "  ")
    return comment + "\n".join(f"  {line}" for line in lines)


def _origin_comment(scenario: Scenario, location: tuple[str | int, ...], indent: str) -> str:
    """Return a comment with the file of a part, '' where it is the scenario's."""
    found = scenario.location_of(*location)
    if found is None or found.path.stem == scenario.name:
        return ""
    return f"{indent}# {display_path(found.path)}\n"


def key_position(key: str) -> int:
    """Return the position of an assumption's key in the order for readers.

    Parameters
    ----------
    key : str

    Returns
    -------
    int

    Examples
    --------
    >>> sorted(["value", "kind", "series"], key=key_position)
    ['series', 'value', 'kind']
    """
    return _KEY_ORDER.index(key) if key in _KEY_ORDER else len(_KEY_ORDER)


def _simplify(item: dict[str, Any]) -> dict[str, Any]:
    """Return an assumption in key order, lists of one as values, without the default unit."""
    return {
        key: value[0] if isinstance(value, list) and len(value) == 1 else value
        for key, value in sorted(item.items(), key=lambda pair: key_position(pair[0]))
        if not (key == "unit" and value is None)
    }


class _Dumper(yaml.SafeDumper):
    """Dumper in block style, with lists of plain values on one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _represent_list(dumper: _Dumper, items: list[object]) -> yaml.Node:
    plain = not any(isinstance(item, (list, dict)) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=plain)


_Dumper.add_representer(list, _represent_list)


def _dump(value: object) -> str:
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        width=_LINE_LENGTH,
        default_flow_style=False,
    )
    return text
