"""Simultaneous bands for the empirical distribution of values that should be uniform.

Säilynoja, Bürkner and Vehtari (2022), doi:10.1007/s11222-022-10090-6: at each point of a grid
the count below it is binomial; the pointwise level is chosen so that a uniform sample stays
inside at all points with the wanted probability, here by simulation.
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
    """Smallest two-sided binomial tail over the grid, one a row of ``values`` (row, n).

    ``min_z 2 min(P(B <= k_z), P(B >= k_z))``, k_z the number of values at or below z.
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
    """``smallest_tail`` of uniform samples of n: what chance alone gives, ascending, (samples,)."""
    return np.sort(smallest_tail(generator.random((samples, n)), grid=grid))


def build_band(
    n: int, tails: np.ndarray, level: float, *, grid: int = _GRID
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Band of the empirical distribution with simultaneous coverage ``level``.

    Parameters
    ----------
    n : int
        Sample size.
    tails : ndarray (samples,)
        From ``null_tails`` with the same n and grid.
    level : float
        .99, say.

    Returns
    -------
    points, lower, upper : ndarray (grid - 1,)
        A uniform sample's share of values at or below each point stays inside, ends included,
        with the probability ``level``.
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
    """Whether each quantity's empirical distribution lies inside the simultaneous bands.

    Returns
    -------
    DataFrame
        quantity, n, mean (.5 if calibrated), tail (share of uniform samples of this size that
        stray as far), ``inside_99``, ``inside_99.9``.
    """
    quantities = [name for name in table.columns if "." in name]
    values = table[quantities].to_numpy().T
    reference = null_tails(len(table), generator=generator)
    tails = smallest_tail(values)
    probability = np.searchsorted(reference, tails, side="right") / len(reference)
    out = pd.DataFrame(
        {"quantity": quantities, "n": len(table), "mean": values.mean(axis=1), "tail": probability}
    )
    for level in levels:
        out[f"inside_{100 * level:g}"] = probability > 1.0 - level
    return out
