"""Entropic tilting: reweight draws to meet moment conditions with least divergence.

Of all weights p with ``sum p h = t`` the tilted weights ``p ~ w exp(lambda' h)`` have the smallest
Kullback-Leibler divergence from w. lambda solves the convex dual
``min log sum w exp(lambda' (h - t))`` by Newton's method.
Robertson, Tallman and Whiteman (2005), doi:10.1353/mcb.2005.0035.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import ConditioningError, FarthestAssumption
from planodds.forecasting.scenarios.conditioning import MIN_ESS_SHARE, relative_ess
from planodds.forecasting.scenarios.functionals import Functional
from planodds.forecasting.scenarios.plausibility import moment_tail_probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedMoment

MIN_DRAWS = 2000  # smallest effective number of draws of a tilted forecast
_TOLERANCE = 1e-9  # of a moment, in its standard deviations
_NEWTON_STEPS = 100


@dataclass(frozen=True)
class TiltedWeights:
    """Result of entropic tilting.

    Attributes
    ----------
    log_weight : ndarray of float, shape (draw,)
        Log of the initial weights plus ``lambda' h``; up to a constant.
    multipliers : ndarray of float, shape (moment,)
        lambda.
    kl : float
        Kullback-Leibler divergence of the new from the initial weights, nats.
    ess_share : float
        Effective sample size of the new weights over the number of draws.
    """

    log_weight: np.ndarray
    multipliers: np.ndarray
    kl: float
    ess_share: float


def tilt_weights(moments: np.ndarray, target: np.ndarray, log_weight: np.ndarray) -> TiltedWeights:
    """Tilt weights so that the moments of the draws meet their targets jointly.

    Parameters
    ----------
    moments : ndarray of float, shape (draw, moment)
        h: value of each functional in each draw, or the indicator of an event.
    target : ndarray of float, shape (moment,)
        t.
    log_weight : ndarray of float, shape (draw,)
        Initial log weights, up to a constant.

    Returns
    -------
    TiltedWeights

    Raises
    ------
    ConditioningError
        If no weighting of the draws has these moments.

    Notes
    -----
    ``p ~ w exp(lambda' h)``, ``KL(p, w) = lambda' t - log sum w exp(lambda' h)``.

    Examples
    --------
    >>> tilted = tilt_weights(np.array([[0.0], [1.0]]), np.array([0.75]), np.zeros(2))
    >>> np.exp(tilted.multipliers).round(6).tolist()
    [3.0]
    """
    weight = _normalise(log_weight)
    scale = np.sqrt(weight @ (moments - weight @ moments) ** 2)
    scale = np.where(scale > 0, scale, 1.0)
    gap = (moments - target) / scale
    multipliers = _minimise(gap, log_weight)
    tilted = log_weight + gap @ multipliers
    new = _normalise(tilted)
    # log(p / w) is linear in h, so the divergence needs no logarithm of a weight.
    kl = float(
        new @ (gap @ multipliers)
        - np.log(weight @ _exp(gap @ multipliers))
        - _shift(gap @ multipliers)
    )
    return TiltedWeights(tilted, multipliers / scale, max(kl, 0.0), relative_ess(tilted))


def _minimise(gap: np.ndarray, log_weight: np.ndarray) -> np.ndarray:
    """Minimise the dual by Newton's method with step halving; its gradient is the moment error."""
    multipliers = np.zeros(gap.shape[1])
    value = _dual(gap, log_weight, multipliers)
    for _ in range(_NEWTON_STEPS):
        weight = _normalise(log_weight + gap @ multipliers)
        error = weight @ gap
        if np.abs(error).max() < _TOLERANCE:
            return multipliers
        centred = gap - error
        curvature = centred.T @ (weight[:, None] * centred)
        step = -np.linalg.lstsq(curvature, error, rcond=1e-12)[0]
        length, slope = 1.0, float(error @ step)
        while (
            _dual(gap, log_weight, multipliers + length * step) > (value + 1e-4 * length * slope)
            and length > 1e-9
        ):
            length /= 2
        multipliers = multipliers + length * step
        value = _dual(gap, log_weight, multipliers)
    raise ConditioningError(
        "no weighting of the draws has the requested moments",
        expected="moments within the range of the draws that do not contradict each other",
        remedy="move the moment conditions closer to the baseline, or remove one",
    )


def _dual(gap: np.ndarray, log_weight: np.ndarray, multipliers: np.ndarray) -> float:
    """Return the log of the sum of tilted weights, the convex dual."""
    exponent = log_weight + gap @ multipliers
    return float(np.log(_exp(exponent).sum()) + _shift(exponent))


def _shift(exponent: np.ndarray) -> float:
    return float(exponent.max())


def _exp(exponent: np.ndarray) -> np.ndarray:
    return np.exp(exponent - exponent.max())


def _normalise(log_weight: np.ndarray) -> np.ndarray:
    weight = _exp(log_weight)
    return weight / weight.sum()


def apply_moment_conditions(
    forecast: Forecast, panel: Panel, conditions: Sequence[ResolvedMoment], log_weight: np.ndarray
) -> tuple[np.ndarray, dict[str, float]]:
    """Tilt the weights of a forecast's draws to meet a scenario's moment conditions.

    Parameters
    ----------
    forecast : Forecast
        Draws before resampling.
    panel : Panel
    conditions : sequence of ResolvedMoment
        Met jointly.
    log_weight : ndarray of float, shape (draw,)
        Weights of the conditions on paths; zeros without any.

    Returns
    -------
    log_weight : ndarray of float, shape (draw,)
    diagnostics : dict of str to float
        ``tilt_kl`` (nats), ``ess_share``, ``mahalanobis`` and ``tail_probability`` (those of the
        conditions on paths where they are more extreme).

    Raises
    ------
    ConditioningError
        If no weights meet the conditions, or the effective sample size is below 10 % of the draws
        or 2 000; the message names the most distant condition.
    """
    if not conditions:
        return log_weight, {}
    moments = np.stack([_moment(condition, forecast, panel) for condition in conditions], axis=1)
    target = np.array([condition.target for condition in conditions])
    try:
        tilted = tilt_weights(moments, target, log_weight)
    except ConditioningError as error:
        error.plausibility = {"ess_share": 0.0}
        error.farthest = _find_farthest(conditions, moments, log_weight)
        raise
    _check_draws(tilted, conditions, moments, log_weight)
    tail = moment_tail_probability(moments, target, tilted.multipliers, _normalise(log_weight))
    earlier = forecast.diagnostics
    return tilted.log_weight, {
        "tilt_kl": tilted.kl,
        "ess_share": tilted.ess_share,
        "mahalanobis": max(math.sqrt(2 * tilted.kl), earlier.get("mahalanobis", 0.0)),
        "tail_probability": min(tail, earlier.get("tail_probability", 1.0)),
    }


def _moment(condition: ResolvedMoment, forecast: Forecast, panel: Panel) -> np.ndarray:
    """Return h of one moment condition in every draw, (draw,)."""
    unit = forecast.unit_index(condition.unit) if condition.unit else -1
    functional = Functional(
        condition.series, unit, condition.measure, forecast.year_index(condition.year)
    )
    value = np.asarray(functional.value(forecast, panel), dtype=float)
    if condition.threshold is None:
        return value
    above = condition.direction == ">="
    hits = value >= condition.threshold if above else value <= condition.threshold
    return hits.astype(float)


def _check_draws(
    tilted: TiltedWeights,
    conditions: Sequence[ResolvedMoment],
    moments: np.ndarray,
    log_weight: np.ndarray,
) -> None:
    """Raise an error if weights rest on too few draws; name the most distant condition."""
    draws = tilted.ess_share * len(moments)
    if tilted.ess_share >= MIN_ESS_SHARE and draws >= MIN_DRAWS:
        return
    far = _find_farthest(conditions, moments, log_weight)
    error = ConditioningError(
        "the moment conditions are too unlikely under the forecast: the effective sample size is "
        f"{100 * tilted.ess_share:.1f} % of the draws, {draws:.0f} draws (KL {tilted.kl:.2f})",
        expected=f"at least {100 * MIN_ESS_SHARE:.0f} % and {MIN_DRAWS} draws",
        remedy=f"move the {far['tilt']} of {far['series']} {far['measure']} in {far['year']}, "
        f"{far['distance']:.1f} sd from the baseline, closer to it",
    )
    error.plausibility = {"ess_share": tilted.ess_share, "tilt_kl": tilted.kl}
    error.farthest = far
    raise error


def _find_farthest(
    conditions: Sequence[ResolvedMoment], moments: np.ndarray, log_weight: np.ndarray
) -> FarthestAssumption:
    """Return the condition whose moment is farthest from that of the draws, in their sd."""
    weight = _normalise(log_weight)
    mean = weight @ moments
    gap = np.abs(np.array([condition.target for condition in conditions]) - mean)
    spread = np.sqrt(weight @ (moments - mean) ** 2)
    distance = np.where(
        spread > 0, gap / np.where(spread > 0, spread, 1.0), np.where(gap > 0, np.inf, 0.0)
    )
    far = conditions[int(distance.argmax())]
    return {
        "tilt": far.statistic,
        "series": far.series,
        "measure": far.measure,
        "year": far.year,
        "distance": float(distance.max()),
    }
