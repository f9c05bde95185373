"""Executors that run jobs: in processes of this machine, or on the workers of a Dask cluster."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Protocol

from planodds.errors import UsageError

if TYPE_CHECKING:
    from planodds.batch.job_spec import JobRecord, JobSpec

LOCAL = "local"
DASK = "dask"
EXECUTORS = (LOCAL, DASK)
EXCHANGE_ENV = (
    "PLANODDS_EXCHANGE"  # what runner and remote workers share, if not the outputs folder
)


class Executor(Protocol):
    """Protocol of an executor; mirrors `concurrent.futures`, with results as they come.

    An executor that cannot go on (its cluster is gone) raises `RunError` from `next_result`;
    a job that fails is a record with `error`.
    """

    @property
    def available(self) -> int:
        """The number of jobs that could begin now, at least 1 if none is running."""

    @property
    def running(self) -> int:
        """The number of jobs that have begun and not ended."""

    def submit(self, job: JobSpec) -> None:
        """Begin a job.

        Parameters
        ----------
        job : JobSpec
        """

    def next_result(self) -> JobRecord:
        """Wait for the next job to end, and return its record."""

    def end(self) -> None:
        """End what is running and release all resources; may be called more than once."""


def build_executor(executor: str, *, jobs: int, scheduler: str | None) -> Executor:
    """Return the executor of a name.

    Parameters
    ----------
    executor : str
        `local` or `dask`.
    jobs : int
        Processes at a time on this machine; on a cluster the workers' threads decide.
    scheduler : str or None
        Address of the Dask scheduler, such as `tcp://10.0.0.5:8786`.

    Returns
    -------
    Executor

    Raises
    ------
    UsageError
        The executor is unknown or not installed, or the scheduler does not go with it.
    RunError
        No scheduler answers there, or a worker runs other code.

    Examples
    --------
    >>> executor = build_executor("local", jobs=2, scheduler=None)
    >>> executor.available
    2
    >>> executor.end()
    """
    _check(executor, scheduler)
    if executor == DASK:
        return _build_dask_executor(scheduler)
    from planodds.batch.local.executor import LocalExecutor

    return LocalExecutor(jobs)


def _build_dask_executor(scheduler: str | None) -> Executor:
    try:
        from planodds.batch.distributed.dask_pool import DaskExecutor
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the executor dask is not installed: {error}",
            where="--executor",
            expected="the packages distributed and fsspec",
            remedy='pip install -e ".[dask]"',
        ) from error
    return DaskExecutor(scheduler or "", exchange=os.environ.get(EXCHANGE_ENV) or None)


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
            remedy="start one with `dask scheduler` and pass its address",
        )
    if executor != DASK and scheduler:
        raise UsageError(
            f"a scheduler, {scheduler}, for the executor {executor}",
            where="--scheduler",
            expected="only with --executor dask",
            remedy="add --executor dask, or leave the scheduler out",
        )
