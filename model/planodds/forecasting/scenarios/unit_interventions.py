"""Interventions on one unit: growth added to it alone, without effect on the other units."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import COUNTY_GDP, GDP
from planodds.forecasting.lazy_paths import with_unit
from planodds.forecasting.scenarios.functionals import Functional
from planodds.forecasting.simulation.random_streams import make_generator
from planodds.forecasting.simulation.unit_paths import run_revenue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedCondition, ResolvedUnitGrowth

_REVENUE_PARAMETERS = (
    "intercept",
    "common_elasticity",
    "relative_elasticity",
    "revenue_coal_slope",
    "reversion",
)


def add_unit_growth(
    forecast: Forecast, inputs: SimulationInputs, additions: Sequence[ResolvedUnitGrowth]
) -> Forecast:
    """Add a scenario's extra log growth to single units.

    Parameters
    ----------
    forecast : Forecast
    inputs : SimulationInputs
    additions : sequence of ResolvedUnitGrowth
        Growth in excess of the usual, triangular, log points.

    Returns
    -------
    Forecast
        One uniform per unit, variable and draw determines the additions of all years.
    """
    for unit, variable in sorted({(a.unit, a.variable) for a in additions}):
        selected = [a for a in additions if (a.unit, a.variable) == (unit, variable)]
        uniform = make_generator(forecast.seed, "scenario", f"{unit}-{variable}").random(
            forecast.draws
        )
        extra = np.zeros((len(forecast.years), forecast.draws))
        for addition in selected:
            extra[forecast.year_index(addition.year)] += triangular_quantile(
                uniform, addition.low, addition.mode, addition.high
            )
        forecast = add_log_growth(forecast, inputs, inputs.units.index(unit), variable, extra)
    return forecast


def triangular_quantile(uniform: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Return quantiles of the triangular distribution; a point mass where low = high.

    Parameters
    ----------
    uniform : ndarray of float
        Probabilities.
    low, mode, high : float

    Returns
    -------
    ndarray of float, shape of ``uniform``
    """
    if high <= low:
        return np.full_like(uniform, low)
    cut = (mode - low) / (high - low)
    left = low + np.sqrt(uniform * (high - low) * (mode - low))
    right = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < cut, left, right)


def meet_conditions_by_intervention(
    forecast: Forecast,
    inputs: SimulationInputs,
    panel: Panel,
    conditions: Sequence[ResolvedCondition],
) -> Forecast:
    """Meet conditions on a county in every draw by growth added to that county alone.

    Parameters
    ----------
    forecast : Forecast
    inputs : SimulationInputs
    panel : Panel
    conditions : sequence of ResolvedCondition
        On county GDP or revenue. GDP comes first: revenue responds to it before its own
        conditions are met.

    Returns
    -------
    Forecast
    """
    for series in sorted({condition.series for condition in conditions}):
        for unit in sorted({c.unit for c in conditions if c.series == series}):
            selected = [c for c in conditions if (c.series, c.unit) == (series, unit)]
            position = inputs.units.index(unit)
            if series == COUNTY_GDP:
                extra = _required_gdp_growth(forecast, panel, position, selected)
                forecast = add_log_growth(forecast, inputs, position, GDP, extra)
            else:
                forecast = _meet_revenue(forecast, inputs, panel, position, selected)
    return forecast


def _required_gdp_growth(
    forecast: Forecast, panel: Panel, unit: int, conditions: Sequence[ResolvedCondition]
) -> np.ndarray:
    """Return the extra log growth that meets the conditions in each draw, (year, draw)."""
    extra = np.zeros((len(forecast.years), forecast.draws))
    before = -1
    for condition in sorted(conditions, key=lambda condition: condition.year):
        year = forecast.year_index(condition.year)
        value = Functional(COUNTY_GDP, unit, condition.measure, year).value(forecast, panel)
        if condition.measure == "growth":
            extra[year] = condition.log_value - value
        else:
            missing = condition.log_value - value - extra[: year + 1].sum(axis=0)
            extra[before + 1 : year + 1] += missing / (year - before)
        before = year
    return extra


def add_log_growth(
    forecast: Forecast, inputs: SimulationInputs, unit: int, variable: str, extra: np.ndarray
) -> Forecast:
    """Add log growth to one unit; revenue responds to extra GDP growth.

    Parameters
    ----------
    forecast : Forecast
    inputs : SimulationInputs
    unit : int
        Position of the unit.
    variable : {"gdp", "revenue"}
    extra : ndarray of float, shape (year, draw)
        Log points.

    Returns
    -------
    Forecast
    """
    zero = np.zeros_like(extra)
    gdp = extra if variable == GDP else zero
    revenue = run_revenue(
        _revenue_parameters(inputs, forecast),
        common=zero,
        relative=gdp,
        coal=zero,
        share=0.0,
        year_effect=zero,
        shock=zero if variable == GDP else extra,
        target=0.0,
        start_gdp=0.0,
        start_revenue=0.0,
        level=0.0,
    )
    return shift_unit(forecast, unit, gdp.cumsum(axis=0), revenue)


def _meet_revenue(
    forecast: Forecast,
    inputs: SimulationInputs,
    panel: Panel,
    unit: int,
    conditions: Sequence[ResolvedCondition],
) -> Forecast:
    """Set revenue in each conditioned year; the change decays as the ratio reverts."""
    p = _revenue_parameters(inputs, forecast)
    by_year = {condition.year: condition for condition in conditions}
    current = forecast.log_revenue[unit].T.astype(float)
    start = np.log(panel.revenue[unit, -1])
    change = np.zeros_like(current)
    for t, year in enumerate(forecast.years):
        before = change[t - 1] if t else np.zeros(forecast.draws)
        change[t] = (1.0 - p["reversion"]) * before
        if year in by_year:
            condition = by_year[year]
            growth = condition.measure == "growth"
            base = (current[t - 1] + before if t else start) if growth else 0.0
            change[t] = condition.log_value + base - current[t]
    return shift_unit(forecast, unit, np.zeros_like(change), change)


def _revenue_parameters(inputs: SimulationInputs, forecast: Forecast) -> dict[str, np.ndarray]:
    """Return revenue parameters of the resampled draws (constant within a posterior draw)."""
    first = np.searchsorted(inputs.posterior_draw_index, forecast.posterior_draw_index)
    return {name: inputs.parameters[name][first] for name in _REVENUE_PARAMETERS}


def shift_unit(forecast: Forecast, unit: int, gdp: np.ndarray, revenue: np.ndarray) -> Forecast:
    """Add changes of log levels to one unit; all other units are unchanged.

    Parameters
    ----------
    forecast : Forecast
    unit : int
        Position of the unit.
    gdp, revenue : ndarray of float, shape (year, draw)
        Log points.

    Returns
    -------
    Forecast
    """
    log_gdp, log_revenue = (
        with_unit(paths, unit, np.add(paths[unit], change.T).astype(np.float32))
        for paths, change in ((forecast.log_gdp, gdp), (forecast.log_revenue, revenue))
    )
    return replace(forecast, log_gdp=log_gdp, log_revenue=log_revenue)
