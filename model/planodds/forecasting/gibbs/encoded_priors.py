"""Declared priors as rows of numbers, which compiled code can evaluate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import UsageError
from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    from planodds.inputs.priors import Prior

# Codes of the prior distributions, as ``encode_priors`` writes them.
HALF_NORMAL, BETA, LOG_NORMAL, TRUNCATED_NORMAL = range(4)
_KINDS = {
    "half_normal": HALF_NORMAL,
    "beta": BETA,
    "log_normal": LOG_NORMAL,
    "truncated_normal": TRUNCATED_NORMAL,
}


def encode_priors(priors: list[Prior]) -> np.ndarray:
    """Encode priors as rows of numbers for compiled code: distribution and parameters.

    Parameters
    ----------
    priors : list of Prior

    Returns
    -------
    ndarray of float, shape (prior, 5)

    Raises
    ------
    UsageError
        If a prior is fixed or normal: the sampler has no update for it.
    """
    rows = np.zeros((len(priors), 5))
    for row, prior in zip(rows, priors, strict=True):
        if prior.dist not in _KINDS:
            raise UsageError(
                f"prior {prior.name!r} has distribution {prior.dist}",
                expected=", ".join(_KINDS),
                remedy="the Gibbs sampler supports only these distributions for this parameter",
            )
        values = list(prior.parameters.values())
        row[0], row[1 : 1 + len(values)] = _KINDS[prior.dist], values
    return rows


@compile_loop
def log_prior_at(row: np.ndarray, x: float) -> float:
    """Compute the log density of an encoded prior.

    Parameters
    ----------
    row : ndarray of float, shape (5,)
        Row of ``encode_priors``.
    x : float

    Returns
    -------
    float
        Up to a constant; -inf outside the support.
    """
    if row[0] == HALF_NORMAL:
        return -np.inf if x < 0 else -0.5 * (x / row[1]) ** 2
    if row[0] == BETA:
        return (row[1] - 1) * np.log(x) + (row[2] - 1) * np.log1p(-x)
    if row[0] == LOG_NORMAL:
        return -0.5 * (np.log(x / row[1]) / row[2]) ** 2 - np.log(x)
    return -0.5 * ((x - row[1]) / row[2]) ** 2 if row[3] <= x <= row[4] else -np.inf


def normal_parameters(prior: Prior) -> tuple[float, float]:
    """Return mean and sd of a normal prior, for a conjugate draw.

    Parameters
    ----------
    prior : Prior

    Returns
    -------
    mean, sd : float

    Raises
    ------
    UsageError
        If the prior is not normal: the conjugate draw would be wrong.
    """
    if prior.dist != "normal":
        raise UsageError(
            f"prior {prior.name!r} has distribution {prior.dist}",
            expected="dist: normal",
            remedy="the Gibbs sampler draws this parameter from its normal conditional",
        )
    return prior.parameters["mean"], prior.parameters["sd"]
