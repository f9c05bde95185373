"""Compiled sums over the units of a prefecture, and moves of the scales of its terms.

Units in blocks as in ``gibbs_lanes``; ``place`` (block, lane) is a unit's prefecture.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.numba_utils import (
    GROUP_PERSISTENCE,
    GROUP_SCALE,
    GROUP_STEP,
    acceptance_probability,
    compile_loop,
    effective_scale,
    log_prior_at,
    random_walk_proposal,
)

_LOG_EVERY = 16


@compile_loop
def residual_of_shared_terms(left, center, growth, corner, effect, known):
    """Growth less the shared terms, and the benchmark step's center a unit, in place.

    ``corner`` (2n,) and ``effect`` (prefecture, n) as ``draw_shared`` lays them out.
    """
    years, share, place = growth.shape[1], known.share, known.place
    wedge, loading = corner[: years + 1], corner[years + 1 :]
    for b in range(growth.shape[0]):
        for j in range(SIMD_WIDTH):
            center[b, j] = wedge[years] + loading[years] * share[b, j] + effect[place[b, j], years]
        for t in range(years):
            for j in range(SIMD_WIDTH):
                left[b, t, j] = (
                    growth[b, t, j]
                    - wedge[t]
                    - loading[t] * share[b, j]
                    - effect[place[b, j], t]
                    - known.benchmark[t] * center[b, j]
                )


@compile_loop
def sum_by_prefecture(sums, left, noise, step_noise, known):
    """Sums of the cells' precisions and of precision times growth, as ``draw_shared`` reads them.

    ``left`` (block, year, lane): growth less the slow parts; ``noise`` and, in the
    benchmark year, ``step_noise`` (block, lane) its variance.
    """
    sums.weight[:], sums.weighted[:], sums.pull[:] = 0.0, 0.0, 0.0
    sums.squared[:], sums.pull_weighted[:] = 0.0, 0.0
    for b in range(left.shape[0]):
        for t in range(left.shape[1]):
            for j in range(SIMD_WIDTH):
                k, s = known.place[b, j], known.share[b, j]
                precision = known.seen[b, t, j] / (
                    noise[b, t, j] + known.benchmark[t] * step_noise[b, j]
                )
                pulled = precision * left[b, t, j]
                sums.weight[k, t] += precision
                sums.weighted[k, t] += s * precision
                sums.squared[t] += s * s * precision
                sums.pull[k, t] += pulled
                sums.pull_weighted[t] += s * pulled


@compile_loop
def density_of_prefecture(point, known, mean, weight, state):
    """Log density of (scale, persistence, scale of the step), the terms integrated out.

    ``mean`` and ``weight`` (year, prefecture): weighted mean of growth, sum of precisions;
    ``state`` is scratch of (4, prefecture).
    """
    density = 0.0
    for j in range(3):
        density += log_prior_at(known.prior[GROUP_SCALE + j], point[j])
    if not density > -np.inf:
        return -np.inf
    variance, rho = (
        effective_scale(known, GROUP_SCALE, point[0]) ** 2,
        effective_scale(known, GROUP_PERSISTENCE, point[1]),
    )
    expected, spread, product, squares = state[0], state[1], state[2], state[3]
    expected[:], spread[:], product[:], squares[:] = 0.0, variance, 1.0, 0.0
    for t in range(mean.shape[0]):
        step = known.benchmark[t] * point[2] ** 2
        for k in range(mean.shape[1]):
            total = weight[t, k] * (spread[k] + step) + 1.0
            error = mean[t, k] - expected[k]
            scaled = weight[t, k] / total
            product[k] *= total
            squares[k] += error * error * scaled
            expected[k] = rho * (expected[k] + spread[k] * error * scaled)
            left = spread[k] - spread[k] * spread[k] * scaled
            spread[k] = variance + rho * rho * (left - variance)
        if t % _LOG_EVERY == _LOG_EVERY - 1 or t == mean.shape[0] - 1:
            for k in range(mean.shape[1]):
                density -= 0.5 * np.log(product[k])
                product[k] = 1.0
    return density - 0.5 * squares.sum()


@compile_loop
def update_prefecture_scales(scalars, factor, generator, repeats, known, corner, sums):
    """Metropolis on the three scales given (c, d), e integrated out; mean acceptance."""
    groups, years = sums.weight.shape
    mean, weight, state = np.empty((years, groups)), sums.weight.T.copy(), np.empty((4, groups))
    for t in range(years):
        wedge = corner[t] + known.benchmark[t] * corner[years]
        loading = corner[years + 1 + t] + known.benchmark[t] * corner[-1]
        for k in range(groups):
            own = sums.pull[k, t] - wedge * weight[t, k] - loading * sums.weighted[k, t]
            mean[t, k] = own / max(weight[t, k], 1e-300)
    point, acceptance = scalars[GROUP_SCALE : GROUP_STEP + 1].copy(), 0.0
    current = density_of_prefecture(point, known, mean, weight, state)
    for _ in range(repeats):
        trial = random_walk_proposal(point, factor, generator)
        proposed = density_of_prefecture(trial, known, mean, weight, state)
        chance = acceptance_probability(proposed - current)
        acceptance += chance
        if generator.random() < chance:
            point, current = trial, proposed
    scalars[GROUP_SCALE : GROUP_STEP + 1] = point
    return acceptance / repeats
