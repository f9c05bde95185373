"""Cache of tables by file content: the same files are parsed only once."""

from __future__ import annotations

import copy
import hashlib
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MAX_HASHED = 64_000_000  # bytes; readers refuse larger files


def cache_by_file_content[T](*names: str) -> Callable[[Callable[[Path], T]], Callable[[Path], T]]:
    """Decorate a reader of a data folder: read again only if the content of its files changes.

    Only the content counts, not the time of a file. Every caller gets its own copy, and each
    reader caches one result.

    Parameters
    ----------
    *names : str
        Files of the folder that the reader reads.

    Returns
    -------
    callable
        Decorator of a reader that takes the data folder and returns tables.
    """

    def decorate(read: Callable[[Path], T]) -> Callable[[Path], T]:
        cached: dict[tuple[object, ...], T] = {}

        @wraps(read)
        def reader(data_dir: Path) -> T:
            folder = Path(data_dir)
            key = (str(folder), *(_digest(folder / name) for name in names))
            if key not in cached:
                table = read(folder)
                cached.clear()
                cached[key] = table
            return copy.deepcopy(cached[key])

        return reader

    return decorate


def _digest(path: Path) -> bytes:
    """Return the digest of a file; of its name only where the reader will refuse it."""
    try:
        if path.is_file():
            if path.stat().st_size > _MAX_HASHED:
                return b"too large"
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").digest()
    except OSError:
        return b""
    return b""
