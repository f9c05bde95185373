"""Effects of early figures: the forecast of their year without them and with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

_PROBABILITIES = {"q10": 0.1, "q50": 0.5, "q90": 0.9}
COLUMNS = (
    "unit",
    "variable",
    "year",
    "kind",
    "value",
    "sd_percent",
    *(f"{name}_without" for name in _PROBABILITIES),
    *_PROBABILITIES,
    "change_percent",
)


def early_figure_effects(without: Forecast, given: Forecast, panel: Panel) -> pd.DataFrame:
    """Compare the forecasts of units and groups with uncertain early figures.

    Parameters
    ----------
    without, given : Forecast
        Stored paths, and the baseline that is conditioned on early figures.
    panel : Panel

    Returns
    -------
    DataFrame
        unit (code, or name of a group), variable, year, kind, value and sd_percent of the figure
        (empty for members of a group), quantiles of the level without and with all figures, and
        change_percent of the median. A group stands above its members.
    """
    rows = []
    for figure in panel.early_figures.itertuples():
        column = given.year_index(figure.year)
        areas = _areas(panel, figure.code, figure.group)
        for name, units in areas.items():
            own = name in (figure.code, figure.group)
            before, after = (
                _quantiles(forecast, units, figure.variable, column)
                for forecast in (without, given)
            )
            rows.append(
                {
                    "unit": name,
                    "variable": figure.variable,
                    "year": figure.year,
                    "kind": figure.kind if own else "",
                    "value": figure.value if own else np.nan,
                    "sd_percent": 100.0 * np.expm1(figure.log_sd) if own else np.nan,
                    **{f"{key}_without": value for key, value in before.items()},
                    **after,
                    "change_percent": 100.0 * (after["q50"] / before["q50"] - 1.0),
                }
            )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _areas(panel: Panel, code: str, group: str) -> dict[str, list[int]]:
    """Return the positions of the units of the figure's area and of each member."""
    if code:
        return {code: [panel.unit_index(code)]}
    members = panel.group_units(group)
    return {group: members} | {panel.units[unit]: [unit] for unit in members}


def _quantiles(
    forecast: Forecast, units: list[int], variable: str, column: int
) -> dict[str, float]:
    """Return quantiles of the summed level of some units."""
    paths = forecast.log_gdp if variable == constants.GDP else forecast.log_revenue
    total = sum(np.exp(np.asarray(paths[unit, :, column], dtype=float)) for unit in units)
    return {
        name: float(np.quantile(total, probability)) for name, probability in _PROBABILITIES.items()
    }
