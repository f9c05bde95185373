"""Steps of the second engine that know nothing of the model: slice, Metropolis, dense algebra.

The chain is an axis of every array, so that all chains of all panels move in one call.
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
    """Log density of a declared prior at ``x``, up to a constant; -inf outside its support."""
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
        f"prior {prior.name!r} is {prior.dist}",
        expected="a distribution",
        remedy="the second engine draws it only where it is not fixed",
    )


def normal_parameters(prior: Prior) -> tuple[float, float]:
    """Mean and sd of a prior that has to be normal, for a conjugate draw.

    Raises
    ------
    UsageError
        If the prior is declared otherwise: then the conjugate draw would be wrong.
    """
    if prior.dist != "normal":
        raise UsageError(
            f"prior {prior.name!r} is {prior.dist}",
            expected="dist: normal",
            remedy="give the second engine a step of its own for it",
        )
    return prior.parameters["mean"], prior.parameters["sd"]


def log_student_t(x: np.ndarray, scale: np.ndarray, degrees: float) -> np.ndarray:
    """Log density of a Student-t with ``scale``, elementwise, without its constant."""
    return -np.log(scale) - 0.5 * (degrees + 1) * np.log1p((x / scale) ** 2 / degrees)


def draw_mixture_weights(
    generator: np.random.Generator, standardised: np.ndarray, seen: np.ndarray, degrees: float
) -> np.ndarray:
    """Draw weights of the scale mixture given shocks over their scale.

    ``w ~ Gamma((nu + 1)/2, rate (nu + x^2)/2)`` where seen, the prior ``Gamma(nu/2, nu/2)``
    elsewhere.
    """
    shape = 0.5 * (degrees + seen)
    rate = 0.5 * (degrees + seen * standardised**2)
    return generator.standard_gamma(np.broadcast_to(shape, rate.shape)) / rate


def slice_sample(
    x: np.ndarray,
    log_density: Callable[[np.ndarray], np.ndarray],
    generator: np.random.Generator,
    *,
    width: float,
) -> np.ndarray:
    """One slice step a chain with stepping out and shrinkage, (chain,).

    Neal (2003), doi:10.1214/aos/1056562461; each element has a density of its own.
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
    """Random-walk Metropolis whose covariance and length are learnt in the warm-up.

    Haario, Saksman and Tamminen (2001), doi:10.2307/3318737, with the length by
    Robbins-Monro toward an acceptance of .3; each run of ``group`` chains learns together.
    Frozen once ``adapt`` is off.
    """

    def __init__(
        self, sd: np.ndarray, chains: int, group: int, mean: np.ndarray | None = None
    ) -> None:
        self.size, self.group = len(sd), group
        self.mean = None if mean is None else np.broadcast_to(mean, (chains, self.size))
        self.covariance = np.broadcast_to(np.diag(np.square(sd)), (chains, self.size, self.size))
        self.log_length = np.full(chains, np.log(2.4 / np.sqrt(self.size)))
        self.count = 0
        self._known: np.ndarray | None = None

    def root(self) -> np.ndarray:
        """Cholesky factor of the covariance learnt, worked out anew when that has changed."""
        if self._known is not self.covariance:
            self._known = self.covariance
            self._root = np.linalg.cholesky(self.covariance)
        return self._root

    def factor(self) -> np.ndarray:
        """Factor of a random walk's covariance."""
        return self.root() * np.exp(self.log_length)[:, None, None]

    def learn(self, x: np.ndarray, acceptance: np.ndarray) -> None:
        """Take account of where the chains stand and of how often their proposals were taken."""
        self.count += 1
        rate, recent = (self.count + 20.0) ** -0.6, 3.0 / (self.count + 20.0)
        self.log_length = self.log_length + rate * (self._pool(acceptance) - _TARGET_ACCEPTANCE)
        self.mean = self._pool(x) if self.mean is None else self.mean
        gap = x - self.mean
        self.mean = self.mean + recent * self._pool(gap)
        outer = self._pool(gap[:, :, None] * gap[:, None, :]) - self.covariance
        self.covariance = self.covariance + recent * outer + 1e-10 * np.eye(self.size)

    def _pool(self, x: np.ndarray) -> np.ndarray:
        """Mean over each run of chains, given back to every chain."""
        grouped = x.reshape(-1, self.group, *x.shape[1:]).mean(axis=1)
        return np.repeat(grouped, self.group, axis=0)


def draw_gaussian(
    generator: np.random.Generator, precision: np.ndarray, shift: np.ndarray
) -> np.ndarray:
    """Draw from N(P^-1 b, P^-1) for stacked precisions (..., n, n) and shifts (..., n)."""
    factor = np.linalg.cholesky(precision)
    white = np.linalg.solve(factor, shift[..., None])[..., 0]
    white = white + generator.standard_normal(shift.shape)
    return np.linalg.solve(np.swapaxes(factor, -1, -2), white[..., None])[..., 0]
