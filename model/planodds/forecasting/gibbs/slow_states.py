"""Slow part of a county's growth: drift plus AR(1), filtered forward and sampled backward.

    x_t = alpha + a_t + e_t,   alpha ~ N(0, drift^2),   a stationary AR(1),   e_t ~ N(0, noise_t)

Units in blocks as in ``gibbs_lanes``. Carter and Kohn (1994), doi:10.1093/biomet/81.3.541.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.numba_utils import compile_loop

# Rows of a year's moments: means of drift and slow part, var, cov, var of them.
MEAN_D, MEAN_A, VAR_D, COV, VAR_A = range(5)


@compile_loop
def draw_slow(drift, path, generator, scales, x, noise, step_noise, known):
    """Draw drift (block, lane) and slow deviation (block, year, lane), in place.

    ``x``, ``noise`` (block, year, lane): growth above the shared terms, variance of the shock;
    ``step_noise`` (block, lane): variance of the benchmark step; ``scales``: variances of drift
    and slow deviation, persistence.
    """
    moments = np.empty((x.shape[1], 5, SIMD_WIDTH))
    for b in range(x.shape[0]):
        _filter_moments(
            x[b], noise[b], step_noise[b], known.seen[b], known.benchmark, scales, moments
        )
        last = moments[-1]
        for j in range(SIMD_WIDTH):
            spread = np.sqrt(max(last[VAR_D, j], 0.0))
            drift[b, j] = last[MEAN_D, j] + spread * generator.standard_normal()
        _sample_back(moments, drift[b], scales, generator, path[b])


@compile_loop
def _filter_moments(x, noise, step_noise, seen, benchmark, scales, moments):
    """Fill in the moments after each year."""
    v_d, v_a, v_da = (
        np.full(SIMD_WIDTH, scales[0]),
        np.full(SIMD_WIDTH, scales[1]),
        np.zeros(SIMD_WIDTH),
    )
    mean_d, mean_a, rho = np.zeros(SIMD_WIDTH), np.zeros(SIMD_WIDTH), scales[2]
    for t in range(x.shape[0]):
        now = moments[t]
        for j in range(SIMD_WIDTH):
            lean_d, lean_a = v_d[j] + v_da[j], v_da[j] + v_a[j]
            inverse = seen[t, j] / (lean_d + lean_a + noise[t, j] + benchmark[t] * step_noise[j])
            surprise = (x[t, j] - mean_d[j] - mean_a[j]) * inverse
            now[MEAN_D, j] = mean_d[j] + lean_d * surprise
            now[MEAN_A, j] = mean_a[j] + lean_a * surprise
            now[VAR_D, j] = v_d[j] - lean_d * lean_d * inverse
            now[COV, j] = v_da[j] - lean_d * lean_a * inverse
            now[VAR_A, j] = v_a[j] - lean_a * lean_a * inverse
        for j in range(SIMD_WIDTH):
            mean_d[j], mean_a[j] = now[MEAN_D, j], rho * now[MEAN_A, j]
            v_d[j], v_da[j] = now[VAR_D, j], rho * now[COV, j]
            v_a[j] = scales[1] + rho * rho * (now[VAR_A, j] - scales[1])


@compile_loop
def _sample_back(moments, drift, scales, generator, path):
    """Slow part from the last year to the first, given the drift."""
    fresh, rho = scales[1] * (1.0 - scales[2] ** 2), scales[2]
    for back in range(path.shape[0]):
        t = path.shape[0] - 1 - back
        now = moments[t]
        for j in range(SIMD_WIDTH):
            slope = now[COV, j] / max(now[VAR_D, j], 1e-16)
            mean = now[MEAN_A, j] + slope * (drift[j] - now[MEAN_D, j])
            variance = now[VAR_A, j] - slope * now[COV, j]
            if back:
                ahead = max(rho * rho * variance + fresh, 1e-300)
                mean += rho * variance / ahead * (path[t + 1, j] - rho * mean)
                variance *= fresh / ahead
            path[t, j] = mean + np.sqrt(max(variance, 0.0)) * generator.standard_normal()
