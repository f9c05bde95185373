"""Exact held-out log score of one cross-section: all units' growth in a year, jointly.

Given a posterior draw the units' growth is what they share (a few Gaussian numbers), their own
state, and a Student-t shock. The shared numbers are integrated out by importance sampling about
the mode, the state by a handful of draws a unit, the shock in closed form; the mean over
posterior draws is the predictive density of the cross-section as a whole. Scored jointly, a term
that makes units move together earns what it is worth; scored unit by unit it would earn nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

_STEPS = 12  # of iterated weighted least squares toward the mode
_WIDER = 1.3  # of the proposal's sd beyond the curvature at the mode


@dataclass(frozen=True)
class CrossSectionForecast:
    """What a posterior says of next year's growth of every unit, and what came.

    Attributes
    ----------
    outcome : ndarray (unit,)
        Log growth.
    location : ndarray (draw, inner, unit)
        Location of the shock but for the shared terms; ``inner`` draws of the unit's own state.
    scale : ndarray (draw, unit)
        Scale of the Student-t shock.
    degrees : float
        Its degrees of freedom.
    design : ndarray (unit, term)
        Loadings of the shared terms.
    mean, sd : ndarray (draw, term)
        The shared terms are independent normals.
    weight : ndarray (inner,), optional
        Probability of each inner location; equal if left out.
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
    """Log density of the cross-section given each posterior draw, (draw,).

    ``log int prod_i f_i(y_i - z_i' c) N(c; mean, sd^2) dc`` with ``f_i`` the (weighted) mean over
    ``inner`` of Student-t densities.

    Parameters
    ----------
    section : CrossSectionForecast
    generator : numpy.random.Generator
    samples : int
        Importance samples a draw.

    Examples
    --------
    >>> one = CrossSectionForecast(np.zeros(1), np.zeros((1, 1, 1)), np.ones((1, 1)), 1e7,
    ...                    np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
    >>> score = score_cross_section(one, generator=np.random.default_rng(1), samples=4000)
    >>> bool(abs(score[0] + 0.5 * np.log(2 * np.pi * 2)) < 0.02)  # N(0, 1 + 1) at 0
    True
    """
    center, factor = _find_mode(section)
    z = generator.standard_normal((*center.shape, samples)).swapaxes(1, 2)
    shared = center[:, None] + _WIDER * np.einsum("mij,msj->msi", factor, z)
    log_proposal = (
        -0.5 * (z**2).sum(axis=2)
        - np.log(np.diagonal(factor, axis1=1, axis2=2)).sum(axis=1)[:, None]
        - center.shape[1] * math.log(_WIDER)
    )
    standard = (shared - section.mean[:, None]) / section.sd[:, None]
    log_prior = -0.5 * (standard**2).sum(axis=2) - np.log(section.sd).sum(axis=1)[:, None]
    total = _log_likelihood(section, shared) + log_prior - log_proposal
    return _log_mean(total, axis=1)


def combine_scores(by_draw: np.ndarray, *, chains: int) -> tuple[float, float]:
    """Log of the mean density over draws, and its Monte Carlo error from the chains.

    Parameters
    ----------
    by_draw : ndarray (draw,)
        From ``score_cross_section``, chain after chain.
    chains : int

    Returns
    -------
    score, error : float
        ``error`` is the standard deviation of the chains' own scores over the root of their
        number.
    """
    parts = _log_mean(by_draw.reshape(chains, -1), axis=1)
    return float(_log_mean(by_draw, axis=0)), float(parts.std(ddof=1) / math.sqrt(chains))


def log_student_t_density(error: np.ndarray, scale: np.ndarray, degrees: float) -> np.ndarray:
    """Log density of a Student-t with its constant, elementwise.

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
    """Mode of the shared terms and a factor of the inverse curvature there, draw by draw."""
    middle, spread = section.location.mean(axis=1), section.location.var(axis=1)
    variance = section.scale**2 + spread
    center, prior = section.mean, section.sd**-2
    for _ in range(_STEPS):
        residual = section.outcome - middle - center @ section.design.T
        weight = (section.degrees + 1) / (section.degrees * variance + residual**2)
        precision = np.einsum(
            "ui,mu,uj->mij", section.design, weight, section.design, optimize=True
        )
        precision += prior[:, None] * np.eye(prior.shape[1])
        pull = (weight * (section.outcome - middle)) @ section.design + prior * section.mean
        center = np.linalg.solve(precision, pull[..., None])[..., 0]
    return center, np.linalg.cholesky(np.linalg.inv(precision))


def _log_likelihood(section: CrossSectionForecast, shared: np.ndarray) -> np.ndarray:
    """Log density of all units given the shared terms, (draw, sample)."""
    total = np.empty(shared.shape[:2])
    inner = section.location.shape[1]
    log_weight = np.zeros(inner) if section.weight is None else np.log(inner * section.weight)
    for s in range(shared.shape[1]):
        left = section.outcome - shared[:, s] @ section.design.T
        density = log_student_t_density(
            left[:, None] - section.location, section.scale[:, None], section.degrees
        )
        total[:, s] = _log_mean(density + log_weight[:, None], axis=1).sum(axis=1)
    return total


def _log_mean(values: np.ndarray, *, axis: int) -> np.ndarray:
    top = values.max(axis=axis, keepdims=True)
    return (np.log(np.exp(values - top).mean(axis=axis, keepdims=True)) + top).squeeze(axis)
