"""Model-free MCMC kernels: slice sampling, adaptive Metropolis, Gaussian and mixture-weight draws.

The chain is an axis of every array, so that all chains of all panels advance in one call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from planodds.inputs.priors import Prior

_TARGET_ACCEPTANCE = 0.3


def log_prior(prior: Prior, x: np.ndarray) -> np.ndarray:
    """Compute the log density of a declared prior.

    Parameters
    ----------
    prior : Prior
    x : ndarray of float

    Returns
    -------
    ndarray of float, shape of ``x``
        Up to a constant; -inf outside the support.

    Raises
    ------
    UsageError
        If the prior is fixed.
    """
    p = prior.parameters
    match prior.dist:
        case "normal":
            return -0.5 * ((x - p["mean"]) / p["sd"]) ** 2
        case "half_normal":
            return np.where(x >= 0, -0.5 * (x / p["sd"]) ** 2, -np.inf)
        case "beta":
            return (p["a"] - 1) * np.log(x) + (p["b"] - 1) * np.log1p(-x)
        case "log_normal":
            return -0.5 * (np.log(x / p["median"]) / p["log_sd"]) ** 2 - np.log(x)
        case "truncated_normal":
            inside = (x >= p["lower"]) & (x <= p["upper"])
            return np.where(inside, -0.5 * ((x - p["mean"]) / p["sd"]) ** 2, -np.inf)
    raise UsageError(
        f"prior {prior.name!r} has distribution {prior.dist}",
        expected="a distribution that is not fixed",
        remedy="the Gibbs sampler samples this parameter; declare a distribution for it",
    )


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


def log_student_t(x: np.ndarray, scale: np.ndarray, degrees: float) -> np.ndarray:
    """Compute the Student-t log density elementwise, without its constant.

    Parameters
    ----------
    x, scale : ndarray of float
    degrees : float

    Returns
    -------
    ndarray of float
        ``-log s - (nu + 1)/2 log(1 + x^2 / (nu s^2))``.
    """
    return -np.log(scale) - 0.5 * (degrees + 1) * np.log1p((x / scale) ** 2 / degrees)


def draw_mixture_weights(
    generator: np.random.Generator, standardised: np.ndarray, observed: np.ndarray, degrees: float
) -> np.ndarray:
    """Draw the weights of a scale mixture of normals given the shocks.

    Parameters
    ----------
    generator : numpy.random.Generator
    standardised : ndarray of float
        Shocks over their scale.
    observed : ndarray of float
        One where observed.
    degrees : float
        Degrees of freedom nu.

    Returns
    -------
    ndarray of float, shape of ``standardised``

    Notes
    -----
    ``w ~ Gamma((nu + 1)/2, rate (nu + x^2)/2)`` where observed, the prior
    ``Gamma(nu/2, rate nu/2)`` elsewhere.
    """
    shape = 0.5 * (degrees + observed)
    rate = 0.5 * (degrees + observed * standardised**2)
    return generator.standard_gamma(np.broadcast_to(shape, rate.shape)) / rate


def slice_sample(
    x: np.ndarray,
    log_density: Callable[[np.ndarray], np.ndarray],
    generator: np.random.Generator,
    *,
    width: float,
) -> np.ndarray:
    """Update each chain by one slice sampling step with stepping out and shrinkage.

    Parameters
    ----------
    x : ndarray of float, shape (chain,)
        Current points.
    log_density : callable
        Log densities at points (chain,); each element has its own density.
    generator : numpy.random.Generator
    width : float
        Initial width of the slice.

    Returns
    -------
    ndarray of float, shape (chain,)

    Notes
    -----
    Neal (2003), doi:10.1214/aos/1056562461.
    """
    level = log_density(x) - generator.standard_exponential(x.shape)
    low = x - width * generator.random(x.shape)
    high = low + width
    for edge, step in ((low, -width), (high, width)):
        outside = log_density(edge) > level
        while outside.any():
            edge += step * outside
            outside &= log_density(edge) > level
    new, done = x.copy(), np.zeros(x.shape, dtype=bool)
    while not done.all():
        trial = low + (high - low) * generator.random(x.shape)
        hit = ~done & (log_density(trial) >= level)
        new = np.where(hit, trial, new)
        done |= hit
        low = np.where(~done & (trial < x), trial, low)
        high = np.where(~done & (trial >= x), trial, high)
    return new


class Metropolis:
    """Adaptive random-walk Metropolis: proposal covariance and step length.

    Parameters
    ----------
    sd : ndarray of float, shape (size,)
        Initial proposal standard deviations.
    chains, group : int
        Number of chains; consecutive chains that adapt together.
    mean : ndarray of float, optional
        Initial mean, shape (size,) or (chain, size).

    Notes
    -----
    Covariance: Haario, Saksman and Tamminen (2001), doi:10.2307/3318737. Step length by
    Robbins-Monro toward an acceptance of 0.3. Fixed once ``adapt`` is no longer called.
    """

    def __init__(
        self, sd: np.ndarray, chains: int, group: int, mean: np.ndarray | None = None
    ) -> None:
        self.size, self.group = len(sd), group
        self.mean = None if mean is None else np.broadcast_to(mean, (chains, self.size))
        self.covariance = np.broadcast_to(np.diag(np.square(sd)), (chains, self.size, self.size))
        self.log_length = np.full(chains, np.log(2.4 / np.sqrt(self.size)))
        self.count = 0
        self._factored: np.ndarray | None = None

    def root(self) -> np.ndarray:
        """Return the Cholesky factor of the adapted covariance, (chain, size, size), cached."""
        if self._factored is not self.covariance:
            self._factored = self.covariance
            self._root = np.linalg.cholesky(self.covariance)
        return self._root

    def factor(self) -> np.ndarray:
        """Return the factor of the random walk's covariance, (chain, size, size)."""
        return self.root() * np.exp(self.log_length)[:, None, None]

    def adapt(self, x: np.ndarray, acceptance: np.ndarray) -> None:
        """Adapt mean, covariance and step length.

        Parameters
        ----------
        x : ndarray of float, shape (chain, size)
            Current points.
        acceptance : ndarray of float, shape (chain,)
            Acceptance rates of the last sweep.
        """
        self.count += 1
        rate, recent = (self.count + 20.0) ** -0.6, 3.0 / (self.count + 20.0)
        self.log_length = self.log_length + rate * (self._pool(acceptance) - _TARGET_ACCEPTANCE)
        self.mean = self._pool(x) if self.mean is None else self.mean
        gap = x - self.mean
        self.mean = self.mean + recent * self._pool(gap)
        outer = self._pool(gap[:, :, None] * gap[:, None, :]) - self.covariance
        self.covariance = self.covariance + recent * outer + 1e-10 * np.eye(self.size)

    def _pool(self, x: np.ndarray) -> np.ndarray:
        """Return the mean over each group of chains, repeated for every chain."""
        grouped = x.reshape(-1, self.group, *x.shape[1:]).mean(axis=1)
        return np.repeat(grouped, self.group, axis=0)


def draw_gaussian(
    generator: np.random.Generator, precision: np.ndarray, shift: np.ndarray
) -> np.ndarray:
    """Draw from N(P^-1 b, P^-1).

    Parameters
    ----------
    generator : numpy.random.Generator
    precision : ndarray of float, shape (..., n, n)
        P.
    shift : ndarray of float, shape (..., n)
        b.

    Returns
    -------
    ndarray of float, shape (..., n)
    """
    factor = np.linalg.cholesky(precision)
    white = np.linalg.solve(factor, shift[..., None])[..., 0]
    white = white + generator.standard_normal(shift.shape)
    return np.linalg.solve(np.swapaxes(factor, -1, -2), white[..., None])[..., 0]
