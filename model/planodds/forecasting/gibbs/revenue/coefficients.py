"""Draw of reversion, shared coefficients and target ratios, given weights and hidden growth.

The reversion is updated with all coefficients and all units' target ratios integrated out; then
these are drawn from their joint Gaussian.
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
    RELATIVE,
    REVERSION,
    YEAR,
    RevenueSums,
)
from planodds.forecasting.gibbs.slice_sampling import TRIAL, advance, open_bracket

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.revenue.chain_types import RevenueData, RevenueState

_WIDTH = 0.5  # of the slice of log reversion


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
    sums, value = sum_cells(state, data), state.scalars[REVERSION]
    level = log_density_of_reversion(value, data, sums) - generator.standard_exponential()
    bracket = open_bracket(value, _WIDTH, generator)
    while not advance(
        bracket, log_density_of_reversion(bracket[TRIAL], data, sums) > level, generator
    ):
        pass
    state.scalars[REVERSION] = bracket[TRIAL]
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
