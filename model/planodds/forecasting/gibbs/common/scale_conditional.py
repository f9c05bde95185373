"""Conditional density of one scale of the common block, and its update by slice sampling."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from planodds.forecasting.gibbs.encoded_priors import log_prior_at
from planodds.forecasting.gibbs.numba_utils import compile_loop
from planodds.forecasting.gibbs.slice_sampling import TRIAL, advance, open_bracket

_SLICE_WIDTH = 0.5
_LOG_EVERY = 8  # factors of 1 + x^2/nu in a product before its logarithm is taken


class ScaleConditional(NamedTuple):
    """Log density of the logarithm v of a positive scale.

    ``log prior(exp v) + v - values v - total exp(-2 v) / 2 - (nu + 1)/2 sum log(1 + x^2 / nu)``
    with standardised shocks ``x = fixed + (slope exp(power v) + offset) changing``.

    Attributes
    ----------
    prior : ndarray of float, shape (5,)
        As from ``encode_priors``.
    values, total : float
        Number and sum of squares of Gaussian values with this scale.
    fixed, changing : ndarray of float, shape (shock,)
    slope, power, offset : float
    degrees : float
    """

    prior: np.ndarray
    values: float
    total: float
    fixed: np.ndarray
    changing: np.ndarray
    slope: float
    power: float
    offset: float
    degrees: float


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
def draw_log_scale(
    value: float, conditional: ScaleConditional, generator: np.random.Generator
) -> float:
    """Update the logarithm of a scale by one step of slice sampling.

    Parameters
    ----------
    value : float
        Current point.
    conditional : ScaleConditional
    generator : numpy.random.Generator

    Returns
    -------
    float
    """
    level = log_density_of_scale(value, conditional) - generator.standard_exponential()
    bracket = open_bracket(value, _SLICE_WIDTH, generator)
    while not advance(
        bracket, log_density_of_scale(bracket[TRIAL], conditional) > level, generator
    ):
        pass
    return bracket[TRIAL]
