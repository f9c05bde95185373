"""First passage: published and forecast years, checked path by path."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planodds.probability import first_passage, median_passage_year
from tests import shanxi
from tests.probability.simulated_forecasts import (
    build_forecast,
    make_forecast,
    make_panel,
    make_plan,
)


def test_probability_by_agrees_with_loops_over_paths():
    panel = make_panel(county_to=2022)
    forecast = make_forecast(panel, draws=300)
    table = first_passage(forecast, panel, make_plan(gdp=110.0))
    rows = table[(table["target"] == "gdp_level")].sort_values("year")
    paths = forecast.gdp(shanxi.HOME_UNIT)
    firsts = [
        next((y for y, x in zip(forecast.years, path, strict=True) if x >= 110), 9999)
        for path in paths
    ]
    expected = [np.mean([first <= year for first in firsts]) for year in rows["year"]]
    np.testing.assert_allclose(rows["probability_by"], expected)
    np.testing.assert_allclose(rows["probability_in"], (paths >= 110).mean(axis=0))


def test_a_level_reached_in_a_published_year_has_been_reached():
    gdp = np.full((6, 4), 80.0)
    gdp[0] = [60, 60, 120, 60]  # over 100 in 2021 only
    panel = make_panel(units=6, districts=1, county_to=2022, gdp=gdp)
    forecast = build_forecast(panel, np.full((6, 8, 3), np.log(60.0)))
    table = first_passage(forecast, panel, make_plan(gdp=100.0))
    rows = table[table["target"] == "gdp_level"]
    assert set(rows["probability_by"]) == {1.0}
    assert set(rows["probability_in"]) == {0.0}


def test_even_year_is_the_first_above_one_half():
    columns = [
        "information",
        "origin",
        "scenario",
        "variant",
        "target",
        "reading",
        "roster",
        "year",
        "probability_in",
        "probability_by",
    ]
    head = ["2022", 2022, "baseline", "", "gdp_level", "published", ""]
    rows = [
        [*head, year, inside, by]
        for year, inside, by in [
            (2023, 0.2, 0.2),
            (2024, 0.4, 0.5),
            (2025, 0.45, 0.6),
            (2026, 0.44, 0.7),
        ]
    ]
    found = median_passage_year(pd.DataFrame(rows, columns=columns))
    assert found["year_by"].tolist() == [2025]
    assert found["year_in"].isna().all()


def test_ranks_are_followed_in_both_rosters():
    panel = make_panel()
    table = first_passage(make_forecast(panel), panel, make_plan())
    assert set(table.loc[table["target"] == "gdp_rank_30", "roster"]) == set(shanxi.ROSTERS)
    assert "chained" not in set(table["reading"])
