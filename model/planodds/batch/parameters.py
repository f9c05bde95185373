"""Parameters of a notebook: its `parameters` cell of literals, checked against the plan.

Papermill only warns of an unknown parameter and runs the default case under the wrong name. Here
unknown and missing parameters are refused before anything runs.
"""

from __future__ import annotations

import ast
import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from planodds.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TAG = "parameters"
# An edition keeps their defaults: all languages of the study, and the scenario as it is on file.
_OPTIONAL = ("lang", "conditions")


def read_parameters(path: Path) -> dict[str, object]:
    """Read the names and default values in the one cell tagged `parameters`.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    dict of str to object
        Default value of each parameter by name, in the order of the cell.

    Raises
    ------
    InputError
        The notebook is missing or is not one, has no such cell or several, or the cell contains
        anything but `name = literal`.
    """
    sources = [
        "".join(cell["source"])
        for cell in _cells(path)
        if _TAG in cell.get("metadata", {}).get("tags", [])
    ]
    if len(sources) != 1:
        raise InputError(
            f"{len(sources)} cells are tagged {_TAG!r}",
            where=str(path),
            expected="exactly one",
            remedy="put every parameter into one cell and tag it so",
        )
    return _literals(sources[0], path)


def check_parameters(path: Path, values: Mapping[str, object]) -> None:
    """Refuse unknown, missing and wrongly typed parameters.

    Parameters
    ----------
    path : Path
        The notebook.
    values : mapping of str to object
        Value of each parameter by name.

    Raises
    ------
    UsageError
        A name or a type does not fit the notebook's `parameters` cell.
    InputError
        As `read_parameters`.
    """
    declared = read_parameters(path)
    for name in values:
        if name not in declared:
            near = get_close_matches(name, declared, n=1)
            raise UsageError(
                f"unknown parameter {name!r} = {values[name]!r}",
                where=str(path.name),
                expected=", ".join(declared),
                remedy=f"did you mean {near[0]!r}?" if near else "remove it",
            )
    missing = [name for name in declared if name not in (*values, *_OPTIONAL)]
    if missing:
        raise UsageError(
            f"missing parameter {missing[0]!r}",
            where=str(path.name),
            expected=", ".join(declared),
            remedy="set each parameter",
        )
    _check_types(path, declared, values)


def _check_types(path: Path, declared: Mapping[str, object], values: Mapping[str, object]) -> None:
    for name, value in values.items():
        kind = type(declared[name])
        if type(value) is not kind:
            raise UsageError(
                f"parameter {name!r} = {value!r} is of type {type(value).__name__}",
                where=str(path.name),
                expected=kind.__name__,
                remedy="use a value of this type",
            )


def _cells(path: Path) -> list[dict[str, Any]]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"not a notebook: {path.name}",
            where=str(path),
            expected="a Jupyter notebook (.ipynb)",
            remedy="restore the file from the repository",
        ) from error


def _literals(source: str, path: Path) -> dict[str, object]:
    literals: dict[str, object] = {}
    for statement in _parse(source, path):
        if not (
            isinstance(statement, ast.Assign)
            and len(statement.targets) == 1
            and isinstance(statement.targets[0], ast.Name)
        ):
            raise _not_literal(path, ast.unparse(statement))
        try:
            literals[statement.targets[0].id] = ast.literal_eval(statement.value)
        except ValueError:
            raise _not_literal(path, ast.unparse(statement)) from None
    return literals


def _parse(source: str, path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError as error:
        raise _not_literal(path, error.text or source) from error


def _not_literal(path: Path, statement: str) -> InputError:
    return InputError(
        f"not a literal parameter: {statement.strip()}",
        where=f"{path}, cell tagged {_TAG!r}",
        expected='lines such as scenario = "baseline"',
        remedy="move the rest to the next cell",
    )
