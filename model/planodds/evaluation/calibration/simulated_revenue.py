"""Simulated revenue of a simulated dataset, by the equation of the revenue block.

    dr_t = alpha + e_c g_t + e_r x_t + e_z (s - mean s) z_t - kappa (r - y - theta)_{t-1}
           + year_t + u_t

with g the growth of the province, x the growth above it, z coal growth, s the secondary share and
y log GDP chained without census steps. Written independently of the code that fits the model.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.evaluation.calibration.simulation import draw_parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.evaluation.calibration.simulation import SimulatedDataset
    from planodds.inputs.priors import Priors

_REVENUE = (
    "intercept",
    "common_elasticity",
    "relative_elasticity",
    "coal_slope",
    "reversion",
    "shock_median",
    "shock_spread",
)


def add_revenue(
    dataset: SimulatedDataset, priors: Priors, generator: np.random.Generator
) -> tuple[SimulatedDataset, np.ndarray]:
    """Simulate the parameters and paths of revenue, given the dataset's GDP.

    The first ratios of revenue to GDP are those of the panel; the long-run ratio of each unit is
    drawn around their mean.

    Parameters
    ----------
    dataset : SimulatedDataset
        With the published revenue of the panel.
    priors : Priors
    generator : numpy.random.Generator

    Returns
    -------
    dataset : SimulatedDataset
        Revenue simulated where the panel has a figure; ``truth`` with a block ``revenue``.
    log_revenue : ndarray of float, shape (unit, year)
        Log cny_1e8 in the years after the information set.
    """
    panel, units = dataset.panel, len(dataset.panel.units)
    p = {name: draw_parameter(priors, f"revenue.{name}", generator) for name in _REVENUE}
    start = np.log(panel.revenue[:, 0])
    ratio = start - np.log(panel.gdp[:, 0])
    center = np.nanmean(ratio)
    ratio = np.where(np.isfinite(ratio), ratio, center)
    states = {
        "target_ratio": center
        + priors.value("revenue.ratio_scale") * (generator.standard_normal(units)),
        "revenue_shock_scale": p["shock_median"]
        * np.exp(p["shock_spread"] * generator.standard_normal(units)),
    }
    log_revenue = _simulate_levels(p, states, dataset, priors, start, ratio, generator)
    history = len(panel.years) - 1
    simulated = np.exp(np.column_stack([start, log_revenue[:, :history]]))
    panel = replace(panel, revenue=np.where(np.isfinite(panel.revenue), simulated, np.nan))
    truth = {**dataset.truth, "revenue": {**p, **states}}
    return replace(dataset, panel=panel, truth=truth), log_revenue[:, history:]


def _simulate_levels(
    p: Mapping[str, float],
    states: Mapping[str, np.ndarray],
    dataset: SimulatedDataset,
    priors: Priors,
    level: np.ndarray,
    ratio: np.ndarray,
    generator: np.random.Generator,
) -> np.ndarray:
    """Simulate log revenue in all growth years, (unit, growth year)."""
    share = dataset.panel.secondary_share - dataset.panel.secondary_share.mean()
    units, years = len(dataset.panel.units), dataset.relative.shape[1]
    year_effect = priors.value("revenue.year_scale") * generator.standard_normal((years,))
    shock = states["revenue_shock_scale"][:, None] * generator.standard_t(
        priors.value("revenue.degrees"), (units, years)
    )
    log_revenue = np.empty((units, years))
    for t in range(years):
        growth = (
            p["intercept"]
            + p["common_elasticity"] * dataset.province[t]
            + p["relative_elasticity"] * dataset.relative[:, t]
            + p["coal_slope"] * share * dataset.coal[t]
            - p["reversion"] * (ratio - states["target_ratio"])
            + year_effect[t]
            + shock[:, t]
        )
        ratio = ratio + growth - dataset.province[t] - dataset.relative[:, t]
        level = level + growth
        log_revenue[:, t] = level
    return log_revenue
