"""The commands on scenario files: by name or by file, in both languages, with faults."""

from __future__ import annotations

import pytest
import yaml

from planodds.cli.check import check_all
from planodds.cli.scenarios import diff_scenarios, find_scenario, show_scenario, write_schemas
from planodds.errors import InputError, UsageError
from planodds.inputs import DATA_DIR
from tests.inputs.edits import replace


def test_a_file_outside_the_data_is_compared_with_one_inside(tmp_path):
    path = tmp_path / "draft.yaml"
    path.write_text(
        "name: draft\nlabel: {zh: 草案, en: Draft}\nextends: coal_slump\n"
        "narrative: {zh: 自, en: Own}\n",
        encoding="utf-8",
    )
    answer = diff_scenarios("coal_slump", str(path), lang="en", data_dir=DATA_DIR)
    assert answer.splitlines() == [
        "coal_slump (Coal slump) and draft (Draft) differ in 1 thing:",
        "  - the narratives differ",
    ]


def test_the_answer_is_in_chinese_on_request():
    assert "处不同" in diff_scenarios("coal_slump", "coal_boom", lang="zh", data_dir=DATA_DIR)


@pytest.mark.parametrize(
    ("name", "match"),
    [
        ("coal_slum", "did you mean 'coal_slump'"),
        ("coal_by_nation__coal_m41_nation_p3", "did you mean 'coal_by_nation__coal_m4"),
        ("nothing.yaml", "nothing.yaml is missing"),
    ],
)
def test_a_scenario_that_is_not_there_is_refused(name, match):
    with pytest.raises((UsageError, InputError), match=match):
        find_scenario(name, DATA_DIR)


def test_an_unknown_language_is_refused():
    with pytest.raises(UsageError, match="zh or en"):
        diff_scenarios("coal_slump", "coal_boom", lang="fr", data_dir=DATA_DIR)


def test_show_prints_yaml_with_everything_inherited():
    text = show_scenario("coal_by_nation__coal_p20_nation_p4", data_dir=DATA_DIR)
    content = yaml.safe_load(text)
    assert [item["value"] for item in content["conditions"]] == [0.2, 0.04]
    assert "# data/shanxi/sweeps/coal_by_nation.yaml" in text


def test_schemas_are_listed_one_by_one(data_copy):
    (data_copy.parent / "schema/sweep.schema.json").unlink()
    assert [line.rsplit(": ", 1)[1] for line in write_schemas(data_copy)] == [
        "up to date",
        "written",
        "up to date",
        "up to date",
    ]


def test_the_check_ends_with_all_errors_at_once(data_copy):
    replace(data_copy / "scenarios/coal_slump.yaml", "    sd: 0.05", "    ds: 0.05")
    replace(data_copy / "sweeps/coal_by_nation.yaml", "count: 5", "count: 1")
    with pytest.raises(InputError, match=r"unknown key 'ds'[\s\S]*span.count = 1"):
        list(check_all(data_copy, lambda: 0))
