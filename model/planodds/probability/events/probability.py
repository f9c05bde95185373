"""Event probability over predictive draws: share, batch-means MCSE and Wilson interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import UsageError

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.probability.events.events import Event

RUN_COLUMNS = ("information", "origin", "scenario", "variant")  # identify a forecast in tables
MIN_CONDITION_HITS = 100  # a condition that fewer draws meet is not computable
_BOUND_Z = 1.959963984540054  # standard normal quantile at 0.975


@dataclass(frozen=True)
class Probability:
    """Share of draws in which an event occurs.

    Attributes
    ----------
    probability : float
        Share of the draws (of those that meet the condition, if there is one); NaN if fewer than
        ``MIN_CONDITION_HITS`` draws meet the condition.
    mcse : float
        Monte Carlo standard error, by batch means over the posterior draws in chain order.
    lower, upper : float
        95 % Wilson interval on ``ess`` draws, for Monte Carlo error alone; the rule of three
        (3 / ess, 1 - 3 / ess) if no draw or every draw is a hit.
    draws, hits : int
        Draws counted (those that meet the condition), and those in which the event occurs.
    ess : float
        Number of independent draws with the same standard error.
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
        """True if the probability is a number."""
        return not math.isnan(self.probability)


NO_PROBABILITY = Probability(math.nan, math.nan, math.nan, math.nan, 0, 0, math.nan)


def wilson_interval(hits: float, trials: float) -> tuple[float, float]:
    """Return Wilson's 95 % score interval for a proportion; the rule of three at the ends.

    With p = hits / trials and z = 1.96 the interval is
    (p + z^2 / 2n -+ z sqrt(p (1 - p) / n + z^2 / 4n^2)) / (1 + z^2 / n) (Wilson 1927).
    Without hits it is (0, 3 / n), with hits in every trial (1 - 3 / n, 1).

    Parameters
    ----------
    hits, trials : float
        Counts; effective counts need not be integers.

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
    center = share + ratio / 2
    half = _BOUND_Z * math.sqrt(share * (1 - share) / trials + ratio / (4 * trials))
    return max(0.0, (center - half) / (1 + ratio)), min(1.0, (center + half) / (1 + ratio))


def batch_error(numerator: np.ndarray, denominator: np.ndarray, cluster: np.ndarray) -> float:
    """Return the Monte Carlo standard error of sum(numerator) / sum(denominator) by batch means.

    Predictive draws of one posterior draw are correlated, and posterior draws of one chain are
    autocorrelated. The clusters are therefore split, in chain order, into about sqrt(clusters)
    batches. With S_b and N_b the batch sums of numerator and denominator, r their overall ratio
    and a the number of batches, error^2 = a / (a - 1) sum_b (S_b - r N_b)^2 / (sum_b N_b)^2.
    Batches may differ in size, as they do after a scenario has resampled the draws.

    Parameters
    ----------
    numerator, denominator : ndarray of bool, shape (draw,)
        Event and condition; condition alone.
    cluster : ndarray of int, shape (draw,)
        Posterior draw of each predictive draw, numbered in chain order.

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
            remedy="store the number of the posterior draw with each predictive draw",
        )
    batch = cluster.astype(np.int64) * batches // clusters
    sums = np.bincount(batch, weights=numerator, minlength=batches)
    sizes = np.bincount(batch, weights=denominator, minlength=batches)
    residual = sums - sums.sum() / sizes.sum() * sizes
    scale = batches / (batches - 1)
    return float(math.sqrt(scale * (residual**2).sum()) / sizes.sum())


def prob_event(hits: np.ndarray, *, cluster: np.ndarray, ess: float | None = None) -> Probability:
    """Return the probability of an event: the share of predictive draws in which it occurs.

    Parameters
    ----------
    hits : ndarray of bool, shape (draw,)
        Whether the event occurs in each predictive draw. Numbers are rejected: an average over
        draws is not an event.
    cluster : ndarray of int, shape (draw,)
        Posterior draw of each predictive draw, numbered in chain order.
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
    """Return the probability of an event among the draws that meet a condition.

    P(A | B) = #(A and B) / #B. With fewer than ``MIN_CONDITION_HITS`` draws in B, probability,
    error and bounds are NaN.

    Parameters
    ----------
    hits, condition : ndarray of bool, shape (draw,)
        The event and the condition.
    cluster : ndarray of int, shape (draw,)
        Posterior draw of each predictive draw, numbered in chain order.
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
    """Return #both / #condition with error and bounds."""
    met, hits = int(condition.sum()), int(both.sum())
    share = hits / met
    mcse = batch_error(both, condition, cluster)
    effective = _effective_draws(share, mcse, condition, ess)
    lower, upper = wilson_interval(share * effective, effective)
    return Probability(share, mcse, lower, upper, met, hits, effective)


def _effective_draws(share: float, mcse: float, condition: np.ndarray, ess: float | None) -> float:
    """Return p (1 - p) / mcse^2, or the (weighted) number of draws if that is smaller."""
    most = float(condition.mean() * (condition.size if ess is None else ess))
    return min(most, share * (1 - share) / mcse**2) if mcse > 0 else most


def _check_indicator(values: np.ndarray, cluster: np.ndarray, name: str) -> np.ndarray:
    """Return ``values`` as a boolean array; raise UsageError if they are not an event."""
    values = np.asarray(values)
    if values.dtype != bool:
        raise UsageError(
            f"{name} of type {values.dtype}",
            where=name,
            expected="one boolean for each predictive draw",
            remedy="compare the draws with the threshold; never average them first",
        )
    if values.ndim != 1 or values.shape != np.shape(cluster) or not values.size:
        raise UsageError(
            f"{name} of shape {values.shape}, cluster of shape {np.shape(cluster)}",
            where=name,
            expected="one value for each draw in both",
        )
    return values


def run_identifiers(forecast: Forecast) -> dict[str, str | int]:
    """Return the columns that identify a forecast in a table.

    Parameters
    ----------
    forecast : Forecast

    Returns
    -------
    dict
        ``RUN_COLUMNS``: information set, its last county year, scenario and variant.
    """
    return {
        "information": forecast.information.name,
        "origin": int(forecast.information.county_to),
        "scenario": forecast.scenario,
        "variant": forecast.variant,
    }


def event_result(forecast: Forecast, event: Event, year: int) -> dict[str, object]:
    """Return the probability of an event, or the year and status of its decision, as columns.

    Parameters
    ----------
    forecast : Forecast
        Supplies the clusters and the effective number of draws.
    event : Event
    year : int
        Data year of an open event.

    Returns
    -------
    dict
        As ``probability_columns``.
    """
    if event.hits is None:
        decided = year if event.year is None else event.year
        return probability_columns(NO_PROBABILITY, decided, event.status)
    odds = prob_event(event.hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    return probability_columns(odds, year, constants.OPEN)


def probability_columns(odds: Probability, year: int, status: str) -> dict[str, object]:
    """Return a probability as columns of the results table.

    Parameters
    ----------
    odds : Probability
    year : int
    status : str
        One of ``constants.OPEN``, ``DECIDED_MET``, ``DECIDED_MISSED``, ``NOT_COMPUTABLE``,
        ``NO_DATA``.

    Returns
    -------
    dict
        year, probability, mcse, lower, upper (shares), draws, ess (counts), status.
    """
    return {
        "year": int(year),
        "probability": odds.probability,
        "mcse": odds.mcse,
        "lower": odds.lower,
        "upper": odds.upper,
        "draws": odds.draws,
        "ess": odds.ess,
        "status": status,
    }
