"""Forecasts of a unit panel from past origins, by the model and the samplers of an edition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs_fit import GibbsFitter
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.inputs.panels.unit_panel_study import panel_of_units
from planodds.inputs.priors import general_priors

if TYPE_CHECKING:
    from planodds.forecasting.types import FitSettings
    from planodds.inputs.panels.unit_panel import UnitPanel


def forecast_units(
    units: UnitPanel, *, horizon: int, settings: FitSettings, draws: int
) -> tuple[np.ndarray, bool]:
    """Draw joint paths of a unit panel from its last year.

    Parameters
    ----------
    units : UnitPanel
        Figures to the origin, its last year; all of them are used, of the units that have one at
        the origin.
    horizon : int
        Years ahead.
    settings : FitSettings
    draws : int
        Number of paths; at least the number of posterior draws.

    Returns
    -------
    paths : ndarray of float, shape (unit, draw, horizon)
        Log levels; NaN for units without a figure at the origin.
    passed : bool
        Whether the fit met the convergence criteria.
    """
    present = np.isfinite(units.values[:, -1])
    panel = panel_of_units(units.select(present), horizon=horizon)
    posterior = GibbsFitter().fit_posterior(panel, general_priors(panel), settings=settings)
    forecast = forecast_paths(posterior, panel, paths=draws, seed=settings.seed)
    paths = np.full((len(units.units), *forecast.log_gdp.shape[1:]), np.nan)
    # The panel holds its units in the order of their codes, whatever the order asked for.
    place = {unit: position for position, unit in enumerate(forecast.units)}
    own = [place[unit] for unit, kept in zip(units.units, present, strict=True) if kept]
    paths[present] = np.asarray(forecast.log_gdp)[own]
    return paths, posterior.passed
