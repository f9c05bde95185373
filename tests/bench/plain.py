"""The county block with every state sampled, non-centred: the form that the filter replaces."""

from __future__ import annotations

import pymc as pm
import pytensor.tensor as pt

from planodds.forecasting.nuts.county import (
    _benchmark_center,
    _common_terms,
    _prefecture_factor,
    _year_variance,
)
from planodds.forecasting.nuts.pymc_priors import (
    add_masked_t,
    ar1_cholesky,
    prior_variable,
    use_prior_center_unless,
)


def build_plain_model(data, priors):
    """Same model as ``build_county_model``: Student-t density, drift and slow deviation sampled."""
    units, years = data["excess"].shape
    prefectures = int(data["prefecture"].max()) + 1
    with pm.Model() as pymc_model:
        d = {key: pm.Data(key, value) for key, value in data.items()}
        location = _common_terms(priors, d, years)
        location += _prefecture_factor(priors, d, years, prefectures)
        center, scale = _benchmark_center(priors, d, prefectures)
        raw = pm.StudentT(
            "benchmark_raw", nu=priors.value("county.degrees"), mu=0.0, sigma=1.0, shape=units
        )
        location += (center + scale * raw)[:, None] * d["benchmark"][None, :]
        location += _states(priors, d, units, years)
        shock = prior_variable(priors, "county.shock_median") * pt.exp(
            prior_variable(priors, "county.shock_spread") * pm.Normal("shock_z", shape=units)
        )
        add_masked_t(
            "likelihood",
            d["excess"],
            location,
            shock[:, None] * pt.sqrt(_year_variance(priors, years))[None, :],
            degrees=priors.value("county.degrees"),
            mask=d["mask"],
        )
    return pymc_model


def _states(priors, d, units, years):
    names = ("county.drift_scale", "county.slow_scale", "county.slow_persistence")
    drift, slow, persistence = (
        use_prior_center_unless(d["learn"], prior_variable(priors, name), priors[name])
        for name in names
    )
    alpha = drift * pm.Normal("drift_z", shape=units)
    path = slow * pt.dot(
        pm.Normal("slow_z", shape=(units, years)), ar1_cholesky(persistence, years).T
    )
    return alpha[:, None] + path
