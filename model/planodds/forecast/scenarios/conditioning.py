"""Gaussian conditioning of joint paths, exactly, with the weights that make it so.

Given a draw's parameters and mixture scales the functionals ``y = m + A z`` (z standard normal)
are Gaussian. To meet ``y = r + w``, ``w ~ N(0, W)``, move z by

    dz = A' (A A' + W)^-1 (r + w - y)

and weight the draw by the density ``N(r; m, A A' + W)``: the first is right inside a draw, the
second between draws. Matheron's rule; see Doucet (2010), A Note on Efficient Conditional
Simulation of Gaussian Distributions.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planodds.errors import ConditioningError

MIN_ESS_SHARE = 0.10


@dataclass(frozen=True)
class ConditionedShocks:
    """What conditioning does to the draws.

    Attributes
    ----------
    dz : ndarray (path, shock)
        Shift of the standard normals.
    log_weight : ndarray (path,)
        Log density of the conditions, up to nothing: comparable between scenarios.
    ess_share : float
        Effective sample size of the weights over the number of paths.
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
    loading : ndarray (path, functional, shock)
        A of each draw.
    value, mean : ndarray (path, functional)
        The draw's value of the functionals, and its conditional mean m = value - A z.
    target : ndarray (functional,)
        r.
    variance : ndarray (functional,)
        Diagonal of W; zero pins hard.
    noise : ndarray (path, functional)
        Standard normals for w (ignored where the variance is zero).

    Returns
    -------
    ConditionedShocks
        Shifts, log weights and the effective share.
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
    """Log density of the conditions in each draw, ``log N(r; m, A A' + W)``, (path,).

    Parameters
    ----------
    loading : ndarray (path, functional, shock)
    mean : ndarray (path, functional)
    target : ndarray (functional,)
    noise : ndarray (functional,) or (path, functional, functional)
        Diagonal of W, or what else is added to A A', draw by draw.
    """
    covariance = np.einsum("mfz,mgz->mfg", loading, loading, optimize=True)
    covariance += np.diag(noise) if noise.ndim == 1 else noise
    factor = np.linalg.cholesky(covariance)
    white = np.linalg.solve(factor, (target - mean)[:, :, None])[:, :, 0]
    log_det = np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)
    return -0.5 * (white**2).sum(axis=1) - log_det - 0.5 * np.log(2 * np.pi) * len(target)


def relative_ess(log_weight: np.ndarray) -> float:
    """Effective sample size of the weights as a share of the draws, ``(sum w)^2/(n sum w^2)``."""
    weight = np.exp(log_weight - log_weight.max())
    return float(weight.sum() ** 2 / (len(weight) * (weight**2).sum()))


def check_relative_ess(share: float, *, what: str, minimum: float = MIN_ESS_SHARE) -> None:
    """Refuse weights that rest on too few draws.

    Raises
    ------
    ConditioningError
        If the share lies below ``minimum``.
    """
    if not share >= minimum:
        refusal = ConditioningError(
            f"{what} lie too far from anything the forecast holds: only "
            f"{100 * share:.1f} % of the draws carry the weight",
            expected=f"at least {100 * minimum:.0f} %",
            remedy="allow the conditions an sd, move them nearer to the baseline, or pin fewer",
        )
        refusal.plausibility = {"ess_share": share}
        raise refusal


def resample_systematic(log_weight: np.ndarray, uniform: float) -> np.ndarray:
    """Indices of a systematic resample by one uniform in [0, 1), (path,), ascending.

    Equal weights give every draw back once, in order.
    """
    weight = np.exp(log_weight - log_weight.max())
    edges = np.cumsum(weight)
    edges /= edges[-1]
    points = (np.arange(len(weight)) + uniform) / len(weight)
    return np.minimum(np.searchsorted(edges, points, side="right"), len(weight) - 1)


def mahalanobis_tail(
    value: np.ndarray, target: np.ndarray, variance: np.ndarray
) -> tuple[float, float]:
    """Distance of the conditions from the baseline, and how often it goes as far that way.

    With center c, covariance S and direction ``u = S^-1 (r - c)`` the distance is
    ``d = sqrt((r - c)' u)``; the probability is the share of the baseline's own draws y with
    ``(y - c)' u >= d^2``: 1 - Phi(d) if they were normal. A distance in all directions at once
    would call any steady path of many years ordinary, since true paths wander.

    Parameters
    ----------
    value : ndarray (path, functional)
        Baseline draws of the functionals.
    target, variance : ndarray (functional,)
        The conditions and their variances.

    Returns
    -------
    distance, probability : float
        Mahalanobis distance; share of draws at least as far in the same direction.
    """
    center = value.mean(axis=0)
    covariance = np.atleast_2d(np.cov(value, rowvar=False)) + np.diag(variance)
    direction = np.linalg.solve(covariance, target - center)
    squared = float((target - center) @ direction)
    along = (value - center) @ direction
    return float(np.sqrt(squared)), float((1 + (along >= squared).sum()) / (1 + len(value)))
