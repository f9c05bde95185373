"""Draw of all processes of the means and their anchors from their joint Gaussian.

Their precision has entries only between neighbouring years, and between any year and the anchors
or constant means, which come last: its Cholesky factor has the same envelope, and a draw costs of
the order of years times processes squared.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.envelope import draw_gaussian_by_envelope
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.forecasting.gibbs.common.chain_types import CommonData, CommonState


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
