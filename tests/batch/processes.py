"""Runners in separate processes, and the process list of the system."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path
from threading import Timer

from tests.waiting import GUARD, wait_until

SCRIPT = """
import pickle, sys
from pathlib import Path
from planodds.batch.progress import end_on_signals
from planodds.batch.runner import run_batch
batch = pickle.loads(Path(sys.argv[1]).read_bytes())
def tell(event):
    print(event["event"], event["name"], flush=True)
with end_on_signals():
    result = run_batch(batch, out=Path(sys.argv[2]), jobs=2, report=tell, pages=lambda *_: None)
sys.exit(result.exit_status)
"""


def start_runner(batch: object, stored: Path, out: Path) -> subprocess.Popen:
    """Start a runner in its own session; it prints each event and its name."""
    stored.write_bytes(pickle.dumps(batch))
    return subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(stored), str(out)],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def wait_for(process: subprocess.Popen, line: str) -> None:
    """Read what a runner prints up to a line."""
    guard = Timer(GUARD, process.kill)
    guard.start()
    try:
        if any(printed.strip() == line for printed in process.stdout):
            return
    finally:
        guard.cancel()
    raise AssertionError(f"the runner ended before it printed {line!r}")


def descendants(pid: int) -> set[int]:
    """Find the living processes below `pid`, over all sessions."""
    parents = _parents()
    found, last = {pid}, set()
    while found != last:
        last = set(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def children(pid: int) -> set[int]:
    """Find the processes whose parent is `pid`, including zombies."""
    return {child for child, parent in _parents().items() if parent == pid}


def is_running(process: int) -> bool:
    """Return whether a process is alive; a zombie is not."""
    found = _read_stat(process)
    return bool(found) and found[0] != "Z"


def wait_until_gone(processes: set[int]) -> None:
    """Wait for processes to end."""
    wait_until(lambda: not any(map(is_running, processes)))


def _parents() -> dict[int, int]:
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    found = {number: _read_stat(number) for number in numbers}
    return {number: int(fields[1]) for number, fields in found.items() if fields}


def _read_stat(process: int) -> list[str]:
    """Return state, parent and so on; nothing if the process has ended."""
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return text.rpartition(")")[2].split()
