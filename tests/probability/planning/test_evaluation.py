"""Evaluation of a plan: the schedule by hand, the chance by brute force, advice by its rules."""

from __future__ import annotations

import math

import numpy as np
import pytest
import yaml

from planodds import constants
from planodds.errors import InputError
from planodds.inputs import DATA_DIR
from planodds.inputs.plans.advice_rules import load_advice_rules
from planodds.probability.planning.evaluation import EVALUATION_COLUMNS, advise, evaluate_plan
from planodds.probability.planning.schedule import covered_share, elapsed_share, schedule_flag
from tests import shanxi
from tests.probability.simulated_forecasts import make_forecast, make_panel, make_plan

RULES = load_advice_rules(DATA_DIR)


@pytest.fixture(scope="module")
def small():
    """Panel, forecast and evaluation of a small plan, two years into five."""
    panel = make_panel()
    forecast = make_forecast(panel, draws=600)
    return panel, forecast, evaluate_plan(forecast, panel, make_plan(), RULES)


def row_of(table, target, reading="published"):
    rows = table[(table["target"] == target) & (table["reading"] == reading)]
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize("variable", ["gdp", "revenue"])
def test_chance_schedule_and_forecast_of_a_level_by_brute_force(small, variable):
    panel, forecast, table = small
    row = row_of(table, f"{variable}_level")
    home = panel.units.index(shanxi.HOME_UNIT)
    draws = np.exp(
        np.asarray(forecast.log_gdp if variable == "gdp" else forecast.log_revenue)[home][
            :, forecast.years.index(2025)
        ].astype(float)
    )
    assert row["probability"] == np.mean(draws >= row["goal"])
    assert 0 < row["mcse"] < 0.05
    for name, share in (("q10", 0.1), ("q50", 0.5), ("q90", 0.9)):
        assert np.log(row[name]) == pytest.approx(np.quantile(np.log(draws), share), rel=1e-6)
    figures = (panel.gdp if variable == "gdp" else panel.revenue)[home]
    base, current = (figures[panel.years.index(year)] for year in (2020, 2022))
    assert row["checked_year"] == 2022
    assert row["covered"] == pytest.approx((current - base) / (row["goal"] - base))
    assert row["elapsed"] == pytest.approx(0.4)
    assert (row["schedule"] == "on_schedule") == bool(row["covered"] >= 0.4)
    assert base * (1 + row["so_far"]) ** 2 == pytest.approx(current)
    assert current * (1 + row["needed"]) ** 3 == pytest.approx(row["goal"])


def test_chance_and_schedule_of_a_rank_by_brute_force(small):
    panel, forecast, table = small
    row = row_of(table, "gdp_rank_30", shanxi.ROSTER_ALL)
    home = panel.units.index(shanxi.HOME_UNIT)
    levels = np.asarray(forecast.log_gdp)[:, :, forecast.years.index(2025)]
    ranks = 1 + (levels > levels[home]).sum(axis=0)
    assert row["probability"] == np.mean(ranks <= row["goal"])
    published = [
        1
        + int(
            (panel.gdp[:, panel.years.index(year)] > panel.gdp[home, panel.years.index(year)]).sum()
        )
        for year in (2020, 2022)
    ]
    assert [row["base"], row["current"]] == published
    assert row["so_far"] == published[0] - published[1]
    assert row["needed"] == published[1] - row["goal"]


def test_every_target_and_reading_has_one_row_with_advice(small):
    _, _, table = small
    plan = make_plan()
    assert list(table.columns) == list(EVALUATION_COLUMNS)
    wanted = [(target.id, reading.name) for target in plan.targets for reading in target.readings]
    assert list(zip(table["target"], table["reading"], strict=True)) == wanted
    assert table["advice"].notna().all()
    assert row_of(table, "emerging_share", "as_written")["advice"] == "cannot_judge"
    rising = row_of(table, "rank_rising", shanxi.ROSTER_ALL)
    assert (rising["advice"] == "missed") == (rising["status"] == constants.DECIDED_MISSED)


def test_a_final_evaluation_states_facts():
    panel = make_panel(county_to=2025)
    table = evaluate_plan(make_forecast(panel, draws=100), panel, make_plan(), RULES)
    row = row_of(table, "gdp_level")
    home = panel.units.index(shanxi.HOME_UNIT)
    met = panel.gdp[home, -1] >= row["goal"]
    assert row["status"] == (constants.DECIDED_MET if met else constants.DECIDED_MISSED)
    assert row["advice"] == ("achieved" if met else "missed")
    assert math.isnan(row["probability"]) and math.isnan(row["needed"])
    assert row["elapsed"] == 1


@pytest.mark.parametrize(
    ("probability", "nature", "mcse", "gone", "advice"),
    [
        (0.50, "expected", 0.01, 3, "keep"),
        (0.49, "expected", 0.01, 3, "strengthen"),
        (0.10, "expected", 0.01, 3, "strengthen"),
        (0.09, "expected", 0.01, 3, "revise"),
        (0.09, "binding", 0.01, 3, "binding"),
        (0.50, "expected", 0.03, 3, "cannot_judge"),
        (0.50, "expected", math.nan, 3, "cannot_judge"),
        (0.50, "expected", 0.01, 1, "cannot_judge"),
    ],
)
def test_advice_follows_the_declared_thresholds(probability, nature, mcse, gone, advice):
    row = {"status": "open", "probability": probability, "mcse": mcse, "nature": nature}
    assert advise(row, RULES, gone=gone) == advice


def test_a_study_may_declare_its_own_thresholds(tmp_path):
    content = RULES.model_dump()
    content["keep"]["probability"] = 0.8
    path = tmp_path / "advice_rules.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    assert load_advice_rules(tmp_path).keep.probability == 0.8
    content["revise"]["probability"] = 0.9
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    with pytest.raises(InputError, match="not above keep"):
        load_advice_rules(tmp_path)


def test_the_schedule_of_ranks_falls_and_of_levels_rises():
    assert covered_share(66, 48, 30) == 0.5
    assert covered_share(66, 70, 30) < 0
    assert math.isnan(covered_share(5, 7, 5))
    elapsed = elapsed_share(2020, 2023, 2025)
    assert schedule_flag(66, 48, 30, elapsed, upward=False) == "behind"
    assert schedule_flag(66, 44, 30, elapsed, upward=False) == "on_schedule"
    assert schedule_flag(100, 160, 200, elapsed) == "on_schedule"
    assert schedule_flag(100, 159, 200, elapsed) == "behind"
    assert schedule_flag(100, 110, 90, elapsed) == "on_schedule"  # already beyond the goal
    assert schedule_flag(100, 160, 200, 0.0) == "not_measured"
    assert schedule_flag(math.nan, 160, 200, elapsed) == "not_measured"
