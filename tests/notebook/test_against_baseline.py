"""Chances of a scenario beside the baseline's: no difference within the simulation error."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planodds import constants
from planodds import probability as odds
from planodds.inputs import load_panel, load_plan, load_scenarios
from planodds.notebook.views.against_baseline import format_difference, view_against_baseline
from planodds.report.text.words import Words
from tests.report.editions import draw_forecast


@pytest.fixture(scope="module")
def panel():
    return load_panel()


def compute(panel, **options):
    return odds.compute_odds(draw_forecast(panel, draws=400, **options), panel, load_plan())


def view(panel, name: str, results, baseline):
    scenario = next(s for s in load_scenarios() if s.name == name)
    run = SimpleNamespace(plan=load_plan(), panel=panel, scenario=scenario)
    return view_against_baseline(run, results, baseline, words=Words.load("en"))


def test_a_difference_is_a_number_only_beyond_two_simulation_errors(panel):
    baseline = compute(panel)
    faster = compute(panel, scenario="coal_boom", drift=0.12)
    (table,) = view(panel, "coal_boom", faster, baseline)
    row = next(row for row in table.rows if row[0].startswith("GDP ≥") and row[1] == "2030")
    found = [
        t[(t["target"] == "gdp_level") & (t["reading"] == "published") & (t["year"] == 2030)]
        for t in (faster, baseline)
    ]
    change = 100 * float(found[0]["probability"].iloc[0] - found[1]["probability"].iloc[0])
    assert change > 10 and row[4] == f"+{change:.0f}"
    (same,) = view(panel, "coal_boom", baseline, baseline)
    assert len(same.rows) == len(table.rows) > 8
    assert {row[4] for row in same.rows} == {"no visible effect"}


def test_the_baseline_is_not_held_against_itself_nor_is_a_refused_scenario(panel):
    baseline = compute(panel)
    assert view(panel, constants.BASELINE, baseline, baseline) == []
    assert view(panel, "coal_boom", None, baseline) == []


@pytest.mark.parametrize(("probability", "shown"), [(0.2199, "no visible effect"), (0.221, "+2")])
def test_two_errors_of_both_runs_are_the_limit(probability, shown):
    row = {"probability": probability, "probability_base": 0.2, "mcse": 0.006, "mcse_base": 0.008}
    assert format_difference(row, Words.load("en")) == shown
