"""Compiled Metropolis steps of the second engine's county block.

A block of ``LANES`` units runs through the years side by side, so that the processor does four or
eight of them in one instruction; arrays are packed as (chain, block, year, lane), units beyond
the last are padding that nothing has seen. Random numbers come in as arrays: the generator stays
NumPy's. Logarithms are taken of products over sixteen years.

All stand in this one file, since what is kept on disk is made anew only when the file of the
function that is called has changed, not when that of a function below it has.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np

LANES = 16
LOG_EVERY = 16
STATE = 7
# Numbers of the priors, as ``encode_priors`` writes them.
HALF_NORMAL, BETA, LOG_NORMAL, TRUNCATED_NORMAL = range(4)


def compile_loop(function: Any) -> Any:
    """Compile a function without Python objects; keep it on disk where there is a place to."""
    options = {"error_model": "numpy", "nogil": True, "fastmath": {"contract", "reassoc", "nsz"}}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:  # no folder to write to, neither here nor in the user's cache
        return numba.njit(**options)(function)


@compile_loop
def log_prior_at(row, x):
    """Log density of an encoded prior at x, up to a constant."""
    if row[0] == HALF_NORMAL:
        return -np.inf if x < 0 else -0.5 * (x / row[1]) ** 2
    if row[0] == BETA:
        return (row[1] - 1) * np.log(x) + (row[2] - 1) * np.log1p(-x)
    if row[0] == LOG_NORMAL:
        return -0.5 * (np.log(x / row[1]) / row[2]) ** 2 - np.log(x)
    return -0.5 * ((x - row[1]) / row[2]) ** 2 if row[3] <= x <= row[4] else -np.inf


@compile_loop
def filter_block(x, inverse_weight, base, seen, variance, drift, slow, persistence, state, out):
    """Kalman filter of one block; ``out`` (lane,) gets the log density, states integrated out.

    Noise of a cell = ``variance`` (lane,) x ``inverse_weight`` + ``base``; ``drift`` and ``slow``
    are variances; ``state`` is scratch of ``STATE * LANES``.
    """
    fresh = slow * (1.0 - persistence * persistence)
    for j in range(LANES):
        state[j] = state[LANES + j] = state[3 * LANES + j] = state[6 * LANES + j] = 0.0
        state[2 * LANES + j], state[4 * LANES + j], state[5 * LANES + j] = drift, slow, 1.0
        out[j] = 0.0
    for t in range(x.shape[0]):
        for j in range(LANES):
            v_d, v_da, v_a = state[2 * LANES + j], state[3 * LANES + j], state[4 * LANES + j]
            lean_d, lean_a = v_d + v_da, v_da + v_a
            total = lean_d + lean_a + variance[j] * inverse_weight[t, j] + base[t, j]
            inverse = seen[t, j] / total
            error = x[t, j] - state[j] - state[LANES + j]
            scaled = error * inverse
            state[5 * LANES + j] *= 1.0 + seen[t, j] * (total - 1.0)
            state[6 * LANES + j] += error * scaled
            state[j] += lean_d * scaled
            state[LANES + j] = persistence * (state[LANES + j] + lean_a * scaled)
            state[2 * LANES + j] = v_d - lean_d * lean_d * inverse
            state[3 * LANES + j] = persistence * (v_da - lean_d * lean_a * inverse)
            state[4 * LANES + j] = (persistence * persistence * (v_a - lean_a * lean_a * inverse)
                                    + fresh)
        if t % LOG_EVERY == LOG_EVERY - 1:
            for j in range(LANES):
                out[j] += np.log(state[5 * LANES + j])
                state[5 * LANES + j] = 1.0
    for j in range(LANES):
        out[j] = -0.5 * (out[j] + np.log(state[5 * LANES + j]) + state[6 * LANES + j])


@compile_loop
def t_block(x, seen, scale, degrees, out):
    """Log density of one block's shocks as Student-t, weights integrated out, up to a constant."""
    product, count = np.ones(LANES), np.zeros(LANES)
    inverse = 1.0 / (degrees * scale * scale)
    out[:] = 0.0
    for t in range(x.shape[0]):
        for j in range(LANES):
            product[j] *= 1.0 + seen[t, j] * x[t, j] * x[t, j] * inverse[j]
            count[j] += seen[t, j]
        if t % LOG_EVERY == LOG_EVERY - 1:
            for j in range(LANES):
                out[j] += np.log(product[j])
                product[j] = 1.0
    for j in range(LANES):
        out[j] = (-0.5 * (degrees + 1.0) * (out[j] + np.log(product[j]))
                  - count[j] * np.log(scale[j]))


@compile_loop
def density_of_scales(point, prior, center, learn, x, inverse_weight, base, seen, z, state, out):
    """Log density of (drift, slow, logit persistence, log median, log spread) of one chain.

    Standardised unit scales ``z`` and mixture weights are held, states integrated out.
    """
    rho = 1.0 / (1.0 + np.exp(-point[2]))
    median, spread = np.exp(point[3]), np.exp(point[4])
    density = (log_prior_at(prior[0], point[0]) + log_prior_at(prior[1], point[1])
               + log_prior_at(prior[2], rho) + log_prior_at(prior[3], median)
               + log_prior_at(prior[4], spread))
    density += np.log(rho) + np.log1p(-rho) + point[3] + point[4]
    if not np.isfinite(density):
        return -np.inf
    rest = 1.0 - learn
    drift, slow = learn * point[0] + rest * center[0], learn * point[1] + rest * center[1]
    rho = learn * rho + rest * center[2]
    for block in range(x.shape[0]):
        variance = (median * np.exp(spread * z[block])) ** 2
        filter_block(x[block], inverse_weight[block], base[block], seen[block], variance,
                     drift * drift, slow * slow, rho, state, out)
        density += out.sum()
    return density


@compile_loop
def move_scales(point, factor, normals, exponentials, prior, center, learn, x, inverse_weight,
                base, seen, z):
    """Metropolis on all scales, in place, chain by chain; mean acceptance, (chain,)."""
    state, out = np.empty(STATE * LANES), np.empty(LANES)
    acceptance = np.zeros(len(point))
    for c in range(len(point)):
        current = density_of_scales(point[c], prior, center, learn, x[c], inverse_weight[c],
                                    base[c], seen[c], z[c], state, out)
        for r in range(normals.shape[1]):
            trial = point[c] + factor[c] @ normals[c, r]
            proposed = density_of_scales(trial, prior, center, learn, x[c], inverse_weight[c],
                                         base[c], seen[c], z[c], state, out)
            gain = proposed - current if np.isfinite(proposed) else -np.inf
            acceptance[c] += np.exp(min(gain, 0.0)) / normals.shape[1]
            if -exponentials[c, r] < gain:
                point[c], current = trial, proposed
    return acceptance


@compile_loop
def move_units_filtered(value, median, spread, steps, exponentials, scales, x, inverse_weight,
                        base, seen):
    """One Metropolis step on every unit's log scale, states integrated out, in place.

    ``value``, ``steps``, ``exponentials`` (chain, block, lane); ``scales`` (chain, 3): variances
    of drift and slow deviation, persistence.
    """
    state, out, new = np.empty(STATE * LANES), np.empty(LANES), np.empty(LANES)
    for c in range(value.shape[0]):
        for b in range(value.shape[1]):
            trial = value[c, b] + steps[c, b]
            for candidate, density in ((value[c, b], out), (trial, new)):
                filter_block(x[c, b], inverse_weight[c, b], base[c, b], seen[c, b],
                             np.exp(2.0 * candidate), scales[c, 0], scales[c, 1], scales[c, 2],
                             state, density)
                density -= 0.5 * ((candidate - median[c]) / spread[c]) ** 2
            for j in range(LANES):
                if -exponentials[c, b, j] < new[j] - out[j]:
                    value[c, b, j] = trial[j]


@compile_loop
def move_units_given(value, median, spread, steps, exponentials, shock, seen, degrees):
    """Metropolis steps on every unit's log scale given the shocks, weights integrated out."""
    out, new = np.empty(LANES), np.empty(LANES)
    for c in range(value.shape[0]):
        for b in range(value.shape[1]):
            t_block(shock[c, b], seen[c, b], np.exp(value[c, b]), degrees, out)
            out -= 0.5 * ((value[c, b] - median[c]) / spread[c]) ** 2
            for r in range(steps.shape[0]):
                trial = value[c, b] + steps[r, c, b]
                t_block(shock[c, b], seen[c, b], np.exp(trial), degrees, new)
                new -= 0.5 * ((trial - median[c]) / spread[c]) ** 2
                for j in range(LANES):
                    if -exponentials[r, c, b, j] < new[j] - out[j]:
                        value[c, b, j], out[j] = trial[j], new[j]


@compile_loop
def density_of_spread(point, prior, z, shock, seen, degrees, out):
    """Log density of (log median, log spread) of one chain, weights out, ``z`` held."""
    median, spread = np.exp(point[0]), np.exp(point[1])
    density = (log_prior_at(prior[0], median) + log_prior_at(prior[1], spread)
               + point[0] + point[1])
    if not np.isfinite(density):
        return -np.inf
    for block in range(z.shape[0]):
        t_block(shock[block], seen[block], median * np.exp(spread * z[block]), degrees, out)
        density += out.sum()
    return density


@compile_loop
def move_spread(point, factor, normals, exponentials, prior, z, shock, seen, degrees):
    """Metropolis on median and spread, the units' scales going along; mean acceptance."""
    out, acceptance = np.empty(LANES), np.zeros(len(point))
    for c in range(len(point)):
        current = density_of_spread(point[c], prior, z[c], shock[c], seen[c], degrees, out)
        for r in range(normals.shape[1]):
            trial = point[c] + factor[c] @ normals[c, r]
            proposed = density_of_spread(trial, prior, z[c], shock[c], seen[c], degrees, out)
            gain = proposed - current if np.isfinite(proposed) else -np.inf
            acceptance[c] += np.exp(min(gain, 0.0)) / normals.shape[1]
            if -exponentials[c, r] < gain:
                point[c], current = trial, proposed
    return acceptance


@compile_loop
def density_of_center(point, prior, count, mean, square):
    """Log density of (log median, log spread) given the log scales' number, mean and squares."""
    density = (log_prior_at(prior[0], np.exp(point[0])) + log_prior_at(prior[1], np.exp(point[1]))
               + point[0] + (1.0 - count) * point[1])
    return density - 0.5 * (square + count * (mean - point[0]) ** 2) * np.exp(-2.0 * point[1])


@compile_loop
def move_center(point, factor, normals, exponentials, prior, count, mean, square):
    """Metropolis on median and spread, the units' scales held; mean acceptance."""
    acceptance = np.zeros(len(point))
    for c in range(len(point)):
        current = density_of_center(point[c], prior, count, mean[c], square[c])
        for r in range(normals.shape[1]):
            trial = point[c] + factor[c] @ normals[c, r]
            proposed = density_of_center(trial, prior, count, mean[c], square[c])
            gain = proposed - current if np.isfinite(proposed) else -np.inf
            acceptance[c] += np.exp(min(gain, 0.0)) / normals.shape[1]
            if -exponentials[c, r] < gain:
                point[c], current = trial, proposed
    return acceptance


@compile_loop
def density_of_prefecture(point, prior, center, learn, mean, weight, benchmark):
    """Log density of (scale, persistence, scale of the step) of one chain.

    ``mean`` and ``weight`` (year, prefecture): weighted mean of growth, sum of precisions.
    """
    density = 0.0
    for j in range(3):
        density += log_prior_at(prior[j], point[j])
    if not np.isfinite(density):
        return -np.inf
    variance = (learn * point[0] + (1.0 - learn) * center[0]) ** 2
    rho = learn * point[1] + (1.0 - learn) * center[1]
    for k in range(mean.shape[1]):
        expected, spread = 0.0, variance
        for t in range(mean.shape[0]):
            if weight[t, k] > 0:
                total = spread + 1.0 / weight[t, k] + benchmark[t] * point[2] ** 2
                error = mean[t, k] - expected
                density -= 0.5 * (np.log(total) + error * error / total)
                expected += spread * error / total
                spread -= spread * spread / total
            expected *= rho
            spread = variance + rho * rho * (spread - variance)
    return density


@compile_loop
def move_prefecture(point, factor, normals, exponentials, prior, center, learn, mean, weight,
                    benchmark):
    """Metropolis on the three scales, in place; mean acceptance, (chain,)."""
    acceptance = np.zeros(len(point))
    for c in range(len(point)):
        current = density_of_prefecture(point[c], prior, center, learn, mean[:, c], weight[:, c],
                                        benchmark)
        for r in range(normals.shape[1]):
            trial = point[c] + factor[c] @ normals[c, r]
            proposed = density_of_prefecture(trial, prior, center, learn, mean[:, c],
                                             weight[:, c], benchmark)
            gain = proposed - current if np.isfinite(proposed) else -np.inf
            acceptance[c] += np.exp(min(gain, 0.0)) / normals.shape[1]
            if -exponentials[c, r] < gain:
                point[c], current = trial, proposed
    return acceptance
