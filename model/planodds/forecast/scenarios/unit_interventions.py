"""Own effort: growth added to one county; the neighbours do not rise with it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import COUNTY_GDP, GDP
from planodds.forecast.lazy_paths import with_unit
from planodds.forecast.scenarios.functionals import Functional
from planodds.forecast.simulation.random_streams import make_generator
from planodds.forecast.simulation.unit_paths import run_revenue

if TYPE_CHECKING:
    from planodds.forecast.simulation.simulation_inputs import SimulationInputs
    from planodds.forecast.types import Forecast


def add_unit_growth(forecast: Forecast, inputs: SimulationInputs, additions: Any) -> Forecast:
    """Add declared extra log growth, triangular, one draw a unit and variable for all its years.

    Parameters
    ----------
    additions : sequence of ResolvedUnitGrowth
        Only what exceeds the usual.
    """
    for unit, variable in sorted({(a.unit, a.variable) for a in additions}):
        rows = [a for a in additions if (a.unit, a.variable) == (unit, variable)]
        uniform = make_generator(forecast.seed, "scenario", f"{unit}-{variable}").random(
            forecast.draws
        )
        extra = np.zeros((len(forecast.years), forecast.draws))
        for row in rows:
            extra[forecast.year_index(row.year)] += triangular_quantile(
                uniform, row.low, row.mode, row.high
            )
        forecast = add_log_growth(forecast, inputs, inputs.units.index(unit), variable, extra)
    return forecast


def triangular_quantile(uniform: np.ndarray, low: float, mode: float, high: float) -> np.ndarray:
    """Quantile of the triangular distribution; a point mass where low = high."""
    if high <= low:
        return np.full_like(uniform, low)
    cut = (mode - low) / (high - low)
    left = low + np.sqrt(uniform * (high - low) * (mode - low))
    right = high - np.sqrt((1 - uniform) * (high - low) * (high - mode))
    return np.where(uniform < cut, left, right)


def meet_conditions_by_intervention(
    forecast: Forecast, inputs: SimulationInputs, panel: Any, pins: list[Any]
) -> Forecast:
    """Make a county's pins come true by its own effort in every draw.

    GDP pins come first: revenue answers to them, then meets its own.
    """
    for series in sorted({pin.series for pin in pins}):
        for unit in sorted({pin.unit for pin in pins if pin.series == series}):
            rows = [pin for pin in pins if (pin.series, pin.unit) == (series, unit)]
            place = inputs.units.index(unit)
            if series == COUNTY_GDP:
                extra = _gdp_effort(forecast, panel, place, rows)
                forecast = add_log_growth(forecast, inputs, place, GDP, extra)
            else:
                forecast = _meet_revenue(forecast, inputs, panel, place, rows)
    return forecast


def _gdp_effort(forecast: Forecast, panel: Any, unit: int, pins: list[Any]) -> np.ndarray:
    """Extra log growth that meets the pins in each draw, (year, draw)."""
    extra = np.zeros((len(forecast.years), forecast.draws))
    before = -1
    for pin in sorted(pins, key=lambda pin: pin.year):
        year = forecast.year_index(pin.year)
        value = Functional(COUNTY_GDP, unit, pin.measure, year).value(forecast, panel)
        if pin.measure == "growth":
            extra[year] = pin.log_value - value
        else:
            missing = pin.log_value - value - extra[: year + 1].sum(axis=0)
            extra[before + 1 : year + 1] += missing / (year - before)
        before = year
    return extra


def add_log_growth(
    forecast: Forecast, inputs: SimulationInputs, unit: int, variable: str, extra: np.ndarray
) -> Forecast:
    """Add log growth (year, draw) to one unit; revenue answers to extra GDP."""
    p = _on_draws(inputs, forecast)
    zero = np.zeros_like(extra)
    gdp = extra if variable == GDP else zero
    revenue = run_revenue(
        p,
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
    forecast: Forecast, inputs: SimulationInputs, panel: Any, unit: int, pins: list[Any]
) -> Forecast:
    """Put each pinned year's revenue right; what is added fades as the ratio reverts."""
    p = _on_draws(inputs, forecast)
    by_year = {pin.year: pin for pin in pins}
    current = forecast.log_revenue[unit].T.astype(float)
    start = np.log(panel.revenue[unit, -1])
    change = np.zeros_like(current)
    for t, year in enumerate(forecast.years):
        before = change[t - 1] if t else np.zeros(forecast.draws)
        change[t] = (1.0 - p["reversion"]) * before
        if year in by_year:
            pin = by_year[year]
            base = (current[t - 1] + before if t else start) if pin.measure == "growth" else 0.0
            change[t] = pin.log_value + base - current[t]
    return shift_unit(forecast, unit, np.zeros_like(change), change)


def _on_draws(inputs: SimulationInputs, forecast: Forecast) -> dict[str, np.ndarray]:
    """Revenue parameters of the draws as resampled (constant within a posterior draw)."""
    first = np.searchsorted(inputs.posterior_draw_index, forecast.posterior_draw_index)
    names = (
        "intercept",
        "common_elasticity",
        "relative_elasticity",
        "revenue_coal_slope",
        "reversion",
    )
    return {name: inputs.parameters[name][first] for name in names}


def shift_unit(forecast: Forecast, unit: int, gdp: np.ndarray, revenue: np.ndarray) -> Forecast:
    """Add changes of log level, (year, draw), to one unit and leave all others as they are."""
    rows = {
        name: with_unit(paths, unit, np.add(paths[unit], change.T).astype(np.float32))
        for name, paths, change in (
            ("log_gdp", forecast.log_gdp, gdp),
            ("log_revenue", forecast.log_revenue, revenue),
        )
    }
    return replace(forecast, **rows)
