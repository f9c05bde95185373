"""The table of acceptance criteria, built from data: each verdict follows from its figure."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from planodds.errors import InputError
from planodds.evaluation.track_record.acceptance_criteria import (
    CRITERIA_COLUMNS,
    Criterion,
    acceptance_criteria,
    evaluate_criteria,
)
from planodds.evaluation.track_record.codes import EXCELLENT, MINIMUM, MISSED
from planodds.evaluation.track_record.model_choice import choose_model


def make_tables(*, skill=0.4, coverage=0.9, lower=0.8, upper=0.95):
    """Skill and coverage tables in which every figure is the same."""
    keys = [
        (h, part, benchmark)
        for h in range(1, 6)
        for part, benchmark in (
            ("level", "own_drift"),
            ("level", "theta"),
            ("event", "stay"),
            ("level", "ensemble"),
        )
    ]
    skills = pd.DataFrame(
        [
            {
                "panel": "us_states",
                "model": "model",
                "sample": "all",
                "part": part,
                "horizon": h,
                "rival": benchmark,
                "skill": skill if benchmark != "theta" else skill - 0.42,
                "score_rival": {"theta": 0.8, "ensemble": 0.1}.get(benchmark, 1.0),
                "lower": lower,
                "upper": upper,
                "units_better": 0.75,
                "origins": 17,
                "n_eff": 9,
                "worst": -0.1,
                "worst_origin": 1972,
            }
            for h, part, benchmark in keys
        ]
    )
    cover = pd.DataFrame(
        [
            {
                "panel": "us_states",
                "model": "model",
                "sample": "all",
                "part": part,
                "horizon": h,
                "promise": 0.9,
                "held": coverage,
                "held_spread": coverage - 0.02,
                "lower": lower,
                "upper": upper,
                "origins": 17,
                "n_eff": 9,
                "worst": 0.5,
                "worst_origin": 1972,
            }
            for h in range(6)
            for part in ("level", "relative", "rank")
        ]
    )
    return skills, cover


@pytest.fixture(scope="module")
def calibration():
    """Thirty simulated datasets: one quantity uniform, one concentrated at one end."""
    even = (np.arange(30) + 0.5) / 30
    return pd.DataFrame({"simulation": range(30), "a.even": even, "a.crowded": even / 20})


def find(table, criterion, horizon):
    return table[(table["criterion"] == criterion) & (table["horizon"] == horizon)].iloc[0]


def test_every_criterion_has_its_row(calibration):
    table = evaluate_criteria(*make_tables(), calibration, model="model")
    assert tuple(table.columns) == CRITERIA_COLUMNS
    assert len(table) == len(acceptance_criteria()) + 1 == 5 * 6 + 2
    assert set(table["verdict"]) <= {EXCELLENT, MINIMUM, MISSED}


@pytest.mark.parametrize(
    ("reached", "verdict"),
    [
        (0.94, EXCELLENT),
        (0.95, MINIMUM),
        (0.97, MISSED),
        (0.83, MINIMUM),
        (0.81, MISSED),
        (math.nan, MISSED),
    ],
)
def test_verdict_of_a_two_sided_criterion(reached, verdict):
    assert Criterion("x", 1, (0.86, 0.94), (0.82, 0.96)).verdict(reached) == verdict


def test_skill_criteria_are_six_points_apart(calibration):
    limits = {
        h: find(evaluate_criteria(*make_tables(), calibration, model="model"), "drift_skill", h)
        for h in range(1, 6)
    }
    assert [limits[h]["excellent_low"] for h in limits] == [0.23, 0.27, 0.36, 0.38, 0.36]
    assert all(
        row["minimum_low"] == pytest.approx(row["excellent_low"] - 0.06) for row in limits.values()
    )


def test_the_best_benchmark_is_the_single_one_with_the_lowest_score(calibration):
    row = find(evaluate_criteria(*make_tables(), calibration, model="model"), "best_rival", 3)
    assert (row["rival"], row["verdict"]) == ("theta", MINIMUM)


def test_level_coverage_passes_at_the_minimum_where_the_promise_is_inside(calibration):
    inside = evaluate_criteria(*make_tables(coverage=0.84, upper=0.91), calibration, model="model")
    outside = evaluate_criteria(*make_tables(coverage=0.84, upper=0.89), calibration, model="model")
    assert find(inside, "level_coverage", 0)["verdict"] == MINIMUM
    assert find(outside, "level_coverage", 0)["verdict"] == MISSED


def test_calibration_counts_the_quantities_inside_the_bands(calibration):
    row = find(evaluate_criteria(*make_tables(), calibration, model="model"), "calibration", 0)
    assert (row["reached"], row["verdict"], row["n_eff"]) == (0.5, MISSED, 2)
    good = calibration.drop(columns="a.crowded")
    row = find(evaluate_criteria(*make_tables(), good, model="model"), "calibration", 0)
    assert row["verdict"] == EXCELLENT


def test_a_record_without_the_panel_is_refused(calibration):
    skill, cover = make_tables()
    with pytest.raises(InputError, match="no record of 'ensemble'"):
        evaluate_criteria(skill, cover, calibration, model="ensemble")


def make_choice(*, level=0.05, lower=0.01, relative=0.02, event=0.0):
    rows = [("level", level, lower), ("relative", relative, -0.1), ("event", event, -0.1)]
    return pd.DataFrame(
        [
            {
                "panel": "us_states",
                "model": "ensemble",
                "rival": "model",
                "sample": "all",
                "horizon": 0,
                "part": part,
                "skill": skill,
                "lower": low,
                "upper": 0.2,
            }
            for part, skill, low in rows
        ]
    )


@pytest.mark.parametrize(
    ("figures", "model"),
    [
        ({}, "ensemble"),
        ({"lower": -0.01}, "model"),
        ({"relative": -0.01}, "model"),
        ({"event": -0.001}, "model"),
        ({"event": math.nan}, "model"),
    ],
)
def test_the_ensemble_must_earn_the_headline(figures, model):
    assert choose_model(make_choice(**figures)).model == model


def test_without_a_track_record_the_model_is_used():
    assert choose_model(make_choice().iloc[:0]).model == "model"
