"""A new study from one flat table: every kind of CSV to the exact study; refusals with the cell."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import yaml

from planodds.errors import InputError, PlanoddsError, UsageError
from planodds.inputs.importing.file_reader import read_grids
from planodds.inputs.importing.number_format import NumberFormat, find_number_format
from planodds.inputs.new_study.columns import Choices, find_layout
from planodds.inputs.new_study.create import create_study
from planodds.inputs.panels.county_panel import load_panel
from planodds.inputs.plan import common_plan_names, load_plan
from planodds.inputs.study import load_study
from planodds.inputs.tables.files import DATA_ROOT
from planodds.inputs.validation import check_inputs

YEARS = range(2010, 2021)
CODES = [f"{number:03d}" for number in range(7, 19)]  # leading zeros
NAMES = [f"Town {chr(65 + row)}" for row in range(12)]
ZH_NAMES = [f"{sign}县" for sign in "甲乙丙丁戊己庚辛壬癸子丑"]
GROUPS = ["North", "South", "West"]


def value(row, year):
    """Two decimals, thousands above 1 000; the last unit is the largest."""
    return round(1.05 ** (year - 2010) * (250.25 + 400.5 * row), 2)


VALUES = np.array([[value(row, year) for year in YEARS] for row in range(12)])


def point(number):
    return f"{number:.2f}"


def comma(number):
    return point(number).replace(".", ",")


def grouped(number):
    return f"{number:,.2f}"


def grouped_comma(number):
    return grouped(number).translate(str.maketrans(",.", ".,"))


def spaced(number):
    return grouped(number).replace(",", "\u00a0")


def table_text(header, rows, separator=","):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    writer.writerows([header, *rows])
    return text.getvalue()


def long_table(form=point, separator=",", *, code=True, names=NAMES, group=True, skip=(),
               heading="value"):  # fmt: skip
    header = [*(["code"] if code else []), *(["name"] if names else []),
              *(["region"] if group else []), "year", heading]  # fmt: skip
    rows = [
        [*([CODES[row]] if code else []), *([names[row]] if names else []),
         *([GROUPS[row % 3]] if group else []), year, form(VALUES[row, column])]
        for row in range(12)
        for column, year in enumerate(YEARS)
        if (row, year) not in skip
    ]  # fmt: skip
    return table_text(header, rows, separator)


def wide_table(form=point, separator=",", *, names=NAMES, year="{}", skip=()):
    header = ["code", "name", "region", *(year.format(number) for number in YEARS)]
    rows = [
        [CODES[row], names[row], GROUPS[row % 3],
         *("" if (row, number) in skip else form(VALUES[row, column])
           for column, number in enumerate(YEARS))]
        for row in range(12)
    ]  # fmt: skip
    return table_text(header, rows, separator)


def make(tmp_path, text, encoding="utf-8", choices=None, name="my_towns"):
    path = tmp_path / "flat.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return create_study(path, tmp_path / name, choices or Choices())


UNSTATED = {
    "label": {"en": "Value"},
    "short": {"en": "value"},
    "measure": {"en": "units of the table"},
}
VALUE = {"indicator": "value", "unit": "unit_of_the_table", **UNSTATED}
ROSTER = {"label": {"en": "all 12 units"}, "short": {"en": "of 12"}}

FULL = {
    "name": "my_towns", "label": {"en": "my towns"}, "languages": ["en"],
    "home": {"unit": "018", "plan": "example"},
    "nouns": {"unit": {"en": "unit"}, "units": {"en": "units"}, "group": {"en": "region"},
              "groups": {"en": "regions"}, "region": {"en": "the whole area"}},
    "groups": "region", "rosters": {"all_12": ROSTER},
    "variables": {"gdp": VALUE},
    "unit_code": r"\d{3}", "first_year": 2010, "first_origin": 2015, "horizon": 2030,
    "report_years": [2021, 2025, 2030],
}  # fmt: skip
ZH_NOUNS = {"unit": {"zh": "地区"}, "units": {"zh": "地区"}, "group": {"en": "region"},
            "groups": {"en": "regions"}, "region": {"zh": "全域"}}  # fmt: skip
NO_GROUP = {
    "groups": None,
    "nouns": {key: FULL["nouns"][key] for key in ("unit", "units", "region")},
}
ZH = {
    "languages": ["zh"], "nouns": ZH_NOUNS,
    "rosters": {"all_12": {"label": {"zh": "全部 12 个地区"}, "short": {"zh": "12 个地区"}}},
    "variables": {"gdp": {"indicator": "value", "unit": "unit_of_the_table",
                          "label": {"zh": "数值"}, "measure": {"zh": "表中单位"}}},
}  # fmt: skip
SERIAL = {"home": {"unit": "00012", "plan": "example"}, "unit_code": r"\d{5}"}

KINDS = {
    "comma": (long_table(), "utf-8", {}),
    "byte-order mark": (long_table(), "utf-8-sig", {}),
    "semicolon, decimal comma": (long_table(comma, ";"), "utf-8", {}),
    "semicolon, points for thousands": (long_table(grouped_comma, ";"), "utf-8", {}),
    "tab, commas for thousands": (long_table(grouped, "\t"), "utf-8", {}),
    "bar, blanks for thousands": (long_table(spaced, "|"), "utf-8", {}),
    "quoted thousands": (long_table(grouped), "utf-8", {}),
    "GB18030": (long_table(names=ZH_NAMES), "gb18030", ZH),
    "UTF-16": (long_table(separator="\t", names=ZH_NAMES), "utf-16", ZH),
    "years as columns": (wide_table(), "utf-8", {}),
    "years as columns, decimal comma": (wide_table(comma, ";", year="Y{}"), "utf-8", {}),
    "years as columns, Chinese": (wide_table(names=ZH_NAMES, year="{}年"), "gb18030", ZH),
    "headings with a quantity": (
        wide_table(year="income_{}"), "utf-8",
        {"variables": {"gdp": {**VALUE, "indicator": "income", "label": {"en": "Income"},
                               "short": {"en": "income"}}}},
    ),
    "codes only": (long_table(names=None), "utf-8", {}),
    "names only": (long_table(code=False), "utf-8", SERIAL),
    "no group": (long_table(group=False), "utf-8", NO_GROUP),
    "fiscal years in rows": (
        long_table().replace(",2010,", ",2010-11,").replace(",2019,", ",2019/20,"), "utf-8", {},
    ),
    "fiscal years as columns": (
        wide_table(year="{}").replace(",2010,", ",2010-11,").replace(",2019,", ",2019/2020,"),
        "utf-8", {},
    ),
    "measure in brackets": (
        long_table(heading="Output (USD 1e6)"), "utf-8",
        {"variables": {"gdp": {"indicator": "output", "unit": "usd_1e6", "label": {"en": "Output"},
                               "short": {"en": "output"},
                               "measure": {"en": "USD 1e6"}}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_table_gives_the_exact_study(tmp_path, kind):
    text, encoding, changes = KINDS[kind]
    new = make(tmp_path, text, encoding)
    content = yaml.safe_load((new.folder / "study.yaml").read_text(encoding="utf-8"))
    expected = {key: item for key, item in (FULL | changes).items() if item is not None}
    assert content == expected
    panel = load_panel(new.folder)
    np.testing.assert_array_equal(panel.gdp, VALUES)
    assert panel.years == tuple(YEARS)
    if kind != "names only":
        assert list(panel.units) == CODES
    names = {"codes only": CODES}.get(
        kind, ZH_NAMES if changes is ZH or "Chinese" in kind else NAMES
    )
    assert list(panel.unit_table["name_zh"]) == names
    assert len(panel.prefectures) == (1 if kind == "no group" else 3)


def test_gaps_stay_gaps_and_units_without_the_last_year_are_left_out(tmp_path):
    new = make(tmp_path, wide_table(skip={(2, 2013), (5, 2020)}))
    assert new.table.left_out == {"Town F (012)": "no figure of 2020"}
    assert new.table.gaps == 1
    panel = load_panel(new.folder)
    expected = np.delete(VALUES, 5, axis=0)
    expected[2, 3] = np.nan
    np.testing.assert_array_equal(panel.gdp, expected)


def test_the_last_year_is_the_last_one_of_most_units(tmp_path):
    early = {(row, 2020) for row in range(3, 12)}
    new = make(tmp_path, long_table(skip=early))
    assert new.table.last_year == 2019 and not new.table.left_out
    assert len(load_panel(new.folder).ragged_edge) == 3


def test_a_second_quantity_is_offered_as_linked(tmp_path):
    lines = long_table().splitlines()
    text = "\n".join(
        [lines[0] + ",tax", *(f"{line},{row % 7}" for row, line in enumerate(lines[1:]))]
    )
    new = make(tmp_path, text)
    study = load_study(new.folder)
    assert list(study.variables) == ["gdp"] and list(study.indicators) == ["tax"]
    path = new.folder / "study.yaml"
    content = path.read_text(encoding="utf-8")
    line = (
        "  # revenue: {indicator: tax, unit: unit_of_the_table, "
        'label: {en: "Tax"}, short: {en: "tax"}, measure: {en: "units of the table"}, '
        "linked_to: gdp}\n"
    )
    assert line in content
    path.write_text(content.replace(line, line.replace("# ", "")), encoding="utf-8")
    assert load_panel(new.folder).revenue[0, 1] == 1.0
    assert any(key == "variables" for key, _ in new.open_questions)


@pytest.mark.parametrize("form", [long_table, wide_table])
def test_a_linked_column_is_forecast_and_has_a_target(tmp_path, form):
    if form is long_table:
        lines = long_table().splitlines()
        rows = [f"{line},{1 + row % 7}" for row, line in enumerate(lines[1:])]
        text = "\n".join([f"{lines[0]},Tax (Rs crore)", *rows])
    else:
        second = wide_table(year="Tax (Rs crore) {}").splitlines()
        text = "\n".join(
            f"{line},{other.split(',', 3)[3]}"
            for line, other in zip(wide_table().splitlines(), second, strict=True)
        )
    new = make(tmp_path, text, choices=Choices(linked="Tax (Rs crore)"))
    study, plan = load_study(new.folder), load_plan(new.folder)
    assert list(study.variables) == ["gdp", "revenue"] and not study.indicators
    assert study.variables["revenue"].measure["en"] == "Rs crore"
    assert plan.target("revenue_level").variable == "revenue"
    assert set(study.roles) <= {plan.target(name).variable for name in plan.headlines}
    assert np.isfinite(load_panel(new.folder).revenue).all()
    with pytest.raises(UsageError, match="'Texas'"):
        make(tmp_path, text, choices=Choices(linked="Texas"), name="other")


def test_the_user_names_the_columns(tmp_path):
    text = table_text(
        ["id", "when", "a", "b", "big", "small"],
        [[CODES[row], year, 3 * VALUES[row, column], VALUES[row, column], row % 2, row % 4]
         for row in range(12) for column, year in enumerate(YEARS)],
    )  # fmt: skip
    new = make(
        tmp_path, text, choices=Choices("id", "when", "b", "small", unit_of_measure="usd_1e6")
    )
    study = load_study(new.folder)
    assert (study.groups, study.variables["gdp"].indicator) == ("small", "b")
    assert study.variables["gdp"].unit == "usd_1e6"
    np.testing.assert_array_equal(load_panel(new.folder).gdp, VALUES)


def test_sums_of_units_are_no_units(tmp_path):
    total = "".join(f",Total,,{year},99999.5\r\n" for year in YEARS)
    rows = long_table() + total.replace(",Total", "999,Total")
    new = make(tmp_path, rows)
    assert len(new.table.units) == 12
    assert list(new.table.left_out.values()) == ["a sum of units, not a unit"]


@pytest.mark.parametrize(
    ("old", "changed", "what", "where"),
    [
        ("007,Town A,North,2012,275.90", "007,Town A,North,2012,27S.90", "not a number",
         "row 4 column value"),
        ("007,Town A,North,2012,275.90", "007,Town A,North,2011,275.90", "two figures of 2011",
         "row 4 column value"),
        ("007,Town A,North,2012,275.90", "007,Town A,North,2012,-275.90", "not above zero",
         "row 4 column value"),
        ("007,Town A,North,2012,", "007,Town A,North,FY12,", "not a year", "row 4 column year"),
        ("007,Town A,North,2012,", "007,Town Z,North,2012,", "'Town Z' here and 'Town A' in row 2",
         "row 4 column name"),
        ("007,Town A,North,2012,", ",Town A,North,2012,", "no unit", "row 4 column code"),
        ("Town A,North,2012,275.90", 'Town A,North,2012,"1.275,90"', "different decimal signs",
         "row 4 column value"),
    ],
)  # fmt: skip
def test_a_fault_is_refused_with_its_cell(tmp_path, old, changed, what, where):
    text = long_table()
    assert old in text
    with pytest.raises(InputError) as caught:
        make(tmp_path, text.replace(old, changed))
    assert what in caught.value.what
    assert where in caught.value.where
    assert caught.value.expected and caught.value.remedy
    assert list(tmp_path.iterdir()) == [tmp_path / "flat.csv"]  # nothing is half-written


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("\n".join(long_table().splitlines()[: 9 * 11 + 1]), "9 units"),
        ("\n".join(wide.rsplit(",", 8)[0] for wide in wide_table().splitlines()), "3 years"),
        ("code,name\n1,2\n3,4\n", "no column has years"),
        ("", "empty"),
        ("code,year,value\n", "no rows"),
        ("code,year,word\n1,2010,a\n2,2010,b\n1,2011,c\n2,2011,d\n", "no column has figures"),
    ],
)
def test_a_table_that_is_no_panel_is_refused(tmp_path, text, what):
    with pytest.raises(PlanoddsError) as caught:
        make(tmp_path, text)
    assert what in caught.value.what
    assert caught.value.where and caught.value.expected and caught.value.remedy


def test_too_many_units_are_refused(tmp_path):
    rows = [[f"{unit:05d}", year, 5] for unit in range(10_001) for year in range(2010, 2014)]
    with pytest.raises(InputError, match="10001 units"):
        make(tmp_path, table_text(["code", "year", "value"], rows))


def test_an_unknown_column_is_refused_with_the_closest(tmp_path):
    with pytest.raises(UsageError, match="did you mean 'region'"):
        make(tmp_path, long_table(), choices=Choices(group="regoin"))


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / "my_towns").mkdir()
    (tmp_path / "my_towns" / "notes.txt").write_text("mine")
    with pytest.raises(InputError, match="not empty"):
        make(tmp_path, long_table())
    assert [path.name for path in (tmp_path / "my_towns").iterdir()] == ["notes.txt"]


def test_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "my_towns").mkdir()
    assert sorted(make(tmp_path, long_table()).files) == sorted(
        path.relative_to(tmp_path / "my_towns").as_posix()
        for path in (tmp_path / "my_towns").rglob("*")
        if path.is_file()
    )


def test_few_years_bring_a_warning(tmp_path):
    text = "\n".join(wide.rsplit(",", 6)[0] for wide in wide_table().splitlines())
    new = make(tmp_path, text)
    assert len(new.table.years) == 5
    assert any("WARNING: 5 years only" in text for _, text in new.open_questions)
    assert load_study(new.folder).first_origin == 2013
    assert not [item for item in check_inputs(new.folder) if item.level == "error"]


def test_figures_with_two_readings_are_a_question(tmp_path):
    text = long_table(lambda number: f"{number / 1000 + 1:.3f}".replace(".", ","), ";")
    new = make(tmp_path, text)
    assert new.table.number_format == NumberFormat(",", certain=False)
    assert new.open_questions[0][0] == "--decimal"
    other = make(tmp_path, text, choices=Choices(decimal="point"), name="other")
    assert other.table.figures[0]["007", 2010] == 1250
    assert find_number_format([("A1", "1.234"), ("A2", "1.5")], comma_is_free=True).certain


def test_lakh_and_crore_are_thousands(tmp_path):
    cells = [("A1", "1,13,838.25"), ("A2", "37,510.43"), ("A3", "1,23,45,678"), ("A4", "834.35")]
    found = find_number_format(cells, comma_is_free=False)
    assert [str(found.parse(text)) for _, text in cells] == [
        "113838.25", "37510.43", "12345678", "834.35"
    ]  # fmt: skip
    assert found.parse("1,13,83.25") is None


def test_points_for_a_missing_figure_are_no_decimal_sign():
    cells = [("A1", ".."), ("A2", "12.5"), ("A3", "...")]
    assert find_number_format(cells, comma_is_free=True) == NumberFormat(".")


def test_the_example_plan_is_computed_from_the_data(tmp_path):
    new = make(tmp_path, long_table())
    plan = load_plan(new.folder)
    assert [target.id for target in plan.targets] == ["gdp_level", "gdp_growth", "gdp_rank_30"]
    level, growth, rank = plan.targets
    assert growth.threshold == 0.05
    assert level.threshold == float(f"{VALUES[11, -1] * 1.05**5:.3g}")
    assert rank.threshold == 1
    assert "MADE UP" in (new.folder / "plans/example.yaml").read_text(encoding="utf-8")


def test_the_common_plan_asks_every_unit_by_its_own_base(tmp_path):
    """`run --unit` and `atlas` need no plan of the unit: level by growth, a place in the third."""
    new = make(tmp_path, long_table())
    assert common_plan_names(new.folder) == ["common"]
    table = pd.read_csv(new.folder / "panel.csv", dtype={"code": str})
    units = pd.read_csv(new.folder / "units.csv", dtype=str)["code"]
    for unit in units:
        plan = load_plan(new.folder, file="common", unit=unit)
        level, rank = plan.targets
        (base,) = table["value"][(table["code"] == unit) & (table["year"] == level.base_year)]
        years = level.year - level.base_year
        assert level.threshold == pytest.approx(base * 1.05**years, rel=1e-3)
        assert rank.threshold == -(-len(units) // 3)


@pytest.mark.parametrize(
    ("heading", "measure"),
    [
        ("地区生产总值（万元）", "cny_1e4"),
        ("地区生产总值（亿元）", "cny_1e8"),
        ("no (null)", "null_"),
    ],
)
def test_the_measure_is_read_from_the_heading(tmp_path, heading, measure):
    new = make(tmp_path, long_table(heading=heading))
    variable = load_study(new.folder).variables["gdp"]
    assert variable.unit == measure
    assert variable.indicator in ("gdp", "no_")


@pytest.mark.parametrize(
    ("name", "group"),
    [("us_states", "region"), ("us_counties", "state"), ("indonesia_districts", "province")],
)
def test_the_shipped_panels_come_out_the_same(tmp_path, name, group):
    shipped = DATA_ROOT / name
    units = pd.read_csv(shipped / "units.csv", dtype=str)
    panel = pd.read_csv(shipped / "panel.csv", dtype=str)
    flat = panel.merge(units, on="code")[["code", "name_en", group, "year", "value"]]
    new = make(tmp_path, flat.to_csv(index=False), name=name)
    study = load_study(shipped)
    path = new.folder / "study.yaml"
    content = path.read_text(encoding="utf-8")
    assert f"first_year: {new.proposal.first_year} " in content
    path.write_text(
        content.replace(
            f"first_year: {new.proposal.first_year} ", f"first_year: {study.first_year} "
        ),
        encoding="utf-8",
    )
    found, expected = load_panel(new.folder), load_panel(shipped)
    assert found.units == expected.units
    assert found.years == expected.years
    assert found.prefectures == expected.prefectures
    for array in ("gdp", "revenue", "prefecture", "driver_growth", "provincial_level",
                  "provincial_growth_county_basis", "secondary_share"):  # fmt: skip
        np.testing.assert_array_equal(getattr(found, array), getattr(expected, array))
    assert list(found.unit_table["name_en"]) == list(expected.unit_table["name_en"])


def test_the_command_writes_a_study_that_passes_the_check(tmp_path):
    (tmp_path / "flat.csv").write_text(long_table(), encoding="utf-8")
    environment = {**os.environ, "PLANODDS_DATA": str(tmp_path / "mine")}

    def planodds(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "planodds", *arguments],
            cwd=tmp_path, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    done = planodds("init", "mine", "--from", "flat.csv", "--unit-of-measure", "usd_1e6")
    assert done.returncode == 0, done.stderr
    for text in ("12 in 'code', 'name'", "1.  label, nouns", "planodds check", "po.load_panel("):
        assert text in done.stdout
    checked = planodds("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    again = planodds("init", "mine", "--from", "flat.csv")
    assert again.returncode == 2 and "not empty" in again.stderr


def test_title_lines_above_the_headings_are_passed_over(tmp_path):
    path = tmp_path / "flat.csv"
    path.write_text("Table 1,,,,\n,,,,\n" + long_table(), encoding="utf-8")
    assert find_layout(read_grids(path)[0], Choices()).heading_row == 2


def test_a_footnote_and_row_numbers_change_nothing(tmp_path):
    lines = long_table().splitlines()
    numbered = [f"{row - 1 if row else ''},{line}" for row, line in enumerate(lines)]
    new = make(tmp_path, "\n".join([*numbered, ",Source: statistical office"]))
    assert len(new.table.units) == 12
    assert new.table.left_out == {"Source: statistical office": "no figures"}
    np.testing.assert_array_equal(load_panel(new.folder).gdp, VALUES)
    assert load_study(new.folder).groups == "region"


def test_a_workbook_is_read_as_well(tmp_path):
    pd.DataFrame(list(csv.reader(io.StringIO(wide_table())))).to_excel(
        tmp_path / "flat.xlsx", header=False, index=False, engine="xlsxwriter"
    )
    new = make(tmp_path, (tmp_path / "flat.xlsx").read_bytes())
    np.testing.assert_array_equal(load_panel(new.folder).gdp, VALUES)


def test_headings_of_the_world_bank_are_years(tmp_path):
    new = make(tmp_path, wide_table(year="{0} [YR{0}]"))
    assert load_study(new.folder).variables["gdp"].indicator == "value"


def test_a_rank_is_not_preferred_to_a_level(tmp_path):
    rows = [
        [NAMES[row], year, 12 - row, VALUES[row, column]]
        for row in range(12)
        for column, year in enumerate(YEARS)
    ]
    text = table_text(["name", "year", "rank", "value"], rows)
    new = make(tmp_path, text)
    assert load_study(new.folder).variables["gdp"].indicator == "value"


def test_several_indicators_in_one_column_are_refused(tmp_path):
    text = (DATA_ROOT / "shanxi" / "panel.csv").read_bytes()
    with pytest.raises(InputError, match="12 indicators"):
        make(tmp_path, text)


def test_a_stated_encoding_is_used_and_an_unknown_one_refused(tmp_path):
    names = [f"S\u00e3o {chr(65 + row)}" for row in range(12)]
    new = make(tmp_path, long_table(names=names), "cp1252", Choices(encoding="latin-1"))
    assert [unit.name_en for unit in new.table.units] == names
    with pytest.raises(UsageError, match="no encoding 'latin1x'"):
        make(tmp_path, long_table(names=names), "cp1252", Choices(encoding="latin1x"), "other")


def test_text_in_another_encoding_is_refused_with_its_cell(tmp_path):
    names = [f"S\u00e3o {chr(65 + row)}" for row in range(12)]
    with pytest.raises(InputError, match="characters that cannot be read") as caught:
        make(tmp_path, long_table(names=names), "cp1252")
    assert caught.value.where == "flat.csv flat!B2"
    assert "--encoding cp1252 reads 'S\u00e3o A'" in caught.value.remedy


def test_columns_of_a_statistics_office_in_another_language_are_understood(tmp_path):
    names = [f"\u0141\u00f3d\u017a {chr(65 + row)}" for row in range(12)]
    quantity = "produkt krajowy brutto (ceny bie\u017c\u0105ce);og\u00f3\u0142em;{};[mln z\u0142]"
    header = ["Kod", "Nazwa", *(quantity.format(year) for year in YEARS)]
    rows = [[CODES[row], names[row], *map(comma, VALUES[row])] for row in range(12)]
    new = make(tmp_path, table_text(header, rows, ";"), "utf-8-sig")
    study = load_study(new.folder)
    assert list(load_panel(new.folder).units) == CODES
    assert study.nouns.unit["en"] == "unit"
    ranked = study.variables["gdp"]
    assert (ranked.indicator, ranked.unit) == ("produkt_krajowy_brutto_ogolem", "mln_zl")
    assert ranked.short["en"] == "produkt krajowy brutto, og\u00f3\u0142em"
    assert ranked.measure["en"] == "mln z\u0142"


def test_zero_padded_numbers_are_codes_whatever_their_heading(tmp_path):
    text = wide_table().replace("code,name", "X1,name", 1)
    assert list(load_panel(make(tmp_path, text).folder).units) == CODES


def test_the_measure_of_an_identifier_is_spelled_out(tmp_path):
    new = make(tmp_path, long_table(), choices=Choices(unit_of_measure="usd_1e6"))
    assert load_study(new.folder).variables["gdp"].measure["en"] == "million USD"


def test_no_number_stands_before_a_unit_that_begins_with_one(tmp_path):
    """English pages show 15.2 billion CNY, not 152 100 million CNY; the data keep their unit."""
    new = make(tmp_path, long_table(), choices=Choices(unit_of_measure="cny_1e8"))
    variable = load_study(new.folder).variables["gdp"]
    assert variable.unit == "cny_1e8"
    assert (variable.display["en"].scale, variable.display["en"].measure) == (0.1, "billion CNY")
    level = load_plan(new.folder).targets[0]
    assert level.label.en.endswith(f" of {level.threshold / 10:,.10g} billion CNY in {level.year}")


def test_plurals_follow_the_rules_of_english(tmp_path):
    text = long_table().replace("region", "parish", 1)
    assert load_study(make(tmp_path, text).folder).nouns.groups["en"] == "parishes"
