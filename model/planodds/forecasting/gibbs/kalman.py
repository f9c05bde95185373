"""Filter of the second engine: units side by side, drift and slow deviation integrated out.

A block of ``LANES`` units runs through the years side by side, so that the processor does four or
eight of them in one instruction; arrays are packed as (block, year, lane), units beyond
the last are padding that nothing has seen. Logarithms are taken of a whole block at a time:
powers of two are split off the products before. Jumps: Neal (1999), Regression and classification
using Gaussian process priors, Bayesian Statistics 6.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.numba_utils import (
    DRIFT,
    MEDIAN,
    PERSISTENCE,
    SLOW,
    SPREAD,
    acceptance_probability,
    compile_loop,
    effective_scale,
    log_prior_at,
    random_walk_proposal,
)

SIMD_WIDTH = 16
SPLIT_EVERY = 8
# Of the distance to the mean, what a jump keeps.
_PCN_CORRELATION = 0.8
# Rows of a block's scratch: means of drift and slow part, var, cov, var of them, product of the
# predictive variances, its power of two, sum of squared surprises.
MEAN_D, MEAN_A, VAR_D, COV, VAR_A, PRODUCT, POWER, SQUARES = (k * SIMD_WIDTH for k in range(8))
STATE = 8 * SIMD_WIDTH
FRACTION, ONE, HALF_LOG_TWO = (1 << 52) - 1, 1023 << 52, 0.5 * np.log(2.0)


@compile_loop
def renormalise_products(state):
    """Move the powers of two out of the products, which are then between one and two."""
    bits = state.view(np.int64)
    for j in range(SIMD_WIDTH):
        state[POWER + j] += (bits[PRODUCT + j] >> 52) - 1023
    for j in range(SIMD_WIDTH):
        bits[PRODUCT + j] = (bits[PRODUCT + j] & FRACTION) | ONE


@compile_loop
def half_log_dets(state):
    """Half the log of all products of a block together, by one logarithm."""
    renormalise_products(state)
    product, power = 1.0, 0.0
    for j in range(SIMD_WIDTH):
        product *= state[PRODUCT + j]
        power += state[POWER + j]
    return 0.5 * np.log(product) + HALF_LOG_TWO * power


@compile_loop
def half_log_det(state, j):
    """Half the log of the product of one unit."""
    return 0.5 * np.log(state[PRODUCT + j]) + HALF_LOG_TWO * state[POWER + j]


@compile_loop
def filter_block(
    x, inverse_weight, seen, benchmark, variance, step, drift, slow, persistence, state
):
    """Kalman filter of one block: ``state`` gets all that its log density is made of.

    Noise of a cell = ``variance`` x ``inverse_weight``, in the benchmark year + ``step``;
    ``variance`` and ``step`` (lane,); ``drift`` and ``slow`` are variances.
    """
    fresh = slow * (1.0 - persistence * persistence)
    for j in range(SIMD_WIDTH):
        state[MEAN_D + j] = state[MEAN_A + j] = state[COV + j] = 0.0
        state[POWER + j] = state[SQUARES + j] = 0.0
        state[VAR_D + j], state[VAR_A + j], state[PRODUCT + j] = drift, slow, 1.0
    for t in range(x.shape[0]):
        change = benchmark[t]
        for j in range(SIMD_WIDTH):
            v_d, v_da, v_a = state[VAR_D + j], state[COV + j], state[VAR_A + j]
            lean_d, lean_a = v_d + v_da, v_da + v_a
            total = lean_d + lean_a + variance[j] * inverse_weight[t, j] + change * step[j]
            inverse = seen[t, j] / total
            error = x[t, j] - state[MEAN_D + j] - state[MEAN_A + j]
            scaled = error * inverse
            state[PRODUCT + j] *= seen[t, j] * total + (1.0 - seen[t, j])
            state[SQUARES + j] += error * scaled
            state[MEAN_D + j] += lean_d * scaled
            state[MEAN_A + j] = persistence * (state[MEAN_A + j] + lean_a * scaled)
            state[VAR_D + j] = v_d - lean_d * lean_d * inverse
            state[COV + j] = persistence * (v_da - lean_d * lean_a * inverse)
            state[VAR_A + j] = persistence * persistence * (v_a - lean_a * lean_a * inverse) + fresh
        if t % SPLIT_EVERY == SPLIT_EVERY - 1:
            renormalise_products(state)


@compile_loop
def _density_of_scales(point, known, x, inverse_weight, z, step, state):
    """Log density of (drift, slow, logit persistence, log median, log spread).

    Standardised unit scales ``z`` and mixture weights are held, states integrated out.
    """
    rho = 1.0 / (1.0 + np.exp(-point[2]))
    median, spread, prior = np.exp(point[3]), np.exp(point[4]), known.prior
    density = (
        log_prior_at(prior[DRIFT], point[0])
        + log_prior_at(prior[SLOW], point[1])
        + log_prior_at(prior[PERSISTENCE], rho)
        + log_prior_at(prior[MEDIAN], median)
        + log_prior_at(prior[SPREAD], spread)
    )
    density += np.log(rho) + np.log1p(-rho) + point[3] + point[4]
    if not density > -np.inf:
        return -np.inf
    drift, slow = effective_scale(known, DRIFT, point[0]), effective_scale(known, SLOW, point[1])
    rho = effective_scale(known, PERSISTENCE, rho)
    for block in range(x.shape[0]):
        filter_block(
            x[block],
            inverse_weight[block],
            known.seen[block],
            known.benchmark,
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
def _pcn_proposal(point, mean, root, generator):
    """A step that keeps N(mean, root root'): part of the way to the mean, and anew."""
    return random_walk_proposal(
        mean + _PCN_CORRELATION * (point - mean),
        np.sqrt(1.0 - _PCN_CORRELATION**2) * root,
        generator,
    )


@compile_loop
def _neg_log_normal(point, mean, root):
    """Minus the log density of N(mean, root root'), up to a constant."""
    white, total = point - mean, 0.0
    for i in range(len(point)):
        for k in range(i):
            white[i] -= root[i, k] * white[k]
        white[i] /= root[i, i]
        total += 0.5 * white[i] ** 2
    return total


@compile_loop
def update_scales(scalars, log_scale, factors, generator, repeats, known, x, inverse_weight, step):
    """Metropolis on all scales, the units' going along; mean acceptance of the walk.

    Steps of a random walk, which gets back from anywhere, and jumps about what the warm-up has
    learnt, which mix faster near there, take turns (Neal 1999). ``x``
    (block, year, lane): growth above the shared terms; ``step`` (block, lane): variance of the
    benchmark step.
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
    current = _density_of_scales(point, known, x, inverse_weight, z, step, state)
    for r in range(2 * repeats):
        walks = r % 2 == 0
        trial = (
            random_walk_proposal(point, factors.scales, generator)
            if walks
            else _pcn_proposal(point, mean, root, generator)
        )
        proposed = _density_of_scales(trial, known, x, inverse_weight, z, step, state)
        gain = proposed - current
        if not walks:
            gain += _neg_log_normal(trial, mean, root) - _neg_log_normal(point, mean, root)
        chance = acceptance_probability(gain)
        acceptance += walks * chance
        if generator.random() < chance:
            point, current = trial, proposed
    scalars[DRIFT], scalars[SLOW] = point[0], point[1]
    scalars[PERSISTENCE] = 1.0 / (1.0 + np.exp(-min(max(point[2], -30.0), 30.0)))
    scalars[MEDIAN], scalars[SPREAD] = np.exp(point[3]), np.exp(point[4])
    log_scale[:] = point[3] + scalars[SPREAD] * z
    return acceptance / repeats


@compile_loop
def update_unit_scales_marginal(log_scale, scalars, generator, known, x, inverse_weight, step):
    """One Metropolis step on every unit's log scale, states integrated out."""
    state, now, trial = np.empty(STATE), np.empty(SIMD_WIDTH), np.empty(SIMD_WIDTH)
    drift, slow = (
        effective_scale(known, DRIFT, scalars[DRIFT]) ** 2,
        effective_scale(known, SLOW, scalars[SLOW]) ** 2,
    )
    rho = effective_scale(known, PERSISTENCE, scalars[PERSISTENCE])
    middle, spread = np.log(scalars[MEDIAN]), scalars[SPREAD]
    for b in range(log_scale.shape[0]):
        value = log_scale[b]
        for r in range(2):
            for j in range(SIMD_WIDTH):
                trial[j] = value[j]
                if r:
                    trial[j] += known.length[b, j] * generator.standard_normal()
            filter_block(
                x[b],
                inverse_weight[b],
                known.seen[b],
                known.benchmark,
                np.exp(2.0 * trial),
                step[b],
                drift,
                slow,
                rho,
                state,
            )
            for j in range(SIMD_WIDTH):
                new = 0.5 * (
                    ((trial[j] - middle) / spread) ** 2 + state[SQUARES + j]
                ) + half_log_det(state, j)
                if r == 0 or generator.standard_exponential() > new - now[j]:
                    value[j], now[j] = trial[j], new
