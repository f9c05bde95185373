"""The linear schedule on past windows against a count by hand."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from planodds.errors import InputError
from planodds.evaluation.backtest.build_schedule_record import build_schedule_record, long_panels
from planodds.evaluation.track_record.linear_schedule import (
    chances_at_check,
    count_window,
    read_window,
    summarise_schedule,
    window_bases,
)
from planodds.inputs.tables.files import DATA_ROOT

YEARS = tuple(range(2000, 2021))


@pytest.fixture(scope="module")
def levels():
    generator = np.random.default_rng(5)
    growth = generator.normal(0.03, 0.05, (40, len(YEARS)))
    return np.log(100) + growth.cumsum(axis=1)


def test_windows_do_not_overlap_and_end_with_the_data():
    bases = window_bases(YEARS)
    assert bases == [2005, 2010, 2015]
    assert window_bases(range(2000, 2010)) == []
    assert window_bases(range(2000, 2011)) == [2005]


def test_flags_and_arrivals_by_hand(levels):
    window = read_window("made-up", levels, YEARS, 2010)
    values = np.exp(levels)
    at = YEARS.index(2010)
    growth = values[:, at] / values[:, at - 5]
    order = np.sort(growth)
    spot = 0.75 * (len(order) - 1)
    low, high = np.log(order[math.floor(spot)]), np.log(order[math.ceil(spot)])
    factor = math.exp(low + (spot % 1) * (high - low))
    for unit in range(len(levels)):
        base, goal = values[unit, at], values[unit, at] * factor
        line = base + 0.4 * (goal - base)
        assert window.on_schedule[unit] == (values[unit, at + 2] >= line)
        assert window.arrived[unit] == (values[unit, at + 5] >= goal)
    counts = count_window(window).set_index("flag")
    assert counts["units"].sum() == 40
    assert counts.loc["on_schedule", "arrived"] == (window.on_schedule & window.arrived).sum()
    assert counts.loc["behind", "flag_loss"] == (~window.on_schedule & window.arrived).sum()


def test_a_goal_below_the_base_is_met_by_falling_less(levels):
    falling = levels - 0.2 * np.arange(len(YEARS))
    window = read_window("made-up", falling, YEARS, 2010)
    at = YEARS.index(2010)
    line = np.exp(falling[:, at]) * 0.6 + 0.4 * np.exp(window.goal)
    np.testing.assert_array_equal(window.on_schedule, np.exp(falling[:, at + 2]) >= line)


def test_units_with_gaps_are_not_counted(levels):
    gaps = levels.copy()
    gaps[:3, YEARS.index(2012)] = np.nan
    assert count_window(read_window("made-up", gaps, YEARS, 2010))["units"].sum() == 37


def test_brier_scores_by_hand(levels):
    windows = [read_window("made-up", levels, YEARS, base) for base in window_bases(YEARS)]
    chances = np.random.default_rng(1).uniform(size=(3, 40))
    table = pd.concat(
        [count_window(w, c) for w, c in zip(windows, chances, strict=True)], ignore_index=True
    )
    found = summarise_schedule(table).set_index("flag").loc["all"]
    arrived = np.array([window.arrived for window in windows])
    flags = np.array([window.on_schedule for window in windows])
    assert found["share"] == pytest.approx(arrived.mean())
    assert found["brier_flag"] == pytest.approx((arrived != flags).mean())
    assert found["brier_chance"] == pytest.approx(((chances - arrived) ** 2).mean())
    record = np.empty(flags.shape)
    for window in range(3):
        others = [k for k in range(3) if k != window]
        for flag in (True, False):
            share = arrived[others][flags[others] == flag].mean()
            record[window, flags[window] == flag] = share
    assert found["brier_record"] == pytest.approx(((record - arrived) ** 2).mean())
    assert found["lower"] < found["share"] < found["upper"]


def test_chances_are_shares_of_paths_at_the_end_of_the_window(levels):
    window = read_window("made-up", levels, YEARS, 2015)
    paths = np.random.default_rng(2).normal(window.goal[:, None, None], 0.1, (40, 300, 4))
    found = chances_at_check([window], {2017: paths})
    np.testing.assert_allclose(found[2015], (paths[:, :, 2] >= window.goal[:, None]).mean(axis=1))
    assert chances_at_check([window], {2016: paths}) == {}


def test_the_committed_record_is_that_of_the_shipped_panels():
    summary, windows = build_schedule_record(DATA_ROOT, fitted=())
    folder = DATA_ROOT / "record"
    committed = pd.read_csv(folder / "schedule.csv")
    columns = ["panel", "flag", "windows", "units", "arrived", "share", "lower", "upper"]
    pd.testing.assert_frame_equal(committed[columns], summary[columns].round(5))
    counted = pd.read_csv(folder / "schedule_windows.csv")
    assert counted["arrived"].tolist() == windows["arrived"].tolist()
    scored = committed[committed["chance_windows"] > 0]
    assert len(scored)
    assert (scored.loc[scored["flag"] == "all", "brier_chance"] < 0.25).all()


def test_studies_whose_basis_changes_or_that_are_short_are_left_out(tmp_path):
    names = [panel.name for panel in long_panels(DATA_ROOT)]
    assert "us_states" in names
    assert all("shanxi" not in name for name in names)
    with pytest.raises(InputError, match="no panel is long enough"):
        build_schedule_record(tmp_path, fitted=())
