"""One compiled sweep of a chain of the common block.

Given coefficients, scales, innovations and mixture weights, the values of all processes and their
anchors are jointly Gaussian. Their precision has entries only between neighbouring years, and
between any year and the anchors or constant means, which come last: its Cholesky factor has the
same envelope, and a draw costs of the order of years times processes squared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.common.chain_types import ScaleConditional
from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.envelope import draw_gaussian_by_envelope
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.common.chain_types import CommonData, CommonState

_SLICE_WIDTH = 0.5
_LOG_EVERY = 8  # factors of 1 + x^2/nu in a product before its logarithm is taken


@compile_loop
def sweep_chain(
    state: CommonState, data: CommonData, generator: np.random.Generator, repeats: int
) -> bool:
    """Run all steps a number of times, in place.

    Parameters
    ----------
    state : CommonState
        Updated in place.
    data : CommonData
    generator : numpy.random.Generator
    repeats : int

    Returns
    -------
    bool
        False if a precision matrix was not positive definite.
    """
    regular = True
    for _ in range(repeats):
        regular &= draw_processes(state, data, generator)
        draw_innovations(state, data, generator)
        regular &= draw_equations(state, data, generator)
        rescale_processes(state, data, generator)
    return regular


@compile_loop
def draw_processes(state: CommonState, data: CommonData, generator: np.random.Generator) -> bool:
    """Draw constant and moving processes and the anchors from their joint Gaussian, in place.

    Parameters
    ----------
    state : CommonState
    data : CommonData
    generator : numpy.random.Generator

    Returns
    -------
    bool
        False if the precision was not positive definite.
    """
    n, years = len(data.first), data.growth.shape[0]
    precision, shift = np.zeros((n, n)), np.zeros(n)
    _add_prior_of_processes(precision, shift, state, data)
    _add_likelihood_of_processes(precision, shift, state, data)
    regular = draw_gaussian_by_envelope(precision, shift, data.first, generator)
    for j in range(len(data.moving)):
        for t in range(years):
            state.process[j, t] = shift[data.position[j, t]]
        if data.moving[j]:
            state.anchor[j] = shift[data.anchor_position[j]]
    return regular


@compile_loop
def _add_prior_of_processes(
    precision: np.ndarray, shift: np.ndarray, state: CommonState, data: CommonData
) -> None:
    """Add the priors of starts, anchors and steps to the joint precision and shift."""
    rho = data.reversion
    for j in range(len(data.moving)):
        start = data.position[j, 0]
        precision[start, start] += data.start[j, 1]
        shift[start] += data.start[j, 0] * data.start[j, 1]
        if not data.moving[j]:
            continue
        last, tau = data.anchor_position[j], state.innovation[j] ** -2
        precision[last, last] += data.anchor[j, 1]
        shift[last] += data.anchor[j, 0] * data.anchor[j, 1]
        for t in range(1, data.growth.shape[0]):
            before, now = data.position[j, t - 1], data.position[j, t]
            precision[now, now] += tau
            precision[now, before] -= rho * tau
            precision[before, before] += rho * rho * tau
            precision[last, now] -= (1.0 - rho) * tau
            precision[last, before] += rho * (1.0 - rho) * tau
            precision[last, last] += (1.0 - rho) ** 2 * tau


@compile_loop
def _add_likelihood_of_processes(
    precision: np.ndarray, shift: np.ndarray, state: CommonState, data: CommonData
) -> None:
    """Add the observed growth of all series to the joint precision and shift."""
    series = data.growth.shape[1]
    most = series * (1 + len(data.terms))
    index, loading = np.empty(most, np.int64), np.empty(most)
    for t in range(data.observed.shape[0]):
        for k in range(series):
            weight = data.observed[t, k] * state.weight[t, k] / state.scale[k] ** 2
            if weight == 0.0:
                continue
            count, response = 0, data.growth[t + 1, k]
            for j in range(series):
                if data.contains[k, j]:
                    index[count], loading[count] = data.position[j, t + 1], 1.0
                    count += 1
            for term in range(data.first_term[k], data.first_term[k + 1]):
                other, year = data.terms[term, 0], t + 1 - data.terms[term, 1]
                beta = state.beta[term]
                response -= beta * data.growth[year, other]
                for j in range(series):
                    if data.contains[other, j]:
                        index[count], loading[count] = data.position[j, year], -beta
                        count += 1
            for a in range(count):
                shift[index[a]] += weight * loading[a] * response
                for b in range(count):
                    if index[a] >= index[b]:
                        precision[index[a], index[b]] += weight * loading[a] * loading[b]


@compile_loop
def draw_innovations(state: CommonState, data: CommonData, generator: np.random.Generator) -> None:
    """Draw the innovation of each moving process given its steps, in place.

    Parameters
    ----------
    state : CommonState
    data : CommonData
    generator : numpy.random.Generator
    """
    none, years = np.empty(0), data.growth.shape[0]
    for j in range(len(data.moving)):
        if not data.moving[j]:
            continue
        total = 0.0
        for t in range(1, years):
            away = state.process[j, t] - state.anchor[j]
            total += (away - data.reversion * (state.process[j, t - 1] - state.anchor[j])) ** 2
        conditional = ScaleConditional(
            data.innovation_prior[j], years - 1.0, total, none, none, 0.0, 0.0, 0.0, data.degrees
        )
        state.innovation[j] = np.exp(
            slice_sample_log_scale(np.log(state.innovation[j]), conditional, generator)
        )


@compile_loop
def draw_equations(state: CommonState, data: CommonData, generator: np.random.Generator) -> bool:
    """Draw each equation's coefficients, then its scale, then its mixture weights, in place.

    Parameters
    ----------
    state : CommonState
    data : CommonData
    generator : numpy.random.Generator

    Returns
    -------
    bool
        False if a precision was not positive definite.
    """
    deviation, steps, regular = _deviations(state, data), data.observed.shape[0], True
    for k in range(data.growth.shape[1]):
        begin, end = data.first_term[k], data.first_term[k + 1]
        size = end - begin
        precision, shift = np.zeros((size, size)), np.zeros(size)
        for a in range(size):
            precision[a, a] = data.coefficient[begin + a, 1]
            shift[a] = data.coefficient[begin + a, 0] * data.coefficient[begin + a, 1]
        for t in range(steps):
            weight = data.observed[t, k] * state.weight[t, k] / state.scale[k] ** 2
            for a in range(size):
                x = deviation[t + 1 - data.terms[begin + a, 1], data.terms[begin + a, 0]]
                shift[a] += weight * x * deviation[t + 1, k]
                for b in range(a + 1):
                    other = deviation[t + 1 - data.terms[begin + b, 1], data.terms[begin + b, 0]]
                    precision[a, b] += weight * x * other
        regular &= draw_gaussian_by_envelope(precision, shift, np.zeros(size, np.int64), generator)
        state.beta[begin:end] = shift
    shocks = _shocks(state, data, deviation)
    for k in range(data.growth.shape[1]):
        observed = shocks[:, k] * data.observed[:, k]
        conditional = ScaleConditional(
            data.scale_prior[k],
            data.observed[:, k].sum(),
            0.0,
            np.zeros(steps),
            observed,
            1.0,
            -1.0,
            0.0,
            data.degrees,
        )
        state.scale[k] = np.exp(
            slice_sample_log_scale(np.log(state.scale[k]), conditional, generator)
        )
    _draw_weights(state, data, shocks, generator)
    return regular


@compile_loop
def rescale_processes(state: CommonState, data: CommonData, generator: np.random.Generator) -> None:
    """Draw each innovation with its standardised steps fixed, then all mixture weights, in place.

    Parameters
    ----------
    state : CommonState
    data : CommonData
    generator : numpy.random.Generator
    """
    years, series = data.growth.shape
    steps = years - 1
    ahead, change = np.empty(years), np.empty((years, series))
    fixed, changing = np.empty(steps * series), np.empty(steps * series)
    shocks = _shocks(state, data, _deviations(state, data))
    for j in range(len(data.moving)):
        if not data.moving[j]:
            continue
        decay = 1.0
        for t in range(years):
            mean = state.anchor[j] + decay * (state.process[j, 0] - state.anchor[j])
            ahead[t] = state.process[j, t] - mean
            decay *= data.reversion
        for k in range(series):
            for t in range(years):
                change[t, k] = -ahead[t] if data.contains[k, j] else 0.0
        change_of_shocks = _shocks(state, data, change)
        for t in range(steps):
            for k in range(series):
                precision = data.observed[t, k] / state.scale[k]
                fixed[t * series + k] = precision * shocks[t, k]
                changing[t * series + k] = precision * change_of_shocks[t, k]
        old = state.innovation[j]
        conditional = ScaleConditional(
            data.innovation_prior[j], 0.0, 0.0, fixed, changing, 1.0 / old, 1.0, -1.0, data.degrees
        )
        new = np.exp(slice_sample_log_scale(np.log(old), conditional, generator))
        factor = new / old - 1.0
        for t in range(years):
            state.process[j, t] += factor * ahead[t]
        for t in range(steps):
            for k in range(series):
                shocks[t, k] += factor * change_of_shocks[t, k]
        state.innovation[j] = new
    _draw_weights(state, data, shocks, generator)


@compile_loop
def _deviations(state: CommonState, data: CommonData) -> np.ndarray:
    """Return growth less its mean, (year, series)."""
    out = data.growth.copy()
    for k in range(out.shape[1]):
        for j in range(out.shape[1]):
            if data.contains[k, j]:
                for t in range(out.shape[0]):
                    out[t, k] -= state.process[j, t]
    return out


@compile_loop
def _shocks(state: CommonState, data: CommonData, deviation: np.ndarray) -> np.ndarray:
    """Return the shocks of all equations for deviations from the means, (year - 1, series)."""
    out = deviation[1:].copy()
    for k in range(out.shape[1]):
        for term in range(data.first_term[k], data.first_term[k + 1]):
            other, lag = data.terms[term, 0], data.terms[term, 1]
            for t in range(out.shape[0]):
                out[t, k] -= state.beta[term] * deviation[t + 1 - lag, other]
    return out


@compile_loop
def _draw_weights(
    state: CommonState, data: CommonData, shocks: np.ndarray, generator: np.random.Generator
) -> None:
    """Draw the mixture weights given the shocks, from their prior where nothing is observed."""
    for t in range(shocks.shape[0]):
        for k in range(shocks.shape[1]):
            observed = data.observed[t, k]
            square = observed * (shocks[t, k] / state.scale[k]) ** 2
            state.weight[t, k] = generator.standard_gamma(0.5 * (data.degrees + observed)) / (
                0.5 * (data.degrees + square)
            )


@compile_loop
def log_density_of_scale(value: float, conditional: ScaleConditional) -> float:
    """Compute the log density of the logarithm of a scale.

    Parameters
    ----------
    value : float
        Logarithm of the scale.
    conditional : ScaleConditional

    Returns
    -------
    float
        Up to a constant.
    """
    c = conditional
    factor = c.slope * np.exp(c.power * value) + c.offset
    total, product = 0.0, 1.0
    for i in range(len(c.fixed)):
        x = c.fixed[i] + factor * c.changing[i]
        product *= 1.0 + x * x / c.degrees
        if i % _LOG_EVERY == _LOG_EVERY - 1:
            total += np.log(product)
            product = 1.0
    total += np.log(product)
    return (
        log_prior_at(c.prior, np.exp(value))
        + value
        - c.values * value
        - 0.5 * c.total * np.exp(-2.0 * value)
        - 0.5 * (c.degrees + 1.0) * total
    )


@compile_loop
def slice_sample_log_scale(
    value: float, conditional: ScaleConditional, generator: np.random.Generator
) -> float:
    """Update the logarithm of a scale by one slice sampling step.

    Parameters
    ----------
    value : float
        Current point.
    conditional : ScaleConditional
    generator : numpy.random.Generator

    Returns
    -------
    float

    Notes
    -----
    Stepping out and shrinkage: Neal (2003), doi:10.1214/aos/1056562461.
    """
    level = log_density_of_scale(value, conditional) - generator.standard_exponential()
    low = value - _SLICE_WIDTH * generator.random()
    high = low + _SLICE_WIDTH
    while log_density_of_scale(low, conditional) > level:
        low -= _SLICE_WIDTH
    while log_density_of_scale(high, conditional) > level:
        high += _SLICE_WIDTH
    while True:
        trial = low + (high - low) * generator.random()
        if trial == value or log_density_of_scale(trial, conditional) >= level:
            return trial
        if trial < value:
            low = trial
        else:
            high = trial
