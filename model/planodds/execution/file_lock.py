"""File locks between processes: a lock ends with its process, however that ends."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_POLL = 0.5  # seconds between attempts


@contextmanager
def file_lock(path: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Acquire the lock file at `path` for the block, waiting for it if necessary.

    Parameters
    ----------
    path : Path
        Lock file; it stays after the release.
    on_wait : callable
        Called once if another process has the lock.

    Yields
    ------
    None
        The lock is released at the end of the block.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        on_wait()
        lock.acquire(poll_interval=_POLL)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def try_file_lock(path: Path) -> Iterator[bool]:
    """Acquire the lock file at `path` for the block, without waiting.

    Parameters
    ----------
    path : Path

    Yields
    ------
    bool
        Whether the lock was acquired; False if another process has it.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        yield False
        return
    try:
        yield True
    finally:
        lock.release()
