"""Metropolis updates of the scales of the county block, the states of the units integrated out.

The filter of ``gibbs.county.kalman`` gives the density. Independence proposals around the adapted
posterior are preconditioned Crank-Nicolson: Neal (1999), Bayesian Statistics 6; Cotter et al.
(2013), doi:10.1214/13-STS421.
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
from planodds.forecasting.gibbs.county.kalman import (
    SIMD_WIDTH,
    SQUARES,
    STATE,
    filter_block,
    half_log_det,
    half_log_dets,
)
from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import (
    acceptance_probability,
    compile_loop,
    random_walk_proposal,
)

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData, ProposalFactors

# Correlation of a preconditioned Crank-Nicolson proposal with the current point.
_PCN_CORRELATION = 0.8


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
