"""Joint draw of the terms that units share, by a bordered block-tridiagonal solve.

Conditional on slow states and mixture weights.

Per unit of prefecture k, ``y_i = Z (c + e_k) + s_i Z d + x_i`` with ``Z = [I, b]`` (b marks the
benchmark year): ``c`` holds the mean wedges and the mean of the benchmark step, ``d`` the industry
loadings and the slope of the step, ``e_k`` the prefecture's factor and its effect on the step;
``y`` is growth less the slow states and ``x_i`` shock and benchmark step, one precision per cell.

With W, W1, W2 the sums of the cells' precisions times 1, s and s^2, and r, r1 those of precision
times y and times s, all by year, a prefecture's e_k has precision ``A_k = Z' W_k Z + prior`` and,
integrated out, leaves to (c, d)

    [Z' (W - W Q W) Z    Z' (W1 - W Q W1) Z  ]        [Z' (r - W Q r)  ]
    [       .            Z' (W2 - W1 Q W1) Z ]   and  [Z' (r1 - W1 Q r)],    Q = Z A_k^-1 Z'

summed over k. Since the prior of the factor is an AR(1), A_k is tridiagonal with one border: its
factorisation takes O(years), its inverse O(years^2).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import SufficientSums


@compile_loop
def draw_shared(
    coefficients: np.ndarray,
    effect: np.ndarray,
    generator: np.random.Generator,
    prior_precision: np.ndarray,
    prior_shift: np.ndarray,
    scales: tuple[float, float, float],
    benchmark: np.ndarray,
    sums: SufficientSums,
) -> None:
    """Draw the shared coefficients (c, d) and the prefecture effects e, in place.

    Parameters
    ----------
    coefficients : ndarray of float, shape (2n,), n = years + 1
        (c, d).
    effect : ndarray of float, shape (prefecture, n)
        e.
    generator : numpy.random.Generator
    prior_precision, prior_shift : ndarray of float, shapes (2n, 2n) and (2n,)
        Precision of the prior of (c, d), and precision times mean.
    scales : tuple of float
        Stationary sd and persistence of the factor, sd of the effect on the step.
    benchmark : ndarray of float, shape (year,)
    sums : SufficientSums

    Notes
    -----
    (c, d) is drawn with e integrated out, then e given (c, d).
    """
    weight, weighted, pull = sums.weight, sums.weighted, sums.pull
    groups, years = weight.shape
    n = years + 1
    factor = np.empty((groups, 3, n))
    inner, inverse = np.empty((3, years, years)), np.empty((n, n))
    right, total = np.empty((2, years)), np.empty((2 * n, 2 * n))
    _assemble_blocks(sums, inner, right)
    for k in range(groups):
        _factor_prefecture(weight[k], benchmark, scales, factor[k])
        _invert(factor[k], inverse)
        _schur_complement(weight[k], weighted[k], pull[k], benchmark, inverse, inner, right)
    _assemble_border(inner, right, benchmark, prior_precision, prior_shift, total, coefficients)
    _draw_border(total, coefficients, generator)
    for k in range(groups):
        effect[k, years] = 0.0
        for t in range(years):
            explained = (coefficients[t] + benchmark[t] * coefficients[years]) * weight[k, t]
            explained += (coefficients[n + t] + benchmark[t] * coefficients[-1]) * weighted[k, t]
            effect[k, t] = pull[k, t] - explained
            effect[k, years] += benchmark[t] * effect[k, t]
        _draw_prefecture(factor[k], effect[k], generator)


@compile_loop
def _assemble_blocks(sums: SufficientSums, inner: np.ndarray, right: np.ndarray) -> None:
    """Fill the terms without Q: diagonals W, W1, W2, and r, r1, over all prefectures."""
    inner[:], right[:] = 0.0, 0.0
    for t in range(len(sums.squared)):
        inner[0, t, t], inner[1, t, t] = sums.weight[:, t].sum(), sums.weighted[:, t].sum()
        inner[2, t, t] = sums.squared[t]
        right[0, t], right[1, t] = sums.pull[:, t].sum(), sums.pull_weighted[t]


@compile_loop
def _factor_prefecture(
    weight: np.ndarray,
    benchmark: np.ndarray,
    scales: tuple[float, float, float],
    factor: np.ndarray,
) -> None:
    """Compute L D L' of A_k; rows of ``factor``: D, L below the diagonal, L in the border."""
    years = len(weight)
    diagonal, below, border = factor[0], factor[1], factor[2]
    scale, persistence, step_scale = scales
    # A scale of exactly zero has no precision; 1e-7 is zero on any scale of growth.
    variance = max(scale, 1e-7) ** 2
    if years > 1:
        variance *= 1.0 - persistence**2
    diagonal[years] = 1.0 / max(step_scale, 1e-7) ** 2
    carried = 0.0
    for t in range(years):
        interior = 0 < t < years - 1
        diagonal[t] = weight[t] + (1.0 + persistence**2 * interior) / variance
        border[t] = weight[t] * benchmark[t]
        diagonal[years] += border[t] * benchmark[t]
        if t:
            diagonal[t] -= below[t - 1] ** 2 * diagonal[t - 1]
            border[t] -= below[t - 1] * carried
        carried = border[t]
        below[t] = -persistence / (variance * diagonal[t]) if t < years - 1 else 0.0
        border[t] /= diagonal[t]
        diagonal[years] -= border[t] * carried


@compile_loop
def _invert(factor: np.ndarray, inverse: np.ndarray) -> None:
    """Compute A_k^-1 from its factor, from the last row to the first."""
    years = len(inverse) - 1
    inverse[years, years] = 1.0 / factor[0, years]
    for back in range(years):
        t = years - 1 - back
        below, border = factor[1, t], factor[2, t]
        for s in range(t + 1, years + 1):
            inverse[t, s] = -border * inverse[years, s]
            if t < years - 1:
                inverse[t, s] -= below * inverse[t + 1, s]
        inverse[t, t] = 1.0 / factor[0, t] - border * inverse[t, years]
        if t < years - 1:
            inverse[t, t] -= below * inverse[t, t + 1]
        for s in range(t + 1, years + 1):
            inverse[s, t] = inverse[t, s]


@compile_loop
def _schur_complement(
    weight: np.ndarray,
    weighted: np.ndarray,
    pull: np.ndarray,
    benchmark: np.ndarray,
    inverse: np.ndarray,
    inner: np.ndarray,
    right: np.ndarray,
) -> None:
    """Subtract a prefecture's terms with Q (Schur complement of its effects)."""
    years = len(weight)
    for s in range(years):
        row, last = inverse[s], inverse[years]
        first = 0.0
        for t in range(years):
            q = (
                row[t]
                + benchmark[s] * last[t]
                + benchmark[t] * (row[years] + benchmark[s] * last[years])
            )
            inner[0, s, t] -= weight[s] * q * weight[t]
            inner[1, s, t] -= weight[s] * q * weighted[t]
            inner[2, s, t] -= weighted[s] * q * weighted[t]
            first += q * pull[t]
        right[0, s] -= weight[s] * first
        right[1, s] -= weighted[s] * first


@compile_loop
def _assemble_border(
    inner: np.ndarray,
    right: np.ndarray,
    benchmark: np.ndarray,
    prior_precision: np.ndarray,
    prior_shift: np.ndarray,
    total: np.ndarray,
    shift: np.ndarray,
) -> None:
    """Fill precision of (c, d) and precision times mean: prior, and Z' . Z of each block."""
    years = len(benchmark)
    n = years + 1
    total[:], shift[:] = prior_precision, prior_shift
    for block, (row, column) in enumerate(((0, 0), (0, n), (n, n))):
        for s in range(years):
            for t in range(years):
                value = inner[block, s, t]
                total[row + s, column + t] += value
                total[row + s, column + years] += value * benchmark[t]
                total[row + years, column + t] += value * benchmark[s]
                total[row + years, column + years] += value * benchmark[s] * benchmark[t]
    total[n:, :n] = total[:n, n:].T
    for half in range(2):
        for t in range(years):
            shift[half * n + t] += right[half, t]
            shift[half * n + years] += right[half, t] * benchmark[t]


@compile_loop
def _draw_border(precision: np.ndarray, value: np.ndarray, generator: np.random.Generator) -> None:
    """Draw from N(P^-1 b, P^-1), b in ``value``, in place."""
    root = np.linalg.cholesky(precision)
    size = len(value)
    for i in range(size):
        for j in range(i):
            value[i] -= root[i, j] * value[j]
        value[i] /= root[i, i]
    for i in range(size):
        value[i] += generator.standard_normal()
    for back in range(size):
        i = size - 1 - back
        value[i] /= root[i, i]
        for j in range(i):
            value[j] -= root[i, j] * value[i]


@compile_loop
def _draw_prefecture(factor: np.ndarray, value: np.ndarray, generator: np.random.Generator) -> None:
    """Draw e_k given (c, d) by the factor of its precision; ``value`` is precision times mean."""
    years = len(value) - 1
    for t in range(years):
        if t:
            value[t] -= factor[1, t - 1] * value[t - 1]
        value[years] -= factor[2, t] * value[t]
    for t in range(years + 1):
        value[t] = value[t] / factor[0, t] + generator.standard_normal() / np.sqrt(factor[0, t])
    for back in range(years):
        t = years - 1 - back
        value[t] -= factor[2, t] * value[years]
        if back:
            value[t] -= factor[1, t] * value[t + 1]
