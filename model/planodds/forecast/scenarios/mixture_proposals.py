"""Mixture weights drawn anew where conditions bear on them, so that fewer draws are lost.

Student-t shocks are normals over roots of mixture weights. Conditions on a steady path want small
shocks year after year; most draws hold other weights and lose theirs. So a draw is offered fresh
weights from their prior beside its own. One set is taken with probability in proportion to the
density N(r; m, A A' + W) that it gives the conditions, and the draw weighs the mean of the
densities. For any number of sets this is exact: jointly the sets and the choice have density
``prod_k p(w_k) x mean_k N_k x N_c / sum_k N_k``, whose margin over the sets not chosen is
``p(w_c) N_c``. One set is plain weighting. Andrieu and Roberts (2009), doi:10.1214/07-AOS574.
"""

from __future__ import annotations

import numpy as np

from planodds.forecast.scenarios.conditioning import log_density, relative_ess
from planodds.forecast.simulation.random_streams import draw_mixture_scale

_CANDIDATES = 8
# Where so many draws carry the weight already, scenarios rather share their random numbers.
_ENOUGH = 0.5


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
    """Choose the roots of the mixture weights that each draw goes on with.

    Parameters
    ----------
    loading : ndarray (path, functional, shock)
        A of each draw as it stands, for the shocks that have a mixture weight and the others.
    mean : ndarray (path, functional)
        m: the functionals without the shocks; the roots do not move it.
    target, variance : ndarray (functional,)
        r and the diagonal of W.
    roots : ndarray (path, shock)
        The draws' own; NaN for shocks that are normal.
    degrees : ndarray (shock,)
        Degrees of freedom; NaN for shocks that are normal.
    generator : numpy.random.Generator
    candidates : int
        Sets offered, the draw's own among them; only that where ``ENOUGH`` draws carry the
        weight.

    Returns
    -------
    chosen : ndarray (path, shock)
        Roots to go on with; one for normal shocks.
    log_weight : ndarray (path,)
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
    if not mixed.any() or candidates == 1 or relative_ess(total) >= _ENOUGH:
        return chosen, total
    fixed = np.einsum("mfz,mgz->mfg", loading[:, :, ~mixed], loading[:, :, ~mixed], optimize=True)
    fixed += np.diag(variance)
    bare = loading[:, :, mixed] * roots[:, None, mixed]
    for _ in range(candidates - 1):
        trial = _draw_roots(generator, len(roots), degrees[mixed])
        density = log_density(bare / trial[:, None, :], mean, target, fixed)
        total = np.logaddexp(total, density)
        taken = -generator.standard_exponential(len(total)) < density - total
        chosen[np.ix_(taken, mixed)] = trial[taken]
    return chosen, total - np.log(candidates)


def _draw_roots(generator: np.random.Generator, paths: int, degrees: np.ndarray) -> np.ndarray:
    out = np.empty((paths, len(degrees)))
    for value in np.unique(degrees):
        same = np.flatnonzero(degrees == value)
        out[:, same] = draw_mixture_scale(generator, (len(same), paths), float(value)).T
    return out
