"""crosswalk.csv: mergers, new codes, splits; rosters of the year; editions; faults; the import."""

from __future__ import annotations

import random
import shutil
from datetime import date

import numpy as np
import pytest

from planodds.errors import InputError
from planodds.execution.content_keys import hash_panel
from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.importing.figures import Options
from planodds.inputs.importing.session import append_import, prepare_import
from planodds.inputs.tables.csv_tables import read_county_panel, read_stated_cells, read_timeline
from planodds.inputs.validation import check_inputs
from planodds.probability.events.published import (
    published_level_at_rank,
    published_rank,
    rank_of_level,
)
from planodds.probability.growth.historical_windows import rank_gains_by_window
from planodds.probability.questions.base_rates import roster_levels
from planodds.probability.questions.neighbours import rank_published
from tests.inputs.crosswalk_studies import (
    FORMER,
    WHOLE,
    edit_rows,
    level,
    merge,
    recode,
    write_small,
)
from tests.inputs.edits import append, replace

SIX = [(str(code), 2010, 2018) for code in range(1, 7)]
MERGER = [
    ("2014-03-01", "", "merged", code, "9", f"Unit {code}", "", kind)
    for code, kind in (("2", "land"), ("3", "city"))
]


def cut(*gone, last=2013):
    """Return the figures of all six units, of some of them only to a year."""
    return [(c, first, last if c in gone else end) for c, first, end in SIX]


def merged_study(folder, **options):
    spans = [*cut("2", "3"), ("9", 2014, 2018)]
    return write_small(folder / "small", spans, *MERGER, units="14569", **options)


def messages(data, kind="note"):
    return [r.text for r in check_inputs(data) if r.level == kind and r.subject == "crosswalk.csv"]


@pytest.fixture(scope="module")
def union(tmp_path_factory):
    """Shanxi with two real counties merged from 2022 on."""
    return merge(shutil.copytree(DATA_DIR, tmp_path_factory.mktemp("union") / DATA_DIR.name))


@pytest.fixture
def shanxi(tmp_path):
    return shutil.copytree(DATA_DIR, tmp_path / DATA_DIR.name)


def test_a_merged_unit_has_the_sums_of_its_parts(union, latest_panel):
    panel = load_panel(union)
    parts = [latest_panel.unit_index(code) for code in FORMER]
    own = panel.unit_index(WHOLE)
    for name in ("gdp", "revenue"):
        sums = getattr(latest_panel, name)[parts].sum(axis=0)
        np.testing.assert_allclose(getattr(panel, name)[own], sums, rtol=1e-12)
    others = [latest_panel.unit_index(code) for code in panel.units if code != WHOLE]
    np.testing.assert_array_equal(np.delete(panel.gdp, own, axis=0), latest_panel.gdp[others])
    cells = read_county_panel(union)
    early = cells[(cells["code"] == WHOLE) & (cells["year"] < 2022)]
    assert "population_resident" in set(early["indicator"])
    assert not early["unit"].isin(["percent", "cny_per_person"]).any()


def test_ranks_of_the_past_are_those_of_the_units_of_the_year(union, latest_panel):
    panel = load_panel(union)
    for roster in panel.rosters:
        for year in panel.years:
            there = latest_panel if year < 2022 else panel
            column = there.gdp[:, there.years.index(year)]
            chosen = there.rosters[roster] & np.isfinite(column)
            for unit in ("140105", "140212", *FORMER, WHOLE):
                if unit not in panel.units:
                    continue
                own = column[there.units.index(unit)] if unit in there.units else np.nan
                expected = None if np.isnan(own) else 1 + int((column[chosen] > own).sum())
                assert published_rank(panel, unit, roster, year) == expected
            ordered = np.sort(column[chosen])[::-1]
            assert published_level_at_rank(panel, 30, roster, year) == ordered[29]
            own = column[there.units.index("140105")]
            others = column[chosen & (column != own)]
            count = 1 + int((others > 100.0).sum())
            assert rank_of_level(panel, 100.0, roster, year, unit="140105") == count


def test_ranks_of_a_past_information_set_are_those_of_its_last_year(union):
    before, then = load_panel(DATA_DIR, "2021"), load_panel(union, "2021")
    for roster in then.rosters:
        expected = rank_published(before, roster).drop(index=[*FORMER], errors="ignore")
        assert rank_published(then, roster).to_dict() == expected.to_dict()
    now = load_panel(union)
    assert len(rank_published(now, "all_117")) == 116


def test_rank_gains_are_counted_among_the_units_of_each_year(tmp_path):
    panel = load_panel(merged_study(tmp_path))
    found = rank_gains_by_window(roster_levels(panel, "all"), 1, 3)
    then, now = (
        {c: level(c, year) for c in codes} for codes, year in (("123456", 2013), ("14569", 2016))
    )
    ranks = [
        {c: 1 + sum(other > own for other in figures.values()) for c, own in figures.items()}
        for figures in (then, now)
    ]
    expected = [ranks[0][c] - ranks[1][c] >= 1 for c in "1456" if ranks[0][c] > 1]
    assert found[2013, 2016].tolist() == expected
    assert any(expected) and not all(expected)


def test_the_order_of_rows_and_units_does_not_matter(tmp_path):
    study = merged_study(tmp_path)
    before = load_panel(study)
    shuffled = random.Random(7)
    for name in ("units.csv", "panel.csv", "crosswalk.csv"):
        edit_rows(study / name, lambda rows: shuffled.sample(rows, len(rows)))
    after = load_panel(study)
    assert after is not before and hash_panel(after) == hash_panel(before)
    assert messages(study) == []


def test_a_new_code_changes_no_figure_and_no_fit(shanxi, latest_panel):
    before, after = latest_panel, load_panel(recode(shanxi))
    assert hash_panel(after, ragged_edge=False) == hash_panel(before, ragged_edge=False)
    assert read_stated_cells(shanxi)["code"].isin(["140481"]).sum() > 20
    for year in after.years:
        for unit in ("140406", "140105"):
            ranks = [published_rank(p, unit, "all_117", year) for p in (before, after)]
            assert ranks[0] == ranks[1]
        was_a_city = "140406" if year < 2022 else None
        members = after.ranked_members("counties_and_cities_91", year)
        gained = members & ~before.rosters["counties_and_cities_91"]
        assert [after.units[k] for k in np.flatnonzero(gained)] == [was_a_city] * (year < 2022)


def test_a_year_without_a_part_stays_missing_and_the_check_says_so(tmp_path):
    study = merged_study(tmp_path, skip={("3", 2011)})
    panel = load_panel(study)
    own = panel.gdp[panel.unit_index("9")]
    expected = [level("2", y) + level("3", y) if y != 2011 else np.nan for y in range(2010, 2014)]
    np.testing.assert_allclose(own[:4], expected)
    assert messages(study) == ["gdp of Unit 9 (9) stays missing for 2011: no figure of 3"]


def test_an_excluded_part_excludes_the_sum(tmp_path):
    study = merged_study(tmp_path)
    (study / "exclusions.csv").write_text("code,year,indicator,reason\n2,2012,gdp,x\n")
    panel = load_panel(study)
    assert np.isnan(panel.gdp[panel.unit_index("9")]).tolist() == [
        year == 2012 for year in panel.years
    ]
    assert published_rank(panel, "1", "all", 2012) == 1 + sum(
        level(c, 2012) > level("1", 2012) for c in "3456"
    )


def test_parts_of_a_split_unit_have_no_earlier_figures(tmp_path):
    split = [("2014-01-01", "", "split", "6", part, "Unit 6", "", "land") for part in "78"]
    spans = [*cut("6"), ("7", 2014, 2018), ("8", 2014, 2018)]
    study = write_small(tmp_path / "small", spans, *split, units="1234578")
    panel = load_panel(study)
    for code in "78":
        own = panel.gdp[panel.unit_index(code)]
        assert np.isnan(own[:4]).all() and own[4] == level(code, 2014)
    for year in (2010, 2013):
        figures = [level(c, year) for c in "123456"]
        for code in "15":
            rank = 1 + sum(figure > level(code, year) for figure in figures)
            assert published_rank(panel, code, "all", year) == rank
    (error,) = messages(study, "error")
    assert "first_origin = 2013" in error and "only part of a former unit" in error
    replace(study / "study.yaml", "first_origin: 2013", "first_origin: 2014")
    assert messages(study, "error") == [] and len(messages(study)) == 2


def test_a_unit_that_takes_in_another_may_keep_its_code(tmp_path):
    taken = [("2014-01-01", "", "merged", code, "2", f"Old {code}", "", "land") for code in "23"]
    study = write_small(tmp_path / "small", cut("3"), *taken, units="12456")
    panel = load_panel(study)
    expected = [level("2", y) + (level("3", y) if y < 2014 else 0) for y in panel.years]
    np.testing.assert_allclose(panel.gdp[panel.unit_index("2")], expected)
    assert published_rank(panel, "2", "all", 2013) is None
    assert published_rank(panel, "2", "all", 2014) is not None


def test_changes_follow_each_other(tmp_path):
    changes = [
        ("2012-01-01", "", "recoded", "7", "2", "", "", ""),
        *MERGER,
        ("2016-05-01", "2017", "recoded", "8", "9", "", "", ""),
    ]
    changes[1:3] = [(*row[:4], "8", *row[5:]) for row in MERGER]
    spans = [("7", 2010, 2011), ("2", 2012, 2013), *cut("3")[2:], ("1", 2010, 2018)]
    spans += [("8", 2014, 2016), ("9", 2017, 2018)]
    panel = load_panel(write_small(tmp_path / "small", spans, *changes, units="14569"))
    own = panel.gdp[panel.unit_index("9")]
    first = ["7", "7", "2", "2"]
    expected = [level(a, y) + level("3", y) for a, y in zip(first, range(2010, 2014), strict=True)]
    expected += [level("8" if y < 2017 else "9", y) for y in range(2014, 2019)]
    np.testing.assert_allclose(own, expected)


def test_an_earlier_edition_has_the_units_of_its_day(tmp_path, union, latest_panel):
    study = merged_study(tmp_path)
    then = load_panel(study, as_of=date(2014, 2, 28))
    assert then.units == tuple("123456") and then.years[-1] == 2013
    assert then.roster_history is None
    assert then.unit_table.loc["2", "name_en"] == "Unit 2"
    np.testing.assert_allclose(
        then.gdp, [[level(c, y) for y in range(2010, 2014)] for c in "123456"]
    )
    assert load_panel(study, as_of=date(2014, 3, 1)).units == tuple("14569")
    before = load_panel(union, "2021", as_of=date(2022, 5, 31))
    assert before.units == latest_panel.units
    np.testing.assert_array_equal(before.gdp, load_panel(DATA_DIR, "2021").gdp)
    assert {k: int(v.sum()) for k, v in before.rosters.items()} == {
        k: int(v.sum()) for k, v in latest_panel.rosters.items()
    }


def test_an_expected_figure_of_a_part_does_not_count_after_the_merger(shanxi):
    study = merge(shanxi)
    row = "{},2025,gdp,107,cny_1e8,census5,expected,2,county_own_figure,2026-11-20,"
    before = len(load_panel(study).early_figures)
    append(study / "early_figures.csv", row.format(WHOLE))
    assert len(load_panel(study).early_figures) == before + 1
    append(study / "early_figures.csv", row.format(FORMER[0]))
    with pytest.raises(InputError, match=f"from 2022 on: {WHOLE}"):
        load_panel(study)


@pytest.mark.parametrize(
    ("row", "what", "expected"),
    [
        ("3,2015,gdp,50", "code = '3'", "its figures end with 2013; from 2014 on: 9"),
        ("9,2012,gdp,50", "code = '9'", "its figures begin with 2014; before: 2, 3"),
        ("7,2012,gdp,50", "code = '7'", "a code of units.csv"),
    ],
)
def test_a_figure_under_the_code_of_another_year_is_refused(tmp_path, row, what, expected):
    study = merged_study(tmp_path)
    line = append(study / "panel.csv", row)
    with pytest.raises(InputError) as caught:
        load_panel(study)
    assert what in caught.value.what and expected in caught.value.expected
    assert caught.value.where.endswith(f"panel.csv row {line}")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([(*MERGER[0][:2], "absorbed", "2", "9", "x")], "kind = 'absorbed'"),
        ([("2014-13-01", "", *MERGER[0][2:])], "date = '2014-13-01'"),
        ([(MERGER[0][0], "14", *MERGER[0][2:])], "year = '14'"),
        (MERGER[:1], "kind = 'merged'"),
        ([("2014-03-01", "", "recoded", "2", "2", "x")], "kind = 'recoded'"),
        ([("2014-03-01", "", "renamed", "2", "9", "x")], "kind = 'renamed'"),
        ([("2014-03-01", "", "split", "2", "9", "x")], "kind = 'split'"),
        ([MERGER[0], (*MERGER[1][:5], "", "", "")], "name_zh = ''"),
        ([MERGER[0], MERGER[0]], "appears twice"),
        ([("2014-03-01", "", "recoded", "2", "8", "x")], "to_code = '8'"),
        ([("2014-03-01", "", "recoded", "4", "9", "x")], "from_code = '4'"),
        ([MERGER[0], ("2014-03-01", "2015", *MERGER[1][2:])], "year = "),
        ([*MERGER, ("2015-01-01", "2013", "renamed", "4", "4", "Old 4")], "year = "),
    ],
)
def test_a_faulty_crosswalk_is_refused_with_row_and_remedy(tmp_path, rows, what):
    study = write_small(tmp_path / "small", cut("2", "3"), *rows, units="14569")
    with pytest.raises(InputError) as caught:
        read_timeline(study)
    error = caught.value
    assert what in error.what
    assert "crosswalk.csv row" in error.where and error.expected and error.remedy


def test_columns_of_one_language_describe_name_and_group(tmp_path):
    study = write_small(tmp_path / "small", SIX, units="123456")
    replace(study / "study.yaml", "rosters:", "groups: region\nrosters:")
    text = (study / "units.csv").read_text(encoding="utf-8").replace("name_en,type", "name,region")
    (study / "units.csv").write_text(text.replace("city", "east"), encoding="utf-8")
    replace(study / "study.yaml", ", exclude: {type: [city]}", "")
    (study / "crosswalk.csv").write_text(
        "date,kind,from_code,to_code,name,region\n2014-01-01,renamed,4,4,Old,west\n"
    )
    panel = load_panel(study)
    row = panel.units.index("4")
    assert panel.roster_history.groups[row].tolist() == ["west"] * 4 + ["land"] * 5
    assert panel.unit_table.loc["4", "name_en"] == "Unit 4"
    then = load_panel(study, as_of=date(2013, 12, 31))
    assert then.unit_table.loc["4", "name_zh"] == "Old" and "west" in then.prefectures


def test_the_check_counts_the_changes(tmp_path):
    (line,) = messages(merged_study(tmp_path), "ok")
    assert line == "2 rows of changes, 2014-03-01 to 2014-03-01"


def test_an_import_writes_a_figure_under_the_code_of_its_year(tmp_path, shanxi):
    study = recode(shanxi)
    path = tmp_path / "table.csv"
    path.write_text(
        "县,年份,地区生产总值（亿元）\n潞城区,2020,150.5\n潞城市,2024,260.25\n", encoding="utf-8"
    )
    report = prepare_import(path, study, Options())
    assert [change.status for change in report.changes] == ["revised", "revised"]
    append_import(report, study, source="county_own_figure", day=date(2026, 11, 2))
    last = read_stated_cells(study).iloc[-2:]
    assert last["code"].tolist() == ["140481", "140406"]
    assert last["name_zh"].tolist() == ["潞城市", "潞城区"]
    panel = load_panel(study, "2024")
    own = panel.gdp[panel.unit_index("140406")]
    assert (own[1], own[5]) == (150.5, 260.25)


def test_an_import_refuses_a_unit_in_a_year_in_which_it_did_not_exist(tmp_path, union):
    path = tmp_path / "table.csv"
    for name, year, sentence in (
        ("双阳区", 2021, "its figures begin with 2022"),
        ("天镇县", 2023, f"its figures end with 2021; from 2022 on: {WHOLE}"),
    ):
        path.write_text(f"县,年份,地区生产总值（亿元）\n{name},{year},150.5\n", encoding="utf-8")
        with pytest.raises(InputError) as caught:
            prepare_import(path, union, Options())
        assert sentence in caught.value.expected and "C2" in caught.value.where
    path.write_text("县,年份,地区生产总值（亿元）\n天镇县,2020,41.5\n", encoding="utf-8")
    (change,) = prepare_import(path, union, Options()).changes
    assert change.figure.code == FORMER[1] and change.status == "revised"
