"""Where jobs run: in processes of this machine, or on the workers of a Dask cluster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCAL = "local"
DASK = "dask"
EXECUTORS = (LOCAL, DASK)
EXCHANGE_ENV = "PLANODDS_EXCHANGE"  # what runner and far workers share, if not the outputs folder


class Executor(Protocol):
    """What the runner asks of an executor; jobs and records are mappings of plain values.

    A pool that can go on no longer (its cluster is gone) raises `RunError` from
    `next_result`; a job that fails is a record with `error`.
    """

    @property
    def free(self) -> int:
        """Give the number of jobs that could begin now, at least 1 if none is running."""

    @property
    def running(self) -> int:
        """Give the number of jobs that have begun and not ended."""

    def submit(self, job: Mapping[str, object]) -> None:
        """Begin a job."""

    def next_result(self) -> dict[str, object]:
        """Wait for the next job to end, and give its record."""

    def end(self) -> None:
        """End what is running and let everything go; may be called more than once."""


def build_executor(executor: str, *, jobs: int, scheduler: str | None) -> Executor:
    """Build the pool of an executor.

    Parameters
    ----------
    executor : str
        `local` or `dask`.
    jobs : int
        Processes at a time on this machine; of a cluster the workers' threads decide.
    scheduler : str or None
        Address of the Dask scheduler, such as `tcp://10.0.0.5:8786`.

    Raises
    ------
    UsageError
        The executor is unknown or not installed, or the scheduler does not go with it.
    RunError
        No scheduler answers there, or a worker runs other code.

    Examples
    --------
    >>> pool = build_executor("local", jobs=2, scheduler=None)
    >>> pool.free
    2
    >>> pool.end()
    """
    _check(executor, scheduler)
    if executor == DASK:
        return _build_dask_pool(scheduler)
    from planodds.batch.local.process_pool import WorkerPool

    return WorkerPool(jobs)


def _build_dask_pool(scheduler: str) -> Executor:
    try:
        from planodds.batch.distributed.dask_pool import DaskPool
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the executor dask is not installed: {error}",
            where="--executor",
            expected="the packages distributed and fsspec",
            remedy='pip install -e ".[dask]"',
        ) from error
    return DaskPool(scheduler, exchange=os.environ.get(EXCHANGE_ENV) or None)


def _check(executor: str, scheduler: str | None) -> None:
    if executor not in EXECUTORS:
        raise UsageError(
            f"unknown executor {executor!r}",
            where="--executor",
            expected=" or ".join(EXECUTORS),
            remedy="use one of these",
        )
    if executor == DASK and not scheduler:
        raise UsageError(
            "no scheduler for the executor dask",
            where="--scheduler",
            expected="its address, such as tcp://10.0.0.5:8786",
            remedy="start one with `dask scheduler` and give its address",
        )
    if executor != DASK and scheduler:
        raise UsageError(
            f"a scheduler, {scheduler}, for the executor {executor}",
            where="--scheduler",
            expected="only with --executor dask",
            remedy="add --executor dask, or leave the scheduler out",
        )
