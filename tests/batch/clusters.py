"""A real Dask cluster on loopback: a scheduler and workers, each a process that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from planodds.constants import SOURCE_DIR

DASK = str(Path(sys.executable).with_name("dask"))
ALLOWED_FAILURES = 1
_START = 60.0


class Cluster:
    """Processes of a scheduler and its workers; all gone after `end`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workers = folder, []
        address = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(address)
        )
        wait_until(lambda: address.is_file() and address.read_text().endswith("}"), _START)
        self.address = json.loads(address.read_text())["address"]

    def add_worker(self, *, threads: int = 1, **environment: str) -> subprocess.Popen:
        """Start a worker with a folder of its own."""
        number = len(self.workers)
        process = self._start(
            "worker",
            self.address,
            "--nthreads",
            str(threads),
            "--no-nanny",
            "--host",
            "127.0.0.1",
            "--local-directory",
            str(self.folder / f"worker-{number}"),
            "--name",
            str(number),
            **environment,
        )
        self.workers.append(process)
        return process

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()

    def _start(self, *arguments: str, **environment: str) -> subprocess.Popen:
        log = (self.folder / f"{arguments[0]}-{len(self.workers)}.log").open("wb")
        settings = {
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": str(ALLOWED_FAILURES),
            "PYTHONPATH": str(SOURCE_DIR),
        }
        return subprocess.Popen(
            [DASK, arguments[0], "--no-dashboard", *arguments[1:]],
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **settings, **environment},
        )


@contextmanager
def start_cluster(folder: Path, *, workers: int, threads: int = 1):
    """Have a cluster with so many workers that have reported to the scheduler."""
    from distributed import Client

    folder.mkdir(parents=True, exist_ok=True)
    cluster = Cluster(folder)
    try:
        for _ in range(workers):
            cluster.add_worker(threads=threads)
        with Client(cluster.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=_START)
        yield cluster
    finally:
        cluster.end()


def wait_until(condition, seconds: float) -> None:
    """Wait for a condition; too long is a failure."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.1)


def descendants(pid: int) -> set[int]:
    """Find the processes below `pid`, over all sessions."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found, last = {pid}, set()
    while found != last:
        last = set(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def are_gone(processes: set[int]) -> bool:
    """Tell whether all of these have ended."""
    return not any(_is_running(process) for process in processes)


def _is_running(process: int) -> bool:
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"
