"""Common block: growth of coal price, national and provincial GDP, recursive, with moving means.

    coal_t = m_c + f_c (coal_{t-1} - m_c) + e_c
    nat_t  = m_n,t + f_n (nat_{t-1} - m_n,t-1) + b (coal_t - m_c) + c (coal_{t-1} - m_c) + e_n
    prov_t = m_p,t + f_p (prov_{t-1} - m_p,t-1) + d (nat_t - m_n,t)
             + b' (coal_t - m_c) + c' (coal_{t-1} - m_c) + e_p

Growth is in logs; shocks are Student-t. The means are random walks with a fixed innovation; beyond
the data they revert to a declared anchor (``simulation.common_paths``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from planodds.forecasting.census_basis import FIRST_YEAR
from planodds.forecasting.nuts.pymc_priors import add_masked_t, prior_variable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytensor.tensor.variable import TensorVariable

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

    Term = tuple[TensorVariable | float, TensorVariable]

_COLUMNS = {"coal": 0, "national": 1, "provincial": 2}


def common_data(panel: Panel, *, last_year: int, priors: Priors) -> dict[str, np.ndarray]:
    """Return the data arrays of the common block, with unobserved cells masked.

    Parameters
    ----------
    panel : Panel
    last_year : int
        Years are 1996..last_year whatever the information set.
    priors : Priors

    Returns
    -------
    dict of str to ndarray
        ``growth`` and ``mask``, shape (year, series), in the order coal, national, provincial, log
        points; ``trend_innovation`` and ``national_coal`` (mean, sd): two assumptions of the
        sensitivity analysis, replaceable without compiling another graph.
    """
    years = range(FIRST_YEAR, last_year + 1)
    series = (panel.coal_growth, panel.national_growth, panel.provincial_growth)
    by_year = [dict(zip(panel.driver_years, values, strict=True)) for values in series]
    growth = np.array([[values.get(year, np.nan) for values in by_year] for year in years])
    mask = np.isfinite(growth).astype(float)
    national_coal = priors["common.coal_to_national"]
    return {
        "growth": np.where(mask > 0, growth, 0.0),
        "mask": mask,
        "trend_innovation": np.array(priors.value("common.trend_innovation")),
        "national_coal": np.array([national_coal.mean, national_coal.sd]),
    }


def build_common_model(data: Mapping[str, np.ndarray], priors: Priors) -> pm.Model:
    """Build the PyMC model of the common block.

    Parameters
    ----------
    data : mapping of str to ndarray
        As from ``common_data``; every array is replaceable data.
    priors : Priors

    Returns
    -------
    pymc.Model
    """
    years = data["growth"].shape[0]
    with pm.Model() as pymc_model:
        d = {key: pm.Data(key, value) for key, value in data.items()}
        growth = d["growth"]
        coal_mean = prior_variable(priors, "common.coal_mean")
        national_mean = _moving_mean("national", priors, years, d["trend_innovation"])
        provincial_mean = _moving_mean("provincial", priors, years, d["trend_innovation"])
        coal = growth[:, 0] - coal_mean
        national = growth[:, 1] - national_mean
        provincial = growth[:, 2] - provincial_mean
        _add_equation("coal", priors, coal, [], d["mask"])
        national_terms = [
            (pm.Normal("coal_to_national", d["national_coal"][0], d["national_coal"][1]), coal[1:]),
            (prior_variable(priors, "common.coal_lag_to_national"), coal[:-1]),
        ]
        _add_equation("national", priors, national, national_terms, d["mask"])
        provincial_terms = [
            (prior_variable(priors, "common.national_to_provincial"), national[1:]),
            (prior_variable(priors, "common.coal_to_provincial"), coal[1:]),
            (prior_variable(priors, "common.coal_lag_to_provincial"), coal[:-1]),
        ]
        _add_equation("provincial", priors, provincial, provincial_terms, d["mask"])
    return pymc_model


def _moving_mean(
    label: str, priors: Priors, years: int, innovation: TensorVariable
) -> TensorVariable:
    """Create the random-walk mean of a series, shape (year,)."""
    start = prior_variable(priors, f"common.{label}_start")
    steps = pm.Normal(f"{label}_steps", 0.0, 1.0, shape=years - 1)
    walk = innovation * pt.cumsum(steps)
    return pm.Deterministic(f"{label}_mean", start + pt.concatenate([pt.zeros(1), walk]))


def _add_equation(
    label: str,
    priors: Priors,
    deviation: TensorVariable,
    terms: Sequence[Term],
    mask: TensorVariable,
) -> None:
    """Add the likelihood of one series given its lag and the terms of other series."""
    prior = priors["common.coal_persistence" if label == "coal" else "common.own_lag"]
    persistence = pm.Normal(f"{label}_persistence", prior.mean, prior.sd)
    scale = prior_variable(priors, f"common.{label}_scale")
    location = persistence * deviation[:-1] + sum(load * value for load, value in terms)
    column = _COLUMNS[label]
    add_masked_t(
        f"{label}_likelihood",
        deviation[1:],
        location,
        scale,
        degrees=priors.value("common.degrees"),
        mask=mask[1:, column] * mask[:-1, column],
    )
