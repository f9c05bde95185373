"""On a Dask worker: fetch what a job needs, do it in a process of its own, put back what it made.

Nothing here changes the Dask worker's own environment or folder, so that the tasks of one
worker do not disturb each other.
"""

from __future__ import annotations

import atexit
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from distributed import Status, Worker, get_worker

from planodds.batch.distributed.bundles import absolute_job, output_paths
from planodds.batch.distributed.transfer import ObjectStore
from planodds.batch.job_spec import JobRecord, JobSpec
from planodds.batch.local.executor import LocalExecutor
from planodds.errors import RunError
from planodds.execution import content_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PACKAGES = (*content_keys.NOTEBOOK_PACKAGES, "distributed", "planodds")
_LOOK = 0.5  # seconds between looks whether the task is still wanted

_own = threading.local()
_fetching = threading.Lock()
_fetched: dict[str, set[str]] = {}  # names of parcels, by batch


def describe_code() -> dict[str, str]:
    """Say which code this process runs: hash of the model's source, versions of packages."""
    return {"source": content_keys.source_hash((".",)), **content_keys.package_versions(_PACKAGES)}


def require_same_code(here: Mapping[str, str], there: Mapping[str, str], worker: str) -> None:
    """Refuse a worker whose code is not the runner's: its results would bear wrong keys.

    Raises
    ------
    RunError
        Naming what differs, on both sides.
    """
    differ = [name for name in here if here[name] != there.get(name)]
    if differ:

        def told(code: Mapping[str, str]) -> str:
            return ", ".join(f"{name} {code.get(name, 'unknown')[:12]}" for name in differ)

        raise RunError(
            f"other code on the worker: {told(there)}",
            where=worker,
            expected=f"the runner's: {told(here)}",
            remedy="install the same commit and requirements.lock on both, "
            "and start the worker again",
        )


def run_job(
    job: JobSpec, *, reads: Sequence[str], result: str, address: str, code: Mapping[str, str]
) -> JobRecord:
    """Do one job as the runner would, far from it.

    Parameters
    ----------
    job : Mapping
        With its places relative to a scratch folder, from `relative_job`.
    reads : sequence of str
        FileBundles that it needs.
    result : str
        Parcel for what it makes: `<batch>/<name>`.
    address : str
        Of the exchange.
    code : Mapping
        The runner's code, from `describe_code`.

    Returns
    -------
    dict
        The job's record.
    """
    worker = get_worker()
    require_same_code(code, describe_code(), worker.address)
    exchange, batch = ObjectStore(address), result.partition("/")[0]
    scratch = _scratch(worker, batch)
    with _fetching:
        have = _fetched.setdefault(batch, set())
        for name in sorted(set(reads) - have):
            exchange.fetch(name, scratch)
            have.add(name)
    record = _perform(absolute_job(job, scratch), worker)
    exchange.put(
        result,
        {place: scratch / place for place in output_paths(job) if (scratch / place).exists()},
    )
    return record


def drop_batch(batch: str, dask_worker: Worker) -> None:
    """Remove what this worker keeps of a batch."""
    _fetched.pop(batch, None)
    shutil.rmtree(_scratch(dask_worker, batch), ignore_errors=True)


def _scratch(worker: Worker, batch: str) -> Path:
    return Path(worker.local_directory) / "planodds" / batch


def _perform(job: JobSpec, worker: Worker) -> JobRecord:
    """Do the job in a child process; end that process if the task is no longer wanted."""
    key = worker.get_current_task()
    if not hasattr(_own, "pool"):
        _own.pool = LocalExecutor(1)
        atexit.register(_own.pool.end)
    _own.pool.submit(job)
    record = None
    while record is None:
        record = _own.pool.poll(_LOOK)
        if record is None and not _is_wanted(worker, key):
            _own.__dict__.pop("pool").end()
            raise RunError(f"{job['name']} is no longer wanted", where=worker.address)
    return record


def _is_wanted(worker: Worker, key: object) -> bool:
    """Tell whether anyone waits: not once cancelled, or with the runner or scheduler gone."""
    task = worker.state.tasks.get(key)
    leaving = worker.status in (Status.closing, Status.closed, Status.failed)
    return not leaving and task is not None and task.state != "cancelled"
