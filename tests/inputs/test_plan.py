"""The plan as data: each target of the text, its readings, and what cannot be computed."""

from __future__ import annotations

import pytest

from planodds.errors import InputError
from planodds.inputs import load_plan
from planodds.inputs.study_rules import check_levels
from tests import shanxi
from tests.inputs.edits import replace

COMPUTABLE = {
    "gdp_level",
    "gdp_growth",
    "revenue_level",
    "revenue_growth",
    "gdp_rank_30",
    "gdp_rank_20",
    "rank_rising",
}
WITHOUT_DATA = {
    "emerging_share",
    "market_entities",
    "income_city",
    "income_province",
    "forest_first",
    "water_good",
    "exam_front",
}


@pytest.fixture(scope="module")
def plan():
    return load_plan()


def test_every_target_of_the_text_is_listed(plan):
    assert {target.id for target in plan.targets} == COMPUTABLE | WITHOUT_DATA | {"outlook_2035"}
    assert (plan.unit, plan.base_year, plan.target_year) == ("141122", 2020, 2025)


@pytest.mark.parametrize(
    ("target", "threshold", "direction", "words"),
    [
        ("gdp_level", 200, ">=", "地区生产总值达到200亿元"),
        ("gdp_growth", 0.15, ">=", "年均增长15%以上"),
        ("revenue_level", 15, ">=", "一般预算收入完成15亿元"),
        ("revenue_growth", 0.18, ">=", "年均增长18%以上"),
        ("gdp_rank_30", 30, "<=", "进入全省前30位"),
        ("gdp_rank_20", 20, "<=", "力争进入前20位"),
        ("market_entities", 15000, ">=", "新增市场主体1.5万个"),
        ("income_city", 1, ">", "高于全市平均水平"),
    ],
)
def test_thresholds_are_those_of_the_quotation(plan, target, threshold, direction, words):
    found = plan.target(target)
    assert (found.threshold, found.direction) == (threshold, direction)
    assert words in found.quotation


def test_what_is_computable_and_what_has_no_data(plan):
    from_panel = {target.id for target in plan.targets if target.computable and target.from_panel}
    assert from_panel == COMPUTABLE
    assert {target.id for target in plan.targets if not target.from_panel} == WITHOUT_DATA
    assert {target.id for target in plan.targets if target.awaits_number} == {"exam_front"}


def test_the_main_reading_of_15_percent_is_real_and_its_evidence_low(plan):
    target = plan.target("gdp_growth")
    assert (target.main_reading.name, target.main_reading.basis) == ("constant_prices",) * 2
    assert target.evidence == "low"
    assert [reading.name for reading in target.readings if reading.computable] == [
        "constant_prices",
        "current_prices",
        "current_prices_chained",
    ]


def test_ranks_are_read_in_both_rosters(plan):
    for target in ("gdp_rank_30", "gdp_rank_20", "rank_rising", "outlook_2035"):
        readings = plan.target(target).readings
        assert tuple(reading.roster for reading in readings) == shanxi.ROSTERS
        assert readings[0].main


def test_every_target_is_expected_and_stretch_targets_are_marked(plan):
    assert {target.nature for target in plan.targets} == {"expected"}
    assert {target.id for target in plan.targets if target.stretch} == {
        "gdp_rank_20",
        "income_province",
        "forest_first",
    }
    assert all(target.stretch == ("力争" in target.quotation) for target in plan.targets)


def test_targets_without_a_number_have_no_threshold(plan):
    assert {target.id for target in plan.targets if target.threshold is None} == {
        "rank_rising",
        "exam_front",
        "outlook_2035",
    }


def test_a_path_is_decided_by_its_first_miss(plan):
    assert plan.target("rank_rising").status_rule.decides == "first_miss"
    assert plan.target("gdp_level").status_rule.vintage == "first_print"


PLAN = "plans/jiaocheng-14fyp.yaml"


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        (
            "    threshold: 200\n",
            "    treshold: 200\n",
            r"unknown key 'treshold'[\s\S]*'threshold'",
        ),
        ("    threshold: 200\n", "", r"a threshold and a direction"),
        ("    threshold: 200\n", "    threshold: two\n", r"targets.0.threshold = 'two'"),
        ("  - id: gdp_rank_20", "  - id: gdp_rank_30", r"each target id once"),
        ("    quotation: 力争进入前20位\n", "", r"key 'quotation' is missing"),
    ],
)
def test_a_fault_in_the_plan_is_refused(data_copy, old, new, match):
    replace(data_copy / PLAN, old, new)
    with pytest.raises(InputError, match=match):
        load_plan(data_copy)


def test_a_level_for_all_units_may_be_far_from_that_of_a_small_one(latest_panel):
    """A plan of one unit is refused at ten times its last figure, a common one at a hundred."""
    plan = load_plan()
    last = latest_panel.gdp[latest_panel.unit_index(plan.unit), -1]
    level = plan.target("gdp_level").model_copy(update={"threshold": 20 * last})
    odd = plan.model_copy(update={"targets": (level,)})
    with pytest.raises(InputError, match="a level within a factor of 10"):
        check_levels(odd, latest_panel, "plan")
    check_levels(odd, latest_panel, "plan", common=True)
