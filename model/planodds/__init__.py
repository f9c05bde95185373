"""Planodds: calibrated probabilities for every target of a regional development plan.

The names below are the public interface; they load on first use, so that importing the package
costs nothing. ARCHITECTURE.md describes the packages behind them.

Examples
--------
>>> import planodds as po
>>> panel = po.load_panel(study="shanxi")
>>> panel.unit_table.loc["141122", "name_en"]
'Jiaocheng County'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.api.data import list_scenarios, load_panel, load_plan, load_scenario
    from planodds.api.forecasts import Forecast, apply_scenario, fit, forecast
    from planodds.api.plots import plot_fan
    from planodds.api.tables import attainable, odds, quantiles, rank_distribution
    from planodds.errors import ConditioningError, ConvergenceError, InputError, PlanoddsError
    from planodds.forecasting.types import Posterior
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.inputs.scenarios.scenario import Scenario

__version__ = "0.1.0"

__all__ = [
    "ConditioningError",
    "ConvergenceError",
    "Forecast",
    "InputError",
    "Panel",
    "Plan",
    "PlanoddsError",
    "Posterior",
    "Scenario",
    "apply_scenario",
    "attainable",
    "fit",
    "forecast",
    "list_scenarios",
    "load_panel",
    "load_plan",
    "load_scenario",
    "odds",
    "plot_fan",
    "quantiles",
    "rank_distribution",
]

_MODULES = {
    "planodds.api.data": ("list_scenarios", "load_panel", "load_plan", "load_scenario"),
    "planodds.api.forecasts": ("Forecast", "apply_scenario", "fit", "forecast"),
    "planodds.api.plots": ("plot_fan",),
    "planodds.api.tables": ("attainable", "odds", "quantiles", "rank_distribution"),
    "planodds.errors": ("ConditioningError", "ConvergenceError", "InputError", "PlanoddsError"),
    "planodds.forecasting.types": ("Posterior",),
    "planodds.inputs.panels.county_panel": ("Panel",),
    "planodds.inputs.plan": ("Plan",),
    "planodds.inputs.scenarios.scenario": ("Scenario",),
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name on first use."""
    if name not in _HOME:
        raise AttributeError(f"module 'planodds' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names for tab completion."""
    return sorted(__all__)
