"""Processes: whether one is alive, and one BLAS thread for each."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Several processes with several BLAS threads each wait for one another: 13-45 times slower.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


def is_process_alive(process: int) -> bool:
    """Return whether a process with this number exists.

    Parameters
    ----------
    process : int
        Process number; zero and negative numbers are no process.

    Returns
    -------
    bool
    """
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def limit_threads() -> Iterator[None]:
    """Limit BLAS and OpenMP to one thread in this process, also where they are loaded already.

    Libraries that are loaded later and child processes take the limit from the environment.

    Examples
    --------
    >>> with limit_threads():
    ...     os.environ["OMP_NUM_THREADS"]
    '1'
    """
    # The package has no type information.
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with changed_environment(ONE_THREAD), threadpool_limits(limits=1):
        yield


@contextmanager
def changed_environment(values: Mapping[str, str]) -> Iterator[None]:
    """Set environment variables for the block, and restore them afterwards.

    Parameters
    ----------
    values : mapping of str to str
        New value of each variable.

    Yields
    ------
    None
        The variables are restored at the end of the block.
    """
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
