"""How far assumptions lie from the baseline: pins, added growth, and tilted moments alike.

Each is a point in some functionals of the path. With their center c and covariance S in the draws
before the assumption the distance is ``d = sqrt((r - c)' S^-1 (r - c))``; the tail probability is
the share of these draws that go as far in that direction (``mahalanobis_tail``). For tilts the
direction is that of the multipliers, and ``d = sqrt(2 KL)``, which is the same for normal moments.
Where a scenario makes several sorts of assumption it is as far out as its farthest one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.forecast.scenarios.conditioning import mahalanobis_tail
from planodds.forecast.scenarios.functionals import Functional

if TYPE_CHECKING:
    from planodds.forecast.types import Forecast

_NOTHING = 1e-5  # log points: levels are kept in single precision


def distance_of_intervention(
    before: Forecast, after: Forecast, panel: Any, pins: list[Any]
) -> Forecast:
    """Note in ``after`` how far pins met by own effort lie from the draws before."""
    if not pins:
        return after
    value = np.stack(
        [
            Functional(
                pin.series, before.unit_index(pin.unit), pin.measure, before.year_index(pin.year)
            ).value(before, panel)
            for pin in pins
        ],
        axis=1,
    )
    target = np.array([pin.log_value for pin in pins])
    return _record_distance(after, *mahalanobis_tail(value, target, np.zeros(len(pins))))


def distance_of_shift(before: Forecast, after: Forecast) -> Forecast:
    """Note in ``after`` how far growth that was added to some units lies from the draws before.

    The functionals are the growth rates that moved; the point is their mean with the addition,
    and the addition's own variance counts as that of a soft pin. Revenue that only answers to
    added GDP is left out.
    """
    for unit in _moved_units(before, after):
        for variable in ("log_gdp", "log_revenue"):
            old, new = (_growth(getattr(item, variable)[unit]) for item in (before, after))
            shift = new - old
            moved = np.abs(shift.mean(axis=0)) > _NOTHING
            if moved.any():
                value, extra = old[:, moved], shift[:, moved]
                target = value.mean(axis=0) + extra.mean(axis=0)
                after = _record_distance(after, *mahalanobis_tail(value, target, extra.var(axis=0)))
                break
    return after


def moment_tail_probability(
    moments: np.ndarray, target: np.ndarray, multipliers: np.ndarray, weight: np.ndarray
) -> float:
    """Share of the draws whose moments go as far as the target in the direction of tilting.

    Parameters
    ----------
    moments : ndarray (path, moment)
    target, multipliers : ndarray (moment,)
    weight : ndarray (path,)
        Before tilting; sums to one.

    Examples
    --------
    >>> moment_tail_probability(np.array([[0.0], [1.0]]), np.array([0.75]), np.array([1.1]), np.full(2, 0.5))
    0.5
    """
    return float(weight[(moments - target) @ multipliers >= 0].sum())


def _record_distance(forecast: Forecast, distance: float, tail: float) -> Forecast:
    """Keep the larger distance and the smaller tail probability."""
    known = forecast.diagnostics
    return replace(
        forecast,
        diagnostics={
            **known,
            "mahalanobis": max(distance, known.get("mahalanobis", 0.0)),
            "tail_probability": min(tail, known.get("tail_probability", 1.0)),
        },
    )


def _moved_units(before: Forecast, after: Forecast) -> np.ndarray:
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
    """Growth from year to year, (draw, year); the first year's from an arbitrary start."""
    return np.diff(level.astype(float), axis=1, prepend=0.0)
