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

from model.forecast.gibbs_steps import build_ar1_precision, draw_gaussian, log_det


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
    """Arrow form of the joint posterior of (c, d) and e_k, and its log marginal density."""

    corner: np.ndarray
    corner_shift: np.ndarray
    block: np.ndarray
    cross: np.ndarray
    pull: np.ndarray
    log_density: np.ndarray

    def draw(self, generator: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Draw (c, d), (chain, 2n), and e, (chain, prefecture, n)."""
        corner = draw_gaussian(generator, self.corner, self.corner_shift)
        shift = self.pull - np.einsum("ckij,cj->cki", self.cross, corner)
        return corner, draw_gaussian(generator, self.block, shift)


def solve_shared(evidence: SharedEvidence, prior: SharedPrior, *, scale: np.ndarray,
                 persistence: np.ndarray, step_scale: np.ndarray) -> SharedPosterior:
    """Combine evidence and priors; the log density is that of the scales, e and (c, d) out.

    Parameters
    ----------
    scale, persistence : ndarray (chain,)
        Stationary sd and persistence of the prefecture factor.
    step_scale : ndarray (chain,)
        Sd of the prefecture's effect on the benchmark step.
    """
    prior_block, prior_log_det = _prior_block(scale, persistence, step_scale,
                                              evidence.plain.shape[-1])
    block = evidence.plain + prior_block[:, None]
    cross = np.concatenate([evidence.plain, evidence.weighted], axis=-1)
    right = np.concatenate([cross, evidence.pull[..., None]], axis=-1)
    solved = np.linalg.solve(block, right)
    swapped = np.swapaxes(cross, -1, -2)
    corner = _corner(evidence) + prior.precision - (swapped @ solved[..., :-1]).sum(axis=1)
    shift = (prior.shift + np.concatenate([evidence.pull.sum(axis=1), evidence.pull_weighted], -1)
             - (swapped @ solved[..., -1:]).sum(axis=1)[..., 0])
    prefectures = evidence.plain.shape[1]
    inner = np.linalg.solve(corner, shift[..., None])[..., 0]
    density = 0.5 * (prefectures * prior_log_det - log_det(block).sum(axis=1) - log_det(corner)
                     + (inner * shift).sum(axis=-1)
                     + (evidence.pull * solved[..., -1]).sum(axis=(1, 2)))
    return SharedPosterior(corner, shift, block, cross, evidence.pull, density)


def _corner(evidence: SharedEvidence) -> np.ndarray:
    plain, weighted = evidence.plain.sum(axis=1), evidence.weighted.sum(axis=1)
    return np.concatenate([np.concatenate([plain, weighted], axis=-1),
                           np.concatenate([weighted, evidence.squared], axis=-1)], axis=-2)


def _prior_block(scale, persistence, step_scale, size):
    """Prior precision of e_k, (chain, n, n), and its log determinant."""
    years = size - 1
    # A scale of exactly zero has no precision; 1e-7 is zero on any scale of growth.
    variance, step = np.maximum(scale, 1e-7) ** 2, np.maximum(step_scale, 1e-7) ** 2
    out = np.zeros((len(variance), size, size))
    out[:, :years, :years] = build_ar1_precision(persistence, years) / variance[:, None, None]
    out[:, years, years] = 1.0 / step
    determinant = -(years - 1) * np.log1p(-persistence**2) - years * np.log(variance) - np.log(step)
    return out, determinant
