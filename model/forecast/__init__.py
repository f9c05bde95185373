"""What could happen: fits, joint predictive paths, scenarios."""

from model.forecast.gate import gate_paths
from model.forecast.paths import forecast_paths
from model.forecast.store import load_forecast, load_posterior, save_forecast, save_posterior
from model.forecast.types import QUICK, FitSettings, Forecast, Posterior

__all__ = ["QUICK", "FitSettings", "Forecast", "Posterior", "apply_scenario", "fit_posterior",
           "forecast_paths", "gate_paths", "load_forecast", "load_posterior", "save_forecast",
           "save_posterior"]


def __getattr__(name: str):
    """Import PyMC only for those who fit."""
    if name in {"fit_posterior", "Sampler"}:
        from model.forecast import fit

        return getattr(fit, name)
    if name == "apply_scenario":
        from model.forecast.scenario import apply_scenario

        return apply_scenario
    raise AttributeError(name)
