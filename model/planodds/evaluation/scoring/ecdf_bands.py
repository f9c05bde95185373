"""Simultaneous bands for the empirical distribution function of values that should be uniform.

Säilynoja, Bürkner and Vehtari (2022), doi:10.1007/s11222-022-10090-6: at each point of a grid the
number of values below it is binomial. The pointwise level is chosen by simulation, so that a
uniform sample is inside the band at all points with the requested probability.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

_GRID = 100
_SAMPLES = 20_000


def smallest_tail(values: np.ndarray, *, grid: int = _GRID) -> np.ndarray:
    """Return the smallest two-sided binomial tail probability over the grid, per row.

    ``min_z 2 min(P(B <= k_z), P(B >= k_z))`` with k_z the number of values at or below z and
    B ~ Binomial(n, z).

    Parameters
    ----------
    values : ndarray of float, shape (row, n)
        Inside (0, 1).
    grid : int
        Number of intervals between the grid points.

    Returns
    -------
    ndarray of float, shape (row,)

    Examples
    --------
    >>> smallest_tail(np.array([[0.25, 0.75], [0.01, 0.02]]), grid=2).tolist()
    [1.5, 0.5]
    """
    from scipy.stats import binom

    n = values.shape[1]
    points = np.arange(1, grid) / grid
    counts = np.sort(values, axis=1)
    below = np.stack([np.searchsorted(row, points, side="right") for row in counts])
    k = np.arange(n + 1)[:, None]
    tail = 2.0 * np.minimum(binom.cdf(k, n, points), binom.sf(k - 1, n, points))
    return tail[below, np.arange(grid - 1)].min(axis=1)


def null_tails(
    n: int, *, generator: np.random.Generator, samples: int = _SAMPLES, grid: int = _GRID
) -> np.ndarray:
    """Simulate the distribution of ``smallest_tail`` for uniform samples.

    Parameters
    ----------
    n : int
        Sample size.
    generator : numpy.random.Generator
    samples, grid : int

    Returns
    -------
    ndarray of float, shape (samples,)
        In ascending order.
    """
    return np.sort(smallest_tail(generator.random((samples, n)), grid=grid))


def build_band(
    n: int, tails: np.ndarray, level: float, *, grid: int = _GRID
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Build a band of the empirical distribution function with simultaneous coverage ``level``.

    Parameters
    ----------
    n : int
        Sample size.
    tails : ndarray of float, shape (samples,)
        From ``null_tails`` with the same n and grid.
    level : float
        For example 0.99.
    grid : int

    Returns
    -------
    points, lower, upper : ndarray of float, shape (grid - 1,)
        The share of a uniform sample at or below each point is inside the band, ends included,
        at all points with probability ``level``.
    """
    from scipy.stats import binom

    pointwise = np.quantile(tails, 1.0 - level, method="lower")
    points = np.arange(1, grid) / grid
    lower = binom.ppf(0.5 * pointwise, n, points)
    upper = binom.isf(0.5 * pointwise, n, points)
    return points, lower / n, upper / n


def summarise_calibration(
    table: pd.DataFrame, *, generator: np.random.Generator, levels: Sequence[float] = (0.99, 0.999)
) -> pd.DataFrame:
    """Test whether each quantity's empirical distribution is inside the simultaneous bands.

    Parameters
    ----------
    table : DataFrame
        One row per simulated dataset, one column per quantity (with a dot in its name), values in
        (0, 1): see ``calibrate_batch``.
    generator : numpy.random.Generator
    levels : sequence of float

    Returns
    -------
    DataFrame
        quantity; n; mean, 0.5 if calibrated; tail, the share of uniform samples of this size that
        deviate as much; ``inside_99`` and ``inside_99.9``.
    """
    quantities = [name for name in table.columns if "." in name]
    values = table[quantities].to_numpy().T
    reference = null_tails(len(table), generator=generator)
    tails = smallest_tail(values)
    probability = np.searchsorted(reference, tails, side="right") / len(reference)
    summary = pd.DataFrame(
        {"quantity": quantities, "n": len(table), "mean": values.mean(axis=1), "tail": probability}
    )
    for level in levels:
        summary[f"inside_{100 * level:g}"] = probability > 1.0 - level
    return summary
