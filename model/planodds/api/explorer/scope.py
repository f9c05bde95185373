"""Reach of each control of the explorer, from the data of the study and its forecast."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import GDP

if TYPE_CHECKING:
    from planodds.api.forecasts import Forecast
    from planodds.inputs.plan import Target

MAX_UNIT_GROWTH = 0.10  # extra growth per year: beyond it hardly a unit has ever gone
_TAIL = 0.005  # share of the draws beyond each end of a driver's control
_WIDE = 0.20  # range of growth from which a driver is set in whole points
_STEPS = 100  # about as many positions has the control of a level
_ROOM = 1.15  # of the control of a level, beyond the quantile of 95 %


@dataclass(frozen=True)
class Range:
    """Reach of one control.

    Attributes
    ----------
    low, high, step : float
        In the unit of the data; growth is a fraction.
    start : float
        Where the control stands before anybody moves it.
    """

    low: float
    high: float
    step: float
    start: float


def nice_step(width: float) -> float:
    """Return the largest of 1, 2 or 5 times a power of ten of which enough fit into a width.

    Parameters
    ----------
    width : float

    Returns
    -------
    float

    Examples
    --------
    >>> nice_step(250), nice_step(18)
    (2.0, 0.1)
    """
    power = 10.0 ** math.floor(math.log10(width / _STEPS))
    return float(max(m * power for m in (1, 2, 5) if m * power * _STEPS <= width * (1 + 1e-9)))


def driver_range(forecast: Forecast, series: str, year: int) -> Range:
    """Return the growth of a driver that the forecast holds possible; it starts at the median.

    Parameters
    ----------
    forecast : Forecast
        The baseline.
    series : str
        Name of the driver.
    year : int
        Its first year without data.

    Returns
    -------
    Range
        Of simple growth per year, fractions.
    """
    paths = forecast.paths
    log_growth = paths.common[:, paths.series.index(series), paths.years.index(year)]
    low, middle, high = np.expm1(np.quantile(log_growth, (_TAIL, 0.5, 1 - _TAIL)))
    step = 0.01 if high - low > _WIDE else 0.005
    return Range(_down(low, step), _up(high, step), step, _nearest(middle, step))


def threshold_range(forecast: Forecast, target: Target, unit: str, *, of_plan: bool) -> Range:
    """Return the thresholds of a target that can be asked about for a unit.

    Parameters
    ----------
    forecast : Forecast
        The baseline.
    target : Target
        A level or a rank of the panel.
    unit : str
        Code of the unit.
    of_plan : bool
        Whether the plan is that of the unit, so that the control starts at its threshold.

    Returns
    -------
    Range
        In the unit of the data, or ranks.
    """
    stated = float(target.threshold or 0.0)
    if target.kind == "rank":
        roster = target.main_reading.roster or forecast.panel.study.headline_roster
        return Range(1, float(forecast.panel.rosters[roster].sum()), 1, stated)
    paths = forecast.paths
    levels = paths.log_gdp if target.variable == GDP else paths.log_revenue
    draws = np.exp(np.asarray(levels[paths.unit_index(unit)], dtype=float))
    low = 0.5 * float(np.quantile(draws[:, 0], 0.05))
    high = _ROOM * max(float(np.quantile(draws[:, -1], 0.95)), stated if of_plan else 0.0)
    step = nice_step(high - low)
    start = stated if of_plan else _nearest(float(np.median(draws[:, len(paths.years) // 2])), step)
    below, above = max(0.0, _down(start - low, step)), _up(high - start, step)
    # A browser moves a control to the nearest position: the start is one of them.
    return Range(round(start - below, 10), round(start + above, 10), step, start)


def _down(value: float, step: float) -> float:
    return round(math.floor(value / step) * step, 10)


def _up(value: float, step: float) -> float:
    return round(math.ceil(value / step) * step, 10)


def _nearest(value: float, step: float) -> float:
    return round(round(value / step) * step, 10)
