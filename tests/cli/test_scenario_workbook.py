"""Scenarios as workbooks: out, edited cell by cell, and in again."""

from __future__ import annotations

import datetime

import pytest
import xlsxwriter
import yaml
from python_calamine import CalamineWorkbook

from planodds.batch.plan import build_plan
from planodds.batch.prepare import as_plain, prepare_batch
from planodds.cli.workbench.scenario_workbook import export_scenario, import_scenario
from planodds.errors import InputError, UsageError
from planodds.inputs import DATA_DIR, load_scenario, load_scenarios
from planodds.inputs.scenario_workbook import read_scenario_workbook
from planodds.report.text.scenario_diff import describe_difference
from planodds.report.text.words import Words

WHOLE = [item.name for item in load_scenarios() if item.assumptions and not item.ledger]
SIGNED = ["Planning office", "2026-11-20", "New contract prices"]


@pytest.fixture
def export(tmp_path, data_copy):
    """Export a scenario and return its sheets as rows of cells."""

    def write(name, lang="en"):
        path = tmp_path / f"{name}.{lang}.xlsx"
        assert list(export_scenario(name, path, lang=lang, data_dir=data_copy)) == [str(path)]
        return path

    return write


def sheets_of(path):
    book = CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def save(path, sheets):
    """Write a workbook as an office program does: numbers, texts and real dates."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if isinstance(cell, datetime.date):
                        sheet.write_datetime(number, column, cell, day)
                    elif cell != "":
                        sheet.write(number, column, cell)
    return path


def column(sheets, sheet, key):
    return sheets[sheet][1].index(key)


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_scenario_comes_back_as_it_went_out(export, name, lang):
    back, given = read_scenario_workbook(export(name, lang), DATA_DIR), load_scenario_of(name)
    assert describe_difference(given, back, Words.load("en")) == []
    assert back.model_dump() == given.model_dump() | {"extends": None} | joined(given, back)


def load_scenario_of(name):
    return load_scenario(DATA_DIR / "scenarios" / f"{name}.yaml")


def joined(given, back):
    """Paths whose one value for all years is written out, one for each year."""
    fields = {}
    for name in ("conditions", "tilts"):
        for one, other in zip(getattr(given, name), getattr(back, name), strict=True):
            assert one.values == other.values
        fields[name] = [item.model_dump() for item in getattr(back, name)]
    return {name: tuple(items) for name, items in fields.items()}


def test_projects_do_not_fit_and_are_refused(tmp_path, data_copy):
    with pytest.raises(UsageError, match="has investment projects"):
        list(export_scenario("transition", tmp_path / "x.xlsx", lang="en", data_dir=data_copy))
    assert not (tmp_path / "x.xlsx").exists()


def test_no_workbook_is_overwritten(export, data_copy):
    path = export("coal_slump")
    before = path.read_bytes()
    with pytest.raises(UsageError, match="is there already"):
        list(export_scenario("coal_slump", path, lang="en", data_dir=data_copy))
    assert path.read_bytes() == before


def test_an_edited_cell_changes_the_scenario_and_its_author_is_in_the_plan(
    export, data_copy, tmp_path
):
    sheets = sheets_of(export("coal_slump"))
    value = column(sheets, "conditions", "value")
    sheets["conditions"][2][value] = -0.35
    sheets["changes"].append([SIGNED[0], datetime.date(2026, 1, 1), SIGNED[2]])
    path = save(tmp_path / "edited.xlsx", sheets)
    target = data_copy / "scenarios" / "coal_slump.yaml"
    original = target.read_text(encoding="utf-8")
    shown = list(import_scenario(path, yes=False, lang="en", data_dir=data_copy))
    assert any("35" in line for line in shown), shown
    assert target.read_text(encoding="utf-8") == original
    list(import_scenario(path, yes=True, lang="en", data_dir=data_copy))
    assert target.with_suffix(".before").read_text(encoding="utf-8") == original
    changed = load_scenario(target)
    assert changed.conditions[0].values == (-0.35, -0.10)
    assert changed.changes[0].date == datetime.date(2026, 1, 1)  # not read as the year 2026
    plan = build_plan(scenarios=["baseline", "coal_slump"], information=["latest"])
    stated = as_plain(prepare_batch(plan, data_dir=data_copy))["scenario_changes"]
    assert stated == {
        "coal_slump": [{"author": SIGNED[0], "date": "2026-01-01", "reason": SIGNED[2]}]
    }


def test_a_new_name_is_a_new_scenario(export, data_copy, tmp_path):
    sheets = sheets_of(export("coal_slump"))
    for row in sheets["scenario"]:
        new = {"name": "deep_slump", "label.zh": "煤价深跌", "label.en": "Deep slump"}
        row[1] = new.get(row[0], row[1])
    sheets["changes"].append(SIGNED)
    path = save(tmp_path / "new.xlsx", sheets)
    list(import_scenario(path, yes=True, lang="zh", data_dir=data_copy))
    written = yaml.safe_load((data_copy / "scenarios" / "deep_slump.yaml").read_text("utf-8"))
    assert written["conditions"][0]["ahead"] == [1, 2]
    assert not (data_copy / "scenarios" / "deep_slump.before").exists()


def test_what_did_not_change_needs_no_author_and_writes_nothing(export, data_copy):
    target = data_copy / "scenarios" / "coal_slump.yaml"
    before = target.read_bytes()
    lines = list(import_scenario(export("coal_slump"), yes=True, lang="en", data_dir=data_copy))
    assert lines == ["coal_slump: nothing changes"] and target.read_bytes() == before


def set_cell(sheet, row, key, cell):
    def change(sheets):
        sheets[sheet][row][column(sheets, sheet, key)] = cell

    return change


def rename_sheet(sheets):
    sheets["condition"] = sheets.pop("conditions")


def drop_keys(sheets):
    del sheets["conditions"][1]


def add_text(sheets):
    sheets["scenario"].append(["colour", "red"])


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (set_cell("conditions", 3, "value", 15.0), "conditions!F4", "0.15 means 15 %"),
        (set_cell("conditions", 2, "value", "many"), "conditions!", "number"),
        (set_cell("conditions", 2, "kind", "guess"), "conditions!", "'data'"),
        (set_cell("conditions", 2, "date", "yesterday"), "conditions!", "date"),
        (set_cell("conditions", 2, "series", "coal_prise"), "conditions!", "coal_price"),
        (set_cell("conditions", 1, "kind", "kindness"), "conditions!", "kind"),
        (set_cell("conditions", 2, "sd", -1.0), "conditions!", "greater than or equal"),
        (set_cell("conditions", 3, "ahead", 1.5), "conditions!", "integer"),
        (rename_sheet, "condition", "conditions"),
        (drop_keys, "conditions", "kind"),
        (add_text, "scenario!A8", "narrative"),
    ],
)
def test_a_fault_names_its_cell(export, data_copy, tmp_path, change, where, what):
    sheets = sheets_of(export("coal_slump"))
    change(sheets)
    path = save(tmp_path / "faulty.xlsx", sheets)
    with pytest.raises(InputError) as error:
        list(import_scenario(path, yes=True, lang="en", data_dir=data_copy))
    assert "faulty.xlsx" in str(error.value)
    assert where in str(error.value) and what in str(error.value)


def test_a_change_without_an_author_is_refused(export, data_copy, tmp_path):
    sheets = sheets_of(export("coal_slump"))
    sheets["conditions"][2][column(sheets, "conditions", "value")] = -0.4
    path = save(tmp_path / "unsigned.xlsx", sheets)
    target = data_copy / "scenarios" / "coal_slump.yaml"
    before = target.read_bytes()
    with pytest.raises(InputError, match="the change has no author"):
        list(import_scenario(path, yes=True, lang="en", data_dir=data_copy))
    assert target.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "label", "says"),
    [
        ("coal_by_nation", "A sweep", "belongs to a sweep"),
        ("coal_by_nation__x", "A run", "belongs to a sweep"),
        ("another_boom", None, "is that of scenario 'coal_boom'"),
    ],
)
def test_the_name_and_the_label_of_another_are_refused(
    export, data_copy, tmp_path, name, label, says
):
    sheets = sheets_of(export("coal_boom"))
    texts = {"name": name, "label.zh": label, "label.en": label}
    for row in sheets["scenario"]:
        if texts.get(row[0]):
            row[1] = texts[row[0]]
    sheets["changes"].append(SIGNED)
    path = save(tmp_path / "taken.xlsx", sheets)
    before = sorted(path.name for path in data_copy.rglob("*"))
    with pytest.raises(InputError, match=says) as caught:
        list(import_scenario(path, yes=True, lang="en", data_dir=data_copy))
    assert caught.value.where == "taken.xlsx sheet scenario"
    assert sorted(path.name for path in data_copy.rglob("*")) == before
