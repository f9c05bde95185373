"""The graphs: their density, their masks, and a real fit of the smallest block."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from planodds.forecasting.block_data.common import common_data
from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.block_data.revenue import revenue_data, unobserved_growth_scale
from planodds.forecasting.census_basis import chained_log_gdp
from planodds.forecasting.nuts.revenue import build_revenue_model
from planodds.inputs import DATA_DIR, load_panel, load_priors

YEARS = {"first_year": 2020, "last_year": 2024}


@pytest.fixture(scope="module")
def priors():
    return load_priors(DATA_DIR, "latest")


@pytest.mark.parametrize("name", ["2020", "2022"])
def test_nothing_after_the_information_set_reaches_a_fit(name, priors):
    """Cells after the set are zero and masked in all three blocks."""
    panel = load_panel(DATA_DIR, name)
    growth = int(name) - 2019
    common = common_data(panel, last_year=2025, priors=priors)
    assert not common["mask"][int(name) - 1995 :].any()
    assert not common["growth"][int(name) - 1995 :].any()
    county = county_data(panel, priors=priors, **YEARS)
    assert not county["mask"][:, growth:].any()
    assert not county["excess"][:, growth:].any() and not county["coal"][growth:].any()
    revenue = revenue_data(panel, coal_slope=0.2, **YEARS)
    assert not revenue["mask"][:, growth:].any()
    assert not revenue["growth"][:, growth:].any() and not revenue["ratio"][:, growth:].any()


def test_cells_without_both_levels_are_masked(latest_panel, priors):
    data = county_data(latest_panel, priors=priors, **YEARS)
    pu = int(np.flatnonzero(np.isnan(latest_panel.gdp[:, 0]))[0])
    np.testing.assert_array_equal(data["mask"][pu], [0, 1, 1, 1, 1])
    np.testing.assert_array_equal(data["benchmark"], [0, 0, 0, 0, 1])
    revenue = revenue_data(latest_panel, coal_slope=0.2, **YEARS)
    missing = np.isnan(latest_panel.revenue)
    # A missing level costs the growth into it, the growth out of it, and the ratio it lags.
    expected = ~(
        missing[:, 1:]
        | missing[:, :-1]
        | np.isnan(latest_panel.gdp[:, :-1])
        | np.isnan(latest_panel.gdp[:, 1:])
    )
    np.testing.assert_array_equal(revenue["mask"].astype(bool), expected)


def test_a_census_is_not_chained_as_growth(latest_panel):
    """Yunzhou fell by 43 % as published in 2024; chained by expected growth it hardly changed."""
    unit = latest_panel.units.index("140215")
    printed = np.diff(np.log(latest_panel.gdp[unit]))[-1]
    chained = np.diff(chained_log_gdp(latest_panel, 0.24)[unit])[-1]
    assert printed < -0.5
    assert abs(chained) < 0.1


def test_growth_that_a_census_hides_is_noise_of_revenue(latest_panel, priors):
    """Growth simulated by the county block: a Student-t of the stated scale has its variance."""
    generator = np.random.default_rng(3)
    share = np.array([-0.3, 0.0, 0.4])
    county = {
        "prefecture_scale": np.full(2, 0.02),
        "slow_scale": np.full(2, 0.015),
        "drift_scale": np.full(2, 0.01),
        "shock_scale": np.tile([0.02, 0.03, 0.05], (2, 1)),
        "volatility": np.tile([0.0, np.log(1.5)], (2, 1)),
    }
    growth_scale = unobserved_growth_scale(county, share, priors)[:, 1]
    draws, normal = 400_000, generator.standard_normal
    grown = (
        np.hypot(np.hypot(0.02, 0.015), 0.01) * normal((draws, 3))
        + 0.06 * share * normal((draws, 1))
        + 1.5 * county["shock_scale"][0] * generator.standard_t(4, (draws, 3))
    )
    # The variance of a t4 is twice its squared scale; its error is large, so by 5 %.
    np.testing.assert_allclose(grown.std(axis=0), np.sqrt(2) * growth_scale, rtol=0.05)
    data = revenue_data(latest_panel, coal_slope=0.2, growth_scale=0.05, **YEARS)
    np.testing.assert_array_equal(data["growth_scale"][0], [0, 0, 0, 0, 0.05])


def test_the_density_of_revenue_widens_where_growth_is_hidden(latest_panel, priors):
    """The likelihood at one point against SciPy's Student-t, cell by cell."""
    data = revenue_data(latest_panel, coal_slope=0.2, growth_scale=0.05, **YEARS)
    model, names = (
        build_revenue_model(data, priors),
        (
            "intercept",
            "common_elasticity",
            "relative_elasticity",
            "coal_slope",
            "reversion",
            "shock_median",
        ),
    )
    point, log_density = model.initial_point(), model.compile_logp()
    found = model.compile_fn(
        model.replace_rvs_by_values([model[name] for name in names]),
        inputs=model.value_vars,
        on_unused_input="ignore",
    )(point)
    p = {name: float(value) for name, value in zip(names, found, strict=True)}
    got = float(log_density(point))
    model.set_data("mask", np.zeros_like(data["mask"]))
    got -= float(log_density(point))
    location = (
        p["intercept"]
        + p["common_elasticity"] * data["common"]
        + p["relative_elasticity"] * data["relative"]
        + p["coal_slope"] * data["share"][:, None] * data["coal"]
        - p["reversion"] * data["ratio"]
    )
    scale = np.sqrt(p["shock_median"] ** 2 + (p["relative_elasticity"] * data["growth_scale"]) ** 2)
    cells = stats.t(4, loc=location, scale=scale).logpdf(data["growth"])
    assert got == pytest.approx(float((cells * data["mask"]).sum()), rel=1e-8)


def test_in_a_short_sample_persistence_comes_from_the_prior(priors):
    learnt = [
        float(county_data(load_panel(DATA_DIR, name), priors=priors, **YEARS)["learn"])
        for name in ("2020", "2021", "2022", "latest")
    ]
    assert learnt == [0.0, 0.0, 1.0, 1.0]
