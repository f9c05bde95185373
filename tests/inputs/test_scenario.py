"""Scenario files: content, first year, and which files are refused."""

from __future__ import annotations

import math

import pytest

from planodds import constants
from planodds.errors import InputError
from planodds.inputs import (
    load_panel,
    load_scenario,
    load_scenarios,
    resolve_conditions,
    resolve_measures,
    resolve_unit_growth,
)
from planodds.inputs.scenarios.scenario import Scenario
from tests import shanxi
from tests.inputs.edits import OWN_FIGURE, append, replace

SLUMP = "scenarios/coal_slump.yaml"
NAMES = (
    "baseline",
    "coal_boom",
    "coal_slump",
    "coal_steady",
    "fiscal_squeeze",
    "national_slowdown",
    "plan_path",
    "transition",
)


def shipped(name):
    return {scenario.name: scenario for scenario in load_scenarios()}[name]


def write(folder, text, *, name="own"):
    path = folder / "scenarios" / f"{name}.yaml"
    path.write_text(
        f"name: {name}\nlabel: {{zh: 自, en: Own}}\nnarrative: {{zh: 自, en: Own}}\n{text}",
        encoding="utf-8",
    )
    return path


def condition(**changes):
    keys = {
        "series": "coal_price",
        "measure": "growth",
        "ahead": 1,
        "value": 0.1,
        "sd": 0,
        "kind": "judgement",
        "source": "a source",
        "date": "2026-11-01",
    } | changes
    inner = ", ".join(f"{key}: {value}" for key, value in keys.items() if value is not None)
    return f"conditions:\n  - {{{inner}}}\n"


def test_the_eight_scenarios_with_the_baseline_first():
    assert tuple(scenario.name for scenario in load_scenarios()) == NAMES


def test_baseline_assumes_nothing():
    baseline = shipped("baseline")
    assert (baseline.conditions, baseline.own_growth, baseline.readings) == ((), (), ("",))


def test_every_assumption_has_a_source_and_a_kind():
    for scenario in load_scenarios():
        for assumption in scenario.assumptions:
            assert assumption.source
            assert assumption.kind in ("data", "estimate", "judgement", "plan")
        assert scenario.references


def test_coal_slump_is_that_of_the_design(latest_panel):
    pins = resolve_conditions(shipped("coal_slump"), latest_panel)
    assert [(pin.series, pin.year, pin.sd) for pin in pins] == [
        ("coal_price", 2026, 0.05),
        ("coal_price", 2027, 0.05),
    ]
    assert [pin.log_value for pin in pins] == pytest.approx([math.log(0.75), math.log(0.90)])


def test_plan_path_fixes_growth_in_five_years_and_no_level(latest_panel):
    plan_path = shipped("plan_path")
    pins = resolve_conditions(plan_path, latest_panel)
    assert plan_path.readings == (constants.COMMON_BOOM, constants.UNIT_EFFORT)
    assert plan_path.kind == "plan"
    assert {
        (pin.series, pin.measure, pin.sd, round(math.expm1(pin.log_value), 6)) for pin in pins
    } == {("county_gdp", "growth", 0.0, 0.15), ("county_revenue", "growth", 0.0, 0.18)}
    assert sorted({pin.year for pin in pins}) == [2025, 2026, 2027, 2028, 2029]


def test_plan_path_starts_in_2021_for_origin_2020(panel_2020):
    assert {pin.year for pin in resolve_conditions(shipped("plan_path"), panel_2020)} == {
        2021,
        2022,
        2023,
        2024,
        2025,
    }


def test_unit_growth_preserves_kind_and_order(data_copy, latest_panel):
    path = write(
        data_copy,
        "own_growth:\n  - {variable: revenue, ahead: [1, 2], low: -0.12, "
        "mode: -0.06, high: 0.0, kind: judgement, source: a source, date: 2026-11-01}\n",
    )
    squeeze = resolve_unit_growth(load_scenario(path), latest_panel)
    assert [(own.year, own.kind, own.variable, own.unit) for own in squeeze] == [
        (year, "judgement", "revenue", shanxi.HOME_UNIT) for year in (2025, 2026)
    ]
    assert (squeeze[0].low, squeeze[0].mode, squeeze[0].high) == (-0.12, -0.06, 0.0)


def test_the_fiscal_squeeze_has_only_measures_that_reduce_revenue(latest_panel):
    squeeze = resolve_measures(shipped("fiscal_squeeze"), latest_panel)
    assert [(item.effect, item.years) for item in squeeze] == [
        ("lasting", (2025,)),
        ("lasting", (2026,)),
        ("in_base", (2025,)),
    ]
    assert all(item.mode < 0 for item in squeeze[:2]) and squeeze[2].mode > 0


def test_ahead_counts_from_the_first_unobserved_year_of_the_series(data_copy):
    append(data_copy / "panel.csv", OWN_FIGURE)
    pins = resolve_conditions(shipped("plan_path"), load_panel(data_copy, "latest"))
    first = {
        series: min(pin.year for pin in pins if pin.series == series)
        for series in ("county_gdp", "county_revenue")
    }
    assert first == {"county_gdp": 2026, "county_revenue": 2025}


@pytest.mark.parametrize(
    ("series", "year"),
    [("coal_price", 2025), ("national_gdp", 2025), ("provincial_gdp", 2024), ("county_gdp", 2024)],
)
def test_a_condition_on_an_observed_year_is_refused(data_copy, latest_panel, series, year):
    path = write(data_copy, condition(series=series, ahead=None, year=year))
    with pytest.raises(InputError, match=rf"has data for {year}[\s\S]*ahead:"):
        resolve_conditions(load_scenario(path), latest_panel)


def test_the_first_unobserved_year_may_be_named(data_copy, latest_panel):
    path = write(data_copy, condition(series="provincial_gdp", ahead=None, year=2025))
    assert [pin.year for pin in resolve_conditions(load_scenario(path), latest_panel)] == [2025]


def test_a_condition_after_2035_is_refused(data_copy, latest_panel):
    path = write(data_copy, condition(ahead=11))
    with pytest.raises(InputError, match="assumption on coal_price in 2036"):
        resolve_conditions(load_scenario(path), latest_panel)


def test_two_conditions_on_one_year_are_refused(data_copy, latest_panel):
    one = condition().split("\n", 1)[1]
    path = write(data_copy, condition() + one)
    with pytest.raises(InputError, match="two conditions on coal_price growth in 2026"):
        resolve_conditions(load_scenario(path), latest_panel)


def test_level_conditions_are_logs_of_money(data_copy, latest_panel):
    path = write(data_copy, condition(series="county_gdp", measure="level", value=130))
    (pin,) = resolve_conditions(load_scenario(path), latest_panel)
    assert (pin.unit, pin.log_value) == (shanxi.HOME_UNIT, math.log(130))


def test_an_unknown_key_names_the_closest(data_copy):
    row = replace(data_copy / SLUMP, "    ahead: [1, 2]", "    ahed: [1, 2]")
    assert row > 1
    with pytest.raises(InputError, match=r"unknown key 'ahed'[\s\S]*did you mean 'ahead'"):
        load_scenario(data_copy / SLUMP)


def test_a_missing_source_is_refused(data_copy):
    path = write(data_copy, condition(source=None))
    with pytest.raises(InputError, match="key 'source' is missing"):
        load_scenario(path)


def test_an_empty_source_is_refused(data_copy):
    path = write(data_copy, condition(source="''"))
    with pytest.raises(InputError, match=r"conditions\.0\.source = ''"):
        load_scenario(path)


def test_an_unknown_unit_code_is_refused(data_copy):
    path = write(data_copy, condition(series="county_gdp", unit="'141199'"))
    with pytest.raises(InputError, match=r"unknown unit '141199'[\s\S]*units.csv"):
        load_scenario(path)


def test_a_name_that_is_not_the_stem_is_refused(data_copy):
    replace(data_copy / SLUMP, "name: coal_slump", "name: coal_slum")
    with pytest.raises(InputError, match=r"name 'coal_slum' in file 'coal_slump.yaml'"):
        load_scenario(data_copy / SLUMP)


@pytest.mark.parametrize("text", ["conditions: [", "conditions:\n\t- a", "label: x\nlabel: y"])
def test_a_file_that_is_not_yaml_is_refused_with_its_line(data_copy, text):
    path = data_copy / "scenarios/own.yaml"
    path.write_text(f"name: own\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"not valid YAML[\s\S]*scenarios/own.yaml line \d"):
        load_scenario(path)


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b"])
def test_a_file_that_is_no_mapping_is_refused(data_copy, text):
    path = data_copy / "scenarios/own.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="is not a YAML mapping"):
        load_scenario(path)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"ahead": 1, "year": 2026}, "either ahead: .* or year:"),
        ({"ahead": None}, "either ahead: .* or year:"),
        ({"ahead": "[1, 2]", "value": "[0.1, 0.2, 0.3]"}, "one for each of the 2 years"),
        ({"ahead": "[1, 1]"}, "each year once"),
        ({"ahead": 0}, "greater than or equal to 1"),
        ({"sd": -0.1}, "greater than or equal to 0"),
        ({"value": 15}, "0.15 means 15 %"),
        ({"value": -1.5}, "growth above -1"),
        ({"value": ".nan"}, "finite"),
        ({"series": "steel_price"}, "coal_price"),
        ({"measure": "level"}, "measure: growth for coal_price"),
        ({"unit": "'141122'"}, "unit: only with county_gdp"),
        ({"kind": "guess"}, "judgement"),
        ({"date": "soon"}, "date"),
    ],
)
def test_a_condition_out_of_range_is_refused(data_copy, changes, expected):
    path = write(data_copy, condition(**changes))
    with pytest.raises(InputError, match=rf"expected: .*{expected}"):
        load_scenario(path)


def test_a_scenario_that_assumes_nothing_is_refused(data_copy):
    with pytest.raises(InputError, match="conditions or own_growth in every scenario but baseline"):
        load_scenario(write(data_copy, ""))


def test_an_unknown_reference_is_refused(data_copy):
    path = write(data_copy, "references: [hearsay]\n" + condition())
    with pytest.raises(InputError, match="unknown reference 'hearsay'"):
        load_scenario(path)


def test_without_a_baseline_nothing_is_a_deviation(data_copy):
    (data_copy / "scenarios/baseline.yaml").unlink()
    with pytest.raises(InputError, match=r"baseline\.yaml is missing"):
        load_scenarios(data_copy)


def test_a_scenario_is_built_from_growth_rates_without_a_file():
    built = Scenario.from_conditions(
        {"coal_price": {2027: 0.0, 2026: -0.20}, "national_gdp": {2026: 0.04}}, sd=0.05
    )
    coal, nation = built.conditions
    assert (coal.series, coal.year, coal.value, coal.sd) == (
        "coal_price",
        (2026, 2027),
        (-0.20, 0.0),
        0.05,
    )
    assert (nation.year, nation.kind) == ((2026,), "judgement")


@pytest.mark.parametrize(
    ("growth", "named"),
    [({"coal": {2026: 0.1}}, "'coal'"), ({"coal_price": {2026: -2.0}}, "value"), ({}, "baseline")],
)
def test_impossible_growth_rates_are_refused_in_words(growth, named, latest_panel):
    with pytest.raises(InputError, match=named):
        resolve_conditions(Scenario.from_conditions(growth), latest_panel)
