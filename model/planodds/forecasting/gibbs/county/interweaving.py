"""Joint moves of shared paths against the deviations that they are added to.

A path that several units share, of a prefecture or of all units, and the slow deviations of these
units enter growth as a sum. Where shocks are small the sum is known far better than its parts, and
drawing each part given the other moves both slowly. Here the sum is held and the shared path drawn
given it: the growth and all shocks stay. Hierarchical centring, interwoven with the draws of
``gibbs.county.shared_terms``: Gelfand, Sahu and Carlin (1995), doi:10.1093/biomet/82.3.479; Yu and
Meng (2011), doi:10.1198/jcgs.2011.203main.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.chain_types import (
    GROUP_PERSISTENCE,
    GROUP_SCALE,
    PERSISTENCE,
    SLOW,
    effective_scale,
)
from planodds.forecasting.gibbs.county.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData, ChainState

_SMALLEST = 1e-30  # variance of a step, below which a path is as good as constant


@compile_loop
def interweave(state: ChainState, data: ChainData, generator: np.random.Generator) -> None:
    """Draw the shared paths given their sums with the deviations below them, in place.

    In turn: each prefecture's factor given its sum with the slow deviation of every unit there, the
    mean wedges given their sum with every prefecture's factor, and the mean wedges given their sum
    with every unit's slow deviation.

    Parameters
    ----------
    state : ChainState
        Prefecture effects, slow deviations and mean wedges change.
    data : ChainData
    generator : numpy.random.Generator
    """
    years, scalars = len(data.benchmark), state.scalars
    slow = effective_scale(data, SLOW, scalars[SLOW]) ** 2
    rho = effective_scale(data, PERSISTENCE, scalars[PERSISTENCE])
    group = effective_scale(data, GROUP_SCALE, scalars[GROUP_SCALE]) ** 2
    group_rho = effective_scale(data, GROUP_PERSISTENCE, scalars[GROUP_PERSISTENCE])
    step = min(slow * (1.0 - rho * rho), group * (1.0 - group_rho * group_rho))
    if not step > _SMALLEST:
        return
    factor, wedge = state.prefecture_effect[:, :years], state.coefficients[:years]
    members, total = _sum_by_prefecture(state.slow, data, len(factor))
    moved = np.empty(factor.shape)
    for k in range(len(factor)):
        total[k] += members[k] * factor[k]
        diagonal, beside = ar1_precision(years, group, group_rho)
        pull = np.zeros(years)
        add_ar1(diagonal, beside, pull, total[k], members[k], slow, rho)
        moved[k] = draw_tridiagonal(diagonal, beside, pull, generator) - factor[k]
        factor[k] += moved[k]
        total[k] -= members[k] * factor[k]
    _shift_slow(state.slow, moved, data)
    factor -= _move_wedges(
        wedge, factor.sum(axis=0), len(factor), group, group_rho, data, generator
    )
    moved[:] = _move_wedges(wedge, total.sum(axis=0), data.units, slow, rho, data, generator)
    _shift_slow(state.slow, moved, data)


@compile_loop
def _move_wedges(
    wedge: np.ndarray,
    total: np.ndarray,
    count: float,
    variance: float,
    rho: float,
    data: ChainData,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw the mean wedges given their sums with paths that are AR(1); return what they gain.

    ``total`` is the sum of those paths, ``count`` their number; ``wedge`` changes in place.
    """
    diagonal, beside, pull = _prior_of_wedges(data)
    add_ar1(diagonal, beside, pull, total + count * wedge, count, variance, rho)
    gain = draw_tridiagonal(diagonal, beside, pull, generator) - wedge
    wedge += gain
    return gain


@compile_loop
def ar1_precision(years: int, variance: float, rho: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the precision of a stationary AR(1) path.

    Parameters
    ----------
    years : int
    variance, rho : float
        Variance of each year and persistence.

    Returns
    -------
    diagonal, beside : ndarray of float, shapes (year,) and (year - 1,)
        The precision matrix and its first off-diagonal.
    """
    scale = 1.0 / (variance * (1.0 - rho * rho))
    diagonal, beside = np.full(years, scale * (1.0 + rho * rho)), np.full(years - 1, -scale * rho)
    diagonal[0] = diagonal[-1] = scale
    if years == 1:
        diagonal[0] = 1.0 / variance
    return diagonal, beside


@compile_loop
def add_ar1(
    diagonal: np.ndarray,
    beside: np.ndarray,
    pull: np.ndarray,
    total: np.ndarray,
    count: float,
    variance: float,
    rho: float,
) -> None:
    """Add the evidence of several paths that are AR(1) around the path to be drawn, in place.

    Parameters
    ----------
    diagonal, beside : ndarray of float
        Precision so far, as from ``ar1_precision``.
    pull : ndarray of float, shape (year,)
        Precision times mean so far.
    total : ndarray of float, shape (year,)
        Sum of the paths.
    count : float
        Their number.
    variance, rho : float
        Of each path around its mean.
    """
    precision, off = ar1_precision(len(total), variance, rho)
    diagonal += count * precision
    beside += count * off
    pull += precision * total
    pull[1:] += off * total[:-1]
    pull[:-1] += off * total[1:]


@compile_loop
def draw_tridiagonal(
    diagonal: np.ndarray, beside: np.ndarray, pull: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Draw from a Gaussian with a tridiagonal precision.

    Parameters
    ----------
    diagonal, beside : ndarray of float, shapes (year,) and (year - 1,)
        Precision and its first off-diagonal.
    pull : ndarray of float, shape (year,)
        Precision times mean.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (year,)
    """
    years = len(diagonal)
    pivot, draw = diagonal.copy(), pull.copy()
    for t in range(1, years):
        factor = beside[t - 1] / pivot[t - 1]
        pivot[t] -= factor * beside[t - 1]
        draw[t] -= factor * draw[t - 1]
    for back in range(years):
        t = years - 1 - back
        draw[t] = draw[t] / pivot[t] + generator.standard_normal() / np.sqrt(pivot[t])
        if back:
            draw[t] -= beside[t] / pivot[t] * draw[t + 1]
    return draw


@compile_loop
def _prior_of_wedges(data: ChainData) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return precision and precision times mean of the mean wedges before any data."""
    years = len(data.benchmark)
    diagonal = np.empty(years)
    for t in range(years):
        diagonal[t] = data.precision[t, t]
    return diagonal, np.zeros(years - 1), data.shift[:years].copy()


@compile_loop
def _sum_by_prefecture(
    slow: np.ndarray, data: ChainData, groups: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of units and the sum of their slow deviations, by prefecture and year."""
    members, total = np.zeros(groups), np.zeros((groups, slow.shape[1]))
    for b in range(slow.shape[0]):
        for j in range(min(SIMD_WIDTH, data.units - b * SIMD_WIDTH)):
            k = data.prefecture[b, j]
            members[k] += 1.0
            for t in range(slow.shape[1]):
                total[k, t] += slow[b, t, j]
    return members, total


@compile_loop
def _shift_slow(slow: np.ndarray, moved: np.ndarray, data: ChainData) -> None:
    """Take off the slow deviations what the path of their prefecture has gained."""
    for b in range(slow.shape[0]):
        for t in range(slow.shape[1]):
            for j in range(SIMD_WIDTH):
                slow[b, t, j] -= moved[data.prefecture[b, j], t]
