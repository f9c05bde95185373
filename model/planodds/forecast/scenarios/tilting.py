"""Judgement on moments by entropic tilting: other weights, as near to the old ones as can be.

Of all weights p with ``sum p h = t`` the tilted ones ``p ~ w exp(lambda' h)`` have the least
Kullback-Leibler divergence from w. lambda solves the convex dual
``min log sum w exp(lambda' (h - t))`` by Newton's method.
Robertson, Tallman and Whiteman (2005), doi:10.1353/mcb.2005.0035.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import ConditioningError
from planodds.forecast.scenarios.conditioning import MIN_ESS_SHARE, relative_ess
from planodds.forecast.scenarios.functionals import Functional
from planodds.forecast.scenarios.plausibility import moment_tail_probability

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecast.types import Forecast

MIN_DRAWS = 2000  # effective draws that a tilted forecast must keep
_TOLERANCE = 1e-9  # of a moment, in its standard deviations
_STEPS = 100


@dataclass(frozen=True)
class TiltedWeights:
    """What tilting does to the weights.

    Attributes
    ----------
    log_weight : ndarray (path,)
        Log of the weights before, plus ``lambda' h``; up to a constant.
    multipliers : ndarray (moment,)
        lambda.
    kl : float
        Divergence of the new weights from the old, nats.
    ess_share : float
        Effective sample size of the new weights over the number of paths.
    """

    log_weight: np.ndarray
    multipliers: np.ndarray
    kl: float
    ess_share: float


def tilt_weights(moments: np.ndarray, target: np.ndarray, log_weight: np.ndarray) -> TiltedWeights:
    """Tilt weights so that the moments of the draws meet their targets jointly.

    Parameters
    ----------
    moments : ndarray (path, moment)
        h: value of each functional in each draw, or the indicator of an event.
    target : ndarray (moment,)
        t.
    log_weight : ndarray (path,)
        Log weights to start from, up to a constant.

    Returns
    -------
    TiltedWeights

    Raises
    ------
    ConditioningError
        If no weighting of the draws has these moments.

    Examples
    --------
    >>> tilting = tilt_weights(np.array([[0.0], [1.0]]), np.array([0.75]), np.zeros(2))
    >>> np.exp(tilting.multipliers).round(6).tolist()
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
    """Newton with halved steps on the dual; the gradient is the moment still missing."""
    multipliers = np.zeros(gap.shape[1])
    value = _dual(gap, log_weight, multipliers)
    for _ in range(_STEPS):
        weight = _normalise(log_weight + gap @ multipliers)
        missing = weight @ gap
        if np.abs(missing).max() < _TOLERANCE:
            return multipliers
        centred = gap - missing
        curvature = centred.T @ (weight[:, None] * centred)
        step = -np.linalg.lstsq(curvature, missing, rcond=1e-12)[0]
        length, slope = 1.0, float(missing @ step)
        while (
            _dual(gap, log_weight, multipliers + length * step) > (value + 1e-4 * length * slope)
            and length > 1e-9
        ):
            length /= 2
        multipliers = multipliers + length * step
        value = _dual(gap, log_weight, multipliers)
    raise ConditioningError(
        "no weighting of the draws has the moments asked for",
        expected="moments inside what the draws hold, and not at odds",
        remedy="move the tilts nearer to the baseline, or drop one",
    )


def _dual(gap: np.ndarray, log_weight: np.ndarray, multipliers: np.ndarray) -> float:
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
    forecast: Forecast, panel: Any, tilts: Sequence[Any], log_weight: np.ndarray
) -> tuple[np.ndarray, dict[str, float]]:
    """Tilt the weights of a forecast's draws by a scenario's judgements on moments.

    Parameters
    ----------
    forecast : Forecast
        Its draws as they will be resampled.
    tilts : sequence of ResolvedMoment
        Met jointly.
    log_weight : ndarray (path,)
        Weights of the conditions; zeros without any.

    Returns
    -------
    log_weight : ndarray (path,)
    diagnostics : dict
        ``tilt_kl`` (nats), ``ess_share``, ``mahalanobis`` and ``tail_probability`` (those of
        the conditions where they lie farther out).

    Raises
    ------
    ConditioningError
        If no weights meet the tilts, or fewer than a tenth of the draws, or 2 000 effective
        ones, carry the weight; the message names the tilt that lies farthest out.
    """
    if not tilts:
        return log_weight, {}
    moments = np.stack([_moment(tilt, forecast, panel) for tilt in tilts], axis=1)
    target = np.array([tilt.target for tilt in tilts])
    try:
        tilting = tilt_weights(moments, target, log_weight)
    except ConditioningError as refusal:
        refusal.plausibility = {"ess_share": 0.0}
        refusal.farthest = _find_farthest(tilts, moments, log_weight)
        raise
    _require_draws(tilting, tilts, moments, log_weight)
    tail = moment_tail_probability(moments, target, tilting.multipliers, _normalise(log_weight))
    known = forecast.diagnostics
    return tilting.log_weight, {
        "tilt_kl": tilting.kl,
        "ess_share": tilting.ess_share,
        "mahalanobis": max(math.sqrt(2 * tilting.kl), known.get("mahalanobis", 0.0)),
        "tail_probability": min(tail, known.get("tail_probability", 1.0)),
    }


def _moment(tilt: Any, forecast: Forecast, panel: Any) -> np.ndarray:
    """H of one tilt in every draw, (draw,)."""
    unit = forecast.unit_index(tilt.unit) if tilt.unit else -1
    functional = Functional(tilt.series, unit, tilt.measure, forecast.year_index(tilt.year))
    value = np.asarray(functional.value(forecast, panel), dtype=float)
    if tilt.threshold is None:
        return value
    hits = value >= tilt.threshold if tilt.direction == ">=" else value <= tilt.threshold
    return hits.astype(float)


def _require_draws(
    tilting: TiltedWeights, tilts: Sequence[Any], moments: np.ndarray, log_weight: np.ndarray
) -> None:
    """Refuse weights that rest on too few draws, and say which tilt to loosen."""
    draws = tilting.ess_share * len(moments)
    if tilting.ess_share >= MIN_ESS_SHARE and draws >= MIN_DRAWS:
        return
    far = _find_farthest(tilts, moments, log_weight)
    refusal = ConditioningError(
        f"the tilts leave {100 * tilting.ess_share:.1f} % of the draws with the weight, "
        f"{draws:.0f} effective ones (KL {tilting.kl:.2f})",
        expected=f"at least {100 * MIN_ESS_SHARE:.0f} % and {MIN_DRAWS} draws",
        remedy=f"loosen {far['tilt']} of {far['series']} {far['measure']} in {far['year']}, "
        f"{far['distance']:.1f} sd from the baseline",
    )
    refusal.plausibility = {"ess_share": tilting.ess_share, "tilt_kl": tilting.kl}
    refusal.farthest = far
    raise refusal


def _find_farthest(
    tilts: Sequence[Any], moments: np.ndarray, log_weight: np.ndarray
) -> dict[str, object]:
    """Return the tilt whose moment lies farthest from what the draws hold, in their sd."""
    weight = _normalise(log_weight)
    mean = weight @ moments
    gap = np.abs(np.array([tilt.target for tilt in tilts]) - mean)
    spread = np.sqrt(weight @ (moments - mean) ** 2)
    distance = np.where(
        spread > 0, gap / np.where(spread > 0, spread, 1.0), np.where(gap > 0, np.inf, 0.0)
    )
    far = tilts[int(distance.argmax())]
    return {
        "tilt": far.statistic,
        "series": far.series,
        "measure": far.measure,
        "year": far.year,
        "distance": float(distance.max()),
    }
