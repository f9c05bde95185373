"""Gaussian draws from a precision matrix whose Cholesky factor keeps the zeros of its envelope."""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.numba_utils import compile_loop


@compile_loop
def factor_by_envelope(precision: np.ndarray, shift: np.ndarray, first: np.ndarray) -> bool:
    """Factor P = L L' and solve L z = b, both in place.

    Parameters
    ----------
    precision : ndarray of float, shape (n, n)
        P; its lower triangle is replaced by L.
    shift : ndarray of float, shape (n,)
        b; replaced by z, whose squares add up to b' P^-1 b.
    first : ndarray of int, shape (n,)
        Column of each row's first entry that can differ from zero.

    Returns
    -------
    bool
        False if P is not positive definite; the results are then not finite.
    """
    regular = True
    for i in range(len(shift)):
        for j in range(first[i], i):
            total = precision[i, j]
            for k in range(max(first[i], first[j]), j):
                total -= precision[i, k] * precision[j, k]
            precision[i, j] = total / precision[j, j]
        pivot, value = precision[i, i], shift[i]
        for k in range(first[i], i):
            pivot -= precision[i, k] * precision[i, k]
            value -= precision[i, k] * shift[k]
        regular &= pivot > 0.0
        precision[i, i] = np.sqrt(pivot)
        shift[i] = value / precision[i, i]
    return regular


@compile_loop
def draw_gaussian_by_envelope(
    precision: np.ndarray, shift: np.ndarray, first: np.ndarray, generator: np.random.Generator
) -> bool:
    """Draw from N(P^-1 b, P^-1) in place.

    Parameters
    ----------
    precision : ndarray of float, shape (n, n)
        P; its lower triangle is replaced by the Cholesky factor.
    shift : ndarray of float, shape (n,)
        b; replaced by the draw.
    first : ndarray of int, shape (n,)
        Column of each row's first entry that can differ from zero.
    generator : numpy.random.Generator

    Returns
    -------
    bool
        False if P is not positive definite; the draw is then not finite.
    """
    regular = factor_by_envelope(precision, shift, first)
    for i in range(len(shift)):
        shift[i] += generator.standard_normal()
    for i in range(len(shift) - 1, -1, -1):
        shift[i] /= precision[i, i]
        for k in range(first[i], i):
            shift[k] -= precision[i, k] * shift[i]
    return regular
