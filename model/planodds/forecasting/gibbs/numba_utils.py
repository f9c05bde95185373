"""Compilation of the Gibbs sampler's loops with Numba, and small functions that they share.

Random numbers are drawn inside the loops, by NumPy's generator.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable


def compile_loop[Function: Callable[..., object]](function: Function) -> Function:
    """Compile a function without Python objects; cache it on disk where possible.

    Parameters
    ----------
    function : callable

    Returns
    -------
    callable
        The compiled function, called like ``function``.
    """
    options: dict[str, Any] = {
        "error_model": "numpy",
        "nogil": True,
        "fastmath": {"contract", "reassoc", "nsz"},
    }
    try:
        compiled: Any = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no writable folder, neither here nor in the user's cache
        return numba.njit(**options)(function)
    _drop_stale_cache(Path(compiled.stats.cache_path), function.__name__)
    return compiled


def _drop_stale_cache(folder: Path, name: str) -> None:
    """Remove the cached code of a function if any file of the sampler has changed since.

    Numba checks only the file of the function itself, and would continue to use old code of
    functions that it calls from other files.
    """
    changed = max(path.stat().st_mtime for path in Path(__file__).parent.rglob("*.py"))
    for index in folder.glob(f"*.{name}-*.nbi"):
        if index.stat().st_mtime <= changed:
            index.unlink(missing_ok=True)


@compile_loop
def random_walk_proposal(
    point: np.ndarray, factor: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draw a random-walk proposal from N(point, factor factor').

    Parameters
    ----------
    point : ndarray of float, shape (size,)
    factor : ndarray of float, shape (size, size)
        Lower triangular.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (size,)
    """
    trial = point.copy()
    for k in range(len(point)):
        z = generator.standard_normal()
        for i in range(k, len(point)):
            trial[i] += factor[i, k] * z
    return trial


@compile_loop
def acceptance_probability(gain: float) -> float:
    """Return the Metropolis acceptance probability, zero if ``gain`` is not a number.

    Parameters
    ----------
    gain : float
        Log density of the proposal less that of the current point.

    Returns
    -------
    float
        ``min(1, exp(gain))``.

    Notes
    -----
    Proposals outside the support are rejected. Reflecting them at zero would be wrong here: with
    correlated steps forward and backward proposals are not equally likely. Comparisons are used
    because ``isfinite`` of a difference does not survive reordering of sums (fastmath).
    """
    if gain >= 0.0:
        return 1.0
    return np.exp(gain) if gain > -700.0 else 0.0
