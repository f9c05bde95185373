"""Kalman filter over blocks of units: the log density of growth, states integrated out.

A block of ``SIMD_WIDTH`` units runs through the years side by side, so that the processor handles
four or eight of them in one instruction. Arrays are packed as (block, year, lane); lanes after the
last unit are padding without observations. Logarithms are taken of a whole block at once: powers
of two are split off the products first.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.numba_utils import compile_loop

SIMD_WIDTH = 16
SPLIT_EVERY = 8
# Rows of a block's work array: means of drift and slow deviation; their variance, covariance,
# variance; product of the predictive variances, its power of two; sum of squared errors over them.
MEAN_D, MEAN_A, VAR_D, COV, VAR_A, PRODUCT, POWER, SQUARES = (k * SIMD_WIDTH for k in range(8))
STATE = 8 * SIMD_WIDTH
FRACTION, ONE, HALF_LOG_TWO = (1 << 52) - 1, 1023 << 52, 0.5 * np.log(2.0)


@compile_loop
def renormalise_products(state: np.ndarray) -> None:
    """Move the powers of two out of the products, which then lie between one and two.

    Parameters
    ----------
    state : ndarray of float, shape (STATE,)
        Work array of ``filter_block``; its rows ``PRODUCT`` and ``POWER`` change in place.
    """
    bits = state.view(np.int64)
    for j in range(SIMD_WIDTH):
        state[POWER + j] += (bits[PRODUCT + j] >> 52) - 1023
    for j in range(SIMD_WIDTH):
        bits[PRODUCT + j] = (bits[PRODUCT + j] & FRACTION) | ONE


@compile_loop
def half_log_dets(state: np.ndarray) -> float:
    """Return half the log of all products of a block together, by one logarithm.

    Parameters
    ----------
    state : ndarray of float, shape (STATE,)
        Work array that ``filter_block`` has filled; renormalised in place.

    Returns
    -------
    float
        ``1/2 sum log v`` over the units of the block and their observed years.
    """
    renormalise_products(state)
    product, power = 1.0, 0.0
    for j in range(SIMD_WIDTH):
        product *= state[PRODUCT + j]
        power += state[POWER + j]
    return 0.5 * np.log(product) + HALF_LOG_TWO * power


@compile_loop
def half_log_det(state: np.ndarray, j: int) -> float:
    """Return half the log of the product of one unit.

    Parameters
    ----------
    state : ndarray of float, shape (STATE,)
        Work array that ``filter_block`` has filled.
    j : int
        Lane of the unit.

    Returns
    -------
    float
        ``1/2 sum log v`` over the unit's observed years.
    """
    return 0.5 * np.log(state[PRODUCT + j]) + HALF_LOG_TWO * state[POWER + j]


@compile_loop
def filter_block(
    x: np.ndarray,
    inverse_weight: np.ndarray,
    observed: np.ndarray,
    benchmark: np.ndarray,
    variance: np.ndarray,
    step: np.ndarray,
    drift: float,
    slow: float,
    persistence: float,
    state: np.ndarray,
) -> None:
    """Run the Kalman filter of one block; ``state`` receives all terms of its log density.

    Parameters
    ----------
    x, inverse_weight, observed : ndarray of float, shape (year, lane)
        Growth above the shared terms, log points; inverse mixture weights; one where observed.
    benchmark : ndarray of float, shape (year,)
        One in the benchmark year.
    variance, step : ndarray of float, shape (lane,)
        Squared scale of the shocks; variance of the benchmark step.
    drift, slow, persistence : float
        Variances of drift and slow deviation; persistence of the latter.
    state : ndarray of float, shape (STATE,)
        Work array, filled in place.

    Notes
    -----
    ``x_t = alpha + a_t + e_t``, ``e_t ~ N(0, variance / w_t + benchmark_t step)``; log density
    ``-1/2 sum_t (log v_t + (x_t - m_t)^2 / v_t)`` with predictive moments m_t, v_t.
    """
    innovation = slow * (1.0 - persistence * persistence)
    for j in range(SIMD_WIDTH):
        state[MEAN_D + j] = state[MEAN_A + j] = state[COV + j] = 0.0
        state[POWER + j] = state[SQUARES + j] = 0.0
        state[VAR_D + j], state[VAR_A + j], state[PRODUCT + j] = drift, slow, 1.0
    for t in range(x.shape[0]):
        change = benchmark[t]
        for j in range(SIMD_WIDTH):
            v_d, v_da, v_a = state[VAR_D + j], state[COV + j], state[VAR_A + j]
            cov_d, cov_a = v_d + v_da, v_da + v_a
            total = cov_d + cov_a + variance[j] * inverse_weight[t, j] + change * step[j]
            inverse = observed[t, j] / total
            error = x[t, j] - state[MEAN_D + j] - state[MEAN_A + j]
            scaled = error * inverse
            state[PRODUCT + j] *= observed[t, j] * total + (1.0 - observed[t, j])
            state[SQUARES + j] += error * scaled
            state[MEAN_D + j] += cov_d * scaled
            state[MEAN_A + j] = persistence * (state[MEAN_A + j] + cov_a * scaled)
            state[VAR_D + j] = v_d - cov_d * cov_d * inverse
            state[COV + j] = persistence * (v_da - cov_d * cov_a * inverse)
            state[VAR_A + j] = (
                persistence * persistence * (v_a - cov_a * cov_a * inverse) + innovation
            )
        if t % SPLIT_EVERY == SPLIT_EVERY - 1:
            renormalise_products(state)
