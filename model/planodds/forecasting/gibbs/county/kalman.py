"""Kalman filter over blocks of units, and Metropolis updates of the scales it integrates over.

A block of ``SIMD_WIDTH`` units runs through the years side by side, so that the processor handles
four or eight of them in one instruction. Arrays are packed as (block, year, lane); lanes after the
last unit are padding without observations. Logarithms are taken of a whole block at once: powers
of two are split off the products first. Independence proposals around the adapted posterior are
preconditioned Crank-Nicolson: Neal (1999), Bayesian Statistics 6; Cotter et al. (2013),
doi:10.1214/13-STS421.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.chain_types import (
    DRIFT,
    MEDIAN,
    PERSISTENCE,
    SLOW,
    SPREAD,
    effective_scale,
)
from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import (
    acceptance_probability,
    compile_loop,
    random_walk_proposal,
)

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData, ProposalFactors

SIMD_WIDTH = 16
SPLIT_EVERY = 8
# Correlation of a preconditioned Crank-Nicolson proposal with the current point.
_PCN_CORRELATION = 0.8
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


@compile_loop
def _prior_of_scales(point: np.ndarray, data: ChainData) -> float:
    """Return the log prior of (drift, slow, logit persistence, log median, log spread)."""
    rho, prior = 1.0 / (1.0 + np.exp(-point[2])), data.prior
    density = (
        log_prior_at(prior[DRIFT], point[0])
        + log_prior_at(prior[SLOW], point[1])
        + log_prior_at(prior[PERSISTENCE], rho)
        + log_prior_at(prior[MEDIAN], np.exp(point[3]))
        + log_prior_at(prior[SPREAD], np.exp(point[4]))
    )
    return density + np.log(rho) + np.log1p(-rho) + point[3] + point[4]


@compile_loop
def _density_of_scales(
    point: np.ndarray,
    data: ChainData,
    x: np.ndarray,
    inverse_weight: np.ndarray,
    z: np.ndarray,
    step: np.ndarray,
    state: np.ndarray,
) -> float:
    """Compute the log density of (drift, slow, logit persistence, log median, log spread).

    Conditional on standardised unit scales ``z`` and mixture weights, states integrated out.
    """
    density = _prior_of_scales(point, data)
    if not density > -np.inf:
        return -np.inf
    rho = 1.0 / (1.0 + np.exp(-point[2]))
    median, spread = np.exp(point[3]), np.exp(point[4])
    drift, slow = effective_scale(data, DRIFT, point[0]), effective_scale(data, SLOW, point[1])
    rho = effective_scale(data, PERSISTENCE, rho)
    for block in range(x.shape[0]):
        filter_block(
            x[block],
            inverse_weight[block],
            data.observed[block],
            data.benchmark,
            (median * np.exp(spread * z[block])) ** 2,
            step[block],
            drift * drift,
            slow * slow,
            rho,
            state,
        )
        density -= half_log_dets(state)
        for j in range(SIMD_WIDTH):
            density -= 0.5 * state[SQUARES + j]
    return density


@compile_loop
def _pcn_proposal(
    point: np.ndarray, mean: np.ndarray, root: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draw a preconditioned Crank-Nicolson proposal.

    ``mean + beta (point - mean) + sqrt(1 - beta^2) root z`` with beta 0.8, reversible with
    respect to N(mean, root root').
    """
    return random_walk_proposal(
        mean + _PCN_CORRELATION * (point - mean),
        np.sqrt(1.0 - _PCN_CORRELATION**2) * root,
        generator,
    )


@compile_loop
def _neg_log_normal(point: np.ndarray, mean: np.ndarray, root: np.ndarray) -> float:
    """Return minus the log density of N(mean, root root'), up to a constant."""
    white, total = point - mean, 0.0
    for i in range(len(point)):
        for k in range(i):
            white[i] -= root[i, k] * white[k]
        white[i] /= root[i, i]
        total += 0.5 * white[i] ** 2
    return total


@compile_loop
def update_scales(
    scalars: np.ndarray,
    log_scale: np.ndarray,
    factors: ProposalFactors,
    generator: np.random.Generator,
    repeats: int,
    data: ChainData,
    x: np.ndarray,
    inverse_weight: np.ndarray,
    step: np.ndarray,
    log_density: float,
) -> float:
    """Update all scales and, with them, the unit scales (non-centred), states integrated out.

    Random-walk proposals, which recover from any point, alternate with preconditioned
    Crank-Nicolson proposals around the adapted posterior, which mix faster close to it.

    Parameters
    ----------
    scalars, log_scale : ndarray of float
        Updated in place.
    factors : ProposalFactors
    generator : numpy.random.Generator
    repeats : int
        Number of proposals of each kind.
    data : ChainData
    x, inverse_weight : ndarray of float, shape (block, year, lane)
        Growth above the shared terms; inverse mixture weights.
    step : ndarray of float, shape (block, lane)
        Variance of the benchmark step.
    log_density : float
        Of the growth at the current scales, from ``update_unit_scales_marginal``; NaN computes it.

    Returns
    -------
    float
        Mean acceptance probability of the random walk.
    """
    rho, spread, mean, root = scalars[PERSISTENCE], scalars[SPREAD], factors.mean, factors.root
    point = np.array(
        [
            scalars[DRIFT],
            scalars[SLOW],
            np.log(rho) - np.log1p(-rho),
            np.log(scalars[MEDIAN]),
            np.log(spread),
        ]
    )
    z, state, acceptance = (log_scale - point[3]) / spread, np.empty(STATE), 0.0
    current = _prior_of_scales(point, data) + log_density
    if np.isnan(log_density):
        current = _density_of_scales(point, data, x, inverse_weight, z, step, state)
    for r in range(2 * repeats):
        is_walk = r % 2 == 0
        trial = (
            random_walk_proposal(point, factors.scales, generator)
            if is_walk
            else _pcn_proposal(point, mean, root, generator)
        )
        proposed = _density_of_scales(trial, data, x, inverse_weight, z, step, state)
        gain = proposed - current
        if not is_walk:
            gain += _neg_log_normal(trial, mean, root) - _neg_log_normal(point, mean, root)
        probability = acceptance_probability(gain)
        acceptance += is_walk * probability
        if generator.random() < probability:
            point, current = trial, proposed
    scalars[DRIFT], scalars[SLOW] = point[0], point[1]
    scalars[PERSISTENCE] = 1.0 / (1.0 + np.exp(-min(max(point[2], -30.0), 30.0)))
    scalars[MEDIAN], scalars[SPREAD] = np.exp(point[3]), np.exp(point[4])
    log_scale[:] = point[3] + scalars[SPREAD] * z
    return acceptance / repeats


@compile_loop
def update_unit_scales_marginal(
    log_scale: np.ndarray,
    scalars: np.ndarray,
    generator: np.random.Generator,
    data: ChainData,
    x: np.ndarray,
    inverse_weight: np.ndarray,
    step: np.ndarray,
) -> float:
    """Update every unit's log scale by one Metropolis step, states integrated out.

    Parameters
    ----------
    log_scale : ndarray of float, shape (block, lane)
        Log scales of the units' shocks; updated in place.
    scalars : ndarray of float, shape (scalar,)
        In the order of ``SCALARS``.
    generator : numpy.random.Generator
    data : ChainData
    x, inverse_weight : ndarray of float, shape (block, year, lane)
        Growth above the shared terms, log points; inverse mixture weights.
    step : ndarray of float, shape (block, lane)
        Variance of the benchmark step.

    Returns
    -------
    float
        Log density of the growth at the updated scales, up to a constant.
    """
    state, current, trial = np.empty(STATE), np.empty(SIMD_WIDTH), np.empty(SIMD_WIDTH)
    fit, density = np.empty(SIMD_WIDTH), 0.0
    drift, slow = (
        effective_scale(data, DRIFT, scalars[DRIFT]) ** 2,
        effective_scale(data, SLOW, scalars[SLOW]) ** 2,
    )
    rho = effective_scale(data, PERSISTENCE, scalars[PERSISTENCE])
    center, spread = np.log(scalars[MEDIAN]), scalars[SPREAD]
    for b in range(log_scale.shape[0]):
        value = log_scale[b]
        for r in range(2):
            for j in range(SIMD_WIDTH):
                trial[j] = value[j]
                if r:
                    trial[j] += data.step_length[b, j] * generator.standard_normal()
            filter_block(
                x[b],
                inverse_weight[b],
                data.observed[b],
                data.benchmark,
                np.exp(2.0 * trial),
                step[b],
                drift,
                slow,
                rho,
                state,
            )
            for j in range(SIMD_WIDTH):
                misfit = 0.5 * state[SQUARES + j] + half_log_det(state, j)
                new = 0.5 * ((trial[j] - center) / spread) ** 2 + misfit
                if r == 0 or generator.standard_exponential() > new - current[j]:
                    value[j], current[j], fit[j] = trial[j], new, -misfit
        density += fit.sum()
    return density
