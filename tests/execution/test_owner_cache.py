"""Cached results equal recomputed ones, are freed with their owner, and are read-only."""

from __future__ import annotations

import gc

import numpy as np
import pytest

from planodds.execution import owner_cache
from planodds.execution.owner_cache import cached_on
from planodds.probability.events import ranks
from planodds.probability.events.ranks import (
    cached_level_at_rank,
    cached_ranks,
    level_at_rank,
    level_at_rank_and_next,
)
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel


def test_another_forecast_is_computed_separately():
    panel = make_panel()
    everyone = panel.rosters[shanxi.ROSTER_ALL]
    first, second = make_forecast(panel, seed=2), make_forecast(panel, seed=3)
    assert cached_ranks(first, 0, everyone) is cached_ranks(first, 0, everyone)
    assert not np.array_equal(cached_ranks(first, 0, everyone), cached_ranks(second, 0, everyone))


def test_another_roster_is_another_question():
    panel = make_panel()
    forecast = make_forecast(panel)
    of_all, of_counties = (
        cached_level_at_rank(forecast, 5, panel.rosters[r])[0] for r in shanxi.ROSTERS
    )
    assert not np.array_equal(of_all, of_counties)


def test_cached_results_are_freed_with_their_owner():
    gc.collect()  # owners left by earlier tests
    before, forecast = len(owner_cache._cache), make_forecast(make_panel())
    cached_on(forecast, "anything", lambda: 1)
    assert len(owner_cache._cache) == before + 1
    del forecast
    gc.collect()
    assert len(owner_cache._cache) == before


def test_what_is_shared_is_read_only():
    panel = make_panel()
    level, _ = cached_level_at_rank(make_forecast(panel), 1, panel.rosters[shanxi.ROSTER_ALL])
    with pytest.raises(ValueError, match="read-only"):
        level[0, 0] = 0.0


@pytest.mark.parametrize(("size", "places"), [(9, (3, 7, 2)), (4, (3, 2))])
def test_ranks_sorted_together_equal_those_sorted_alone(monkeypatch, size, places):
    monkeypatch.setattr(ranks, "PRESORTED_RANKS", (3, 7))  # a roster of four has no seventh
    forecast, members = make_forecast(make_panel()), np.arange(9) < size
    for place in places:
        alone = level_at_rank_and_next(forecast.log_gdp, place, members)
        np.testing.assert_array_equal(cached_level_at_rank(forecast, place, members), alone)


@pytest.mark.parametrize("place", [1, 4, 8])
def test_the_next_rank_is_the_rank_without_a_unit_above_it(place):
    panel = make_panel()
    log_gdp, everyone = make_forecast(panel).log_gdp, panel.rosters[shanxi.ROSTER_ALL]
    others = everyone.copy()
    others[3] = False
    at, after = level_at_rank_and_next(log_gdp, place, everyone)
    expected = level_at_rank(log_gdp, place, others)
    np.testing.assert_array_equal(np.where(log_gdp[3] < at, at, after), expected)


def test_there_is_no_level_after_the_last_rank():
    panel = make_panel()
    _, after = level_at_rank_and_next(
        make_forecast(panel).log_gdp, 9, panel.rosters[shanxi.ROSTER_ALL]
    )
    assert np.isneginf(after).all()
