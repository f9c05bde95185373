"""Forecast-revision decomposition: the parts add up, and each reflects its own cause."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType

import numpy as np
import pytest

from planodds import constants
from planodds.errors import UsageError
from planodds.probability import decompose_revision
from planodds.probability.questions.forecast_revision import (
    CENSUS,
    COMMON,
    OUTLOOK,
    REALISED,
    UNIT,
    province_path,
)
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel


def cut_panel(panel, county_to):
    """The same panel at an earlier information set."""
    last = panel.years.index(county_to) + 1
    information = dataclasses.replace(panel.information, name=str(county_to), county_to=county_to)
    return dataclasses.replace(
        panel,
        information=information,
        years=panel.years[:last],
        gdp=panel.gdp[:, :last],
        revenue=panel.revenue[:, :last],
        gdp_basis=panel.gdp_basis[:last],
        provincial_growth_county_basis=panel.provincial_growth_county_basis[: last - 1],
        provincial_level=panel.provincial_level[:last],
        hashes=MappingProxyType({}),
    )


@pytest.fixture(scope="module")
def story():
    now = make_panel(county_to=2024, seed=3)
    then = cut_panel(now, 2020)
    return then, now, make_forecast(then, seed=4), make_forecast(now, seed=5)


@pytest.fixture(scope="module")
def table(story):
    return decompose_revision(*story, year=2025)


def total(table, variable, **columns):
    """Sum of the parts of one variable."""
    rows = table[table["variable"] == variable]
    for name, value in columns.items():
        rows = rows[rows[name] == value]
    return rows["value"].sum()


def test_parts_add_up_to_the_change_of_the_median(table):
    for _, rows in table.groupby(["variable", "roster"]):
        change = rows["now"].iloc[0] - rows["then"].iloc[0]
        assert rows["value"].sum() == pytest.approx(change, abs=1e-9)


def test_the_realised_stage_is_the_published_figure_minus_its_forecast(story, table):
    _, now, forecast_then, _ = story
    home = now.units.index(shanxi.HOME_UNIT)
    median = np.median(forecast_then.log_gdp[home, :, forecast_then.years.index(2024)])
    expected = np.log(now.gdp[home, -1]) - float(median)
    assert total(table, constants.GDP, stage=REALISED) == pytest.approx(expected, abs=1e-9)


def test_the_common_part_is_the_provinces_surprise(story, table):
    _, now, forecast_then, _ = story
    came = now.provincial_growth_county_basis[-4:].sum()
    expected = came - np.median(province_path(forecast_then, 2020, 2024))
    for variable in (constants.GDP, constants.REVENUE):
        found = total(table, variable, stage=REALISED, part=COMMON)
        assert found == pytest.approx(expected, abs=1e-9)


def test_the_census_part_is_the_step_minus_its_forecast(story, table):
    _, now, forecast_then, forecast_now = story
    home = now.units.index(shanxi.HOME_UNIT)
    steps = [float(np.median(f.benchmark[home, :, 0])) for f in (forecast_now, forecast_then)]
    found = total(table, constants.GDP, stage=REALISED, part=CENSUS)
    assert found == pytest.approx(steps[0] - steps[1], abs=1e-6)


def test_a_common_shock_changes_only_the_common_part(story):
    then, now, forecast_then, forecast_now = story
    years = [y - 2019 for y in (2021, 2022, 2023, 2024)]
    levels, revenue = now.gdp.copy(), now.revenue.copy()
    levels[:, years] *= 1.2
    revenue[:, years] *= 1.2
    growth = now.provincial_growth_county_basis.copy()
    growth[1] += np.log(1.2)
    boomed = dataclasses.replace(
        now, gdp=levels, revenue=revenue, provincial_growth_county_basis=growth
    )
    plain = decompose_revision(then, now, forecast_then, forecast_now, year=2025)
    boom = decompose_revision(then, boomed, forecast_then, forecast_now, year=2025)
    change = boom["value"] - plain["value"]
    levels = plain["variable"] != constants.RANK
    realised = levels & (plain["stage"] == REALISED)
    np.testing.assert_allclose(change[realised & (plain["part"] == COMMON)], np.log(1.2))
    np.testing.assert_allclose(change[realised & (plain["part"] != COMMON)], 0, atol=1e-9)
    np.testing.assert_allclose(change[plain["variable"] == constants.RANK], 0, atol=1e-9)


def test_ranks_have_no_common_part(table):
    assert total(table, constants.RANK, part=COMMON) == 0.0
    assert set(table.loc[table["variable"] == constants.RANK, "part"]) == {COMMON, UNIT, CENSUS}


def test_revenue_has_no_census_part(table):
    assert CENSUS not in set(table.loc[table["variable"] == constants.REVENUE, "part"])


def test_once_the_year_is_published_all_is_realised(story):
    then, _, forecast_then, _ = story
    now = make_panel(county_to=2025, seed=3)
    table = decompose_revision(then, now, forecast_then, make_forecast(now), year=2025)
    np.testing.assert_allclose(table.loc[table["stage"] == OUTLOOK, "value"], 0, atol=1e-12)


def test_the_wrong_order_is_refused(story):
    then, now, forecast_then, forecast_now = story
    with pytest.raises(UsageError, match="earlier and a later"):
        decompose_revision(now, then, forecast_now, forecast_then, year=2025)
