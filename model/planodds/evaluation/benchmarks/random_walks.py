"""Benchmark models in closed form: random walks with drift, and a pooled autoregression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planodds.errors import UsageError
from planodds.evaluation.benchmarks.gaussian_paths import (
    GaussianPathForecast,
    innovation_covariance,
)

_LARGEST_LAG = 0.95


@dataclass(frozen=True)
class Increments:
    """Changes between successive figures of each unit.

    Attributes
    ----------
    change, length : ndarray of float, shape (unit, year - 1)
        Change of the log level since the unit's previous figure, and the years since it; NaN
        where there is none.
    last : ndarray of float, shape (unit,)
        Last log level, NaN if there is none.
    gap : ndarray of int, shape (unit,)
        Years from the last figure to the origin.
    """

    change: np.ndarray
    length: np.ndarray
    last: np.ndarray
    gap: np.ndarray


def increments(levels: np.ndarray) -> Increments:
    """Return the change of each figure since the previous one, however long ago.

    Parameters
    ----------
    levels : ndarray of float, shape (unit, year)
        Log levels, NaN where missing; the last column is the origin.

    Returns
    -------
    Increments

    Examples
    --------
    >>> increments(np.array([[0.0, np.nan, 0.2]])).change.tolist()
    [[nan, 0.2]]
    """
    years = levels.shape[1]
    observed = np.isfinite(levels)
    latest = np.maximum.accumulate(np.where(observed, np.arange(years), -1), axis=1)
    before = latest[:, :-1]
    earlier = np.take_along_axis(levels, np.maximum(before, 0), axis=1)
    both = observed[:, 1:] & (before >= 0)
    change = np.where(both, levels[:, 1:] - earlier, np.nan)
    length = np.where(both, np.arange(1, years) - before, np.nan)
    end = np.maximum(latest[:, -1:], 0)
    last = np.where(latest[:, -1] >= 0, np.take_along_axis(levels, end, axis=1)[:, 0], np.nan)
    return Increments(change, length, last, years - 1 - latest[:, -1])


def fit_unit_drift(changes: Increments, *, horizon: int) -> GaussianPathForecast:
    """Fit a random walk with a drift per unit and a scale pooled over units.

    Parameters
    ----------
    changes : Increments
    horizon : int
        Years ahead.

    Returns
    -------
    GaussianPathForecast

    Raises
    ------
    UsageError
        With fewer than two changes in the panel.

    Notes
    -----
    ``y_(T+h) = y_T + h (d_i + u_i) + s (z_1 + ... + z_h)``. d_i is the unit's mean growth per
    year and u_i ~ N(0, s^2 / T_i) its error from T_i years;
    ``s^2 = sum_it (change - k d_i)^2 / k / sum_i (n_i - 1)``, where a change took k years and
    unit i has n_i changes. With one change per unit there are no degrees of freedom within units,
    and s is the standard deviation across them. A unit without a change has the mean growth of
    all units as drift, with the error of one year.
    """
    mean, pooled_variance = _pooled_growth(changes)
    observed = np.isfinite(changes.change)
    count, years = observed.sum(axis=1), np.where(observed, changes.length, 0.0).sum(axis=1)
    total = np.where(observed, changes.change, 0.0).sum(axis=1)
    drift = np.where(count > 0, total / np.maximum(years, 1), mean)
    degrees = int(np.maximum(count - 1, 0).sum())
    squares = _squared_errors(changes, drift).sum()
    variance = squares / degrees if degrees else pooled_variance
    return _walk(changes, drift, variance, variance / np.maximum(years, 1), horizon)


def fit_pooled_drift(changes: Increments, *, horizon: int) -> GaussianPathForecast:
    """Fit a random walk whose drift and scale are the mean and sd of all growth figures.

    Parameters
    ----------
    changes : Increments
    horizon : int
        Years ahead.

    Returns
    -------
    GaussianPathForecast

    Raises
    ------
    UsageError
        With fewer than two changes in the panel.
    """
    mean, variance = _pooled_growth(changes)
    drift = np.full(len(changes.last), mean)
    return _walk(changes, drift, variance, np.zeros(len(drift)), horizon)


def fit_panel_ar(levels: np.ndarray, *, horizon: int) -> GaussianPathForecast:
    """Fit a first-order autoregression of growth, pooled over units, by least squares.

    ``g_it = c + rho g_i(t-1) + e_it`` with rho limited to -0.95 .. 0.95. A unit without growth in
    its last year starts at the long-run mean. With fewer than two years of growth rho is 0.

    Parameters
    ----------
    levels : ndarray of float, shape (unit, year)
        Log levels up to the origin, NaN where missing.
    horizon : int
        Years ahead.

    Returns
    -------
    GaussianPathForecast

    Raises
    ------
    UsageError
        With fewer than two changes in the panel.
    """
    growth = np.diff(levels, axis=1)
    lagged, current = growth[:, :-1].ravel(), growth[:, 1:].ravel()
    pairs = np.isfinite(lagged) & np.isfinite(current)
    changes = increments(levels)
    mean, variance = _pooled_growth(changes)
    slope, constant = 0.0, mean
    if pairs.sum() > 2 and lagged[pairs].std() > 0:
        fitted = np.polyfit(lagged[pairs], current[pairs], 1)[0]
        slope = np.clip(fitted, -_LARGEST_LAG, _LARGEST_LAG)
        constant = current[pairs].mean() - slope * lagged[pairs].mean()
        error = current[pairs] - constant - slope * lagged[pairs]
        variance = (error**2).sum() / (pairs.sum() - 2)
    # The deviation of the last growth from its long-run mean is multiplied by rho every year.
    long_run = constant / (1.0 - slope)
    recent = np.where(np.isfinite(growth[:, -1]), growth[:, -1] - long_run, 0.0)
    ahead = np.arange(1, horizon + 1)
    fade = np.cumsum(slope**ahead)
    mean_path = (
        (changes.last + changes.gap * long_run)[:, None]
        + long_run * ahead
        + (recent[:, None] * fade)
    )
    psi = np.cumsum(slope ** np.arange(horizon))
    covariance = innovation_covariance(psi, np.full(len(levels), variance))
    return GaussianPathForecast(mean_path, covariance + (variance * changes.gap)[:, None, None])


def _pooled_growth(changes: Increments) -> tuple[float, float]:
    """Return the mean growth per year of all units, and its variance."""
    observed = np.isfinite(changes.change)
    if observed.sum() < 2:
        raise UsageError(
            f"{observed.sum()} growth figures",
            where="benchmark models",
            expected="at least two",
            remedy="start from a later origin",
        )
    mean = changes.change[observed].sum() / changes.length[observed].sum()
    error = changes.change[observed] - changes.length[observed] * mean
    square = error**2 / changes.length[observed]
    return float(mean), float(square.sum() / (observed.sum() - 1))


def _squared_errors(changes: Increments, drift: np.ndarray) -> np.ndarray:
    """Return squared deviations from the drift, per year of each change."""
    observed = np.isfinite(changes.change)
    error = np.where(observed, changes.change - changes.length * drift[:, None], 0.0)
    return error**2 / np.where(observed, changes.length, 1.0)


def _walk(
    changes: Increments,
    drift: np.ndarray,
    variance: float,
    drift_variance: np.ndarray,
    horizon: int,
) -> GaussianPathForecast:
    """Return a walk's forecast; with a last figure ``gap`` years ago it is ``gap`` years longer."""
    ahead = changes.gap[:, None] + np.arange(1, horizon + 1)
    mean = changes.last[:, None] + drift[:, None] * ahead
    common_years = np.minimum(ahead[:, :, None], ahead[:, None, :])
    slope = drift_variance[:, None, None] * ahead[:, :, None] * ahead[:, None, :]
    return GaussianPathForecast(mean, variance * common_years + slope)
