"""Inheritance of scenarios: what is inherited, which chains are refused, what is printed."""

from __future__ import annotations

import pytest
import yaml

from planodds.errors import InputError
from planodds.inputs import load_scenario, load_scenarios
from planodds.inputs.scenarios.render_yaml import render_scenario

PIN = (
    "{{series: {0}, measure: growth, ahead: {1}, value: {2}, sd: 0.01, kind: judgement, "
    "source: a source, date: 2026-11-01}}"
)
HEAD = "name: {0}\nlabel: {{zh: {0}, en: {0}}}\nnarrative: {{zh: 自, en: Own}}\n"


@pytest.fixture
def write(data_copy):
    def write(text, *, name="own", parent=None):
        path = data_copy / "scenarios" / f"{name}.yaml"
        extends = f"extends: {parent}\n" if parent else ""
        path.write_text(HEAD.format(name) + extends + text, encoding="utf-8")
        return path

    return write


def conditions(*pins):
    return "conditions:\n" + "".join(f"  - {PIN.format(*pin)}\n" for pin in pins)


def conditions_of(scenario):
    return [(item.series, item.ahead, item.value) for item in scenario.conditions]


def test_the_parents_assumptions_apply(write):
    child = load_scenario(write(conditions(("national_gdp", 1, 0.03)), parent="coal_slump"))
    assert conditions_of(child) == [
        ("coal_price", (1, 2), (-0.25, -0.10)),
        ("national_gdp", (1,), (0.03,)),
    ]
    assert child.label.en == "own"
    assert "imf_newcastle_2018_2025" in child.references


def test_assumptions_of_the_child_replace_those_of_the_parent(write):
    child = load_scenario(write(conditions(("coal_price", 1, -0.4)), parent="coal_slump"))
    assert conditions_of(child) == [("coal_price", (1,), (-0.4,))]


def test_projects_measures_and_readings_are_inherited(write):
    assert load_scenario(write("", parent="transition")).ledger is not None
    squeeze = load_scenario(
        write(
            "measures:\n  - {name: 'tax cut or refund, first step', effect: lasting, ahead: 1, "
            "low: -0.2, mode: -0.2, high: -0.2, kind: judgement, source: s, date: 2026-11-01}\n",
            parent="fiscal_squeeze",
        )
    )
    assert [item.mode for item in squeeze.measures] == [-0.03, 0.5, -0.2]
    assert load_scenario(write("", parent="plan_path")).readings == ("common_boom", "own_effort")


def test_assumptions_are_inherited_from_a_grandparent(write):
    write(conditions(("national_gdp", 1, 0.03)), name="middle", parent="coal_slump")
    child = load_scenario(write(conditions(("provincial_gdp", 1, 0.02)), parent="middle"))
    assert [series for series, *_ in conditions_of(child)] == [
        "coal_price",
        "national_gdp",
        "provincial_gdp",
    ]


@pytest.mark.parametrize(
    ("parent", "match"),
    [
        (
            "coal_slum",
            r"'coal_slum' does not exist[\s\S]*own.yaml line 4 key extends[\s\S]*'coal_slump'",
        ),
        ("baseline", "extends: baseline[\\s\\S]*every scenario deviates"),
        ("own", "in a circle: own -> own"),
        ("other", "in a circle: own -> other -> own"),
        ("[coal_slump]", "does not exist"),
    ],
)
def test_an_invalid_parent_is_refused(write, parent, match):
    write("", name="other", parent="own")
    path = write(conditions(("coal_price", 1, -0.4)), parent=parent)
    with pytest.raises(InputError, match=match):
        load_scenario(path)


def test_a_fault_of_the_parent_is_reported_in_the_parents_file(write):
    write(conditions(("coal_price", 1, 15)), name="middle")
    with pytest.raises(InputError, match=r"scenarios/middle.yaml line 5 key conditions.0.value"):
        load_scenario(write("", parent="middle"))


def test_inherited_lines_have_the_locations_of_the_parent(write, data_copy):
    child = load_scenario(write(conditions(("national_gdp", 1, 0.03)), parent="coal_slump"))
    assert child.locate(child.conditions[0], "sd").startswith(
        "data/shanxi/scenarios/coal_slump.yaml"
    )
    assert child.locate(child.conditions[1], "sd") == (
        "data/shanxi/scenarios/own.yaml line 6 key conditions.0.sd"
    )


def test_printed_yaml_parses_to_the_same_scenario_and_names_the_parent_file(write):
    child = load_scenario(write(conditions(("national_gdp", 1, 0.03)), parent="coal_slump"))
    text = render_scenario(child)
    assert "# data/shanxi/scenarios/coal_slump.yaml" in text
    again = load_scenario(_written(write, text))
    assert again.model_dump(exclude={"extends"}) == child.model_dump(exclude={"extends"})


def test_every_shipped_scenario_is_printed_as_valid_yaml():
    for scenario in load_scenarios():
        content = yaml.safe_load(render_scenario(scenario))
        assert type(scenario).model_validate(content).model_dump() == scenario.model_dump()


def _written(write, text):
    path = write("")
    path.write_text(text, encoding="utf-8")
    return path
