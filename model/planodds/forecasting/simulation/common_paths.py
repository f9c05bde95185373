"""Simulate the common block: growth of the drivers and of the units' aggregate.

The recursion is affine in its shocks. With ``level=1`` it returns growth. With ``level=0`` all
constants vanish and it returns the response to a change of the shocks, as conditioning needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.inputs.study import coefficient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.study import Driver


def observed_common_growth(panel: Panel, years: tuple[int, ...]) -> np.ndarray:
    """Return observed growth of the common series in the year before the horizon and in it.

    Parameters
    ----------
    panel : Panel
    years : tuple of int
        Forecast years.

    Returns
    -------
    ndarray of float, shape (series, 1 + year)
        Log growth in the order of ``study.common``; NaN where not observed. Column 0 is the year
        before the horizon.
    """
    columns = (years[0] - 1, *years)
    by_year = [dict(zip(panel.driver_years, values, strict=True)) for values in panel.driver_growth]
    return np.array([[values.get(y, np.nan) for y in columns] for values in by_year])


def run_common(
    p: Mapping[str, np.ndarray],
    shocks: np.ndarray,
    observed: np.ndarray,
    *,
    drivers: Sequence[Driver],
    first_year: int,
    first_fitted_year: int,
    level: float = 1.0,
) -> np.ndarray:
    """Run the recursion of the common block.

    Parameters
    ----------
    p : mapping of str to ndarray, shape (draw,)
        Parameters; a moving mean ``<symbol>_mean`` has shape (draw, year from
        ``first_fitted_year``); ``trend_reversion`` is a constant.
    shocks : ndarray of float, shape (series + moving mean, year, draw)
        In standard deviations, divided by the roots of the mixture weights: one of each series,
        then one of each moving mean.
    observed : ndarray of float, shape (series, 1 + year)
        Observed log growth as from ``observed_common_growth``.
    drivers : sequence of Driver
        ``study.common``.
    first_year : int
        First year of the horizon.
    first_fitted_year : int
        First year of the moving means in ``p``.
    level : float
        1 for growth, 0 for the response to the shocks alone.

    Returns
    -------
    ndarray of float, shape (series, year, draw)
        Log growth (or its change).

    Notes
    -----
    With x the deviation of a series from its mean m, and z those of earlier series::

        x_t = rho x_{t-1} + sum_j b_j0 z_jt + b_j1 z_j,t-1 + s e_t
        w_t = A + rho (w_{t-1} - A) + tau u_t      (moving means, beyond the sample)

    where the mean is w, or the sum of w and the mean of the series to which it is relative.
    Observed growth replaces the simulated value of its year, also where it is of a year after the
    sample of the fit; a series not observed in the year before the horizon starts at its mean.
    """
    years = shocks.shape[1]
    moving = [driver for driver in drivers if driver.mean == "moving"]
    last_fitted = {d.symbol: _last_observed(row) for d, row in zip(drivers, observed, strict=True)}
    mean = {
        d.symbol: level
        * (
            _fitted_mean(p, d.symbol, first_year - 1 - first_fitted_year)
            if d.mean == "moving"
            else p[f"{d.symbol}_mean"]
        )
        for d in drivers
    }
    before = {
        d.symbol: _observed_or(0.0 * mean[d.symbol], observed[row, 0], mean[d.symbol], level)
        for row, d in enumerate(drivers)
    }
    growth = np.empty((len(drivers), years, shocks.shape[2]))
    for t in range(years):
        previous = dict(mean)
        for row, driver in enumerate(moving, start=len(drivers)):
            symbol, base = driver.symbol, driver.relative_to
            position = first_year + t - first_fitted_year
            if t + 1 <= last_fitted[symbol] and position < p[f"{symbol}_mean"].shape[1]:
                mean[symbol] = _fitted_mean(p, symbol, position) * level
            else:
                process = previous[symbol] - (previous[base] if base else 0.0)
                process = _revert(p, symbol, process, shocks[row, t], level)
                mean[symbol] = process + (mean[base] if base else 0.0)
        now: dict[str, np.ndarray] = {}
        for row, driver in enumerate(drivers):
            symbol = driver.symbol
            value = p[f"{symbol}_persistence"] * before[symbol]
            for other, lags in reversed(driver.lags.items()):
                for lag in lags:
                    source = before if lag else now
                    value = value + p[coefficient(other, symbol, lag)] * source[other]
            value = value + p[f"{symbol}_scale"] * shocks[row, t]
            now[symbol] = _observed_or(value, observed[row, t + 1], mean[symbol], level)
            growth[row, t] = mean[symbol] + now[symbol]
        before = now
    return growth


def first_effect(drivers: Sequence[Driver]) -> str | None:
    """Return the coefficient of the first driver on the second in the same year.

    The sensitivity analysis sets it to zero, so its prior is data of the graph.

    Parameters
    ----------
    drivers : sequence of Driver
        ``study.common``.

    Returns
    -------
    str or None
        None if the second series does not depend on the first.
    """
    if len(drivers) < 2 or (drivers[0].symbol, 0) not in drivers[1].regressors:
        return None
    return coefficient(drivers[0].symbol, drivers[1].symbol, 0)


def _last_observed(row: np.ndarray) -> int:
    """Return the offset of the last observed column; 0, the year before the horizon, if none."""
    return int(max(np.flatnonzero(np.isfinite(row)), default=0))


def _fitted_mean(p: Mapping[str, np.ndarray], symbol: str, position: int) -> np.ndarray:
    """Return the fitted mean of a series at a position of the sample, shape (draw,)."""
    return p[f"{symbol}_mean"][:, position]


def _revert(
    p: Mapping[str, np.ndarray], label: str, mean: np.ndarray, shock: np.ndarray, level: float
) -> np.ndarray:
    """Return the next value, ``w_t = A + rho (w_{t-1} - A) + tau u_t`` with long-run anchor A."""
    anchor = p[f"{label}_anchor"] * level
    return anchor + p["trend_reversion"] * (mean - anchor) + p[f"{label}_innovation"] * shock


def _observed_or(
    deviation: np.ndarray, observed: float, mean: np.ndarray, level: float
) -> np.ndarray:
    """Return the observed deviation from the mean, or the simulated one if not observed."""
    return deviation if np.isnan(observed) else observed * level - mean * level
