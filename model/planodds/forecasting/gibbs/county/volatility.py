"""Metropolis updates of the yearly volatility that units share, mixture weights integrated out.

The shock of unit i in year t has the scale ``s_i exp(v_t)``, where ``v_t`` is a stationary AR(1)
with standard deviation ``volatility_scale`` and a declared persistence. The data determine
``s_i exp(v_t)`` better than either factor: a joint shift moves between them in that direction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.chain_types import MEDIAN, VOLATILITY
from planodds.forecasting.gibbs.county.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import acceptance_probability, compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.county.chain_types import ChainData, ChainState

# Proposals of the volatility's scale given its path, and of a joint shift: each is a few numbers.
_CENTRED, _SHIFTS = 6, 12
_WAVES = 4


@compile_loop
def standardise_by_year(shock: np.ndarray, volatility: np.ndarray) -> None:
    """Divide the shocks of each year by its volatility, in place.

    Parameters
    ----------
    shock : ndarray of float, shape (block, year, lane)
    volatility : ndarray of float, shape (year,)
        Logs.
    """
    factor = np.exp(-volatility)
    for b in range(shock.shape[0]):
        for t in range(shock.shape[1]):
            for j in range(SIMD_WIDTH):
                shock[b, t, j] *= factor[t]


@compile_loop
def density_of_year(
    value: float, t: int, precision: np.ndarray, data: ChainData, shock: np.ndarray
) -> float:
    """Compute the log density of the shocks of one year, mixture weights integrated out.

    Parameters
    ----------
    value : float
        Log volatility v.
    t : int
        Position of the year.
    precision : ndarray of float, shape (block, lane)
        ``1 / s_i^2``.
    data : ChainData
    shock : ndarray of float, shape (block, year, lane)
        Log points.

    Returns
    -------
    float
        ``-sum_i (v + (nu + 1)/2 log(1 + x_it^2 / (nu s_i^2 exp(2 v))))``, up to a constant.
    """
    factor, count, total = np.exp(-2.0 * value) / data.degrees, 0.0, 0.0
    for b in range(shock.shape[0]):
        product = 1.0
        for j in range(SIMD_WIDTH):
            seen = data.observed[b, t, j]
            product *= 1.0 + seen * shock[b, t, j] * shock[b, t, j] * precision[b, j] * factor
            count += seen
        total += np.log(product)
    return -count * value - 0.5 * (data.degrees + 1.0) * total


@compile_loop
def squared_length(volatility: np.ndarray, persistence: float) -> float:
    """Return the squared length of an AR(1) path in units of its standard deviation.

    Parameters
    ----------
    volatility : ndarray of float, shape (year,)
    persistence : float
        rho.

    Returns
    -------
    float
        ``v_1^2 + sum_t (v_t - rho v_{t-1})^2 / (1 - rho^2)``: minus twice its log density at a
        standard deviation of one, up to a constant.
    """
    total = volatility[0] ** 2
    for t in range(1, len(volatility)):
        total += (volatility[t] - persistence * volatility[t - 1]) ** 2 / (1.0 - persistence**2)
    return total


@compile_loop
def update_volatility(
    state: ChainState,
    data: ChainData,
    generator: np.random.Generator,
    repeats: int,
    shock: np.ndarray,
) -> None:
    """Update the volatility of every year, its scale, and the level it shares with the unit scales.

    Parameters
    ----------
    state : ChainState
        Updated in place: volatility, unit scales, median and volatility scale.
    data : ChainData
    generator : numpy.random.Generator
    repeats : int
    shock : ndarray of float, shape (block, year, lane)
        Log points.
    """
    precision = np.exp(-2.0 * state.log_scale)
    for _ in range(repeats):
        _update_years(state, data, generator, precision, shock)
        _update_waves(state, data, generator, precision, shock)
        _update_scale_centred(state, data, generator)
        _update_scale_noncentred(state, data, generator, precision, shock)
        _shift_level(state, data, generator)
        precision = np.exp(-2.0 * state.log_scale)


@compile_loop
def _update_years(
    state: ChainState,
    data: ChainData,
    generator: np.random.Generator,
    precision: np.ndarray,
    shock: np.ndarray,
) -> None:
    """Update each year given the years beside it."""
    v, rho, last = state.volatility, data.persistence, len(state.volatility) - 1
    variance = state.scalars[VOLATILITY] ** 2 * (1.0 - rho**2)
    for t in range(last + 1):
        beside, weight = 0.0, 1.0
        if t > 0:
            beside += rho * v[t - 1]
        if t < last:
            beside += rho * v[t + 1]
        if 0 < t < last:
            weight += rho**2
        if last == 0:
            weight -= rho**2
        length = 2.4 / np.sqrt(_information(t, data) + weight / variance)
        current = density_of_year(v[t], t, precision, data, shock)
        trial = v[t] + length * generator.standard_normal()
        gain = density_of_year(trial, t, precision, data, shock) - current
        center = beside / weight
        gain -= 0.5 * weight / variance * ((trial - center) ** 2 - (v[t] - center) ** 2)
        if generator.random() < acceptance_probability(gain):
            v[t] = trial


@compile_loop
def _information(t: int, data: ChainData) -> float:
    """Return the information of a year's shocks on their log scale, 2 nu n / (nu + 3) of n."""
    observed = 0.0
    for b in range(data.observed.shape[0]):
        observed += data.observed[b, t].sum()
    return 2.0 * data.degrees * observed / (data.degrees + 3.0)


@compile_loop
def _update_waves(
    state: ChainState,
    data: ChainData,
    generator: np.random.Generator,
    precision: np.ndarray,
    shock: np.ndarray,
) -> None:
    """Move all years together along slow cosine waves, which single years follow only slowly."""
    years, trial = len(state.volatility), np.empty(len(state.volatility))
    wave, current, proposed = np.empty(years), np.empty(years), np.empty(years)
    for t in range(years):
        current[t] = density_of_year(state.volatility[t], t, precision, data, shock)
    for m in range(1, min(_WAVES, years - 1) + 1):
        weight = 0.0
        for t in range(years):
            wave[t] = np.cos(np.pi * m * (t + 0.5) / years)
            weight += wave[t] ** 2 * _information(t, data)
        rho, scale = data.persistence, state.scalars[VOLATILITY]
        weight += squared_length(wave, rho) / scale**2
        trial[:] = state.volatility + 2.4 / np.sqrt(weight) * generator.standard_normal() * wave
        gain = 0.5 * (squared_length(state.volatility, rho) - squared_length(trial, rho)) / scale**2
        for t in range(years):
            proposed[t] = density_of_year(trial[t], t, precision, data, shock)
            gain += proposed[t] - current[t]
        if generator.random() < acceptance_probability(gain):
            state.volatility[:], current[:] = trial, proposed


@compile_loop
def _update_scale_centred(
    state: ChainState, data: ChainData, generator: np.random.Generator
) -> None:
    """Update the scale of the volatility given the volatility."""
    years, square = len(state.volatility), squared_length(state.volatility, data.persistence)
    prior, value = data.prior[VOLATILITY], state.scalars[VOLATILITY]
    for _ in range(_CENTRED):
        trial = value * np.exp(2.4 / np.sqrt(2.0 * years) * generator.standard_normal())
        gain = log_prior_at(prior, trial) - log_prior_at(prior, value)
        gain -= (years - 1.0) * np.log(trial / value) + 0.5 * square * (trial**-2 - value**-2)
        if generator.random() < acceptance_probability(gain):
            value = trial
    state.scalars[VOLATILITY] = value


@compile_loop
def _update_scale_noncentred(
    state: ChainState,
    data: ChainData,
    generator: np.random.Generator,
    precision: np.ndarray,
    shock: np.ndarray,
) -> None:
    """Update the scale of the volatility given the standardised volatility."""
    prior, value = data.prior[VOLATILITY], state.scalars[VOLATILITY]
    ratio = np.exp(0.5 * generator.standard_normal())
    gain = log_prior_at(prior, value * ratio) - log_prior_at(prior, value) + np.log(ratio)
    for t in range(len(state.volatility)):
        v = state.volatility[t]
        gain += density_of_year(ratio * v, t, precision, data, shock)
        gain -= density_of_year(v, t, precision, data, shock)
    if generator.random() < acceptance_probability(gain):
        state.scalars[VOLATILITY] = value * ratio
        state.volatility[:] *= ratio


@compile_loop
def _shift_level(state: ChainState, data: ChainData, generator: np.random.Generator) -> None:
    """Shift all unit scales against the volatility of all years: the density of shocks stays."""
    prior, rho = data.prior[MEDIAN], data.persistence
    median, scale = state.scalars[MEDIAN], state.scalars[VOLATILITY]
    length, total = 2.0 * scale / np.sqrt(len(state.volatility)), 0.0
    for _ in range(_SHIFTS):
        shift = length * generator.standard_normal()
        moved = state.volatility - shift
        gain = log_prior_at(prior, median * np.exp(shift)) + shift
        gain -= log_prior_at(prior, median)
        change = squared_length(moved, rho) - squared_length(state.volatility, rho)
        gain -= 0.5 * change / scale**2
        if generator.random() < acceptance_probability(gain):
            state.volatility[:] = moved
            median *= np.exp(shift)
            total += shift
    state.log_scale[:] += total
    state.scalars[MEDIAN] = median
