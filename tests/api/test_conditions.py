"""Assumptions stated in Python: the same answer as from a file, its plausibility, and the file."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import planodds as po
from planodds.api.forecasts import Forecast
from planodds.errors import ConditioningError, InputError, UsageError
from planodds.forecasting import forecast_paths
from planodds.forecasting.scenarios.apply import apply_scenario
from planodds.inputs import DATA_DIR, load_panel
from planodds.inputs.panels.early_figures import no_early_figures
from planodds.inputs.scenarios.scenario import TO_FILL
from planodds.inputs.scenarios.scenario_files import load_scenario_by_name
from planodds.inputs.validation import check_inputs
from planodds.notebook.session import Session
from tests.forecasting.simulated_panels import make_posterior

SLUMP = {2026: -0.25, 2027: -0.10}


@pytest.fixture(scope="module")
def run() -> Forecast:
    panel = replace(load_panel(DATA_DIR, "latest"), early_figures=no_early_figures())
    posterior = make_posterior(panel)
    return Forecast(forecast_paths(posterior, panel, paths=400, seed=7), panel, posterior)


@pytest.fixture
def study(data_copy, monkeypatch):
    monkeypatch.setenv("PLANODDS_DATA", str(data_copy))
    return data_copy


def same_paths(first, second):
    """Whether two forecasts have the same draws, byte for byte, and the same diagnostics."""
    arrays = ("log_gdp", "log_revenue", "common", "posterior_draw_index")
    for name in arrays:
        np.testing.assert_array_equal(getattr(first, name), getattr(second, name))
    return (first.ess, first.diagnostics) == (second.ess, second.diagnostics)


def test_the_answer_is_that_of_the_file_with_the_same_assumptions(run):
    stated = run.with_conditions(coal_price=SLUMP, sd=0.05)
    assert same_paths(stated.paths, po.apply_scenario(run, "coal_slump").paths)
    assert not np.array_equal(stated.paths.common, run.paths.common)


def test_a_number_is_the_growth_of_the_first_year_without_data(run):
    first = run.with_conditions(coal_price=-0.25, sd=0.05)
    assert same_paths(first.paths, run.with_conditions(coal_price={2026: -0.25}, sd=0.05).paths)


def test_plausibility_is_shown_with_the_answer(run):
    stated = run.with_conditions(coal_price=SLUMP, sd=0.05)
    found = stated.plausibility
    assert 0 < found["tail_probability"] < 0.5 < found["mahalanobis"]
    assert found["effective_share"] == found["effective_sample_size"] / 400 < 1
    assert "tail probability of the assumptions" in stated._repr_html_()
    assert "tail probability" not in run._repr_html_()
    table = po.odds(stated)
    assert {name: table.attrs[name] for name in found} == found


def test_a_second_call_adds_to_the_assumptions_and_replaces_those_of_a_series(run):
    both = run.with_conditions(coal_price=SLUMP, national_gdp={2026: 0.03}, sd=0.05)
    steps = run.with_conditions(coal_price={2026: 0.10}, sd=0.05)
    steps = steps.with_conditions(national_gdp={2026: 0.03}, sd=0.05)
    steps = steps.with_conditions(coal_price=SLUMP, sd=0.05)
    assert {item.series: item for item in steps.scenario.conditions} == {
        item.series: item for item in both.scenario.conditions
    }
    np.testing.assert_allclose(steps.paths.ess, both.paths.ess, rtol=1e-9)


def test_a_unit_is_named_as_people_call_it(run):
    named = run.with_conditions(county_gdp={2025: 0.09}, unit="孝义市", sd=0.02)
    assert [item.unit for item in named.scenario.conditions] == ["141181"]


def test_early_figures_are_applied_once(run):
    panel = run.panel
    row = {"code": "141122", "name": "交城县", "year": 2025, "variable": "gdp", "value": 112.0}
    edge = pd.DataFrame([row]).reindex(columns=panel.ragged_edge.columns)
    early = replace(panel, ragged_edge=edge)
    baseline = apply_scenario(run.paths, run.posterior, early, po.load_scenario("baseline"))
    opened = Forecast(baseline, early, run.posterior, unconditioned=run.paths)
    stated = opened.with_conditions(coal_price={2026: -0.1}, sd=0.1)
    direct = apply_scenario(run.paths, run.posterior, early, stated.scenario)
    assert same_paths(stated.paths, direct)


@pytest.mark.parametrize(
    ("growth", "error"),
    [
        ({"coal_price": {2026: -30}}, InputError),
        ({"coal_price": {2019: -0.3}}, InputError),
        ({"coal_prise": {2026: -0.3}}, InputError),
        ({"coal_price": {2026: 2.9}, "national_gdp": {2026: -0.3}}, ConditioningError),
    ],
)
def test_what_cannot_be_is_refused(run, growth, error):
    with pytest.raises(error):
        run.with_conditions(sd=0.01, **growth)


def test_a_saved_case_loads_as_an_equal_scenario_that_asks_for_its_sources(run, study):
    stated = run.with_conditions(coal_price=SLUMP, national_gdp=0.03, sd=0.05)
    path = stated.save("my_case")
    assert path == study / "scenarios" / "my_case.yaml"
    loaded = load_scenario_by_name("my_case", study)
    assert loaded.model_dump() == stated.scenario.rename("my_case").model_dump()
    assert loaded.conditions == stated.scenario.conditions
    assert same_paths(po.apply_scenario(run, "my_case").paths, stated.paths)
    notes = [item.text for item in check_inputs(study) if item.level != "ok"]
    assert "to be filled in: narrative, conditions[0].source, conditions[1].source" in notes
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(TO_FILL, "filled"), "utf-8")
    assert not any("to be filled in" in item.text for item in check_inputs(study))


def test_no_file_is_overwritten_and_no_impossible_name_used(run, study):
    stated = run.with_conditions(coal_price=-0.1, sd=0.05, source="author")
    before = (study / "scenarios" / "coal_slump.yaml").read_bytes()
    for name in ("coal_slump", "coal_by_nation"):
        with pytest.raises(UsageError, match="there already"):
            stated.save(name)
    for name in ("../out", "My case", "a" * 65):
        with pytest.raises(InputError, match="rename"):
            stated.save(name)
    with pytest.raises(UsageError, match="no assumptions to save"):
        run.save("nothing")
    assert (study / "scenarios" / "coal_slump.yaml").read_bytes() == before


def test_a_notebook_states_assumptions_the_same_way(run, study, tmp_path):
    folder = tmp_path / "e"
    session = Session(
        edition="e",
        edition_dir=folder,
        folder=folder,
        data_dir=study,
        plan_json={"information": ["latest"]},
        panel=run.panel,
        loaded_scenario=None,
    )
    stated = session.with_conditions(coal_price=SLUMP, sd=0.05, name="slump")
    again = stated.with_conditions(national_gdp=0.03, name="both")
    assert [item.series for item in again.scenario.conditions] == ["coal_price", "national_gdp"]
    assert stated.folder != session.folder
    assert again.save("both") == study / "scenarios" / "both.yaml"
    assert session.loaded_scenario is None
