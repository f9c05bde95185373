"""The convergence gate: what a fit must show before a number may be drawn from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

MAX_RHAT = 1.01
MIN_ESS = 400
MAX_MCSE = 0.01


def diagnose(arrays: Mapping[str, np.ndarray], *, divergences: int) -> dict[str, Any]:
    """Largest R-hat and smallest effective sample sizes over all elements.

    Parameters
    ----------
    arrays : mapping of ndarray (chain, draw, ...)
        Sampled parameters or continuous quantities.
    divergences : int
        Divergent transitions after warm-up.

    Returns
    -------
    dict
        ``max_rhat``, ``min_ess_bulk``, ``min_ess_tail`` with the worst names, ``divergences``,
        ``passed``. A value that is not finite counts as a miss.
    """
    from arviz_stats.base import array_stats

    functions = {
        "max_rhat": lambda x: array_stats.rhat(x, chain_axis=0, draw_axis=1),
        "min_ess_bulk": lambda x: array_stats.ess(x, chain_axis=0, draw_axis=1, method="bulk"),
        "min_ess_tail": lambda x: array_stats.ess(x, chain_axis=0, draw_axis=1, method="tail",
                                                  prob=(0.05, 0.95)),
    }
    row: dict[str, Any] = {}
    for key, function in functions.items():
        values = {name: np.atleast_1d(function(x)) for name, x in arrays.items()}
        row[key], row[f"{key}_of"] = _worst(values, largest=key == "max_rhat")
    row["divergences"] = int(divergences)
    row["passed"] = bool(row["max_rhat"] <= MAX_RHAT and row["min_ess_bulk"] >= MIN_ESS
                         and row["min_ess_tail"] >= MIN_ESS and divergences == 0)
    return row


def _worst(values: Mapping[str, np.ndarray], *, largest: bool) -> tuple[float, str]:
    """Worst value and its name; NaN is worse than anything."""
    pick = np.max if largest else np.min
    worst = {name: float(pick(x)) for name, x in values.items()}
    broken = [name for name, x in worst.items() if not np.isfinite(x)]
    if broken:
        return float("nan"), broken[0]
    name = (max if largest else min)(worst, key=worst.get)
    return worst[name], name
