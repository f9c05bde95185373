"""Declared priors of the model of short series, as a grid of its shared parameters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

# Variances are relative to s^2, the variance of one year's change about the trend.
NOISE_SHARES = (0.0, 0.15, 0.3, 0.5, 0.7, 0.9)  # share of s^2 that is noise of single figures
_NOISE_WEIGHTS = (0.25, 0.22, 0.19, 0.16, 0.11, 0.07)
SLOPE_SDS = (0.0, 0.1, 0.25, 0.5)  # yearly innovation of the trend
_SLOPE_WEIGHTS = (0.40, 0.30, 0.20, 0.10)
TREND_SDS = (0.1, 0.3, 0.8)  # spread of units' trends about the common one
_TREND_WEIGHTS = (0.35, 0.4, 0.25)

SCALES = np.geomspace(0.002, 0.8, 19)  # s of a typical unit, log points
SCALE_MEDIAN, SCALE_LOG_SD = 0.04, 1.1  # lognormal prior of s
SCALE_DEGREES = 6.0  # s of a unit: scaled inverse chi-squared about the typical s

TREND_MEAN, TREND_SD = 0.03, 0.06  # common trend, log points per year
LOADINGS = (0.0, 0.25, 0.5, 0.75, 1.0, 1.25)  # response to one log point of GDP growth
LOADING_MEAN, LOADING_SD = 0.5, 0.35


@dataclass(frozen=True)
class VarianceCell:
    """One combination of variance ratios.

    Attributes
    ----------
    noise_share, slope_sd, trend_sd : float
        As in the constants of this module.
    log_prior : float
    """

    noise_share: float
    slope_sd: float
    trend_sd: float
    log_prior: float


def variance_cells() -> tuple[VarianceCell, ...]:
    """Return all combinations of variance ratios with their prior.

    Returns
    -------
    tuple of VarianceCell

    Examples
    --------
    >>> round(sum(float(np.exp(cell.log_prior)) for cell in variance_cells()), 12)
    1.0
    """
    return tuple(
        VarianceCell(noise, slope, trend, float(np.log(a * b * c)))
        for noise, a in zip(NOISE_SHARES, _NOISE_WEIGHTS, strict=True)
        for slope, b in zip(SLOPE_SDS, _SLOPE_WEIGHTS, strict=True)
        for trend, c in zip(TREND_SDS, _TREND_WEIGHTS, strict=True)
    )


def covariance(cell: VarianceCell, steps: np.ndarray) -> np.ndarray:
    """Return the covariance of the level, less that of the first year, in units of s^2.

    The level adds each year a trend and a shock: l_t = l_{t-1} + d_t + eta_t, d_t = d_{t-1} +
    zeta_t. Its starting value cancels in differences between years.

    Parameters
    ----------
    cell : VarianceCell
    steps : ndarray of int, shape (year,)
        Years since the first year of the model.

    Returns
    -------
    ndarray of float, shape (year, year)
        Without the noise of single figures.
    """
    t = steps.astype(float)
    low, high = np.minimum.outer(t, t), np.maximum.outer(t, t)
    total = (1 - cell.noise_share) * low + cell.trend_sd**2 * np.outer(t, t)
    if cell.slope_sd:
        n = np.maximum(low - 1, 0)  # sum over k = 1..n of k (k + high - low)
        total += cell.slope_sd**2 * (n * (n + 1) * (2 * n + 1) / 6 + (high - low) * n * (n + 1) / 2)
    return np.asarray(total)
