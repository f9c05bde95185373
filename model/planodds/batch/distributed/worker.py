"""Dask worker: download the inputs of a job, run it in a separate process, upload its outputs.

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
from planodds.batch.local.executor import LocalExecutor
from planodds.errors import RunError
from planodds.execution import content_keys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dask.typing import Key

    from planodds.batch.job_spec import JobRecord, JobSpec

_PACKAGES = (*content_keys.NOTEBOOK_PACKAGES, "distributed", "planodds")
_POLL = 0.5  # seconds between checks whether the task has been cancelled

_thread = threading.local()
_fetching = threading.Lock()
_fetched: dict[str, set[str]] = {}  # names of bundles, by batch


def describe_code() -> dict[str, str]:
    """Return the hash of the model's source and the versions of packages in this process."""
    return {"source": content_keys.source_hash((".",)), **content_keys.package_versions(_PACKAGES)}


def require_same_code(here: Mapping[str, str], there: Mapping[str, str], worker: str) -> None:
    """Refuse a worker whose code is not the runner's: its results would have wrong keys.

    Parameters
    ----------
    here, there : mapping of str to str
        Code of the runner and of the worker, from `describe_code`.
    worker : str
        Its address.

    Raises
    ------
    RunError
        The code differs; the message names what, on both sides.
    """
    differ = [name for name in here if here[name] != there.get(name)]
    if differ:

        def describe(code: Mapping[str, str]) -> str:
            return ", ".join(f"{name} {code.get(name, 'unknown')[:12]}" for name in differ)

        raise RunError(
            f"other code on the worker: {describe(there)}",
            where=worker,
            expected=f"the runner's: {describe(here)}",
            remedy="install the same commit and requirements.lock on both, "
            "and start the worker again",
        )


def run_job(
    job: JobSpec, *, reads: Sequence[str], result: str, address: str, code: Mapping[str, str]
) -> JobRecord:
    """Run one job of a remote runner.

    Parameters
    ----------
    job : JobSpec
        With paths relative to a scratch folder, from `relative_job`.
    reads : sequence of str
        Names of the bundles that it needs.
    result : str
        Name of the bundle for its outputs: `<batch>/<name>`.
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
    store, batch = ObjectStore(address), result.partition("/")[0]
    scratch = _scratch(worker, batch)
    with _fetching:
        have = _fetched.setdefault(batch, set())
        for name in sorted(set(reads) - have):
            store.fetch(name, scratch)
            have.add(name)
    record = _run_in_child(absolute_job(job, scratch), worker)
    store.put(
        result, {path: scratch / path for path in output_paths(job) if (scratch / path).exists()}
    )
    return record


def drop_batch(batch: str, dask_worker: Worker) -> None:
    """Remove the files of a batch from this worker.

    Parameters
    ----------
    batch : str
        Name of the batch, from `FileBundles.batch`.
    dask_worker : Worker
        This worker; Dask passes it by this name.
    """
    _fetched.pop(batch, None)
    shutil.rmtree(_scratch(dask_worker, batch), ignore_errors=True)


def _scratch(worker: Worker, batch: str) -> Path:
    return Path(worker.local_directory) / "planodds" / batch


def _run_in_child(job: JobSpec, worker: Worker) -> JobRecord:
    """Run the job in a child process; end that process if the task is cancelled."""
    key = worker.get_current_task()
    if not hasattr(_thread, "pool"):
        _thread.pool = LocalExecutor(1)
        atexit.register(_thread.pool.end)
    _thread.pool.submit(job)
    record = None
    while record is None:
        record = _thread.pool.poll(_POLL)
        if record is None and not _is_active(worker, key):
            _thread.__dict__.pop("pool").end()
            raise RunError(f"{job['name']} was cancelled", where=worker.address)
    return record


def _is_active(worker: Worker, key: Key) -> bool:
    """Return whether the task is neither cancelled nor orphaned by its runner or scheduler."""
    task = worker.state.tasks.get(key)
    leaving = worker.status in (Status.closing, Status.closed, Status.failed)
    return not leaving and task is not None and task.state != "cancelled"
