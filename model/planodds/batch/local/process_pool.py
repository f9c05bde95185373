"""Worker processes as seen from the runner: submit jobs, take records, end them all.

Workers are plain processes with a pipe each. One that dies costs the job it held and no
other; a new one takes its place.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

from planodds.batch.kernels.client import FOLDER_ENV, KernelServer, has_fork
from planodds.constants import SOURCE_DIR

_LOOK = 0.5  # seconds between looks at what has ended
# Short: Ctrl-C in native code waits so long, and a worker that is killed loses nothing more (its
# kernel ends with it, and its unfinished folder is removed by the next run).
_GRACE = 8.0  # seconds for a worker to shut its kernel down before it is killed

Job = Mapping[str, object]
Record = dict[str, object]


def failed_record(job: Job, ename: str, evalue: str) -> Record:
    """Give the record of a job that could not answer for itself."""
    parameters = {"parameters": dict(job["parameters"])} if "parameters" in job else {}
    return {
        "name": job["name"],
        "seconds": 0.0,
        "error": {"ename": ename, "evalue": evalue, **parameters},
    }


class WorkerPool:
    """At most `size` jobs at a time, each in a process of its own.

    Examples
    --------
    >>> pool = WorkerPool(2)
    >>> pool.free
    2
    >>> pool.end()
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._server: KernelServer | None = None
        self._records: queue.Queue[tuple[_Worker, Record]] = queue.Queue()
        self._idle: list[_Worker] = []
        self._busy: list[_Worker] = []

    @property
    def free(self) -> int:
        """Give the number of jobs that could begin now."""
        return self.size - len(self._busy)

    @property
    def running(self) -> int:
        """Give the number of jobs that have begun and not ended."""
        return len(self._busy)

    def submit(self, job: Job) -> None:
        """Begin a job in a worker of its kind; fits and notebooks do not share one."""
        same = [worker for worker in self._idle if worker.kind == job["kind"]]
        if not same and self._idle:
            self._idle.pop().end()
        if job["kind"] == "notebook":
            self._ensure_server(Path(str(job["fonts"])), Path(str(job["data_dir"])))
        worker = same[0] if same else _Worker(str(job["kind"]), self._server)
        if same:
            self._idle.remove(worker)
        self._busy.append(worker)
        threading.Thread(target=self._run, args=(worker, job), daemon=True).start()

    def next_result(self) -> Record:
        """Wait for the next job to end, and give its record."""
        record = None
        while record is None:
            record = self.poll(_LOOK)  # lets Ctrl-C through
        return record

    def poll(self, seconds: float) -> Record | None:
        """Wait so long at most for a job to end; give its record, or None."""
        try:
            worker, record = self._records.get(timeout=seconds)
        except queue.Empty:
            return None
        self._busy.remove(worker)
        if worker.alive:
            self._idle.append(worker)
        return record

    def end(self) -> None:
        """End every worker, idle or busy, and wait until they are gone."""
        for worker in (*self._idle, *self._busy):
            worker.ask_to_end()
        for worker in (*self._idle, *self._busy):
            worker.end()
        self._idle, self._busy = [], []
        if self._server:
            self._server.end()

    def _ensure_server(self, fonts: Path, data_dir: Path) -> None:
        """Have a fork server for the notebooks' kernels, unless there is one or can be none."""
        if has_fork() and FOLDER_ENV not in os.environ:
            self._server = self._server or KernelServer(
                fonts=fonts, environment=_environment(), data_dir=data_dir
            )
            self._server.ensure()

    def _run(self, worker: _Worker, job: Job) -> None:
        self._records.put((worker, worker.do(job)))


class _Worker:
    """One child process that takes jobs of one kind."""

    def __init__(self, kind: str, server: KernelServer | None = None) -> None:
        self.kind = kind
        folder = {FOLDER_ENV: str(server.folder)} if server else {}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "planodds.batch.local.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
            start_new_session=True,
            env={**_environment(), **folder},
        )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def do(self, job: Job) -> Record:
        """Send a job and wait; a worker that dies answers with how it died."""
        try:
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except (OSError, ValueError):
            line = ""
        if line:
            return json.loads(line)
        status = self._process.wait()
        return failed_record(job, "WorkerDied", f"exit status {status}")

    def ask_to_end(self) -> None:
        if self.alive:
            self._process.terminate()

    def end(self) -> None:
        self.ask_to_end()
        try:
            self._process.wait(_GRACE)
        except subprocess.TimeoutExpired:
            _kill_group(self._process)
            self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            _close(pipe)


def _close(pipe: object) -> None:
    try:
        pipe.close()
    except (OSError, ValueError):
        return


def _kill_group(process: subprocess.Popen) -> None:
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _environment() -> dict[str, str]:
    """One BLAS thread a process; the package importable from its source tree."""
    paths = [str(SOURCE_DIR), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {
        **os.environ,
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "PYTHONPATH": os.pathsep.join(paths),
        # Arrow's allocator would start a thread, and a process with threads cannot fork.
        "JE_ARROW_MALLOC_CONF": "background_thread:false",
    }
