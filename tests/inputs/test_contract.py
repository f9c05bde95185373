"""Scenario files as contracts: names, lengths, lines, contradictions, schemas for editors."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from planodds.errors import InputError
from planodds.inputs import (
    DATA_DIR,
    load_panel,
    load_scenario,
    load_scenarios,
    resolve_conditions,
    resolve_moments,
)
from planodds.inputs.plan import plan_paths
from planodds.inputs.scenarios.json_schema import KINDS, render_schema, write_schemas
from planodds.inputs.scenarios.scenario_files import scenario_paths
from planodds.inputs.scenarios.sweep_files import sweep_paths
from tests.inputs.edits import OWN_FIGURE, append
from tests.inputs.test_scenario import condition, write

FOLDERS = {"scenario": "scenarios", "sweep": "sweeps", "weights": "weights", "plan": "plans"}


def pins(*changes):
    return "conditions:\n" + "".join(condition(**change).split("\n", 1)[1] for change in changes)


@pytest.mark.parametrize(
    "name", ["con", "lpt1", "a" * 65, "Coal", "1st", "co al", "煤", "a__b", "a-b"]
)
def test_a_name_that_is_no_safe_file_stem_is_refused(data_copy, name):
    with pytest.raises(InputError, match=r"a name|two underscores"):
        load_scenario(write(data_copy, condition(), name=name))


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        (condition(sd=-1), 5, "conditions.0.sd"),
        (condition(value=-1.5), 5, "conditions.0.value"),
        (condition(value="[0.1, -1.5]", ahead="[1, 2]"), 5, "conditions.0.value"),
        (condition(year=2201, ahead=None), 5, "conditions.0.year.0"),
        (condition(ahead=61), 5, "conditions.0.ahead.0"),
        (condition(source=None), 5, "conditions.0.source"),
        (condition() + "redings: []\n", 6, "redings"),
        ("references: [hearsay]\n" + condition(), 4, "references.0"),
        (condition(series="county_gdp", unit="'141199'"), 5, "conditions.0.unit"),
    ],
)
def test_a_fault_names_file_line_key_and_remedy(data_copy, text, line, key):
    with pytest.raises(InputError) as caught:
        load_scenario(write(data_copy, text))
    assert caught.value.where == f"data/shanxi/scenarios/own.yaml line {line} key {key}"
    assert caught.value.remedy and caught.value.expected


def test_a_duplicate_key_names_its_line(data_copy):
    path = write(data_copy, condition().replace("sd: 0,", "sd: 0, sd: 1,"))
    with pytest.raises(InputError, match=r"key 'sd' appears twice[\s\S]*own.yaml line 5"):
        load_scenario(path)


def test_a_narrative_of_5000_characters_is_legal_and_one_more_is_not(data_copy):
    path = write(data_copy, condition())
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("narrative: {zh: 自", f"narrative: {{zh: {'煤' * 5000}"), encoding="utf-8"
    )
    assert len(load_scenario(path).narrative.zh) == 5000
    path.write_text(
        text.replace("narrative: {zh: 自", f"narrative: {{zh: {'煤' * 5001}"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"line 3 key narrative.zh[\s\S]*at most 5000"):
        load_scenario(path)


@pytest.mark.parametrize("text", ['"bell \\x07"', '"half \\ud800"', '"zero \\0"'])
def test_text_that_no_page_or_sheet_can_store_is_refused(data_copy, text):
    path = write(data_copy, condition(source=text))
    with pytest.raises(InputError, match=r"without control characters|not valid YAML"):
        load_scenario(path)


def test_markup_in_texts_is_text(data_copy):
    path = write(data_copy, condition(source='"<script>=1+1</script> & {x} %s"'))
    assert load_scenario(path).conditions[0].source.startswith("<script>")


def test_two_scenarios_with_one_label_are_refused(data_copy):
    write(data_copy, condition(), name="one")
    write(data_copy, condition(value=0.2), name="two")
    with pytest.raises(InputError, match=r"label '自' is also that of 'one'[\s\S]*two.yaml"):
        load_scenarios(data_copy)


def test_a_file_with_another_suffix_is_not_ignored(data_copy):
    write(data_copy, condition()).rename(data_copy / "scenarios/own.yml")
    with pytest.raises(InputError, match=r"own\.yml would not be read"):
        load_scenarios(data_copy)


def test_a_folder_that_cannot_be_listed_is_no_empty_folder(data_copy, monkeypatch):
    """Without rights to list it, a folder of sweeps would pass for one without sweeps."""

    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "iterdir", refuse)
    for paths in (scenario_paths, plan_paths, sweep_paths):
        with pytest.raises(InputError, match="cannot be listed: Permission denied"):
            paths(data_copy)


COUNTY = {"series": "county_gdp", "ahead": None}


@pytest.mark.parametrize(
    "changes",
    [
        ({"value": 0.1}, {"value": 0.2}),
        (
            COUNTY | {"year": 2025, "value": 0.05},
            COUNTY | {"year": 2025, "measure": "level", "value": 120},
        ),
        (
            COUNTY | {"year": 2026, "measure": "level", "value": 120},
            COUNTY | {"year": 2027, "measure": "level", "value": 130},
            COUNTY | {"year": 2027, "value": 0.05},
        ),
    ],
)
def test_redundant_exact_conditions_are_refused_with_the_second_line(
    data_copy, latest_panel, changes
):
    scenario = load_scenario(write(data_copy, pins(*changes)))
    with pytest.raises(
        InputError, match=r"two conditions on|determined by other hard conditions"
    ) as caught:
        resolve_conditions(scenario, latest_panel)
    assert f"own.yaml line {4 + len(changes)} key conditions.{len(changes) - 1}" in (
        caught.value.where
    )


@pytest.mark.parametrize(
    "changes",
    [
        (
            COUNTY | {"year": 2025, "value": 0.05},
            COUNTY | {"year": 2026, "measure": "level", "value": 120},
        ),
        (
            COUNTY | {"year": 2025, "value": 0.05},
            COUNTY | {"year": 2025, "measure": "level", "value": 120, "sd": 0.1},
        ),
        # A census step between 2028 and 2029 is unrestricted.
        (
            COUNTY | {"year": 2028, "measure": "level", "value": 120},
            COUNTY | {"year": 2029, "measure": "level", "value": 130},
            COUNTY | {"year": 2029, "value": 0.05},
        ),
    ],
)
def test_conditions_that_are_not_redundant_are_accepted(data_copy, latest_panel, changes):
    scenario = load_scenario(write(data_copy, pins(*changes)))
    assert len(resolve_conditions(scenario, latest_panel)) == len(changes)


def test_an_early_figure_makes_a_condition_redundant(data_copy):
    append(data_copy / "panel.csv", OWN_FIGURE)
    panel = load_panel(data_copy, "latest")
    scenario = load_scenario(
        write(
            data_copy,
            pins(
                COUNTY | {"year": 2026, "measure": "level", "value": 120},
                COUNTY | {"year": 2026, "value": 0.05},
            ),
        )
    )
    with pytest.raises(InputError, match="determined by other hard conditions"):
        resolve_conditions(scenario, panel)


def test_a_moment_declared_twice_or_fixed_exactly_is_refused(data_copy, latest_panel):
    tilt = condition(statistic="mean", sd=None).replace("conditions:\n", "tilts:\n")
    twice = load_scenario(write(data_copy, tilt + tilt.split("\n", 1)[1]))
    with pytest.raises(InputError, match=r"two tilts on[\s\S]*in 2026[\s\S]*line 6"):
        resolve_moments(twice, latest_panel)
    pinned = load_scenario(write(data_copy, condition() + tilt))
    with pytest.raises(InputError, match="has a hard condition and a tilt"):
        resolve_moments(pinned, latest_panel)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_schema_on_file_is_the_one_of_the_code(kind):
    path = DATA_DIR.parent / "schema" / f"{kind}.schema.json"
    assert path.read_text(encoding="utf-8") == render_schema(kind), "run `planodds schema`"


def test_writing_schemas_again_changes_nothing(data_copy):
    assert write_schemas(data_copy) == []


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_shipped_files_meet_the_schema_and_name_it(kind):
    schema = json.loads(render_schema(kind))
    jsonschema.Draft202012Validator.check_schema(schema)
    paths = sorted((DATA_DIR / FOLDERS[kind]).glob("*.yaml"))
    assert paths
    for path in paths:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(
            f"# yaml-language-server: $schema=../../schema/{kind}.schema.json\n"
        ), path.name
        jsonschema.validate(_plain(yaml.safe_load(text)), schema)


@pytest.mark.parametrize(
    "changes",
    [
        {"ahed": 1},
        {"sd": -1},
        {"source": None},
        {"value": -1.5},
        {"year": 2201, "ahead": None},
        {"kind": "guess"},
    ],
)
def test_the_schema_rejects_what_the_check_rejects(data_copy, changes):
    content = _plain(yaml.safe_load(write(data_copy, condition(**changes)).read_text("utf-8")))
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(content, json.loads(render_schema("scenario")))


def test_every_number_of_the_schema_states_its_unit():
    parts = json.loads(render_schema("scenario"))["$defs"]
    texts = {
        (name, key): parts[name]["properties"][key].get("description", "")
        for name, key in (
            ("Condition", "value"),
            ("Condition", "sd"),
            ("UnitGrowthShock", "low"),
            ("RevenueMeasure", "high"),
            ("Project", "ahead"),
            ("MomentCondition", "threshold"),
            ("ProjectPipeline", "usual"),
            ("Project", "capacity"),
            ("Ramp", "stretch"),
        )
    }
    assert all(texts.values()), texts
    assert all(
        any(unit in text for unit in ("fraction", "log", "cny_1e8", "year", "times"))
        for text in texts.values()
    ), texts


def _plain(value):
    """As a JSON document: dates are text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, datetime.date) else value


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("date: 2026-11-01", "date: 2026-13-01", "month must be in 1..12"),
        ("sd: 0,", "[sd]: 0,", "a list or a mapping|unhashable|list"),
        ("kind: judgement", "kind: judge\x07ment", "U\\+0007"),
        ("sd: 0,", "sd: 'no,", "quoted scalar|end of stream"),
        ("conditions:", "conditions: \t- x", "."),
    ],
)
def test_invalid_yaml_names_its_line(data_copy, old, new, message):
    path = write(data_copy, condition())
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(InputError, match=rf"({message})[\s\S]*own.yaml line [4-7]"):
        load_scenario(path)
