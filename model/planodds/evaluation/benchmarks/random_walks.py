"""Rivals of one line each: random walks with drift, and an autoregression pooled over units."""

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
    """Changes between successive figures of a unit.

    Attributes
    ----------
    change, length : ndarray (unit, year - 1)
        Change of the log level since the unit's last figure, years since it; NaN where none.
    last : ndarray (unit,)
        Last log level known, NaN if none.
    gap : ndarray (unit,)
        Years from the last figure to the origin.
    """

    change: np.ndarray
    length: np.ndarray
    last: np.ndarray
    gap: np.ndarray


def increments(levels: np.ndarray) -> Increments:
    """Change since the last figure, however long ago, (unit, year) -> (unit, year - 1)."""
    years = levels.shape[1]
    seen = np.isfinite(levels)
    place = np.maximum.accumulate(np.where(seen, np.arange(years), -1), axis=1)
    before = place[:, :-1]
    earlier = np.take_along_axis(levels, np.maximum(before, 0), axis=1)
    good = seen[:, 1:] & (before >= 0)
    change = np.where(good, levels[:, 1:] - earlier, np.nan)
    length = np.where(good, np.arange(1, years) - before, np.nan)
    end = np.maximum(place[:, -1:], 0)
    last = np.where(place[:, -1] >= 0, np.take_along_axis(levels, end, axis=1)[:, 0], np.nan)
    return Increments(change, length, last, years - 1 - place[:, -1])


def walk_unit_drift(steps: Increments, *, horizon: int) -> GaussianPathForecast:
    """Random walk with the unit's own mean growth and a scale pooled over units.

    y_{T+h} = y_T + h (d_i + u_i) + s (z_1 + .. + z_h). d_i is the unit's mean growth a year,
    u_i ~ N(0, s^2 / T_i) its error from T_i years, s^2 = sum (change - k d_i)^2 / k over
    sum (n_i - 1), k the years a change took. With one change a unit nothing is left within
    units, and s is the standard deviation across them. A unit without a change takes the mean of
    the others, as from one year.

    Parameters
    ----------
    steps : Steps
    horizon : int

    Raises
    ------
    UsageError
        With fewer than two changes in the whole panel.
    """
    mean, spread = _pool(steps)
    known = np.isfinite(steps.change)
    count, years = known.sum(axis=1), np.where(known, steps.length, 0.0).sum(axis=1)
    total = np.where(known, steps.change, 0.0).sum(axis=1)
    drift = np.where(count > 0, total / np.maximum(years, 1), mean)
    spare = int(np.maximum(count - 1, 0).sum())
    left = _squares(steps, drift).sum()
    variance = left / spare if spare else spread
    return _walk(steps, drift, variance, variance / np.maximum(years, 1), horizon)


def walk_pooled(steps: Increments, *, horizon: int) -> GaussianPathForecast:
    """Random walk whose drift and scale are those of all growth at hand: ``d`` and ``s`` pooled."""
    mean, variance = _pool(steps)
    drift = np.full(len(steps.last), mean)
    return _walk(steps, drift, variance, np.zeros(len(drift)), horizon)


def fit_panel_ar(levels: np.ndarray, *, horizon: int) -> GaussianPathForecast:
    """Growth on its own lag, one constant and one slope for all units, least squares.

    g_it = c + rho g_i,t-1 + e. A unit without growth in its last year starts at the mean. With
    fewer than two years of growth the slope is zero.
    """
    growth = np.diff(levels, axis=1)
    lagged, now = growth[:, :-1].ravel(), growth[:, 1:].ravel()
    pairs = np.isfinite(lagged) & np.isfinite(now)
    steps = increments(levels)
    mean, variance = _pool(steps)
    slope, constant = 0.0, mean
    if pairs.sum() > 2 and lagged[pairs].std() > 0:
        slope = np.clip(np.polyfit(lagged[pairs], now[pairs], 1)[0], -_LARGEST_LAG, _LARGEST_LAG)
        constant = now[pairs].mean() - slope * lagged[pairs].mean()
        error = now[pairs] - constant - slope * lagged[pairs]
        variance = (error**2).sum() / (pairs.sum() - 2)
    # What the last growth differs by from the long run fades by the slope each year.
    long_run = constant / (1.0 - slope)
    recent = np.where(np.isfinite(growth[:, -1]), growth[:, -1] - long_run, 0.0)
    ahead = np.arange(1, horizon + 1)
    fade = np.cumsum(slope**ahead)
    mean_path = (
        (steps.last + steps.gap * long_run)[:, None] + long_run * ahead + (recent[:, None] * fade)
    )
    psi = np.cumsum(slope ** np.arange(horizon))
    covariance = innovation_covariance(psi, np.full(len(levels), variance))
    return GaussianPathForecast(mean_path, covariance + (variance * steps.gap)[:, None, None])


def _pool(steps: Increments) -> tuple[float, float]:
    """Mean growth a year of all units, and its variance."""
    known = np.isfinite(steps.change)
    if known.sum() < 2:
        raise UsageError(
            f"{known.sum()} growth figures",
            where="rivals",
            expected="at least two",
            remedy="start from a later origin",
        )
    mean = steps.change[known].sum() / steps.length[known].sum()
    square = (steps.change[known] - steps.length[known] * mean) ** 2 / steps.length[known]
    return float(mean), float(square.sum() / (known.sum() - 1))


def _squares(steps: Increments, drift: np.ndarray) -> np.ndarray:
    known = np.isfinite(steps.change)
    error = np.where(known, steps.change - steps.length * drift[:, None], 0.0)
    return error**2 / np.where(known, steps.length, 1.0)


def _walk(
    steps: Increments, drift: np.ndarray, variance: float, drift_variance: np.ndarray, horizon: int
) -> GaussianPathForecast:
    """Law of a walk; a unit last seen ``gap`` years ago has walked that long already."""
    ahead = steps.gap[:, None] + np.arange(1, horizon + 1)
    mean = steps.last[:, None] + drift[:, None] * ahead
    walked = np.minimum(ahead[:, :, None], ahead[:, None, :])
    slope = drift_variance[:, None, None] * ahead[:, :, None] * ahead[:, None, :]
    return GaussianPathForecast(mean, variance * walked + slope)
