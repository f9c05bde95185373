"""Atomic writes: write to a temporary name, flush to disk, then rename."""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from planodds.execution.processes import is_process_alive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAGING = ".staging-"  # between the final name and the number of the writing process


@contextmanager
def atomic_path(final: Path) -> Iterator[Path]:
    """Yield a temporary path beside `final` that replaces it if the block ends without error.

    Parameters
    ----------
    final : Path
        Its folder is created if necessary.

    Yields
    ------
    Path
        Where to write the file.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = staging_path(final)
    try:
        yield temporary
        _flush(temporary)
        os.replace(temporary, final)
        _flush(final.parent)
    finally:
        temporary.unlink(missing_ok=True)


def write_text_atomic(path: Path, text: str) -> Path:
    """Write a text file (UTF-8, LF) in one step.

    Parameters
    ----------
    path : Path
        The file; its folder is created if necessary.
    text : str

    Returns
    -------
    Path
        The same path.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> path = write_text_atomic(Path(tempfile.mkdtemp()) / "LATEST", "2024-0a1b2c3d")
    >>> path.read_text(encoding="utf-8")
    '2024-0a1b2c3d'
    """
    return write_bytes_atomic(path, text.encode("utf-8"))


def write_bytes_atomic(path: Path, content: bytes) -> Path:
    """Write a file in one step.

    Parameters
    ----------
    path : Path
        The file; its folder is created if necessary.
    content : bytes

    Returns
    -------
    Path
        The same path.
    """
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)
    return path


@contextmanager
def staged_folder(final: Path) -> Iterator[Path]:
    """Yield an empty folder that becomes `final` if the block ends without error.

    Its files are not flushed one by one: digests reveal what a power failure has damaged.

    Parameters
    ----------
    final : Path
        If it exists by then (another process with the same content key), that one stays:
        equal keys mean equal content.

    Yields
    ------
    Path
        The temporary folder.
    """
    temporary = staging_path(final)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    try:
        yield temporary
        publish_folder(temporary, final)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def publish_folder(folder: Path, final: Path) -> None:
    """Rename a finished folder; if `final` exists already, keep that one and remove `folder`.

    A folder on another file system is copied beside `final` first.

    Parameters
    ----------
    folder : Path
    final : Path
        Its parent is created if necessary.
    """
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.rename(folder, final)
    except OSError as error:
        if final.is_dir():
            shutil.rmtree(folder)
        elif error.errno == errno.EXDEV:
            _copy_across(folder, final)
        else:
            raise


def _copy_across(folder: Path, final: Path) -> None:
    """Publish a folder of another file system, in one step all the same."""
    with staged_folder(final) as beside:
        shutil.copytree(folder, beside, symlinks=True, dirs_exist_ok=True)
        flush_folder(beside)
    shutil.rmtree(folder)


def flush_folder(folder: Path) -> None:
    """Flush every file and folder below `folder` to disk.

    Parameters
    ----------
    folder : Path
    """
    for path in (*folder.rglob("*"), folder):
        _flush(path)


def remove_stale_staging(folder: Path) -> list[Path]:
    """Remove temporary files and folders of processes that no longer exist.

    Parameters
    ----------
    folder : Path
        Searched with all its subfolders.

    Returns
    -------
    list of Path
        What was removed.
    """
    stale = [path for path in folder.rglob(f"*{STAGING}*") if not is_process_alive(_writer(path))]
    for path in stale:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return stale


def staging_path(final: Path) -> Path:
    """Return the temporary name that this process uses for `final`.

    Parameters
    ----------
    final : Path

    Returns
    -------
    Path
        In the same folder.
    """
    return final.with_name(f"{final.name}{STAGING}{os.getpid()}")


def _writer(path: Path) -> int:
    number = path.name.rpartition(STAGING)[2]
    return int(number) if number.isdigit() else 0


def _flush(path: Path) -> None:
    """Flush a file or folder to disk, where the file system can (some cannot flush folders)."""
    with suppress(OSError):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
