"""CORP reliability of event probabilities: isotonic regression, score decomposition and bins.

Dimitriadis, Gneiting and Jordan (2021), Stable reliability diagrams for probabilistic
classifiers, doi:10.1073/pnas.2016191118: outcomes are regressed on forecast probabilities by the
pool-adjacent-violators algorithm, which needs neither bins nor tuning parameters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

_RESAMPLES = 500
_BAND = 0.90
_GRID = 100
_BIN_EDGES = (0.0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1.0)  # of forecast probabilities, for the table


@dataclass(frozen=True, eq=False)
class Recalibration:
    """Isotonic reliability curve and decomposition of the Brier score.

    Attributes
    ----------
    forecast_probability, observed_frequency : ndarray of float, shape (distinct probability,)
        The distinct forecast probabilities in ascending order, and the fitted frequencies.
    miscalibration, discrimination, uncertainty : float
        Brier score = miscalibration - discrimination + uncertainty.
    """

    forecast_probability: np.ndarray
    observed_frequency: np.ndarray
    miscalibration: float
    discrimination: float
    uncertainty: float


def recalibrate(forecast_probability: np.ndarray, happened: np.ndarray) -> Recalibration:
    """Fit a non-decreasing regression of outcomes on forecast probabilities.

    Parameters
    ----------
    forecast_probability : ndarray of float, shape (event,)
        Events with the same probability have the same fitted frequency.
    happened : ndarray of float, shape (event,)
        0 or 1.

    Returns
    -------
    Recalibration

    Examples
    --------
    >>> fit = recalibrate(np.array([0.1, 0.4, 0.6]), np.array([0.0, 1.0, 0.0]))
    >>> fit.observed_frequency.tolist()
    [0.0, 0.5, 0.5]
    """
    from scipy.optimize import isotonic_regression

    probability = np.asarray(forecast_probability, dtype=float)
    happened = np.asarray(happened, dtype=float)
    values, index, counts = np.unique(probability, return_inverse=True, return_counts=True)
    means = np.bincount(index, weights=happened) / counts
    fitted = isotonic_regression(means, weights=counts).x
    base = happened.mean()
    forecast, best, flat = (
        np.mean((p - happened) ** 2) for p in (probability, fitted[index], base)
    )
    return Recalibration(values, fitted, float(forecast - best), float(flat - best), float(flat))


def draw_band(
    forecast_probability: np.ndarray,
    grid: np.ndarray,
    *,
    generator: np.random.Generator,
    resamples: int = _RESAMPLES,
    level: float = _BAND,
) -> tuple[np.ndarray, np.ndarray]:
    """Simulate the pointwise band of the reliability curve of a calibrated forecast.

    Outcomes are drawn from the forecast probabilities, independently over events, and the curve is
    fitted to each resample. Events of one origin are dependent, so the band is somewhat too narrow.

    Parameters
    ----------
    forecast_probability : ndarray of float, shape (event,)
    grid : ndarray of float, shape (grid,)
        Probabilities at which the curve is evaluated.
    generator : numpy.random.Generator
    resamples : int
    level : float

    Returns
    -------
    lower, upper : ndarray of float, shape (grid,)
    """
    probability, count = forecast_probability, len(forecast_probability)
    curves = np.empty((resamples, len(grid)))
    for draw in range(resamples):
        fit = recalibrate(probability, generator.random(count) < probability)
        curves[draw] = np.interp(grid, fit.forecast_probability, fit.observed_frequency)
    lower, upper = np.quantile(curves, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return lower, upper


def tabulate_reliability(
    events: pd.DataFrame, *, generator: np.random.Generator
) -> tuple[pd.DataFrame, dict[str, float]]:
    """Tabulate the reliability curve with its band, and the terms of the Brier score.

    Parameters
    ----------
    events : DataFrame
        probability, happened.
    generator : numpy.random.Generator

    Returns
    -------
    curve : DataFrame
        forecast_probability (a grid over the range of the forecasts),
        observed_frequency, lower, upper, and ``density``, the share of events within half a
        grid step.
    terms : dict of str to float
        events, brier, miscalibration, discrimination, uncertainty.
    """
    probability, happened = events["probability"].to_numpy(), events["happened"].to_numpy()
    fit = recalibrate(probability, happened)
    grid = np.arange(_GRID + 1) / _GRID
    grid = grid[(grid >= probability.min()) & (grid <= probability.max())]
    if not len(grid):
        grid = np.array([probability.mean()])
    lower, upper = draw_band(probability, grid, generator=generator)
    close = np.abs(probability[:, None] - grid) <= 0.5 / _GRID
    curve = pd.DataFrame(
        {
            "forecast_probability": grid,
            "observed_frequency": np.interp(grid, fit.forecast_probability, fit.observed_frequency),
            "lower": lower,
            "upper": upper,
            "density": close.mean(axis=0),
        }
    )
    terms = {
        "events": len(probability),
        "brier": float(np.mean((probability - happened) ** 2)),
        "miscalibration": fit.miscalibration,
        "discrimination": fit.discrimination,
        "uncertainty": fit.uncertainty,
    }
    return curve, terms


def reliability_bins(events: pd.DataFrame, edges: tuple[float, ...] = _BIN_EDGES) -> pd.DataFrame:
    """Count events and occurrences by bins of the forecast probability.

    Parameters
    ----------
    events : DataFrame
        probability, happened.
    edges : tuple of float
        Ascending; a bin is low <= p < high, the last one includes its upper edge.

    Returns
    -------
    DataFrame
        low, high, events, forecast_probability (mean), hits; empty bins are omitted.
    """
    index = np.clip(np.searchsorted(edges, events["probability"], side="right"), 1, len(edges) - 1)
    bins = [
        {
            "low": edges[k - 1],
            "high": edges[k],
            "events": len(group),
            "forecast_probability": float(group["probability"].mean()),
            "hits": int(group["happened"].sum()),
        }
        for k, group in events.groupby(index)
    ]
    return pd.DataFrame(bins, columns=["low", "high", "events", "forecast_probability", "hits"])
