"""Plausibility of scenarios: Mahalanobis distance and tail probability of their assumptions.

Each assumption is a point r in some functionals of the path. With their center c and covariance S
in the draws before the assumption the distance is ``d = sqrt((r - c)' S^-1 (r - c))``; the tail
probability is the share of these draws that are as far in that direction (``mahalanobis_tail``).
For moment conditions the direction is that of the multipliers, and ``d = sqrt(2 KL)``, which is
the same for normal moments. A scenario with several kinds of assumptions has the distance of the
most distant one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.scenarios.conditioning import mahalanobis_tail
from planodds.forecasting.scenarios.functionals import Functional

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedCondition

_ZERO_SHIFT = 1e-5  # log points: levels are stored in single precision


def distance_of_intervention(
    before: Forecast, after: Forecast, panel: Panel, conditions: Sequence[ResolvedCondition]
) -> Forecast:
    """Record how far conditions met by intervention are from the draws before it.

    Parameters
    ----------
    before, after : Forecast
    panel : Panel
    conditions : sequence of ResolvedCondition

    Returns
    -------
    Forecast
        ``after`` with ``mahalanobis`` and ``tail_probability`` in its diagnostics.
    """
    if not conditions:
        return after
    value = np.stack(
        [
            Functional(
                condition.series,
                before.unit_index(condition.unit),
                condition.measure,
                before.year_index(condition.year),
            ).value(before, panel)
            for condition in conditions
        ],
        axis=1,
    )
    target = np.array([condition.log_value for condition in conditions])
    return _record_distance(after, *mahalanobis_tail(value, target, np.zeros(len(conditions))))


def distance_of_shift(before: Forecast, after: Forecast) -> Forecast:
    """Record how far growth added to some units is from the draws before it.

    The functionals are the growth rates that changed. The point is their mean with the addition;
    the variance of the addition counts like that of a soft condition. Revenue that only responds
    to added GDP is left out.

    Parameters
    ----------
    before, after : Forecast

    Returns
    -------
    Forecast
        ``after`` with ``mahalanobis`` and ``tail_probability`` in its diagnostics.
    """
    for unit in _shifted_units(before, after):
        for variable in ("log_gdp", "log_revenue"):
            old, new = (_growth(getattr(item, variable)[unit]) for item in (before, after))
            shift = new - old
            moved = np.abs(shift.mean(axis=0)) > _ZERO_SHIFT
            if moved.any():
                value, extra = old[:, moved], shift[:, moved]
                target = value.mean(axis=0) + extra.mean(axis=0)
                after = _record_distance(after, *mahalanobis_tail(value, target, extra.var(axis=0)))
                break
    return after


def moment_tail_probability(
    moments: np.ndarray, target: np.ndarray, multipliers: np.ndarray, weight: np.ndarray
) -> float:
    """Compute the share of draws whose moments are as far as the target, in its direction.

    Parameters
    ----------
    moments : ndarray of float, shape (draw, moment)
    target, multipliers : ndarray of float, shape (moment,)
    weight : ndarray of float, shape (draw,)
        Before tilting; sums to one.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> moments, half = np.array([[0.0], [1.0]]), np.full(2, 0.5)
    >>> moment_tail_probability(moments, np.array([0.75]), np.array([1.1]), half)
    0.5
    """
    return float(weight[(moments - target) @ multipliers >= 0].sum())


def _record_distance(forecast: Forecast, distance: float, tail: float) -> Forecast:
    """Return the forecast with the larger distance and the smaller tail probability recorded."""
    earlier = forecast.diagnostics
    return replace(
        forecast,
        diagnostics={
            **earlier,
            "mahalanobis": max(distance, earlier.get("mahalanobis", 0.0)),
            "tail_probability": min(tail, earlier.get("tail_probability", 1.0)),
        },
    )


def _shifted_units(before: Forecast, after: Forecast) -> np.ndarray:
    """Return the positions of units whose paths differ, ascending."""
    if before is after:
        return np.array([], dtype=int)
    units = set(getattr(after.log_gdp, "replaced", range(len(after.units))))
    return np.array(
        [
            unit
            for unit in sorted(units)
            if any(
                not np.array_equal(getattr(before, name)[unit], getattr(after, name)[unit])
                for name in ("log_gdp", "log_revenue")
            )
        ],
        dtype=int,
    )


def _growth(level: np.ndarray) -> np.ndarray:
    """Return yearly growth, (draw, year); that of the first year from an arbitrary level."""
    return np.diff(level.astype(float), axis=1, prepend=0.0)
