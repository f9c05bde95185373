"""How the second engine's loops are compiled, and the small steps that all of them take.

Random numbers are drawn inside the loops, by NumPy's generator.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numba
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

# YamlLocations of the scalars of a chain.
SCALARS = (
    "drift_scale",
    "slow_scale",
    "slow_persistence",
    "shock_median",
    "shock_spread",
    "benchmark_scale",
    "prefecture_scale",
    "prefecture_persistence",
    "benchmark_prefecture_scale",
)
(
    DRIFT,
    SLOW,
    PERSISTENCE,
    MEDIAN,
    SPREAD,
    STEP_SCALE,
    GROUP_SCALE,
    GROUP_PERSISTENCE,
    GROUP_STEP,
) = range(len(SCALARS))
# Numbers of the priors, as ``encode_priors`` writes them.
HALF_NORMAL, BETA, LOG_NORMAL, TRUNCATED_NORMAL = range(4)


def compile_loop(function: Callable) -> Any:
    """Compile a function without Python objects; keep it on disk where there is a place to."""
    options = {"error_model": "numpy", "nogil": True, "fastmath": {"contract", "reassoc", "nsz"}}
    try:
        compiled = numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder to write to, neither here nor in the user's cache
        return numba.njit(**options)(function)
    _forget_older(Path(compiled.stats.cache_path), function.__name__)
    return compiled


def _forget_older(folder: Path, name: str) -> None:
    """Drop what is kept of a function if any of the engine's files has changed since.

    The compiler itself looks only at the file of the function that is called, and would go on
    with old code of functions below it that stand in another.
    """
    changed = max(path.stat().st_mtime for path in Path(__file__).parent.glob("*.py"))
    for index in folder.glob(f"*.{name}-*.nbi"):
        if index.stat().st_mtime <= changed:
            index.unlink(missing_ok=True)


@compile_loop
def log_prior_at(row, x):
    """Log density of an encoded prior at x, up to a constant."""
    if row[0] == HALF_NORMAL:
        return -np.inf if x < 0 else -0.5 * (x / row[1]) ** 2
    if row[0] == BETA:
        return (row[1] - 1) * np.log(x) + (row[2] - 1) * np.log1p(-x)
    if row[0] == LOG_NORMAL:
        return -0.5 * (np.log(x / row[1]) / row[2]) ** 2 - np.log(x)
    return -0.5 * ((x - row[1]) / row[2]) ** 2 if row[3] <= x <= row[4] else -np.inf


@compile_loop
def random_walk_proposal(point, factor, generator):
    """A normal step from ``point``."""
    trial = point.copy()
    for k in range(len(point)):
        z = generator.standard_normal()
        for i in range(k, len(point)):
            trial[i] += factor[i, k] * z
    return trial


@compile_loop
def acceptance_probability(gain):
    """How likely a proposal is taken that is better by ``gain``; never, where that is no number.

    Outside the support a proposal is refused. Folding it back at zero would be wrong here: with
    correlated steps the way there and the way back are not equally likely. Comparisons, since
    ``isfinite`` of a difference does not survive that sums may be reordered.
    """
    if gain >= 0.0:
        return 1.0
    return np.exp(gain) if gain > -700.0 else 0.0


@compile_loop
def effective_scale(known, place, value):
    """A scale as the sample uses it: its prior's center where it cannot be learnt."""
    return known.learn * value + (1.0 - known.learn) * known.center[place]
