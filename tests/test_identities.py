"""Identities that are true for any numbers: ranks, thresholds, joint odds, first passage."""

from __future__ import annotations

import numpy as np
import pytest

from planodds import constants
from planodds.probability import compute_odds, first_passage, rank_distribution, rank_in_draws
from tests import shanxi
from tests.probability.simulated_forecasts import (
    build_forecast,
    make_forecast,
    make_panel,
    make_plan,
)


@pytest.fixture(scope="module")
def panel():
    return make_panel()


@pytest.fixture(scope="module")
def forecast(panel):
    return make_forecast(panel, draws=2000)


def read_odds(forecast, panel, target, *, year=2025, roster="", **plan):
    """Return the probability of a target's first row for a year and roster."""
    table = compute_odds(forecast, panel, make_plan(**plan))
    rows = table[
        (table["target"] == target) & (table["year"] == year) & (table["roster"] == roster)
    ]
    return rows["probability"].iloc[0]


def test_rank_probabilities_sum_to_one(panel, forecast):
    table = rank_distribution(forecast, panel)
    sums = table.groupby(["roster", "year"])["probability"].sum()
    np.testing.assert_allclose(sums, 1.0, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("target", "argument"), [("gdp_level", "gdp"), ("revenue_level", "revenue")]
)
def test_probability_falls_as_the_threshold_rises(panel, forecast, target, argument):
    start = 60.0 if argument == "gdp" else 5.0
    thresholds = start * np.linspace(1, 3, 9)
    odds = [read_odds(forecast, panel, target, **{argument: t}) for t in thresholds]
    assert all(np.diff(odds) <= 0)
    assert odds[0] > odds[-1]


def test_probability_rises_with_the_rank_threshold(panel, forecast):
    odds = [
        read_odds(forecast, panel, "gdp_rank_30", roster=shanxi.ROSTER_ALL, rank=p)
        for p in range(1, 10)
    ]
    assert all(np.diff(odds) >= 0)
    assert odds[-1] == 1.0


def test_relabelling_units_permutes_ranks(panel, forecast):
    order = np.random.default_rng(1).permutation(len(panel.units))
    everyone = panel.rosters[shanxi.ROSTER_ALL]
    shuffled = forecast.log_gdp[order]
    for new, old in enumerate(order):
        np.testing.assert_array_equal(
            rank_in_draws(shuffled, new, everyone), rank_in_draws(forecast.log_gdp, old, everyone)
        )


def test_one_shock_to_every_unit_leaves_ranks(panel):
    # levels on a grid of 1/1024, shocks too: sums in float32 are exact, so ties cannot arise
    generator = np.random.default_rng(2)
    grid = generator.integers(2000, 9000, (9, 300, 5)) / 1024
    shock = generator.integers(-900, 900, (1, 300, 5)) / 1024
    plain, shocked = (build_forecast(panel, x) for x in (grid, grid + shock))
    everyone = panel.rosters[shanxi.ROSTER_ALL]
    for unit in range(9):
        np.testing.assert_array_equal(
            rank_in_draws(plain.log_gdp, unit, everyone),
            rank_in_draws(shocked.log_gdp, unit, everyone),
        )


def test_joint_odds_are_at_most_each_margin(panel, forecast):
    plan = make_plan(gdp=90.0, revenue=8.0, rank=5)
    table = compute_odds(forecast, panel, plan)
    open_rows = table[table["status"] == constants.OPEN]
    for year in shanxi.REACH_YEARS:
        at = open_rows[(open_rows["year"] == year)].set_index(["target", "reading", "roster"])
        odds = at["probability"]
        levels = [odds["gdp_level", "published", ""], odds["revenue_level", "published", ""]]
        both = odds["joint_gdp_revenue", "published", ""]
        assert both <= min(levels)
        for roster in shanxi.ROSTERS:
            every = odds["joint_all_three", "published", roster]
            assert every <= min(both, odds["gdp_rank_30", roster, roster])


def test_conditional_rank_is_the_ratio_of_joint_and_level(panel, forecast):
    plan = make_plan(gdp=90.0)
    table = compute_odds(forecast, panel, plan)
    home = panel.units.index(shanxi.HOME_UNIT)
    column = forecast.years.index(2027)
    above = forecast.log_gdp[home, :, column] >= np.float32(np.log(90.0))
    for roster in shanxi.ROSTERS:
        ranks = rank_in_draws(forecast.log_gdp, home, panel.rosters[roster])[:, column]
        row = table[
            (table["target"] == plan.rank_given_level)
            & (table["roster"] == roster)
            & (table["year"] == 2027)
        ]
        assert row["probability"].item() == pytest.approx((ranks[above] <= 4).mean())


def test_first_passage_never_falls(panel, forecast):
    table = first_passage(forecast, panel, make_plan(gdp=110.0))
    for _, rows in table.groupby(["target", "reading", "roster"]):
        by = rows.sort_values("year")["probability_by"].to_numpy()
        assert np.all(np.diff(by) >= 0)
        assert np.all(by >= rows.sort_values("year")["probability_in"].to_numpy())
