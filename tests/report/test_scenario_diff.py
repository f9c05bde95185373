"""Differences of two scenarios in words: each change once, nothing where they agree."""

from __future__ import annotations

import pytest

from planodds.inputs import load_scenario_by_name
from planodds.report.text.scenario_diff import describe_difference, format_scenario_diff
from planodds.report.text.words import Words


def change(scenario, **fields):
    return scenario.model_copy(update=fields)


@pytest.fixture(scope="module")
def slump():
    return load_scenario_by_name("coal_slump")


def test_a_scenario_does_not_differ_from_itself(slump):
    assert describe_difference(slump, slump, Words.load("en")) == []
    assert (
        format_scenario_diff(slump, slump, Words.load("zh"))
        == "coal_slump 与 coal_slump 没有不同。"
    )


def test_one_value_changed_is_one_line_with_both_values(slump):
    condition = slump.conditions[0]
    other = change(
        slump, name="deeper", conditions=(condition.model_copy(update={"value": (-0.40, -0.10)}),)
    )
    assert describe_difference(slump, other, Words.load("en")) == [
        "coal price, annual growth, unknown year 1: "
        "−25.0% ±5.0% in coal_slump, −40.0% ±5.0% in deeper"
    ]
    assert describe_difference(slump, other, Words.load("zh")) == [
        "煤炭价格，年增速，第 1 个未知年份：coal_slump 为 −25.0% ±5.0%，deeper 为 −40.0% ±5.0%"
    ]


def test_years_with_the_same_change_are_merged():
    plan = load_scenario_by_name("plan_path")
    faster = change(
        plan,
        name="faster",
        conditions=(plan.conditions[0].model_copy(update={"value": (0.2,)}), plan.conditions[1]),
    )
    (line,) = describe_difference(plan, faster, Words.load("en"))
    assert line == (
        "county GDP, annual growth, unknown years 1–5: +15.0% in plan_path, +20.0% in faster"
    )


def test_another_source_is_a_difference(slump):
    other = change(
        slump,
        name="other",
        conditions=(
            slump.conditions[0].model_copy(update={"source": "hearsay", "kind": "estimate"}),
        ),
    )
    (line,) = describe_difference(slump, other, Words.load("zh"))
    assert "依据" in line and "估计: hearsay" in line


def test_an_assumption_of_one_scenario_names_it_and_all_years():
    lines = describe_difference(
        load_scenario_by_name("coal_boom"), load_scenario_by_name("transition"), Words.load("en")
    )
    assert (
        "coal price, annual growth: only in coal_boom, +24.0% ±5.0% (unknown year 1), "
        "+10.0% ±5.0% (unknown year 2)"
    ) in lines
    assert sum('project "' in line for line in lines) == 3
    assert any("capacity 12 (6 … 12)" in line and "delay in years" in line for line in lines)


def test_the_complete_answer_counts_its_lines():
    text = format_scenario_diff(
        load_scenario_by_name("coal_slump"), load_scenario_by_name("coal_boom"), Words.load("zh")
    )
    head, *lines = text.splitlines()
    assert head == f"coal_slump（煤价下行）与 coal_boom（煤价上行）有 {len(lines)} 处不同："
    assert "叙述不同" in text
