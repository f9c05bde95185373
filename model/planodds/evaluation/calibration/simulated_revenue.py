"""Revenue of a simulated world, by the revenue equation of the method; apart from the fit's code.

    dr_t = alpha + e_c g_t + e_r x_t + e_z (s - mean s) z_t - kappa (r - y - theta)_{t-1}
           + year_t + u_t

with x the growth above the province and y GDP chained without census steps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
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
    world: SimulatedDataset, priors: Priors, generator: np.random.Generator
) -> tuple[SimulatedDataset, np.ndarray]:
    """Draw revenue's parameters and its path beside the world's GDP.

    Ratios start where the panel's do; the ratio a unit goes back to is drawn about their mean.

    Parameters
    ----------
    world : SimulatedDataset
        With the panel's own revenue still in it.
    priors : Priors
    generator : numpy.random.Generator

    Returns
    -------
    world : SimulatedDataset
        Revenue simulated where the panel has a figure; ``truth`` with a block ``revenue``.
    log_revenue : ndarray (unit, year)
        Log cny_1e8 in the years after the information set.
    """
    panel, units = world.panel, len(world.panel.units)
    p = {name: float(priors[f"revenue.{name}"].draw(generator, 1)[0]) for name in _REVENUE}
    start = np.log(panel.revenue[:, 0])
    ratio = start - np.log(panel.gdp[:, 0])
    center = np.nanmean(ratio)
    ratio = np.where(np.isfinite(ratio), ratio, center)
    p["target_ratio"] = center + priors.value("revenue.ratio_scale") * (
        generator.standard_normal(units)
    )
    p["revenue_shock_scale"] = p["shock_median"] * np.exp(
        p["shock_spread"] * generator.standard_normal(units)
    )
    log_revenue = _run(p, world, priors, start, ratio, generator)
    history = len(panel.years) - 1
    shown = np.exp(np.column_stack([start, log_revenue[:, :history]]))
    known = replace(panel, revenue=np.where(np.isfinite(panel.revenue), shown, np.nan))
    truth = {**world.truth, "revenue": p}
    return replace(world, panel=known, truth=truth), log_revenue[:, history:]


def _run(p, world, priors, level, ratio, generator):
    """Log revenue in all growth years, (unit, growth year)."""
    share = world.panel.secondary_share - world.panel.secondary_share.mean()
    shape = world.relative.shape
    year = priors.value("revenue.year_scale") * generator.standard_normal(shape[1])
    shock = p["revenue_shock_scale"][:, None] * generator.standard_t(
        priors.value("revenue.degrees"), shape
    )
    out = np.empty(shape)
    for t in range(shape[1]):
        grown = (
            p["intercept"]
            + p["common_elasticity"] * world.province[t]
            + p["relative_elasticity"] * world.relative[:, t]
            + p["coal_slope"] * share * world.coal[t]
            - p["reversion"] * (ratio - p["target_ratio"])
            + year[t]
            + shock[:, t]
        )
        ratio = ratio + grown - world.province[t] - world.relative[:, t]
        level = level + grown
        out[:, t] = level
    return out
