"""Slice sampling of one number by stepping out and shrinkage.

The density stays with the caller, so that compiled code needs no function as an argument::

    bracket = open_bracket(value, width, generator)
    while not advance(bracket, log_density(bracket[TRIAL]) > level, generator):
        pass
    value = bracket[TRIAL]

with ``level`` the log density at the value less a standard exponential. Neal (2003),
doi:10.1214/aos/1056562461.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.gibbs.numba_utils import compile_loop

# Positions in a bracket.
VALUE, WIDTH, LOW, HIGH, STAGE, TRIAL = range(6)
_BELOW, _ABOVE, _SHRINK = range(3)


@compile_loop
def open_bracket(value: float, width: float, generator: np.random.Generator) -> np.ndarray:
    """Place an interval at random around a value; its lower end is the first trial.

    Parameters
    ----------
    value : float
        Current point.
    width : float
        Of the interval, and of each step out.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (6,)
        The bracket; the next point to try is ``bracket[TRIAL]``.
    """
    low = value - width * generator.random()
    return np.array([value, width, low, low + width, _BELOW, low])


@compile_loop
def advance(bracket: np.ndarray, inside: bool, generator: np.random.Generator) -> bool:
    """Step out, or shrink the interval, given whether the trial lies in the slice.

    Parameters
    ----------
    bracket : ndarray of float, shape (6,)
        From ``open_bracket``; updated in place.
    inside : bool
        Whether the log density at ``bracket[TRIAL]`` exceeds the level of the slice.
    generator : numpy.random.Generator

    Returns
    -------
    bool
        True if the trial is the new point.
    """
    stage = bracket[STAGE]
    if stage == _BELOW and inside:
        bracket[LOW] -= bracket[WIDTH]
        bracket[TRIAL] = bracket[LOW]
    elif stage == _BELOW:
        bracket[STAGE], bracket[TRIAL] = _ABOVE, bracket[HIGH]
    elif stage == _ABOVE and inside:
        bracket[HIGH] += bracket[WIDTH]
        bracket[TRIAL] = bracket[HIGH]
    elif stage == _SHRINK and (inside or bracket[TRIAL] == bracket[VALUE]):
        return True
    else:
        if stage == _SHRINK:
            bracket[LOW if bracket[TRIAL] < bracket[VALUE] else HIGH] = bracket[TRIAL]
        length = bracket[HIGH] - bracket[LOW]
        bracket[STAGE], bracket[TRIAL] = _SHRINK, bracket[LOW] + length * generator.random()
    return False
