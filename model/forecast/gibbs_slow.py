"""Slow part of a county's growth: drift plus AR(1), filtered forward and sampled backward.

    x_t = alpha + a_t + e_t,   alpha ~ N(0, drift^2),   a stationary AR(1),   e_t ~ N(0, noise_t)

All arrays are (year, chain, unit); parameters (chain,). Carter and Kohn (1994),
doi:10.1093/biomet/81.3.541.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.forecast.gibbs_lanes import compile_loop


@dataclass(frozen=True)
class SlowScales:
    """Sd of the drift, stationary sd and persistence of the slow deviation, each (chain,)."""

    drift: np.ndarray
    slow: np.ndarray
    persistence: np.ndarray

    def as_rows(self) -> np.ndarray:
        """Variances of drift and slow deviation, persistence, (chain, 3)."""
        return np.stack([self.drift**2, self.slow**2, self.persistence], axis=1)


def draw_slow(x: np.ndarray, noise: np.ndarray, seen: np.ndarray, scales: SlowScales,
              generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw drift (chain, unit) and slow deviation (year, chain, unit) given the growth.

    Parameters
    ----------
    x, noise, seen : ndarray (year, chain, unit)
        Growth above the shared terms; variance of the shock; one where observed.
    scales : SlowScales
    generator : numpy.random.Generator
    """
    z = generator.standard_normal((len(x) + 1, *x.shape[1:]))
    drift, path = np.empty(x.shape[1:]), np.empty(x.shape)
    _draw_all(x, noise, seen, scales.as_rows(), z, drift, path)
    return drift, path


@compile_loop
def _draw_all(x, noise, seen, scales, z, drift, path):
    years, chains, units = x.shape
    moments = np.empty((years, 5))
    for c in range(chains):
        for u in range(units):
            _filter_unit(x[:, c, u], noise[:, c, u], seen[:, c, u], scales[c], moments)
            drift[c, u] = (moments[years - 1, 0]
                           + np.sqrt(max(moments[years - 1, 2], 0.0)) * z[years, c, u])
            _sample_back(moments, drift[c, u], scales[c], z[:, c, u], path[:, c, u])


@compile_loop
def _filter_unit(x, noise, seen, scales, moments):
    """Means of drift and slow part, var, cov, var of them after each year."""
    mean_d = mean_a = v_da = 0.0
    v_d, v_a, rho = scales[0], scales[1], scales[2]
    for t in range(len(x)):
        if t:
            mean_a *= rho
            v_da *= rho
            v_a = scales[1] + rho * rho * (v_a - scales[1])
        if seen[t] > 0:
            lean_d, lean_a = v_d + v_da, v_da + v_a
            inverse = 1.0 / (lean_d + lean_a + noise[t])
            surprise = (x[t] - mean_d - mean_a) * inverse
            mean_d += lean_d * surprise
            mean_a += lean_a * surprise
            v_d -= lean_d * lean_d * inverse
            v_da -= lean_d * lean_a * inverse
            v_a -= lean_a * lean_a * inverse
        moments[t, 0], moments[t, 1], moments[t, 2] = mean_d, mean_a, v_d
        moments[t, 3], moments[t, 4] = v_da, v_a


@compile_loop
def _sample_back(moments, drift, scales, z, path):
    """Slow part from the last year to the first, given the drift."""
    fresh, rho = scales[1] * (1.0 - scales[2] ** 2), scales[2]
    for back in range(len(path)):
        t = len(path) - 1 - back
        slope = moments[t, 3] / max(moments[t, 2], 1e-16)
        mean = moments[t, 1] + slope * (drift - moments[t, 0])
        variance = moments[t, 4] - slope * moments[t, 3]
        if back:
            ahead = max(rho * rho * variance + fresh, 1e-300)
            mean += rho * variance / ahead * (path[t + 1] - rho * mean)
            variance *= fresh / ahead
        path[t] = mean + np.sqrt(max(variance, 0.0)) * z[t]
