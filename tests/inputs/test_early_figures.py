"""early_figures.csv: areas, editions, what replaces it, where it is not used, faults."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from planodds.errors import InputError
from planodds.execution.content_keys import hash_panel
from planodds.inputs import load_panel
from planodds.inputs.tables.early_figures import read_early_figures
from planodds.inputs.validation import check_inputs
from tests.inputs.edits import OWN_FIGURE, append

HEADER = "area,year,indicator,value,unit,basis,kind,sd_percent,source_id,recorded,note\n"
HOME = "141122,2025,gdp,107,cny_1e8,census5,expected,2,county_own_figure,2026-11-20,"
TOTAL = "吕梁市,2025,gdp,2500,cny_1e8,census5,published,0.2,county_own_figure,2026-11-21,"


def write(data, *rows):
    (data / "early_figures.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def areas(panel):
    return [(row.code or row.group, row.value) for row in panel.early_figures.itertuples()]


def test_units_and_groups_are_read_by_code_and_by_either_name(data_copy):
    write(data_copy, HOME, TOTAL)
    panel = load_panel(data_copy, "latest")
    assert areas(panel) == [("141122", 107.0), ("Luliang", 2500.0)]
    np.testing.assert_allclose(panel.early_figures["log_sd"], np.log([1.02, 1.002]))
    write(data_copy, TOTAL.replace("吕梁市", "Luliang"))
    assert areas(load_panel(data_copy, "latest")) == [("Luliang", 2500.0)]


def test_only_the_year_after_the_cross_section_counts(data_copy):
    write(data_copy, HOME.replace("2025", "2024"), HOME.replace("2025", "2026"))
    assert load_panel(data_copy, "latest").early_figures.empty


@pytest.mark.parametrize("information", ["2020", "2023", "2024"])
def test_past_information_sets_are_without_them(data_copy, information):
    before = load_panel(data_copy, information)
    write(data_copy, HOME, TOTAL)
    after = load_panel(data_copy, information)
    assert after.early_figures.empty and hash_panel(after) == hash_panel(before)


def test_editions_are_without_what_was_recorded_later(data_copy):
    write(data_copy, HOME, HOME.replace("107", "105").replace("-20", "-25"), TOTAL)

    def on(day):
        return areas(load_panel(data_copy, "latest", as_of=date(2026, 11, day)))

    assert on(19) == []
    assert on(20) == [("141122", 107.0)]
    assert on(26) == [("141122", 105.0), ("Luliang", 2500.0)]


def test_a_published_figure_replaces_an_expected_one(data_copy):
    write(data_copy, HOME, TOTAL)
    append(data_copy / "panel.csv", OWN_FIGURE)
    panel = load_panel(data_copy, "latest")
    assert areas(panel) == [("Luliang", 2500.0)]
    assert list(panel.ragged_edge["value"]) == [115.0]


def test_they_change_the_key_of_a_panel_but_of_no_fit(data_copy):
    write(data_copy)
    before = load_panel(data_copy, "latest")
    write(data_copy, TOTAL)
    after = load_panel(data_copy, "latest")
    assert after.has_early_figures and hash_panel(after) != hash_panel(before)
    assert hash_panel(after, ragged_edge=False) == hash_panel(before, ragged_edge=False)


def test_the_check_lists_them(data_copy):
    write(data_copy, TOTAL)
    notes = [result.text for result in check_inputs(data_copy) if result.level == "note"]
    assert "gdp of Luliang for 2025 is published: 2500 cny_1e8, sd 0.2%" in notes


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("141122", "141199", "a code or the name of a group"),
        ("gdp,107", "va_primary,107", "gdp, general_public_budget_revenue"),
        ("107", "-107", "a number above zero"),
        ("expected,2,", "expected,0,", "a standard deviation"),
        ("expected,2,", "guessed,2,", "expected, published"),
        ("2026-11-20", "", "the day on which the row was entered"),
        ("cny_1e8", "percent", "the unit of its indicator"),
        ("census5", "census4", "the basis of its indicator"),
        ("county_own_figure", "hearsay", "a source_id of sources.csv"),
    ],
)
def test_a_fault_names_row_and_rule(data_copy, old, new, expected):
    write(data_copy, TOTAL, HOME.replace(old, new))
    with pytest.raises(InputError, match=rf"early_figures\.csv row 3[\s\S]*{expected}"):
        read_early_figures(data_copy)


def test_one_area_twice_on_one_day_is_refused(data_copy):
    write(data_copy, HOME, HOME)
    with pytest.raises(InputError, match=r"appears twice[\s\S]*rows 2, 3"):
        read_early_figures(data_copy)
