"""Published facts of the real county, reached by computing from ``data/``."""

from __future__ import annotations

import math

import pytest

from planodds import constants
from planodds.inputs import load_panel, load_plan
from planodds.probability import (
    find_precedents,
    historical_frequency,
    published_facts,
    required_growth,
)
from planodds.probability.events.events import build_unit_forecast, monotone_rank_event
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast


@pytest.fixture(scope="module")
def panel():
    return load_panel(information="latest")


@pytest.fixture(scope="module")
def plan():
    return load_plan()


@pytest.fixture(scope="module")
def facts(panel, plan):
    return published_facts(panel, plan).set_index(["fact", "year", "roster"])["value"]


@pytest.mark.parametrize(
    ("fact", "year", "roster", "value"),
    [
        ("gdp", 2020, "", 84.90),
        ("gdp", 2024, "", 107.48),
        ("revenue", 2020, "", 6.61),
        ("revenue", 2024, "", 8.61),
        ("rank", 2020, shanxi.ROSTER_ALL, 66),
        ("rank", 2024, shanxi.ROSTER_ALL, 73),
        ("rank", 2021, shanxi.ROSTER_ALL, 66),
        ("rank", 2020, shanxi.ROSTER_COUNTIES, 42),
        ("rank", 2024, shanxi.ROSTER_COUNTIES, 48),
        ("units_ranked", 2024, shanxi.ROSTER_ALL, 117),
        ("units_ranked", 2024, shanxi.ROSTER_COUNTIES, 91),
        ("place_of_gdp_level", 2020, shanxi.ROSTER_ALL, 28),
        ("place_of_gdp_level", 2024, shanxi.ROSTER_ALL, 40),
        ("place_of_gdp_level", 2020, shanxi.ROSTER_COUNTIES, 12),
        ("place_of_gdp_level", 2024, shanxi.ROSTER_COUNTIES, 22),
    ],
)
def test_published_figures_and_ranks(facts, fact, year, roster, value):
    assert round(facts[fact, year, roster], 2) == value


@pytest.mark.parametrize(
    ("fact", "year", "roster", "value", "digits"),
    [
        ("place_30_gdp", 2020, shanxi.ROSTER_ALL, 180, 0),
        ("place_30_gdp", 2024, shanxi.ROSTER_ALL, 268, 0),
        ("required_growth_gdp_level", 2025, "", 18.7, 1),
        ("required_growth_revenue_level", 2025, "", 17.8, 1),
        ("level_of_gdp_growth", 2025, "", 170.8, 1),
        ("level_of_revenue_growth", 2025, "", 15.1, 1),
        ("implied_deflator", 2025, "", 3.2, 1),
    ],
)
def test_quantities_derived_from_published_figures(facts, fact, year, roster, value, digits):
    assert round(facts[fact, year, roster], digits) == value


def test_the_census_year_has_no_growth_of_gdp(facts):
    assert ("gdp_growth", 2023, "") in facts.index
    assert ("gdp_growth", 2024, "") not in facts.index
    assert ("revenue_growth", 2024, "") in facts.index


def test_no_county_year_reached_the_growth_required_in_the_last_year(panel, plan):
    table = required_growth(panel, plan)
    row = table[
        (table["target"] == "gdp_level") & (table["from_year"] == 2024) & (table["to_year"] == 2025)
    ].iloc[0]
    assert round(row["required_growth_percent"]) == 86
    # 117 units x growth years 2020-2023 on the 4th census basis, less Pu County's 2020
    assert (row["k"], row["n"]) == (0, 117 * 4 - 1)
    assert row["upper"] == pytest.approx(3 / 467)


def test_from_the_base_it_was_rare(panel, plan):
    growth = math.log(200 / 84.9035) / 5
    done = find_precedents(panel, growth)
    assert len(done) == historical_frequency(panel, growth).k
    assert done["growth_percent"].min() >= 18.69


@pytest.mark.parametrize("roster", shanxi.ROSTERS)
def test_the_rank_did_not_rise_in_2021(panel, roster):
    home = build_unit_forecast(make_forecast(panel, draws=50), panel)
    event = monotone_rank_event(home, roster, 2020, 2025)
    assert (event.status, event.year) == (constants.DECIDED_MISSED, 2021)


def test_in_2020_the_rise_in_rank_was_open(plan):
    panel = load_panel(information="2020")
    home = build_unit_forecast(make_forecast(panel, draws=50), panel)
    event = monotone_rank_event(home, shanxi.ROSTER_ALL, 2020, 2025)
    assert event.status == constants.OPEN
