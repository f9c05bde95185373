"""Wait for an event with a generous guard, so that no test depends on the machine's speed.

A test waits for what it expects (a file, a line, the end of a process) and for nothing else. The
guard only ends a test that would otherwise hang; it is never the thing that is tested.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

GUARD = 900.0  # seconds after which a test that waits has failed, however busy the machine is
LONG_GUARD = 4 * GUARD  # the same for whole batches, with fits
FOREVER = 2 * LONG_GUARD  # seconds that a process sleeps which the test is going to end
_INTERVAL = 0.05  # seconds between two checks of a condition

HANG = f"import time; time.sleep({FOREVER})"


def wait_until(condition: Callable[[], object], guard: float = GUARD) -> None:
    """Wait until a condition is true; fail if it is still false after `guard` seconds."""
    limit = time.monotonic() + guard
    while not condition():
        assert time.monotonic() < limit, f"the condition is still false after {guard:.0f} s"
        time.sleep(_INTERVAL)


def hang_once(flag: Path) -> str:
    """Write a cell that hangs the first time it runs, once it has written its process to `flag`."""
    return f"""import os, pathlib, time
flag = pathlib.Path({str(flag)!r})
if not flag.exists():
    flag.with_suffix(".new").write_text(str(os.getpid()))
    flag.with_suffix(".new").rename(flag)
    time.sleep({FOREVER})"""


def wait_for_file(path: Path) -> str:
    """Write a cell that waits until a file exists."""
    return f"""import pathlib, time
limit = time.monotonic() + {GUARD}
while not pathlib.Path({str(path)!r}).exists():
    assert time.monotonic() < limit
    time.sleep({_INTERVAL})"""
