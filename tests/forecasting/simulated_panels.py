"""Posteriors drawn from the declared priors: real panels, no sampling by NUTS."""

from __future__ import annotations

import numpy as np

from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.block_data.revenue import revenue_data
from planodds.forecasting.nuts.state_draws import draw_states
from planodds.forecasting.posterior_constants import declared_constants
from planodds.forecasting.types import FitSettings, Posterior
from planodds.inputs import DATA_DIR, load_priors

PLAIN = {
    "common": (
        "coal_mean",
        "coal_persistence",
        "coal_scale",
        "coal_to_national",
        "coal_lag_to_national",
        "coal_to_provincial",
        "coal_lag_to_provincial",
        "national_to_provincial",
        "national_scale",
        "provincial_scale",
    ),
    "county": (
        "coal_slope",
        "prefecture_scale",
        "prefecture_persistence",
        "drift_scale",
        "slow_scale",
        "slow_persistence",
        "shock_median",
        "shock_spread",
        "benchmark_mean",
        "benchmark_prefecture_scale",
        "benchmark_slope",
        "benchmark_scale",
    ),
    "revenue": (
        "intercept",
        "common_elasticity",
        "relative_elasticity",
        "coal_slope",
        "reversion",
        "shock_median",
        "shock_spread",
    ),
}


def make_posterior(panel, *, draws=50, chains=2, seed=1, **fixed):
    """A posterior whose draws come from the priors; ``fixed`` sets parameters to constants."""
    generator = np.random.default_rng(seed)
    priors = load_priors(DATA_DIR, panel.information.name)
    blocks = {
        block: {name: priors[f"{block}.{name}"].draw(generator, draws) for name in names}
        for block, names in PLAIN.items()
    }
    _add_common(blocks["common"], panel, priors, generator, draws)
    _add_county(blocks["county"], panel, priors, generator, draws)
    _add_revenue(blocks["revenue"], panel, generator, draws)
    for name, value in fixed.items():
        block, label = name.split("__")
        blocks[block][label] = np.full_like(blocks[block][label], value)
    return Posterior(
        panel.information,
        "posterior",
        blocks,
        chains,
        ({"passed": True},),
        FitSettings(),
        declared_constants(panel, priors),
    )


def _add_common(block, panel, priors, generator, draws):
    prior = priors["common.own_lag"]
    years = len(panel.driver_years)
    for label, mean in (("national", 0.06), ("provincial", 0.07)):
        block[f"{label}_persistence"] = prior.draw(generator, draws)
        walk = 0.012 * generator.standard_normal((draws, years)).cumsum(axis=1)
        block[f"{label}_mean"] = mean + walk - walk[:, -1:]
        for part in ("anchor", "innovation"):
            block[f"{label}_{part}"] = priors[f"common.{label}_{part}"].draw(generator, draws)


def _add_county(block, panel, priors, generator, draws):
    data = county_data(panel, first_year=panel.years[1], last_year=panel.years[-1], priors=priors)
    units, years = data["excess"].shape
    prefectures = len(panel.prefectures)
    block["mean_wedge"] = 0.015 * generator.standard_normal((draws, years))
    block["industry_loading"] = 0.06 * generator.standard_normal((draws, years))
    block["prefecture_factor"] = 0.02 * generator.standard_normal((draws, prefectures, years))
    block["benchmark_prefecture"] = 0.05 * generator.standard_normal((draws, prefectures))
    spread = block["shock_spread"][:, None] * generator.standard_normal((draws, units))
    block["shock_scale"] = block["shock_median"][:, None] * np.exp(spread)
    block["shock_mixture"] = generator.gamma(2, 0.5, (draws, units, years))
    own = np.random.default_rng(31)
    block["volatility_scale"] = priors["county.volatility_scale"].draw(own, draws)
    block["volatility"] = block["volatility_scale"][:, None] * own.standard_normal((draws, years))
    block["benchmark_mixture"] = generator.gamma(2, 0.5, (draws, units))
    block |= draw_states(block, data, priors, generator=generator)


def _add_revenue(block, panel, generator, draws):
    data = revenue_data(panel, first_year=panel.years[1], last_year=panel.years[-1], coal_slope=0.2)
    units = len(panel.units)
    block["target_ratio"] = data["center"] + 0.5 * generator.standard_normal((draws, units))
    spread = block["shock_spread"][:, None] * generator.standard_normal((draws, units))
    block["revenue_shock_scale"] = block["shock_median"][:, None] * np.exp(spread)
