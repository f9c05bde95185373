"""What could happen: fits, joint predictive paths, scenarios."""

from model.forecast.gate import gate_paths
from model.forecast.paths import forecast_paths
from model.forecast.store import (
    load_forecast,
    load_posterior,
    load_refits,
    save_forecast,
    save_posterior,
    save_refits,
)
from model.forecast.types import QUICK, FitSettings, Forecast, Posterior
from model.forecast.variants import forecast_variants, refit_variants

__all__ = ["QUICK", "FitSettings", "Forecast", "Posterior", "apply_scenario", "fit_posterior",
           "forecast_paths", "forecast_variants", "gate_paths", "load_forecast",
           "load_posterior", "load_refits", "refit_variants", "save_forecast",
           "save_posterior", "save_refits"]


def __getattr__(name: str):
    """Import PyMC only for those who fit."""
    if name in {"fit_posterior", "Sampler"}:
        from model.forecast import fit

        return getattr(fit, name)
    if name == "apply_scenario":
        from model.forecast.scenario import apply_scenario

        return apply_scenario
    raise AttributeError(name)
