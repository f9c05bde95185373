"""A notebook's parameters are checked against the edition that it opens."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from planodds.batch.plan import build_plan
from planodds.batch.prepare import as_plain, prepare_batch
from planodds.editions import same_data
from planodds.editions.layout import PLAN_FILE
from planodds.editions.manifest import MANIFEST
from planodds.errors import InputError, UsageError
from planodds.notebook.session import open_run


@pytest.fixture
def opened(data_copy, tmp_path, monkeypatch):
    """A planned edition, its data, and a function that opens it."""
    plan = build_plan(scenarios=["baseline", "coal_slump"], information=["latest"])
    batch = prepare_batch(plan, data_dir=data_copy)
    folder = tmp_path / "outputs" / batch.edition
    folder.mkdir(parents=True)
    (folder / PLAN_FILE).write_text(json.dumps(as_plain(batch)), encoding="utf-8")
    made = {"data_hashes": dict(batch.data_hashes), "versions": {"planodds": "0.0.9"}}
    (folder / MANIFEST).write_text(json.dumps({**made, "commit": "ab" * 20}), encoding="utf-8")
    monkeypatch.setenv("PLANODDS_OUT", str(tmp_path / "outputs"))
    monkeypatch.setenv("PLANODDS_DATA", str(data_copy))
    return batch.edition


def test_what_is_written_by_hand_stays_out_of_the_edition(opened, tmp_path):
    run = open_run(edition=opened, information="latest", scenario="coal_slump")
    assert run.scenario.name == "coal_slump"
    assert run.folder == tmp_path / "outputs/.byhand" / opened / "latest/coal_slump"
    assert not run.folder.exists()


def test_a_table_written_by_hand_replaces_that_of_the_run(opened, tmp_path):
    """A notebook run by hand over a finished edition must not read its rows twice."""
    run = open_run(edition=opened, information="latest", scenario="coal_slump")
    for name in ("baseline", "coal_slump"):
        folder = tmp_path / "outputs" / opened / f"scenarios/latest/{name}"
        folder.mkdir(parents=True)
        (folder / "facts.csv").write_text(f"made,scenario\nrun,{name}\n", encoding="utf-8")
    assert run.read_table("facts").to_numpy().tolist() == [
        ["run", "baseline"],
        ["run", "coal_slump"],
    ]
    run.save_table("facts", pd.DataFrame({"made": ["hand"], "scenario": ["coal_slump"]}))
    assert run.read_table("facts").to_numpy().tolist() == [
        ["run", "baseline"],
        ["hand", "coal_slump"],
    ]


def test_opening_a_run_changes_nothing_for_the_rest_of_the_notebook(opened):
    """A reader may sample in the same kernel; nutpie fails on other string types."""
    before = pd.get_option("mode.string_storage")
    open_run(edition=opened, information="latest", scenario="coal_slump")
    assert pd.get_option("mode.string_storage") == before


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"edition": "2024-none"}, "no edition '2024-none'"),
        ({"edition": "LATEST"}, "no edition 'LATEST'"),
        ({"information": "2019"}, "information = '2019'"),
        ({"scenario": "coal_slum"}, "scenario = 'coal_slum'"),
    ],
)
def test_wrong_parameters_are_refused(opened, parameters, message):
    with pytest.raises(UsageError, match=message):
        open_run(
            **{"edition": opened, "information": "latest", "scenario": "baseline", **parameters}
        )


def test_conditions_of_the_parameters_cell_replace_those_of_the_scenario(opened, tmp_path):
    stated = {"coal_price": {"2026": -0.3, 2027: 0.0}, "sd": 0.05}
    run = open_run(edition=opened, information="latest", scenario="coal_slump", conditions=stated)
    (condition,) = run.scenario.conditions
    assert (condition.year, condition.value, condition.sd) == ((2026, 2027), (-0.3, 0.0), 0.05)
    assert run.folder == tmp_path / "outputs/.byhand" / opened / "latest/with_conditions"
    added = open_run(
        edition=opened,
        information="latest",
        scenario="coal_slump",
        conditions={"national_gdp": {2026: 0.03}},
    )
    assert {item.series for item in added.scenario.conditions} == {"coal_price", "national_gdp"}
    plain = open_run(edition=opened, information="latest", scenario="coal_slump", conditions={})
    assert plain.scenario.name == "coal_slump"


@pytest.mark.parametrize(
    "conditions", ["coal_price: -0.3", ["coal_price"], {"coal_price": {"soon": -0.3}}]
)
def test_conditions_of_another_form_are_refused_with_an_example(opened, conditions):
    with pytest.raises(UsageError, match=r"coal_price: \{2026: -0.3\}"):
        open_run(edition=opened, information="latest", scenario="baseline", conditions=conditions)


def test_a_condition_on_an_unknown_series_is_refused(opened):
    with pytest.raises(InputError, match="coal_prise"):
        open_run(
            edition=opened,
            information="latest",
            scenario="baseline",
            conditions={"coal_prise": {2026: -0.3}},
        )


def test_data_that_changed_since_are_refused_and_the_file_named(opened, data_copy):
    panel = data_copy / "panel.csv"
    text = panel.read_text(encoding="utf-8")
    panel.write_text(text.replace(",2024,gdp,107.483,", ",2024,gdp,107.484,"), encoding="utf-8")
    with pytest.raises(InputError, match=f"the data changed since edition {opened}") as refused:
        open_run(edition=opened, information="latest")
    assert refused.value.where == str(panel)


def test_a_program_that_reads_the_same_files_differently_is_named_as_the_cause(
    opened, tmp_path, monkeypatch
):
    folder = tmp_path / "outputs" / opened
    monkeypatch.setattr(same_data, "hash_panel", lambda panel: "of another version")
    with pytest.raises(InputError, match=f"the program changed since edition {opened}") as refused:
        open_run(edition=opened, information="latest")
    assert "data are the same" in str(refused.value)
    assert "0.0.9, commit ababababab" in refused.value.expected
    (folder / MANIFEST).unlink()  # without the digests nobody can tell
    with pytest.raises(InputError, match="the data or the program changed since edition"):
        open_run(edition=opened, information="latest")


def test_a_fit_that_is_not_stored_is_refused(opened):
    run = open_run(edition=opened, information="latest", scenario="baseline")
    with pytest.raises(UsageError, match="no stored fit under"):
        run.forecast_at("latest")
    with pytest.raises(UsageError, match="fit = 'fit/2020/posterior'"):
        run.forecast_at("2020")


def test_a_year_may_be_a_number_and_one_language_chosen(opened, data_copy):
    run = open_run(edition=opened, information="latest", lang="en")
    assert run.languages == ("en",)
    assert open_run(edition=opened, information="latest").languages == ("zh", "en")
    with pytest.raises(UsageError, match="information = '2020'"):  # a full edition has it
        open_run(edition=opened, information=2020)
    with pytest.raises(UsageError, match="lang = 'fr'"):
        open_run(edition=opened, information="latest", lang="fr")


def test_a_parameter_that_the_notebook_does_not_have_is_refused(opened, monkeypatch):
    cells = ["", 'information = "latest"', "# Parameters\ninformaton = 2020\n", "run = open_run()"]
    shell = SimpleNamespace(user_ns={"In": cells})
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    with pytest.raises(UsageError, match="no parameter 'informaton'") as refused:
        open_run(edition=opened, information="latest")
    assert "did you mean 'information'?" in str(refused.value)
    assert refused.value._render_traceback_() == [f"UsageError: {refused.value}"]
    cells[2] = '# Parameters\nscenario = "coal_slump"\n'
    with pytest.raises(UsageError, match="no parameter 'scenario'"):
        open_run(edition=opened, information="latest")
    assert open_run(edition=opened, information="latest", scenario="coal_slump").quick is False
