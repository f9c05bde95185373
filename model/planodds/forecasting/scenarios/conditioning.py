"""Exact Gaussian conditioning of simulated paths, importance weights and resampling.

Given the parameters and mixture weights of a draw, the functionals ``y = m + A z`` (z standard
normal) are Gaussian. To satisfy ``y = r + w``, ``w ~ N(0, W)``, z is moved by

    dz = A' (A A' + W)^-1 (r + w - y)

and the draw is weighted by the density ``N(r; m, A A' + W)``. The move is exact within a draw, the
weights between draws. Matheron's rule; see Doucet (2010), A Note on Efficient Conditional
Simulation of Gaussian Distributions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planodds.errors import ConditioningError

MIN_ESS_SHARE = 0.10


@dataclass(frozen=True)
class ConditionedShocks:
    """Change of the shocks that satisfies the conditions, and the weights of the draws.

    Attributes
    ----------
    dz : ndarray of float, shape (draw, shock)
        Shift of the standard normals.
    log_weight : ndarray of float, shape (draw,)
        Log density of the conditions, including its constant: comparable between scenarios.
    ess_share : float
        Effective sample size of the weights over the number of draws.
    """

    dz: np.ndarray
    log_weight: np.ndarray
    ess_share: float


def condition_draws(
    loading: np.ndarray,
    value: np.ndarray,
    mean: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
    noise: np.ndarray,
) -> ConditionedShocks:
    """Condition every draw on the same functionals jointly.

    Parameters
    ----------
    loading : ndarray of float, shape (draw, functional, shock)
        A of each draw.
    value, mean : ndarray of float, shape (draw, functional)
        Value of the functionals in the draw, and conditional mean m = value - A z.
    target : ndarray of float, shape (functional,)
        r.
    variance : ndarray of float, shape (functional,)
        Diagonal of W; zero for a hard condition.
    noise : ndarray of float, shape (draw, functional)
        Standard normals for w (ignored where the variance is zero).

    Returns
    -------
    ConditionedShocks

    Notes
    -----
    ``dz = A' (A A' + W)^-1 (r + w - y)``; log weight ``log N(r; m, A A' + W)``.
    """
    covariance = np.einsum("mfz,mgz->mfg", loading, loading, optimize=True)
    covariance += np.diag(variance)
    gap = target + noise * np.sqrt(variance) - value
    inner = np.linalg.solve(covariance, gap[:, :, None])
    dz = np.einsum("mfz,mf->mz", loading, inner[:, :, 0], optimize=True)
    log_weight = log_density(loading, mean, target, variance)
    return ConditionedShocks(dz, log_weight, relative_ess(log_weight))


def log_density(
    loading: np.ndarray, mean: np.ndarray, target: np.ndarray, noise: np.ndarray
) -> np.ndarray:
    """Compute the log density of the conditions in each draw.

    Parameters
    ----------
    loading : ndarray of float, shape (draw, functional, shock)
    mean : ndarray of float, shape (draw, functional)
    target : ndarray of float, shape (functional,)
    noise : ndarray of float, shape (functional,) or (draw, functional, functional)
        Diagonal of W, or the matrix added to A A' in each draw.

    Returns
    -------
    ndarray of float, shape (draw,)
        ``log N(r; m, A A' + W)``.
    """
    covariance = np.einsum("mfz,mgz->mfg", loading, loading, optimize=True)
    covariance += np.diag(noise) if noise.ndim == 1 else noise
    factor = np.linalg.cholesky(covariance)
    white = np.linalg.solve(factor, (target - mean)[:, :, None])[:, :, 0]
    log_det = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    return -0.5 * (white**2).sum(axis=1) - log_det - 0.5 * np.log(2 * np.pi) * len(target)


def relative_ess(log_weight: np.ndarray) -> float:
    """Compute the effective sample size of weights over the number of draws.

    Parameters
    ----------
    log_weight : ndarray of float, shape (draw,)
        Up to a constant.

    Returns
    -------
    float
        ``(sum w)^2 / (n sum w^2)``, between 0 and 1 (Kish 1965).
    """
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / (len(weight) * (weight**2).sum()))


def check_relative_ess(share: float, *, what: str, minimum: float = MIN_ESS_SHARE) -> None:
    """Raise an error if weights rest on too few draws.

    Parameters
    ----------
    share : float
        Relative effective sample size.
    what : str
        Subject of the message, plural: "The conditions".
    minimum : float

    Raises
    ------
    ConditioningError
        If the share is below ``minimum``.
    """
    if not share >= minimum:
        error = ConditioningError(
            f"{what} are too unlikely under the forecast: "
            f"the effective sample size is {100 * share:.1f} % of the draws",
            expected=f"at least {100 * minimum:.0f} %",
            remedy="set an sd on the conditions, move them closer to the baseline, or use fewer",
        )
        error.plausibility = {"ess_share": share}
        raise error


def resample_systematic(log_weight: np.ndarray, uniform: float) -> np.ndarray:
    """Draw a systematic resample from weights.

    Parameters
    ----------
    log_weight : ndarray of float, shape (draw,)
        Up to a constant.
    uniform : float
        In [0, 1).

    Returns
    -------
    ndarray of int, shape (draw,)
        Positions, ascending; equal weights return every draw once, in order.
    """
    weight = np.exp(log_weight - log_weight.max())
    edges = np.cumsum(weight)
    edges /= edges[-1]
    points = (np.arange(len(weight)) + uniform) / len(weight)
    return np.minimum(np.searchsorted(edges, points, side="right"), len(weight) - 1)


def update_sample(value: np.ndarray, known: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Shift draws of some quantities to what they are given others, as for a joint normal.

    Parameters
    ----------
    value : ndarray of float, shape (draw, quantity)
    known : ndarray of float, shape (draw, other)
        Draws of the quantities that became known, their errors included.
    target : ndarray of float, shape (other,)
        Their figures.

    Returns
    -------
    ndarray of float, shape (draw, quantity)

    Notes
    -----
    ``value - (known - target) S_kk^-1 S_kv`` with the covariances of the draws: the mean and the
    covariance of the result are those of the conditional normal distribution.

    Examples
    --------
    >>> value = np.array([[0.0], [2.0], [4.0]])
    >>> update_sample(value, value + 1.0, np.array([3.0]))[:, 0]
    array([2., 2., 2.])
    """
    others = known.shape[1]
    joint = np.cov(np.hstack([known, value]), rowvar=False)
    gain = np.linalg.solve(joint[:others, :others], joint[:others, others:])
    return np.asarray(value - (known - target) @ gain)


def mahalanobis_tail(
    value: np.ndarray, target: np.ndarray, variance: np.ndarray
) -> tuple[float, float]:
    """Compute the distance of conditions from the baseline and its tail probability.

    Parameters
    ----------
    value : ndarray of float, shape (draw, functional)
        Baseline draws of the functionals.
    target, variance : ndarray of float, shape (functional,)
        The conditions and their variances.

    Returns
    -------
    distance, probability : float
        Mahalanobis distance; share of draws at least as far in the same direction.

    Notes
    -----
    With center c, covariance S and direction ``u = S^-1 (r - c)`` the distance is
    ``d = sqrt((r - c)' u)``. The probability is the share of baseline draws y with
    ``(y - c)' u >= d^2``, which is 1 - Phi(d) for a normal distribution. A distance over all
    directions would call any steady path over many years ordinary, because simulated paths vary
    from year to year.
    """
    center = value.mean(axis=0)
    covariance = np.atleast_2d(np.cov(value, rowvar=False)) + np.diag(variance)
    direction = np.linalg.solve(covariance, target - center)
    squared = float((target - center) @ direction)
    along = (value - center) @ direction
    return float(np.sqrt(squared)), float((1 + (along >= squared).sum()) / (1 + len(value)))
