"""Scales of the prefecture terms: moved with the terms themselves integrated out.

Given what all units share, a prefecture's year is one number: the mean of its units' growth,
weighted by their precisions. Its factor is an AR(1) seen with noise, its effect on a benchmark
step one more noise in that year.
"""

from __future__ import annotations

import numpy as np

from model.forecast.gibbs_lanes import compile_loop, log_prior_at


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
