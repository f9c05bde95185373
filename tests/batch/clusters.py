"""A real Dask cluster on loopback: a scheduler and workers, each a process that can be killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from planodds.constants import SOURCE_DIR
from tests.waiting import GUARD, wait_until

DASK = str(Path(sys.executable).with_name("dask"))
ALLOWED_FAILURES = 1


class Cluster:
    """Processes of a scheduler and its workers; all gone after `end`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.workers = folder, []
        address = folder / "scheduler.json"
        self.scheduler = self._start(
            "scheduler", "--port", "0", "--host", "127.0.0.1", "--scheduler-file", str(address)
        )
        wait_until(lambda: address.is_file() and address.read_text().endswith("}"))
        self.address = json.loads(address.read_text())["address"]

    def add_worker(self, *, threads: int = 1, **environment: str) -> subprocess.Popen:
        """Start a worker with a separate folder."""
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
            client.wait_for_workers(workers, timeout=GUARD)
        yield cluster
    finally:
        cluster.end()
