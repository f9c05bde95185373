"""Common block: coal -> national -> provincial log growth, recursive, with moving means.

    coal_t = m_c + f_c (coal_{t-1} - m_c) + e_c
    nat_t  = m_n,t + f_n (nat_{t-1} - m_n,t-1) + b (coal_t - m_c) + c (coal_{t-1} - m_c) + e_n
    prov_t = m_p,t + f_p (prov_{t-1} - m_p,t-1) + d (nat_t - m_n,t)
             + b' (coal_t - m_c) + c' (coal_{t-1} - m_c) + e_p

Shocks are Student-t. The means are random walks with a fixed innovation; beyond the data they
revert to a declared anchor (``paths``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from planodds.forecast.census_basis import FIRST_YEAR
from planodds.forecast.nuts.pymc_priors import add_masked_t, prior_variable

if TYPE_CHECKING:
    from planodds.inputs.priors import Priors


def common_data(panel: Any, *, last_year: int, priors: Priors) -> dict[str, np.ndarray]:
    """Arrays of the common block on the fixed years 1996..last_year, unknown cells masked.

    Returns
    -------
    dict
        ``growth`` and ``mask``, each (year, series) in the order coal, national, provincial;
        ``trend_innovation`` and ``national_coal`` (mean, sd): the two assumptions whose
        sensitivity is shown, replaceable without another graph.
    """
    years = range(FIRST_YEAR, last_year + 1)
    series = (panel.coal_growth, panel.national_growth, panel.provincial_growth)
    known = [dict(zip(panel.driver_years, values, strict=True)) for values in series]
    growth = np.array([[values.get(year, np.nan) for values in known] for year in years])
    mask = np.isfinite(growth).astype(float)
    national_coal = priors["common.coal_to_national"]
    return {
        "growth": np.where(mask > 0, growth, 0.0),
        "mask": mask,
        "trend_innovation": np.array(priors.value("common.trend_innovation")),
        "national_coal": np.array([national_coal.mean, national_coal.sd]),
    }


def build_common_model(data: dict[str, np.ndarray], priors: Priors) -> pm.Model:
    """Build the PyMC graph of the common block; growth and mask are replaceable data."""
    years = data["growth"].shape[0]
    with pm.Model() as pymc_model:
        d = {key: pm.Data(key, value) for key, value in data.items()}
        growth, mask = d["growth"], d["mask"]
        coal_mean = prior_variable(priors, "common.coal_mean")
        national_mean = _moving_mean("national", priors, years, d["trend_innovation"])
        provincial_mean = _moving_mean("provincial", priors, years, d["trend_innovation"])
        coal = growth[:, 0] - coal_mean
        national = growth[:, 1] - national_mean
        provincial = growth[:, 2] - provincial_mean
        _add_series("coal", priors, coal, _lag(coal), [], growth, mask, 0, coal_mean)
        national_terms = [
            (pm.Normal("coal_to_national", d["national_coal"][0], d["national_coal"][1]), coal[1:]),
            (prior_variable(priors, "common.coal_lag_to_national"), coal[:-1]),
        ]
        _add_series(
            "national",
            priors,
            national,
            _lag(national),
            national_terms,
            growth,
            mask,
            1,
            national_mean,
        )
        provincial_terms = [
            (prior_variable(priors, "common.national_to_provincial"), national[1:]),
            (prior_variable(priors, "common.coal_to_provincial"), coal[1:]),
            (prior_variable(priors, "common.coal_lag_to_provincial"), coal[:-1]),
        ]
        _add_series(
            "provincial",
            priors,
            provincial,
            _lag(provincial),
            provincial_terms,
            growth,
            mask,
            2,
            provincial_mean,
        )
    return pymc_model


def _moving_mean(label: str, priors: Priors, years: int, innovation: Any) -> Any:
    start = prior_variable(priors, f"common.{label}_start")
    steps = pm.Normal(f"{label}_steps", 0.0, 1.0, shape=years - 1)
    walk = innovation * pt.cumsum(steps)
    return pm.Deterministic(f"{label}_mean", start + pt.concatenate([pt.zeros(1), walk]))


def _lag(deviation: Any) -> Any:
    return deviation[:-1]


def _add_series(label, priors, deviation, lagged, terms, growth, mask, column, mean):
    """Add the likelihood of one series given its lag and the contemporaneous terms."""
    own = "common.coal_persistence" if label == "coal" else "common.own_lag"
    prior = priors[own]
    persistence = pm.Normal(f"{label}_persistence", prior.mean, prior.sd)
    scale = prior_variable(priors, f"common.{label}_scale")
    location = persistence * lagged + sum(load * value for load, value in terms)
    add_masked_t(
        f"{label}_likelihood",
        deviation[1:],
        location,
        scale,
        degrees=priors.value("common.degrees"),
        mask=mask[1:, column] * mask[:-1, column],
    )
