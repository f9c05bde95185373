"""Gaussian path forecasts: mean and covariance per unit, with joint sampling across units."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

_LARGEST_SHARE = 0.95
_MIN_GROWTH_FIGURES = 4  # fewer do not determine the mean and the sd of a unit's growth


@dataclass(frozen=True)
class GaussianPathForecast:
    """Gaussian distribution of each unit's log level over the horizon, correlated across units.

    Attributes
    ----------
    mean : ndarray of float, shape (unit, horizon)
        Log levels; NaN for a unit without any figure.
    covariance : ndarray of float, shape (unit, horizon, horizon)
    dependence : float
        Share of the variance of a year's standardised shock that all units have in common.
    warnings : int
        Number of fits that warned or did not converge.
    fallbacks : int
        Number of units whose history is too short for the model, or constant; they have the
        random walk with unit drift.
    notes : tuple of str
        The distinct warnings.
    """

    mean: np.ndarray
    covariance: np.ndarray
    dependence: float = 0.0
    warnings: int = 0
    fallbacks: int = 0
    notes: tuple[str, ...] = field(default=())

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Draw joint paths.

        ``y_i = m_i + L_i w_i`` with ``L_i L_i' = C_i`` and, in every year, ``w_ik = sqrt(r) c_k +
        sqrt(1 - r) e_ik`` with independent standard normal c and e: the common share r does not
        change the distribution of any single unit.

        Parameters
        ----------
        draws : int
        generator : numpy.random.Generator

        Returns
        -------
        ndarray of float, shape (unit, draw, horizon)
        """
        units, horizon = self.mean.shape
        shared = generator.standard_normal((draws, horizon))
        idiosyncratic = generator.standard_normal((units, draws, horizon))
        z = np.sqrt(self.dependence) * shared + np.sqrt(1.0 - self.dependence) * idiosyncratic
        finite = np.isfinite(self.mean).all(axis=1)
        factor = np.full(self.covariance.shape, np.nan)
        factor[finite] = np.linalg.cholesky(self.covariance[finite] + 1e-14 * np.eye(horizon))
        return self.mean[:, None] + np.einsum("uhk,umk->umh", factor, z)


def innovation_covariance(psi: np.ndarray, variance: np.ndarray | float) -> np.ndarray:
    """Return the covariance of a level with impulse responses ``psi`` to independent shocks.

    ``cov(y_h, y_k) = variance * sum_j psi_(h-j) psi_(k-j)``, j from 1 to min(h, k).

    Parameters
    ----------
    psi : ndarray of float, shape (horizon,)
        Response of the level to a shock of the same year (1), one year ago, two years ago, ...
    variance : float or ndarray of float, shape (unit,)
        Variance of one year's shock.

    Returns
    -------
    ndarray of float, shape (..., horizon, horizon)

    Examples
    --------
    >>> innovation_covariance(np.ones(2), 0.5).tolist()
    [[0.5, 0.5], [0.5, 1.0]]
    """
    size = len(psi)
    lag = np.subtract.outer(np.arange(size), np.arange(size))
    response = np.where(lag >= 0, psi[np.maximum(lag, 0)], 0.0)
    return np.asarray(variance)[..., None, None] * (response @ response.T)


def state_covariance(
    design: np.ndarray,
    transition: np.ndarray,
    state_noise: np.ndarray,
    noise: float,
    start: np.ndarray,
    horizon: int,
) -> np.ndarray:
    """Return the forecast covariance of the linear state-space model y = Z a + e, a' = T a + n.

    Parameters
    ----------
    design : ndarray of float, shape (state,)
        Z.
    transition, state_noise : ndarray of float, shape (state, state)
        T and var(n).
    noise : float
        var(e).
    start : ndarray of float, shape (state, state)
        Variance of the state one year ahead.
    horizon : int

    Returns
    -------
    ndarray of float, shape (horizon, horizon)
    """
    covariance = np.zeros((horizon, horizon))
    variance = start
    for first in range(horizon):
        with_state = variance @ design
        for later in range(first, horizon):
            covariance[first, later] = covariance[later, first] = design @ with_state
            with_state = transition @ with_state
        covariance[first, first] += noise
        variance = transition @ variance @ transition.T + state_noise
    return covariance


def estimate_common_share(growth: np.ndarray) -> float:
    """Estimate the share of the variance of yearly growth that all units have in common.

    With z the growth less the unit's mean over the unit's sd, it is the mean product of two units
    in one year; for N units without gaps ``(var(mean z) - 1/N) / (1 - 1/N)``. A missing figure
    removes its own cell only.

    Parameters
    ----------
    growth : ndarray of float, shape (unit, year)
        Log growth, NaN where missing.

    Returns
    -------
    float
        Between 0 and 0.95. Units with fewer than four figures are not used; 0 if fewer than four
        years have two of the remaining units.
    """
    growth = growth[np.isfinite(growth).sum(axis=1) >= _MIN_GROWTH_FIGURES]
    observed = np.isfinite(growth)
    count = observed.sum(axis=0)
    if (count >= 2).sum() < _MIN_GROWTH_FIGURES:
        return 0.0
    mean, sd = np.nanmean(growth, axis=1), np.nanstd(growth, axis=1)
    z = np.where(observed, growth - mean[:, None], 0.0) / np.where(sd > 0, sd, 1.0)[:, None]
    count = (observed & (sd > 0)[:, None]).sum(axis=0)
    products = (z.sum(axis=0) ** 2 - (z**2).sum(axis=0)).sum()
    pairs = max(1, int((count * (count - 1)).sum()))
    return float(np.clip(products / pairs, 0.0, _LARGEST_SHARE))
