"""Sums over the units of a prefecture, and Metropolis updates of the scales of prefecture terms.

Blocks of units as in ``gibbs.county.kalman``; ``data.prefecture`` (block, lane) is the
prefecture of a unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.chain_types import (
    GROUP_PERSISTENCE,
    GROUP_SCALE,
    GROUP_STEP,
    effective_scale,
)
from planodds.forecasting.gibbs.county.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import (
    acceptance_probability,
    compile_loop,
    random_walk_proposal,
)

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData, SufficientSums

_LOG_EVERY = 16


@compile_loop
def residual_of_shared_terms(
    residual: np.ndarray,
    center: np.ndarray,
    growth: np.ndarray,
    coefficients: np.ndarray,
    effect: np.ndarray,
    data: ChainData,
) -> None:
    """Compute growth less the shared terms, and each unit's expected benchmark step, in place.

    Parameters
    ----------
    residual, growth : ndarray of float, shape (block, year, lane)
        Log points; ``residual`` is filled and may be ``growth`` itself.
    center : ndarray of float, shape (block, lane)
        Expected benchmark step, filled.
    coefficients, effect : ndarray of float, shapes (2n,) and (prefecture, n)
        As in ``draw_shared``.
    data : ChainData
    """
    years, share, prefecture = growth.shape[1], data.share, data.prefecture
    wedge, loading = coefficients[: years + 1], coefficients[years + 1 :]
    for b in range(growth.shape[0]):
        for j in range(SIMD_WIDTH):
            center[b, j] = (
                wedge[years] + loading[years] * share[b, j] + effect[prefecture[b, j], years]
            )
        for t in range(years):
            for j in range(SIMD_WIDTH):
                residual[b, t, j] = (
                    growth[b, t, j]
                    - wedge[t]
                    - loading[t] * share[b, j]
                    - effect[prefecture[b, j], t]
                    - data.benchmark[t] * center[b, j]
                )


@compile_loop
def sum_by_prefecture(
    sums: SufficientSums,
    residual: np.ndarray,
    noise: np.ndarray,
    step_noise: np.ndarray,
    data: ChainData,
) -> None:
    """Compute sums of the cells' precisions and of precision times growth, in place.

    Parameters
    ----------
    sums : SufficientSums
        Filled.
    residual, noise : ndarray of float, shape (block, year, lane)
        Growth less the slow states; variance of the shock.
    step_noise : ndarray of float, shape (block, lane)
        Variance of the benchmark step.
    data : ChainData
    """
    sums.weight[:], sums.weighted[:], sums.pull[:] = 0.0, 0.0, 0.0
    sums.squared[:], sums.pull_weighted[:] = 0.0, 0.0
    for b in range(residual.shape[0]):
        for t in range(residual.shape[1]):
            for j in range(SIMD_WIDTH):
                k, s = data.prefecture[b, j], data.share[b, j]
                precision = data.observed[b, t, j] / (
                    noise[b, t, j] + data.benchmark[t] * step_noise[b, j]
                )
                pulled = precision * residual[b, t, j]
                sums.weight[k, t] += precision
                sums.weighted[k, t] += s * precision
                sums.squared[t] += s * s * precision
                sums.pull[k, t] += pulled
                sums.pull_weighted[t] += s * pulled


@compile_loop
def density_of_prefecture(
    point: np.ndarray, data: ChainData, mean: np.ndarray, weight: np.ndarray, state: np.ndarray
) -> float:
    """Compute the log density of (scale, persistence, step scale), prefecture terms integrated out.

    Parameters
    ----------
    point : ndarray of float, shape (3,)
    data : ChainData
    mean, weight : ndarray of float, shape (year, prefecture)
        Weighted mean of growth; sum of precisions.
    state : ndarray of float, shape (4, prefecture)
        Work array.

    Returns
    -------
    float
        Prior plus the log density of the Kalman filter of each prefecture's AR(1) factor.
    """
    density = 0.0
    for j in range(3):
        density += log_prior_at(data.prior[GROUP_SCALE + j], point[j])
    if not density > -np.inf:
        return -np.inf
    variance, rho = (
        effective_scale(data, GROUP_SCALE, point[0]) ** 2,
        effective_scale(data, GROUP_PERSISTENCE, point[1]),
    )
    expected, spread, product, squares = state[0], state[1], state[2], state[3]
    expected[:], spread[:], product[:], squares[:] = 0.0, variance, 1.0, 0.0
    for t in range(mean.shape[0]):
        step = data.benchmark[t] * point[2] ** 2
        for k in range(mean.shape[1]):
            total = weight[t, k] * (spread[k] + step) + 1.0
            error = mean[t, k] - expected[k]
            scaled = weight[t, k] / total
            product[k] *= total
            squares[k] += error * error * scaled
            expected[k] = rho * (expected[k] + spread[k] * error * scaled)
            filtered = spread[k] - spread[k] * spread[k] * scaled
            spread[k] = variance + rho * rho * (filtered - variance)
        if t % _LOG_EVERY == _LOG_EVERY - 1 or t == mean.shape[0] - 1:
            for k in range(mean.shape[1]):
                density -= 0.5 * np.log(product[k])
                product[k] = 1.0
    return density - 0.5 * squares.sum()


@compile_loop
def update_prefecture_scales(
    scalars: np.ndarray,
    factor: np.ndarray,
    generator: np.random.Generator,
    repeats: int,
    data: ChainData,
    coefficients: np.ndarray,
    sums: SufficientSums,
) -> float:
    """Update the three prefecture scales given (c, d), prefecture effects integrated out.

    Parameters
    ----------
    scalars : ndarray of float
        Updated in place.
    factor : ndarray of float, shape (3, 3)
        Factor of the proposal covariance.
    generator : numpy.random.Generator
    repeats : int
    data : ChainData
    coefficients : ndarray of float, shape (2n,)
    sums : SufficientSums

    Returns
    -------
    float
        Mean acceptance probability.
    """
    groups, years = sums.weight.shape
    mean, weight, state = np.empty((years, groups)), sums.weight.T.copy(), np.empty((4, groups))
    for t in range(years):
        wedge = coefficients[t] + data.benchmark[t] * coefficients[years]
        loading = coefficients[years + 1 + t] + data.benchmark[t] * coefficients[-1]
        for k in range(groups):
            pulled = sums.pull[k, t] - wedge * weight[t, k] - loading * sums.weighted[k, t]
            mean[t, k] = pulled / max(weight[t, k], 1e-300)
    point, acceptance = scalars[GROUP_SCALE : GROUP_STEP + 1].copy(), 0.0
    current = density_of_prefecture(point, data, mean, weight, state)
    for _ in range(repeats):
        trial = random_walk_proposal(point, factor, generator)
        proposed = density_of_prefecture(trial, data, mean, weight, state)
        probability = acceptance_probability(proposed - current)
        acceptance += probability
        if generator.random() < probability:
            point, current = trial, proposed
    scalars[GROUP_SCALE : GROUP_STEP + 1] = point
    return acceptance / repeats
