"""Joint predictive log density of one cross-section: the growth of all units in one year.

Given a posterior draw, the units' growth consists of shared terms (a few Gaussian numbers), the
unit's own state and a Student-t shock. The shared terms are integrated out by importance sampling
around their mode, the states by a few draws per unit, the shocks in closed form; the mean over
posterior draws is the predictive density of the cross-section. Scored jointly, a term that makes
units move together is credited with what it explains; scored unit by unit it would not be.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

_MODE_STEPS = 12  # of iteratively reweighted least squares
_PROPOSAL_SCALE = 1.3  # sd of the proposal, relative to the curvature at the mode


@dataclass(frozen=True)
class CrossSectionForecast:
    """Forecast of the growth of every unit in the next year, with the outcome.

    Attributes
    ----------
    outcome : ndarray of float, shape (unit,)
        Log growth.
    location : ndarray of float, shape (draw, inner, unit)
        Location of the shock without the shared terms, for ``inner`` draws of the unit's state.
    scale : ndarray of float, shape (draw, unit)
        Scale of the Student-t shock.
    degrees : float
        Degrees of freedom of the shock.
    design : ndarray of float, shape (unit, term)
        Loadings of the shared terms.
    mean, sd : ndarray of float, shape (draw, term)
        Of the shared terms, which are independent and normal.
    weight : ndarray of float, shape (inner,), optional
        Probability of each inner location; equal by default.
    """

    outcome: np.ndarray
    location: np.ndarray
    scale: np.ndarray
    degrees: float
    design: np.ndarray
    mean: np.ndarray
    sd: np.ndarray
    weight: np.ndarray | None = None


def score_cross_section(
    section: CrossSectionForecast, *, generator: np.random.Generator, samples: int = 12
) -> np.ndarray:
    """Estimate the log density of the cross-section given each posterior draw.

    ``log int prod_i f_i(y_i - z_i' c) N(c; mean, sd^2) dc`` with ``f_i`` the (weighted) mean over
    ``inner`` of Student-t densities.

    Parameters
    ----------
    section : CrossSectionForecast
    generator : numpy.random.Generator
    samples : int
        Importance samples per draw.

    Returns
    -------
    ndarray of float, shape (draw,)

    Examples
    --------
    >>> section = CrossSectionForecast(np.zeros(1), np.zeros((1, 1, 1)), np.ones((1, 1)), 1e7,
    ...                                np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
    >>> score = score_cross_section(section, generator=np.random.default_rng(1), samples=4000)
    >>> bool(abs(score[0] + 0.5 * np.log(2 * np.pi * 2)) < 0.02)  # N(0, 1 + 1) at 0
    True
    """
    center, factor = _find_mode(section)
    z = generator.standard_normal((*center.shape, samples)).swapaxes(1, 2)
    shared = center[:, None] + _PROPOSAL_SCALE * np.einsum("mij,msj->msi", factor, z)
    log_proposal = (
        -0.5 * (z**2).sum(axis=2)
        - np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)[:, None]
        - center.shape[1] * math.log(_PROPOSAL_SCALE)
    )
    standard = (shared - section.mean[:, None]) / section.sd[:, None]
    log_prior = -0.5 * (standard**2).sum(axis=2) - np.log(section.sd).sum(axis=1)[:, None]
    total = _log_likelihood(section, shared) + log_prior - log_proposal
    return _log_mean(total, axis=1)


def combine_scores(by_draw: np.ndarray, *, chains: int) -> tuple[float, float]:
    """Return the log of the mean density over draws, and its Monte Carlo standard error.

    Parameters
    ----------
    by_draw : ndarray of float, shape (draw,)
        From ``score_cross_section``, chain after chain.
    chains : int

    Returns
    -------
    score, error : float
        ``error`` is the standard deviation of the scores of the chains, over the square root of
        their number.

    Examples
    --------
    >>> combine_scores(np.full(8, -2.0), chains=4)
    (-2.0, 0.0)
    """
    parts = _log_mean(by_draw.reshape(chains, -1), axis=1)
    return float(_log_mean(by_draw, axis=0)), float(parts.std(ddof=1) / math.sqrt(chains))


def log_student_t_density(error: np.ndarray, scale: np.ndarray, degrees: float) -> np.ndarray:
    """Compute the normalised log density of a Student-t distribution, elementwise.

    Parameters
    ----------
    error, scale : ndarray of float
        Deviation from the location, and scale; broadcast against each other.
    degrees : float
        Degrees of freedom.

    Returns
    -------
    ndarray of float
        Shape of ``error`` and ``scale`` broadcast.

    Examples
    --------
    >>> from scipy import stats
    >>> value = log_student_t_density(np.array(0.3), np.array(2.0), 4.0)
    >>> bool(np.isclose(value, stats.t(4, scale=2.0).logpdf(0.3)))
    True
    """
    constant = (
        math.lgamma(0.5 * (degrees + 1))
        - math.lgamma(0.5 * degrees)
        - 0.5 * math.log(degrees * math.pi)
    )
    return constant - np.log(scale) - 0.5 * (degrees + 1) * np.log1p((error / scale) ** 2 / degrees)


def _find_mode(section: CrossSectionForecast) -> tuple[np.ndarray, np.ndarray]:
    """Return the mode of the shared terms and a factor of the inverse curvature, per draw."""
    location, state_variance = section.location.mean(axis=1), section.location.var(axis=1)
    variance = section.scale**2 + state_variance
    center, prior = section.mean, section.sd**-2
    for _ in range(_MODE_STEPS):
        residual = section.outcome - location - center @ section.design.T
        weight = (section.degrees + 1) / (section.degrees * variance + residual**2)
        precision = np.einsum(
            "ui,mu,uj->mij", section.design, weight, section.design, optimize=True
        )
        precision += prior[:, None] * np.eye(prior.shape[1])
        pull = (weight * (section.outcome - location)) @ section.design + prior * section.mean
        center = np.linalg.solve(precision, pull[..., None])[..., 0]
    return center, np.linalg.cholesky(np.linalg.inv(precision))


def _log_likelihood(section: CrossSectionForecast, shared: np.ndarray) -> np.ndarray:
    """Return the log density of all units given the shared terms, (draw, sample)."""
    total = np.empty(shared.shape[:2])
    inner = section.location.shape[1]
    log_weight = np.zeros(inner) if section.weight is None else np.log(inner * section.weight)
    for s in range(shared.shape[1]):
        residual = section.outcome - shared[:, s] @ section.design.T
        density = log_student_t_density(
            residual[:, None] - section.location, section.scale[:, None], section.degrees
        )
        total[:, s] = _log_mean(density + log_weight[:, None], axis=1).sum(axis=1)
    return total


def _log_mean(values: np.ndarray, *, axis: int) -> np.ndarray:
    """Return log(mean(exp(values))) without overflow."""
    top = values.max(axis=axis, keepdims=True)
    return (np.log(np.exp(values - top).mean(axis=axis, keepdims=True)) + top).squeeze(axis)
