"""The panel: published facts, vintages, exclusions, and a unit's figure for 2025."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from planodds.errors import InputError, UsageError
from planodds.inputs import get_information, information_names, load_panel
from tests import shanxi
from tests.inputs.edits import OWN_FIGURE, append

HOME = shanxi.HOME_UNIT


def rank(panel, year, roster=shanxi.ROSTER_ALL):
    gdp = panel.gdp[:, panel.year_index(year)]
    return 1 + int((gdp[panel.rosters[roster]] > gdp[panel.unit_index(HOME)]).sum())


@pytest.mark.parametrize(
    ("year", "gdp", "revenue", "of_117", "of_91", "thirtieth"),
    [(2020, 84.90, 6.61, 66, 42, 180), (2024, 107.48, 8.61, 73, 48, 268)],
)
def test_published_facts_are_reproduced(latest_panel, year, gdp, revenue, of_117, of_91, thirtieth):
    panel, unit, column = latest_panel, latest_panel.unit_index(HOME), latest_panel.year_index(year)
    assert round(panel.gdp[unit, column], 2) == gdp
    assert round(panel.revenue[unit, column], 2) == revenue
    assert (rank(panel, year), rank(panel, year, shanxi.ROSTER_COUNTIES)) == (of_117, of_91)
    assert round(np.sort(panel.gdp[:, column])[-30]) == thirtieth


def test_the_rank_did_not_rise_in_2021(latest_panel):
    assert rank(latest_panel, 2021) == rank(latest_panel, 2020) == 66


def test_required_growth_from_the_plan_base(panel_2020):
    base = panel_2020.gdp[panel_2020.unit_index(HOME), 1]
    assert round(100 * ((200 / base) ** (1 / 5) - 1), 1) == 18.7


def test_rosters_have_117_and_91_units(latest_panel):
    assert {name: int(members.sum()) for name, members in latest_panel.rosters.items()} == {
        shanxi.ROSTER_ALL: 117,
        shanxi.ROSTER_COUNTIES: 91,
    }


def test_information_sets_match_their_names():
    sets = [get_information(name) for name in information_names()]
    assert [(s.county_to, s.drivers_to, s.basis) for s in sets] == [
        (2020, 2020, "census4"),
        (2021, 2021, "census4"),
        (2022, 2022, "census4"),
        (2023, 2023, "census4"),
        (2024, 2024, "census5"),
        (2024, 2025, "census5"),
    ]


def test_an_unknown_information_set_is_refused():
    with pytest.raises(UsageError, match="unknown information set '2019'"):
        load_panel(information="2019")


@pytest.mark.parametrize(("name", "growth"), [("2022", 0.127), ("2023", 0.127), ("latest", 0.105)])
def test_provincial_growth_of_2022_uses_the_basis_of_the_set(name, growth):
    panel = load_panel(information=name)
    assert round(panel.provincial_growth[panel.driver_years.index(2022)], 3) == growth


def test_growth_of_2024_is_within_the_new_basis(latest_panel):
    assert latest_panel.provincial_growth_county_basis[-1] == pytest.approx(
        math.log(25494.7 / 26050.8), abs=1e-12
    )
    assert latest_panel.gdp_basis == ("census4",) * 5 + ("census5",)


def test_the_edge_of_2025_is_ragged(latest_panel):
    last = latest_panel.driver_years.index(2025)
    assert latest_panel.coal_growth[last] == pytest.approx(math.log(112.46 / 143.62))
    assert latest_panel.national_growth[last] == pytest.approx(math.log(1401879.2 / 1348066.2))
    assert np.isnan(latest_panel.provincial_growth[last])


def test_a_provincial_figure_ahead_of_the_counties_is_used(data_copy):
    append(
        data_copy / "drivers.csv",
        "shanxi_gdp,2025,25900,cny_1e8,census5,preliminary,ok,county_own_figure,",
    )
    panel = load_panel(data_copy, "latest")
    assert panel.provincial_growth[-1] == pytest.approx(math.log(25900 / 25494.7))
    assert (panel.information.county_to, len(panel.provincial_level)) == (2024, 6)
    assert np.isnan(load_panel(data_copy, "2024").provincial_growth).sum() == 0


def test_coal_is_spliced_by_ratio_in_2018(latest_panel):
    growth = dict(zip(latest_panel.driver_years, latest_panel.coal_growth, strict=True))
    assert growth[2018] == pytest.approx(math.log(107.022 / 88.518))
    assert growth[2019] == pytest.approx(math.log(82.11 / 113.25))


def test_national_growth_never_crosses_vintages(latest_panel):
    growth = dict(zip(latest_panel.driver_years, latest_panel.national_growth, strict=True))
    assert growth[2015] == pytest.approx(math.log(688858.2 / 643563.1))
    assert growth[2016] == pytest.approx(math.log(761193 / 702511.5))


def test_exactly_five_doubtful_revenue_cells_and_one_gap_are_missing(latest_panel):
    units, years = np.nonzero(np.isnan(latest_panel.revenue))
    missing = {
        (latest_panel.unit_table["name_en"].iloc[u], latest_panel.years[y])
        for u, y in zip(units, years, strict=True)
    }
    assert missing == {
        ("Ji County", 2022),
        ("Xiangning County", 2022),
        ("Daning County", 2022),
        ("Wutai County", 2023),
        ("Wenxi County", 2023),
        ("Jiaokou County", 2022),
    }


def test_pu_county_without_2019_uses_its_share_of_2020(latest_panel):
    units, years = np.nonzero(np.isnan(latest_panel.gdp))
    assert [
        (latest_panel.unit_table["name_zh"].iloc[u], latest_panel.years[y])
        for u, y in zip(units, years, strict=True)
    ] == [("蒲县", 2019)]
    assert 0 < latest_panel.secondary_share.min() < latest_panel.secondary_share.max() < 1


def test_units_sum_to_the_province(latest_panel):
    ratio = np.nansum(latest_panel.gdp, axis=0) / latest_panel.provincial_level
    assert np.abs(ratio[2:] - 1).max() < 0.005  # 0.3 % in 2021-2023 (DATA), 0.2 % in 2024


def test_arrays_are_read_only_and_the_panel_is_frozen(latest_panel):
    with pytest.raises(ValueError, match="read-only"):
        latest_panel.gdp[0, 0] = 1.0
    with pytest.raises(dataclasses.FrozenInstanceError):
        latest_panel.years = ()


def test_a_unit_figure_for_2025_becomes_an_early_cell(data_copy, latest_panel):
    append(data_copy / "panel.csv", OWN_FIGURE)
    panel = load_panel(data_copy, "latest")
    assert panel.ragged_edge.to_dict("records") == [
        {
            "code": HOME,
            "year": 2025,
            "variable": "gdp",
            "value": 115.0,
            "source_id": "county_own_figure",
        }
    ]
    assert panel.information == latest_panel.information
    assert latest_panel.ragged_edge.empty
    assert load_panel(data_copy, "2024").ragged_edge.empty


def test_a_unit_figure_two_years_ahead_is_refused(data_copy):
    row = append(data_copy / "panel.csv", OWN_FIGURE.replace("2025", "2026"))
    with pytest.raises(InputError, match=rf"row {row}[\s\S]*figures to 2025"):
        load_panel(data_copy, "latest")


def complete_2025(data_copy, panel):
    for code, name in panel.unit_table["name_zh"].items():
        append(
            data_copy / "panel.csv",
            f"{code},{name},2025,gdp,100.0,cny_1e8,census5,preferred,ok,county_own_figure,",
        )


def test_a_complete_2025_changes_the_latest_county_year(data_copy, latest_panel):
    complete_2025(data_copy, latest_panel)
    append(
        data_copy / "drivers.csv",
        "shanxi_gdp,2025,25900,cny_1e8,census5,preliminary,ok,county_own_figure,",
    )
    panel = load_panel(data_copy, "latest")
    assert (panel.information.county_to, panel.years[-1], len(panel.ragged_edge)) == (2025, 2025, 0)
    assert panel.provincial_growth[-1] == pytest.approx(math.log(25900 / 25494.7))


def test_a_complete_2025_needs_the_province(data_copy, latest_panel):
    complete_2025(data_copy, latest_panel)
    with pytest.raises(InputError, match=r"shanxi_gdp of 2025[\s\S]*add the row"):
        load_panel(data_copy, "latest")
