"""JSON Schema of the scenario, sweep, weights and plan files, for editors that check them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from planodds.inputs.plan import Plan
from planodds.inputs.scenarios.scenario import Scenario
from planodds.inputs.scenarios.sweep import Sweep
from planodds.inputs.scenarios.weights import Weights
from planodds.inputs.tables.files import DATA_DIR, SCHEMA_FOLDER, shared_folder

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.inputs.tables.yaml_models import StrictModel

KINDS: dict[str, type[StrictModel]] = {
    "scenario": Scenario,
    "sweep": Sweep,
    "weights": Weights,
    "plan": Plan,
}


def _build_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of one kind of file, with a description of every key.

    Examples
    --------
    >>> _build_schema("scenario")["additionalProperties"]
    False
    """
    schema = KINDS[kind].model_json_schema(by_alias=True)
    for part in (schema, *schema["$defs"].values()):
        _simplify(part)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": f"Planodds {kind}",
    }


def render_schema(kind: str) -> str:
    """Return the text of a schema file.

    Parameters
    ----------
    kind : {"scenario", "sweep", "weights", "plan"}

    Returns
    -------
    str
        JSON with a line feed at the end.
    """
    return json.dumps(_build_schema(kind), ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def write_schemas(data_dir: Path = DATA_DIR) -> list[Path]:
    """Write the schema of every kind of file into the folder ``schema``.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    list of Path
        The files that changed.
    """
    folder = shared_folder(data_dir, SCHEMA_FOLDER)
    folder.mkdir(exist_ok=True)
    changed = []
    for kind in KINDS:
        path, text = folder / f"{kind}.schema.json", render_schema(kind)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(path)
    return changed


def _simplify(part: dict[str, Any]) -> None:
    """Shorten the description of a model to its first paragraph, and drop titles of keys."""
    part["description"] = _join_lines(part["description"].split("\n\n")[0])
    for value in part["properties"].values():
        value.pop("title", None)
        if "description" in value:
            value["description"] = _join_lines(value["description"])


def _join_lines(text: str) -> str:
    return text.replace("\n", " ")
