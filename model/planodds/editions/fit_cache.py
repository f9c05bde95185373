"""The cache of fits: `outputs/.cache/<key>/` holds a posterior and its baseline forecast."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from planodds.errors import UsageError
from planodds.execution.atomic import staged_folder

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_CACHE = ".cache"
FONTS = "fonts"
POSTERIOR = "posterior"
FORECAST = "forecast"
SENSITIVITY_FITS = "refits"
RECORD = "fit.json"


def cache_dir(out: Path) -> Path:
    """Give the cache's folder inside the outputs folder."""
    return out / _CACHE


def has_entry(folder: Path, key: str) -> bool:
    """Tell whether the cache holds a complete entry for `key`."""
    return (folder / key / RECORD).is_file()


def staged_entry(folder: Path, key: str) -> AbstractContextManager[Path]:
    """Give an empty folder that becomes the entry of `key` if the block ends well."""
    return staged_folder(folder / key)


def read_record(folder: Path, key: str) -> dict[str, object]:
    """Read what was noted of a fit: name, seconds."""
    return json.loads((folder / key / RECORD).read_text(encoding="utf-8"))


def find_entry(folder: Path, key: str) -> Path:
    """Find the entry of `key`.

    Raises
    ------
    UsageError
        It is not there: never made, or removed since.
    """
    if not has_entry(folder, key):
        raise UsageError(
            f"no stored fit under {key}",
            where=str(folder),
            expected="the cache of the edition that is asked for",
            remedy="run `planodds run` again: it makes what is missing",
        )
    return folder / key
