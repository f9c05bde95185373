"""What a rival says of the coming years: a mean and a covariance a unit, drawn as joint paths."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

_LARGEST_SHARE = 0.95
_FEWEST_GROWTH = 4  # figures without which a unit's mean and sd say nothing


@dataclass(frozen=True)
class GaussianPathForecast:
    """Gaussian law of each unit's log level over the horizon, and how the units hang together.

    Attributes
    ----------
    mean : ndarray (unit, horizon)
        Log levels; NaN for a unit that was never seen.
    covariance : ndarray (unit, horizon, horizon)
    dependence : float
        Share of a year's standardised shock that all units have in common.
    warnings : int
        Fits that warned or did not converge.
    fallbacks : int
        Units whose history is too short for this rival or never moves, given the own-drift walk.
    notes : tuple of str
        The different warnings, each once.
    """

    mean: np.ndarray
    covariance: np.ndarray
    dependence: float = 0.0
    warnings: int = 0
    fallbacks: int = 0
    notes: tuple[str, ...] = field(default=())

    def draw(self, draws: int, generator: np.random.Generator) -> np.ndarray:
        """Draw joint paths, (unit, draw, horizon).

        ``y_i = m_i + L_i w_i`` with ``L L' = C_i`` and, in every year, ``w_ik = sqrt(r) c_k +
        sqrt(1 - r) e_ik``: each unit's law is untouched by r, the share in common.
        """
        units, horizon = self.mean.shape
        shared = generator.standard_normal((draws, horizon))
        own = generator.standard_normal((units, draws, horizon))
        z = np.sqrt(self.dependence) * shared + np.sqrt(1.0 - self.dependence) * own
        known = np.isfinite(self.mean).all(axis=1)
        factor = np.full(self.covariance.shape, np.nan)
        factor[known] = np.linalg.cholesky(self.covariance[known] + 1e-14 * np.eye(horizon))
        return self.mean[:, None] + np.einsum("uhk,umk->umh", factor, z)


def innovation_covariance(psi: np.ndarray, variance: np.ndarray | float) -> np.ndarray:
    """Covariance of a level that answers a shock of k years ago with ``psi[k]``.

    Parameters
    ----------
    psi : ndarray (horizon,)
        First one, then the response of later years.
    variance : float or ndarray (unit,)
        Of one year's shock.

    Returns
    -------
    ndarray (..., horizon, horizon)

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
    """Covariance over the horizon of ``y = Z a + e``, ``a' = T a + n``, (horizon, horizon).

    Parameters
    ----------
    design : ndarray (state,)
        Z.
    transition, state_noise : ndarray (state, state)
        T and var(n).
    noise : float
        var(e).
    start : ndarray (state, state)
        Variance of the state one year ahead.
    """
    out = np.zeros((horizon, horizon))
    variance = start
    for first in range(horizon):
        carried = variance @ design
        for later in range(first, horizon):
            out[first, later] = out[later, first] = design @ carried
            carried = transition @ carried
        out[first, first] += noise
        variance = transition @ variance @ transition.T + state_noise
    return out


def estimate_common_share(growth: np.ndarray) -> float:
    """Share of yearly growth surprises that all units have in common.

    With z the growth less the unit's mean over the unit's sd, the mean product of two units in
    one year; of N units without gaps it is ``(var(mean z) - 1/N) / (1 - 1/N)``. A gap costs its
    own cell and no more.

    Parameters
    ----------
    growth : ndarray (unit, year)
        NaN where unknown. Units with fewer than four figures are left out; zero is returned
        where fewer than four years hold two units that are left.
    """
    growth = growth[np.isfinite(growth).sum(axis=1) >= _FEWEST_GROWTH]
    known = np.isfinite(growth)
    count = known.sum(axis=0)
    if (count >= 2).sum() < _FEWEST_GROWTH:
        return 0.0
    mean, sd = np.nanmean(growth, axis=1), np.nanstd(growth, axis=1)
    z = np.where(known, growth - mean[:, None], 0.0) / np.where(sd > 0, sd, 1.0)[:, None]
    count = (known & (sd > 0)[:, None]).sum(axis=0)
    products = (z.sum(axis=0) ** 2 - (z**2).sum(axis=0)).sum()
    return float(np.clip(products / max(1, (count * (count - 1)).sum()), 0.0, _LARGEST_SHARE))
