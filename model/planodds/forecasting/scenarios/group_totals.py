"""Totals of groups of units as conditions: linear in levels, so linearised in log levels.

The log of a total T of units with log levels y_i has the gradient of their shares,

    d log T = sum_i w_i dy_i,    w_i = exp(y_i) / T

With the mean shares over the draws it is a row of loadings like that of any other condition. The
rest of the curvature, about half the variance of the members' growth within the group, is removed
draw by draw: after the linear step the shocks are moved further, by Newton's method along the same
loadings, until the total has the value that the linear algebra gave it. What remains is second
order: for three members with spreads of .08 to .13 and a total two standard deviations from its
mean, the members' conditional means are off by .001 log points and their spreads by 2.5 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import COUNTY_GDP
from planodds.forecasting.scenarios.shock_response import moves_unit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from planodds.forecasting.lazy_paths import PathArray
    from planodds.forecasting.scenarios.shock_response import ShockResponse
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

# Of a step to the change that it made: a total is convex in the shocks, so that a step far up may
# overshoot and one down is safe.
_RATIOS = (0.05, 2.0)
_ROUNDS = 30  # at most; three to six suffice unless one member's shock is very large in a draw
_TOLERANCE = 1e-6  # log points, the precision of stored levels
_RIDGE = 1e-9  # relative: conditions may repeat each other


@dataclass(frozen=True)
class GroupTotal:
    """Log total of the levels of several units in one forecast year.

    Attributes
    ----------
    series : str
        ``county_gdp`` or ``county_revenue``.
    units : tuple of int
        Positions of the members, ascending.
    year : int
        Position of the forecast year.
    shares : tuple of float
        Weights of the members in the linearised total, sum 1.
    measure : str
        ``level``.
    """

    series: str
    units: tuple[int, ...]
    year: int
    shares: tuple[float, ...]
    measure: str = "level"

    def value(self, forecast: Forecast, panel: Panel) -> np.ndarray:
        """Return the value in every draw.

        Parameters
        ----------
        forecast : Forecast
        panel : Panel
            Not used: a total is a level.

        Returns
        -------
        ndarray of float, shape (draw,)
            Log of the unit of measurement.
        """
        return _log_total(self, forecast)

    def change(self, response: ShockResponse) -> np.ndarray:
        """Return the linearised change in every draw under a response to shocks.

        Parameters
        ----------
        response : ShockResponse

        Returns
        -------
        ndarray of float, shape (draw,)
            Log points.
        """
        return sum(
            share * _log_change(self.series, response, unit)[self.year]
            for unit, share in zip(self.units, self.shares, strict=True)
            if any(moves_unit(block, unit, response.inputs) for block in response.dz)
        ) + np.zeros(1)

    def new_value(self, forecast: Forecast, response: ShockResponse) -> np.ndarray:
        """Return the exact value in every draw after a response is added to the paths.

        Parameters
        ----------
        forecast : Forecast
            Before the response.
        response : ShockResponse

        Returns
        -------
        ndarray of float, shape (draw,)
            Log of the unit of measurement.
        """
        levels = _member_levels(self, forecast)
        for row, unit in zip(levels, self.units, strict=True):
            row *= np.exp(_log_change(self.series, response, unit)[self.year])
        return np.asarray(np.log(levels.sum(axis=0)))


def group_total(forecast: Forecast, series: str, units: Sequence[int], year: int) -> GroupTotal:
    """Build the total of some units, linearised at their mean shares over the draws.

    Parameters
    ----------
    forecast : Forecast
    series : str
        ``county_gdp`` or ``county_revenue``.
    units : sequence of int
        Positions of the members.
    year : int
        Position of the forecast year.

    Returns
    -------
    GroupTotal
    """
    total = GroupTotal(series, tuple(units), year, ())
    levels = _member_levels(total, forecast)
    shares = (levels / levels.sum(axis=0)).mean(axis=1)
    return GroupTotal(series, total.units, year, tuple(shares.tolist()))


def meet_totals(
    totals: Sequence[tuple[int, GroupTotal]],
    forecast: Forecast,
    loading: np.ndarray,
    dz: np.ndarray,
    respond: Callable[[np.ndarray], ShockResponse],
) -> np.ndarray:
    """Move shocks further until each total has the value that the linear step gave it.

    Parameters
    ----------
    totals : sequence of (int, GroupTotal)
        Row of each among the conditions.
    forecast : Forecast
        Before the conditions.
    loading : ndarray of float, shape (draw, condition, shock)
        Of all conditions, so that the others are not disturbed.
    dz : ndarray of float, shape (draw, shock)
        Shift of the linear step.
    respond : callable
        Returns the response of the paths to a shift.

    Returns
    -------
    ndarray of float, shape (draw, shock)

    Notes
    -----
    ``dz <- dz + A' (A A')^-1 (v + A dz_0 - log T(dz))``, where v is the value before the
    conditions, dz_0 the linear step and the bracket is zero for all other conditions. The shares
    in A are means over the draws. In a draw where one member is much larger the total moves by more
    or less than A states: from the second round on, the bracket is multiplied by the ratio seen in
    the round before (secant method, draw by draw).
    """
    if not totals:
        return dz
    rows = [row for row, _ in totals]
    before = np.stack([_log_total(total, forecast) for _, total in totals], axis=1)
    wanted = before + np.einsum("mfz,mz->mf", loading[:, rows], dz, optimize=True)
    square = np.einsum("mfz,mgz->mfg", loading, loading, optimize=True)
    diagonal = np.arange(square.shape[1])
    square[:, diagonal, diagonal] *= 1 + _RIDGE
    applied, previous = np.zeros(square.shape[:2]), np.zeros(square.shape[:2])
    for _ in range(_ROUNDS):
        response = respond(dz)
        gap = np.zeros(square.shape[:2])
        gap[:, rows] = wanted - np.stack([t.new_value(forecast, response) for _, t in totals], 1)
        if np.abs(gap).max() < _TOLERANCE:
            break
        applied, previous = gap * _secant_ratio(applied, previous - gap), gap
        inner = np.linalg.solve(square, applied[:, :, None])[:, :, 0]
        dz = dz + np.einsum("mfz,mf->mz", loading, inner, optimize=True)
    return dz


def _secant_ratio(applied: np.ndarray, moved: np.ndarray) -> np.ndarray:
    """Return a step's ratio to the change that it made; one where nothing was moved."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = applied / moved
    usable = np.isfinite(ratio) & (applied != 0.0) & (np.abs(moved) > _TOLERANCE)
    return np.where(usable, np.clip(ratio, *_RATIOS), 1.0)


def _member_levels(total: GroupTotal, forecast: Forecast) -> np.ndarray:
    """Return the members' levels, (member, draw)."""
    paths: PathArray = forecast.log_gdp if total.series == COUNTY_GDP else forecast.log_revenue
    return np.exp(
        np.stack([np.asarray(paths[u, :, total.year], dtype=np.float64) for u in total.units])
    )


def _log_total(total: GroupTotal, forecast: Forecast) -> np.ndarray:
    """Return the log of the total, (draw,)."""
    log_total: np.ndarray = np.log(_member_levels(total, forecast).sum(axis=0))
    return log_total


def _log_change(series: str, response: ShockResponse, unit: int) -> np.ndarray:
    """Return the change of a unit's log level, (year, draw)."""
    return response.log_gdp(unit) if series == COUNTY_GDP else response.log_revenue(unit)
