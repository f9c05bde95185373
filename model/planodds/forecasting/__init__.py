"""Forecasts: model fits, joint predictive paths, scenarios.

Names are imported from their modules when they are first used, so that PyMC is loaded only by
those who fit a model.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.forecasting.convergence import check_convergence
    from planodds.forecasting.nuts.fit import Sampler, fit_posterior
    from planodds.forecasting.scenarios.apply import apply_scenario
    from planodds.forecasting.simulation.paths import forecast_paths
    from planodds.forecasting.simulation.sensitivity import (
        fit_sensitivities,
        forecast_sensitivities,
    )
    from planodds.forecasting.store import (
        load_forecast,
        load_posterior,
        save_forecast,
        save_posterior,
    )
    from planodds.forecasting.types import QUICK, FitSettings, Forecast, Posterior

__all__ = [
    "QUICK",
    "FitSettings",
    "Forecast",
    "Posterior",
    "Sampler",
    "apply_scenario",
    "check_convergence",
    "fit_posterior",
    "fit_sensitivities",
    "forecast_paths",
    "forecast_sensitivities",
    "load_forecast",
    "load_posterior",
    "save_forecast",
    "save_posterior",
]

_MODULES = {
    "QUICK": "types",
    "FitSettings": "types",
    "Forecast": "types",
    "Posterior": "types",
    "Sampler": "nuts.fit",
    "apply_scenario": "scenarios.apply",
    "check_convergence": "convergence",
    "fit_posterior": "nuts.fit",
    "fit_sensitivities": "simulation.sensitivity",
    "forecast_paths": "simulation.paths",
    "forecast_sensitivities": "simulation.sensitivity",
    "load_forecast": "store",
    "load_posterior": "store",
    "save_forecast": "store",
    "save_posterior": "store",
}


def __getattr__(name: str) -> object:
    """Import a public name on first use."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
