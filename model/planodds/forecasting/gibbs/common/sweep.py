"""One compiled sweep of a chain of the common block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.common.processes import draw_processes
from planodds.forecasting.gibbs.common.scale_conditional import ScaleConditional, draw_log_scale
from planodds.forecasting.gibbs.envelope import draw_gaussian_by_envelope
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.common.chain_types import CommonData, CommonState


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
            draw_log_scale(np.log(state.innovation[j]), conditional, generator)
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
        state.scale[k] = np.exp(draw_log_scale(np.log(state.scale[k]), conditional, generator))
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
        new = np.exp(draw_log_scale(np.log(old), conditional, generator))
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
