"""Changes of order and simultaneous ranges of the rank, counted again over the draws."""

from __future__ import annotations

import numpy as np
import pytest

from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.probability import prob_event
from planodds.probability.planning.overtaking import (
    RANK_SET_COLUMNS,
    overtaking,
    simultaneous_rank_sets,
)
from tests import shanxi
from tests.probability.simulated_forecasts import build_forecast, make_forecast, make_panel

YEARS = (2023, 2024, 2026)


@pytest.fixture(scope="module")
def home():
    panel = make_panel(units=12)
    return build_unit_forecast(make_forecast(panel, draws=800), panel, panel.units[5])


def test_changes_of_order_by_brute_force(home):
    table = overtaking(home, years=YEARS, k=3)
    levels, forecast = np.asarray(home.forecast.log_gdp), home.forecast
    assert set(table["year"]) == set(YEARS)
    for row in table.itertuples():
        other = levels[forecast.units.index(row.neighbour)]
        last = forecast.years.index(row.year)
        own = levels[home.position]
        reversed_order = own > other if row.side == "ahead" else own <= other
        wanted = prob_event(reversed_order[:, last], cluster=forecast.posterior_draw_index)
        assert row.changed == wanted.probability
        assert row.changed_mcse == pytest.approx(wanted.mcse)
        assert row.changed_by == reversed_order[:, : last + 1].any(axis=1).mean()
        assert row.changed_by >= row.changed
        above = row.changed if row.side == "ahead" else 1 - row.changed
        assert row.probability_above == pytest.approx(above)


def test_ranges_hold_in_all_years_together_with_the_level(home):
    sets = simultaneous_rank_sets(home, years=YEARS, level=0.8)
    assert list(sets.columns) == list(RANK_SET_COLUMNS)
    levels = np.asarray(home.forecast.log_gdp)
    columns = [home.forecast.years.index(year) for year in YEARS]
    ranks = 1 + (levels > levels[home.position]).sum(axis=0)[:, columns]

    def coverage(low, high):
        return ((ranks >= low.to_numpy()) & (ranks <= high.to_numpy())).all(axis=1).mean()

    found = coverage(sets["band_low"], sets["band_high"])
    assert set(sets["band_coverage"]) == {found} and found >= 0.8
    assert set(sets["coverage"]) == {coverage(sets["set_low"], sets["set_high"])}
    assert sets["coverage"].iloc[0] >= 0.8
    assert (sets["set_low"] <= sets["band_low"]).all()
    assert (sets["set_high"] >= sets["band_high"]).all()
    narrower = np.sort(ranks, axis=0)
    for cut in range(400):  # by brute force: the most draws that can be cut off on either side
        low, high = narrower[cut], narrower[-1 - cut]
        if ((ranks >= low) & (ranks <= high)).all(axis=1).mean() < 0.8:
            break
    assert sets["band_low"].tolist() == narrower[cut - 1].tolist()
    assert sets["band_high"].tolist() == narrower[-cut].tolist()


def test_units_that_never_change_order_have_one_rank():
    panel = make_panel(units=6, districts=0)
    apart = np.arange(6.0)[:, None, None] + np.random.default_rng(1).normal(0, 0.01, (6, 200, 5))
    home = build_unit_forecast(build_forecast(panel, apart), panel)
    sets = simultaneous_rank_sets(home, years=(2023, 2027))
    rank = 6 - panel.units.index(shanxi.HOME_UNIT)
    for name in ("median", "single_low", "band_low", "band_high", "set_low", "set_high"):
        assert sets[name].tolist() == [rank, rank]
    assert set(sets["coverage"]) == {1.0}
