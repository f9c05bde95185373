"""Content keys: a hash of all that a result depends on, in sixteen hexadecimal digits.

Two runs with the same key have the same result, so the second is not computed. A key depends on
values, never on times or paths.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import singledispatch
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.constants import PACKAGE_DIR, PROJECT_DIR
from planodds.execution.digests import hash_file

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from planodds.inputs.panels.county_panel import Panel

NOTEBOOK_DIR = PROJECT_DIR / "notebooks"

FIT_SOURCES = (
    "__init__.py",
    "constants.py",
    "errors.py",
    "execution/__init__.py",
    "execution/caching.py",
    "execution/digests.py",
    "inputs",
    "forecasting",
)
NOTEBOOK_SOURCES = (
    *FIT_SOURCES,
    "execution",
    "probability",
    "evaluation",
    "editions",
    "report",
    "batch",
    "notebook",
)
FIT_PACKAGES = ("numpy", "scipy", "pandas", "pymc", "pytensor", "nutpie", "arviz", "numba")
NOTEBOOK_PACKAGES = (
    *FIT_PACKAGES,
    "matplotlib",
    "seaborn",
    "scoringrules",
    "papermill",
    "nbconvert",
    "jinja2",
)
_SOURCE_SUFFIXES = {".py", ".html", ".j2", ".css", ".js", ".svg", ".yaml", ".json", ".typ"}
_DIGITS = 16


def content_key(parts: Mapping[str, object]) -> str:
    """Hash a mapping of parts; their order does not matter.

    Parameters
    ----------
    parts : mapping
        Values of the kinds that `hash_value` knows.

    Returns
    -------
    str
        Sixteen hexadecimal digits.

    Examples
    --------
    >>> content_key({"seed": 1, "scenario": "baseline"}) == content_key(
    ...     {"scenario": "baseline", "seed": 1})
    True
    >>> content_key({"seed": 1}) == content_key({"seed": 2})
    False
    """
    return hash_value(parts)[:_DIGITS]


def hash_value(value: object) -> str:
    """Hash a value by its content: scalars, containers, arrays, frames, dataclasses.

    Parameters
    ----------
    value : object

    Returns
    -------
    str
        SHA-256 in hexadecimal digits.

    Raises
    ------
    TypeError
        The content of this type is not defined here; a guess could make a key that changes
        without reason, or that does not change when it must.
    """
    digest = hashlib.sha256()
    for piece in _pieces(value):
        digest.update(len(piece).to_bytes(8, "little"))
        digest.update(piece)
    return digest.hexdigest()


def hash_panel(panel: Panel, *, ragged_edge: bool = True) -> str:
    """Hash the content of a panel, not the files from which it was read.

    A row outside the information set does not change the key: a figure of 2025 does not make the
    fit of 2020 run again.

    Parameters
    ----------
    panel : Panel
    ragged_edge : bool
        Whether figures beyond the cross-section, and units that have ended, count. Fits do not read
        them (stored paths are conditioned on the figures afterwards): a new one repeats no fit.

    Returns
    -------
    str
    """
    left_out = {"hashes", "study"}
    if not ragged_edge:
        left_out |= {"ragged_edge", "early_figures", "revisions", "roster_history"}
    return hash_value(
        {
            field.name: getattr(panel, field.name)
            for field in dataclasses.fields(panel)
            if field.name not in left_out
        }
        | {"study": panel.study.model_parts}
    )


def hash_tree(root: Path, names: Iterable[str]) -> str:
    """Hash the source files of the packages or modules `names` under `root`.

    Parameters
    ----------
    root : Path
    names : iterable of str
        Files or folders below it.

    Returns
    -------
    str

    Raises
    ------
    FileNotFoundError
        One of them is not there: a key that misses a part of the source would be wrong.
    """
    names = tuple(names)
    missing = [name for name in names if not (root / name).exists()]
    if missing:
        raise FileNotFoundError(f"no source {', '.join(missing)} in {root}")
    files = sorted({path for name in names for path in _source_files(root / name)})
    return hash_value({path.relative_to(root).as_posix(): hash_file(path) for path in files})


def source_hash(names: Iterable[str]) -> str:
    """Hash the source of packages or modules of this program.

    Parameters
    ----------
    names : iterable of str
        Files or folders below the package, such as `forecasting/gibbs`; `.` is all of it.

    Returns
    -------
    str

    Raises
    ------
    FileNotFoundError
        One of them does not exist.
    """
    return hash_tree(PACKAGE_DIR, names)


def hash_notebook(path: Path) -> str:
    """Hash the cells of a notebook: source, kind and tags, without outputs and counts.

    Parameters
    ----------
    path : Path
        The notebook.

    Returns
    -------
    str
    """
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return hash_value(
        [
            [cell["cell_type"], "".join(cell["source"]), sorted(cell["metadata"].get("tags", []))]
            for cell in cells
        ]
    )


def package_versions(packages: Iterable[str]) -> dict[str, str]:
    """Return the installed version of each package, and that of Python.

    Parameters
    ----------
    packages : iterable of str
        Names of distributions.

    Returns
    -------
    dict of str to str
        Version by name, `python` first; `absent` if a package is not installed.
    """
    found = {name: _version(name) for name in sorted(packages)}
    return {"python": platform.python_version(), **found}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"


def _source_files(path: Path) -> Iterable[Path]:
    """List the source files of a package or module; a key must not silently miss a moved one."""
    if path.is_file():
        return [path]
    if not path.is_dir():
        raise FileNotFoundError(f"no source file or package {path}")
    return [
        file
        for file in path.rglob("*")
        if file.suffix in _SOURCE_SUFFIXES and "__pycache__" not in file.parts
    ]


@singledispatch
def _pieces(value: object) -> Iterator[bytes]:
    """Yield the content of a value as bytes, each piece with its kind in front."""
    if hasattr(value, "model_dump"):
        yield type(value).__name__.encode()
        yield from _pieces(value.model_dump(mode="json"))
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        yield type(value).__name__.encode()
        yield from _pieces(
            {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        )
    else:
        raise TypeError(f"no content is defined for {type(value).__name__}")


@_pieces.register(type(None))
@_pieces.register(bool)
@_pieces.register(int)
@_pieces.register(float)
@_pieces.register(str)
@_pieces.register(bytes)
@_pieces.register(date)
def _of_plain(value: object) -> Iterator[bytes]:
    yield f"{type(value).__name__}:{value!r}".encode()


@_pieces.register(np.generic)
def _of_scalar(value: np.generic) -> Iterator[bytes]:
    yield from _pieces(value.item())


@_pieces.register(np.ndarray)
def _of_array(value: np.ndarray) -> Iterator[bytes]:
    yield f"array:{value.dtype.str}:{value.shape}".encode()
    if value.dtype == object:
        yield from _pieces(value.ravel().tolist())
    else:
        yield np.ascontiguousarray(value).tobytes()


@_pieces.register(pd.DataFrame)
@_pieces.register(pd.Series)
def _of_frame(value: pd.DataFrame | pd.Series) -> Iterator[bytes]:
    yield b"frame:" + value.to_csv(lineterminator="\n").encode()


@_pieces.register(Mapping)
def _of_mapping(value: Mapping[Any, object]) -> Iterator[bytes]:
    yield b"mapping:"
    for name in sorted(value, key=str):
        yield str(name).encode()
        yield hash_value(value[name]).encode()


@_pieces.register(list)
@_pieces.register(tuple)
def _of_sequence(value: Sequence[object]) -> Iterator[bytes]:
    yield b"sequence:"
    yield from (hash_value(item).encode() for item in value)


@_pieces.register(set)
@_pieces.register(frozenset)
def _of_set(value: AbstractSet[object]) -> Iterator[bytes]:
    yield b"set:"
    yield from (item.encode() for item in sorted(hash_value(item) for item in value))
