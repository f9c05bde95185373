"""Moves of the second engine given the shocks, the weights of the Student-t mixture integrated out.

Blocks of units as in ``gibbs_lanes``; the weights are drawn at the end.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.kalman import (
    POWER,
    PRODUCT,
    SIMD_WIDTH,
    SPLIT_EVERY,
    STATE,
    half_log_det,
    half_log_dets,
    renormalise_products,
)
from planodds.forecasting.gibbs.numba_utils import (
    MEDIAN,
    SPREAD,
    STEP_SCALE,
    acceptance_probability,
    compile_loop,
    log_prior_at,
    random_walk_proposal,
)


@compile_loop
def _student_t_products(x, seen, log_scale, degrees, state):
    """Products that the log density of one block's Student-t shocks is made of, weights out."""
    for j in range(SIMD_WIDTH):
        state[PRODUCT + j], state[POWER + j] = 1.0, 0.0
        state[j] = np.exp(-2.0 * log_scale[j]) / degrees
    for t in range(x.shape[0]):
        for j in range(SIMD_WIDTH):
            state[PRODUCT + j] *= 1.0 + seen[t, j] * x[t, j] * x[t, j] * state[j]
        if t % SPLIT_EVERY == SPLIT_EVERY - 1:
            renormalise_products(state)


@compile_loop
def update_unit_scales(log_scale, scalars, generator, repeats, known, shock):
    """Metropolis steps on every unit's log scale given the shocks, weights integrated out."""
    state, now, trial = np.empty(STATE), np.empty(SIMD_WIDTH), np.empty(SIMD_WIDTH)
    middle, spread, degrees = np.log(scalars[MEDIAN]), scalars[SPREAD], known.degrees
    for b in range(log_scale.shape[0]):
        value = log_scale[b]
        for r in range(repeats + 1):
            for j in range(SIMD_WIDTH):
                trial[j] = value[j]
                if r:
                    trial[j] += known.length[b, j] * generator.standard_normal()
            _student_t_products(shock[b], known.seen[b], trial, degrees, state)
            for j in range(SIMD_WIDTH):
                new = (
                    0.5 * ((trial[j] - middle) / spread) ** 2
                    + (degrees + 1.0) * half_log_det(state, j)
                    + known.count[b, j] * trial[j]
                )
                if r == 0 or generator.standard_exponential() > new - now[j]:
                    value[j], now[j] = trial[j], new


@compile_loop
def density_of_shocks(log_scale, shock, seen, count, degrees, state):
    """Log density of one chain's shocks, mixture weights integrated out, up to a constant."""
    density = 0.0
    for block in range(shock.shape[0]):
        _student_t_products(shock[block], seen[block], log_scale[block], degrees, state)
        density -= (degrees + 1.0) * half_log_dets(state)
        for j in range(SIMD_WIDTH):
            density -= count[block, j] * log_scale[block, j]
    return density


@compile_loop
def _log_prior_of_spread(point, known):
    """Log density of the priors at (log median, log spread)."""
    return (
        log_prior_at(known.prior[MEDIAN], np.exp(point[0]))
        + point[0]
        + log_prior_at(known.prior[SPREAD], np.exp(point[1]))
        + point[1]
    )


@compile_loop
def update_hyperparameters_noncentred(scalars, log_scale, factor, generator, repeats, known, shock):
    """Metropolis on median and spread, the units' scales going along; mean acceptance."""
    point = np.log(scalars[MEDIAN : SPREAD + 1])
    z, state, acceptance = (log_scale - point[0]) / scalars[SPREAD], np.empty(STATE), 0.0
    current = _log_prior_of_spread(point, known) + density_of_shocks(
        log_scale, shock, known.seen, known.count, known.degrees, state
    )
    for _ in range(repeats):
        trial = random_walk_proposal(point, factor, generator)
        proposed = _log_prior_of_spread(trial, known) + density_of_shocks(
            trial[0] + np.exp(trial[1]) * z, shock, known.seen, known.count, known.degrees, state
        )
        chance = acceptance_probability(proposed - current)
        acceptance += chance
        if generator.random() < chance:
            point, current = trial, proposed
    scalars[MEDIAN : SPREAD + 1] = np.exp(point)
    log_scale[:] = point[0] + scalars[SPREAD] * z
    return acceptance / repeats


@compile_loop
def update_hyperparameters_centred(scalars, log_scale, factor, generator, repeats, known):
    """Metropolis on median and spread, the units' scales held; mean acceptance."""
    values = log_scale.ravel()[: known.units]
    count, mean, acceptance = len(values), values.mean(), 0.0
    square = ((values - mean) ** 2).sum()
    point = np.log(scalars[MEDIAN : SPREAD + 1])
    current = _density_of_center(point, known, count, mean, square)
    for _ in range(repeats):
        trial = random_walk_proposal(point, factor, generator)
        proposed = _density_of_center(trial, known, count, mean, square)
        chance = acceptance_probability(proposed - current)
        acceptance += chance
        if generator.random() < chance:
            point, current = trial, proposed
    scalars[MEDIAN : SPREAD + 1] = np.exp(point)
    return acceptance / repeats


@compile_loop
def _density_of_center(point, known, count, mean, square):
    """Log density of (log median, log spread) given the log scales' number, mean and squares."""
    return (
        _log_prior_of_spread(point, known)
        - count * point[1]
        - 0.5 * (square + count * (mean - point[0]) ** 2) * np.exp(-2.0 * point[1])
    )


@compile_loop
def update_step_scale(scalars, generator, repeats, known, step):
    """Metropolis on the scale of the benchmark steps given them, weights integrated out."""
    state, log_scale, seen = np.empty(STATE), np.empty(step.shape), known.step_observed
    count, degrees, prior = known.step_observed[:, 0], known.degrees, known.prior[STEP_SCALE]
    informed = (degrees + 3.0) / (2.0 * degrees * max(count.sum(), 1.0))
    length, current = 2.4 / np.sqrt(1.0 / informed + 1.0), 0.0
    value = np.log(scalars[STEP_SCALE])
    steps = step.reshape(step.shape[0], 1, SIMD_WIDTH)
    for r in range(repeats + 1):
        trial = value + length * generator.standard_normal() if r else value
        log_scale[:] = trial
        new = (
            log_prior_at(prior, np.exp(trial))
            + trial
            + density_of_shocks(log_scale, steps, seen, count, degrees, state)
        )
        if r == 0 or generator.random() < acceptance_probability(new - current):
            value, current = trial, new
    scalars[STEP_SCALE] = np.exp(value)


@compile_loop
def draw_weights(inverse_weight, log_scale, generator, units, shock, seen, degrees):
    """Draw the mixture's weights given the shocks, in place, as their inverses.

    ``w ~ Gamma((nu + 1)/2, rate (nu + x^2)/2)`` where seen, the prior ``Gamma(nu/2, nu/2)``
    elsewhere, x the shock over its scale.
    """
    for u in range(units):
        b, j = u // SIMD_WIDTH, u % SIMD_WIDTH
        precision = np.exp(-2.0 * log_scale[b, j])
        for t in range(shock.shape[1]):
            here = seen[b, t, j]
            square = here * shock[b, t, j] ** 2 * precision
            inverse_weight[b, t, j] = (
                0.5 * (degrees + square) / generator.standard_gamma(0.5 * (degrees + here))
            )


@compile_loop
def draw_steps(step, generator, left, shock_noise, step_noise, known):
    """Draw the units' benchmark steps given step + shock = ``left``, or their prior, in place.

    ``step_noise`` (block, lane) and ``shock_noise`` (block, year, lane) are variances.
    """
    year = known.benchmark.argmax()
    for b in range(step.shape[0]):
        for j in range(SIMD_WIDTH):
            prior = step_noise[b, j]
            weight = known.step_observed[b, 0, j] * prior / (prior + shock_noise[b, year, j])
            step[b, j] = (
                weight * left[b, year, j]
                + np.sqrt(prior * (1.0 - weight)) * generator.standard_normal()
            )
