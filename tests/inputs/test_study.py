"""A study describes a place: its rules, what it may leave out, and that no code knows a place."""

from __future__ import annotations

import re

import numpy as np
import pytest
import yaml

from planodds.errors import InputError
from planodds.inputs import load_panel, load_priors
from planodds.inputs.study import declared_home, load_study
from planodds.inputs.tables.files import DATA_DIR, DATA_ROOT
from planodds.report.text.formatting import format_goal, format_money, format_tick
from planodds.report.text.words import Words
from tests import source

STUDIES = ("us_states", "us_counties", "indonesia_districts")
# Modules that score or show the committed record of named panels.
NAMED_PANELS = re.compile(r"planodds\.(evaluation|report|notebook)\.")
DEFAULT = "planodds.constants"  # names the default study
PLACES = re.compile(r"shanxi|jiaocheng|山西|交城|141122", re.IGNORECASE)


def write_study(folder, **changes):
    """Write a small study: ten units in two groups, six years."""
    description = {
        "name": "small",
        "label": {"en": "Small"},
        "languages": ["en"],
        "home": {"unit": "u3"},
        "nouns": {"unit": {"en": "unit"}, "units": {"en": "units"}, "region": {"en": "all"}},
        "groups": "region",
        "rosters": {"all": {}},
        "variables": {"gdp": {"indicator": "output", "unit": "eur_1e6"}},
        "first_year": 2001,
        "first_origin": 2004,
        "horizon": 2012,
        "report_years": [2008, 2012],
    } | changes
    folder.mkdir(exist_ok=True)
    description = {key: value for key, value in description.items() if value is not None}
    (folder / "study.yaml").write_text(yaml.safe_dump(description), encoding="utf-8")
    units = "".join(f"u{n},Unit {n},{'north' if n < 5 else 'south'}\n" for n in range(10))
    (folder / "units.csv").write_text("code,name_en,region\n" + units, encoding="utf-8")
    cells = [(f"u{n}", year, (n + 1) * 1.05**k) for n in range(10) for k, year in enumerate(YEARS)]
    rows = "".join(f"{code},{year},{value:.6f}\n" for code, year, value in cells)
    (folder / "panel.csv").write_text("code,year,value\n" + rows, encoding="utf-8")
    return folder


YEARS = range(2001, 2007)


def test_a_study_without_drivers_has_the_mean_of_its_units_as_aggregate(tmp_path):
    panel = load_panel(write_study(tmp_path / "small"))
    assert [driver.symbol for driver in panel.study.common] == ["aggregate"]
    np.testing.assert_allclose(panel.driver_growth, np.log(1.05), rtol=1e-5)
    np.testing.assert_allclose(panel.provincial_level, np.exp(np.log(panel.gdp).mean(axis=0)))
    assert panel.prefectures == ("north", "south")
    assert np.isnan(panel.revenue).all()
    assert not panel.exposed_growth.any() and not panel.secondary_share.any()


def test_general_priors_are_centred_on_the_sample(tmp_path):
    folder = write_study(tmp_path / "small")
    priors = load_priors(folder, "latest")
    assert priors["common.aggregate_anchor"].mean == pytest.approx(np.log(1.05), rel=1e-5)
    assert priors["common.aggregate_anchor"].sd == 0.03
    (folder / "priors.yaml").write_text(
        "- {name: common.aggregate_anchor, dist: normal, mean: 0.01, sd: 0.005,"
        " reason: a plan, source: own}\n",
        encoding="utf-8",
    )
    assert load_priors(folder, "latest")["common.aggregate_anchor"].mean == 0.01


def test_the_order_of_units_in_the_files_does_not_matter(tmp_path):
    one = write_study(tmp_path / "one")
    two = write_study(tmp_path / "two")
    for name in ("units.csv", "panel.csv"):
        head, *rows = (two / name).read_text(encoding="utf-8").splitlines()
        (two / name).write_text("\n".join([head, *rows[::-1], ""]), encoding="utf-8")
    np.testing.assert_array_equal(load_panel(one).gdp, load_panel(two).gdp)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"rosters": {}}, "at least one roster"),
        ({"report_years": [2012, 2008]}, "years in rising order"),
        ({"report_years": [2020]}, "report_years to the horizon"),
        ({"first_origin": 2001}, "first_origin after first_year"),
        ({"variables": {"gdp": {"indicator": "a", "unit": "b", "linked_to": "c"}}}, "ranked"),
        ({"colour": "red"}, "unknown key 'colour'"),
        ({"home": None}, "key 'home' is missing"),
    ],
)
def test_a_fault_in_the_description_is_refused_with_its_rule(tmp_path, changes, expected):
    with pytest.raises(InputError, match=expected):
        load_study(write_study(tmp_path / "small", **changes))


def test_a_file_that_the_study_lists_must_be_there(tmp_path):
    folder = write_study(tmp_path / "small", files=["exclusions.csv"])
    with pytest.raises(InputError, match=r"exclusions\.csv is missing"):
        load_panel(folder)


def test_rosters_leave_out_the_units_that_they_exclude(tmp_path):
    rosters = {"all": {}, "southern": {"exclude": {"region": ["north"]}}}
    panel = load_panel(write_study(tmp_path / "small", rosters=rosters))
    assert [int(members.sum()) for members in panel.rosters.values()] == [10, 5]


@pytest.mark.parametrize("name", STUDIES)
def test_the_shipped_panels_are_studies_of_the_same_kind(name):
    panel = load_panel(DATA_ROOT / name)
    assert np.isfinite(panel.gdp).all()
    assert panel.study.home.unit in panel.units
    assert load_priors(DATA_ROOT / name, "latest")["common.aggregate_scale"].median == 0.03


def test_home_unit_and_plan_can_be_chosen_for_an_edition(monkeypatch):
    monkeypatch.setenv("PLANODDS_UNIT", "141181")
    monkeypatch.setenv("PLANODDS_PLAN", "common-2030")
    study = load_study(DATA_DIR)
    assert (study.home.unit, study.home.plan) == ("141181", "common-2030")
    assert load_panel(DATA_DIR, "latest").study.home.unit == "141181"


def test_the_choice_does_not_reach_another_study(monkeypatch):
    monkeypatch.setenv("PLANODDS_UNIT", "141181")
    other = DATA_ROOT / "us_states"
    assert load_study(other).home == declared_home(other)
    monkeypatch.setenv("PLANODDS_DATA", str(other))
    monkeypatch.setenv("PLANODDS_UNIT", "48")
    assert load_study(other).home.unit == "48"
    assert load_study(DATA_DIR).home == declared_home(DATA_DIR)


def test_the_engine_knows_no_place():
    found = {
        name: sorted(set(PLACES.findall(text)))
        for name, text in source_texts().items()
        if not NAMED_PANELS.match(name) and name != DEFAULT and PLACES.search(text)
    }
    assert found == {}


def source_texts():
    """Return the code of each module without docstrings and comments' examples."""
    texts = {}
    for path in sorted(source.PACKAGE.rglob("*.py")):
        name = ".".join(["planodds", *path.relative_to(source.PACKAGE).with_suffix("").parts])
        code = path.read_text(encoding="utf-8")
        texts[name] = re.sub(r'""".*?"""', "", code, flags=re.DOTALL)
    return texts


def test_scenarios_about_the_home_unit_are_not_run_for_another(monkeypatch):
    from planodds.inputs.scenarios.scenario_files import load_scenarios

    about_home = {item.name for item in load_scenarios(DATA_DIR) if item.concerns_home}
    assert about_home == {"plan_path", "transition", "fiscal_squeeze"}
    monkeypatch.setenv("PLANODDS_UNIT", "141181")
    assert declared_home(DATA_DIR).unit == "141122"


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Asia"])
def test_a_time_zone_that_nobody_keeps_is_refused(tmp_path, zone):
    with pytest.raises(InputError, match="time zone database"):
        load_study(write_study(tmp_path / "small", time_zone=zone))
    assert load_study(write_study(tmp_path / "small", time_zone="Asia/Shanghai"))


def _display(scale, **more):
    return {"en": {"scale": scale, "measure": "billion euro", **more}}


def test_a_language_may_show_levels_in_a_unit_of_its_own(tmp_path):
    variable = {"indicator": "output", "unit": "eur_1e6", "display": _display(0.001)}
    study = load_study(write_study(tmp_path / "small", variables={"gdp": variable}))
    shown = study.variables["gdp"].shown_in("en")
    assert (shown.scale, shown.measure) == (0.001, "billion euro")
    words = Words("en", study)
    assert format_money(2345.0, words) == "2.345"
    assert format_money(2345.0, words, digits=1) == "2.3450"
    # Readers of amounts in a unit a thousand times as large get four digits, or the five asked for.
    assert format_money(120_435.2, words) == "120.4"
    assert format_money(18_883.0, words) == "18.88"
    assert format_money(101_117.43, words, digits=2) == "101.12"
    assert format_money(12_345_678.0, words) == "12,346"
    assert (format_goal(2300.4, words), format_tick(2500.0, words)) == ("2.3", "2.5")
    plain = load_study(write_study(tmp_path / "plain")).variables["gdp"].shown_in("en")
    assert (plain.scale, plain.measure) == (1.0, "eur_1e6")


@pytest.mark.parametrize("scale", [0.5, 3.0, 0.0, -1.0])
def test_a_scale_that_changes_digits_is_refused(tmp_path, scale):
    variable = {"indicator": "output", "unit": "eur_1e6", "display": _display(scale)}
    with pytest.raises(InputError, match=r"power of ten|greater than 0"):
        load_study(write_study(tmp_path / "small", variables={"gdp": variable}))


def test_variables_that_stand_in_one_table_have_one_scale(tmp_path):
    gdp = {"indicator": "output", "unit": "eur_1e6", "display": _display(0.001)}
    revenue = {"indicator": "revenue", "unit": "eur_1e6", "linked_to": "gdp"}
    with pytest.raises(InputError, match="the same scale for every variable"):
        load_study(write_study(tmp_path / "small", variables={"gdp": gdp, "revenue": revenue}))
