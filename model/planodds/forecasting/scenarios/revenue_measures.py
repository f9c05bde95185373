"""Revenue measures of one county: permanent tax policy and one-off items.

lasting   r_t + log(1 + f) from its first year on; the ratio to GDP reverts to its new level
one_off   log(exp(r_t) + A) in its years, no effect afterwards
in_base   an item A inside the last observed figure R does not recur: the path starts from
          log(R - A), and the loss decays as the ratio reverts, (1 - kappa)^h
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import InputError
from planodds.forecasting.scenarios.unit_interventions import shift_unit, triangular_quantile
from planodds.forecasting.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedMeasure

LASTING, ONE_OFF, IN_BASE = "lasting", "one_off", "in_base"


def apply_measures(
    forecast: Forecast, inputs: SimulationInputs, panel: Panel, measures: Sequence[ResolvedMeasure]
) -> Forecast:
    """Apply revenue measures to a county's draws: items in the base, lasting ones, one-offs.

    Parameters
    ----------
    forecast : Forecast
    inputs : SimulationInputs
    panel : Panel
    measures : sequence of ResolvedMeasure
        Sizes are triangular: a fraction of revenue (lasting) or 亿元 (1e8 CNY).

    Returns
    -------
    Forecast

    Raises
    ------
    InputError
        If an item is not smaller than the figure that contains it.
    """
    order = (IN_BASE, LASTING, ONE_OFF)
    for measure in sorted(measures, key=lambda item: order.index(item.effect)):
        unit = inputs.units.index(measure.unit)
        key = f"measure-{measure.unit}-{measure.name}"
        uniform = make_generator(forecast.seed, "scenario", key).random(forecast.draws)
        size = triangular_quantile(uniform, measure.low, measure.mode, measure.high)
        change = _log_change(forecast, inputs, panel, measure, unit, size)
        forecast = shift_unit(forecast, unit, np.zeros_like(change), change)
    return forecast


def _log_change(
    forecast: Forecast,
    inputs: SimulationInputs,
    panel: Panel,
    measure: ResolvedMeasure,
    unit: int,
    size: np.ndarray,
) -> np.ndarray:
    """Return the change of log revenue, (year, draw)."""
    years = np.array(forecast.years)
    if measure.effect == LASTING:
        return (years >= min(measure.years))[:, None] * np.log1p(size)
    if measure.effect == ONE_OFF:
        level = np.exp(forecast.log_revenue[unit].T.astype(float))
        in_year = np.isin(years, measure.years)[:, None]
        if not np.all(level + size > 0, where=in_year):
            raise _too_large(measure)
        return np.where(in_year, np.log1p(size / level), 0.0)
    last = float(panel.revenue[unit, -1])
    if not np.isfinite(last) or not np.all(size < last):
        raise _too_large(measure)
    index = np.searchsorted(inputs.posterior_draw_index, forecast.posterior_draw_index)
    decay = 1.0 - inputs.parameters["reversion"][index]
    ahead = np.arange(1, len(years) + 1)[:, None]
    return np.log1p(-size / last) * decay**ahead


def _too_large(measure: ResolvedMeasure) -> InputError:
    return InputError(
        f"measure {measure.name!r} of up to {measure.high} exceeds the revenue",
        where="measures",
        expected="an amount below the revenue that contains it",
        remedy="enter the amount in cny_1e8",
    )
