"""Honest intervals for averages over origins: whole origins are drawn again, in blocks."""

from __future__ import annotations

import numpy as np

_RESAMPLES = 2000
INTERVAL = 0.90
FEWEST = 4  # origins below which no interval is given: there is nothing to draw from


def count_nonoverlapping(origins: np.ndarray, horizon: int) -> int:
    """Most origins whose windows of ``horizon`` years do not overlap: n_eff, said aloud.

    All units of one origin share its prices and its common path, and windows that overlap share
    years; each of these counts once.

    Examples
    --------
    >>> count_nonoverlapping(np.array([1960, 1963, 1966, 1969]), 5)
    2
    """
    found, free = 0, -np.inf
    for origin in np.unique(origins):
        if origin >= free:
            found, free = found + 1, origin + horizon
    return found


def circular_block_indices(
    origins: np.ndarray,
    horizon: int,
    *,
    generator: np.random.Generator,
    resamples: int = _RESAMPLES,
) -> np.ndarray:
    """YamlLocations of origins drawn again with replacement, in circular blocks of overlapping windows.

    The block is as long as windows overlap, ``ceil(horizon / spacing)`` origins (Politis and
    Romano 1992, the circular block bootstrap).

    Parameters
    ----------
    origins : ndarray (origin,)
        Ascending years.
    horizon : int
        Years in a window.

    Returns
    -------
    ndarray (resample, origin)
    """
    count = len(origins)
    spacing = int(np.diff(origins).min()) if count > 1 else 1
    block = min(max(1, -(-horizon // spacing)), max(1, count // 2))
    first = generator.integers(0, count, size=(resamples, -(-count // block)))
    places = (first[:, :, None] + np.arange(block)) % count
    return places.reshape(resamples, -1)[:, :count]


def ratio_interval(
    above: np.ndarray, below: np.ndarray, blocks: np.ndarray, *, level: float = INTERVAL
) -> tuple[float, float]:
    """Bounds of ``sum(above) / sum(below)`` over origins, by the quantiles of the resamples.

    Parameters
    ----------
    above, below : ndarray (origin,)
        Sums over the cells of each origin.
    blocks : ndarray (resample, origin)
        From ``circular_block_indices``.

    Returns
    -------
    lower, upper : float
        NaN with fewer than ``FEWEST`` origins.
    """
    if len(above) < FEWEST:
        return float("nan"), float("nan")
    total = below[blocks].sum(axis=1)
    ratio = above[blocks].sum(axis=1)[total > 0] / total[total > 0]
    if not len(ratio):
        return float("nan"), float("nan")
    lower, upper = np.quantile(ratio, [(1 - level) / 2, (1 + level) / 2])
    return float(lower), float(upper)
