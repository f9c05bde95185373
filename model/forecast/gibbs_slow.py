"""Slow part of a county's growth: drift plus AR(1), filtered forward and sampled backward.

    x_t = alpha + a_t + e_t,   alpha ~ N(0, drift^2),   a stationary AR(1),   e_t ~ N(0, noise_t)

All arrays are (year, chain, unit); parameters (chain,). Carter and Kohn (1994),
doi:10.1093/biomet/81.3.541.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class SlowScales:
    """Sd of the drift, stationary sd and persistence of the slow deviation, each (chain,)."""

    drift: np.ndarray
    slow: np.ndarray
    persistence: np.ndarray

    def as_columns(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Variances and persistence with an axis for units, (chain, 1)."""
        return (self.drift[:, None] ** 2, self.slow[:, None] ** 2, self.persistence[:, None])


def filter_slow(x: np.ndarray, noise: np.ndarray, seen: np.ndarray, scales: SlowScales
                ) -> tuple[np.ndarray, list[tuple[np.ndarray, ...]]]:
    """Run the Kalman filter of every unit.

    Parameters
    ----------
    x, noise, seen : ndarray (year, chain, unit)
        Growth above the shared terms; variance of the shock; one where observed.
    scales : SlowScales

    Returns
    -------
    density : ndarray (chain, unit)
        Log density over the seen years, without ``-n/2 log 2 pi``.
    filtered : list of tuple
        A year: means of alpha and a, var(alpha), cov, var(a), each (chain, unit).
    """
    drift, slow, persistence = scales.as_columns()
    zero = np.zeros(x.shape[1:])
    mean_d, mean_a, v_d, v_da, v_a = zero, zero, zero + drift, zero, zero + slow
    density, filtered = zero, []
    for t in range(len(x)):
        if t:
            mean_a = persistence * mean_a
            v_da = persistence * v_da
            v_a = slow + persistence**2 * (v_a - slow)
        lean_d, lean_a = v_d + v_da, v_da + v_a
        total = lean_d + lean_a + noise[t]
        surprise = (x[t] - mean_d - mean_a) * seen[t]
        density = density - 0.5 * (seen[t] * np.log(total) + surprise**2 / total)
        gain = seen[t] / total
        scaled = surprise / total
        mean_d, mean_a = mean_d + lean_d * scaled, mean_a + lean_a * scaled
        v_d, v_da, v_a = (v_d - gain * lean_d**2, v_da - gain * lean_d * lean_a,
                          v_a - gain * lean_a**2)
        filtered.append((mean_d, mean_a, v_d, v_da, v_a))
    return density, filtered


def draw_slow(x: np.ndarray, noise: np.ndarray, seen: np.ndarray, scales: SlowScales,
              generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Draw drift (chain, unit) and slow deviation (year, chain, unit) given the growth."""
    _, filtered = filter_slow(x, noise, seen, scales)
    _, slow, persistence = scales.as_columns()
    z = generator.standard_normal((len(x) + 1, *x.shape[1:]))
    mean_d, _, v_d, _, _ = filtered[-1]
    drift = mean_d + np.sqrt(np.maximum(v_d, 0.0)) * z[-1]
    fresh = slow * (1.0 - persistence**2)
    path = np.empty(x.shape)
    for t in reversed(range(len(x))):
        mean, variance = _given_drift(filtered[t], drift)
        if t + 1 < len(x):
            ahead = persistence**2 * variance + fresh
            pull = persistence * variance / np.maximum(ahead, 1e-300)
            mean = mean + pull * (path[t + 1] - persistence * mean)
            variance = variance * fresh / np.maximum(ahead, 1e-300)
        path[t] = mean + np.sqrt(np.maximum(variance, 0.0)) * z[t]
    return drift, path


def _given_drift(moments: tuple[np.ndarray, ...], drift: np.ndarray
                 ) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of a_t given the years to t and the drift."""
    mean_d, mean_a, v_d, v_da, v_a = moments
    slope = v_da / np.maximum(v_d, 1e-16)
    return mean_a + slope * (drift - mean_d), v_a - slope * v_da
