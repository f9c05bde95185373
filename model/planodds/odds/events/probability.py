"""Probability of an event over predictive draws, with its Monte Carlo error and bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from planodds.errors import UsageError

MIN_CONDITION_HITS = 100  # fewer draws than this meet the condition: not computable
_BOUND_LEVEL = 0.95
_BOUND_Z = 1.959963984540054  # standard normal quantile at .975


@dataclass(frozen=True)
class Probability:
    """Share of draws in which an event happens.

    Attributes
    ----------
    probability : float
        Share of the draws (of those that meet the condition, if there is one); NaN if the
        condition has fewer than ``MIN_CONDITION_HITS`` draws.
    mcse : float
        Monte Carlo standard error, by batch means over the posterior draws in chain order.
    lower, upper : float
        95 % bounds for Monte Carlo error alone: Wilson on ``ess`` draws; 3 / ess with no hits
        (and 1 - 3 / ess with nothing but hits).
    draws, hits : int
        Draws counted (those that meet the condition), and those with the event.
    ess : float
        Number of independent draws that would have the same standard error.
    """

    probability: float
    mcse: float
    lower: float
    upper: float
    draws: int
    hits: int
    ess: float

    @property
    def computable(self) -> bool:
        """Whether there is a number."""
        return not math.isnan(self.probability)


def wilson_interval(hits: float, trials: float) -> tuple[float, float]:
    """Wilson's 95 % score interval for a share; the rule of three at its ends.

    With p = hits / trials and z = 1.96 the interval is
    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n).
    With no hits it is (0, 3 / n), with nothing but hits (1 - 3 / n, 1).

    Parameters
    ----------
    hits, trials : float
        Counts; effective counts need not be whole.

    Returns
    -------
    tuple of float
        Lower and upper bound.

    Raises
    ------
    UsageError
        If ``trials`` is not positive or ``hits`` lies outside 0 .. trials.

    Examples
    --------
    >>> [round(bound, 4) for bound in wilson_interval(8, 100)]
    [0.0411, 0.15]
    >>> wilson_interval(0, 600)
    (0.0, 0.005)
    """
    if not trials > 0 or not 0 <= hits <= trials:
        raise UsageError(
            f"{hits} hits of {trials} trials",
            where="wilson_interval",
            expected="0 <= hits <= trials and trials > 0",
        )
    if hits == 0:
        return 0.0, min(1.0, 3.0 / trials)
    if hits == trials:
        return max(0.0, 1.0 - 3.0 / trials), 1.0
    share, ratio = hits / trials, _BOUND_Z**2 / trials
    centre = share + ratio / 2
    half = _BOUND_Z * math.sqrt(share * (1 - share) / trials + ratio / (4 * trials))
    return max(0.0, (centre - half) / (1 + ratio)), min(1.0, (centre + half) / (1 + ratio))


def batch_error(numerator: np.ndarray, denominator: np.ndarray, cluster: np.ndarray) -> float:
    """Monte Carlo standard error of sum(numerator) / sum(denominator) by batch means.

    Paths of one posterior draw are alike and posterior draws of one chain are autocorrelated, so
    the clusters are cut, in chain order, into about sqrt(clusters) batches. With S_b and N_b the
    batch sums of numerator and denominator, r their overall ratio and a the number of batches,
    error^2 = a / (a - 1) sum_b (S_b - r N_b)^2 / (sum_b N_b)^2. Batches may differ in size, as
    they do after a scenario has resampled the draws.

    Parameters
    ----------
    numerator, denominator : ndarray (draw,)
        Indicators: event and condition; condition alone.
    cluster : ndarray of int (draw,)
        Posterior draw that each path came from, numbered in chain order.

    Returns
    -------
    float
        Standard error, as a share.

    Raises
    ------
    UsageError
        If the draws come from fewer than four posterior draws.
    """
    cluster = np.asarray(cluster)
    clusters = int(cluster.max()) + 1
    batches = math.isqrt(clusters)
    if batches < 2:
        raise UsageError(
            f"draws from {clusters} posterior draws",
            where="cluster",
            expected="at least 4, for a Monte Carlo error",
            remedy="keep the number of the posterior draw with each path",
        )
    batch = cluster.astype(np.int64) * batches // clusters
    sums = np.bincount(batch, weights=numerator, minlength=batches)
    sizes = np.bincount(batch, weights=denominator, minlength=batches)
    residual = sums - sums.sum() / sizes.sum() * sizes
    scale = batches / (batches - 1)
    return float(math.sqrt(scale * (residual**2).sum()) / sizes.sum())


def prob_event(hits: np.ndarray, *, cluster: np.ndarray, ess: float | None = None) -> Probability:
    """Probability of an event, as the share of predictive draws in which it happens.

    Parameters
    ----------
    hits : ndarray of bool (draw,)
        Whether the event happens in each predictive draw. Numbers are refused: an event of
        expected draws is not an event.
    cluster : ndarray of int (draw,)
        Posterior draw that each path came from, numbered in chain order.
    ess : float, optional
        Effective number of draws after weighting; default the number of draws.

    Returns
    -------
    Probability

    Raises
    ------
    UsageError
        If ``hits`` is not boolean or does not fit ``cluster``.

    Examples
    --------
    >>> hits = np.arange(1000) % 4 == 0
    >>> prob_event(hits, cluster=np.arange(1000)).probability
    0.25
    """
    hits = _check_indicator(hits, cluster, "hits")
    return _prob_ratio(hits, np.ones(hits.size, dtype=bool), cluster, ess)


def prob_given(
    hits: np.ndarray, condition: np.ndarray, *, cluster: np.ndarray, ess: float | None = None
) -> Probability:
    """Probability of an event among the draws that meet a condition.

    P(A | B) = #(A and B) / #B. With fewer than ``MIN_CONDITION_HITS`` draws in B there is no
    number: probability, error and bounds are NaN.

    Parameters
    ----------
    hits, condition : ndarray of bool (draw,)
        The event, and what it is conditional on.
    cluster : ndarray of int (draw,)
        Posterior draw that each path came from, numbered in chain order.
    ess : float, optional
        Effective number of all draws; default their number.

    Returns
    -------
    Probability

    Raises
    ------
    UsageError
        If an indicator is not boolean or does not fit ``cluster``.
    """
    hits = _check_indicator(hits, cluster, "hits")
    condition = _check_indicator(condition, cluster, "condition")
    met = int(condition.sum())
    if met < MIN_CONDITION_HITS:
        both = int((hits & condition).sum())
        return Probability(math.nan, math.nan, math.nan, math.nan, met, both, math.nan)
    return _prob_ratio(hits & condition, condition, cluster, ess)


def _prob_ratio(
    both: np.ndarray, condition: np.ndarray, cluster: np.ndarray, ess: float | None
) -> Probability:
    """Return the share of ``condition`` that is in ``both``, with error and bounds."""
    met, hits = int(condition.sum()), int(both.sum())
    share = hits / met
    mcse = batch_error(both, condition, cluster)
    effective = _effective_draws(share, mcse, condition, ess)
    lower, upper = wilson_interval(share * effective, effective)
    return Probability(share, mcse, lower, upper, met, hits, effective)


def _effective_draws(share: float, mcse: float, condition: np.ndarray, ess: float | None) -> float:
    """Return p (1 - p) / mcse^2, or the (weighted) number of draws where that is less."""
    most = float(condition.mean() * (condition.size if ess is None else ess))
    return min(most, share * (1 - share) / mcse**2) if mcse > 0 else most


def _check_indicator(values: np.ndarray, cluster: np.ndarray, name: str) -> np.ndarray:
    """Return ``values`` as a boolean array, or say why it is not an event."""
    values = np.asarray(values)
    if values.dtype != bool:
        raise UsageError(
            f"{name} holds {values.dtype}",
            where=name,
            expected="one boolean for each predictive draw",
            remedy="compare the draws with the threshold; never average them first",
        )
    if values.ndim != 1 or values.shape != np.shape(cluster) or not values.size:
        raise UsageError(
            f"{name} has shape {values.shape}, cluster {np.shape(cluster)}",
            where=name,
            expected="one value for each draw in both",
        )
    return values
