"""One sweep of a chain of the second engine's county block, compiled: its steps in their order.

Python is let go of for its whole length, so that threads share the chains.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planodds.forecasting.gibbs.kalman import SIMD_WIDTH, update_scales, update_unit_scales_marginal
from planodds.forecasting.gibbs.numba_utils import (
    DRIFT,
    GROUP_PERSISTENCE,
    GROUP_SCALE,
    GROUP_STEP,
    PERSISTENCE,
    SLOW,
    STEP_SCALE,
    compile_loop,
    effective_scale,
)
from planodds.forecasting.gibbs.prefecture import (
    residual_of_shared_terms,
    sum_by_prefecture,
    update_prefecture_scales,
)
from planodds.forecasting.gibbs.scales import (
    draw_steps,
    draw_weights,
    update_hyperparameters_centred,
    update_hyperparameters_noncentred,
    update_step_scale,
    update_unit_scales,
)
from planodds.forecasting.gibbs.shared_terms import draw_shared
from planodds.forecasting.gibbs.slow_states import draw_slow

# Steps a sweep.
SCALE_REPEATS, CENTER_REPEATS, SPREAD_REPEATS, GROUP_REPEATS = 9, 8, 4, 16
UNIT_REPEATS, STEP_REPEATS = 3, 4


class ChainData(NamedTuple):
    """What one chain knows.

    Attributes
    ----------
    growth, seen : ndarray (block, year, lane)
        Log growth above the province's; one where observed.
    count, length, share, place : ndarray (block, lane)
        Years seen; length of a Metropolis step on the log scale; centred secondary share;
        prefecture's number.
    step_observed : ndarray (block, 1, lane)
        One where the year of the benchmark was observed.
    benchmark : ndarray (year,)
        One where the basis changes.
    units : int
    prior : ndarray (scalar, 5)
        As from ``encode_priors``, in the order of ``SCALARS``.
    center : ndarray (scalar,)
        Centers of the priors, used where ``learn`` is zero.
    learn, degrees : float
    precision, shift : ndarray (2n, 2n), (2n,)
        Prior of what all units share.
    """

    growth: np.ndarray
    seen: np.ndarray
    count: np.ndarray
    length: np.ndarray
    share: np.ndarray
    place: np.ndarray
    step_observed: np.ndarray
    benchmark: np.ndarray
    units: int
    prior: np.ndarray
    center: np.ndarray
    learn: float
    degrees: float
    precision: np.ndarray
    shift: np.ndarray


class ChainState(NamedTuple):
    """Where one chain stands; stacked, with the chain first, where many do.

    Attributes
    ----------
    scalars : ndarray (scalar,)
        In the order of ``SCALARS``.
    log_scale, step_inverse, drift, step, step_center : ndarray (block, lane)
        Log scale of the shocks; inverse mixture weight of the benchmark step; drift; the unit's
        part of the step and what it shares of it.
    inverse_weight, slow : ndarray (block, year, lane)
        Inverse mixture weights of the shocks; slow deviation.
    corner : ndarray (2n,), n = years + 1
        Mean wedges, mean of the benchmark step, industry loadings, the step's slope on the share.
    effect : ndarray (prefecture, n)
        Prefecture's factor and its effect on the step.
    """

    scalars: np.ndarray
    log_scale: np.ndarray
    step_inverse: np.ndarray
    drift: np.ndarray
    step: np.ndarray
    step_center: np.ndarray
    inverse_weight: np.ndarray
    slow: np.ndarray
    corner: np.ndarray
    effect: np.ndarray


class SufficientSums(NamedTuple):
    """Sums of the cells' precisions W, W1 (times share), W2 (squared), and times growth r, r1."""

    weight: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    pull: np.ndarray
    pull_weighted: np.ndarray


class ProposalFactors(NamedTuple):
    """Of the four joint moves, factors of the proposals' covariances, (size, size).

    ``mean`` and ``root``: what is known of the scales, for jumps.
    """

    scales: np.ndarray
    center: np.ndarray
    spread: np.ndarray
    group: np.ndarray
    mean: np.ndarray
    root: np.ndarray


@compile_loop
def sweep_chain(state, known, factors, generator):
    """All steps once, in place; mean acceptances of the moves, in the order of ``ProposalFactors``."""
    scalars, log_scale = state.scalars, state.log_scale
    left, noise = np.empty(known.growth.shape), np.empty(known.growth.shape)
    residual_of_shared_terms(
        left, state.step_center, known.growth, state.corner, state.effect, known
    )
    held = (known, left, state.inverse_weight, scalars[STEP_SCALE] ** 2 * state.step_inverse)
    scales = update_scales(scalars, log_scale, factors, generator, SCALE_REPEATS, *held)
    update_unit_scales_marginal(log_scale, scalars, generator, *held)
    _draw_unit_terms(state, known, generator, left, noise)
    update_unit_scales(log_scale, scalars, generator, UNIT_REPEATS, known, left)
    update_step_scale(scalars, generator, STEP_REPEATS, known, state.step)
    center = update_hyperparameters_centred(
        scalars, log_scale, factors.center, generator, CENTER_REPEATS, known
    )
    spread = update_hyperparameters_noncentred(
        scalars, log_scale, factors.spread, generator, SPREAD_REPEATS, known, left
    )
    _draw_all_weights(state, known, generator, left)
    sums = sufficient_sums(state, known, left, noise)
    group = update_prefecture_scales(
        scalars, factors.group, generator, GROUP_REPEATS, known, state.corner, sums
    )
    draw_shared_terms(state, known, generator, sums)
    residual_of_shared_terms(left, state.step_center, left, state.corner, state.effect, known)
    draw_steps(
        state.step, generator, left, noise, scalars[STEP_SCALE] ** 2 * state.step_inverse, known
    )
    return scales, center, spread, group


@compile_loop
def _fill_variance(noise, state):
    """Variance of the shocks given the weights."""
    for b in range(noise.shape[0]):
        variance = np.exp(2.0 * state.log_scale[b])
        for t in range(noise.shape[1]):
            for j in range(SIMD_WIDTH):
                noise[b, t, j] = variance[j] * state.inverse_weight[b, t, j]


@compile_loop
def _draw_unit_terms(state, known, generator, left, noise):
    """Draw drift, slow deviation and benchmark step; of ``left`` the shocks are what remains."""
    scalars, step_noise = state.scalars, state.scalars[STEP_SCALE] ** 2 * state.step_inverse
    _fill_variance(noise, state)
    scales = (
        effective_scale(known, DRIFT, scalars[DRIFT]) ** 2,
        effective_scale(known, SLOW, scalars[SLOW]) ** 2,
        effective_scale(known, PERSISTENCE, scalars[PERSISTENCE]),
    )
    draw_slow(state.drift, state.slow, generator, scales, left, noise, step_noise, known)
    for b in range(left.shape[0]):
        for t in range(left.shape[1]):
            for j in range(SIMD_WIDTH):
                left[b, t, j] -= state.drift[b, j] + state.slow[b, t, j]
    draw_steps(state.step, generator, left, noise, step_noise, known)
    for b in range(left.shape[0]):
        for t in range(left.shape[1]):
            if known.benchmark[t]:
                left[b, t] -= known.benchmark[t] * state.step[b]


@compile_loop
def _draw_all_weights(state, known, generator, shocks):
    """Draw the mixture weights of shocks and benchmark steps."""
    draw_weights(
        state.inverse_weight,
        state.log_scale,
        generator,
        known.units,
        shocks,
        known.seen,
        known.degrees,
    )
    shape = known.step_observed.shape
    draw_weights(
        state.step_inverse.reshape(shape),
        np.full(state.log_scale.shape, np.log(state.scalars[STEP_SCALE])),
        generator,
        known.units,
        state.step.reshape(shape),
        known.step_observed,
        known.degrees,
    )


@compile_loop
def sufficient_sums(state, known, left, noise):
    """Evidence on the shared terms; ``left`` gets growth less drift and slow deviation."""
    groups, years = state.effect.shape[0], left.shape[1]
    sums = SufficientSums(
        np.empty((groups, years)),
        np.empty((groups, years)),
        np.empty(years),
        np.empty((groups, years)),
        np.empty(years),
    )
    _fill_variance(noise, state)
    for b in range(left.shape[0]):
        for t in range(left.shape[1]):
            for j in range(SIMD_WIDTH):
                left[b, t, j] = known.growth[b, t, j] - state.drift[b, j] - state.slow[b, t, j]
    sum_by_prefecture(sums, left, noise, state.scalars[STEP_SCALE] ** 2 * state.step_inverse, known)
    return sums


@compile_loop
def draw_shared_terms(state, known, generator, sums):
    """Draw the terms that units share, benchmark steps integrated out."""
    scalars = state.scalars
    scales = (
        effective_scale(known, GROUP_SCALE, scalars[GROUP_SCALE]),
        effective_scale(known, GROUP_PERSISTENCE, scalars[GROUP_PERSISTENCE]),
        scalars[GROUP_STEP],
    )
    draw_shared(
        state.corner,
        state.effect,
        generator,
        known.precision,
        known.shift,
        scales,
        known.benchmark,
        sums,
    )
