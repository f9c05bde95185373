"""Processes as the system lists them: who descends from whom, who is still there."""

from __future__ import annotations

import time
from pathlib import Path


def descendants(pid: int) -> set[int]:
    """Find the living processes below `pid`, over all sessions."""
    parents = _parents()
    found, last = {pid}, set()
    while found != last:
        last = set(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def children(pid: int) -> set[int]:
    """Find the processes whose parent is `pid`, those that wait to be reaped too."""
    return {child for child, parent in _parents().items() if parent == pid}


def is_running(process: int) -> bool:
    """Tell whether a process lives; one that waits to be reaped does not."""
    found = _read_stat(process)
    return bool(found) and found[0] != "Z"


def wait_until_gone(processes: set[int], seconds: float = 20.0) -> None:
    """Wait for processes to end; say which did not."""
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if not any(is_running(process) for process in processes):
            return
        time.sleep(0.1)
    left = sorted(filter(is_running, processes))
    raise AssertionError(f"processes are left: {left}")


def _parents() -> dict[int, int]:
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    found = {number: _read_stat(number) for number in numbers}
    return {number: int(fields[1]) for number, fields in found.items() if fields}


def _read_stat(process: int) -> list[str]:
    """Give state, parent and so on; nothing if the process has gone."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()
