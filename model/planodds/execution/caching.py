"""Tables that are read once: the same files give the same table without being parsed again."""

from __future__ import annotations

import hashlib
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable

Read = pd.DataFrame | dict[str, pd.DataFrame]


def cache_by_file_content[T: Read](
    *names: str,
) -> Callable[[Callable[[Path], T]], Callable[[Path], T]]:
    """Decorate a reader of a data folder: while ``names`` hold the same bytes, read once.

    The content decides, never the time of a file. Every caller gets a copy of its own, and one
    table is kept for each reader.
    """

    def decorate(read: Callable[[Path], T]) -> Callable[[Path], T]:
        kept: dict[tuple[object, ...], T] = {}

        @wraps(read)
        def reader(data_dir: Path) -> T:
            folder = Path(data_dir)
            key = (str(folder), *(_digest(folder / name) for name in names))
            table = kept.get(key)
            if table is None:
                table = read(folder)
                kept.clear()
                kept[key] = table
            return _copy(table)

        return reader

    return decorate


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b""


def _copy[T: Read](table: T) -> T:
    if isinstance(table, dict):
        return {name: part.copy() for name, part in table.items()}
    return table.copy()
