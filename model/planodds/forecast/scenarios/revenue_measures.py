"""Revenue measures of one county: tax policy that lasts, items that come once and are gone.

lasting   r_t + log(1 + f) from its first year on; the ratio to GDP reverts to its new level
one_off   log(exp(r_t) + A) in its years, and nothing after
in_base   an item A inside the last known figure R is not repeated: the path starts from
          log(R - A), and what is missing fades as the ratio reverts, (1 - kappa)^h
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import InputError
from planodds.forecast.scenarios.unit_interventions import shift_unit, triangular_quantile
from planodds.forecast.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecast.simulation.simulation_inputs import SimulationInputs
    from planodds.forecast.types import Forecast

LASTING, ONE_OFF, IN_BASE = "lasting", "one_off", "in_base"


def apply_measures(
    forecast: Forecast, inputs: SimulationInputs, panel: Any, measures: Sequence[Any]
) -> Forecast:
    """Apply revenue measures to a county's draws: what is missing or lasts first, then one-offs.

    Parameters
    ----------
    measures : sequence of ResolvedMeasure
        Sizes are triangular: a fraction of revenue (lasting) or cny_1e8 (the others).

    Raises
    ------
    InputError
        If an item is not smaller than the figure it stands in.
    """
    order = (IN_BASE, LASTING, ONE_OFF)
    for measure in sorted(measures, key=lambda item: order.index(item.effect)):
        unit = inputs.units.index(measure.unit)
        key = f"measure-{measure.unit}-{measure.name}"
        uniform = make_generator(forecast.seed, "scenario", key).random(forecast.draws)
        size = triangular_quantile(uniform, measure.low, measure.mode, measure.high)
        change = _change(forecast, inputs, panel, measure, unit, size)
        forecast = shift_unit(forecast, unit, np.zeros_like(change), change)
    return forecast


def _change(
    forecast: Forecast,
    inputs: SimulationInputs,
    panel: Any,
    measure: Any,
    unit: int,
    size: np.ndarray,
) -> np.ndarray:
    """Change of log revenue, (year, draw)."""
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
    fading = (
        1.0
        - inputs.parameters["reversion"][
            np.searchsorted(inputs.posterior_draw_index, forecast.posterior_draw_index)
        ]
    )
    ahead = np.arange(1, len(years) + 1)[:, None]
    return np.log1p(-size / last) * fading**ahead


def _too_large(measure: Any) -> InputError:
    return InputError(
        f"measure {measure.name!r} of up to {measure.high} exceeds the revenue",
        where="measures",
        expected="an amount below the revenue it stands in",
        remedy="give it in cny_1e8",
    )
