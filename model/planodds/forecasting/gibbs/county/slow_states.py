"""Forward filtering, backward sampling of drift and slow deviation in compiled loops.

    x_t = alpha + a_t + e_t,   alpha ~ N(0, drift^2),   a stationary AR(1),   e_t ~ N(0, noise_t)

Carter and Kohn (1994), doi:10.1093/biomet/81.3.541; Frühwirth-Schnatter (1994), Journal of Time
Series Analysis 15, 183-202. Blocks of units as in ``gibbs.county.kalman``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData

# Rows of a year's moments: means of drift and slow deviation; their variance, covariance, variance.
MEAN_D, MEAN_A, VAR_D, COV, VAR_A = range(5)


@compile_loop
def draw_slow(
    drift: np.ndarray,
    path: np.ndarray,
    generator: np.random.Generator,
    scales: tuple[float, float, float],
    x: np.ndarray,
    noise: np.ndarray,
    step_noise: np.ndarray,
    data: ChainData,
) -> None:
    """Draw drift and slow deviation of every unit, in place.

    Parameters
    ----------
    drift : ndarray of float, shape (block, lane)
    path : ndarray of float, shape (block, year, lane)
        Slow deviation.
    generator : numpy.random.Generator
    scales : tuple of float
        Variances of drift and slow deviation; persistence.
    x, noise : ndarray of float, shape (block, year, lane)
        Growth above the shared terms, log points; variance of the shock.
    step_noise : ndarray of float, shape (block, lane)
        Variance of the benchmark step.
    data : ChainData
    """
    moments = np.empty((x.shape[1], 5, SIMD_WIDTH))
    for b in range(x.shape[0]):
        _filter_moments(
            x[b], noise[b], step_noise[b], data.observed[b], data.benchmark, scales, moments
        )
        last = moments[-1]
        for j in range(SIMD_WIDTH):
            spread = np.sqrt(max(last[VAR_D, j], 0.0))
            drift[b, j] = last[MEAN_D, j] + spread * generator.standard_normal()
        _sample_back(moments, drift[b], scales, generator, path[b])


@compile_loop
def _filter_moments(
    x: np.ndarray,
    noise: np.ndarray,
    step_noise: np.ndarray,
    observed: np.ndarray,
    benchmark: np.ndarray,
    scales: tuple[float, float, float],
    moments: np.ndarray,
) -> None:
    """Run the Kalman filter of one block; store the filtered moments of each year."""
    v_d, v_a, v_da = (
        np.full(SIMD_WIDTH, scales[0]),
        np.full(SIMD_WIDTH, scales[1]),
        np.zeros(SIMD_WIDTH),
    )
    mean_d, mean_a, rho = np.zeros(SIMD_WIDTH), np.zeros(SIMD_WIDTH), scales[2]
    for t in range(x.shape[0]):
        current = moments[t]
        for j in range(SIMD_WIDTH):
            cov_d, cov_a = v_d[j] + v_da[j], v_da[j] + v_a[j]
            inverse = observed[t, j] / (cov_d + cov_a + noise[t, j] + benchmark[t] * step_noise[j])
            scaled = (x[t, j] - mean_d[j] - mean_a[j]) * inverse
            current[MEAN_D, j] = mean_d[j] + cov_d * scaled
            current[MEAN_A, j] = mean_a[j] + cov_a * scaled
            current[VAR_D, j] = v_d[j] - cov_d * cov_d * inverse
            current[COV, j] = v_da[j] - cov_d * cov_a * inverse
            current[VAR_A, j] = v_a[j] - cov_a * cov_a * inverse
        for j in range(SIMD_WIDTH):
            mean_d[j], mean_a[j] = current[MEAN_D, j], rho * current[MEAN_A, j]
            v_d[j], v_da[j] = current[VAR_D, j], rho * current[COV, j]
            v_a[j] = scales[1] + rho * rho * (current[VAR_A, j] - scales[1])


@compile_loop
def _sample_back(
    moments: np.ndarray,
    drift: np.ndarray,
    scales: tuple[float, float, float],
    generator: np.random.Generator,
    path: np.ndarray,
) -> None:
    """Sample the slow deviation from the last year to the first, given the drift."""
    innovation, rho = scales[1] * (1.0 - scales[2] ** 2), scales[2]
    for back in range(path.shape[0]):
        t = path.shape[0] - 1 - back
        current = moments[t]
        for j in range(SIMD_WIDTH):
            slope = current[COV, j] / max(current[VAR_D, j], 1e-16)
            mean = current[MEAN_A, j] + slope * (drift[j] - current[MEAN_D, j])
            variance = current[VAR_A, j] - slope * current[COV, j]
            if back:
                ahead = max(rho * rho * variance + innovation, 1e-300)
                mean += rho * variance / ahead * (path[t + 1, j] - rho * mean)
                variance *= innovation / ahead
            path[t, j] = mean + np.sqrt(max(variance, 0.0)) * generator.standard_normal()
