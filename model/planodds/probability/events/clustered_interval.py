"""Wilson interval of a proportion whose trials come in few clusters."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from planodds.probability.events.probability import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Sequence


def clustered_interval(hits: Sequence[int], trials: Sequence[int]) -> tuple[float, float]:
    """Return 95 % bounds of a proportion whose trials come in few clusters.

    Wilson's interval at an effective number of trials: n p (1 - p) over the variance between
    clusters, shrunk by (t_{n-1} / t_{d-1})^2 for d clusters (Korn and Graubard 1998, Survey
    Methodology 24, 193-201). If no trial or every trial is a hit, only the shrinkage applies.

    Parameters
    ----------
    hits, trials : sequence of int
        By cluster.

    Returns
    -------
    tuple of float
        NaN with fewer than two clusters.

    Examples
    --------
    >>> low, high = clustered_interval([0, 10], [20, 20])
    >>> bool(low < 0.05 and high > 0.8)
    True
    """
    h, n = np.asarray(hits, dtype=float), np.asarray(trials, dtype=float)
    h, n = h[n > 0], n[n > 0]
    d, total = len(n), n.sum()
    if d < 2:
        return math.nan, math.nan
    p = h.sum() / total
    variance = d / (d - 1) * float(((h - p * n) ** 2).sum()) / total**2
    effective = min(total, p * (1 - p) / variance) if variance > 0 else total
    effective *= min(1.0, (_t_quantile(total - 1) / _t_quantile(d - 1)) ** 2)
    lower, upper = wilson_interval(p * effective, effective)
    return lower, min(upper, 1.0)


@lru_cache(maxsize=256)
def _t_quantile(degrees: float) -> float:
    """Return the 0.975 quantile of Student's t."""
    from scipy.stats import t

    return float(t.ppf(0.975, degrees))
