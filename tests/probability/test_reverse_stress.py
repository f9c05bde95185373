"""Reverse stress test: required growth for given odds, and the even-odds common path."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from planodds import constants
from planodds import probability as odds
from tests import shanxi
from tests.probability.simulated_forecasts import (
    build_forecast,
    make_forecast,
    make_panel,
    make_plan,
)


@pytest.fixture(scope="module")
def case():
    panel = make_panel(units=20, county_to=2022)
    return make_forecast(panel, draws=4000, step_sd=0.0), panel, make_plan(rank=5)


def one(table, target, year, **more):
    rows = table[(table["target"] == target) & (table["year"] == year)]
    for column, value in more.items():
        rows = rows[rows[column] == value]
    return rows


@pytest.mark.parametrize("chance", [0.5, 0.8, 0.95])
@pytest.mark.parametrize("target", ["gdp_level", "gdp_rank_30"])
def test_required_growth_yields_the_requested_odds(case, target, chance):
    forecast, panel, plan = case
    row = one(odds.growth_for_probability(forecast, panel, plan), target, 2027, chance=chance).iloc[
        0
    ]
    extra = np.log1p(row["required_growth_percent"] / 100) - np.log1p(
        row["forecast_growth_percent"] / 100
    )
    home = panel.units.index(shanxi.HOME_UNIT)
    levels = np.array(forecast.log_gdp)
    levels[home] += (extra * np.arange(1, len(forecast.years) + 1)).astype(np.float32)
    faster = dataclasses.replace(forecast, log_gdp=levels)
    results = odds.compute_odds(faster, panel, plan)
    reached = one(results, target, 2027, reading=row["reading"])["probability"].iloc[0]
    assert reached == pytest.approx(chance, abs=2.5 / forecast.draws + 1e-3)


def test_higher_odds_need_more_growth_and_precedents_are_the_fastest(case):
    table = odds.growth_for_probability(*case)
    for _, rows in table.groupby(["target", "year"]):
        needed = rows.drop_duplicates("chance").sort_values("chance")["required_growth_percent"]
        assert (np.diff(needed) > 0).all()
    done = table[table["order"] > 0]
    assert len(done) and (done["k"] >= done["order"]).all()
    assert (done["precedent_growth_percent"] >= done["required_growth_percent"]).all()
    first = done[done["order"] == 1]
    panel = case[1]
    width = int(first["window_years"].iloc[0])
    fastest = odds.growth_windows(panel, constants.GDP, width)["growth_log"].max()
    of_gdp = first[(first["window_years"] == width) & (first["target"] == "gdp_level")]
    assert of_gdp["precedent_growth_percent"].iloc[0] == pytest.approx(100 * math.expm1(fastest))


def test_growth_never_reached_has_no_precedent(case):
    forecast, panel, _ = case
    table = odds.growth_for_probability(forecast, panel, make_plan(gdp=9000.0))
    row = one(table, "gdp_level", 2025, chance=0.5).iloc[0]
    assert (row["k"], row["order"]) == (0, 0) and row["n"] > 0


def test_the_even_odds_path_is_the_closed_form_of_a_linear_model():
    """Surplus = common growth + unit noise: the nearest path spreads the shortfall evenly."""
    panel = make_panel(units=6, county_to=2022)
    generator = np.random.default_rng(3)
    draws, years = 6000, 3
    common = np.zeros((draws, len(shanxi.SERIES), years))
    common[:, 2] = generator.normal(0.04, 0.05, (draws, years))
    noise = generator.normal(0, 0.02, (6, draws, years))
    log_gdp = np.log(panel.gdp[:, -1])[:, None, None] + (common[:, 2] + noise).cumsum(axis=2)
    forecast = build_forecast(panel, log_gdp, common=common)
    start = panel.gdp[panel.units.index(shanxi.HOME_UNIT), -1]
    plan = make_plan(gdp=float(start * math.exp(0.27)))
    rows = one(odds.most_likely_path_to_even_odds(forecast, panel, plan), "gdp_level", 2025)
    assert set(rows["series"]) == {shanxi.PROVINCIAL} and rows["path_year"].tolist() == [
        2023,
        2024,
        2025,
    ]
    np.testing.assert_allclose(np.log1p(rows["required_growth_percent"] / 100), 0.09, atol=0.004)
    assert rows["distance"].iloc[0] == pytest.approx(0.15 / (0.05 * math.sqrt(3)), rel=0.05)
    normal = 0.5 * math.erfc(rows["distance"].iloc[0] / math.sqrt(2))
    assert rows["tail_probability"].iloc[0] == pytest.approx(normal, abs=0.01)
    assert rows["probability_then"].iloc[0] == pytest.approx(0.5, abs=0.001)
    home = panel.units.index(shanxi.HOME_UNIT)
    level = forecast.log_gdp[home, :, 2] >= math.log(plan.target("gdp_level").threshold)
    assert rows["probability_now"].iloc[0] == pytest.approx(level.mean(), abs=1e-9)


def test_without_an_effect_of_the_common_path_there_is_no_even_odds_path():
    panel = make_panel(units=6, county_to=2022)
    forecast = make_forecast(panel, draws=400)
    constant = dataclasses.replace(forecast, common=np.zeros_like(forecast.common))
    assert odds.most_likely_path_to_even_odds(constant, panel, make_plan()).empty
