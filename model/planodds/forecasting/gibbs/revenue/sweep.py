"""One compiled sweep of a chain of the revenue block.

A Student-t shock is a scale mixture of normals. Where a benchmark year hides the growth of a unit,
that growth is drawn too, so that everything but the scales and the reversion is Gaussian. Given
weights and hidden growth, the reversion is updated with all coefficients and all units' target
ratios integrated out, then these are drawn. Scales are updated with weights and hidden growth
integrated out, median and spread both centred and non-centred as in ``gibbs.county.scales``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.envelope import draw_gaussian_by_envelope, factor_by_envelope
from planodds.forecasting.gibbs.numba_utils import compile_loop
from planodds.forecasting.gibbs.revenue.chain_types import (
    COAL,
    COMMON,
    INTERCEPT,
    RELATIVE,
    YEAR,
    RevenueSums,
)

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.revenue.chain_types import RevenueData, RevenueState

# Quantities that are updated by slice sampling, all on the log scale: the first three are positions
# in ``RevenueState.scalars``; then median and spread with the unit scales moving with them.
REVERSION, MEDIAN, SPREAD, MOVING_MEDIAN, MOVING_SPREAD = range(5)
_LOG_EVERY = 8  # factors in a product before its logarithm is taken
_WIDTH = (0.5, 0.2, 0.3, 0.2, 0.3)
_UNIT_WIDTH = 1.0


@compile_loop
def sweep_chain(
    state: RevenueState, data: RevenueData, generator: np.random.Generator, repeats: int
) -> bool:
    """Run all steps a number of times, in place.

    Parameters
    ----------
    state : RevenueState
        Updated in place.
    data : RevenueData
    generator : numpy.random.Generator
    repeats : int

    Returns
    -------
    bool
        False if a precision matrix was not positive definite.
    """
    regular = True
    for _ in range(repeats):
        regular &= draw_coefficients(state, data, generator)
        draw_scales(state, data, generator)
    return regular


@compile_loop
def draw_coefficients(
    state: RevenueState, data: RevenueData, generator: np.random.Generator
) -> bool:
    """Draw reversion, shared coefficients and target ratios given weights and hidden growth.

    Parameters
    ----------
    state : RevenueState
    data : RevenueData
    generator : numpy.random.Generator

    Returns
    -------
    bool
        False if the precision was not positive definite.
    """
    sums, nothing = sum_cells(state, data), np.empty((2, 0, 0))
    state.scalars[REVERSION] = _slice_sample(REVERSION, state, data, nothing, sums, generator)
    kappa = np.exp(state.scalars[REVERSION])
    precision, shift = sums.precision.copy(), sums.shift[0] + kappa * sums.shift[1]
    _integrate_targets(precision, shift, kappa, data, sums)
    regular = draw_gaussian_by_envelope(precision, shift, np.zeros(len(shift), np.int64), generator)
    state.coefficient[:] = shift
    for i in range(len(state.target)):
        weight, growth, ratio = sums.unit[i]
        pull = kappa * (growth + kappa * ratio - (sums.by_unit[i] * shift).sum())
        unit_precision = data.ratio_precision + kappa * kappa * weight
        state.target[i] = pull / unit_precision + generator.standard_normal() / np.sqrt(
            unit_precision
        )
    return regular


@compile_loop
def sum_cells(state: RevenueState, data: RevenueData) -> RevenueSums:
    """Compute the sums over the observed cells that the coefficients depend on.

    Parameters
    ----------
    state : RevenueState
    data : RevenueData

    Returns
    -------
    RevenueSums
    """
    units, years = data.growth.shape
    size = len(data.coefficient)
    sums = RevenueSums(
        np.zeros((size, size)),
        np.zeros((2, size)),
        np.zeros((units, size)),
        np.zeros((units, 3)),
        np.zeros(3),
    )
    for k in range(size):
        sums.precision[k, k] = data.coefficient[k, 1]
        sums.shift[0, k] = data.coefficient[k, 0] * data.coefficient[k, 1]
    index, x = np.arange(5), np.ones(5)
    for i in range(units):
        scale = np.exp(-2.0 * state.log_scale[i])
        for t in range(years):
            weight = data.mask[i, t] * state.weight[i, t] * scale
            if weight == 0.0:
                continue
            index[YEAR] = YEAR + t
            x[COMMON], x[COAL] = data.common[t], data.coal[i, t]
            x[RELATIVE] = data.relative[i, t] + state.hidden[i, t]
            growth, ratio = data.growth[i, t], data.ratio[i, t]
            for a in range(5):
                sums.shift[0, index[a]] += weight * x[a] * growth
                sums.shift[1, index[a]] += weight * x[a] * ratio
                sums.by_unit[i, index[a]] += weight * x[a]
                for b in range(a + 1):
                    sums.precision[index[a], index[b]] += weight * x[a] * x[b]
            sums.unit[i, 0] += weight
            sums.unit[i, 1] += weight * growth
            sums.unit[i, 2] += weight * ratio
            sums.square[0] += weight * growth * growth
            sums.square[1] += weight * growth * ratio
            sums.square[2] += weight * ratio * ratio
    return sums


@compile_loop
def _integrate_targets(
    precision: np.ndarray, shift: np.ndarray, kappa: float, data: RevenueData, sums: RevenueSums
) -> float:
    """Integrate the target ratios out of precision and shift; return their part of the density."""
    density = 0.0
    for i in range(len(sums.unit)):
        weight = sums.unit[i, 0]
        response = sums.unit[i, 1] + kappa * sums.unit[i, 2]
        factor = kappa * kappa / (data.ratio_precision + kappa * kappa * weight)
        for a in range(len(shift)):
            scaled = factor * sums.by_unit[i, a]
            shift[a] -= scaled * response
            for b in range(a + 1):
                precision[a, b] -= scaled * sums.by_unit[i, b]
        density += 0.5 * factor * response * response
        density -= 0.5 * np.log1p(kappa * kappa * weight / data.ratio_precision)
    return density


@compile_loop
def log_density_of_reversion(value: float, data: RevenueData, sums: RevenueSums) -> float:
    """Compute the log density of log reversion, coefficients and target ratios integrated out.

    Parameters
    ----------
    value : float
        Logarithm of the reversion.
    data : RevenueData
    sums : RevenueSums

    Returns
    -------
    float
        Up to a constant.
    """
    kappa = np.exp(value)
    precision, shift = sums.precision.copy(), sums.shift[0] + kappa * sums.shift[1]
    square = sums.square[0] + 2.0 * kappa * sums.square[1] + kappa * kappa * sums.square[2]
    density = _integrate_targets(precision, shift, kappa, data, sums) - 0.5 * square
    factor_by_envelope(precision, shift, np.zeros(len(shift), np.int64))
    for a in range(len(shift)):
        density += 0.5 * shift[a] * shift[a] - np.log(precision[a, a])
    return density + log_prior_at(data.reversion, kappa) + value


@compile_loop
def draw_scales(state: RevenueState, data: RevenueData, generator: np.random.Generator) -> None:
    """Draw scales, mixture weights and hidden growth given coefficients and targets, in place.

    Parameters
    ----------
    state : RevenueState
    data : RevenueData
    generator : numpy.random.Generator
    """
    shocks, none, cells = residuals(state, data), _no_sums(), np.empty((2, *data.growth.shape))
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
    for kind in (MEDIAN, SPREAD):
        state.scalars[kind] = _slice_sample(kind, state, data, cells, none, generator)
    for kind in (MOVING_MEDIAN, MOVING_SPREAD):
        position = MEDIAN if kind == MOVING_MEDIAN else SPREAD
        new = _slice_sample(kind, state, data, cells, none, generator)
        z = (state.log_scale - state.scalars[MEDIAN]) / np.exp(state.scalars[SPREAD])
        state.scalars[position] = new
        state.log_scale[:] = state.scalars[MEDIAN] + np.exp(state.scalars[SPREAD]) * z
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
def log_density(
    kind: int,
    value: float,
    state: RevenueState,
    data: RevenueData,
    cells: np.ndarray,
    sums: RevenueSums,
) -> float:
    """Compute the log density of the logarithm of a scale or of the reversion.

    Parameters
    ----------
    kind : int
        ``REVERSION``, ``MEDIAN``, ``SPREAD``, ``MOVING_MEDIAN`` or ``MOVING_SPREAD``.
    value : float
    state : RevenueState
    data : RevenueData
    cells : ndarray of float, shape (2, unit, year)
        Squared shocks; variance of revenue due to hidden growth. They count for the moving
        kinds.
    sums : RevenueSums
        Counts for ``REVERSION``.

    Returns
    -------
    float
        Up to a constant.
    """
    if kind == REVERSION:
        return log_density_of_reversion(value, data, sums)
    of_median = kind in (MEDIAN, MOVING_MEDIAN)
    prior = data.median if of_median else data.spread
    density = log_prior_at(prior, np.exp(value)) + value
    median, spread = state.scalars[MEDIAN], np.exp(state.scalars[SPREAD])
    center = value if of_median else median
    width = spread if of_median else np.exp(value)
    moving = kind in (MOVING_MEDIAN, MOVING_SPREAD)
    for i in range(len(state.log_scale)):
        z = (state.log_scale[i] - median) / spread
        if moving:
            density += log_density_of_unit(
                center + width * z, cells[0, i], cells[1, i], data.mask[i], data.degrees
            )
        else:
            z = (state.log_scale[i] - center) / width
            density -= np.log(width) + 0.5 * z * z
    return density


@compile_loop
def _slice_sample(
    kind: int,
    state: RevenueState,
    data: RevenueData,
    cells: np.ndarray,
    sums: RevenueSums,
    generator: np.random.Generator,
) -> float:
    """Update a value by stepping out and shrinkage: Neal (2003), doi:10.1214/aos/1056562461."""
    if kind == MOVING_MEDIAN:
        value = state.scalars[MEDIAN]
    elif kind == MOVING_SPREAD:
        value = state.scalars[SPREAD]
    else:
        value = state.scalars[kind]
    given = (state, data, cells, sums)
    level = log_density(kind, value, *given) - generator.standard_exponential()
    width = _WIDTH[kind]
    low = value - width * generator.random()
    high = low + width
    stage, trial = 0, low  # step out below, step out above, shrink
    while True:
        inside = log_density(kind, trial, *given) > level
        if stage == 0 and inside:
            low -= width
            trial = low
        elif stage == 0:
            stage, trial = 1, high
        elif stage == 1 and inside:
            high += width
            trial = high
        elif stage == 2 and (inside or trial == value):
            return trial
        else:
            if stage == 2 and trial < value:
                low = trial
            elif stage == 2:
                high = trial
            stage, trial = 2, low + (high - low) * generator.random()


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
    """Update the log scale of every unit, in place, by the same steps as ``_slice_sample``."""
    for i in range(len(log_scale)):
        squares, hidden, observed = cells[0, i], cells[1, i], mask[i]
        value = log_scale[i]
        level = (
            log_density_of_unit(value, squares, hidden, observed, degrees)
            - 0.5 * ((value - center) / spread) ** 2
            - generator.standard_exponential()
        )
        width = _UNIT_WIDTH
        low = value - width * generator.random()
        high = low + width
        stage, trial = 0, low  # step out below, step out above, shrink
        while True:
            inside = (
                log_density_of_unit(trial, squares, hidden, observed, degrees)
                - 0.5 * ((trial - center) / spread) ** 2
                > level
            )
            if stage == 0 and inside:
                low -= width
                trial = low
            elif stage == 0:
                stage, trial = 1, high
            elif stage == 1 and inside:
                high += width
                trial = high
            elif stage == 2 and (inside or trial == value):
                break
            else:
                if stage == 2 and trial < value:
                    low = trial
                elif stage == 2:
                    high = trial
                stage, trial = 2, low + (high - low) * generator.random()
        log_scale[i] = trial


@compile_loop
def _no_sums() -> RevenueSums:
    """Return empty sums, for updates that do not depend on them."""
    empty = np.empty((0, 0))
    return RevenueSums(empty, empty, empty, empty, np.empty(0))
