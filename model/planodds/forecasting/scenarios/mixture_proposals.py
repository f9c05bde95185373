"""Multiple importance proposals for mixture weights, to raise the ESS under tight conditions.

Student-t shocks are normals divided by square roots of mixture weights. Conditions on a steady
path need small shocks in every year; most draws have other mixture weights and lose their
importance weight. Each draw is therefore offered further sets of mixture weights from their prior.
One set is selected with probability proportional to the density N(r; m, A A' + W) of the
conditions, and the draw is weighted by the mean of the densities. This is exact for any number of
sets: sets and selection have joint density ``prod_k p(w_k) x mean_k N_k x N_c / sum_k N_k``, whose
margin over the sets not selected is ``p(w_c) N_c``. One set is plain importance weighting. Andrieu
and Roberts (2009), doi:10.1214/07-AOS574.
"""

from __future__ import annotations

import numpy as np

from planodds.forecasting.scenarios.conditioning import log_density, relative_ess
from planodds.forecasting.simulation.random_streams import draw_mixture_scale

_CANDIDATES = 8
# Above this relative ESS no proposals are made, so that scenarios share their random numbers.
_SUFFICIENT_ESS = 0.5


def propose_mixture_weights(
    loading: np.ndarray,
    mean: np.ndarray,
    target: np.ndarray,
    variance: np.ndarray,
    *,
    roots: np.ndarray,
    degrees: np.ndarray,
    generator: np.random.Generator,
    candidates: int = _CANDIDATES,
) -> tuple[np.ndarray, np.ndarray]:
    """Select the mixture weights of each draw among several proposals.

    Parameters
    ----------
    loading : ndarray of float, shape (draw, functional, shock)
        A of each draw with its current mixture weights, for Student-t and normal shocks.
    mean : ndarray of float, shape (draw, functional)
        m: the functionals without the shocks; it does not depend on the mixture weights.
    target, variance : ndarray of float, shape (functional,)
        r and the diagonal of W.
    roots : ndarray of float, shape (draw, shock)
        Square roots of the draws' current mixture weights; NaN for normal shocks.
    degrees : ndarray of float, shape (shock,)
        Degrees of freedom; NaN for normal shocks.
    generator : numpy.random.Generator
    candidates : int
        Number of sets including the current one; only the current one is used if the relative ESS
        is already 0.5 or more.

    Returns
    -------
    chosen : ndarray of float, shape (draw, shock)
        Square roots of the selected mixture weights; one for normal shocks.
    log_weight : ndarray of float, shape (draw,)
        Log of the mean density over the sets.

    Examples
    --------
    >>> chosen, log_weight = propose_mixture_weights(
    ...     np.ones((2, 1, 1)), np.zeros((2, 1)), np.zeros(1), np.zeros(1),
    ...     roots=np.full((2, 1), np.nan), degrees=np.array([np.nan]),
    ...     generator=np.random.default_rng(1))
    >>> chosen.ravel().tolist(), log_weight.round(4).tolist()
    ([1.0, 1.0], [-0.9189, -0.9189])
    """
    mixed = np.isfinite(degrees)
    chosen = np.where(mixed, roots, 1.0)
    total = log_density(loading, mean, target, variance)
    if not mixed.any() or candidates == 1 or relative_ess(total) >= _SUFFICIENT_ESS:
        return chosen, total
    fixed = np.einsum("mfz,mgz->mfg", loading[:, :, ~mixed], loading[:, :, ~mixed], optimize=True)
    fixed += np.diag(variance)
    unscaled = loading[:, :, mixed] * roots[:, None, mixed]
    for _ in range(candidates - 1):
        trial = _draw_roots(generator, len(roots), degrees[mixed])
        density = log_density(unscaled / trial[:, None, :], mean, target, fixed)
        total = np.logaddexp(total, density)
        taken = -generator.standard_exponential(len(total)) < density - total
        chosen[np.ix_(taken, mixed)] = trial[taken]
    return chosen, total - np.log(candidates)


def _draw_roots(generator: np.random.Generator, draws: int, degrees: np.ndarray) -> np.ndarray:
    """Draw square roots of mixture weights from their prior, (draw, shock)."""
    out = np.empty((draws, len(degrees)))
    for value in np.unique(degrees):
        same = np.flatnonzero(degrees == value)
        out[:, same] = draw_mixture_scale(generator, (len(same), draws), float(value)).T
    return out
