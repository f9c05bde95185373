"""What units share in a year, drawn jointly given the slow parts and the mixture weights.

Per unit, ``y_i = Z (c + e_k) + s_i Z d + x_i`` with ``Z = [I, b]`` (b marks the benchmark year):
``c`` holds the mean wedges and the mean of the benchmark step, ``d`` the industry loadings and
the slope of the step, ``e_k`` the prefecture's factor and its effect on the step; ``y`` is growth
less the slow parts and ``x_i`` shock and benchmark step, one precision a cell. The joint
precision of (c, d, e_1 .. e_K) is an arrow: one small block a prefecture and a Schur complement
for (c, d).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.forecast.gibbs_steps import build_ar1_precision, draw_gaussian


@dataclass(frozen=True)
class SharedEvidence:
    """What the data say about the shared terms.

    Attributes
    ----------
    plain, weighted : ndarray (chain, prefecture, n, n)
        Sums over the units of a prefecture of Z' Omega Z, and of it times the share.
    squared : ndarray (chain, n, n)
        Sum over all units of Z' Omega Z times the share squared.
    pull : ndarray (chain, prefecture, n)
        Sums of Z' Omega y.
    pull_weighted : ndarray (chain, n)
        Sum of Z' Omega y times the share.
    """

    plain: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    pull: np.ndarray
    pull_weighted: np.ndarray


def weigh_shared(weight: np.ndarray, growth: np.ndarray, benchmark: np.ndarray,
                 share: np.ndarray, member: np.ndarray) -> SharedEvidence:
    """Sum the units' evidence by prefecture.

    Parameters
    ----------
    weight : ndarray (year, chain, unit)
        Precision of what is left of a cell beside the shared terms; zero where not seen.
    growth : ndarray (year, chain, unit)
        y.
    benchmark : ndarray (year,)
        b.
    share : ndarray (unit,)
        s.
    member : ndarray (unit, prefecture)
        One where the unit belongs.
    """
    weighted, pull = weight * share, weight * growth
    return SharedEvidence(
        plain=_square((weight @ member).transpose(1, 2, 0), benchmark),
        weighted=_square((weighted @ member).transpose(1, 2, 0), benchmark),
        squared=_square((weighted @ share).T, benchmark),
        pull=_extend((pull @ member).transpose(1, 2, 0), benchmark),
        pull_weighted=_extend((pull @ share).T, benchmark))


def _extend(values: np.ndarray, benchmark: np.ndarray) -> np.ndarray:
    """Z' v for v (..., year)."""
    return np.concatenate([values, (values @ benchmark)[..., None]], axis=-1)


def _square(weight: np.ndarray, benchmark: np.ndarray) -> np.ndarray:
    """Z' diag(w) Z for w (..., year)."""
    years = weight.shape[-1]
    out = np.zeros((*weight.shape[:-1], years + 1, years + 1))
    diagonal = np.arange(years)
    out[..., diagonal, diagonal] = weight
    out[..., years, :] = out[..., :, years] = _extend(weight * benchmark, benchmark)
    return out


@dataclass(frozen=True)
class SharedPrior:
    """Gaussian prior of (c, d): ``precision`` (chain, 2n, 2n) and ``shift`` = precision x mean."""

    precision: np.ndarray
    shift: np.ndarray


@dataclass(frozen=True)
class SharedPosterior:
    """Joint posterior of (c, d) and e_k: precision and shift of the one, then e_k given it.

    Attributes
    ----------
    corner, corner_shift : ndarray (chain, 2n, 2n), (chain, 2n)
        Precision of (c, d) with every e_k integrated out, and precision x mean.
    spread : ndarray (chain, prefecture, n, n)
        Covariance of e_k given (c, d).
    evidence : SharedEvidence
    """

    corner: np.ndarray
    corner_shift: np.ndarray
    spread: np.ndarray
    evidence: SharedEvidence

    def draw(self, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw (c, d), (chain, 2n), and e, (chain, prefecture, n)."""
        corner = draw_gaussian(generator, self.corner, self.corner_shift)
        n = self.spread.shape[-1]
        known = (self.evidence.plain @ corner[:, None, :n, None]
                 + self.evidence.weighted @ corner[:, None, n:, None])
        shift = self.evidence.pull[..., None] - known
        z = generator.standard_normal(shift.shape)
        return corner, (self.spread @ shift + np.linalg.cholesky(self.spread) @ z)[..., 0]


def solve_shared(evidence: SharedEvidence, prior: SharedPrior, *, scale: np.ndarray,
                 persistence: np.ndarray, step_scale: np.ndarray) -> SharedPosterior:
    """Combine evidence and priors.

    Parameters
    ----------
    scale, persistence : ndarray (chain,)
        Stationary sd and persistence of the prefecture factor.
    step_scale : ndarray (chain,)
        Sd of the prefecture's effect on the benchmark step.
    """
    own = _prior_block(scale, persistence, step_scale, evidence.plain.shape[-1])
    spread = np.linalg.inv(evidence.plain + own[:, None])
    spread = 0.5 * (spread + np.swapaxes(spread, -1, -2))
    plain, weighted = spread @ evidence.plain, spread @ evidence.weighted
    pulled = spread @ evidence.pull[..., None]
    first = evidence.plain - evidence.plain @ plain
    mixed = evidence.weighted - evidence.plain @ weighted
    last = evidence.squared - (evidence.weighted @ weighted).sum(axis=1)
    corner = prior.precision + _join(first.sum(axis=1), mixed.sum(axis=1), last)
    shift = np.concatenate([
        (evidence.pull - (evidence.plain @ pulled)[..., 0]).sum(axis=1),
        evidence.pull_weighted - (evidence.weighted @ pulled)[..., 0].sum(axis=1)], axis=-1)
    return SharedPosterior(corner, prior.shift + shift, spread, evidence)


def _join(first: np.ndarray, mixed: np.ndarray, last: np.ndarray) -> np.ndarray:
    """A symmetric matrix of four blocks."""
    upper = np.concatenate([first, mixed], axis=-1)
    return np.concatenate([upper, np.concatenate([np.swapaxes(mixed, -1, -2), last], -1)], -2)


def _prior_block(scale, persistence, step_scale, size):
    """Prior precision of e_k, (chain, n, n)."""
    years = size - 1
    # A scale of exactly zero has no precision; 1e-7 is zero on any scale of growth.
    variance, step = np.maximum(scale, 1e-7) ** 2, np.maximum(step_scale, 1e-7) ** 2
    out = np.zeros((len(variance), size, size))
    out[:, :years, :years] = build_ar1_precision(persistence, years) / variance[:, None, None]
    out[:, years, years] = 1.0 / step
    return out
