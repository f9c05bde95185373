"""Each fault in the data is refused with file, row, value and remedy."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from planodds.errors import InputError
from planodds.inputs import load_panel
from planodds.inputs.tables.csv_reader import read_csv_cells
from planodds.inputs.tables.csv_tables import (
    read_context,
    read_county_panel,
    read_drivers,
    read_units,
)
from tests.inputs.edits import OWN_FIGURE, append, replace

FIRST_ROW = "140105,小店区,2019,gdp,999.6027,"
JIAOCHENG_2024 = "141122,交城县,2024,gdp,107.483,"


def refusal(data_dir):
    with pytest.raises(InputError) as caught:
        load_panel(data_dir, "latest")
    return caught.value


def test_a_letter_in_a_number(data_copy):
    row = replace(
        data_copy / "panel.csv", JIAOCHENG_2024, JIAOCHENG_2024.replace("107.483", "1O7.483")
    )
    error = refusal(data_copy)
    assert error.what == "value = '1O7.483'"
    assert error.where == f"data/shanxi/panel.csv row {row}"
    assert "a number" in error.expected
    assert error.remedy


def test_a_duplicate_unit_year(data_copy):
    first = replace(data_copy / "panel.csv", JIAOCHENG_2024, JIAOCHENG_2024)
    again = append(
        data_copy / "panel.csv", f"{JIAOCHENG_2024}cny_1e8,census5,preferred,ok,county_own_figure,"
    )
    error = refusal(data_copy)
    assert error.what == "141122 2024 gdp preferred appears twice"
    assert error.where == f"data/shanxi/panel.csv rows {first}, {again}"
    assert "second_source" in error.remedy


def test_a_missing_column(data_copy):
    table = pd.read_csv(data_copy / "panel.csv", dtype=str, keep_default_na=False)
    table.drop(columns="value").to_csv(data_copy / "panel.csv", index=False)
    error = refusal(data_copy)
    assert error.what == "column 'value' is missing"
    assert error.where == "data/shanxi/panel.csv row 1"


def test_an_unknown_unit_code(data_copy):
    row = append(data_copy / "panel.csv", OWN_FIGURE.replace("141122", "141199"))
    error = refusal(data_copy)
    assert (error.what, error.where) == ("code = '141199'", f"data/shanxi/panel.csv row {row}")
    assert "units.csv" in error.remedy


@pytest.mark.parametrize(
    ("old", "new", "what", "expected"),
    [
        ("交城县", "交口县", "name_zh = '交口县'", "the name of this code in units.csv"),
        ("gdp,115.0", "GDP,115.0", "indicator = 'GDP'", "gdp"),
        ("cny_1e8", "cny_1e4", "unit = 'cny_1e4'", "cny_1e8"),
        ("census5", "census4", "basis = 'census4'", "census5 from 2024"),
        ("preferred", "best", "kind = 'best'", "preferred, second_source"),
        (",ok,", ",fine,", "flag = 'fine'", "ok, corrected, doubtful, derived"),
        ("county_own_figure", "heard", "source_id = 'heard'", "sources.csv"),
        ("115.0", "-115.0", "value = '-115.0'", "above zero"),
        ("115.0", "0", "value = '0.0'", "above zero"),
        ("115.0", "", "value = ''", "a number"),
        ("115.0", "nan", "value = 'nan'", "a number"),
        ("2025", "25", "year = '25'", "four digits"),
    ],
)
def test_a_wrong_cell_in_an_early_figure(data_copy, old, new, what, expected):
    row = append(data_copy / "panel.csv", OWN_FIGURE.replace(old, new))
    error = refusal(data_copy)
    assert error.what.startswith(what)
    assert error.where == f"data/shanxi/panel.csv row {row}"
    assert expected in error.expected


def test_a_thousands_separator_creates_an_extra_cell(data_copy):
    row = append(data_copy / "panel.csv", OWN_FIGURE.replace("115.0", "1,150.0"))
    error = refusal(data_copy)
    assert error.what.startswith("12 cells")
    assert error.where == f"data/shanxi/panel.csv row {row}"


def test_only_the_first_five_faults_are_shown(data_copy):
    path = data_copy / "panel.csv"
    rows = [append(path, OWN_FIGURE.replace("115.0", f"x{n}")) for n in range(7)]
    error = refusal(data_copy)
    assert "7 faults in the file" in error.what
    assert error.where.endswith(f"row {rows[0]}")
    assert re.findall(r"row (\d+): value", error.what) == [str(row) for row in rows[1:5]]


def test_a_file_saved_as_gbk(data_copy):
    path = data_copy / "panel.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gbk", errors="replace"))
    error = refusal(data_copy)
    assert "is not UTF-8 text" in error.what
    assert "CSV UTF-8" in error.remedy


def test_a_file_saved_by_a_spreadsheet_still_reads(data_copy, latest_panel):
    path = data_copy / "panel.csv"
    text = path.read_text(encoding="utf-8").replace("\n", "\r\n")
    path.write_text("\ufeff" + text + "\r\n,,,,,,,,,,\r\n", encoding="utf-8", newline="")
    assert (load_panel(data_copy, "latest").gdp[-1] == latest_panel.gdp[-1]).all()


def test_a_missing_file(data_copy):
    (data_copy / "drivers.csv").unlink()
    assert refusal(data_copy).what == "drivers.csv is missing"


def test_an_empty_file(data_copy):
    (data_copy / "drivers.csv").write_text("")
    assert refusal(data_copy).what == "drivers.csv is empty"


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("china_gdp,2026,145x,cny_1e8,census5,preliminary,ok,county_own_figure,", "value = '145x'"),
        ("china_gdp,2025,1401879.2,cny_1e8,census5,revised,ok,county_own_figure,", "value ="),
        ("china_gdp,2026,1450000,usd,census5,preliminary,ok,county_own_figure,", "unit = 'usd'"),
        ("gold,2026,1,cny_1e8,census5,preliminary,ok,county_own_figure,", "series = 'gold'"),
    ],
)
def test_a_wrong_row_of_drivers(data_copy, row, what):
    line = append(data_copy / "drivers.csv", row)
    error = refusal(data_copy)
    assert error.what.startswith(what)
    assert error.where == f"data/shanxi/drivers.csv row {line}"


def test_an_exclusion_of_an_unknown_unit(data_copy):
    line = append(data_copy / "exclusions.csv", "999999,某县,2022,gdp,why")
    error = refusal(data_copy)
    assert error.where == f"data/shanxi/exclusions.csv row {line}"


def test_line_numbers_survive_a_cell_of_two_lines(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text('a,b\n1,"x\ny"\n\n2,z\n', encoding="utf-8")
    assert list(read_csv_cells(path).index) == [2, 5]


def test_the_shipped_files_match_the_dictionary(data_copy):
    cells = read_county_panel(data_copy)
    assert (len(read_units(data_copy)), len(cells)) == (117, 7839)
    assert len(read_drivers(data_copy)) == 242
    assert {name: len(table) for name, table in read_context(data_copy).items()} == {
        "indicators.csv": 189,
        "projects.csv": 36,
        "policy_events.csv": 17,
    }


def test_the_count_of_each_year_is_that_of_the_sources(data_copy):
    cells = read_county_panel(data_copy)
    preferred = cells[cells["kind"] == "preferred"]
    counts = preferred.groupby(["indicator", "year"]).size()
    assert [counts["gdp", year] for year in range(2019, 2025)] == [116] + [117] * 5
    revenue = counts["general_public_budget_revenue"]
    assert [revenue[year] for year in range(2019, 2025)] == [117, 117, 117, 116, 117, 117]
    early = (2002, 2003, 2004, 2006, 2010, 2011)
    assert [revenue[year] for year in early] == [45, 40, 37, 84, 97, 71]


def test_no_value_lost_its_fourth_decimal(data_copy):
    cells = read_county_panel(data_copy)
    lines = cells[
        (cells["code"] == "141122") & (cells["indicator"] == "gdp") & (cells["kind"] == "preferred")
    ].set_index("year")["value"]
    assert (lines[2019], lines[2020], lines[2024]) == (91.3209, 84.9035, 107.483)
