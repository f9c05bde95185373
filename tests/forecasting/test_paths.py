"""Identities of the joint paths."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planodds.errors import UsageError
from planodds.forecasting import forecast_paths, load_forecast, save_forecast
from planodds.forecasting.simulation.common_paths import observed_common_growth, run_common
from planodds.forecasting.simulation.random_streams import draw_unit
from planodds.forecasting.simulation.simulation_inputs import build_simulation_inputs, unit_shocks
from planodds.forecasting.simulation.unit_paths import run_ar1, run_revenue
from tests.forecasting.simulated_panels import make_posterior


def test_the_same_seed_produces_the_same_draws(posterior, latest_panel, forecast):
    again = forecast_paths(posterior, latest_panel, paths=400, seed=7)
    np.testing.assert_array_equal(again.log_gdp, forecast.log_gdp)
    np.testing.assert_array_equal(again.log_revenue, forecast.log_revenue)


def test_a_units_shocks_depend_only_on_its_code(posterior, latest_panel):
    inputs = build_simulation_inputs(posterior, latest_panel, paths=400, seed=7)
    alone = draw_unit(
        7,
        latest_panel.units[40],
        years=inputs.shape[0],
        censuses=len(inputs.census_years),
        paths=400,
        degrees=4,
    )
    np.testing.assert_array_equal(unit_shocks(inputs, 40)["shock"], alone["shock"])


@pytest.mark.parametrize("which", ["latest", "2020"])
def test_the_units_add_up_to_the_province(which, request):
    """log(sum of units) - log(province) is constant in each draw within a basis."""
    forecast = request.getfixturevalue("forecast" if which == "latest" else "forecast_2020")
    panel = request.getfixturevalue("latest_panel" if which == "latest" else "panel_2020")
    total = np.log(np.exp(forecast.log_gdp.astype(float)).sum(axis=0))
    province = np.cumsum(forecast.common[:, 2], axis=1)
    drift = total - province - np.log(np.nansum(panel.gdp[:, -1]))
    within = [
        i
        for i, year in enumerate(forecast.years)
        if year < 2029 and (which == "latest" or year < 2024)
    ]
    np.testing.assert_allclose(drift[:, within], 0.0, atol=2e-5)
    after = forecast.years.index(2029)
    assert drift[:, after].std() > 0.01  # a census revises the province too


def test_common_growth_observed_after_the_sample_of_the_fit_is_taken_as_it_is(
    posterior_2020, panel_2020, latest_panel
):
    """As when a forecast from the past is given the common path that followed."""
    years = tuple(range(2021, 2031))
    observed = observed_common_growth(latest_panel, years)
    assert posterior_2020.blocks["common"]["national_mean"].shape[1] <= 2020 - 1996 + 1
    given = forecast_paths(
        posterior_2020, panel_2020, paths=400, seed=7, observed_common=observed, final_year=2030
    )
    known = np.isfinite(observed[:, 1:])
    assert known[:, :4].all()
    expected = np.broadcast_to(observed[:, 1:], given.common.shape)
    np.testing.assert_allclose(given.common[:, known], expected[:, known], atol=1e-6)
    assert np.isfinite(given.log_gdp).all()
    assert given.common[:, ~known].std(axis=0).min() > 0.0


def test_common_recursion_agrees_with_a_loop_over_scalars(posterior, latest_panel):
    inputs = build_simulation_inputs(posterior, latest_panel, paths=50, seed=7)
    shocks = np.random.default_rng(1).standard_normal((5, *inputs.shape))
    got = run_common(
        inputs.parameters,
        shocks,
        inputs.observed_common,
        drivers=latest_panel.study.common,
        first_year=2025,
        first_fitted_year=1996,
    )[:, :, 17]
    p = {
        k: (v[17] if np.ndim(v) == 1 and len(v) == 50 else v) for k, v in inputs.parameters.items()
    }
    m_n, m_p = (
        inputs.parameters["national_mean"][17, -1],
        inputs.parameters["provincial_mean"][17, -2],
    )
    coal, nation, province = (
        inputs.observed_common[0, 0] - p["coal_mean"],
        inputs.observed_common[1, 0] - inputs.parameters["national_mean"][17, -2],
        inputs.observed_common[2, 0] - m_p,
    )
    excess = m_p - inputs.parameters["national_mean"][17, -2]
    for t in range(inputs.shape[0]):
        if t:  # 2025 is observed for coal and the nation
            m_n = (
                p["national_anchor"]
                + 0.95 * (m_n - p["national_anchor"])
                + (p["national_innovation"] * shocks[3, t, 17])
            )
        excess = (
            p["provincial_anchor"]
            + 0.95 * (excess - p["provincial_anchor"])
            + (p["provincial_innovation"] * shocks[4, t, 17])
        )
        m_p = m_n + excess
        before, coal = (
            coal,
            (
                inputs.observed_common[0, 1] - p["coal_mean"]
                if t == 0
                else p["coal_persistence"] * coal + p["coal_scale"] * shocks[0, t, 17]
            ),
        )
        nation = (
            inputs.observed_common[1, 1] - m_n
            if t == 0
            else (
                p["national_persistence"] * nation
                + p["coal_to_national"] * coal
                + p["coal_lag_to_national"] * before
                + p["national_scale"] * shocks[1, t, 17]
            )
        )
        province = (
            p["provincial_persistence"] * province
            + p["national_to_provincial"] * nation
            + p["coal_to_provincial"] * coal
            + p["coal_lag_to_provincial"] * before
            + p["provincial_scale"] * shocks[2, t, 17]
        )
        expected = [p["coal_mean"] + coal, m_n + nation, m_p + province]
        np.testing.assert_allclose(got[:, t], expected, atol=1e-12)


def test_observed_driver_years_are_not_forecast(forecast, latest_panel):
    np.testing.assert_allclose(forecast.common[:, 0, 0], latest_panel.coal_growth[-1])
    np.testing.assert_allclose(forecast.common[:, 1, 0], latest_panel.national_growth[-1])
    assert forecast.common[:, 2, 0].std() > 0.01


def test_second_lag_is_not_stale():
    """An AR forecast of h steps uses its own forecasts: 0.7^2, not 0.7 times the last value."""
    path = run_ar1(np.zeros((2, 1)), np.array([0.7]), np.array([1.0]), np.array([1.0]))
    np.testing.assert_allclose(path[:, 0], [0.7, 0.49])


def test_random_walk_variance_grows_with_the_horizon():
    """Without drift, lags and factors the variance of log revenue is h times that of its shock."""
    generator = np.random.default_rng(2)
    shape = (6, 40_000)
    p = {
        "intercept": 0.0,
        "common_elasticity": 0.0,
        "relative_elasticity": 0.0,
        "revenue_coal_slope": 0.0,
        "reversion": 0.0,
    }
    zero = np.zeros(shape)
    path = run_revenue(
        p,
        common=zero,
        relative=zero,
        coal=zero,
        share=0.0,
        year_effect=zero,
        shock=0.1 * generator.standard_normal(shape),
        target=0.0,
        start_gdp=0.0,
        start_revenue=0.0,
    )
    expected = 0.01 * np.arange(1, 7)
    np.testing.assert_allclose(
        path.var(axis=1), expected, atol=5 * expected.max() * np.sqrt(2 / shape[1])
    )


def test_bands_include_the_shocks(latest_panel):
    """A band without unit shocks is narrower: predictive draws include them."""
    with_shock = forecast_paths(make_posterior(latest_panel), latest_panel, paths=400, seed=7)
    without = forecast_paths(
        make_posterior(latest_panel, county__shock_scale=1e-9), latest_panel, paths=400, seed=7
    )
    relative = [f.log_gdp[:, :, 0].std(axis=1).mean() for f in (with_shock, without)]
    assert relative[0] > 1.2 * relative[1]


def test_census_steps_are_inside_the_published_level_only(forecast_2020):
    unit = forecast_2020.units[33]
    gap = forecast_2020.log_gdp[33] - forecast_2020.chained_log_gdp(unit)
    years = np.array(forecast_2020.years)
    np.testing.assert_allclose(gap[:, years < 2024], 0.0, atol=1e-6)
    np.testing.assert_allclose(
        gap[:, years == 2024][:, 0], forecast_2020.benchmark[33, :, 0], atol=1e-5
    )
    assert gap[:, years == 2029].std() > gap[:, years == 2028].std()


def test_storing_preserves_every_draw(forecast, tmp_path):
    save_forecast(forecast, tmp_path / "f")
    again = load_forecast(tmp_path / "f")
    np.testing.assert_array_equal(again.log_gdp, forecast.log_gdp)
    np.testing.assert_array_equal(again.benchmark, forecast.benchmark)
    assert (again.units, again.years, again.information) == (
        forecast.units,
        forecast.years,
        forecast.information,
    )


def test_arrays_are_read_only(forecast):
    with pytest.raises(ValueError, match="read-only"):
        forecast.log_gdp[0, 0, 0] = 1.0


def test_a_year_outside_the_horizon_is_refused(forecast):
    with pytest.raises(UsageError, match="2024 is not a forecast year"):
        forecast.year_index(2024)


def test_fewer_paths_than_draws_are_refused(posterior, latest_panel):
    with pytest.raises(UsageError, match="10 paths for 50 posterior draws"):
        forecast_paths(posterior, latest_panel, paths=10)


def test_paths_of_a_study_without_a_linked_variable_take_no_room_for_it(forecast, tmp_path):
    """One value stands for all of them; it was three gigabytes for the counties of a country."""
    nothing = np.broadcast_to(np.float32(np.nan), forecast.log_gdp.shape)
    no_census = np.empty((*forecast.benchmark.shape[:2], 0), np.float32)
    bare = replace(forecast, log_revenue=nothing, benchmark=no_census, benchmark_years=())
    save_forecast(bare, tmp_path / "f")
    assert (tmp_path / "f/log_revenue.npy").stat().st_size < 1000
    again = load_forecast(tmp_path / "f")
    assert again.log_revenue.shape == again.log_gdp.shape
    assert np.isnan(again.log_revenue[3]).all()
    assert again.benchmark.shape == no_census.shape
    np.testing.assert_array_equal(again.log_gdp, forecast.log_gdp)
