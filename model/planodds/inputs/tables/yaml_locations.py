"""Where in a YAML file a key stands, so that a fault can be told by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import yaml

from planodds.inputs.tables.files import display_path, read_text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

Location = tuple[str | int, ...]
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the quick one where it is built


@dataclass(frozen=True)
class YamlLocation:
    """A key of a file; its text is ``data/scenarios/x.yaml line 12 key conditions.0.sd``."""

    path: Path
    location: Location = ()

    def __str__(self) -> str:
        key = ".".join(str(part) for part in self.location)
        told = f"{display_path(self.path)} line {_find_line_number(self.path, self.location)}"
        return f"{told} key {key}" if key else told

    def at(self, *more: str | int) -> YamlLocation:
        """Return the place of a key below this one."""
        return YamlLocation(self.path, (*self.location, *more))


def _find_line_number(path: Path, location: Sequence[str | int]) -> int:
    """Return the line (from 1) of the deepest key on the way to ``location`` that is there.

    A key that is missing has the line of what it is missing from.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.yaml"
    >>> _ = path.write_text("name: a\\nconditions:\\n  - sd: 1\\n    value: 2\\n")
    >>> _find_line_number(path, ("conditions", 0, "value")), _find_line_number(path, ("conditions", 0, "date"))
    (4, 3)
    """
    node, line = yaml.compose(read_text(path), Loader=SAFE_LOADER), 1
    for part in location:
        found = _step(node, part)
        if found is None:
            break
        node, line = found
    return line


def _step(node: yaml.Node | None, part: str | int) -> tuple[yaml.Node, int] | None:
    """Return the node below ``node`` and the line on which its key, or the item, begins."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        return node.value[part], node.value[part].start_mark.line + 1
    return None
