"""Order, failure and what a failure costs, without processes."""

from __future__ import annotations

from planodds.batch.schedule import Schedule, Task


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
