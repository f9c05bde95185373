"""Quantiles of levels and ranks, and what is within reach."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.probability import attainable_levels, summarise_quantiles
from planodds.probability.events.ranks import rank_in_draws
from planodds.probability.questions.distributions import level_quantiles, rank_quantiles
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel


@pytest.fixture(scope="module")
def panel():
    return make_panel()


@pytest.fixture(scope="module")
def forecast(panel):
    return make_forecast(panel, draws=1001)


@pytest.fixture(scope="module")
def table(panel, forecast):
    return summarise_quantiles(forecast, panel, rank=4)


def test_columns_are_the_agreed_ones(table):
    assert tuple(table.columns) == constants.QUANTILE_COLUMNS[1:]


def test_level_quantiles_are_numpys_in_logs(forecast):
    quantiles, mean = level_quantiles(forecast.log_gdp[0])
    expected = np.exp(np.quantile(forecast.log_gdp[0].astype(float), constants.QUANTILES, axis=0).T)
    np.testing.assert_allclose(quantiles, expected, rtol=1e-6)
    np.testing.assert_allclose(mean, np.exp(forecast.log_gdp[0]).mean(axis=0), rtol=1e-5)


def test_rank_quantiles_are_the_smallest_ranks_with_the_probability(forecast, panel):
    ranks = rank_in_draws(forecast.log_gdp, 4, panel.rosters[shanxi.ROSTER_ALL])
    quantiles, _ = rank_quantiles(ranks)
    for t in range(ranks.shape[1]):
        for p, rank in zip(constants.QUANTILES, quantiles[t], strict=True):
            assert (ranks[:, t] <= rank).mean() >= p
            assert (ranks[:, t] <= rank - 1).mean() < p


def test_every_unit_and_year_has_its_gdp(table, panel, forecast):
    gdp = table[(table["variable"] == constants.GDP) & (table["roster"] == "")]
    assert len(gdp) == len(panel.units) * len(forecast.years)


def test_the_unit_at_the_target_rank_has_a_fan_in_each_roster(table, forecast):
    for roster in shanxi.ROSTERS:
        fan = table[table["unit"] == f"rank_4:{roster}"]
        assert tuple(fan["year"]) == forecast.years
        assert (fan["q05"] < fan["q95"]).all()


def test_the_home_unit_has_revenue_and_both_ranks(table):
    home = table[(table["unit"] == shanxi.HOME_UNIT) & (table["year"] == 2030)]
    assert set(zip(home["variable"], home["roster"], strict=True)) == {
        (constants.GDP, ""),
        (constants.REVENUE, ""),
        (constants.RANK, shanxi.ROSTER_ALL),
        (constants.RANK, shanxi.ROSTER_COUNTIES),
    }


def test_quantiles_do_not_cross(table):
    assert (np.diff(table[list(constants.QUANTILE_NAMES)], axis=1) >= 0).all()


def test_attainable_levels_have_their_nominal_probability(table, forecast, panel):
    reached = attainable_levels(table, years=shanxi.REACH_YEARS)
    home = panel.units.index(shanxi.HOME_UNIT)
    ranks = rank_in_draws(forecast.log_gdp, home, panel.rosters[shanxi.ROSTER_ALL])
    for row in reached[reached["unit"] == shanxi.HOME_UNIT].itertuples():
        column = forecast.years.index(row.year)
        if row.variable == constants.RANK and row.roster == shanxi.ROSTER_ALL:
            assert (ranks[:, column] <= row.value).mean() >= row.reach_probability
        if row.variable == constants.GDP:
            share = (forecast.gdp(shanxi.HOME_UNIT)[:, column] >= row.value).mean()
            # an interpolated quantile of 1001 draws is within one draw of its probability
            assert share == pytest.approx(row.reach_probability, abs=1.5 / 1001)


def test_attainable_levels_fall_with_the_probability(table):
    reached = attainable_levels(table, years=shanxi.REACH_YEARS)
    by_probability = reached.pivot_table(
        index=["unit", "variable", "roster", "year"], columns="reach_probability", values="value"
    ).reset_index()
    ranks = by_probability["variable"] == constants.RANK
    assert (by_probability.loc[~ranks, 0.5] > by_probability.loc[~ranks, 0.9]).all()
    assert (by_probability.loc[ranks, 0.5] <= by_probability.loc[ranks, 0.9]).all()


def test_attainable_levels_have_the_agreed_years(table):
    assert set(attainable_levels(table, years=shanxi.REACH_YEARS)["year"]) == set(
        shanxi.REACH_YEARS
    )
    assert set(attainable_levels(table, years=[2028])["year"]) == {2028}


def test_chosen_units_only(panel, forecast):
    some = summarise_quantiles(forecast, panel, units=[panel.units[2]], rank=4)
    gdp = some[(some["variable"] == constants.GDP) & (some["roster"] == "")]
    assert set(gdp["unit"]) == {panel.units[2]}
    assert isinstance(some, pd.DataFrame)
