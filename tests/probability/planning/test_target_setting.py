"""Targets to set: every number counted again over the draws."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest

from planodds.errors import UsageError
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.probability import prob_event
from planodds.probability.planning.quantities import unit_quantities
from planodds.probability.planning.target_setting import (
    TARGET_COLUMNS,
    set_targets,
    simultaneous_goals,
)
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel

YEAR, ASKED = 2028, 0.6


@pytest.fixture(scope="module")
def home():
    panel = make_panel()
    return build_unit_forecast(make_forecast(panel, draws=500), panel)


@pytest.fixture(scope="module")
def table(home):
    return set_targets(home, year=YEAR, probability=ASKED, ranks=(4, 30))


@pytest.fixture(scope="module")
def draws(home):
    """Levels and rank of the year, straight from the forecast."""
    forecast, column = home.forecast, home.forecast.years.index(YEAR)
    levels = np.asarray(forecast.log_gdp)[:, :, column]
    return {
        "gdp": np.exp(levels[home.position].astype(float)),
        "revenue": np.exp(np.asarray(forecast.log_revenue)[home.position, :, column].astype(float)),
        "rank": 1 + (levels > levels[home.position]).sum(axis=0),
    }


def met(draws, variable, goal):
    return draws[variable] <= goal if variable == "rank" else draws[variable] >= goal


def rows_of(table, measure):
    return table[table["measure"] == measure]


def test_goals_one_by_one_are_the_most_demanding_that_are_reached(table, draws):
    rows = rows_of(table, "single")
    assert list(table.columns) == list(TARGET_COLUMNS)
    assert set(zip(rows["variable"], rows["asked"], strict=True)) == set(
        itertools.product(draws, (0.8, 0.7, 0.6, 0.5, 0.2))
    )
    for row in rows.itertuples():
        share = met(draws, row.variable, row.value).mean()
        assert row.probability == share >= row.asked
        harder = [v for v in draws[row.variable] if (v < row.value) == (row.variable == "rank")]
        harder = [value for value in harder if value != row.value]
        closest = max(harder) if row.variable == "rank" else min(harder)
        assert met(draws, row.variable, closest).mean() < row.asked
        assert row.mcse > 0 or share == 1


def test_the_set_holds_together_with_the_smallest_common_margin(home, table, draws):
    rows = rows_of(table, "simultaneous").set_index("variable")
    together = np.logical_and.reduce([met(draws, v, rows.loc[v, "value"]) for v in draws])
    assert together.mean() >= ASKED
    quantities = unit_quantities(home)
    for count in range(1, 501):  # by brute force: the first margin with which enough draws arrive
        goals = [quantity.reached_with(YEAR, count) for quantity in quantities]
        hits = [met(draws, q.variable, goal) for q, goal in zip(quantities, goals, strict=True)]
        if np.logical_and.reduce(hits).mean() >= ASKED:
            break
    assert goals == simultaneous_goals(quantities, YEAR, ASKED)
    assert goals == [rows.loc[quantity.variable, "value"] for quantity in quantities]
    joint = rows_of(table, "joint").set_index("condition")
    wanted = prob_event(together, cluster=np.asarray(home.forecast.posterior_draw_index))
    assert joint.loc["simultaneous", "probability"] == wanted.probability
    assert joint.loc["simultaneous", "mcse"] == wanted.mcse
    single = rows_of(table, "single").query("asked == @ASKED").set_index("variable")
    alone = [met(draws, v, single.loc[v, "value"]) for v in draws]
    assert joint.loc["single", "probability"] == np.logical_and.reduce(alone).mean()
    assert joint.loc["single", "probability"] < ASKED


def test_growth_leads_from_the_base_to_the_goal(table):
    rows = table[table["growth"].notna()]
    years = rows["year"] - rows["base_year"]
    np.testing.assert_allclose(rows["base"] * (1 + rows["growth"]) ** years, rows["value"])
    assert table.loc[table["variable"] == "rank", "growth"].isna().all()


def test_agreement_is_the_share_among_draws_that_meet_the_other(table, draws):
    goals = rows_of(table, "simultaneous").set_index("variable")["value"]
    rows = rows_of(table, "agreement")
    assert len(rows) == 6
    for row in rows.itertuples():
        given = met(draws, row.condition, goals[row.condition])
        both = given & met(draws, row.variable, goals[row.variable])
        assert row.probability == pytest.approx(both.sum() / given.sum())


def test_milestones_are_the_median_way_of_the_draws_that_arrive(home, table, draws):
    goals = rows_of(table, "simultaneous").set_index("variable")["value"]
    arrived = np.logical_and.reduce([met(draws, v, goals[v]) for v in draws])
    rows = rows_of(table, "milestone")
    assert sorted(rows["year"].unique()) == list(range(2023, YEAR + 1))
    gdp = np.exp(np.asarray(home.forecast.log_gdp)[home.position].astype(float))
    for row in rows[rows["variable"] == "gdp"].itertuples():
        levels = gdp[:, home.forecast.years.index(row.year)]
        ordered = np.sort(levels[arrived])
        assert row.value == ordered[math.ceil(0.5 * ordered.size) - 1]
        assert row.low <= row.value <= row.high
        assert np.mean(levels >= row.margin) == np.mean(draws["gdp"] >= goals["gdp"])
    last = rows[(rows["year"] == YEAR)].set_index("variable")
    assert last.loc["gdp", "margin"] == goals["gdp"]
    assert last.loc["gdp", "straight"] == pytest.approx(goals["gdp"])


def test_echelons_are_counted_in_each_roster(home, table):
    rows = rows_of(table, "echelon")
    levels = np.asarray(home.forecast.log_gdp)[:, :, home.forecast.years.index(YEAR)]
    for roster, members in home.panel.rosters.items():
        ranks = 1 + (levels[members] > levels[home.position]).sum(axis=0)
        found = rows[rows["roster"] == roster].set_index("condition")
        size = int(members.sum())
        cuts = {"4": 4, "first third": size // 3, "first quarter": size // 4}
        assert found["value"].to_dict() == cuts
        for name, cut in cuts.items():
            assert found.loc[name, "probability"] == np.mean(ranks <= cut)
    assert set(rows["roster"]) == {shanxi.ROSTER_ALL, shanxi.ROSTER_COUNTIES}


def test_a_year_beyond_the_horizon_is_refused(home):
    with pytest.raises(UsageError, match="year 2050"):
        set_targets(home, year=2050, probability=ASKED)
