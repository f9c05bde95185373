"""Ranks are counted in each draw; checked against plain loops."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.errors import UsageError
from planodds.probability.events.ranks import level_at_rank, rank_in_draws, rank_probabilities
from planodds.probability.questions.distributions import rank_distribution
from tests import shanxi
from tests.probability.simulated_forecasts import build_forecast, make_forecast, make_panel


def rank_by_loops(log_gdp, unit, members):
    """The definition, spelled out."""
    units, draws, years = log_gdp.shape
    ranks = np.empty((draws, years), dtype=int)
    for draw in range(draws):
        for year in range(years):
            larger = [
                log_gdp[j, draw, year] > log_gdp[unit, draw, year]
                for j in range(units)
                if members[j]
            ]
            ranks[draw, year] = 1 + sum(larger)
    return ranks


@pytest.mark.parametrize("roster", shanxi.ROSTERS)
def test_rank_agrees_with_loops(roster):
    panel = make_panel()
    log_gdp, members = make_forecast(panel, draws=60).log_gdp, panel.rosters[roster]
    for unit in np.flatnonzero(members):
        expected = rank_by_loops(log_gdp, unit, members)
        np.testing.assert_array_equal(rank_in_draws(log_gdp, unit, members), expected)


def test_units_with_the_same_level_share_a_rank():
    log_gdp = np.log(np.array([5.0, 5.0, 9.0]))[:, None, None]
    everyone = np.ones(3, dtype=bool)
    ranks = [int(rank_in_draws(log_gdp, unit, everyone)[0, 0]) for unit in range(3)]
    assert ranks == [2, 2, 1]


@pytest.mark.parametrize("rank", [1, 3, 7])
def test_level_at_rank_agrees_with_sorting(rank):
    panel = make_panel()
    log_gdp = make_forecast(panel, draws=5000).log_gdp
    members = panel.rosters[shanxi.ROSTER_COUNTIES]
    expected = np.sort(log_gdp[members], axis=0)[::-1][rank - 1]
    np.testing.assert_array_equal(level_at_rank(log_gdp, rank, members), expected)


def test_a_unit_at_or_above_the_level_of_a_rank_has_that_rank():
    panel = make_panel()
    log_gdp, everyone = make_forecast(panel).log_gdp, panel.rosters[shanxi.ROSTER_ALL]
    level = level_at_rank(log_gdp, 4, everyone)
    within = rank_in_draws(log_gdp, 2, everyone) <= 4
    np.testing.assert_array_equal(within, log_gdp[2] >= level)


def test_rank_outside_the_roster_is_refused():
    panel = make_panel()
    district = len(panel.units) - 1
    with pytest.raises(UsageError, match="not in the roster"):
        rank_in_draws(make_forecast(panel).log_gdp, district, panel.rosters[shanxi.ROSTER_COUNTIES])


def test_rank_beyond_the_roster_is_refused():
    panel = make_panel()
    with pytest.raises(UsageError, match="rank 10 in a roster of 9"):
        level_at_rank(make_forecast(panel).log_gdp, 10, panel.rosters[shanxi.ROSTER_ALL])


def test_shares_are_counts_over_draws():
    ranks = np.array([[1, 3], [2, 3], [1, 3], [1, 2]])
    np.testing.assert_allclose(rank_probabilities(ranks, 3), [[0.75, 0.25, 0], [0, 0.25, 0.75]])


def test_rank_distribution_has_each_rank_of_both_rosters():
    panel = make_panel()
    forecast = make_forecast(panel)
    table = rank_distribution(forecast, panel)
    counts = table.groupby(["roster", "year"]).size().unstack("roster")
    assert set(counts[shanxi.ROSTER_ALL]) == {9}
    assert set(counts[shanxi.ROSTER_COUNTIES]) == {7}
    assert tuple(counts.index) == forecast.years


def test_ranks_never_from_marginals():
    """The same margins with different dependence imply different ranks."""
    panel, rank = make_panel(units=30), 5
    generator = np.random.default_rng(9)
    draws, shared = 4000, 0.9
    everyone = panel.rosters[shanxi.ROSTER_ALL]
    base = np.linspace(0, 1, 30)[:, None, None]
    noise = generator.standard_normal((30, draws, 1))
    common = generator.standard_normal((1, draws, 1))
    home = 15
    alone = build_forecast(panel, base + 0.4 * noise)
    together = build_forecast(
        panel, base + 0.4 * (np.sqrt(shared) * common + np.sqrt(1 - shared) * noise)
    )
    odds = [(rank_in_draws(f.log_gdp, home, everyone) <= rank).mean() for f in (alone, together)]
    assert alone.log_gdp[home].std() == pytest.approx(together.log_gdp[home].std(), rel=0.05)
    assert odds[0] > 0.10 > 0.02 > odds[1]
