"""Draw of scales, mixture weights and hidden growth, given coefficients and target ratios.

Unit scales, their median and spread are updated with weights and hidden growth integrated out,
median and spread both centred and non-centred as in ``gibbs.county.scales``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import compile_loop
from planodds.forecasting.gibbs.revenue.chain_types import (
    COAL,
    COMMON,
    INTERCEPT,
    MEDIAN,
    RELATIVE,
    REVERSION,
    SPREAD,
    YEAR,
)
from planodds.forecasting.gibbs.slice_sampling import TRIAL, advance, open_bracket

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.revenue.chain_types import RevenueData, RevenueState

_WIDTH = (0.0, 0.2, 0.3)  # of the slices of log median and log spread, by position
_UNIT_WIDTH = 1.0  # of the slice of a unit's log scale
_LOG_EVERY = 8  # factors in a product before its logarithm is taken


@compile_loop
def draw_scales(state: RevenueState, data: RevenueData, generator: np.random.Generator) -> None:
    """Draw scales, mixture weights and hidden growth given coefficients and targets, in place.

    Parameters
    ----------
    state : RevenueState
    data : RevenueData
    generator : numpy.random.Generator
    """
    shocks, cells = residuals(state, data), np.empty((2, *data.growth.shape))
    cells[0] = shocks**2
    cells[1] = (state.coefficient[RELATIVE] * data.growth_scale) ** 2
    _draw_unit_scales(
        state.log_scale,
        state.scalars[MEDIAN],
        np.exp(state.scalars[SPREAD]),
        cells,
        data.mask,
        data.degrees,
        generator,
    )
    for moving in (False, True):
        for position in (MEDIAN, SPREAD):
            _draw_hyperparameter(position, moving, state, data, cells, generator)
    elasticity, degrees = state.coefficient[RELATIVE], data.degrees
    for i in range(shocks.shape[0]):
        own = np.exp(2.0 * state.log_scale[i])
        for t in range(shocks.shape[1]):
            hidden = data.growth_scale[i, t] ** 2
            variance = own + elasticity * elasticity * hidden
            observed = data.mask[i, t]
            square = observed * shocks[i, t] ** 2 / variance
            weight = generator.standard_gamma(0.5 * (degrees + observed)) / (
                0.5 * (degrees + square)
            )
            state.weight[i, t] = weight
            share = observed * elasticity * hidden / variance
            spread = np.sqrt(hidden * (1.0 - share * elasticity) / weight)
            state.hidden[i, t] = share * shocks[i, t] + spread * generator.standard_normal()


@compile_loop
def residuals(state: RevenueState, data: RevenueData) -> np.ndarray:
    """Return growth less its location, which includes hidden growth only as noise, (unit, year).

    Parameters
    ----------
    state : RevenueState
    data : RevenueData

    Returns
    -------
    ndarray of float, shape (unit, year)
    """
    out, beta = np.empty(data.growth.shape), state.coefficient
    kappa = np.exp(state.scalars[REVERSION])
    for i in range(out.shape[0]):
        for t in range(out.shape[1]):
            location = beta[INTERCEPT] + beta[COMMON] * data.common[t] + beta[YEAR + t]
            location += beta[COAL] * data.coal[i, t] + beta[RELATIVE] * data.relative[i, t]
            out[i, t] = data.growth[i, t] - location + kappa * (data.ratio[i, t] - state.target[i])
    return out


@compile_loop
def log_density_of_unit(
    log_scale: float, squares: np.ndarray, hidden: np.ndarray, mask: np.ndarray, degrees: float
) -> float:
    """Compute the log likelihood of a unit's shocks, weights and hidden growth integrated out.

    Parameters
    ----------
    log_scale : float
    squares, hidden, mask : ndarray of float, shape (year,)
        Squared shocks; variance of revenue due to hidden growth; one where observed.
    degrees : float

    Returns
    -------
    float
        ``-sum (log v + (nu + 1) log(1 + x^2 / (nu v))) / 2`` with ``v = scale^2 + hidden``, up to
        a constant.
    """
    own, variances, factors, density = np.exp(2.0 * log_scale), 1.0, 1.0, 0.0
    for t in range(len(squares)):
        if mask[t] > 0.0:
            variance = own + hidden[t]
            variances *= variance
            factors *= 1.0 + squares[t] / (degrees * variance)
        if t % _LOG_EVERY == _LOG_EVERY - 1:
            density -= 0.5 * (np.log(variances) + (degrees + 1.0) * np.log(factors))
            variances, factors = 1.0, 1.0
    return density - 0.5 * (np.log(variances) + (degrees + 1.0) * np.log(factors))


@compile_loop
def log_density_of_hyperparameter(
    position: int,
    moving: bool,
    value: float,
    state: RevenueState,
    data: RevenueData,
    cells: np.ndarray,
) -> float:
    """Compute the log density of the logarithm of median or spread of the shock scales.

    Parameters
    ----------
    position : int
        ``MEDIAN`` or ``SPREAD``.
    moving : bool
        Whether the unit scales move with it, their standardised values fixed.
    value : float
    state : RevenueState
    data : RevenueData
    cells : ndarray of float, shape (2, unit, year)
        Squared shocks; variance of revenue due to hidden growth. They count if ``moving``.

    Returns
    -------
    float
        Up to a constant.
    """
    prior = data.median if position == MEDIAN else data.spread
    density = log_prior_at(prior, np.exp(value)) + value
    median, spread = state.scalars[MEDIAN], np.exp(state.scalars[SPREAD])
    center = value if position == MEDIAN else median
    width = spread if position == MEDIAN else np.exp(value)
    for i in range(len(state.log_scale)):
        if moving:
            z = (state.log_scale[i] - median) / spread
            density += log_density_of_unit(
                center + width * z, cells[0, i], cells[1, i], data.mask[i], data.degrees
            )
        else:
            z = (state.log_scale[i] - center) / width
            density -= np.log(width) + 0.5 * z * z
    return density


@compile_loop
def _draw_hyperparameter(
    position: int,
    moving: bool,
    state: RevenueState,
    data: RevenueData,
    cells: np.ndarray,
    generator: np.random.Generator,
) -> None:
    """Update log median or log spread; the unit scales move with it if ``moving``."""
    value, given = state.scalars[position], (state, data, cells)
    level = log_density_of_hyperparameter(position, moving, value, *given)
    level -= generator.standard_exponential()
    bracket = open_bracket(value, _WIDTH[position], generator)
    while not advance(
        bracket,
        log_density_of_hyperparameter(position, moving, bracket[TRIAL], *given) > level,
        generator,
    ):
        pass
    z = (state.log_scale - state.scalars[MEDIAN]) / np.exp(state.scalars[SPREAD])
    state.scalars[position] = bracket[TRIAL]
    if moving:
        state.log_scale[:] = state.scalars[MEDIAN] + np.exp(state.scalars[SPREAD]) * z


@compile_loop
def _draw_unit_scales(
    log_scale: np.ndarray,
    center: float,
    spread: float,
    cells: np.ndarray,
    mask: np.ndarray,
    degrees: float,
    generator: np.random.Generator,
) -> None:
    """Update the log scale of every unit, in place.

    It takes arrays and not the chain's tuples: their fields would be counted as referred to at
    every call of a density, which is most of the time of a sweep.
    """
    for i in range(len(log_scale)):
        given, value = (cells[0, i], cells[1, i], mask[i], degrees), log_scale[i]
        prior = 0.5 * ((value - center) / spread) ** 2
        level = log_density_of_unit(value, *given) - prior - generator.standard_exponential()
        bracket = open_bracket(value, _UNIT_WIDTH, generator)
        done = False
        while not done:
            prior = 0.5 * ((bracket[TRIAL] - center) / spread) ** 2
            inside = log_density_of_unit(bracket[TRIAL], *given) - prior > level
            done = advance(bracket, inside, generator)
        log_scale[i] = bracket[TRIAL]
