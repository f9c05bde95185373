"""Apply a scenario to a forecast: condition, tilt, resample once, then intervene on units.

    forecast -> conditions, jointly -> weights -> moment conditions, jointly -> weights multiplied
    -> one systematic resample -> unit growth, projects, revenue measures

Scenarios use the shocks of the baseline, so that differences between them are not noise.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planodds.constants import COUNTY_GDP, COUNTY_REVENUE, UNIT_EFFORT
from planodds.forecasting.scenarios.conditioning import relative_ess, resample_systematic
from planodds.forecasting.scenarios.joint_conditions import condition_forecast
from planodds.forecasting.scenarios.plausibility import distance_of_intervention, distance_of_shift
from planodds.forecasting.scenarios.projects import apply_projects
from planodds.forecasting.scenarios.revenue_measures import apply_measures
from planodds.forecasting.scenarios.tilting import apply_moment_conditions
from planodds.forecasting.scenarios.unit_interventions import (
    add_unit_growth,
    meet_conditions_by_intervention,
)
from planodds.forecasting.simulation.random_streams import make_generator
from planodds.forecasting.simulation.simulation_inputs import build_simulation_inputs

if TYPE_CHECKING:
    import numpy as np

    from planodds.forecasting.types import Forecast, Posterior
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.scenario import Scenario


def apply_scenario(
    forecast: Forecast, posterior: Posterior, panel: Panel, scenario: Scenario, *, variant: str = ""
) -> Forecast:
    """Return the forecast under a scenario.

    Parameters
    ----------
    forecast : Forecast
        Unconditioned paths of ``forecast_paths``.
    posterior : Posterior
    panel : Panel
        The same information set.
    scenario : Scenario
        Its conditions are met jointly with early figures of units and groups
        (``panel.ragged_edge``, ``panel.early_figures``).
    variant : {"", "common_boom", "own_effort"}
        Interpretation of conditions on a county: statistical conditioning (the neighbours grow
        faster too) or intervention (growth is added to the county alone).

    Returns
    -------
    Forecast
        Equally weighted draws. Without conditions and interventions the same arrays, draw by draw.

    Raises
    ------
    ConditioningError
        If the effective sample size is below a tenth of the draws (a hundredth for early figures);
        with moment conditions also if it is below 2 000.
    InputError
        If a condition refers to an observed year or an unknown unit.
    """
    from planodds.inputs.scenarios.resolve_years import (
        resolve_conditions,
        resolve_measures,
        resolve_moments,
        resolve_unit_growth,
    )

    inputs = build_simulation_inputs(
        posterior, panel, paths=forecast.draws, seed=forecast.seed, final_year=forecast.years[-1]
    )
    conditions = resolve_conditions(scenario, panel)
    county = (COUNTY_GDP, COUNTY_REVENUE)
    effort = [c for c in conditions if variant == UNIT_EFFORT and c.series in county]
    joint = [c for c in conditions if c not in effort]
    result, log_weight = condition_forecast(forecast, inputs, panel, joint)
    moments = resolve_moments(scenario, panel)
    log_weight, tilted = apply_moment_conditions(result, panel, moments, log_weight)
    if joint or moments or panel.has_early_figures:
        result = _resample(result, log_weight, tilted)
    result = distance_of_intervention(
        result, meet_conditions_by_intervention(result, inputs, panel, effort), panel, effort
    )
    result = distance_of_shift(
        result, add_unit_growth(result, inputs, resolve_unit_growth(scenario, panel))
    )
    result = distance_of_shift(result, apply_projects(result, inputs, panel, scenario.ledger))
    result = distance_of_shift(
        result, apply_measures(result, inputs, panel, resolve_measures(scenario, panel))
    )
    return replace(result, scenario=scenario.name, variant=variant)


def _resample(
    forecast: Forecast, log_weight: np.ndarray, diagnostics: dict[str, float]
) -> Forecast:
    """Resample draws to equal weights, with the one uniform that all scenarios share."""
    uniform = make_generator(forecast.seed, "resample").random()
    index = resample_systematic(log_weight, uniform)
    return replace(
        forecast.take(index),
        ess=relative_ess(log_weight) * forecast.draws,
        diagnostics={**forecast.diagnostics, **diagnostics},
    )
