"""Arrays of one chain of the common block: data and state."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np


class CommonData(NamedTuple):
    """Data, structure and priors of one chain.

    A series is a column of the data. Its mean is a sum of processes, one for each series at most;
    the values of all processes and the anchors form one Gaussian vector, in which ``position`` and
    ``anchor_position`` find them.

    Attributes
    ----------
    growth : ndarray of float, shape (year, series)
        Log points.
    observed : ndarray of float, shape (year - 1, series)
        One where the year and the year before are observed.
    terms : ndarray of int, shape (term, 2)
        Series and lag of each regressor, equation after equation, the own lag first.
    first_term : ndarray of int, shape (series + 1,)
        The terms of equation k are ``first_term[k]`` to ``first_term[k + 1] - 1``.
    contains : ndarray of bool, shape (series, process)
        Whether the mean of a series contains a process.
    moving : ndarray of bool, shape (process,)
    position : ndarray of int, shape (process, year)
    anchor_position : ndarray of int, shape (process,)
    first : ndarray of int, shape (position,)
        Column of the first entry in each row of the precision's lower triangle that can differ
        from zero.
    start, anchor : ndarray of float, shape (process, 2)
        Prior mean and precision of the first value (of a constant mean: of the mean) and of the
        anchor.
    innovation_prior, scale_prior : ndarray of float, shape (process, 5)
        As from ``encode_priors``.
    coefficient : ndarray of float, shape (term, 2)
        Prior mean and precision.
    reversion, degrees : float
    """

    growth: np.ndarray
    observed: np.ndarray
    terms: np.ndarray
    first_term: np.ndarray
    contains: np.ndarray
    moving: np.ndarray
    position: np.ndarray
    anchor_position: np.ndarray
    first: np.ndarray
    start: np.ndarray
    anchor: np.ndarray
    innovation_prior: np.ndarray
    scale_prior: np.ndarray
    coefficient: np.ndarray
    reversion: float
    degrees: float


class CommonState(NamedTuple):
    """State of one chain; of several chains, stacked with the chain as first axis.

    Attributes
    ----------
    process : ndarray of float, shape (process, year)
        Value of each process; the same in all years if it is constant.
    anchor, innovation, scale : ndarray of float, shape (process,)
        Anchor and innovation of a moving process, zero for a constant one; scale of the shocks of
        the equation.
    beta : ndarray of float, shape (term,)
    weight : ndarray of float, shape (year - 1, series)
        Mixture weights of the shocks.
    """

    process: np.ndarray
    anchor: np.ndarray
    innovation: np.ndarray
    scale: np.ndarray
    beta: np.ndarray
    weight: np.ndarray
