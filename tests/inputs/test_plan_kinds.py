"""Kinds of target: what each takes, what is refused and how, plans for any unit, templates."""

from __future__ import annotations

import typing

import pytest
import yaml

from planodds.errors import InputError, UsageError
from planodds.inputs import DATA_DIR, load_plan
from planodds.inputs.panels.indicator_series import EXAMPLE_NOTE, load_indicators, measure_factor
from planodds.inputs.plan import SeriesDefinition, load_plans, plan_paths, template_paths
from planodds.inputs.plans.kind_rules import RULES, Kind
from planodds.inputs.plans.parts import resolve_cut

TEXT = {"zh": "甲", "en": "A"}
BASE = {
    "id": "x",
    "quotation": "甲",
    "label": TEXT,
    "short_label": TEXT,
    "base_year": 2025,
    "year": 2030,
    "unit": "percent",
    "evidence": "low",
    "status_rule": {"decides": "at_year"},
    "readings": [{"name": "as_written", "main": True, "roster": "all_117"}],
}
COMPLETE = {
    "level": {"series": "doctors", "threshold": 3, "direction": ">="},
    "average_growth": {"series": "retail", "threshold": 5, "direction": ">="},
    "rank": {"series": "doctors", "cut": "first third", "direction": "<="},
    "path_rank": {"series": "doctors"},
    "outlook": {"series": "doctors"},
    "share": {"series": "urban", "threshold": 60, "direction": ">="},
    "ratio": {"series": "a", "threshold": 1, "direction": ">", "reference": {"group": True}},
    "cumulative_change": {"series": "energy", "threshold": -13.5, "direction": "<="},
    "cumulative_count": {"series": "firms", "threshold": 10, "direction": ">="},
    "floor_every_year": {"series": "air", "threshold": 80, "direction": ">="},
    "cap_every_year": {"series": "jobless", "threshold": 5.5, "direction": "<="},
    "all_sections_share": {"series": "water", "threshold": 100, "direction": ">="},
    "relative_growth": {"series": "a", "direction": ">", "reference": {"series": "gdp"}},
    "annual_path": {"series": "a", "thresholds": {2026: 5, 2027: 5}, "direction": ">="},
    "range": {"series": "a", "lower": 4.5, "upper": 5},
    "assigned": {},
    "front": {"series": "a", "cut": 3},
}


def write(folder, *targets, **keys):
    """Write a plan file with the given targets."""
    content = {
        "name": "made-up",
        "base_year": 2025,
        "target_year": 2030,
        "label": TEXT,
        "source": "test",
        "targets": [BASE | target for target in targets],
    }
    path = folder / "plans/made-up.yaml"
    path.write_text(yaml.safe_dump(content | keys, allow_unicode=True), encoding="utf-8")
    return path


def load(folder, *targets, **keys):
    write(folder, *targets, **keys)
    return load_plan(folder, file="made-up")


def test_every_kind_has_a_rule_and_a_case():
    assert set(typing.get_args(Kind)) == RULES.keys() == COMPLETE.keys()


@pytest.mark.parametrize("kind", sorted(COMPLETE))
def test_a_complete_target_of_each_kind_is_read(data_copy, kind):
    target = load(data_copy, {"kind": kind, **COMPLETE[kind]}).targets[0]
    assert target.kind == kind
    assert target.awaits_number == (kind == "assigned")


@pytest.mark.parametrize(
    ("target", "match"),
    [
        (
            {"kind": "range", "series": "a", "threshold": 5},
            r"threshold = 5[\s\S]*no threshold in a target of kind range: it takes lower, upper"
            r"[\s\S]*remove threshold",
        ),
        ({"kind": "range", "series": "a", "lower": 5}, r"upper for a target of kind range"),
        ({"kind": "range", "series": "a", "lower": 5, "upper": 4}, r"lower below upper"),
        ({"kind": "ratio", "series": "a", "threshold": 1, "direction": ">"}, r"reference for a"),
        ({"kind": "level", "series": "a", "direction": ">="}, r"a threshold and a direction"),
        ({"kind": "level", "threshold": 5, "direction": ">="}, r"variable or series"),
        (
            {"kind": "cap_every_year", "series": "a", "threshold": 5, "direction": ">="},
            r"direction <= or < for the kind cap_every_year",
        ),
        (
            {"kind": "annual_path", "series": "a", "thresholds": {2025: 5}, "direction": ">="},
            r"years after 2025 up to 2030",
        ),
        (
            {
                "kind": "rank",
                "series": "a",
                "cut": "first third",
                "threshold": 3,
                "direction": "<=",
            },
            r"either threshold or cut",
        ),
        ({"kind": "rank", "series": "a", "cut": "top ten", "direction": "<="}, r"first third"),
        ({"kind": "assigned", "threshold": 5}, r"no threshold in a target of kind assigned"),
        (
            {"kind": "level", "series": "a", "threshold": 5, "direction": ">=", "pending": True},
            r"no threshold beside pending: true",
        ),
        ({"kind": "relative_growth", "series": "a", "direction": ">"}, r"reference for a"),
        (
            {
                "kind": "relative_growth",
                "series": "a",
                "direction": ">",
                "reference": {"unit": "140000"},
            },
            r"reference with the series",
        ),
        (
            {"kind": "ratio", "series": "a", "threshold": 1, "direction": ">", "reference": {}},
            r"at least one of series, unit and group",
        ),
        ({"kind": "level", "series": "gdp", "variable": "revenue"}, r"the same as variable"),
        ({"kind": "average"}, r"kind = 'average'"),
        (
            {"kind": "front", "series": "a", "cut": 3, "readings": [{"name": "a", "main": True}]},
            r"a roster for each rank reading",
        ),
        (
            {
                "kind": "front",
                "series": "a",
                "readings": [{"name": "a", "main": True, "roster": "all_118"}],
            },
            r"roster = 'all_118'[\s\S]*did you mean 'all_117'",
        ),
    ],
)
def test_a_wrong_combination_is_refused_with_a_sentence(data_copy, target, match):
    with pytest.raises(InputError, match=match) as refusal:
        load(data_copy, target)
    assert "made-up.yaml line" in str(refusal.value)
    assert "remedy" in str(refusal.value)


def test_a_plan_without_a_unit_is_that_of_the_edition(data_copy):
    write(data_copy, {"kind": "assigned"})
    assert load_plan(data_copy, file="made-up").unit == "141122"
    assert load_plan(data_copy, file="made-up", unit="140105").unit == "140105"
    assert [plan.name for plan in load_plans(data_copy)] == [
        "common-2030",
        "jiaocheng-14fyp",
        "made-up",
    ]


def test_a_plan_of_another_unit_is_refused():
    with pytest.raises(UsageError, match="of unit 141122, not of 140105"):
        load_plan(unit="140105")


def test_a_number_as_a_cut_is_a_threshold(data_copy):
    target = load(data_copy, {"kind": "rank", "series": "a", "cut": 20, "direction": "<="})
    assert (target.targets[0].threshold, target.targets[0].cut) == (20, None)


def test_old_keys_and_kinds_are_read(data_copy):
    old = {"kind": "sections", "variable": None, "series": "a", "threshold": 1, "direction": ">="}
    plan = load(
        data_copy,
        old,
        {
            "id": "y",
            "kind": "level",
            "variable": "gdp",
            "threshold": 5,
            "direction": ">=",
            "unit": "cny_1e8",
        },
    )
    assert plan.targets[0].kind == "all_sections_share"
    assert (plan.targets[1].series, plan.targets[1].data) == (("gdp",), "county_panel")


@pytest.mark.parametrize(
    ("cut", "size", "rank"), [(7, 117, 7), ("first third", 117, 39), ("first tenth", 8, 1)]
)
def test_cuts_are_ranks(cut, size, rank):
    assert resolve_cut(cut, size) == rank


def test_the_template_has_the_usual_targets_and_no_number():
    assert [path.name for path in template_paths()] == ["county-2026-2030.yaml"]
    assert all(path.parent.name == "plans" for path in plan_paths())
    plan = load_plan(file="plans/templates/county-2026-2030.yaml")
    assert (plan.base_year, plan.target_year) == (2025, 2030)
    assert len(plan.targets) > 20
    assert all(target.awaits_number for target in plan.targets)
    text = template_paths()[0].read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../schema/plan.schema.json\n")
    numbers = ("threshold", "thresholds", "lower", "upper", "cut")
    assert all(getattr(target, key) is None for target in plan.targets for key in numbers)


def test_units_of_measurement_are_converted():
    assert measure_factor("percent", "share") == 0.01
    assert measure_factor("cny_1e12", "cny_1e8") == pytest.approx(1e4)
    assert measure_factor("entities", "count") == 1
    assert measure_factor("percent", "years") is None


def test_figures_are_of_whole_years_on_one_basis():
    table = load_indicators()
    definition = SeriesDefinition(indicator="urban_disposable_income", unit="cny_per_person")
    assert table.values(definition, "141122") == {2016: 19751.0, 2017: 21114.0}
    assert set(table.values(definition, "140000")) == {2020, 2021, 2022, 2023, 2024}
    assert table.code_of("吕梁市") == "141100"


def test_a_past_information_set_has_no_later_figure():
    table = load_indicators(DATA_DIR, "2021")
    assert table.figures["year"].max() == 2021
    assert table.drivers["year"].max() == 2021


def test_an_example_row_is_not_a_figure(data_copy):
    path = data_copy / "indicators.csv"
    row = (
        "141122,交城县,2018,urban_disposable_income,1,cny_per_person,current_price_full_year,"
        f'county_own_figure,ok,"{EXAMPLE_NOTE}"'
    )
    path.write_text(path.read_text("utf-8") + row + "\n", encoding="utf-8")
    definition = SeriesDefinition(indicator="urban_disposable_income", unit="cny_per_person")
    assert 2018 not in load_indicators(data_copy).values(definition, "141122")


def test_a_unit_that_cannot_be_converted_is_refused():
    wrong = SeriesDefinition(indicator="urban_disposable_income", unit="years")
    with pytest.raises(InputError, match="expected: figures in years"):
        load_indicators().values(wrong, "141122")
