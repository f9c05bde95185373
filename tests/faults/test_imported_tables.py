"""Workbooks that look like a table of figures and say something else, or nothing."""

from __future__ import annotations

import csv

import pytest
import xlsxwriter

from planodds.errors import InputError
from planodds.inputs.importing.figures import Options
from planodds.inputs.importing.session import prepare_import, refuse_blocking
from tests.faults.studies import copy_small

HEADINGS = ("地区", "代码", "2024年", "2025年")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """Make a small study whose panel the figures are compared with."""
    return copy_small("shanxi", tmp_path_factory.mktemp("shanxi"))


@pytest.fixture(scope="module")
def published(study):
    """Return name, code and GDP in 2024 of three units."""
    with (study / "panel.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["indicator"] == "gdp"]
    chosen = {row["code"]: row for row in rows if row["year"] == "2024"}
    return [(row["name_zh"], code, float(row["value"])) for code, row in chosen.items()][:3]


def table(
    path, published, *, title="地区生产总值", unit="单位：亿元", headings=HEADINGS, after=None
):
    """Write a work table of two years; ``after`` changes the sheet."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, [title, unit])
        sheet.write_row(2, 0, headings)
        for line, (name, code, value) in enumerate(published, 3):
            sheet.write_row(line, 0, [name, code, value, round(1.05 * value, 4)])
        if after:
            after(sheet)


def test_the_table_is_sound_before_it_is_spoilt(tmp_path, study, published):
    table(tmp_path / "table.xlsx", published)
    report = prepare_import(tmp_path / "table.xlsx", study, Options())
    assert len(report.changes) == 6
    assert report.concerns == ()
    refuse_blocking(report)


@pytest.mark.parametrize(
    ("hide", "cells"),
    [
        (lambda sheet: sheet.set_row(4, None, None, {"hidden": True}), ["D5"]),
        (lambda sheet: sheet.set_column("D:XFD", None, None, {"hidden": True}), ["D4", "D5", "D6"]),
        (lambda sheet: sheet.set_row(0, None, None, {"hidden": True}), []),
    ],
    ids=["a row", "all columns from the second year", "the row of the title"],
)
def test_figures_that_the_sheet_does_not_show_are_in_doubt(tmp_path, study, published, hide, cells):
    table(tmp_path / "table.xlsx", published, after=hide)
    report = prepare_import(tmp_path / "table.xlsx", study, Options())
    found = [(concern.kind, list(concern.cells)) for concern in report.concerns]
    assert found == ([("hidden", [f"Sheet1!{cell}" for cell in cells])] if cells else [])


@pytest.mark.parametrize(
    ("spoilt", "says"),
    [
        ({"after": lambda sheet: sheet.write_formula("D5", "=C5*1.05", None, "#REF!")}, "#REF!"),
        ({"after": lambda sheet: sheet.write_formula("D5", "=1/0", None, "#DIV/0!")}, "#DIV/0!"),
        ({"after": lambda sheet: sheet.write_formula("D5", "=C5*1.05", None, "")}, "=C5*1.05"),
        ({"after": lambda sheet: sheet.write_formula("D5", "=SUM(A1)")}, "gdp = 0"),
        ({"after": lambda sheet: sheet.write("D5", 1e300)}, "is not a number"),
        ({"after": lambda sheet: sheet.write("D5", "9" * 400)}, "is not a number"),
        ({"after": lambda sheet: sheet.write("D5", True)}, "is not a number"),
        ({"after": lambda sheet: sheet.merge_range("D4:D6", 700)}, "merged cells"),
        ({"after": lambda sheet: sheet.merge_range("C3:D3", "2025年")}, "for 2025"),
        ({"after": lambda sheet: sheet.write("B4", 141102.5)}, "does not belong to"),
        ({"title": "地区生产总值（目标）"}, "does not speak of levels"),
        ({"title": "地区生产总值（可比价）"}, "does not speak of levels"),
        ({"title": "2025年上半年地区生产总值"}, "a part of a year"),
        ({"unit": "单位：万元"}, "a factor of about 10 000"),
        ({"unit": "单位：亿美元"}, "no measurement unit"),
        ({"headings": (*HEADINGS[:3], "1900年")}, "long before"),
        ({"headings": (*HEADINGS[:3], "2035年")}, "in the future"),
        ({"headings": (*HEADINGS[:3], "2024年")}, "for 2024"),
        ({"headings": ("", "", "", "")}, "no header"),
    ],
)
def test_a_table_that_says_something_else_is_refused(tmp_path, study, published, spoilt, says):
    path = tmp_path / "table.xlsx"
    table(path, published, **spoilt)
    with pytest.raises(InputError) as caught:
        refuse_blocking(prepare_import(path, study, Options()))
    assert says in str(caught.value)
    assert "table.xlsx" in caught.value.where
    assert caught.value.expected
    assert caught.value.remedy


def test_a_quotation_mark_that_is_not_closed_swallows_no_rows(tmp_path, study, published):
    lines = [f"{name},{code},地区生产总值,亿元,2025,{value}" for name, code, value in published]
    lines[1] = '"' + lines[1]
    path = tmp_path / "table.csv"
    path.write_text("\n".join(["地区,代码,指标,单位,年份,数值", *lines, ""]), encoding="utf-8")
    with pytest.raises(InputError, match="unexpected end of data"):
        prepare_import(path, study, Options())
