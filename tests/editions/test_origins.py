"""What the forecasts of an edition rest on, and which editions are of one subject."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from planodds import constants
from planodds.editions.headlines import previous_edition, same_subject, select_headlines
from planodds.editions.origins import Origin, describe_origin, origins_as_plain, read_record
from planodds.editions.reader import Edition
from planodds.inputs import DATA_DIR, load_plan, load_scenarios
from planodds.inputs.priors import load_priors
from planodds.probability import compute_odds
from tests import shanxi
from tests.cli.sample_editions import put_edition
from tests.probability.simulated_forecasts import make_forecast, make_panel

SUBJECT = ["shanxi", shanxi.HOME_UNIT, "jiaocheng-14fyp"]


@pytest.fixture(scope="module")
def describe():
    baseline = next(item for item in load_scenarios() if item.name == constants.BASELINE)
    priors = load_priors(DATA_DIR, "2022")
    return lambda panel: describe_origin(panel, priors, baseline)


def test_data_are_told_apart_by_their_figures_not_by_the_name_of_the_set(describe):
    panel = make_panel()
    named = replace(panel, information=replace(panel.information, name="latest"))
    assert describe(named) == describe(panel)
    assert describe(panel).extent == (2022, 2022)
    figures = panel.gdp.copy()
    figures[0, -1] *= 1.001
    assert describe(replace(panel, gdp=figures)).data != describe(panel).data


def test_early_figures_are_evidence_and_no_data(describe):
    plain = make_panel()
    early = make_panel(early=[(plain.units[0], 2023, "gdp", 99.0, "own")])
    assert not describe(plain).evidence
    assert describe(early).evidence
    assert describe(early).data == describe(plain).data


def add_subject(folder, subject, **more):
    plan = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    (folder / "plan.json").write_text(
        json.dumps({**plan, "subject": subject, **more}), encoding="utf-8"
    )
    return folder


def test_record_of_an_edition_is_read_back_and_an_old_one_is_empty(tmp_path):
    origin = Origin(2024, 2025, "a", "", "b")
    old = put_edition(tmp_path, "old")
    new = add_subject(
        put_edition(tmp_path, "new"),
        SUBJECT,
        model="m",
        origins=origins_as_plain({"latest": origin}),
    )
    assert read_record(new).origins == {"latest": origin}
    assert read_record(new).subject == tuple(SUBJECT)
    assert read_record(old).origins == {}
    assert (read_record(old).subject, read_record(old).model) == ((), "")


def test_the_previous_edition_is_of_one_subject_and_no_worse(tmp_path):
    for name, day, subject, usable in (
        ("first", 1, SUBJECT, True),
        ("other", 2, [*SUBJECT[:2], "common-2030"], True),
        ("quick", 3, SUBJECT, False),
        ("newest", 4, SUBJECT, True),
    ):
        manifest = {"for_decisions": usable, "quick": not usable}
        add_subject(put_edition(tmp_path, name, day=day, **manifest), subject)
    assert [item.name for item in same_subject(tmp_path, DATA_DIR)] == ["first", "quick", "newest"]
    before = {
        name: previous_edition(Edition(tmp_path / name, DATA_DIR))
        for name in ("first", "quick", "newest")
    }
    assert before["first"] is None
    assert before["newest"].folder.name == before["quick"].folder.name == "first"


def test_headlines_take_the_main_reading_and_the_deciding_year():
    panel, plan = make_panel(), load_plan()
    rows = compute_odds(make_forecast(panel), panel, plan)
    years = (plan.target_year, 2030)
    table = select_headlines(rows, plan, years)
    assert list(zip(table["target"], table["year"], strict=True)) == [
        (target, year) for target in plan.headlines for year in years
    ]
    for row in table.itertuples():
        own = rows[(rows["target"] == row.target) & (rows["year"] == row.year)]
        reading = plan.target(row.target).main_reading
        own = own[(own["reading"] == reading.name) & (own["roster"] == (reading.roster or ""))]
        assert own["probability"].tolist() == [row.probability]
    decided = rows.assign(
        status=constants.DECIDED_MET, year=2023, probability=float("nan")
    ).drop_duplicates(["target", "reading", "roster"])
    met = select_headlines(decided, plan, years)
    assert set(met["decided"]) == {2023}
    assert set(met["year"]) == {plan.target_year}
