"""Every array of a forecast belongs to its unit and starts from that unit's own states."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planodds.forecasting import forecast_paths
from tests.forecasting.simulated_panels import make_posterior

PER_UNIT = {
    "county": ("drift", "slow_last", "benchmark", "shock_scale", "shock_mixture"),
    "revenue": ("target_ratio", "revenue_shock_scale"),
}


def permute_panel(panel, order):
    """Return the panel with its units in another order."""
    arrays = {
        name: getattr(panel, name)[order]
        for name in ("gdp", "revenue", "secondary_share", "prefecture")
    }
    return replace(
        panel,
        units=tuple(panel.units[i] for i in order),
        rosters={name: members[order] for name, members in panel.rosters.items()},
        **arrays,
    )


def permute_posterior(posterior, order):
    """Return the posterior of the same fit with the units in another order."""
    blocks = {name: dict(arrays) for name, arrays in posterior.blocks.items()}
    for block, names in PER_UNIT.items():
        for name in names:
            blocks[block][name] = blocks[block][name][:, order]
    return replace(posterior, blocks=blocks)


@pytest.mark.parametrize("which", ["latest_panel", "panel_2020"])
def test_paths_are_permuted_with_the_units(which, request):
    """Levels, revenue and census steps, with units whose last revenue is years old."""
    panel = request.getfixturevalue(which)
    posterior = make_posterior(panel, draws=20)
    order = np.random.default_rng(5).permutation(len(panel.units))
    straight = forecast_paths(posterior, panel, paths=40, seed=7)
    permuted = forecast_paths(
        permute_posterior(posterior, order), permute_panel(panel, order), paths=40, seed=7
    )
    # Sums over units are rounded in another order.
    for name in ("log_gdp", "log_revenue", "benchmark"):
        np.testing.assert_allclose(
            getattr(permuted, name), getattr(straight, name)[order], atol=2e-4, err_msg=name
        )


def test_units_of_a_group_differ_by_their_drift_and_their_decaying_deviation(latest_panel):
    """Without shocks: ``d_i - d_j + rho^h (a_i - a_j)`` a year, each from its own last level."""
    panel, years = latest_panel, 4
    still = dict.fromkeys(("prefecture_scale", "slow_scale", "shock_scale", "coal_slope"), 0.0)
    posterior = make_posterior(
        panel, draws=20, **{f"county__{name}": value for name, value in still.items()}
    )
    constants = {**posterior.constants, "county.industry_scale": 0.0}
    forecast = forecast_paths(
        replace(posterior, constants=constants), panel, paths=20, seed=7, final_year=2028
    )
    county = posterior.blocks["county"]
    i, j = np.flatnonzero(panel.prefecture == panel.prefecture[0])[:2]
    difference = forecast.log_gdp[i].astype(float) - forecast.log_gdp[j]
    start = np.log(panel.gdp[i, -1] / panel.gdp[j, -1])
    decay = county["slow_persistence"][:, None] ** np.arange(1, years + 1)
    drift, slow = (county[name][:, [i]] - county[name][:, [j]] for name in ("drift", "slow_last"))
    expected = start + np.cumsum(drift + decay * slow, axis=1)
    np.testing.assert_allclose(difference, expected, atol=2e-5)


def test_revenue_starts_from_the_units_own_figure(latest_panel):
    """Without shocks, slopes and reversion it stays at the last figure of each unit."""
    names = ("intercept", "common_elasticity", "relative_elasticity", "coal_slope", "reversion")
    still = {f"revenue__{name}": 0.0 for name in (*names, "revenue_shock_scale")}
    posterior = make_posterior(latest_panel, draws=20, **still)
    constants = {**posterior.constants, "revenue.year_scale": 0.0}
    forecast = forecast_paths(replace(posterior, constants=constants), latest_panel, paths=20)
    revenue = latest_panel.revenue
    last = np.array([row[np.isfinite(row)][-1] for row in revenue])
    np.testing.assert_allclose(
        forecast.log_revenue,
        np.broadcast_to(np.log(last)[:, None, None], forecast.log_revenue.shape),
        atol=1e-5,
    )
