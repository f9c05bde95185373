"""Distance of a scenario, and refusals: the number and what to relax, in both languages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planodds.errors import ConditioningError
from planodds.report.text.plausibility import describe_distance, describe_refusal
from planodds.report.text.words import Words

NOTHING = dict.fromkeys(
    ("tail_probability", "tilt_kl", "ledger_gross", "ledger_excess", "ess_share"), float("nan")
)


def refuse(plausibility, **far):
    refusal = ConditioningError("too far")
    refusal.plausibility, refusal.farthest = plausibility, far
    return describe_refusal(refusal)


def test_a_refused_moment_condition_states_its_weight_and_the_moment_to_relax():
    words = refuse(
        {"ess_share": 0.031, "tilt_kl": 1.924},
        tilt="mean",
        series="coal_price",
        measure="growth",
        year=2026,
        distance=2.61,
    )
    for text in words.values():
        assert "3.1%" in text and "1.92" in text and "2026" in text and "2.6" in text
    assert "煤炭价格年增速的均值" in words["message_zh"] and "移近基准" in words["message_zh"]
    assert "the mean of coal price" in words["message_en"] and "closer" in words["message_en"]


def test_moment_conditions_that_no_weighting_meets_are_reported():
    words = refuse(
        {"ess_share": 0.0},
        tilt="probability",
        series="county_gdp",
        measure="level",
        year=2030,
        distance=float("inf"),
    )
    assert "无论怎样加权" in words["message_zh"] and "inf" not in "".join(words.values())
    assert "no weighting" in words["message_en"]


def test_refused_conditions_suggest_a_deviation():
    words = refuse(
        {"ess_share": 0.004},
        tilt="",
        series="county_gdp",
        measure="growth",
        year=2027,
        distance=3.4,
    )
    assert "放宽其标准差" in words["message_zh"]
    assert "increase its standard deviation" in words["message_en"]


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({}, "不对预测路径附加条件", "No conditions are imposed"),
        ({"tail_probability": 0.2, "ess_share": 0.5}, "20%", "20%"),
        ({"tilt_kl": 0.125, "ess_share": 0.8}, "0.12", "80%"),
        ({"ledger_gross": 0.03, "ledger_excess": 0.02}, "3.0%", "2.0%"),
    ],
)
def test_the_distance_is_described(changes, zh, en):
    row = SimpleNamespace(**(NOTHING | changes))
    assert zh in describe_distance(row, Words.load("zh"), horizon=2035)
    assert en in describe_distance(row, Words.load("en"), horizon=2035)
