"""The unit against those next to it in the last published ranking."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.probability import neighbours, rank_published
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel


@pytest.fixture(scope="module")
def panel():
    gdp = np.repeat(np.array([100.0, 60, 70, 80, 90, 110, 120, 130, 140])[:, None], 4, axis=1)
    return make_panel(units=9, districts=2, county_to=2022, gdp=gdp)


@pytest.fixture(scope="module")
def table(panel):
    return neighbours(make_forecast(panel), panel, k=2)


def test_neighbours_are_the_nearest_on_either_side(table):
    sides = table.drop_duplicates("neighbour").groupby("side")["last_gdp"].agg(sorted)
    assert sides.to_dict() == {"ahead": [110.0, 120.0], "behind": [80.0, 90.0]}


def test_odds_of_ranking_above_are_shares_of_draws(panel, table):
    forecast = make_forecast(panel)
    home = panel.units.index(shanxi.HOME_UNIT)
    for row in table.itertuples():
        other = panel.units.index(row.neighbour)
        wins = [
            a > b
            for a, b in zip(
                forecast.log_gdp[home, :, forecast.years.index(row.year)],
                forecast.log_gdp[other, :, forecast.years.index(row.year)],
                strict=True,
            )
        ]
        assert row.probability_above == pytest.approx(np.mean(wins))


def test_the_other_roster_excludes_districts(panel):
    table = neighbours(make_forecast(panel), panel, k=9, roster=shanxi.ROSTER_COUNTIES)
    assert len(set(table["neighbour"])) == 6


def test_published_ranking_starts_with_the_largest(panel):
    ranking = rank_published(panel, shanxi.ROSTER_ALL)
    assert ranking["last_rank"].tolist() == list(range(1, 10))
    assert ranking.loc[shanxi.HOME_UNIT, "last_rank"] == 5
