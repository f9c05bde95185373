"""Revenue block: growth of general public budget revenue, given GDP growth.

    dr_it = alpha + e_c g_t + e_r (dy_it - g_t) + e_z (s_i - mean s) z_t
            - kappa (r - y - theta_i)_{t-1} + year_t + u_it

In a benchmark year published GDP growth contains a revision. The expected relative growth
``l1 (s_i - mean s) z_t`` replaces it, and y stays on the old basis in the ratio. The unobserved
part of that growth is noise of revenue in that year (``unobserved_growth_scale``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pymc as pm
import pytensor.tensor as pt

from planodds.forecasting.nuts.pymc_priors import add_masked_t, prior_variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from planodds.inputs.priors import Priors


def build_revenue_model(data: Mapping[str, np.ndarray], priors: Priors) -> pm.Model:
    """Build the PyMC model of the revenue block.

    Parameters
    ----------
    data : mapping of str to ndarray
        As from ``revenue_data``; every array is replaceable data. ``ratio`` and theta are
        measured from the sample mean ``center`` of the log ratio.
    priors : Priors

    Returns
    -------
    pymc.Model
    """
    units, years = data["growth"].shape
    with pm.Model() as pymc_model:
        d = {key: pm.Data(key, value) for key, value in data.items()}
        theta = pm.Normal("ratio_z", 0.0, 1.0, shape=units) * priors.value("revenue.ratio_scale")
        theta = pm.Deterministic("target_ratio", theta + d["center"])
        year = pm.Normal("year_z", 0.0, 1.0, shape=years) * priors.value("revenue.year_scale")
        reversion = prior_variable(priors, "revenue.reversion")
        elasticity = prior_variable(priors, "revenue.relative_elasticity")
        gap = d["ratio"] - (theta - d["center"])[:, None]
        location = (
            prior_variable(priors, "revenue.intercept")
            + (prior_variable(priors, "revenue.common_elasticity") * d["common"] + year)[None, :]
            + elasticity * d["relative"]
            + prior_variable(priors, "revenue.coal_slope") * d["share"][:, None] * d["coal"]
            - reversion * gap
        )
        median = prior_variable(priors, "revenue.shock_median")
        spread = prior_variable(priors, "revenue.shock_spread")
        z = pm.Normal("revenue_shock_z", 0.0, 1.0, shape=units)
        scale = pm.Deterministic("revenue_shock_scale", median * pt.exp(spread * z))
        noise = pt.sqrt(scale[:, None] ** 2 + (elasticity * d["growth_scale"]) ** 2)
        add_masked_t(
            "revenue_likelihood",
            d["growth"],
            location,
            noise,
            degrees=priors.value("revenue.degrees"),
            mask=d["mask"],
        )
    return pymc_model
