"""What could happen: fits, joint predictive paths, scenarios."""

from planodds.forecasting.convergence import check_convergence
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.forecasting.simulation.sensitivity import fit_sensitivities, forecast_sensitivities
from planodds.forecasting.store import (
    load_forecast,
    load_posterior,
    load_sensitivity_fits,
    save_forecast,
    save_posterior,
    save_sensitivity_fits,
)
from planodds.forecasting.types import QUICK, FitSettings, Forecast, Posterior

__all__ = [
    "QUICK",
    "FitSettings",
    "Forecast",
    "Posterior",
    "apply_scenario",
    "check_convergence",
    "fit_posterior",
    "fit_sensitivities",
    "forecast_paths",
    "forecast_sensitivities",
    "load_forecast",
    "load_posterior",
    "load_sensitivity_fits",
    "save_forecast",
    "save_posterior",
    "save_sensitivity_fits",
]


def __getattr__(name: str):
    """Import PyMC only for those who fit."""
    if name in {"fit_posterior", "Sampler"}:
        from planodds.forecasting.nuts import fit

        return getattr(fit, name)
    if name == "apply_scenario":
        from planodds.forecasting.scenarios.apply import apply_scenario

        return apply_scenario
    raise AttributeError(name)
