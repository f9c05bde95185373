"""The table of results: every target x reading, its status, its number or none."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from planodds import constants
from planodds.probability import compute_odds
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan


@pytest.fixture(scope="module")
def panel():
    return make_panel(county_to=2022)


@pytest.fixture(scope="module")
def forecast(panel):
    return make_forecast(panel, draws=2000)


@pytest.fixture(scope="module")
def table(panel, forecast):
    return compute_odds(forecast, panel, make_plan())


def pick(table, target, **columns):
    """Return the rows of a target with the given values."""
    chosen = table[table["target"] == target]
    for name, value in columns.items():
        chosen = chosen[chosen[name] == value]
    return chosen


def test_columns_are_the_agreed_ones(table):
    assert tuple(table.columns) == constants.RESULT_COLUMNS[1:]


def test_each_row_has_its_run_identifiers(table):
    labels = table[["information", "origin", "scenario", "variant", "unit", "evidence"]]
    assert labels.drop_duplicates().values.tolist() == [
        ["2022", 2022, "baseline", "", shanxi.HOME_UNIT, "posterior"]
    ]


def test_every_target_and_reading_has_a_row(table):
    found = set(zip(table["target"], table["reading"], strict=True))
    wanted = {(t.id, r.name) for t in make_plan().targets for r in t.readings}
    assert wanted <= found


def test_no_row_is_duplicated(table):
    assert not table.duplicated(["target", "reading", "roster", "year"]).any()


def test_levels_and_ranks_continue_and_growth_does_not(table):
    assert set(pick(table, "gdp_level", reading="published")["year"]) == set(shanxi.REACH_YEARS)
    assert set(pick(table, "gdp_rank_30", roster=shanxi.ROSTER_ALL)["year"]) == set(
        shanxi.REACH_YEARS
    )
    assert set(pick(table, "gdp_growth")["year"]) == {2025}


def test_constant_prices_are_not_computable(table):
    row = pick(table, "gdp_growth", reading="constant_prices")
    assert row["status"].tolist() == [constants.NOT_COMPUTABLE]
    assert row["probability"].isna().all()


def test_a_target_without_data_has_no_number(table):
    row = pick(table, "emerging_share")
    assert row["status"].tolist() == [constants.NO_DATA]
    assert row["probability"].isna().all()


def test_open_rows_and_only_they_have_a_number(table):
    is_open = table["status"] == constants.OPEN
    assert (
        table.loc[is_open, ["probability", "mcse", "lower", "upper", "ess"]].notna().all(axis=None)
    )
    assert (
        table.loc[~is_open, ["probability", "mcse", "lower", "upper", "ess"]].isna().all(axis=None)
    )


def test_bounds_enclose_the_probability(table):
    rows = table[table["status"] == constants.OPEN]
    assert (rows["lower"] <= rows["probability"]).all()
    assert (rows["probability"] <= rows["upper"]).all()


def test_a_decided_row_has_its_year():
    gdp = np.repeat(np.arange(50.0, 110.0, 10.0)[:, None], 4, axis=1)  # no unit overtakes another
    panel = make_panel(units=6, districts=1, county_to=2022, gdp=gdp)
    table = compute_odds(make_forecast(panel), panel, make_plan())
    rows = pick(table, "rank_rising")
    assert rows["status"].tolist() == [constants.DECIDED_MISSED] * 2
    assert rows["year"].tolist() == [2021, 2021]


def test_after_the_target_year_everything_is_decided():
    panel = make_panel(county_to=2025)
    table = compute_odds(make_forecast(panel), panel, make_plan(gdp=60, rank=1))
    at = table[
        (table["year"] <= 2025)
        & (table["reading"] != "chained")
        & (table["reading"] != "current_prices_chained")
    ]
    status = at[
        at["target"].isin(
            [
                "gdp_level",
                "gdp_rank_30",
                "revenue_level",
                "gdp_growth",
                "joint_all_three",
                "joint_gdp_revenue",
            ]
        )
    ]["status"]
    assert set(status) <= {
        constants.DECIDED_MET,
        constants.DECIDED_MISSED,
        constants.NOT_COMPUTABLE,
    }


def test_rank_conditional_on_a_rare_level_is_not_computable(panel, forecast):
    plan = make_plan(gdp=1e4)
    table = compute_odds(forecast, panel, plan)
    rows = pick(table, plan.rank_given_level, year=2025)
    assert set(rows["status"]) == {constants.NOT_COMPUTABLE}
    assert (rows["draws"] < 100).all()


def test_no_joint_rows_without_their_targets(panel, forecast):
    plan = make_plan()
    plan = plan.model_copy(update={"targets": plan.targets[:2]})
    table = compute_odds(forecast, panel, plan)
    assert set(table["target"]) == {"gdp_level", "gdp_growth"}


def test_weighted_draws_widen_the_bounds(panel, forecast):
    weighted = dataclasses.replace(forecast, ess=forecast.ess / 4)
    tables = [compute_odds(f, panel, make_plan(gdp=1e4)) for f in (forecast, weighted)]
    bounds = [pick(t, "gdp_level", year=2025, reading="published")["upper"].item() for t in tables]
    assert bounds == pytest.approx([3 / 2000, 3 / 500])


def test_same_draws_same_table(panel, forecast, table):
    again = compute_odds(forecast, panel, make_plan())
    assert again.equals(table)
    assert np.all(forecast.log_gdp == make_forecast(panel, draws=2000).log_gdp)
