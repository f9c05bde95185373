"""Order, failure and what a failure costs, without processes."""

from __future__ import annotations

from functools import partial

import pytest

from planodds.batch.plan import build_plan
from planodds.batch.schedule import Schedule, Task
from planodds.batch.tasks import _running_order


def schedule_of(*tasks):
    return Schedule([Task(name, {}, needs=needs, after=after) for name, needs, after in tasks])


def run_all(schedule, fails=()):
    order = []
    while not schedule.finished:
        task = schedule.ready()[0]
        schedule.begin(task.name)
        order.append(task.name)
        error = {"error": {"ename": "ValueError"}} if task.name in fails else {}
        schedule.end({"name": task.name, **error})
    return order


def test_dependencies_are_scheduled_first():
    schedule = schedule_of(("b", ("a",), ()), ("a", (), ()))
    assert run_all(schedule) == ["a", "b"]


def test_a_failure_skips_what_needs_it_and_nothing_else():
    schedule = schedule_of(
        ("fit", (), ()), ("one", ("fit",), ()), ("two", ("one",), ()), ("free", (), ())
    )
    assert run_all(schedule, fails=("fit",)) == ["fit", "free"]
    assert schedule.skipped == {"one": "fit", "two": "one"}


def test_a_comparison_runs_after_a_failure():
    schedule = schedule_of(("one", (), ()), ("two", (), ()), ("compare", (), ("one", "two")))
    assert run_all(schedule, fails=("one",))[-1] == "compare"


def test_running_tasks_are_not_offered_again():
    schedule = schedule_of(("one", (), ()), ("two", (), ()))
    schedule.begin("one")
    assert [task.name for task in schedule.ready()] == ["two"]


def test_one_at_a_time_in_a_lane():
    tasks = [Task("a", {}, lane="fit"), Task("b", {}, lane="fit"), Task("c", {})]
    schedule = Schedule(tasks)
    assert [task.name for task in schedule.ready()] == ["a", "c"]
    schedule.begin("a")
    assert [task.name for task in schedule.ready()] == ["c"]
    schedule.end({"name": "a"})
    assert [task.name for task in schedule.ready()] == ["b", "c"]


def test_the_newest_set_runs_first_so_that_others_remain_beside_its_comparison():
    """Its comparison waits for all of its runs and for every baseline; it needs four seconds."""
    plan = build_plan(scenarios=["baseline", "plan_path", "coal_slump"])
    order = [run.name for run in sorted(plan.notebooks, key=partial(_running_order, plan))]
    assert sorted(order) == sorted(run.name for run in plan.notebooks)
    baselines = [name for name in order if name.endswith("/baseline")]
    assert baselines == [f"scenarios/{name}/baseline" for name in reversed(plan.information)]
    assert order[3:8] == baselines
    assert order[8:] == [
        "scenarios/latest/plan_path",
        "scenarios/latest/coal_slump",
        "notebooks/05_compare.latest",
        "scenarios/2020/plan_path",
        "notebooks/05_compare.2020",
    ]


@pytest.mark.parametrize("kind", ["needs", "after"])
def test_a_task_that_waits_for_one_that_is_not_there_is_refused(kind):
    with pytest.raises(ValueError, match="waits for"):
        Schedule([Task("notebook", {}, **{kind: ("fit",)})])
