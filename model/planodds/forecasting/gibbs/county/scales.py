"""Metropolis updates of shock scales given the shocks, mixture weights integrated out.

Median and spread of the unit scales are updated both centred (unit scales fixed) and non-centred
(standardised unit scales fixed): ancillarity-sufficiency interweaving, Yu and Meng (2011),
doi:10.1198/jcgs.2011.203main. Student-t shocks are scale mixtures of normals; the mixture weights
are drawn after the scales. Blocks of units as in ``gibbs.county.kalman``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.chain_types import MEDIAN, SPREAD, STEP_SCALE
from planodds.forecasting.gibbs.county.kalman import (
    POWER,
    PRODUCT,
    SIMD_WIDTH,
    SPLIT_EVERY,
    STATE,
    half_log_det,
    half_log_dets,
    renormalise_products,
)
from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import (
    acceptance_probability,
    compile_loop,
    random_walk_proposal,
)

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData


@compile_loop
def _student_t_products(
    x: np.ndarray, observed: np.ndarray, log_scale: np.ndarray, degrees: float, state: np.ndarray
) -> None:
    """Accumulate the products in the Student-t log density of one block."""
    for j in range(SIMD_WIDTH):
        state[PRODUCT + j], state[POWER + j] = 1.0, 0.0
        state[j] = np.exp(-2.0 * log_scale[j]) / degrees
    for t in range(x.shape[0]):
        for j in range(SIMD_WIDTH):
            state[PRODUCT + j] *= 1.0 + observed[t, j] * x[t, j] * x[t, j] * state[j]
        if t % SPLIT_EVERY == SPLIT_EVERY - 1:
            renormalise_products(state)


@compile_loop
def update_unit_scales(
    log_scale: np.ndarray,
    scalars: np.ndarray,
    generator: np.random.Generator,
    repeats: int,
    data: ChainData,
    shock: np.ndarray,
) -> None:
    """Update every unit's log scale by Metropolis steps given the shocks.

    Parameters
    ----------
    log_scale : ndarray of float, shape (block, lane)
        Updated in place.
    scalars : ndarray of float
    generator : numpy.random.Generator
    repeats : int
    data : ChainData
    shock : ndarray of float, shape (block, year, lane)
        Log points.

    Notes
    -----
    Target of one unit: ``N(log_scale; log median, spread^2) prod_t t_nu(shock_t; scale)``.
    """
    state, current, trial = np.empty(STATE), np.empty(SIMD_WIDTH), np.empty(SIMD_WIDTH)
    center, spread, degrees = np.log(scalars[MEDIAN]), scalars[SPREAD], data.degrees
    for b in range(log_scale.shape[0]):
        value = log_scale[b]
        for r in range(repeats + 1):
            for j in range(SIMD_WIDTH):
                trial[j] = value[j]
                if r:
                    trial[j] += data.step_length[b, j] * generator.standard_normal()
            _student_t_products(shock[b], data.observed[b], trial, degrees, state)
            for j in range(SIMD_WIDTH):
                new = (
                    0.5 * ((trial[j] - center) / spread) ** 2
                    + (degrees + 1.0) * half_log_det(state, j)
                    + data.observed_years[b, j] * trial[j]
                )
                if r == 0 or generator.standard_exponential() > new - current[j]:
                    value[j], current[j] = trial[j], new


@compile_loop
def density_of_shocks(
    log_scale: np.ndarray,
    shock: np.ndarray,
    observed: np.ndarray,
    observed_years: np.ndarray,
    degrees: float,
    state: np.ndarray,
) -> float:
    """Compute the log density of one chain's shocks, mixture weights integrated out.

    Parameters
    ----------
    log_scale, observed_years : ndarray of float, shape (block, lane)
        Log scale; number of observed years.
    shock, observed : ndarray of float, shape (block, year, lane)
    degrees : float
    state : ndarray of float
        Work array.

    Returns
    -------
    float
        ``-sum (log s_i + (nu + 1)/2 log(1 + x_it^2 / (nu s_i^2)))``, up to a constant.
    """
    density = 0.0
    for block in range(shock.shape[0]):
        _student_t_products(shock[block], observed[block], log_scale[block], degrees, state)
        density -= (degrees + 1.0) * half_log_dets(state)
        for j in range(SIMD_WIDTH):
            density -= observed_years[block, j] * log_scale[block, j]
    return density


@compile_loop
def _log_prior_of_spread(point: np.ndarray, data: ChainData) -> float:
    """Return the log prior density at (log median, log spread)."""
    return (
        log_prior_at(data.prior[MEDIAN], np.exp(point[0]))
        + point[0]
        + log_prior_at(data.prior[SPREAD], np.exp(point[1]))
        + point[1]
    )


@compile_loop
def update_hyperparameters_noncentred(
    scalars: np.ndarray,
    log_scale: np.ndarray,
    factor: np.ndarray,
    generator: np.random.Generator,
    repeats: int,
    data: ChainData,
    shock: np.ndarray,
) -> float:
    """Update (median, spread) in the non-centred parameterisation; unit scales move with them.

    Parameters
    ----------
    scalars, log_scale : ndarray of float
        Updated in place.
    factor : ndarray of float, shape (2, 2)
        Factor of the proposal covariance of (log median, log spread).
    generator : numpy.random.Generator
    repeats : int
    data : ChainData
    shock : ndarray of float, shape (block, year, lane)

    Returns
    -------
    float
        Mean acceptance probability.
    """
    point = np.log(scalars[MEDIAN : SPREAD + 1])
    z, state, acceptance = (log_scale - point[0]) / scalars[SPREAD], np.empty(STATE), 0.0
    current = _log_prior_of_spread(point, data) + density_of_shocks(
        log_scale, shock, data.observed, data.observed_years, data.degrees, state
    )
    for _ in range(repeats):
        trial = random_walk_proposal(point, factor, generator)
        proposed = _log_prior_of_spread(trial, data) + density_of_shocks(
            trial[0] + np.exp(trial[1]) * z,
            shock,
            data.observed,
            data.observed_years,
            data.degrees,
            state,
        )
        probability = acceptance_probability(proposed - current)
        acceptance += probability
        if generator.random() < probability:
            point, current = trial, proposed
    scalars[MEDIAN : SPREAD + 1] = np.exp(point)
    log_scale[:] = point[0] + scalars[SPREAD] * z
    return acceptance / repeats


@compile_loop
def update_hyperparameters_centred(
    scalars: np.ndarray,
    log_scale: np.ndarray,
    factor: np.ndarray,
    generator: np.random.Generator,
    repeats: int,
    data: ChainData,
) -> float:
    """Update (median, spread) in the centred parameterisation, unit scales fixed.

    Parameters
    ----------
    scalars : ndarray of float
        Updated in place.
    log_scale : ndarray of float, shape (block, lane)
    factor : ndarray of float, shape (2, 2)
        Factor of the proposal covariance of (log median, log spread).
    generator : numpy.random.Generator
    repeats : int
    data : ChainData

    Returns
    -------
    float
        Mean acceptance probability.
    """
    values = log_scale.ravel()[: data.units]
    count, mean, acceptance = len(values), values.mean(), 0.0
    square = ((values - mean) ** 2).sum()
    point = np.log(scalars[MEDIAN : SPREAD + 1])
    current = _density_of_center(point, data, count, mean, square)
    for _ in range(repeats):
        trial = random_walk_proposal(point, factor, generator)
        proposed = _density_of_center(trial, data, count, mean, square)
        probability = acceptance_probability(proposed - current)
        acceptance += probability
        if generator.random() < probability:
            point, current = trial, proposed
    scalars[MEDIAN : SPREAD + 1] = np.exp(point)
    return acceptance / repeats


@compile_loop
def _density_of_center(
    point: np.ndarray, data: ChainData, count: int, mean: float, square: float
) -> float:
    """Return the log density of (log median, log spread) given sums of the log scales."""
    return (
        _log_prior_of_spread(point, data)
        - count * point[1]
        - 0.5 * (square + count * (mean - point[0]) ** 2) * np.exp(-2.0 * point[1])
    )


@compile_loop
def update_step_scale(
    scalars: np.ndarray,
    generator: np.random.Generator,
    repeats: int,
    data: ChainData,
    step: np.ndarray,
) -> None:
    """Update the scale of the benchmark steps given the steps, mixture weights integrated out.

    Parameters
    ----------
    scalars : ndarray of float
        Updated in place.
    generator : numpy.random.Generator
    repeats : int
    data : ChainData
    step : ndarray of float, shape (block, lane)
        Unit part of the step, log points.
    """
    state, log_scale, observed = np.empty(STATE), np.empty(step.shape), data.step_observed
    count, degrees, prior = data.step_observed[:, 0], data.degrees, data.prior[STEP_SCALE]
    log_scale_variance = (degrees + 3.0) / (2.0 * degrees * max(count.sum(), 1.0))
    length, current = 2.4 / np.sqrt(1.0 / log_scale_variance + 1.0), 0.0
    value = np.log(scalars[STEP_SCALE])
    steps = step.reshape(step.shape[0], 1, SIMD_WIDTH)
    for r in range(repeats + 1):
        trial = value + length * generator.standard_normal() if r else value
        log_scale[:] = trial
        new = (
            log_prior_at(prior, np.exp(trial))
            + trial
            + density_of_shocks(log_scale, steps, observed, count, degrees, state)
        )
        if r == 0 or generator.random() < acceptance_probability(new - current):
            value, current = trial, new
    scalars[STEP_SCALE] = np.exp(value)


@compile_loop
def draw_weights(
    inverse_weight: np.ndarray,
    log_scale: np.ndarray,
    generator: np.random.Generator,
    units: int,
    shock: np.ndarray,
    observed: np.ndarray,
    degrees: float,
) -> None:
    """Draw the inverse mixture weights given the shocks, in place.

    Parameters
    ----------
    inverse_weight, shock, observed : ndarray of float, shape (block, year, lane)
    log_scale : ndarray of float, shape (block, lane)
    generator : numpy.random.Generator
    units : int
    degrees : float

    Notes
    -----
    ``w ~ Gamma((nu + 1)/2, rate (nu + x^2)/2)`` where observed, the prior
    ``Gamma(nu/2, rate nu/2)`` elsewhere, x the shock over its scale.
    """
    for u in range(units):
        b, j = u // SIMD_WIDTH, u % SIMD_WIDTH
        precision = np.exp(-2.0 * log_scale[b, j])
        for t in range(shock.shape[1]):
            is_observed = observed[b, t, j]
            square = is_observed * shock[b, t, j] ** 2 * precision
            inverse_weight[b, t, j] = (
                0.5 * (degrees + square) / generator.standard_gamma(0.5 * (degrees + is_observed))
            )


@compile_loop
def draw_steps(
    step: np.ndarray,
    generator: np.random.Generator,
    residual: np.ndarray,
    shock_noise: np.ndarray,
    step_noise: np.ndarray,
    data: ChainData,
) -> None:
    """Draw the units' benchmark steps given step + shock, or from their prior, in place.

    Parameters
    ----------
    step : ndarray of float, shape (block, lane)
    generator : numpy.random.Generator
    residual : ndarray of float, shape (block, year, lane)
        step + shock, log points.
    shock_noise, step_noise : ndarray of float, shapes (block, year, lane) and (block, lane)
        Variances.
    data : ChainData
    """
    year = data.benchmark.argmax()
    for b in range(step.shape[0]):
        for j in range(SIMD_WIDTH):
            prior = step_noise[b, j]
            weight = data.step_observed[b, 0, j] * prior / (prior + shock_noise[b, year, j])
            step[b, j] = (
                weight * residual[b, year, j]
                + np.sqrt(prior * (1.0 - weight)) * generator.standard_normal()
            )
