"""Early figures with an error, and totals of groups: exact where exact, else brute force."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from planodds.constants import COUNTY_GDP
from planodds.forecasting import apply_scenario
from planodds.forecasting.scenarios.conditioning import (
    condition_draws,
    mahalanobis_tail,
    update_sample,
)
from planodds.forecasting.scenarios.early_figures import early_restrictions
from planodds.forecasting.scenarios.functionals import Functional
from planodds.forecasting.scenarios.group_totals import group_total, meet_totals
from planodds.forecasting.scenarios.joint_conditions import condition_forecast
from planodds.forecasting.scenarios.shock_horizon import (
    extend_shifts,
    shorten_inputs,
    shorten_shocks,
)
from planodds.forecasting.scenarios.shock_response import ShockResponse, baseline_shocks
from planodds.forecasting.simulation.simulation_inputs import build_simulation_inputs
from planodds.inputs import DATA_DIR, load_scenario
from planodds.inputs.panels.early_figures import no_early_figures
from tests.shanxi import HOME_UNIT

GROUP = "Xinzhou"


def figures(*rows):
    """Early figures: (code, group, value, log_sd) of GDP in 2025."""
    table = [
        {
            "code": code,
            "group": group,
            "year": 2025,
            "variable": "gdp",
            "value": value,
            "log_sd": log_sd,
            "kind": "published",
            "source_id": "county_own_figure",
        }
        for code, group, value, log_sd in rows
    ]
    return pd.DataFrame(table, columns=no_early_figures().columns)


@pytest.fixture
def inputs(forecast, posterior, latest_panel):
    return build_simulation_inputs(
        posterior, latest_panel, paths=forecast.draws, seed=7, final_year=forecast.years[-1]
    )


@pytest.fixture
def baseline():
    return load_scenario(DATA_DIR / "scenarios" / "baseline.yaml")


def members_of(panel, group=GROUP):
    return np.flatnonzero(panel.prefecture == panel.prefectures.index(group))


def log_total(forecast, members):
    return np.log(np.exp(forecast.log_gdp[members][:, :, 0].astype(float)).sum(axis=0))


def world(draws, seed):
    """Three log levels that are linear in five shocks, of different sizes and spreads."""
    loading = np.array(
        [[0.05, 0.06, 0.0, 0.0, 0.02], [0.05, 0.0, 0.12, 0.0, 0.02], [0.05, 0.0, 0.0, 0.09, 0.0]]
    )
    mean = np.log([5.0, 2.0, 1.0])
    z = np.random.default_rng(seed).standard_normal((draws, 5))
    return mean, loading, z, mean + z @ loading.T


def test_a_total_conditions_its_members_as_brute_force_does():
    """Linearised and moved by Newton's method, against draws weighted by their distance."""
    draws, target, sd = 40_000, np.log(8.8), 0.002
    mean, loading, z, levels = world(draws, 1)
    forecast = SimpleNamespace(log_gdp=levels.T[:, :, None])
    total = group_total(forecast, COUNTY_GDP, [0, 1, 2], 0)
    row = (np.array(total.shares) @ loading)[None, None, :].repeat(draws, axis=0)
    value = total.value(forecast, None)[:, None]
    centre = value - np.einsum("mfz,mz->mf", row, z)
    noise = np.random.default_rng(2).standard_normal((draws, 1))
    update = condition_draws(row, value, centre, np.array([target]), np.array([sd**2]), noise)

    def respond(dz):
        return SimpleNamespace(log_gdp=lambda unit: (dz @ loading[unit])[None])

    dz = meet_totals([(0, total)], forecast, row, update.dz, respond)
    got = mean + (z + dz) @ loading.T
    linear = value[:, 0] + (row[:, 0] * update.dz).sum(axis=1)
    np.testing.assert_allclose(np.log(np.exp(got).sum(axis=1)), linear, rtol=0, atol=1.1e-6)
    *_, many = world(4_000_000, 3)
    gap = (np.log(np.exp(many).sum(axis=1)) - target) / sd
    near = np.abs(gap) < 5
    brute, weight = many[near], np.exp(-0.5 * gap[near] ** 2)
    expected = np.average(brute, axis=0, weights=weight)
    spread = np.sqrt(np.average((brute - expected) ** 2, axis=0, weights=weight))
    # Members' spreads of .08, .13 and .10 and a total two sd above its mean are a hard case: means
    # differ by .001 log points and spreads by 2.5 %; Monte Carlo errors are .0005 and .5 %.
    np.testing.assert_allclose(got.mean(axis=0), expected, atol=0.0025)
    np.testing.assert_allclose(got.std(axis=0), spread, rtol=0.04)
    np.testing.assert_allclose(
        np.corrcoef(got.T)[0, 1:], _weighted_correlation(brute, weight)[0, 1:], atol=0.03
    )


def _weighted_correlation(values, weight):
    covariance = np.cov(values.T, aweights=weight)
    scale = np.sqrt(np.diag(covariance))
    return covariance / np.outer(scale, scale)


def test_a_total_is_met_in_every_draw_and_a_unit_figure_beside_it(
    forecast, posterior, latest_panel, inputs
):
    member = latest_panel.units[int(members_of(latest_panel)[3])]
    panel = replace(
        latest_panel, early_figures=figures(("", GROUP, 1330.4, 1e-7), (member, "", 41.0, 1e-7))
    )
    got, _ = condition_forecast(forecast, inputs, panel, ())
    members = members_of(panel)
    np.testing.assert_allclose(log_total(got, members), np.log(1330.4), atol=1e-5)
    np.testing.assert_allclose(got.gdp(member)[:, 0], 41.0, rtol=5e-6)
    moved = (got.log_gdp[members][:, :, 0] - forecast.log_gdp[members][:, :, 0]).std(axis=1)
    assert (moved > 0.01).all()  # every member takes part


def test_an_expected_figure_leaves_its_error(forecast, posterior, latest_panel, baseline):
    panel = replace(latest_panel, early_figures=figures((HOME_UNIT, "", 107.0, 0.02)))
    got = apply_scenario(forecast, posterior, panel, baseline)
    log_gdp = np.log(got.gdp(HOME_UNIT)[:, 0])
    home = forecast.unit_index(HOME_UNIT)
    before = forecast.log_gdp[home, :, 0].astype(float).std()
    # Normal with the precisions added; 400 draws, a few of them repeated.
    assert log_gdp.std() == pytest.approx((0.02**-2 + before**-2) ** -0.5, rel=0.15)
    assert log_gdp.mean() == pytest.approx(np.log(107.0), abs=0.006)


def test_early_figures_do_not_count_against_a_scenario():
    """Distance given what is known: joint normal draws with a closed form."""
    generator = np.random.default_rng(5)
    x = generator.standard_normal(200_000)
    y = 0.8 * x + 0.6 * generator.standard_normal(len(x))
    known = (x + 0.5 * generator.standard_normal(len(x)))[:, None]
    given = update_sample(y[:, None], known, np.array([3.0]))
    variance = 1 - 0.8**2 / 1.25
    assert given.mean() == pytest.approx(0.8 * 3.0 / 1.25, abs=0.01)
    assert given.var() == pytest.approx(variance, rel=0.02)
    distance, tail = mahalanobis_tail(given, np.array([0.8 * 3.0 / 1.25]), np.array([0.0]))
    assert distance < 0.02 and tail == pytest.approx(0.5, abs=0.01)


def test_restrictions_name_units_and_members(forecast, latest_panel, inputs):
    panel = replace(
        latest_panel, early_figures=figures((HOME_UNIT, "", 107.0, 0.02), ("", GROUP, 1330.4, 0.01))
    )
    unit, group = early_restrictions(forecast, panel, inputs)
    assert unit.functional == Functional(COUNTY_GDP, forecast.unit_index(HOME_UNIT), "level", 0)
    assert (unit.sd, group.sd) == (0.02, 0.01)
    assert group.functional.units == tuple(members_of(panel))
    assert sum(group.functional.shares) == pytest.approx(1)


def test_shocks_of_the_first_years_give_the_same_response(forecast, inputs):
    home = forecast.unit_index(HOME_UNIT)
    z, roots = baseline_shocks(inputs, (home,), steps=True, revenue=(home,))
    z = {block: array.astype(float) for block, array in z.items()}
    short = shorten_inputs(inputs, 2)
    cut = shorten_shocks(z, inputs, 2)
    full = ShockResponse(inputs, extend_shifts(cut, short, inputs), roots)
    early = ShockResponse(short, cut, shorten_shocks(roots, inputs, 2))
    for name in ("log_gdp", "log_revenue"):
        np.testing.assert_array_equal(
            getattr(full, name)(home)[:2], getattr(early, name)(home), err_msg=name
        )
    np.testing.assert_array_equal(full.common[:, :2], early.common)
