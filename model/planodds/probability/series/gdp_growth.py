"""Growth of a unit's GDP on one basis, published and drawn, as a driver of other series."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.execution.owner_cache import cached_on
from planodds.probability.events.published import same_basis_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel


def published_growth(panel: Panel, position: int) -> dict[int, float]:
    """Return the log growth of a unit's GDP in the years within one statistical basis.

    Parameters
    ----------
    panel : Panel
    position : int
        Position of the unit.

    Returns
    -------
    dict of int to float
        Year to log points.
    """
    levels = panel.gdp[position]
    growth = {
        panel.years[last]: float(np.log(levels[last] / levels[first]))
        for first, last in same_basis_pairs(panel, constants.GDP)
    }
    return {year: value for year, value in growth.items() if not math.isnan(value)}


def drawn_growth(forecast: Forecast, panel: Panel, position: int) -> np.ndarray:
    """Return the log growth of a unit's GDP in the forecast years, without census steps.

    Parameters
    ----------
    forecast : Forecast
    panel : Panel
    position : int
        Position of the unit.

    Returns
    -------
    ndarray of float, shape (draw, year)
        Log points.
    """
    levels = np.asarray(forecast.log_gdp[position], dtype=float)
    growth = np.diff(levels, axis=1, prepend=math.log(panel.gdp[position, -1]))
    steps = np.asarray(forecast.benchmark[position], dtype=float)
    for column, census in enumerate(forecast.benchmark_years):
        if census in forecast.years:
            growth[:, forecast.years.index(census)] -= steps[:, column]
    return growth


def cumulated_growth(
    forecast: Forecast, panel: Panel, position: int, years: Sequence[int], last: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return growth of a unit's GDP about its mean, cumulated from the first year on.

    Years whose growth is not known on one basis count as average years. Up to the last figure of
    the series that it drives, drawn growth enters by its mean.

    Parameters
    ----------
    forecast : Forecast
    panel : Panel
    position : int
        Position of the unit.
    years : sequence of int
        Consecutive years.
    last : int
        Year of the last figure of the series.

    Returns
    -------
    mean : ndarray of float, shape (year,)
        For the years to ``last``; constant after it.
    draws : ndarray of float, shape (draw, year)
    """
    known = published_growth(panel, position)
    average = float(np.mean(list(known.values()))) if known else None
    drawn = cached_on(
        forecast, ("gdp growth", position), lambda: drawn_growth(forecast, panel, position)
    )
    if average is None:
        average = float(drawn.mean())
    changes = np.zeros((forecast.draws, len(years)))
    for column, year in enumerate(years[1:], start=1):
        if year in known:
            changes[:, column] = known[year] - average
        elif year in forecast.years:
            values = drawn[:, forecast.year_index(year)] - average
            changes[:, column] = values.mean() if year <= last else values
    draws = changes.cumsum(axis=1)
    mean = np.where(np.asarray(years) <= last, draws[0], 0.0)
    return mean, draws
