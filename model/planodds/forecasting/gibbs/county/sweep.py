"""One compiled sweep of a chain of the county block: all Gibbs and Metropolis steps in order.

The interpreter lock is released for the whole sweep, so that threads can run chains in parallel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.chain_types import (
    DRIFT,
    GROUP_PERSISTENCE,
    GROUP_SCALE,
    GROUP_STEP,
    PERSISTENCE,
    SLOW,
    STEP_SCALE,
    SufficientSums,
    effective_scale,
)
from planodds.forecasting.gibbs.county.interweaving import interweave
from planodds.forecasting.gibbs.county.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.county.marginal_scales import (
    update_scales,
    update_unit_scales_marginal,
)
from planodds.forecasting.gibbs.county.prefecture import (
    residual_of_shared_terms,
    sum_by_prefecture,
    update_prefecture_scales,
)
from planodds.forecasting.gibbs.county.scales import (
    draw_steps,
    draw_weights,
    update_hyperparameters_centred,
    update_hyperparameters_noncentred,
    update_step_scale,
    update_unit_scales,
)
from planodds.forecasting.gibbs.county.shared_terms import draw_shared
from planodds.forecasting.gibbs.county.slow_states import draw_slow
from planodds.forecasting.gibbs.county.volatility import standardise_by_year, update_volatility
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData, ChainState, ProposalFactors

# Metropolis steps per sweep. The scales and each unit's own scale depend on each other the more,
# the more units there are: they alternate.
SCALE_ROUNDS, SCALE_REPEATS = 4, 2
CENTER_REPEATS, SPREAD_REPEATS, GROUP_REPEATS = 8, 4, 16
UNIT_REPEATS, STEP_REPEATS, VOLATILITY_REPEATS = 3, 4, 4


@compile_loop
def sweep_chain(
    state: ChainState, data: ChainData, factors: ProposalFactors, generator: np.random.Generator
) -> tuple[float, float, float, float]:
    """Run all steps once, in place.

    Parameters
    ----------
    state : ChainState
        Updated in place.
    data : ChainData
    factors : ProposalFactors
    generator : numpy.random.Generator

    Returns
    -------
    tuple of float
        Mean acceptance probabilities of the joint updates, in the order of ``ProposalFactors``.
    """
    scalars, log_scale = state.scalars, state.log_scale
    residual, noise = np.empty(data.growth.shape), np.empty(data.growth.shape)
    residual_of_shared_terms(
        residual, state.step_center, data.growth, state.coefficients, state.prefecture_effect, data
    )
    relative_variance = np.empty(data.growth.shape)
    _fill_relative_variance(relative_variance, state)
    given = (data, residual, relative_variance, scalars[STEP_SCALE] ** 2 * state.step_inverse)
    acceptance, density = 0.0, np.nan
    for _ in range(SCALE_ROUNDS):
        acceptance += update_scales(
            scalars, log_scale, factors, generator, SCALE_REPEATS, *given, density
        )
        density = update_unit_scales_marginal(log_scale, scalars, generator, *given)
    _draw_unit_terms(state, data, generator, residual, noise)
    update_volatility(state, data, generator, VOLATILITY_REPEATS, residual)
    standardise_by_year(residual, state.volatility)
    update_unit_scales(log_scale, scalars, generator, UNIT_REPEATS, data, residual)
    update_step_scale(scalars, generator, STEP_REPEATS, data, state.step)
    center = update_hyperparameters_centred(
        scalars, log_scale, factors.center, generator, CENTER_REPEATS, data
    )
    spread = update_hyperparameters_noncentred(
        scalars, log_scale, factors.spread, generator, SPREAD_REPEATS, data, residual
    )
    _draw_all_weights(state, data, generator, residual)
    sums = sufficient_sums(state, data, residual, noise)
    group = update_prefecture_scales(
        scalars, factors.group, generator, GROUP_REPEATS, data, state.coefficients, sums
    )
    draw_shared_terms(state, data, generator, sums)
    residual_of_shared_terms(
        residual, state.step_center, residual, state.coefficients, state.prefecture_effect, data
    )
    draw_steps(
        state.step, generator, residual, noise, scalars[STEP_SCALE] ** 2 * state.step_inverse, data
    )
    interweave(state, data, generator)
    return acceptance / SCALE_ROUNDS, center, spread, group


@compile_loop
def _fill_relative_variance(variance: np.ndarray, state: ChainState) -> None:
    """Fill the variance of the shocks over that of their unit: mixture weights, volatility."""
    factor = np.exp(2.0 * state.volatility)
    for b in range(variance.shape[0]):
        for t in range(variance.shape[1]):
            for j in range(SIMD_WIDTH):
                variance[b, t, j] = factor[t] * state.inverse_weight[b, t, j]


@compile_loop
def _fill_variance(noise: np.ndarray, state: ChainState) -> None:
    """Fill the variance of the shocks given mixture weights and volatility."""
    _fill_relative_variance(noise, state)
    for b in range(noise.shape[0]):
        variance = np.exp(2.0 * state.log_scale[b])
        for t in range(noise.shape[1]):
            for j in range(SIMD_WIDTH):
                noise[b, t, j] *= variance[j]


@compile_loop
def _draw_unit_terms(
    state: ChainState,
    data: ChainData,
    generator: np.random.Generator,
    residual: np.ndarray,
    noise: np.ndarray,
) -> None:
    """Draw drift, slow deviation and benchmark step; reduce ``residual`` to the shocks."""
    scalars, step_noise = state.scalars, state.scalars[STEP_SCALE] ** 2 * state.step_inverse
    _fill_variance(noise, state)
    scales = (
        effective_scale(data, DRIFT, scalars[DRIFT]) ** 2,
        effective_scale(data, SLOW, scalars[SLOW]) ** 2,
        effective_scale(data, PERSISTENCE, scalars[PERSISTENCE]),
    )
    draw_slow(state.drift, state.slow, generator, scales, residual, noise, step_noise, data)
    for b in range(residual.shape[0]):
        for t in range(residual.shape[1]):
            for j in range(SIMD_WIDTH):
                residual[b, t, j] -= state.drift[b, j] + state.slow[b, t, j]
    draw_steps(state.step, generator, residual, noise, step_noise, data)
    for b in range(residual.shape[0]):
        for t in range(residual.shape[1]):
            if data.benchmark[t]:
                residual[b, t] -= data.benchmark[t] * state.step[b]


@compile_loop
def _draw_all_weights(
    state: ChainState, data: ChainData, generator: np.random.Generator, shocks: np.ndarray
) -> None:
    """Draw the mixture weights of shocks and benchmark steps."""
    draw_weights(
        state.inverse_weight,
        state.log_scale,
        generator,
        data.units,
        shocks,
        data.observed,
        data.degrees,
    )
    shape = data.step_observed.shape
    draw_weights(
        state.step_inverse.reshape(shape),
        np.full(state.log_scale.shape, np.log(state.scalars[STEP_SCALE])),
        generator,
        data.units,
        state.step.reshape(shape),
        data.step_observed,
        data.degrees,
    )


@compile_loop
def sufficient_sums(
    state: ChainState, data: ChainData, residual: np.ndarray, noise: np.ndarray
) -> SufficientSums:
    """Compute the sums that the shared terms depend on.

    Parameters
    ----------
    state : ChainState
    data : ChainData
    residual, noise : ndarray of float, shape (block, year, lane)
        Filled: growth less drift and slow deviation; variance of the shocks.

    Returns
    -------
    SufficientSums
    """
    groups, years = state.prefecture_effect.shape[0], residual.shape[1]
    sums = SufficientSums(
        np.empty((groups, years)),
        np.empty((groups, years)),
        np.empty(years),
        np.empty((groups, years)),
        np.empty(years),
    )
    _fill_variance(noise, state)
    for b in range(residual.shape[0]):
        for t in range(residual.shape[1]):
            for j in range(SIMD_WIDTH):
                residual[b, t, j] = data.growth[b, t, j] - state.drift[b, j] - state.slow[b, t, j]
    sum_by_prefecture(
        sums, residual, noise, state.scalars[STEP_SCALE] ** 2 * state.step_inverse, data
    )
    return sums


@compile_loop
def draw_shared_terms(
    state: ChainState, data: ChainData, generator: np.random.Generator, sums: SufficientSums
) -> None:
    """Draw the terms that units share, benchmark steps integrated out, in place.

    Parameters
    ----------
    state : ChainState
    data : ChainData
    generator : numpy.random.Generator
    sums : SufficientSums
    """
    scalars = state.scalars
    scales = (
        effective_scale(data, GROUP_SCALE, scalars[GROUP_SCALE]),
        effective_scale(data, GROUP_PERSISTENCE, scalars[GROUP_PERSISTENCE]),
        scalars[GROUP_STEP],
    )
    draw_shared(
        state.coefficients,
        state.prefecture_effect,
        generator,
        data.precision,
        data.shift,
        scales,
        data.benchmark,
        sums,
    )
