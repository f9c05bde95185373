"""Early figures as conditions: of single units exactly, or with an error, and totals of groups."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from planodds.constants import COUNTY_GDP, COUNTY_REVENUE, GDP
from planodds.forecasting.scenarios.functionals import Functional
from planodds.forecasting.scenarios.group_totals import GroupTotal, group_total

if TYPE_CHECKING:
    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel


class Restriction(NamedTuple):
    """One row of the restriction ``y = r + w``: functional, target r and sd of w, log points."""

    functional: Functional | GroupTotal
    target: float
    sd: float


def early_restrictions(
    forecast: Forecast, panel: Panel, inputs: SimulationInputs
) -> list[Restriction]:
    """Return the conditions that figures after the information set place on log levels.

    Parameters
    ----------
    forecast : Forecast
        Unconditioned paths; totals are linearised at its mean shares.
    panel : Panel
        ``ragged_edge``: published figures of units, met exactly; ``early_figures``: expected
        figures of units and totals of groups, each with its own sd.
    inputs : SimulationInputs

    Returns
    -------
    list of Restriction
        Exact ones first.
    """
    exact = [
        Restriction(
            Functional(
                _series(row.variable),
                inputs.units.index(row.code),
                "level",
                inputs.years.index(row.year),
            ),
            float(np.log(row.value)),
            0.0,
        )
        for row in panel.ragged_edge.itertuples()
    ]
    uncertain = [
        Restriction(
            _level(forecast, panel, inputs, row), float(np.log(row.value)), float(row.log_sd)
        )
        for row in panel.early_figures.itertuples()
    ]
    return exact + uncertain


def _level(
    forecast: Forecast,
    panel: Panel,
    inputs: SimulationInputs,
    row: Any,  # noqa: ANN401 - a row of itertuples
) -> Functional | GroupTotal:
    """Return the log level of a unit or of a group's total."""
    series, year = _series(row.variable), inputs.years.index(row.year)
    if row.code:
        return Functional(series, inputs.units.index(row.code), "level", year)
    return group_total(forecast, series, panel.group_units(row.group), year)


def _series(variable: str) -> str:
    return COUNTY_GDP if variable == GDP else COUNTY_REVENUE
