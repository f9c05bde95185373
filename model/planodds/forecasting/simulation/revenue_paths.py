"""Simulate revenue of every unit, given the paths of GDP growth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import REVENUE
from planodds.forecasting.census_basis import chained_log_gdp
from planodds.forecasting.simulation.random_streams import draw_normal, draw_unit_revenue
from planodds.forecasting.simulation.unit_paths import run_revenue

if TYPE_CHECKING:
    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Posterior
    from planodds.inputs.panels.county_panel import Panel


def simulate_revenue(
    inputs: SimulationInputs,
    panel: Panel,
    posterior: Posterior,
    common: np.ndarray,
    relative: np.ndarray,
) -> np.ndarray:
    """Simulate log revenue of every unit.

    Parameters
    ----------
    inputs : SimulationInputs
    panel : Panel
    posterior : Posterior
    common : ndarray of float, shape (series, year, draw)
        Log growth in the order of ``study.common``.
    relative : ndarray of float32, shape (unit, year, draw)
        Growth of GDP above the province's.

    Returns
    -------
    ndarray of float32, shape (unit, year, draw)
        Log of the unit of measurement; NaN if the study has no linked variable.
    """
    if panel.study.variable(REVENUE) is None:
        return np.broadcast_to(np.float32(np.nan), relative.shape)
    coal = inputs.exposed_growth(common)
    effects = inputs.parameters["revenue.year_scale"] * draw_normal(
        inputs.seed, "revenue_year", "", inputs.shape
    )
    out = np.empty_like(relative)
    slope = float(posterior.blocks["county"]["coal_slope"].mean())
    chained = chained_log_gdp(panel, slope)
    for unit, code in enumerate(inputs.units):
        start_gdp, start_revenue = _start_levels(inputs, panel, posterior, chained, unit)
        out[unit] = run_revenue(
            inputs.parameters,
            common=common[-1],
            relative=relative[unit],
            coal=coal,
            share=inputs.share[unit],
            year_effect=effects,
            shock=_revenue_shock(inputs, unit, code, inputs.shape[0]),
            target=inputs.unit_parameter("target_ratio", unit),
            start_gdp=start_gdp,
            start_revenue=start_revenue,
        )
    return out


def _revenue_shock(inputs: SimulationInputs, unit: int, key: str, years: int) -> np.ndarray:
    """Return a unit's Student-t revenue shock of stream ``key``, (year, draw), log points."""
    z = draw_unit_revenue(
        inputs.seed,
        key,
        years=years,
        paths=inputs.draws,
        degrees=inputs.parameters["revenue.degrees"],
    )
    return inputs.unit_parameter("revenue_shock_scale", unit) * z["shock"] / z["root"]


def _start_levels(
    inputs: SimulationInputs, panel: Panel, posterior: Posterior, chained: np.ndarray, unit: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return log GDP without census step and log revenue at the information set, (draw,).

    Revenue of years without a figure is simulated from the last observed one.
    """
    census = posterior.blocks["county"]["benchmark"][:, unit][inputs.posterior_draw_index]
    log_gdp = np.log(panel.gdp[unit, -1]) - census
    observed = np.flatnonzero(np.isfinite(panel.revenue[unit]))
    last = int(observed[-1])
    log_revenue = np.full(inputs.draws, np.log(panel.revenue[unit, last]))
    gap = len(panel.years) - 1 - last
    if not gap:
        return log_gdp, log_revenue
    columns = slice(last, len(panel.years) - 1)
    growth = np.diff(chained[unit])[columns][:, None]
    common = panel.provincial_growth_county_basis[columns][:, None]
    coal = dict(zip(panel.driver_years, panel.exposed_growth, strict=True))
    filled = run_revenue(
        inputs.parameters,
        common=common,
        relative=growth - common,
        coal=np.array([[coal[year]] for year in panel.years[last + 1 :]]),
        share=inputs.share[unit],
        year_effect=np.zeros((gap, 1)),
        shock=_revenue_shock(inputs, unit, f"gap-{inputs.units[unit]}", gap),
        target=inputs.unit_parameter("target_ratio", unit),
        start_gdp=chained[unit, last],
        start_revenue=log_revenue,
    )
    return log_gdp, filled[-1]
