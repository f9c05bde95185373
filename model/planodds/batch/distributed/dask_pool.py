"""Executor on a Dask cluster: jobs travel as plain values, their files as bundles."""

from __future__ import annotations

import logging
import queue
import time
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from distributed import CancelledError, Client, Future
from distributed.comm import get_address_host_port
from distributed.scheduler import KilledWorker

from planodds.batch.distributed.bundles import FileBundles, relative_job
from planodds.batch.distributed.worker import describe_code, drop_batch, require_same_code, run_job
from planodds.batch.job_spec import failed_record
from planodds.errors import PlanoddsError, RunError

if TYPE_CHECKING:
    from dask.typing import Key

    from planodds.batch.job_spec import JobRecord, JobSpec

_PATIENCE = 300.0  # seconds without any worker before a batch gives up
_CONNECT = 30.0  # seconds for the scheduler to answer
_POLL = 1.0  # seconds between checks of the cluster


class DaskExecutor:
    """Jobs on the workers of a Dask scheduler, as many at a time as these have threads.

    A worker that dies costs no job: the scheduler gives it to another, up to its setting
    `distributed.scheduler.allowed-failures`; then it is reported as `WorkerDied`.

    Parameters
    ----------
    scheduler : str
        Its address.
    exchange : str, optional
        Address that runner and workers share; None: `.exchange` in the outputs folder.
    patience : float
        Seconds to wait while there is no worker at all.

    Raises
    ------
    RunError
        No scheduler answers there, or a worker runs other code than this process.
    """

    def __init__(
        self, scheduler: str, *, exchange: str | None = None, patience: float = _PATIENCE
    ) -> None:
        self._scheduler, self._patience = scheduler, patience
        self._client = _connect(scheduler)
        self._bundles = FileBundles(exchange)
        self._code = describe_code()
        self._jobs: dict[Key, tuple[JobSpec, str, Future[JobRecord]]] = {}
        self._ended: queue.Queue[Future[JobRecord]] = queue.Queue()
        self._no_worker_since: float | None = None
        try:
            self._check_workers()
        except PlanoddsError:
            self._client.close()
            raise

    @property
    def available(self) -> int:
        """The number of jobs that could begin now, at least 1 if none is running."""
        return max(max(self._count_threads(), 1) - self.running, 0)

    @property
    def running(self) -> int:
        """The number of jobs that have begun and not ended."""
        return len(self._jobs)

    def submit(self, job: JobSpec) -> None:
        """Upload what a job reads, unless it is there, and submit the job.

        Parameters
        ----------
        job : JobSpec
            With absolute paths of this machine.
        """
        reads, result = self._bundles.upload_inputs(job), self._bundles.name_new()
        future = self._client.submit(
            run_job,
            relative_job(job),
            reads=reads,
            result=result,
            address=self._bundles.address,
            code=self._code,
            key=f"{job['name']}-{uuid.uuid4().hex}",
            pure=False,
        )
        self._jobs[future.key] = (job, result, future)
        future.add_done_callback(self._ended.put)

    def next_result(self) -> JobRecord:
        """Wait for the next job to end, download its outputs, and return its record.

        Raises
        ------
        RunError
            The scheduler is lost, there has been no worker for too long, or one is refused.
        """
        while True:
            try:
                future = self._ended.get(timeout=_POLL)  # so that Ctrl-C is noticed
            except queue.Empty:
                self._require_workers()
                continue
            record = self._settle(future)
            if record:
                return record

    def end(self) -> None:
        """Cancel running jobs, clear the exchange, and disconnect; may be called more than once."""
        if self._client.status == "running":
            with suppress(OSError):  # the scheduler may end meanwhile
                self._client.cancel([future for _, _, future in self._jobs.values()])
                self._client.run(drop_batch, self._bundles.batch, on_error="ignore")
        self._bundles.clear()
        self._jobs = {}
        self._client.close()

    def _check_workers(self) -> None:
        """Refuse, before anything is sent, workers that run other code or lack this program."""
        for worker, code in self._client.run(describe_code, on_error="return").items():
            if isinstance(code, Exception):
                raise RunError(
                    f"a worker without this program: {code}",
                    where=worker,
                    expected="the package of the runner, installed there too",
                    remedy="install it there and start the worker again",
                )
            require_same_code(self._code, code, worker)

    def _settle(self, future: Future) -> JobRecord | None:
        """Turn an ended task into its job's record; None if the task runs again."""
        job, result, _ = self._jobs[future.key]
        if future.status in ("cancelled", "lost"):
            raise self._lost()
        if future.status == "error":
            record = _explain(job, future.exception())
        else:
            try:
                record = future.result(timeout=self._patience)
            except (OSError, CancelledError):  # its worker died before it answered
                future.add_done_callback(self._ended.put)
                return None
            self._bundles.download_outputs(job, result, complete="error" not in record)
        del self._jobs[future.key]
        return record

    def _count_threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise self._lost() from error

    def _require_workers(self) -> None:
        if self._client.status != "running":
            raise self._lost()
        now = time.monotonic()
        if self._count_threads():
            self._no_worker_since = None
        elif self._no_worker_since is None:
            self._no_worker_since = now
        elif now - self._no_worker_since > self._patience:
            raise RunError(
                f"no Dask worker for {self._patience:.0f} seconds",
                where=self._scheduler,
                expected="at least one",
                remedy="start workers and run the same command again: it resumes from here",
            )

    def _lost(self) -> RunError:
        return RunError(
            "the Dask scheduler is lost",
            where=self._scheduler,
            remedy="start it and its workers, and run the same command again: it resumes from here",
        )


def _explain(job: JobSpec, error: BaseException) -> JobRecord:
    """Turn the error of a task into a record; one that concerns every job ends the batch."""
    if isinstance(error, PlanoddsError):
        raise error
    if isinstance(error, KilledWorker):
        return failed_record(
            job,
            "WorkerDied",
            (
                f"{error.allowed_failures + 1} Dask workers died while they did it, "
                f"the last at {error.last_worker.address}"
            ),
        )
    return failed_record(job, type(error).__name__, str(error))


def _connect(scheduler: str) -> Client:
    for name in ("distributed", "distributed.client"):  # errors are raised by this class
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        get_address_host_port(scheduler)  # a client of an impossible address never ends
        return Client(scheduler, timeout=_CONNECT, set_as_default=False, name="planodds")
    except (OSError, ValueError) as error:
        raise RunError(
            f"no Dask scheduler answers: {error}",
            where=scheduler,
            expected="the address that `dask scheduler` prints when it starts",
            remedy="start it, or correct the address",
        ) from error
