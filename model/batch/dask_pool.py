"""The same plan on a Dask cluster: jobs go out as plain values, results come back as parcels.

Runner and workers share nothing but the exchange: by default a folder inside the outputs
folder, else what PLANODDS_EXCHANGE names. Results bear their final names only at home.
"""

from __future__ import annotations

import logging
import os
import queue
import shutil
import time
import uuid
from pathlib import Path

from distributed import CancelledError, Client, Future
from distributed.scheduler import KilledWorker

from model.batch.aside import move_into_place
from model.batch.edition import PLAN_FILE
from model.batch.exchange import Exchange
from model.batch.pool import Job, Record, failed_record
from model.batch.remote import (
    INPUTS,
    OUT,
    PLACES,
    carry_out,
    describe_code,
    forget,
    makes,
    require_same_code,
)
from model.errors import PlanoddsError, RunError

EXCHANGE = ".exchange"
PATIENCE = 60.0  # seconds without any worker before a batch gives up
_CONNECT = 10.0  # seconds for the scheduler to answer
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
        self, scheduler: str, *, exchange: str | None = None, patience: float = PATIENCE
    ) -> None:
        self._scheduler, self._patience = scheduler, patience
        self._client = _connect(scheduler)
        self._exchange = Exchange(exchange) if exchange else None
        self._batch = f"batch-{uuid.uuid4().hex}"
        self._code = describe_code()
        self._jobs: dict[str, tuple[Job, str, Future]] = {}
        self._parcels: dict[str, str] = {}
        self._ended: queue.Queue[Future] = queue.Queue()
        self._manned = time.monotonic()
        self._check_workers()

    @property
    def free(self) -> int:
        """Give the number of jobs that could begin now, at least 1 if none is running."""
        return max(max(self._count_threads(), 1) - self.running, 0)

    @property
    def running(self) -> int:
        """Give the number of jobs that have begun and not ended."""
        return len(self._jobs)

    def submit(self, job: Job) -> None:
        """Send a job out, and before it what the job reads and is not there yet."""
        reads = [self._put_inputs(job), *self._put_read(job)]
        result = self._name_parcel()
        future = self._client.submit(
            carry_out, to_scratch(job), reads=reads, result=result,
            address=self._exchange.address, code=self._code,
            key=f"{job['name']}-{uuid.uuid4().hex}", pure=False)
        self._jobs[future.key] = (job, result, future)
        future.add_done_callback(self._ended.put)

    def next_record(self) -> Record:
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
            self._client.cancel([future for _, _, future in self._jobs.values()])
            self._client.run(forget, self._batch, on_error="ignore")
        if self._exchange:
            self._exchange.remove(self._batch)
        self._jobs = {}
        self._client.close()

    def _check_workers(self) -> None:
        """Refuse, before anything is sent, workers that run other code or none of ours."""
        for worker, code in self._client.run(describe_code, on_error="return").items():
            if isinstance(code, Exception):
                raise RunError(f"a worker without this program: {code}", where=worker,
                               expected="the package of the runner, installed there too",
                               remedy="install it there and start the worker again")
            require_same_code(self._code, code, worker)

    def _put_inputs(self, job: Job) -> str:
        """Put data, notebooks and plan into a parcel, once a batch; return its name."""
        if INPUTS not in self._parcels:
            self._exchange = self._exchange or Exchange(str((Path(job["out"]) / EXCHANGE).resolve()))
            places = [Path(job[name]) for name in ("data_dir", "notebook_dir", "fonts")]
            plan = Path(job["edition_dir"]) / PLAN_FILE
            self._parcels[INPUTS] = self._put(job, [*places, plan])
        return self._parcels[INPUTS]

    def _put_read(self, job: Job) -> list[str]:
        """Put the results of earlier jobs that this one reads, unless they are there."""
        for read in job["reads"]:
            if read not in self._parcels and Path(read).exists():
                self._parcels[read] = self._put(job, [Path(read)])
        return [self._parcels[read] for read in job["reads"] if read in self._parcels]

    def _put(self, job: Job, places: list[Path]) -> str:
        name = self._name_parcel()
        self._exchange.put(name, {_relative(job, str(place)): place for place in places
                                  if place.exists()})
        return name

    def _name_parcel(self) -> str:
        return f"{self._batch}/{uuid.uuid4().hex}.tar"

    def _settle(self, future: Future) -> Record | None:
        """Turn an ended task into its job's record; None if it runs once more after all."""
        job, result, _ = self._jobs[future.key]
        if future.status == "error":
            record = _explain(job, future.exception())
        elif future.status == "finished":
            try:
                record = future.result(timeout=self._patience)
            except (OSError, CancelledError):  # its worker died before the answer was here
                future.add_done_callback(self._ended.put)
                return None
            self._bring_home(job, result, whole="error" not in record)
        else:
            raise self._lost()
        del self._jobs[future.key]
        return record

    def _bring_home(self, job: Job, result: str, *, whole: bool) -> None:
        """Unpack what a job made beside its final places, then rename it into them."""
        aside = Path(job["edition_dir"]) / f"incoming.aside-{os.getpid()}"
        try:
            self._exchange.fetch(result, aside)
            for place in makes(job):
                _move(aside / _relative(job, place), Path(place))
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        if whole:
            self._parcels[str(job["folder"])] = result

    def _count_threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except OSError as error:
            raise self._lost() from error

    def _require_workers(self) -> None:
        if self._client.status != "running":
            raise self._lost()
        if self._count_threads():
            self._manned = time.monotonic()
        elif time.monotonic() - self._manned > self._patience:
            raise RunError(
                f"no Dask worker for {self._patience:.0f} seconds", where=self._scheduler,
                expected="at least one", remedy="start workers, then give the same command: "
                                                "it goes on where this one stopped")

    def _lost(self) -> RunError:
        return RunError("the Dask scheduler is lost", where=self._scheduler,
                        remedy="start it and its workers again, then give the same command: "
                               "it goes on where this one stopped")


def _explain(job: Job, error: BaseException) -> Record:
    """Turn what a task raised into a record; what would meet every job ends the batch."""
    if isinstance(error, PlanoddsError):
        raise error
    if isinstance(error, KilledWorker):
        return failed_record(job, "WorkerDied", (
            f"{error.allowed_failures + 1} Dask workers died while they did it, "
            f"the last at {error.last_worker.address}"))
    return failed_record(job, type(error).__name__, str(error))


def to_scratch(job: Job) -> Job:
    """Give the job with its places relative to a worker's scratch folder."""
    return {**job, **{name: _relative(job, str(job[name])) for name in PLACES if name in job}}


def _relative(job: Job, place: str) -> str:
    """Say where a place at home stands in a worker's scratch folder."""
    roots = (("data_dir", f"{INPUTS}/data"), ("notebook_dir", f"{INPUTS}/notebooks"),
             ("out", OUT))
    path = Path(place)
    root, there = max(((Path(job[name]), there) for name, there in roots
                       if path.is_relative_to(job[name])), key=lambda item: len(item[0].parts))
    return Path(there, path.relative_to(root)).as_posix()


def _move(source: Path, final: Path) -> None:
    if source.is_dir():
        move_into_place(source, final)
    elif source.exists():
        final.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, final)


def _connect(scheduler: str) -> Client:
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised here
    try:
        return Client(scheduler, timeout=_CONNECT, set_as_default=False, name="planodds")
    except (OSError, ValueError) as error:
        raise RunError(f"no Dask scheduler answers: {error}", where=scheduler,
                       expected="the address that `dask scheduler` prints when it starts",
                       remedy="start it, or mend the address") from error
