"""The precomputed tables behind the page's controls: the same numbers as everywhere else."""

from __future__ import annotations

import numpy as np
import pytest

from planodds import constants
from planodds import probability as odds
from planodds.errors import UsageError
from planodds.probability.events.vectorized_probability import prob_events
from planodds.probability.questions.threshold_curves import level_grid
from planodds.probability.questions.unit_ranks import RANK_QUANTILES, _rank_quantiles
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan


@pytest.fixture(scope="module")
def case():
    panel = make_panel(units=40, county_to=2022)
    return make_forecast(panel, draws=800), panel, make_plan(rank=10)


@pytest.fixture(scope="module")
def table(case):
    forecast, panel, plan = case
    return odds.threshold_curves(forecast, panel, plan)


def test_probabilities_of_many_events_equal_those_of_each_event(case):
    forecast = case[0]
    hits = forecast.log_gdp[:, :, 3] > forecast.log_gdp[0, :, 3].mean()
    table = prob_events(hits, cluster=forecast.posterior_draw_index, ess=500.0)
    for row, event in zip(table.itertuples(), hits, strict=True):
        one = odds.prob_event(event, cluster=forecast.posterior_draw_index, ess=500.0)
        assert (row.probability, row.mcse, row.upper) == pytest.approx(
            (one.probability, one.mcse, one.upper), abs=1e-12
        )


def test_expected_draws_are_refused():
    with pytest.raises(UsageError, match="boolean"):
        prob_events(np.full((2, 8), 0.5), cluster=np.arange(8))


def test_a_harder_target_is_never_more_likely(table):
    for (variable, _, _), rows in table.groupby(["variable", "roster", "year"]):
        steps = np.diff(rows.sort_values("threshold")["probability"])
        assert (steps >= 0).all() if variable == constants.RANK else (steps <= 0).all()
        assert rows["probability"].nunique() >= 4


@pytest.mark.parametrize(
    ("target", "variable"),
    [
        ("gdp_level", constants.GDP),
        ("revenue_level", constants.REVENUE),
        ("gdp_rank_30", constants.RANK),
    ],
)
def test_at_the_threshold_of_the_plan_the_odds_equal_the_results(case, table, target, variable):
    results = odds.compute_odds(*case)
    rows = results[
        (results["target"] == target) & results["reading"].isin(["published", shanxi.ROSTER_ALL])
    ]
    assert len(rows) == 4
    for row in rows.itertuples():
        same = table[
            (table["variable"] == variable)
            & (table["year"] == row.year)
            & (table["threshold"] == row.threshold)
        ]
        assert same[["probability", "mcse", "upper"]].to_numpy().tolist() == [
            pytest.approx([row.probability, row.mcse, row.upper])
        ]


@pytest.mark.parametrize("rank", [1, 7])
def test_any_rank_of_the_plan_is_among_the_thresholds(case, rank):
    forecast, panel, _ = case
    table = odds.threshold_curves(forecast, panel, make_plan(rank=rank))
    ranks = table.loc[table["variable"] == constants.RANK, "threshold"].unique()
    assert sorted({rank, *range(5, 41, 5)}) == sorted(ranks)


def test_a_published_year_has_no_thresholds(case):
    forecast, _, plan = case
    early = [(shanxi.HOME_UNIT, 2025, constants.GDP, 150.0, "own")]
    panel = make_panel(units=40, county_to=2022, early=early)
    table = odds.threshold_curves(forecast, panel, plan)
    years = table.groupby("variable")["year"].unique()
    assert 2025 not in years[constants.GDP] and 2025 in years[constants.REVENUE]


def test_the_grid_has_round_numbers_and_includes_the_target():
    assert level_grid(200.0).tolist() == list(range(50, 401, 10))
    assert 15.0 in level_grid(15.0) and np.diff(level_grid(15.0)).max() == 0.5
    assert 17.3 in level_grid(17.3)
    with pytest.raises(UsageError, match="positive"):
        level_grid(0.0)


def test_the_home_units_rank_is_that_of_the_quantiles(case):
    forecast, panel, _ = case
    table = odds.rank_summary_of_units(forecast, panel)
    home = table[table["unit"] == shanxi.HOME_UNIT].set_index("year")
    quantiles = odds.summarise_quantiles(forecast, panel)
    rows = quantiles[
        (quantiles["variable"] == constants.RANK) & (quantiles["roster"] == shanxi.ROSTER_ALL)
    ].set_index("year")
    for year in shanxi.REACH_YEARS:
        assert (
            home.loc[year, ["rank_q10", "rank_q50", "rank_q90"]].tolist()
            == rows.loc[year, ["q10", "q50", "q90"]].tolist()
        )
    assert home["probability_above"].isna().all()


def test_odds_against_a_neighbour_are_those_of_the_neighbours(case):
    forecast, panel, _ = case
    table = odds.rank_summary_of_units(forecast, panel).set_index(["unit", "year"])
    near = odds.neighbours(forecast, panel)
    for row in near.itertuples():
        same = table.loc[(row.neighbour, row.year)]
        assert same["probability_above"] == pytest.approx(row.probability_above)
        assert same["mcse"] == pytest.approx(row.mcse)
        assert same["last_rank"] == row.last_rank


def test_every_unit_has_a_rank_in_every_year(case):
    forecast, panel, _ = case
    table = odds.rank_summary_of_units(forecast, panel)
    assert len(table) == 40 * len(shanxi.REACH_YEARS)
    median = table[table["year"] == 2030]["rank_q50"]
    assert median.between(1, 40).all() and abs(median.mean() - 20.5) < 1.5
    assert (table["rank_q10"] <= table["rank_q50"]).all()


@pytest.mark.parametrize("units", [1, 2, 5, 8, 9])
def test_ranks_are_counted_in_the_draws_whatever_the_sign_of_a_level(units):
    levels = np.random.default_rng(units).normal(size=(units, 3001)).astype(np.float32)
    ranks = 1 + (levels[:, None] < levels[None]).sum(axis=1)
    for name, found in _rank_quantiles(levels).items():
        expected = np.quantile(ranks, RANK_QUANTILES[name], axis=1, method="inverted_cdf")
        assert found.tolist() == expected.tolist()
