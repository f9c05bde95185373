"""JSON Schema of the scenario, sweep and weights files, for editors that check while one types."""

from __future__ import annotations

import inspect
import json
import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from planodds.inputs.scenarios.scenario import Scenario
from planodds.inputs.scenarios.sweep import Sweep
from planodds.inputs.scenarios.weights import Weights
from planodds.inputs.tables.files import DATA_DIR
from planodds.inputs.tables.yaml_models import StrictModel

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA_FOLDER = "schema"
KINDS: dict[str, type[StrictModel]] = {"scenario": Scenario, "sweep": Sweep, "weights": Weights}
_FIELD = re.compile(r"^(?P<names>\w[\w, ]*)(?: : .*)?$")


def _build_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file, with meaning and unit of every key.

    Parameters
    ----------
    kind : {"scenario", "sweep", "weights"}

    Examples
    --------
    >>> _build_schema("scenario")["additionalProperties"]
    False
    """
    model = KINDS[kind]
    schema = model.model_json_schema(by_alias=True)
    described = {item.__name__: item for item in _documents(model)}
    for name, part in ({model.__name__: schema} | schema.get("$defs", {})).items():
        if name in described:
            _describe(part, described[name])
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Planodds {kind}",
        **{key: value for key, value in schema.items() if key != "title"},
    }


def render_schema(kind: str) -> str:
    """Return the text of a schema file."""
    return json.dumps(_build_schema(kind), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schemas(data_dir: Path = DATA_DIR) -> list[Path]:
    """Write the schema of every kind into ``schema/``; return the files that changed."""
    folder = data_dir / SCHEMA_FOLDER
    folder.mkdir(exist_ok=True)
    changed = []
    for kind in KINDS:
        path, text = folder / f"{kind}.schema.json", render_schema(kind)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def _describe(part: dict[str, Any], model: type[BaseModel]) -> None:
    """Put the words of a class's docstring onto its keys."""
    part["description"] = inspect.getdoc(model).split("\n\n")[0].replace("\n", " ")
    texts: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if issubclass(base, BaseModel) and base.__doc__:
            own, shared = _attributes(base)
            texts = shared | texts | own
    for key, value in part.get("properties", {}).items():
        value.pop("title", None)
        if texts.get(key):
            value["description"] = texts[key]


def _attributes(model: type[BaseModel]) -> tuple[dict[str, str], dict[str, str]]:
    """Words of each attribute in a numpydoc docstring: of one alone, and of several at once."""
    _, _, section = inspect.cleandoc(model.__doc__).partition("Attributes\n----------\n")
    single: dict[str, str] = {}
    shared: dict[str, str] = {}
    current: list[str] = []
    for line in section.splitlines():
        found = _FIELD.match(line)
        if found:
            current = [name.strip() for name in found["names"].split(",")]
        elif line.strip():
            texts = single if len(current) == 1 else shared
            texts |= {name: f"{texts.get(name, '')} {line.strip()}".strip() for name in current}
    return single, shared


def _documents(model: type[StrictModel]) -> set[type[StrictModel]]:
    """All kinds of document that the inputs declare."""
    found, waiting = set(), [StrictModel]
    while waiting:
        for item in waiting.pop().__subclasses__():
            if item not in found:
                found.add(item)
                waiting.append(item)
    return found | {model}
