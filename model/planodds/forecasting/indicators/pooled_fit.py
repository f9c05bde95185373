"""Pooled fit of short series: exact marginal likelihood on a grid of shared parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import UsageError
from planodds.forecasting.indicators import grid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MIN_POINTS = 3
_MEAN_NODES = 13
_MEAN_REACH = 3.5  # standard deviations


@dataclass(frozen=True)
class UnitSeries:
    """Figures of one unit on the scale of the model.

    Attributes
    ----------
    years : tuple of int
        Sorted years with a figure.
    z : ndarray of float, shape (year,)
    driver : ndarray of float, shape (year,)
        Cumulated growth of the unit's GDP about its mean; zeros where the series does not
        follow it.
    """

    years: tuple[int, ...]
    z: np.ndarray
    driver: np.ndarray


@dataclass(frozen=True)
class PooledFit:
    """Posterior of the shared parameters on their grid, and what a unit's draws need.

    Attributes
    ----------
    series : mapping of str to UnitSeries
    start : int
        First year of the model.
    cells : tuple of VarianceCell
    means, loadings : ndarray of float
        Nodes of the common trend and of the loading.
    weights : ndarray of float, shape (cell, mean, loading, scale)
        Posterior probabilities.
    grams : mapping of str to ndarray of float, shape (cell, 3, 3)
        Products of figures, years and driver in the inverse covariance.
    effective_units : float
        Number of independent units that the pooled likelihood counts for.
    """

    series: Mapping[str, UnitSeries]
    start: int
    cells: tuple[grid.VarianceCell, ...]
    means: np.ndarray
    loadings: np.ndarray
    weights: np.ndarray
    grams: Mapping[str, np.ndarray]
    effective_units: float


def fit_pooled(
    series: Mapping[str, UnitSeries], *, start: int | None = None, follows: bool = False
) -> PooledFit:
    """Return the posterior of the parameters that all units of a series share.

    Conditional on the variance ratios, the common trend and the loading, the differences of a
    unit's figures from its first one are Gaussian with scale s. Its scale is integrated out, which
    leaves a Student-t likelihood; the shared parameters are summed over their grid. Shocks common
    to all units in a year make units less than independent: the pooled log likelihood counts for
    ``effective_units`` of them.

    Parameters
    ----------
    series : mapping of str to UnitSeries
        At least one, each with three figures or more.
    start : int, optional
        First year that will be needed, if it is before the first figure.
    follows : bool
        Whether the loading on GDP growth is estimated; otherwise it is zero.

    Returns
    -------
    PooledFit

    Raises
    ------
    UsageError
        There is no series, or one has fewer than three figures.
    """
    if not series or min(len(item.years) for item in series.values()) < MIN_POINTS:
        raise UsageError(
            "a series with fewer than three annual figures",
            where="fit_pooled",
            expected=f"at least {MIN_POINTS} figures of each unit",
        )
    first = min(item.years[0] for item in series.values())
    start = first if start is None else min(start, first)
    cells = grid.variance_cells()
    grams, log_dets = _gram_matrices(series, cells, start)
    effective = effective_units(list(series.values()))
    means = _mean_nodes(list(series.values()), effective)
    loadings = np.array(grid.LOADINGS if follows else (0.0,))
    weights = np.array([cell.log_prior for cell in cells])[:, None, None, None] + _log_priors(
        means, loadings
    )
    for unit, item in series.items():
        likelihood = _log_likelihood(
            quadratic(grams[unit], means, loadings), log_dets[unit], len(item.years) - 1
        )
        weights = weights + likelihood * (effective / len(series))
    weights = np.exp(weights - weights.max())
    return PooledFit(
        series, start, cells, means, loadings, weights / weights.sum(), grams, effective
    )


def quadratic(gram: np.ndarray, means: np.ndarray, loadings: np.ndarray) -> np.ndarray:
    """Return the squared residual of a unit at every node of trend and loading.

    Parameters
    ----------
    gram : ndarray of float, shape (cell, 3, 3)
    means, loadings : ndarray of float

    Returns
    -------
    ndarray of float, shape (cell, mean, loading)
    """
    m, b = means[None, :, None], loadings[None, None, :]
    g = gram[:, :, :, None, None]
    return np.asarray(
        g[:, 0, 0]
        - 2 * m * g[:, 0, 1]
        - 2 * b * g[:, 0, 2]
        + m**2 * g[:, 1, 1]
        + 2 * m * b * g[:, 1, 2]
        + b**2 * g[:, 2, 2]
    )


def observed_differences(item: UnitSeries, start: int) -> tuple[np.ndarray, np.ndarray]:
    """Return figures, years and driver less those of the first figure.

    Parameters
    ----------
    item : UnitSeries
    start : int
        First year of the model.

    Returns
    -------
    design : ndarray of float, shape (year - 1, 3)
    steps : ndarray of int, shape (year,)
        Years since the start.
    """
    steps = np.array(item.years) - start
    columns = (item.z, steps.astype(float), item.driver)
    return np.stack([column[1:] - column[0] for column in columns], axis=1), steps


def difference_covariance(
    cell: grid.VarianceCell, steps: np.ndarray, *, noise: bool = True
) -> np.ndarray:
    """Return the covariance of figures less the first one, in units of s^2.

    Parameters
    ----------
    cell : VarianceCell
    steps : ndarray of int, shape (year,)
        Years since the start; the first is that of the first figure.
    noise : bool
        Whether figures contain their own noise.

    Returns
    -------
    ndarray of float, shape (year - 1, year - 1)
    """
    full = grid.covariance(cell, steps)
    if noise:
        full = full + np.diag(np.full(len(steps), cell.noise_share / 2))
    return np.asarray(full[1:, 1:] - full[1:, :1] - full[:1, 1:] + full[0, 0])


def effective_units(items: Sequence[UnitSeries]) -> float:
    """Return the number of independent units, given shocks that all units share.

    With n units whose yearly changes have average correlation r it is n / (1 + (n - 1) r), where r
    follows from the variance of the yearly mean against the variance of single changes.

    Parameters
    ----------
    items : sequence of UnitSeries

    Returns
    -------
    float
        Between 1 and the number of units.
    """
    changes: dict[int, list[float]] = {}
    for item in items:
        rate = np.diff(item.z) / np.diff(item.years)
        for year, change in zip(item.years[1:], rate - rate.mean(), strict=True):
            changes.setdefault(year, []).append(float(change))
    years = [values for values in changes.values() if len(values) > 1]
    count = len(items)
    total = float(np.mean([np.mean(np.square(values)) for values in years])) if years else 0.0
    if count == 1 or not total:
        return float(count)
    shared = 0.0
    for values in years:
        n, mean = len(values), float(np.mean(values))
        shared += (n * mean**2 - float(np.mean(np.square(values)))) / (n - 1)
    correlation = min(max(shared / len(years) / total, 0.0), 1.0)
    return count / (1 + (count - 1) * correlation)


def _gram_matrices(
    series: Mapping[str, UnitSeries], cells: Sequence[grid.VarianceCell], start: int
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Return products in the inverse covariance, and log determinants, by unit and cell."""
    grams: dict[str, np.ndarray] = {}
    log_dets: dict[str, np.ndarray] = {}
    patterns: dict[tuple[int, ...], list[np.ndarray]] = {}
    for unit, item in series.items():
        design, steps = observed_differences(item, start)
        if item.years not in patterns:
            patterns[item.years] = [
                np.linalg.cholesky(difference_covariance(cell, steps)) for cell in cells
            ]
        roots = np.stack(patterns[item.years])
        white = np.linalg.solve(roots, np.broadcast_to(design, (len(cells), *design.shape)))
        grams[unit] = np.einsum("cti,ctj->cij", white, white)
        log_dets[unit] = 2 * np.log(np.einsum("ctt->ct", roots)).sum(axis=1)
    return grams, log_dets


def _mean_nodes(items: Sequence[UnitSeries], effective: float) -> np.ndarray:
    """Return nodes for the common trend: a grid of its prior and a finer one of its estimate."""
    rates, errors = [], []
    for item in items:
        length = item.years[-1] - item.years[0]
        changes = np.diff(item.z) / np.sqrt(np.diff(item.years))
        rates.append((item.z[-1] - item.z[0]) / length)
        errors.append(float(np.var(changes, ddof=1)) / length)
    rate = float(np.mean(rates))
    variance = (float(np.mean(errors)) + float(np.var(rates))) / effective + 1e-8
    precision = 1 / grid.TREND_SD**2 + 1 / variance
    center = (grid.TREND_MEAN / grid.TREND_SD**2 + rate / variance) / precision
    unit = np.linspace(-_MEAN_REACH, _MEAN_REACH, _MEAN_NODES)
    fine = center + unit * 1.5 / np.sqrt(precision)
    return np.unique(np.concatenate([grid.TREND_MEAN + unit * grid.TREND_SD, fine]))


def _log_priors(means: np.ndarray, loadings: np.ndarray) -> np.ndarray:
    """Return the log prior of trend, loading and scale, shape (1, mean, loading, scale)."""
    mean = -0.5 * ((means - grid.TREND_MEAN) / grid.TREND_SD) ** 2 + np.log(np.gradient(means))
    loading = (
        -0.5 * ((loadings - grid.LOADING_MEAN) / grid.LOADING_SD) ** 2
        if len(loadings) > 1
        else np.zeros(1)
    )
    scale = -0.5 * (np.log(grid.SCALES / grid.SCALE_MEDIAN) / grid.SCALE_LOG_SD) ** 2
    return np.asarray(
        mean[None, :, None, None] + loading[None, None, :, None] + scale[None, None, None, :]
    )


def _log_likelihood(squares: np.ndarray, log_det: np.ndarray, count: int) -> np.ndarray:
    """Return the Student-t log likelihood, shape (cell, mean, loading, scale)."""
    from scipy.special import gammaln

    nu, prior = grid.SCALE_DEGREES, grid.SCALE_DEGREES * grid.SCALES**2
    constant = gammaln((nu + count) / 2) - gammaln(nu / 2)
    return np.asarray(
        constant
        - 0.5 * log_det[:, None, None, None]
        + 0.5 * nu * np.log(prior)
        - 0.5 * (nu + count) * np.log(prior + squares[..., None])
    )
