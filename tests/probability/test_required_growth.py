"""Growth needed and base rates, on one basis only; checked by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from planodds import constants
from planodds.probability import (
    find_precedents,
    growth_windows,
    historical_frequency,
    required_growth,
)
from planodds.probability.growth.required_growth import RANK_UNCHANGED, REQUIRED_COLUMNS
from tests import shanxi
from tests.probability.simulated_forecasts import make_panel, make_plan


def doubling_panel():
    """Six units on 100; one doubles in 2022, another in 2024, across the census."""
    gdp = np.full((6, 6), 100.0)
    gdp[1, 3:] = 200.0
    gdp[2, 5] = 200.0
    gdp[5, 0] = np.nan
    return make_panel(units=6, districts=1, county_to=2024, gdp=gdp)


def test_base_rate_counts_county_years_of_one_basis():
    rate = historical_frequency(doubling_panel(), math.log(1.5))
    # six units x growth years 2020-2023, less the one with no 2019; 2024 is not growth
    assert (rate.k, rate.n) == (1, 6 * 4 - 1)


def test_windows_never_cross_the_census():
    windows = growth_windows(doubling_panel(), window_years=2)
    assert windows["to_year"].max() == 2023


def test_revenue_is_not_cut_by_the_census():
    panel = doubling_panel()
    assert growth_windows(panel, constants.REVENUE)["to_year"].max() == 2024


def test_longer_windows_average_their_growth():
    rate = historical_frequency(doubling_panel(), math.log(2) / 2 - 1e-9, window_years=2)
    windows = growth_windows(doubling_panel(), window_years=2)
    assert rate.k == 2  # 2020-2022 and 2021-2023 both contain the doubling
    assert windows["growth_log"].max() == pytest.approx(math.log(2) / 2)


def test_a_window_longer_than_the_panel_does_not_exist():
    rate = historical_frequency(doubling_panel(), 0.1, window_years=9)
    assert (rate.k, rate.n) == (0, 0)
    assert math.isnan(rate.upper)


def test_precedents_name_the_unit():
    done = find_precedents(doubling_panel(), math.log(1.5))
    assert done[["unit", "from_year", "to_year"]].values.tolist() == [
        [doubling_panel().units[1], 2021, 2022]
    ]
    assert done["growth_percent"].item() == pytest.approx(100.0)


def test_required_growth_is_the_average_to_the_threshold():
    panel = make_panel(county_to=2022)
    table = required_growth(panel, make_plan(gdp=150.0))
    home = panel.gdp[panel.units.index(shanxi.HOME_UNIT)]
    rows = table[(table["target"] == "gdp_level") & (table["to_year"] == 2025)]
    for start, row in zip((2020, 2022), rows.itertuples(), strict=True):
        level = home[panel.years.index(start)]
        assert (row.from_year, row.span_years) == (start, 2025 - start)
        assert level * (1 + row.required_growth_percent / 100) ** row.span_years == pytest.approx(
            150
        )


def test_columns_and_later_years():
    table = required_growth(make_panel(county_to=2022), make_plan())
    assert tuple(table.columns) == REQUIRED_COLUMNS
    later = table[(table["target"] == "gdp_level") & (table["from_year"] == 2022)]
    assert later["to_year"].tolist() == list(shanxi.REACH_YEARS)


def test_the_growth_for_a_rank_assumes_a_constant_level_at_that_rank():
    panel = make_panel(county_to=2022)
    table = required_growth(panel, make_plan(rank=3))
    row = table[(table["reading"] == shanxi.ROSTER_ALL) & (table["from_year"] == 2022)].iloc[0]
    assert row["kind"] == RANK_UNCHANGED
    assert row["to_value"] == sorted(panel.gdp[:, -1])[-3]


def test_no_growth_is_required_after_the_target_year():
    table = required_growth(make_panel(county_to=2026), make_plan())
    assert "gdp_growth" not in set(table.loc[table["from_year"] == 2026, "target"])
    assert (table["to_year"] > table["from_year"]).all()


def test_an_early_figure_is_the_new_start():
    panel = make_panel(county_to=2024, early=[(shanxi.HOME_UNIT, 2025, "gdp", 120.0, "own")])
    table = required_growth(panel, make_plan(gdp=150.0))
    rows = table[(table["target"] == "gdp_level") & (table["from_year"] == 2025)]
    assert rows["to_year"].tolist() == [2027, 2030, 2035]
    assert rows["from_value"].unique().tolist() == [120.0]
