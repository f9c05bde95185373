"""The graphs: their density, their masks, and a real fit of the smallest block."""

from __future__ import annotations

import numpy as np
import pytest

from model.errors import GateError
from model.forecast import FitSettings
from model.forecast.chained import chained_log_gdp
from model.forecast.common import common_data
from model.forecast.county import county_data
from model.forecast.fit import Sampler
from model.forecast.revenue import revenue_data
from model.inputs import DATA_DIR, load_panel, load_priors

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
    assert not common["mask"][int(name) - 1995:].any()
    assert not common["growth"][int(name) - 1995:].any()
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
    expected = ~(missing[:, 1:] | missing[:, :-1] | np.isnan(latest_panel.gdp[:, :-1])
                 | np.isnan(latest_panel.gdp[:, 1:]))
    np.testing.assert_array_equal(revenue["mask"].astype(bool), expected)


def test_a_census_is_not_chained_as_growth(latest_panel):
    """Yunzhou fell by 43 % in print in 2024; chained by expected growth it hardly moved."""
    unit = latest_panel.units.index("140215")
    printed = np.diff(np.log(latest_panel.gdp[unit]))[-1]
    chained = np.diff(chained_log_gdp(latest_panel, 0.24)[unit])[-1]
    assert printed < -0.5
    assert abs(chained) < 0.1


def test_the_short_sample_leaves_persistence_to_the_prior(priors):
    learnt = [float(county_data(load_panel(DATA_DIR, name), priors=priors, **YEARS)["learn"])
              for name in ("2020", "2021", "2022", "latest")]
    assert learnt == [0.0, 0.0, 1.0, 1.0]


@pytest.mark.slow
def test_a_hopeless_fit_is_refused(panel_2020, priors):
    """Twenty draws after ten of warm-up: the refit cannot save it, and no posterior comes out."""
    sampler = Sampler(last_county_year=2024, last_driver_year=2025)
    settings = FitSettings(draws=20, tune=10, chains=2)
    with pytest.raises(GateError, match="the fit missed the convergence gate: common"):
        sampler.fit_posterior(panel_2020, priors, settings=settings)
