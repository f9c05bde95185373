"""The run plan is pure data: reproducible, complete, and in an executable order."""

from __future__ import annotations

import pytest

from planodds.batch.plan import build_plan, describe_plan

SCENARIOS = ["baseline", "coal_slump", "coal_boom", "plan_path"]


def names_of(plan, notebook):
    return [run.name for run in plan.notebooks if run.notebook == notebook]


def test_plan_is_the_same_every_time():
    assert build_plan(scenarios=SCENARIOS) == build_plan(scenarios=SCENARIOS)


def test_full_plan_runs_all_at_latest_two_at_2020_and_the_baseline_between():
    plan = build_plan(scenarios=SCENARIOS)
    assert names_of(plan, "04_scenario") == [
        "scenarios/2020/baseline",
        "scenarios/2020/plan_path",
        "scenarios/2021/baseline",
        "scenarios/2022/baseline",
        "scenarios/2023/baseline",
        *(f"scenarios/latest/{name}" for name in SCENARIOS),
    ]
    assert names_of(plan, "05_compare") == [
        "notebooks/05_compare.2020",
        "notebooks/05_compare.latest",
    ]


def test_full_plan_fits_each_origin_once_and_the_priors_alone_at_2020():
    fits = [fit.name for fit in build_plan(scenarios=SCENARIOS).fits]
    assert sorted(fits) == sorted({*fits})
    assert {
        "fit/2020/posterior",
        "fit/2020/prior_only",
        "fit/2021/posterior",
        "fit/2022/posterior",
        "fit/2023/posterior",
        "fit/latest/posterior",
    } == set(fits)


def test_only_the_baseline_at_2020_needs_the_prior_only_forecast():
    runs = {run.name: run for run in build_plan(scenarios=SCENARIOS).notebooks}
    assert "fit/2020/prior_only" in runs["scenarios/2020/baseline"].needs
    assert "fit/2020/prior_only" not in runs["scenarios/2020/plan_path"].needs
    assert runs["scenarios/latest/baseline"].needs == ("fit/latest/posterior",)


def test_what_a_run_waits_for_is_in_the_plan():
    plan = build_plan(scenarios=SCENARIOS)
    fits, runs = {fit.name for fit in plan.fits}, {run.name for run in plan.notebooks}
    for run in plan.notebooks:
        assert set(run.needs) <= fits
        assert set(run.after) <= runs


def test_a_scenario_by_name_brings_the_baseline_and_no_record():
    plan = build_plan(scenarios=SCENARIOS, information=["latest"], only=["coal_boom"])
    assert names_of(plan, "04_scenario") == [
        "scenarios/latest/baseline",
        "scenarios/latest/coal_boom",
    ]
    assert not names_of(plan, "03_track_record")
    assert not plan.full


def test_description_has_a_line_for_each_run():
    plan = build_plan(scenarios=SCENARIOS)
    assert len(describe_plan(plan)) == len(plan.fits) + len(plan.checks) + len(plan.notebooks)


@pytest.mark.parametrize("information", [["2020"], ["latest"], ["2022"]])
def test_a_single_information_set_is_a_plan_too(information):
    plan = build_plan(scenarios=SCENARIOS, information=information)
    assert {run.parameters["information"] for run in plan.notebooks} == set(information)
