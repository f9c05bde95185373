"""Write aside, then rename: nothing half-written ever bears its final name."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MARK = ".aside-"


def write_text_atomic(path: Path, text: str) -> Path:
    """Write a text file in one step: under another name first, then renamed.

    Examples
    --------
    >>> import tempfile
    >>> path = write_text_atomic(Path(tempfile.mkdtemp()) / "LATEST", "2024-0a1b2c3d")
    >>> path.read_text(encoding="utf-8")
    '2024-0a1b2c3d'
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = _aside_name(path)
    try:
        aside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
    return path


@contextmanager
def staged_folder(final: Path) -> Iterator[Path]:
    """Give an empty folder to fill; it becomes `final` only if the block ends well.

    If `final` has appeared meanwhile (another batch with the same content key), that one
    stays: equal keys mean equal content.
    """
    aside = _aside_name(final)
    aside.mkdir(parents=True)
    try:
        yield aside
        publish_folder(aside, final)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def publish_folder(folder: Path, final: Path) -> None:
    """Rename a finished folder; keep an equal one that is already there."""
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(folder, final)
    except OSError:
        if not final.is_dir():
            raise
        shutil.rmtree(folder)


def remove_stale_staging(folder: Path) -> list[Path]:
    """Remove what killed processes left aside in `folder`; those of living ones stay."""
    stale = [path for path in folder.rglob(f"*{_MARK}*") if not _is_alive(_writer(path))]
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return stale


def _aside_name(final: Path) -> Path:
    return final.with_name(f"{final.name}{_MARK}{os.getpid()}")


def _writer(path: Path) -> int:
    number = path.name.rpartition(_MARK)[2]
    return int(number) if number.isdigit() else 0


def _is_alive(process: int) -> bool:
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
