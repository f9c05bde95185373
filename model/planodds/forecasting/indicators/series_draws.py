"""Predictive draws of short series: one draw of the series for each draw of the forecast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.indicators import grid
from planodds.forecasting.indicators.pooled_fit import (
    PooledFit,
    difference_covariance,
    observed_differences,
    quadratic,
)
from planodds.forecasting.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Sequence

STREAM = "indicator"


def draw_parameters(fit: PooledFit, *, seed: int, key: str, draws: int) -> np.ndarray:
    """Draw the shared parameters: one node of the grid for each draw.

    Every unit of the fit uses the same nodes, so that draw m is one state of the world.

    Parameters
    ----------
    fit : PooledFit
    seed : int
    key : str
        Name of the series.
    draws : int

    Returns
    -------
    ndarray of int, shape (4, draw)
        Positions of the cell, the mean, the loading and the scale.
    """
    generator = make_generator(seed, STREAM, key)
    cumulated = np.cumsum(fit.weights.ravel())
    nodes = np.searchsorted(cumulated, generator.random(draws) * cumulated[-1], side="right")
    nodes = np.minimum(nodes, cumulated.size - 1)
    return np.stack(np.unravel_index(nodes, fit.weights.shape))


def draw_series(
    fit: PooledFit,
    unit: str,
    years: Sequence[int],
    nodes: np.ndarray,
    *,
    seed: int,
    key: str,
    driver: np.ndarray | None = None,
) -> np.ndarray:
    """Draw one unit's series in years without a figure.

    Given the shared parameters the scale has a scaled inverse chi-squared posterior, and the
    series is Gaussian about the forecast of the local-level model with a trend; what is drawn
    is the figure that will be published, so it contains the noise of single figures.

    Parameters
    ----------
    fit : PooledFit
    unit : str
        A unit of the fit.
    years : sequence of int
        Years to draw, not before ``fit.start``.
    nodes : ndarray of int, shape (4, draw)
        From ``draw_parameters``.
    seed : int
    key : str
        Name of the series.
    driver : ndarray of float, shape (draw, year), optional
        Cumulated growth of the unit's GDP about its mean, on the origin of the fit's ``driver``.

    Returns
    -------
    ndarray of float, shape (draw, year)
        On the scale of the model.
    """
    item, draws = fit.series[unit], nodes.shape[1]
    generator = make_generator(seed, STREAM, f"{key}/{unit}")
    normal = generator.standard_normal((draws, len(years)))
    chi = generator.chisquare(grid.SCALE_DEGREES + len(item.years) - 1, draws)
    squares = quadratic(fit.grams[unit], fit.means, fit.loadings)
    cell_of, mean_of, loading_of, scale_of = nodes
    prior = grid.SCALE_DEGREES * grid.SCALES[scale_of] ** 2
    scale = np.sqrt((prior + squares[cell_of, mean_of, loading_of]) / chi)
    mean, loading = fit.means[mean_of], fit.loadings[loading_of]

    design, steps = observed_differences(item, fit.start)
    ahead = np.array(list(years)) - fit.start
    count = len(steps) - 1
    joint_steps = np.concatenate([steps, ahead])
    drift = (ahead - steps[0])[None, :] * mean[:, None]
    if driver is not None:
        drift = drift + loading[:, None] * (driver - item.driver[0])
    residual = design[:, 0] - mean[:, None] * design[:, 1] - loading[:, None] * design[:, 2]
    result = np.empty((draws, len(ahead)))
    for position in np.unique(cell_of):
        joint = difference_covariance(fit.cells[position], joint_steps)
        old, cross, new = joint[:count, :count], joint[count:, :count], joint[count:, count:]
        gain = np.linalg.solve(old, cross.T).T
        spread = _root(new - gain @ cross.T)
        chosen = cell_of == position
        result[chosen] = (
            drift[chosen]
            + residual[chosen] @ gain.T
            + scale[chosen, None] * (normal[chosen] @ spread.T)
        )
    return item.z[0] + result


def _root(matrix: np.ndarray) -> np.ndarray:
    """Return a square root of a covariance that rounding may have made slightly indefinite."""
    values, vectors = np.linalg.eigh((matrix + matrix.T) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0)))
