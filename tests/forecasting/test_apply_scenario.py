"""Scenarios: exact where conditioned, otherwise unchanged, the same shocks throughout."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import yaml

from planodds.errors import ConditioningError
from planodds.forecasting import apply_scenario, forecast_paths
from planodds.forecasting.scenarios import conditioning, joint_conditions
from planodds.forecasting.scenarios.shock_response import ShockResponse, baseline_shocks
from planodds.forecasting.simulation.simulation_inputs import build_simulation_inputs
from planodds.inputs import load_scenario
from tests.forecasting.simulated_panels import make_posterior
from tests.shanxi import HOME_UNIT


@pytest.fixture
def make_scenario(data_copy):
    """Write and read a scenario with these conditions."""

    def make(*, name="trial", conditions=(), own_growth=(), readings=None):
        text = {"zh": "试算", "en": "trial"}
        common = {"kind": "judgement", "source": "test", "date": "2026-11-01"}
        body = {
            "name": name,
            "label": text,
            "narrative": text,
            "conditions": [{**common, **c} for c in conditions],
            "own_growth": [{**common, **c} for c in own_growth],
        }
        if readings:
            body["readings"] = readings
        path = data_copy / "scenarios" / f"{name}.yaml"
        path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
        return load_scenario(path)

    return make


@pytest.fixture
def lenient(monkeypatch):
    """Accept weights of any share, to look at the algebra alone on few draws."""
    monkeypatch.setattr(joint_conditions, "check_relative_ess", lambda *args, **kwargs: None)


def test_no_condition_is_the_baseline_draw_by_draw(
    forecast, posterior, latest_panel, make_scenario
):
    same = apply_scenario(forecast, posterior, latest_panel, make_scenario(name="baseline"))
    np.testing.assert_array_equal(same.log_gdp, forecast.log_gdp)
    np.testing.assert_array_equal(same.log_revenue, forecast.log_revenue)
    assert same.ess == forecast.draws


def test_exact_conditions_are_met_in_every_draw(
    forecast, posterior, latest_panel, make_scenario, lenient
):
    pinned = make_scenario(
        conditions=[
            {"series": "coal_price", "measure": "growth", "year": [2026], "value": -0.2, "sd": 0},
            {
                "series": "provincial_gdp",
                "measure": "growth",
                "year": [2026],
                "value": 0.03,
                "sd": 0,
            },
            {"series": "county_gdp", "measure": "growth", "year": [2027], "value": 0.06, "sd": 0},
            {"series": "county_revenue", "measure": "level", "year": [2027], "value": 9.5, "sd": 0},
        ]
    )
    got = apply_scenario(forecast, posterior, latest_panel, pinned)
    at = {year: got.year_index(year) for year in (2026, 2027)}
    np.testing.assert_allclose(got.common[:, 0, at[2026]], np.log(0.8), atol=1e-9)
    np.testing.assert_allclose(got.common[:, 2, at[2026]], np.log(1.03), atol=1e-9)
    gdp = got.gdp(HOME_UNIT)
    np.testing.assert_allclose(gdp[:, at[2027]] / gdp[:, at[2026]], 1.06, rtol=2e-6)
    np.testing.assert_allclose(got.revenue(HOME_UNIT)[:, at[2027]], 9.5, rtol=2e-6)


def test_a_level_beyond_a_census_is_met_on_the_published_basis(
    forecast, posterior, latest_panel, make_scenario, lenient
):
    pinned = make_scenario(
        conditions=[
            {"series": "county_gdp", "measure": "level", "year": [2030], "value": 150, "sd": 0}
        ]
    )
    got = apply_scenario(forecast, posterior, latest_panel, pinned)
    np.testing.assert_allclose(got.gdp(HOME_UNIT)[:, got.year_index(2030)], 150, rtol=5e-6)


def test_the_response_is_the_change_of_rebuilt_paths(posterior, latest_panel, forecast):
    """Shift one prefecture shock: a rebuilt forecast and the response differ by rounding only."""
    inputs = build_simulation_inputs(posterior, latest_panel, paths=400, seed=7)
    home = latest_panel.units.index(HOME_UNIT)
    k = str(int(latest_panel.prefecture[home]))
    _, roots = baseline_shocks(inputs, (home,), steps=False, revenue=(home,))
    dz = {
        ("prefecture", k): np.zeros(inputs.shape),
        ("slow", HOME_UNIT): np.ones(inputs.shape),
        ("revenue", HOME_UNIT): np.full(inputs.shape, 0.5),
    }
    dz["prefecture", k][0] = 1.0
    change = ShockResponse(inputs, dz, roots)
    p, decay = inputs.parameters, np.arange(inputs.shape[0])[:, None]
    factor = (
        p["prefecture_scale"]
        * np.sqrt(1 - p["prefecture_persistence"] ** 2)
        * p["prefecture_persistence"] ** decay
    )
    neighbour = next(
        i for i, m in enumerate(latest_panel.prefecture) if int(m) == int(k) and i != home
    )
    np.testing.assert_allclose(change.log_gdp(neighbour), factor.cumsum(axis=0), rtol=1e-10)
    elsewhere = next(i for i, m in enumerate(latest_panel.prefecture) if int(m) != int(k))
    np.testing.assert_array_equal(change.log_gdp(elsewhere), 0.0)


def test_conditional_mean_is_the_regression(latest_panel, make_scenario):
    """Gaussian shocks, one set of parameters: E[province | coal] changes by cov/var x condition."""
    one = make_posterior(latest_panel, draws=1, chains=1)
    one = replace(one, constants={**one.constants, "common.degrees": 1e7})
    forecast = forecast_paths(one, latest_panel, paths=20_000, seed=5)
    year = forecast.year_index(2026)
    coal, province = forecast.common[:, 0, year], forecast.common[:, 2, year]
    slope = np.cov(coal, province)[0, 1] / coal.var()
    expected = province.mean() + slope * (np.log(0.75) - coal.mean())
    pinned = make_scenario(
        conditions=[
            {"series": "coal_price", "measure": "growth", "year": [2026], "value": -0.25, "sd": 0}
        ]
    )
    got = apply_scenario(forecast, one, latest_panel, pinned)
    assert got.ess == pytest.approx(forecast.draws)  # one Gaussian: equal weights
    moved = got.common[:, 2, year].mean()
    error = province.std() / np.sqrt(forecast.draws)
    # The sample slope and mean have the error of 20 000 draws; the condition is 1.2 sd away.
    assert abs(moved - expected) < 5 * error * np.sqrt(1 + 1.2**2)


def test_soft_conditions_have_their_spread(latest_panel, make_scenario):
    one = make_posterior(latest_panel, draws=1, chains=1)
    one = replace(one, constants={**one.constants, "common.degrees": 1e7})
    forecast = forecast_paths(one, latest_panel, paths=8000, seed=5)
    prior = forecast.common[:, 0, forecast.year_index(2026)].std()
    pinned = make_scenario(
        conditions=[
            {"series": "coal_price", "measure": "growth", "year": [2026], "value": 0.0, "sd": 0.05}
        ]
    )
    got = apply_scenario(forecast, one, latest_panel, pinned)
    spread = got.common[:, 0, got.year_index(2026)].std()
    expected = 1 / np.sqrt(1 / prior**2 + 1 / 0.05**2)
    assert spread == pytest.approx(expected, rel=5 / np.sqrt(2 * 8000))


def test_a_conditioned_path_changes_the_neighbours_and_own_effort_does_not(
    forecast, posterior, latest_panel, make_scenario, lenient
):
    pinned = make_scenario(
        readings=["common_boom", "own_effort"],
        conditions=[
            {"series": "county_gdp", "measure": "growth", "ahead": [1, 2], "value": 0.12, "sd": 0}
        ],
    )
    boom, effort = (
        apply_scenario(forecast, posterior, latest_panel, pinned, variant=v)
        for v in ("common_boom", "own_effort")
    )
    home, year = forecast.unit_index(HOME_UNIT), forecast.year_index(2026)
    others = np.arange(len(forecast.units)) != home
    np.testing.assert_array_equal(effort.log_gdp[others], forecast.log_gdp[others])
    assert boom.log_gdp[others, :, year].mean() > forecast.log_gdp[others, :, year].mean()
    growth = np.log(effort.gdp(HOME_UNIT)[:, year]) - np.log(latest_panel.gdp[home, -1])
    np.testing.assert_allclose(growth, 2 * np.log(1.12), atol=5e-6)


def test_own_effort_in_revenue_meets_its_conditions(
    forecast, posterior, latest_panel, make_scenario
):
    pinned = make_scenario(
        readings=["own_effort"],
        conditions=[
            {
                "series": "county_revenue",
                "measure": "growth",
                "ahead": [1, 2, 3],
                "value": 0.18,
                "sd": 0,
            }
        ],
    )
    got = apply_scenario(forecast, posterior, latest_panel, pinned, variant="own_effort")
    last = latest_panel.revenue[forecast.unit_index(HOME_UNIT), -1]
    np.testing.assert_allclose(got.revenue(HOME_UNIT)[:, 2], last * 1.18**3, rtol=1e-5)


def test_unit_growth_adds_its_range(forecast, posterior, latest_panel, make_scenario):
    more = make_scenario(
        own_growth=[{"variable": "gdp", "ahead": [1, 2], "low": 0.01, "mode": 0.02, "high": 0.04}]
    )
    got = apply_scenario(forecast, posterior, latest_panel, more)
    home = forecast.unit_index(HOME_UNIT)
    extra = got.log_gdp[home, :, 1] - forecast.log_gdp[home, :, 1]
    assert extra.min() >= 0.02 - 1e-5 and extra.max() <= 0.08 + 1e-5
    # Triangular mean (0.01 + 0.02 + 0.04)/3 per year, sd 0.0062: 400 draws.
    assert extra.mean() == pytest.approx(2 * 0.07 / 3, abs=5 * 2 * 0.0063 / 20)


def test_conditions_out_of_reach_are_refused(forecast, posterior, latest_panel, make_scenario):
    wild = make_scenario(
        conditions=[
            {
                "series": "provincial_gdp",
                "measure": "growth",
                "ahead": [1, 2, 3],
                "value": 0.9,
                "sd": 0,
            }
        ]
    )
    with pytest.raises(ConditioningError, match="too unlikely under the forecast"):
        apply_scenario(forecast, posterior, latest_panel, wild)


def test_the_countys_early_figure_conditions_everything_exactly(
    forecast, posterior, latest_panel, make_scenario
):
    early = pd.DataFrame(
        [
            {
                "code": HOME_UNIT,
                "year": 2025,
                "variable": "gdp",
                "value": 112.0,
                "source_id": "county_own_figure",
            }
        ]
    )
    with_figure = replace(latest_panel, ragged_edge=early)
    got = apply_scenario(forecast, posterior, with_figure, make_scenario(name="baseline"))
    home = forecast.unit_index(HOME_UNIT)
    np.testing.assert_allclose(got.gdp(HOME_UNIT)[:, 0], 112.0, rtol=2e-6)
    assert got.gdp(HOME_UNIT)[:, 3].mean() != forecast.gdp(HOME_UNIT)[:, 3].mean()
    others = np.arange(len(forecast.units)) != home
    assert not np.array_equal(got.log_gdp[others], forecast.log_gdp[others])
    assert got.ess < forecast.draws


def test_scenarios_share_their_shocks(forecast, posterior, latest_panel, make_scenario):
    """A condition at the baseline expectation changes little, draw by draw."""
    year = forecast.year_index(2026)
    median = float(np.exp(np.median(forecast.common[:, 1, year])) - 1)
    mild = make_scenario(
        conditions=[
            {
                "series": "national_gdp",
                "measure": "growth",
                "year": [2026],
                "value": median,
                "sd": 1.0,
            }
        ]
    )
    got = apply_scenario(forecast, posterior, latest_panel, mild)
    home = forecast.unit_index(HOME_UNIT)
    correlation = np.corrcoef(
        np.sort(got.log_gdp[home, :, year]), np.sort(forecast.log_gdp[home, :, year])
    )[0, 1]
    assert correlation > 0.999
    assert got.diagnostics["ess_share"] > conditioning.MIN_ESS_SHARE
