"""Executor of this machine: fits and notebook runs in worker processes, with a kernel server."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.batch.job_spec import failed_record
from planodds.batch.kernels.client import FOLDER_ENV, KernelServer, has_fork
from planodds.execution.process_pool import ProcessPool, Task, TaskResult, worker_environment

if TYPE_CHECKING:
    from planodds.batch.job_spec import JobRecord, JobSpec

_RUN_JOB = "planodds.batch.jobs:run_job"
_PREFETCH = "planodds.notebook.base_rates:prefetch"


class LocalExecutor:
    """At most `size` jobs at a time on this machine; fits and notebooks do not share workers.

    Parameters
    ----------
    size : int

    Examples
    --------
    >>> executor = LocalExecutor(2)
    >>> executor.available
    2
    >>> executor.end()
    """

    def __init__(self, size: int) -> None:
        self._pool = ProcessPool(size)
        self._server: KernelServer | None = None

    @property
    def available(self) -> int:
        """The number of jobs that could begin now."""
        return self._pool.available

    @property
    def running(self) -> int:
        """The number of jobs that have begun and not ended."""
        return self._pool.running

    def submit(self, job: JobSpec) -> None:
        """Begin a job in a worker of its kind.

        Parameters
        ----------
        job : JobSpec
        """
        if job["kind"] == "notebook":
            self._ensure_server(Path(job["fonts"]), Path(job["data_dir"]))
        environment = {FOLDER_ENV: str(self._server.folder)} if self._server else {}
        self._pool.submit(
            Task(job["name"], _RUN_JOB, job, job["kind"], Path(job["log"]), environment)
        )

    def next_result(self) -> JobRecord:
        """Wait for the next job to end, and return its record."""
        return _as_record(self._pool.next_result())

    def poll(self, seconds: float) -> JobRecord | None:
        """Wait a limited time for a job to end.

        Parameters
        ----------
        seconds : float
            The longest wait.

        Returns
        -------
        dict or None
            The job's record; None if no job ended in this time.
        """
        result = self._pool.poll(seconds)
        return _as_record(result) if result else None

    def end(self) -> None:
        """End every worker and the kernel server, and wait until they are gone."""
        self._pool.end()
        if self._server:
            self._server.end()

    def _ensure_server(self, fonts: Path, data_dir: Path) -> None:
        """Start a fork server for the notebooks' kernels, unless one runs or none can."""
        if has_fork() and FOLDER_ENV not in os.environ:
            self._server = self._server or KernelServer(
                fonts=fonts, environment=worker_environment(), data_dir=data_dir, prefetch=_PREFETCH
            )
            self._server.ensure()


def _as_record(result: TaskResult) -> JobRecord:
    if result.ename:
        job: JobSpec = result.task.argument  # type: ignore[assignment]  # what `submit` put there
        return failed_record(job, result.ename, result.evalue, result.seconds)
    return result.value
