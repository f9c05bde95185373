"""When it said 30 %, how often did it happen? CORP reliability by isotonic regression.

Dimitriadis, Gneiting and Jordan (2021), doi:10.1073/pnas.2016191118: what happened, regressed
on what was said by pool-adjacent-violators, needs no bins and no tuning.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_RESAMPLES = 500
_BAND = 0.90
_GRID = 100
_FORECAST_BINS = (
    0.0,
    0.05,
    0.2,
    0.4,
    0.6,
    0.8,
    0.95,
    1.0,
)  # groups of what was said, for the table


@dataclass(frozen=True, eq=False)
class Recalibration:
    """The isotonic curve with the three terms of the Brier score.

    Attributes
    ----------
    said, happened : ndarray (distinct probability,)
        What was said, ascending, and the frequency that belongs to it.
    miscalibration, discrimination, uncertainty : float
        Brier score = miscalibration - discrimination + uncertainty.
    """

    said: np.ndarray
    happened: np.ndarray
    miscalibration: float
    discrimination: float
    uncertainty: float


def recalibrate(said: np.ndarray, happened: np.ndarray) -> Recalibration:
    """Regress what happened on what was said, never falling; equal probabilities stay together.

    Parameters
    ----------
    said : ndarray (event,)
        Probabilities.
    happened : ndarray (event,)
        0 or 1.

    Examples
    --------
    >>> recalibrate(np.array([0.1, 0.4, 0.6]), np.array([0.0, 1.0, 0.0])).happened.tolist()
    [0.0, 0.5, 0.5]
    """
    from scipy.optimize import isotonic_regression

    said, happened = np.asarray(said, dtype=float), np.asarray(happened, dtype=float)
    values, place, counts = np.unique(said, return_inverse=True, return_counts=True)
    means = np.bincount(place, weights=happened) / counts
    fitted = isotonic_regression(means, weights=counts).x
    base = happened.mean()
    raw, best, flat = (np.mean((p - happened) ** 2) for p in (said, fitted[place], base))
    return Recalibration(values, fitted, float(raw - best), float(flat - best), float(flat))


def draw_band(
    said: np.ndarray,
    grid: np.ndarray,
    *,
    generator: np.random.Generator,
    resamples: int = _RESAMPLES,
    level: float = _BAND,
) -> tuple[np.ndarray, np.ndarray]:
    """Band in which the curve of a reliable forecast stays at each point.

    What happens is drawn again from what was said, events independent, and regressed anew. Events
    of one origin are not independent, so that the band is, if anything, too narrow.

    Returns
    -------
    lower, upper : ndarray (grid,)
    """
    curves = np.empty((resamples, len(grid)))
    for draw in range(resamples):
        curve = recalibrate(said, generator.random(len(said)) < said)
        curves[draw] = np.interp(grid, curve.said, curve.happened)
    lower, upper = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return lower, upper


def tabulate_reliability(
    events: pd.DataFrame, *, generator: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Curve and band on a grid of probabilities that were said, and the terms of the score.

    Parameters
    ----------
    events : DataFrame
        probability, happened.

    Returns
    -------
    curve : DataFrame
        said, happened, lower, upper, and ``density``: share of events said within half a step.
    terms : dict
        events, brier, miscalibration, discrimination, uncertainty.
    """
    said, happened = events["probability"].to_numpy(), events["happened"].to_numpy()
    found = recalibrate(said, happened)
    grid = np.arange(_GRID + 1) / _GRID
    grid = grid[(grid >= said.min()) & (grid <= said.max())]
    if not len(grid):
        grid = np.array([said.mean()])
    lower, upper = draw_band(said, grid, generator=generator)
    near = np.abs(said[:, None] - grid) <= 0.5 / _GRID
    curve = pd.DataFrame(
        {
            "said": grid,
            "happened": np.interp(grid, found.said, found.happened),
            "lower": lower,
            "upper": upper,
            "density": near.mean(axis=0),
        }
    )
    terms = {
        "events": len(said),
        "brier": float(np.mean((said - happened) ** 2)),
        "miscalibration": found.miscalibration,
        "discrimination": found.discrimination,
        "uncertainty": found.uncertainty,
    }
    return curve, terms


def reliability_bins(
    events: pd.DataFrame, edges: tuple[float, ...] = _FORECAST_BINS
) -> pd.DataFrame:
    """Count by what was said: in each group how many events, how many of them happened.

    Returns
    -------
    DataFrame
        low, high (the group holds low <= p < high, the last one its end too), events, said
        (their mean), hits.
    """
    place = np.clip(np.searchsorted(edges, events["probability"], side="right"), 1, len(edges) - 1)
    rows = [
        {
            "low": edges[k - 1],
            "high": edges[k],
            "events": len(own),
            "said": float(own["probability"].mean()),
            "hits": int(own["happened"].sum()),
        }
        for k, own in events.groupby(place)
    ]
    return pd.DataFrame(rows, columns=["low", "high", "events", "said", "hits"])
