"""The same plan on a Dask cluster: jobs go out as plain values, results come back as parcels."""

from __future__ import annotations

import logging
import queue
import time
import uuid
from contextlib import suppress

from distributed import CancelledError, Client, Future
from distributed.scheduler import KilledWorker

from planodds.batch.distributed.bundles import FileBundles, relative_job
from planodds.batch.distributed.worker import describe_code, drop_batch, require_same_code, run_job
from planodds.batch.job_spec import JobRecord, JobSpec, failed_record
from planodds.errors import PlanoddsError, RunError

_PATIENCE = 300.0  # seconds without any worker before a batch gives up
_CONNECT = 30.0  # seconds for the scheduler to answer
_LOOK = 1.0  # seconds between looks at the cluster


class DaskPool:
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
        self._parcels = FileBundles(exchange)
        self._code = describe_code()
        self._jobs: dict[str, tuple[JobSpec, str, Future]] = {}
        self._ended: queue.Queue[Future] = queue.Queue()
        self._deserted: float | None = None  # since when there has been no worker
        try:
            self._check_workers()
        except PlanoddsError:
            self._client.close()
            raise

    @property
    def available(self) -> int:
        """Give the number of jobs that could begin now, at least 1 if none is running."""
        return max(max(self._count_threads(), 1) - self.running, 0)

    @property
    def running(self) -> int:
        """Give the number of jobs that have begun and not ended."""
        return len(self._jobs)

    def submit(self, job: JobSpec) -> None:
        """Send a job out, and before it what the job reads and is not there yet."""
        reads, result = self._parcels.upload_inputs(job), self._parcels.name_new()
        future = self._client.submit(
            run_job,
            relative_job(job),
            reads=reads,
            result=result,
            address=self._parcels.address,
            code=self._code,
            key=f"{job['name']}-{uuid.uuid4().hex}",
            pure=False,
        )
        self._jobs[future.key] = (job, result, future)
        future.add_done_callback(self._ended.put)

    def next_result(self) -> JobRecord:
        """Wait for the next job to end, bring home what it made, and give its record.

        Raises
        ------
        RunError
            The scheduler is lost, there has been no worker for too long, or one is refused.
        """
        while True:
            try:
                future = self._ended.get(timeout=_LOOK)  # lets Ctrl-C through
            except queue.Empty:
                self._require_workers()
                continue
            record = self._settle(future)
            if record:
                return record

    def end(self) -> None:
        """Cancel what is running, clear the exchange, and let the cluster go."""
        if self._client.status == "running":
            with suppress(OSError):  # the scheduler may go just now
                self._client.cancel([future for _, _, future in self._jobs.values()])
                self._client.run(drop_batch, self._parcels.batch, on_error="ignore")
        self._parcels.clear()
        self._jobs = {}
        self._client.close()

    def _check_workers(self) -> None:
        """Refuse, before anything is sent, workers that run other code or none of ours."""
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
        """Turn an ended task into its job's record; None if it runs once more after all."""
        job, result, _ = self._jobs[future.key]
        if future.status in ("cancelled", "lost"):
            raise self._lost()
        if future.status == "error":
            record = _explain(job, future.exception())
        else:
            try:
                record = future.result(timeout=self._patience)
            except (OSError, CancelledError):  # its worker died before the answer was here
                future.add_done_callback(self._ended.put)
                return None
            self._parcels.download_outputs(job, result, whole="error" not in record)
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
            self._deserted = None
        elif self._deserted is None:
            self._deserted = now
        elif now - self._deserted > self._patience:
            raise RunError(
                f"no Dask worker for {self._patience:.0f} seconds",
                where=self._scheduler,
                expected="at least one",
                remedy="start workers, then give the same command: "
                "it goes on where this one stopped",
            )

    def _lost(self) -> RunError:
        return RunError(
            "the Dask scheduler is lost",
            where=self._scheduler,
            remedy="start it and its workers again, then give the same command: "
            "it goes on where this one stopped",
        )


def _explain(job: JobSpec, error: BaseException) -> JobRecord:
    """Turn what a task raised into a record; what would meet every job ends the batch."""
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
    for name in ("distributed", "distributed.client"):  # what matters is raised here
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        return Client(scheduler, timeout=_CONNECT, set_as_default=False, name="planodds")
    except (OSError, ValueError) as error:
        raise RunError(
            f"no Dask scheduler answers: {error}",
            where=scheduler,
            expected="the address that `dask scheduler` prints when it starts",
            remedy="start it, or mend the address",
        ) from error
