"""Import of office tables: layouts to exact cells, damage to its sentence, vintages appended."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planodds.cli.app import app
from planodds.cli.import_ import describe
from planodds.errors import InputError
from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.importing import vintages
from planodds.inputs.importing.comparison import compare, merge_figures, panel_values
from planodds.inputs.importing.figures import Figure, Options
from planodds.inputs.importing.plausibility import find_concerns
from planodds.inputs.importing.session import append_import, prepare_import
from planodds.inputs.study import load_study
from planodds.inputs.tables.csv_tables import read_county_panel, read_panel_vintages
from tests.inputs.import_tables import MEASURES, UNITS, foreign_units, take, write_csv, write_xlsx

HOME, WENSHUI, XIAOYI = "141122", "141121", "141181"
GDP, REVENUE = "gdp", "general_public_budget_revenue"
# Written once with xlwt 1.3.0, which is no dependency: a BIFF8 file with merged cells.
XLS = Path(__file__).parent / "importing_files" / "yearbook.xls"


# Layouts


def test_yearbook_with_title_unit_line_two_header_lines_groups_and_notes(tmp_path):
    path = write_xlsx(
        tmp_path / "yearbook.xlsx",
        [
            ["20-3  各县（市、区）地区生产总值和财政收入"],
            ["", None, None, None, "单位：万元"],
            ["地  区", "地区生产总值", None, "一般公共预算收入", None],
            [None, "2022年", "2023年", "2022年", "2023年"],
            ["甲", 1, 2, 3, 4],
            ["吕 梁 市", 22224000, 22850000, 2689000, 2590000],
            ["  交 城 县", 1071464, 1066164, 90001, 70028],
            ["  文\xa0水\u3000县", 1101106, "…", 80882, "—"],
            ["经济技术开发区", 1, 2, 3, 4],
            ["注：本表按当年价格计算，2023年为初步核算数。"],
        ],
        merged=["A1:E1", "A3:A4", "B3:C3", "D3:E3"],
    )
    figures, extraction = take(path)
    assert figures == [
        (HOME, 2022, GDP, 107.1464, "B7"),
        (HOME, 2023, GDP, 106.6164, "C7"),
        (HOME, 2022, REVENUE, 9.0001, "D7"),
        (HOME, 2023, REVENUE, 7.0028, "E7"),
        (WENSHUI, 2022, GDP, 110.1106, "B8"),
        (WENSHUI, 2022, REVENUE, 8.0882, "D8"),
    ]
    assert [(f.name, f.cell) for f in extraction.sums] == [
        ("吕 梁 市", f"Sheet1!{column}6") for column in "BCDE"
    ]
    assert extraction.blanks == 2
    assert extraction.left_out == {"Sheet1!A9": "'经济技术开发区' is not a unit of the study"}


def test_years_over_indicators_with_growth_and_rank_beside_the_level(tmp_path):
    path = write_xlsx(
        tmp_path / "two.xlsx",
        [
            ["县区", "2023年", None, None, "2024年", None, None],
            [
                None,
                "生产总值（亿元）",
                "增速（%）",
                "位次",
                "生产总值（亿元）",
                "增速（%）",
                "位次",
            ],
            ["交城", 106.6164, 2.1, 73, "１０７．４８３", 3.2, 74],
            ["孝义", 472.2855, 5.0, 8, 505.5819, 4.1, 7],
        ],
        merged=["A1:A2", "B1:D1", "E1:G1"],
    )
    figures, extraction = take(path)
    assert figures == [
        (HOME, 2023, GDP, 106.6164, "B3"),
        (HOME, 2024, GDP, 107.483, "E3"),
        (XIAOYI, 2023, GDP, 472.2855, "B4"),
        (XIAOYI, 2024, GDP, 505.5819, "E4"),
    ]
    assert list(extraction.left_out) == [f"Sheet1!{column}2" for column in "CDFG"]


def test_csv_with_years_as_columns_and_the_indicator_in_the_title(tmp_path):
    path = write_csv(
        tmp_path / "years.csv",
        "各县地区生产总值（亿元）,,,\n代码,名称,2023,2024\n"
        "141122,交城县,106.6164,107.483\n141181,孝义市,472.2855,-\n",
    )
    assert take(path)[0] == [
        (HOME, 2023, GDP, 106.6164, "C3"),
        (HOME, 2024, GDP, 107.483, "D3"),
        (XIAOYI, 2023, GDP, 472.2855, "C4"),
    ]


def test_long_csv_with_a_byte_order_mark(tmp_path):
    path = write_csv(
        tmp_path / "long.csv",
        "地区,年份,指标,数值,计量单位\n吕梁市交城县,2024年,GDP,1074830,万元\n"
        "山西省吕梁市文水县,2024年,常住人口,354787,人\n",
        "utf-8-sig",
    )
    assert take(path)[0] == [
        (HOME, 2024, GDP, 107.483, "D2"),
        (WENSHUI, 2024, "population_resident", 35.4787, "D3"),
    ]


def test_csv_in_gb18030_with_full_width_digits(tmp_path):
    path = write_csv(
        tmp_path / "gb.csv",
        "县（市、区）,年份,地区生产总值（万元）,年末常住人口（万人）\n"
        "交城县,２０２４年,１０７４８３０,２２．１９９２\n文水县,２０２４年,“”,３５．４７８７\n".replace(
            "“”", "－"
        ),
        "gb18030",
    )
    assert take(path)[0] == [
        (HOME, 2024, GDP, 107.483, "C2"),
        (HOME, 2024, "population_resident", 22.1992, "D2"),
        (WENSHUI, 2024, "population_resident", 35.4787, "D3"),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_utf_16_with_tabulators(tmp_path, encoding):
    path = write_csv(
        tmp_path / "utf16.txt",
        "名称\t一般公共预算收入(亿元)\t第一产业增加值(亿元)\r\n交城县\t8.6126\t4.8556\r\n文水县\t6.362\t21.3849\r\n",
        encoding,
    )
    assert take(path, year=2024)[0] == [
        (HOME, 2024, REVENUE, 8.6126, "B2"),
        (HOME, 2024, "va_primary", 4.8556, "C2"),
        (WENSHUI, 2024, REVENUE, 6.362, "B3"),
        (WENSHUI, 2024, "va_primary", 21.3849, "C3"),
    ]


def test_a_short_table_in_gb18030_is_not_taken_for_utf_16(tmp_path):
    path = write_csv(tmp_path / "short.csv", "县,GDP\r\n平城区,5064547\r\n", "gb18030")
    figures, _ = take(path, year=2023, unit_of_measure="万元")
    assert figures == [("140213", 2023, GDP, 506.4547, "B2")]


def test_tabulators_beside_thousands_separators(tmp_path):
    path = write_csv(tmp_path / "tabs.txt", "名称\tGDP（万元）\t收入\n交城县\t1,066,164\t1,2,3\n")
    assert take(path, year=2023)[0] == [(HOME, 2023, GDP, 106.6164, "B2")]


def test_xls_with_merged_cells():
    figures, extraction = take(XLS)
    assert figures == [
        (HOME, 2023, GDP, 111.3456, "B5"),
        (HOME, 2023, "gdp_growth_real", 3.2, "C5"),
        (HOME, 2023, "population_resident", 21.53, "D5"),
        (WENSHUI, 2023, "gdp_growth_real", 4.0, "C6"),
        (WENSHUI, 2023, "population_resident", 37.41, "D6"),
    ]
    assert extraction.figures[0].cell == "'2023年'!B5"


def test_a_countys_work_table_with_indicators_down_and_years_across(tmp_path):
    path = write_xlsx(
        tmp_path / "work.xlsx",
        [
            ["交城县主要经济指标", None, None, None, None],
            ["指标", "计量单位", "2022年", "2023年", "备注"],
            ["一、综合", None, None, None, None],
            ["地区生产总值", "亿元", 107.1464, 106.6164, "初步核算"],
            ["#第一产业增加值", "万元", 53565, 51383, None],
            ["其中：第二产业", "亿元", 71.8005, 70.1507, None],
            ["规模以上工业企业", "个", 80, 82, None],
            ["年末常住人口①", "人", "225,586", "223 900", None],
        ],
        merged=["A1:E1"],
    )
    figures, extraction = take(path)
    assert figures == [
        (HOME, 2022, GDP, 107.1464, "C4"),
        (HOME, 2023, GDP, 106.6164, "D4"),
        (HOME, 2022, "va_primary", 5.3565, "C5"),
        (HOME, 2023, "va_primary", 5.1383, "D5"),
        (HOME, 2022, "va_secondary", 71.8005, "C6"),
        (HOME, 2023, "va_secondary", 70.1507, "D6"),
        (HOME, 2022, "population_resident", 22.5586, "C8"),
        (HOME, 2023, "population_resident", 22.39, "D8"),
    ]
    assert extraction.left_out == {"Sheet1!A7": "indicator '规模以上工业企业' is not recognised"}


def test_units_across_and_indicators_down_in_english(tmp_path):
    path = write_xlsx(
        tmp_path / "english.xlsx",
        [
            ["Main indicators of counties, 2024"],
            ["Indicator", "Unit", "Jiaocheng County", "Wenshui", "Xiaoyi City"],
            ["Gross domestic product", "100 million yuan", 107.483, 129.2001, 505.5819],
            ["General public budget revenue", "10,000 yuan", 86126, 63620, 460341],
            ["Resident population", "persons", 221992, "n.a.", 474206],
        ],
    )
    assert take(path)[0] == [
        (HOME, 2024, GDP, 107.483, "C3"),
        (WENSHUI, 2024, GDP, 129.2001, "D3"),
        (XIAOYI, 2024, GDP, 505.5819, "E3"),
        (HOME, 2024, REVENUE, 8.6126, "C4"),
        (WENSHUI, 2024, REVENUE, 6.362, "D4"),
        (XIAOYI, 2024, REVENUE, 46.0341, "E4"),
        (HOME, 2024, "population_resident", 22.1992, "C5"),
        (XIAOYI, 2024, "population_resident", 47.4206, "E5"),
    ]


def test_codes_without_their_leading_zero_in_another_country(tmp_path):
    path = write_xlsx(
        tmp_path / "bea.xlsx",
        [
            ["GEOID", "County", "1969", "1970"],
            [1001.0, "Autauga County", 2847, 3015.5],
            [1003, "Baldwin County", 2989, "(NA)"],
            ["13009", "Baldwin County", 2500, 2600],
        ],
    )
    figures, _ = take(
        path,
        units=foreign_units(),
        measures={"income_per_head": "usd_per_person"},
        indicator="income_per_head",
        unit_of_measure="usd_per_person",
    )
    assert figures == [
        ("01001", 1969, "income_per_head", 2847, "C2"),
        ("01001", 1970, "income_per_head", 3015.5, "D2"),
        ("01003", 1969, "income_per_head", 2989, "C3"),
        ("13009", 1969, "income_per_head", 2500, "C4"),
        ("13009", 1970, "income_per_head", 2600, "D4"),
    ]


def test_names_merged_over_their_years_and_a_continued_table(tmp_path):
    path = write_xlsx(
        tmp_path / "continued.xlsx",
        [
            ["主要年份财政收支  单位：亿元"],
            ["地区", "年份", "一般公共预算收入"],
            ["交城县", "2023", 7.0028],
            [None, "2024", 8.6126],
            ["续表", None, None],
            ["地区", "年份", "一般公共预算收入"],
            ["文水县", "2023", 8.22],
            [None, "2024", 6.362],
        ],
        merged=["A3:A4", "A7:A8"],
    )
    assert take(path)[0] == [
        (HOME, 2023, REVENUE, 7.0028, "C3"),
        (HOME, 2024, REVENUE, 8.6126, "C4"),
        (WENSHUI, 2023, REVENUE, 8.22, "C7"),
        (WENSHUI, 2024, REVENUE, 6.362, "C8"),
    ]


def test_two_halves_side_by_side_and_equal_names_under_their_groups(tmp_path):
    path = write_csv(
        tmp_path / "halves.csv",
        "2024年地区生产总值,,,单位：亿元\n地区,生产总值,地区,生产总值\n"
        "阳泉市,800,交城县,107.483\n城区,300.5,文水县,129.2001\n",
    )
    figures, extraction = take(path)
    assert figures == [
        (HOME, 2024, GDP, 107.483, "D3"),
        ("140302", 2024, GDP, 300.5, "B4"),
        (WENSHUI, 2024, GDP, 129.2001, "D4"),
    ]
    assert [f.value for f in extraction.sums] == [800]


def test_two_tables_on_one_sheet_each_with_its_title(tmp_path):
    path = write_xlsx(
        tmp_path / "stacked.xlsx",
        [
            ["2023年地区生产总值", None, "单位：亿元"],
            ["地区", "总量", "位次"],
            ["交城县", 106.6164, 73],
            [],
            ["2024年一般公共预算收入", None, "单位：万元"],
            ["地区", "总量", "位次"],
            ["交城县", 86126, 70],
        ],
    )
    assert take(path)[0] == [(HOME, 2023, GDP, 106.6164, "B3"), (HOME, 2024, REVENUE, 8.6126, "B7")]


def test_figures_that_look_like_years_and_incomes_per_head(tmp_path):
    path = write_xlsx(
        tmp_path / "income.xlsx",
        [
            ["交城县"],
            ["年份", "GDP（亿元）", "农村居民人均可支配收入（元）"],
            [2003, 20.5, 1999],
            [2004, 22, 2010],
        ],
    )
    assert take(path)[0] == [
        (HOME, 2003, GDP, 20.5, "B3"),
        (HOME, 2003, "rural_disposable_income", 1999, "C3"),
        (HOME, 2004, GDP, 22, "B4"),
        (HOME, 2004, "rural_disposable_income", 2010, "C4"),
    ]


def test_the_year_of_a_yearbooks_edition_is_not_that_of_its_data(tmp_path):
    cells = [["统计年鉴（2024）", "单位：亿元"], ["地区", "GDP"], ["交城县", 106.6164]]
    path = write_xlsx(tmp_path / "edition.xlsx", cells)
    with pytest.raises(InputError, match="does not state the year"):
        take(path)
    assert take(path, year=2023)[0] == [(HOME, 2023, GDP, 106.6164, "B3")]


def test_only_the_chosen_sheet_and_sheets_without_a_table(tmp_path):
    table = [["地区", "2024年GDP（亿元）"], ["交城县", 107.483]]
    path = write_xlsx(
        tmp_path / "sheets.xlsx",
        [["封面"]],
        sheet="封面",
        others={"数据": table, "草稿": [["地区", "2024年GDP（亿元）"], ["交城县", 1]]},
    )
    assert take(path, sheet="数据")[0] == [(HOME, 2024, GDP, 107.483, "B2")]
    assert len(take(path)[0]) == 2


# Damage

TITLE = ["地区", "2024年地区生产总值（亿元）"]
DAMAGED = {
    "letter in a number": (
        [TITLE, ["交城县", "1O7.483"], ["文水县", "129.2 左右"]],
        "'1O7.483' is not a number (1 more: Sheet1!B3)",
        "Sheet1!B2",
    ),
    "decimal comma": ([TITLE, ["交城县", "107,48"]], "'107,48' is not a number", "Sheet1!B2"),
    "name of two units": (
        [TITLE, ["城区", 300]],
        "'城区' is the name of several units",
        "Sheet1!A2",
    ),
    "misspelt name": ([TITLE, ["交成县", 107.483]], "unknown unit '交成县'", "Sheet1!A2"),
    "name of another code": (
        [["代码", *TITLE], [141121, "交城县", 107.483]],
        "code '141121' does not belong to '交城县' in Sheet1!B2",
        "Sheet1!A2",
    ),
    "unknown code": (
        [["代码", TITLE[1]], [141199, 107.483], [141122, 1]],
        "unknown code '141199'",
        "Sheet1!A2",
    ),
    "part of a year": (
        [["地区", "2024年1-9月地区生产总值（亿元）"], ["交城县", 80]],
        "'2024年1-9月地区生产总值(亿元)' names a part of a year",
        "Sheet1!B1",
    ),
    "month": (
        [["2024年11月各县GDP（亿元）"], ["地区", "GDP"], ["交城县", 95]],
        "'2024年11月各县GDP(亿元)' names a part of a year",
        "Sheet1!A1",
    ),
    "name under another group": (
        [TITLE, ["阳泉市", 9], ["城区", 3], ["郊区", 9], ["盂县", 3], ["大同市", 9], ["矿区", 9]],
        "'矿区' stands under 大同市, which has no such unit",
        "Sheet1!A7",
    ),
    "no measurement unit": (
        [["地区", "2024年地区生产总值"], ["交城县", 107.483]],
        "no measurement unit is stated for gdp",
        "Sheet1!B1",
    ),
    "measurement unit of persons": (
        [["地区", "2024年地区生产总值（万人）"], ["交城县", 107.483]],
        "'2024年地区生产总值(万人)' is not a measurement unit of gdp",
        "Sheet1!B1",
    ),
    "no measurement unit in one line": (
        [["交城县2024年"], ["指标", "计量单位", "数值"], ["生产总值", "亿元", 107],
         ["一般公共预算收入", None, 86126]],
        "no measurement unit is stated for general_public_budget_revenue",
        "Sheet1!C2",
    ),
    "unknown measurement unit": (
        [["交城县2024年"], ["指标", "计量单位", "数值"], ["生产总值", "亿元", 107],
         ["年末常住人口", "万户", 8], ["一般公共预算收入", "亿元", 8]],
        "unknown measurement unit '万户'",
        "Sheet1!B4",
    ),
    "another indicator than that of the title": (
        [["2024年地区生产总值核算"], ["地区", "工业增加值（亿元）"], ["交城县", 55]],
        "no figure can be imported: '工业增加值(亿元)': heading is not recognised",
        "Sheet1!B2",
    ),
    "no year": (
        [["地区", "地区生产总值（亿元）"], ["交城县", 107.483]],
        "the table does not state the year",
        "Sheet1!B1",
    ),
    "letter in a year": (
        [["地区", "年份", "地区生产总值（亿元）"], ["交城县", "2O24", 107.483]],
        "'2O24' is not a year",
        "Sheet1!B2",
    ),
    "two figures for one cell": (
        [TITLE, ["交城县", 107.483], ["交城", 108]],
        None,
        "Sheet1!B3",
    ),
    "money of zero": ([TITLE, ["交城县", 0]], "gdp = 0", "Sheet1!B2"),
    "title with several indicators": (
        [["地区生产总值和财政支出：一般公共预算支出（亿元）"], ["地区", "2024年"], ["交城县", 1]],
        "the title '地区生产总值和财政支出:一般公共预算支出(亿元)' names several indicators: "
        "general_public_budget_expenditure, gdp",
        "Sheet1!A1",
    ),
    "no headings": (
        [["交城县", 107.483], ["文水县", 129.2]],
        "no header was found above figures",
        "Sheet1!A1:B2",
    ),
    "figures without a name": (
        [TITLE, ["交城县", 107.483], [None, 3.5]],
        "a line with figures has no unit",
        "Sheet1!A3",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_table_is_refused_with_its_cell(tmp_path, name):
    cells, what, cell = DAMAGED[name]
    path = write_xlsx(tmp_path / "table.xlsx", cells)
    with pytest.raises(InputError) as caught:
        merge_figures(take(path)[1].figures, file="table.xlsx")
    assert caught.value.where == f"table.xlsx {cell}"
    if what:
        assert caught.value.what == what
    assert caught.value.expected
    assert caught.value.remedy


def test_candidates_of_an_ambiguous_name_are_listed(tmp_path):
    path = write_xlsx(tmp_path / "table.xlsx", [TITLE, ["城区", 300]])
    with pytest.raises(InputError, match=r"阳泉市城区 \(140302\) or 晋城市城区 \(140502\)"):
        take(path)


def test_a_misspelt_name_is_suggested(tmp_path):
    path = write_xlsx(tmp_path / "table.xlsx", [TITLE, ["交成县", 300]])
    with pytest.raises(InputError, match=r"did you mean .*吕梁市交城县 \(141122\)"):
        take(path)


def test_unreadable_bytes_are_refused_with_their_cell(tmp_path):
    text = "地区,2024年地区生产总值（亿元）\n" + "文水县,129.2\n" * 5 + "交城县,107.483\n"
    content = text.encode().replace("交".encode(), b"\xe4\xba", 1)
    (tmp_path / "broken.csv").write_bytes(content)
    with pytest.raises(InputError) as caught:
        take(tmp_path / "broken.csv")
    assert caught.value.where == "broken.csv broken!A7"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"<html><table></table></html>", "page.xls is a web page or XML text, not a workbook"),
        (b"PK\x03\x04 cut off", "page.xls is damaged or not a workbook"),
        (b"", "page.xls is empty"),
    ],
)
def test_a_file_that_is_no_table_is_refused(tmp_path, content, what):
    (tmp_path / "page.xls").write_bytes(content)
    with pytest.raises(InputError) as caught:
        take(tmp_path / "page.xls")
    assert caught.value.what.startswith(what)


def test_a_stated_measurement_unit_is_not_overruled(tmp_path):
    path = write_xlsx(tmp_path / "table.xlsx", [TITLE, ["交城县", 107.483]])
    with pytest.raises(InputError, match="the file states '亿元', --unit-of-measure states '万元'"):
        take(path, unit_of_measure="万元")


def test_an_unknown_sheet_is_refused_with_the_closest(tmp_path):
    path = write_xlsx(tmp_path / "table.xlsx", [TITLE, ["交城县", 107.483]])
    with pytest.raises(InputError, match="did you mean 'Sheet1'"):
        take(path, sheet="Sheet2")


# Comparison with the panel


def prepare(tmp_path, data_dir, cells, **options):
    path = write_xlsx(tmp_path / "table.xlsx", cells)
    return prepare_import(path, data_dir, Options(**options))


def kinds(report):
    return [(concern.kind, concern.cells) for concern in report.concerns]


def test_new_revised_and_rounded_figures(tmp_path, data_copy):
    report = prepare(
        tmp_path,
        data_copy,
        [
            ["地区", "2024年地区生产总值（亿元）", "2025年地区生产总值（亿元）"],
            ["交城县", 110.5, 115],
            ["文水县", 129.2, None],
        ],
    )
    assert [(c.figure.cell, c.status, c.current) for c in report.changes] == [
        ("Sheet1!B2", "revised", Decimal("107.483")),
        ("Sheet1!C2", "new", None),
        ("Sheet1!B3", "unchanged", Decimal("129.2001")),
    ]
    revised = report.with_status("revised")[0]
    assert float(revised.difference) == pytest.approx(3.017)
    assert revised.share == pytest.approx(0.02807, abs=1e-5)


def test_a_factor_of_ten_thousand_is_named_and_never_appended(tmp_path, data_copy):
    report = prepare(tmp_path, data_copy, [["地区", "2025年GDP（亿元）"], ["交城县", 1150000]])
    assert kinds(report) == [("factor", ("Sheet1!B2",))]
    before = (data_copy / "panel.csv").read_bytes()
    with pytest.raises(InputError, match="a factor of about 10 000") as caught:
        append_import(report, data_copy, source="county_own_figure", day=date(2026, 11, 27))
    assert caught.value.where == "table.xlsx Sheet1!B2"
    assert (data_copy / "panel.csv").read_bytes() == before


def test_jumps_are_measured_within_one_basis(tmp_path, data_copy):
    report = prepare(
        tmp_path,
        data_copy,
        [
            ["地区", "2024年GDP（亿元）", "2025年GDP（亿元）"],
            ["交城县", 151, 216],
            ["孝义市", 600, 620],
        ],
    )
    assert [item for item in kinds(report) if item[0] == "jump"] == [
        ("jump", ("Sheet1!B2",)),
        ("jump", ("Sheet1!C2",)),
    ]
    assert "151 against 107.483 in the panel (+40%)" in report.concerns[0].text


def test_swapped_units_and_swapped_indicators(tmp_path, data_copy):
    money = "2024年{}（亿元）".format
    report = prepare(
        tmp_path,
        data_copy,
        [
            ["地区", money("地区生产总值"), money("一般公共预算收入"), money("第一产业")],
            ["交城县", 129.21, 8.6, 4.86],
            ["文水县", 107.49, 21.39, 6.37],
        ],
    )
    assert kinds(report)[:1] == [("swap", ("Sheet1!C3", "Sheet1!D3"))]
    swapped = prepare(
        tmp_path, data_copy, [["地区", money("GDP")], ["交城县", 505.5], ["孝义市", 107.5]]
    )
    assert kinds(swapped) == [("swap", ("Sheet1!B2", "Sheet1!B3"))]


def test_sums_of_sectors_and_of_groups(tmp_path, data_copy):
    money = "2024年{}（亿元）".format
    report = prepare(
        tmp_path,
        data_copy,
        [
            ["地区", money("地区生产总值"), money("第二产业")],
            ["吕梁市", 3000, None],
            ["交城县", 107.483, 70],
        ],
    )
    assert kinds(report) == [("sum", ("Sheet1!B3", "Sheet1!C3")), ("group_sum", ("Sheet1!B2",))]
    assert "va_primary + va_secondary + va_tertiary = 116.6210" in report.concerns[0].text


def test_the_report_names_what_is_understood_new_revised_and_wrong(tmp_path, data_copy):
    report = prepare(
        tmp_path,
        data_copy,
        [
            ["地区", "2024年地区生产总值（万元）", "2025年地区生产总值（万元）", "人均"],
            ["交城县", 1105000, 2000000, 5],
        ],
    )
    assert list(describe(report)) == [
        "table.xlsx, Sheet1: header in row 1, figures in Sheet1!A2:D2",
        "understood: 2 figures, 0 of them unchanged; 0 blanks",
        "  gdp  2024-2025  1 unit  1105000 万元 in Sheet1!B2 = 110.5 cny_1e8",
        "not imported: 1",
        "  Sheet1!D1  '人均': a growth rate, rank, share or the like",
        "new: 1",
        "  交城县 141122  2025  gdp  200  Sheet1!C2",
        "revised: 1",
        "  unit           year  indicator  now      file   difference         cell",
        "  交城县 141122  2024  gdp        107.483  110.5  +3.017      +2.8%  Sheet1!B2",
        "looks wrong: 2",
        "  Sheet1!C2  gdp of 交城县 (141122) for 2025: 200 against 110.5 in 2024 (+81%)",
        "  Sheet1!B2  gdp of 交城县 (141122) for 2024: 110.5, but va_primary + va_secondary + "
        "va_tertiary = 107.4830; figures that are not in the file are those of the panel",
    ]


HEADINGS = {
    "gdp": "地区生产总值",
    "va_primary": "第一产业",
    "va_secondary": "第二产业",
    "va_tertiary": "第三产业",
    "general_public_budget_revenue": "一般公共预算收入",
    "general_public_budget_expenditure": "一般公共预算支出",
    "population_resident": "年末常住人口",
}


def panel_figures(year):
    values = panel_values(read_county_panel(DATA_DIR))
    return {key: value for key, value in values.items() if key[1] == year and key[2] in HEADINGS}


def test_a_yearbook_of_all_units_agrees_with_the_panel(tmp_path):
    values = panel_figures(2023)
    cells = [
        ["各县（市、区）主要指标（2023年）"],
        ["单位：万元、人"],
        ["县(市、区)", *HEADINGS.values()],
    ]
    for group, members in UNITS.groupby("group_zh", sort=False):
        found = [[values.get((c, 2023, i)) for i in HEADINGS] for c in members["code"]]
        sums = [float(sum(filter(None, column)) * 10_000) for column in zip(*found, strict=True)]
        cells.append([" ".join(group), *sums])
        for name, row in zip(members["name_zh"], found, strict=True):
            cells.append(["  " + " ".join(name), *(float(v * 10_000) if v else "—" for v in row)])
    report = prepare(tmp_path, DATA_DIR, cells)
    assert len(report.changes) == len(values) == 818
    assert report.blanks == 117 * 7 - 818
    assert {change.status for change in report.changes} == {"unchanged"}
    assert report.left_out == {}
    assert {concern.kind for concern in report.concerns} == {"sum"}


def test_the_swapped_cells_of_the_panel_are_found():
    """The cells of Ji and Xiangning for 2022 that exclusions.csv lists as mixed up."""
    values = panel_figures(2022)
    figures = [
        Figure((code,), "unit", code, year, indicator, value, 4, "", f"{code} {indicator}")
        for (code, year, indicator), value in values.items()
    ]
    past = {k: v for k, v in panel_values(read_county_panel(DATA_DIR)).items() if k[1] < 2022}
    concerns = find_concerns(
        compare(figures, past),
        [],
        past,
        measure_of=MEASURES,
        study=load_study(),
        group_of=dict(zip(UNITS["code"], UNITS["group_zh"], strict=True)),
        sums={GDP: ("va_primary", "va_secondary", "va_tertiary")},
    )
    spending = "general_public_budget_expenditure"
    assert [concern.cells for concern in concerns if concern.kind == "swap"] == [
        (f"141028 {spending}", f"141029 {spending}")
    ]
    assert not any(concern.blocking for concern in concerns)


# Vintages


def append(tmp_path, data_dir, cells, *, day, source="county_own_figure"):
    report = prepare(tmp_path, data_dir, cells)
    return append_import(report, data_dir, source=source, day=day)


def home_gdp(data_dir, year, as_of=None):
    cells = read_county_panel(data_dir, as_of)
    found = cells[(cells.code == HOME) & (cells.year == year) & (cells.indicator == GDP)]
    return list(found[found.kind == "preferred"]["value"])


def test_every_edition_remains_and_no_row_is_overwritten(tmp_path, data_copy):
    path = data_copy / "panel.csv"
    original, frame = path.read_text(encoding="utf-8"), read_county_panel(data_copy)
    first, second = date(2026, 11, 20), date(2026, 11, 27)
    table = [["地区", "2024年GDP（亿元）"], ["交城县", 108.25]]
    assert append(tmp_path, data_copy, table, day=first) == 1
    assert append(tmp_path, data_copy, [table[0], ["交城县", 109.5]], day=second) == 1
    assert home_gdp(data_copy, 2024, date(2026, 11, 19)) == [107.483]
    assert (
        home_gdp(data_copy, 2024, first)
        == home_gdp(data_copy, 2024, date(2026, 11, 26))
        == [108.25]
    )
    assert home_gdp(data_copy, 2024) == home_gdp(data_copy, 2024, second) == [109.5]
    assert read_county_panel(data_copy, date(2026, 1, 1)).equals(frame)
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = original.splitlines()
    assert lines[0] == f"{kept[0]},recorded"
    assert lines[1 : len(kept)] == [f"{line}," for line in kept[1:]]
    assert lines[len(kept) :] == [
        "141122,交城县,2024,gdp,108.25,cny_1e8,census5,preferred,ok,county_own_figure,"
        "imported from table.xlsx Sheet1!B2,2026-11-20",
        "141122,交城县,2024,gdp,109.5,cny_1e8,census5,preferred,ok,county_own_figure,"
        "imported from table.xlsx Sheet1!B2,2026-11-27",
    ]
    assert len(read_panel_vintages(data_copy)) == len(frame) + 2


def test_load_panel_returns_each_edition(tmp_path, data_copy):
    append(
        tmp_path,
        data_copy,
        [["地区", "2024年一般公共预算收入（亿元）"], ["交城县", 8.9]],
        day=date(2026, 11, 27),
    )
    now, then = load_panel(data_copy), load_panel(data_copy, as_of=date(2026, 11, 26))
    row, column = now.unit_index(HOME), now.year_index(2024)
    assert (now.revenue[row, column], then.revenue[row, column]) == (8.9, 8.6126)
    assert load_panel(data_copy) is now


def test_an_import_of_unchanged_figures_writes_nothing(tmp_path, data_copy):
    before = (data_copy / "panel.csv").read_bytes()
    table = [["地区", "2024年GDP（亿元）"], ["交城县", 107.483]]
    assert append(tmp_path, data_copy, table, day=date(2026, 11, 27)) == 0
    assert (data_copy / "panel.csv").read_bytes() == before


def test_figures_that_look_wrong_are_flagged_doubtful_with_the_reason(tmp_path, data_copy):
    append(
        tmp_path,
        data_copy,
        [["地区", "2025年GDP（亿元）"], ["交城县", 216], ["文水县", 131]],
        day=date(2026, 11, 27),
    )
    cells = read_county_panel(data_copy).set_index(["code", "year", "indicator"])
    assert cells.loc[(HOME, 2025, GDP), ["flag", "note"]].tolist() == [
        "doubtful",
        "imported from table.xlsx Sheet1!B2; gdp of 交城县 (141122) for 2025: 216 against 107.483 "
        "in 2024 (+101%)",
    ]
    assert cells.loc[(WENSHUI, 2025, GDP), "flag"] == "ok"


TWO_YEARS_AHEAD = [["地区", "2026年GDP（亿元）"], ["交城县", 120]]
REVISION = [["地区", "2024年GDP（亿元）"], ["交城县", 108.25]]


@pytest.mark.parametrize(
    ("cells", "source", "what"),
    [
        (TWO_YEARS_AHEAD, "county_own_figure", "gdp of 141122 for 2026"),
        (REVISION, "", "no source is named"),
        (REVISION, "yearbook", "unknown source 'yearbook'"),
    ],
)
def test_what_the_reader_would_refuse_is_not_written(tmp_path, data_copy, cells, source, what):
    before = (data_copy / "panel.csv").read_bytes()
    with pytest.raises(InputError) as caught:
        append(tmp_path, data_copy, cells, day=date(2026, 11, 27), source=source)
    assert caught.value.what == what
    assert (data_copy / "panel.csv").read_bytes() == before


def test_two_revisions_of_one_figure_on_one_day_are_refused(tmp_path, data_copy):
    day = date(2026, 11, 27)
    append(tmp_path, data_copy, REVISION, day=day)
    before = (data_copy / "panel.csv").read_bytes()
    with pytest.raises(InputError, match="was already recorded on 2026-11-27") as caught:
        append(tmp_path, data_copy, [REVISION[0], ["交城县", 109.5]], day=day)
    assert caught.value.where == "table.xlsx Sheet1!B2"
    assert (data_copy / "panel.csv").read_bytes() == before


def test_a_failure_while_writing_leaves_the_panel_as_it_was(tmp_path, data_copy, monkeypatch):
    before = {path.name: path.read_bytes() for path in data_copy.glob("*.csv")}

    def fail(path, content):
        raise OSError("no space left on device")

    monkeypatch.setattr(vintages, "write_bytes_atomic", fail)
    with pytest.raises(OSError, match="no space"):
        append(tmp_path, data_copy, REVISION, day=date(2026, 11, 27))
    assert {path.name: path.read_bytes() for path in data_copy.glob("*.csv")} == before
    assert not list(data_copy.glob("*.staging*"))


def test_a_panel_that_changed_meanwhile_is_not_appended_to(tmp_path, data_copy):
    report = prepare(tmp_path, data_copy, REVISION)
    append(
        tmp_path,
        data_copy,
        [["地区", "2024年GDP（亿元）"], ["文水县", 131]],
        day=date(2026, 11, 27),
    )
    with pytest.raises(InputError, match="has changed since it was compared"):
        append_import(report, data_copy, source="county_own_figure", day=date(2026, 11, 27))


def test_a_panel_with_quoted_lines_and_a_mark_stays_byte_for_byte(data_copy):
    before = '\ufeffcode,note\r\n1,"a\r\nb, c"\r\n2,x'.encode()
    after = vintages.extend_panel(before, [{"code": "3", "note": "y", "recorded": "2026-11-27"}])
    assert after.decode() == (
        '\ufeffcode,note,recorded\r\n1,"a\r\nb, c",\r\n2,x,\r\n3,y,2026-11-27\r\n'
    )


def test_the_command_shows_first_and_appends_with_yes(tmp_path, data_copy):
    path = write_xlsx(tmp_path / "own.xlsx", [["地区", "2025年GDP（亿元）"], ["交城县", 115]])
    before = (data_copy / "panel.csv").read_bytes()
    runner = CliRunner()
    shown = runner.invoke(app, ["import", str(path), "--data", str(data_copy)])
    assert shown.exit_code == 0, shown.output
    assert "nothing was written" in shown.output
    assert (data_copy / "panel.csv").read_bytes() == before
    options = ["--data", str(data_copy), "--source", "county_own_figure", "--yes"]
    written = runner.invoke(app, ["import", str(path), *options])
    assert written.exit_code == 0, written.output
    assert "appended 1 row to panel.csv" in written.output
    assert home_gdp(data_copy, 2025) == [115.0]


@pytest.mark.parametrize(
    ("heading", "figure", "says", "cell"),
    [
        ("2025年GDP（亿元）", 1150000, "a factor of about 10 000", "Sheet1!B2"),
        ("2099年GDP（亿元）", 115, "the year is in the future", "Sheet1!B2"),
        ("2025年GDP（亿元）", "nan", "'nan' is not a number", "Sheet1!B2"),
        ("2025年粮食产量（吨）", 5, "heading is not recognised", "Sheet1!B1"),
    ],
)
def test_without_yes_the_exit_status_says_that_a_file_cannot_be_appended(
    tmp_path, data_copy, heading, figure, says, cell
):
    path = write_xlsx(tmp_path / "own.xlsx", [["地区", heading], ["交城县", figure]])
    result = CliRunner().invoke(app, ["import", str(path), "--data", str(data_copy)])
    assert isinstance(result.exception, InputError)
    assert result.exception.exit_status == 2
    assert says in str(result.exception)
    assert cell in result.exception.where
