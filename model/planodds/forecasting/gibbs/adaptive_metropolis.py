"""Adaptive random-walk Metropolis for several chains."""

from __future__ import annotations

import numpy as np

_TARGET_ACCEPTANCE = 0.3


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
