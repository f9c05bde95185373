"""One builder per edition: a second batch with the same key waits for the first."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_LOOK = 0.5  # seconds between attempts


@contextmanager
def edition_lock(path: Path, *, on_wait: Callable[[], None]) -> Iterator[None]:
    """Hold the lock file at `path`; it is let go when the process ends, however it ends.

    Parameters
    ----------
    path : Path
        Lock file; stays where it is, only the lock on it matters.
    on_wait : callable
        Called once if another process holds the lock.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as handle:
        said = False
        while not _try_lock(handle.fileno()):
            if not said:
                on_wait()
                said = True
            time.sleep(_LOOK)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True
