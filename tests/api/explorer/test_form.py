"""A scenario as a form: what it shows, what it refuses, and what it saves."""

from __future__ import annotations

import pytest

from planodds import constants
from planodds.api.explorer.form import Form, edit_scenario
from planodds.inputs import load_scenario, load_scenarios
from planodds.inputs.scenario_workbook import SHEET_MODELS
from planodds.report.text.scenario_diff import describe_difference
from planodds.report.text.words import Words

NAMES = [item.name for item in load_scenarios() if item.assumptions or item.ledger]
SIGNED = {"author": "Planning office", "date": "2026-11-20", "reason": "New prices"}


@pytest.fixture
def open_form(data_copy):
    def build(name, lang="en"):
        path = data_copy / "scenarios" / f"{name}.yaml"
        return Form(load_scenario(path), data_copy, Words.load(lang)), path

    return build


def fill(row, values):
    for key, value in values.items():
        row[key].value = value


@pytest.mark.parametrize("name", NAMES)
def test_a_form_states_the_scenario_that_it_was_made_from(open_form, name):
    form, path = open_form(name)
    assert describe_difference(load_scenario(path), form.read(), Words.load("en")) == []
    assert form.read().ledger == load_scenario(path).ledger


def test_every_field_of_the_model_is_in_the_form(open_form):
    form, _ = open_form("coal_slump")
    for sheet, model in SHEET_MODELS.items():
        form.add(sheet)
        assert set(form.rows[sheet][-1]) == set(model.model_fields)
    assert {f"label.{lang}" for lang in constants.LANGUAGES} < set(form.fields)
    assert "coal_price" in form.rows["conditions"][0]["series"].options


def test_an_edit_is_saved_with_its_author_and_the_file_before_is_kept(open_form):
    form, path = open_form("coal_slump")
    before = path.read_bytes()
    form.rows["conditions"][0]["value"].value = "-35%, -0.1"
    fill(form.rows["changes"][-1], SIGNED)
    form.save()
    assert path.name in form.message.value
    changed = load_scenario(path)
    assert changed.conditions[0].values == (-0.35, -0.1)
    assert changed.changes[-1].author == SIGNED["author"]
    assert path.with_suffix(".before").read_bytes() == before


def test_an_assumption_is_added(open_form):
    form, path = open_form("coal_slump")
    form.add("conditions")
    new = {"series": "national_gdp", "measure": "growth", "year": "2026, 2027", "value": "0.03"}
    source = {"sd": "0.01", "kind": "judgement", "source": "office", "date": "2026-11-01"}
    fill(form.rows["conditions"][-1], new | source)
    fill(form.rows["changes"][-1], SIGNED)
    form.save()
    added = load_scenario(path).conditions[-1]
    assert (added.series, added.year, added.values) == ("national_gdp", (2026, 2027), (0.03, 0.03))


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("value", "15, 2", "form conditions 1 value"),
        ("value", "much", "form conditions 1 value"),
        ("date", "yesterday", "form conditions 1 date"),
        ("sd", "-1", "form conditions 1 sd"),
    ],
)
def test_a_fault_names_its_field_and_nothing_is_written(open_form, key, value, where):
    form, path = open_form("coal_slump")
    before = path.read_bytes()
    form.rows["conditions"][0][key].value = value
    fill(form.rows["changes"][-1], SIGNED)
    form.save()
    assert where in form.message.value
    assert path.read_bytes() == before


def test_an_edit_without_an_author_is_refused(open_form):
    form, path = open_form("coal_slump")
    before = path.read_bytes()
    form.rows["conditions"][0]["value"].value = "-0.4"
    form.save()
    assert "the change has no author" in form.message.value and path.read_bytes() == before


def test_the_shipped_scenario_opens_by_name_in_either_language():
    english, chinese = edit_scenario("coal_slump"), edit_scenario("coal_slump", lang="zh")
    assert english.read() == chinese.read()
    titles = [child.value for child in chinese.view.children if hasattr(child, "value")]
    assert any("路径条件" in title for title in titles)
