"""Events: published figures decide, draws determine the others; checked against loops."""

from __future__ import annotations

import numpy as np
import pytest

from planodds import constants
from planodds.errors import InputError, UsageError
from planodds.probability.events.event_definitions import build_event
from planodds.probability.events.events import (
    Event,
    build_unit_forecast,
    chained_event,
    join_events,
    level_event,
    log_gdp_on_base_basis,
    monotone_rank_event,
    rank_event,
)
from tests import shanxi
from tests.probability.simulated_forecasts import (
    build_forecast,
    make_forecast,
    make_panel,
    make_plan,
)

HOME = shanxi.HOME_UNIT


@pytest.fixture
def panel():
    return make_panel(county_to=2022)


@pytest.fixture
def home(panel):
    return build_unit_forecast(make_forecast(panel), panel)


def steady_panel(home_by_year, *, first=2019):
    """Five units at 50, 70, 90, 110, 130 each year; the home unit as specified (sorted first)."""
    gdp = np.repeat(np.array([[0.0], [50], [70], [90], [110], [130]]), len(home_by_year), axis=1)
    gdp[0] = home_by_year
    return make_panel(units=6, districts=1, county_to=first + len(home_by_year) - 1, gdp=gdp)


def test_a_published_level_decides(home, panel):
    published = panel.gdp[panel.units.index(HOME), -1]
    assert level_event(home, "gdp", 2022, published - 0.01).status == constants.DECIDED_MET
    missed = level_event(home, "gdp", 2022, published + 0.01)
    assert (missed.status, missed.year) == (constants.DECIDED_MISSED, 2022)


def test_an_early_figure_of_the_unit_decides_its_level_and_not_its_rank():
    panel = make_panel(county_to=2024, early=[(HOME, 2025, "gdp", 123.0, "own")])
    home = build_unit_forecast(make_forecast(panel), panel)
    assert level_event(home, "gdp", 2025, 120).status == constants.DECIDED_MET
    assert rank_event(home, shanxi.ROSTER_ALL, 2025, 3).status == constants.OPEN


def test_an_open_level_counts_draws(home):
    forecast = home.forecast
    draws = forecast.log_gdp[forecast.units.index(HOME), :, forecast.years.index(2025)]
    expected = [x >= np.log(100) for x in draws]
    np.testing.assert_array_equal(level_event(home, "gdp", 2025, 100).hits, expected)


def test_the_published_reading_includes_the_census_step(home):
    forecast = home.forecast
    column = forecast.years.index(2025)
    step = forecast.benchmark[home.position, :, shanxi.BENCHMARK_YEARS.index(2024)]
    chained = log_gdp_on_base_basis(home, 2020, 2025)
    published = home.levels[constants.GDP][:, column]
    np.testing.assert_allclose(published - chained, step, atol=1e-6)


def test_the_chained_reading_is_the_chain_of_the_forecast(home):
    forecast = home.forecast
    chain = forecast.chained_log_gdp(HOME)
    for column, year in enumerate(forecast.years):
        np.testing.assert_allclose(
            log_gdp_on_base_basis(home, 2020, year), chain[:, column], atol=1e-6
        )


def test_a_base_on_the_new_basis_is_not_chained_back():
    panel = make_panel(county_to=2024)
    home = build_unit_forecast(make_forecast(panel), panel)
    column = home.forecast.years.index(2027)
    expected = home.levels[constants.GDP][:, column]
    np.testing.assert_array_equal(log_gdp_on_base_basis(home, 2024, 2027), expected)


def test_a_chained_level_stays_open_across_a_census_even_when_published():
    panel = make_panel(county_to=2024)
    home = build_unit_forecast(make_forecast(panel), panel)
    assert chained_event(home, 2020, 2023, 80).status != constants.OPEN
    event = chained_event(home, 2020, 2024, 80)
    published = np.log(panel.gdp[panel.units.index(HOME), -1])
    step = home.forecast.benchmark[panel.units.index(HOME), :, 0]
    np.testing.assert_array_equal(event.hits, published - step >= np.float32(np.log(80)))


def test_average_growth_is_the_level_it_leads_to(home, panel):
    target = make_plan(growth=0.08).target("gdp_growth")
    event = build_event(home, target, target.readings[1], 2025)
    base = panel.gdp[panel.units.index(HOME), panel.years.index(2020)]
    growth = (home.forecast.gdp(HOME)[:, home.forecast.years.index(2025)] / base) ** 0.2 - 1
    clear = np.abs(growth - 0.08) > 1e-6
    np.testing.assert_array_equal(event.hits[clear], (growth >= 0.08)[clear])


def test_a_published_rank_decides():
    panel = steady_panel([60, 60, 80, 80])
    home = build_unit_forecast(make_forecast(panel), panel)
    assert rank_event(home, shanxi.ROSTER_ALL, 2022, 4).status == constants.DECIDED_MET
    assert rank_event(home, shanxi.ROSTER_COUNTIES, 2022, 2).status == constants.DECIDED_MISSED


def test_rising_is_missed_in_the_first_year_without_a_better_rank():
    panel = steady_panel([60, 60, 80, 81, 100])  # ranks 5, 5, 4, 4, 3 in 2019 .. 2023
    home = build_unit_forecast(make_forecast(panel), panel)
    event = monotone_rank_event(home, shanxi.ROSTER_ALL, 2020, 2025)
    assert (event.status, event.year) == (constants.DECIDED_MISSED, 2022)


def test_rising_counts_the_years_already_observed():
    panel = steady_panel([60, 60, 80, 100])  # ranks 5, 5, 4, 3: rose in 2021 and 2022
    forecast = make_forecast(panel, draws=500)
    home = build_unit_forecast(forecast, panel)
    event = monotone_rank_event(home, shanxi.ROSTER_ALL, 2020, 2024)
    ranks = home.ranks(shanxi.ROSTER_ALL)
    expected = [r[0] < 3 and r[1] < r[0] for r in ranks]
    assert event.status == constants.OPEN
    np.testing.assert_array_equal(event.hits, expected)
    assert event.hits.any()


def test_rising_in_every_year_is_met():
    panel = steady_panel([60, 60, 80, 100])
    home = build_unit_forecast(make_forecast(panel), panel)
    event = monotone_rank_event(home, shanxi.ROSTER_ALL, 2020, 2022)
    assert (event.status, event.year) == (constants.DECIDED_MET, 2022)


def test_joint_event_is_in_the_same_draws():
    one, two = np.array([True, True, False]), np.array([False, True, True])
    np.testing.assert_array_equal(join_events([Event(one), Event(two)]).hits, [False, True, False])


def test_a_missed_part_decides_the_joint_event():
    joint = join_events(
        [Event(np.array([True])), Event(None, False, 2024), Event(None, True, 2021)]
    )
    assert (joint.status, joint.year) == (constants.DECIDED_MISSED, 2024)


def test_after_a_met_part_the_others_decide_the_joint_event():
    hits = np.array([True, False])
    np.testing.assert_array_equal(join_events([Event(None, True, 2024), Event(hits)]).hits, hits)


def test_a_forecast_of_another_information_set_is_refused(panel):
    forecast = make_forecast(make_panel(county_to=2021))
    with pytest.raises(UsageError, match="same information set"):
        build_unit_forecast(forecast, panel)


def test_a_year_beyond_the_horizon_is_refused(panel):
    home = build_unit_forecast(make_forecast(panel, final_year=2026), panel)
    with pytest.raises(UsageError, match="not a forecast year"):
        level_event(home, "gdp", 2027, 100)


def test_a_kind_that_cannot_be_computed_is_refused(home):
    target = make_plan().target("outlook_2035")
    with pytest.raises(InputError, match="of kind 'outlook'"):
        build_event(home, target, target.readings[0], 2035)


def test_events_never_from_expected_draws():
    """A level above the mean is still reached in some draws."""
    panel = make_panel(units=5)
    draws = np.log(100) + np.random.default_rng(3).normal(0, 0.2, (5, 1000, 3))
    home = build_unit_forecast(build_forecast(panel, draws), panel)
    event = level_event(home, "gdp", 2025, 120)
    expected_path = np.exp(home.levels[constants.GDP]).mean(axis=0)
    assert not (expected_path >= 120).any()
    # P(N(0,1) > log(1.2) / 0.2) = 0.181; three binomial errors of 1000 draws
    assert event.hits.mean() == pytest.approx(0.181, abs=3 * np.sqrt(0.181 * 0.819 / 1000))
