"""Validation reports every fault at once, and the content of the data."""

from __future__ import annotations

import pytest

from planodds.inputs import check_inputs
from tests.inputs.edits import OWN_FIGURE, append, replace


def errors(data_dir):
    return {
        finding.subject: finding.text
        for finding in check_inputs(data_dir)
        if finding.level == "error"
    }


def test_the_shipped_inputs_have_no_fault():
    findings = check_inputs()
    assert [finding for finding in findings if finding.level == "error"] == []
    assert any(
        "50 cells are flagged doubtful; 5 of them are not fitted" in finding.text
        for finding in findings
    )


def test_one_fault_does_not_hide_another(data_copy):
    row = append(data_copy / "panel.csv", OWN_FIGURE.replace("115.0", "1I5"))
    replace(data_copy / "scenarios/coal_slump.yaml", "    sd: 0.05", "    ds: 0.05")
    replace(
        data_copy / "plans/jiaocheng-14fyp.yaml",
        "base_year: 2020\ntarget_year",
        "base: 2020\ntarget_year",
    )
    found = errors(data_copy)
    assert f"data/shanxi/panel.csv row {row}" in found["panel.csv"]
    assert "unknown key 'ds'" in found["data/shanxi/scenarios/coal_slump.yaml"]
    assert "unknown key 'base'" in found["plans/jiaocheng-14fyp.yaml"]


def test_an_early_figure_is_reported(data_copy):
    append(data_copy / "panel.csv", OWN_FIGURE)
    notes = [finding.text for finding in check_inputs(data_copy) if finding.level == "note"]
    assert any(
        "gdp of 交城县 (141122) has a figure for 2025: 115 cny_1e8" in note for note in notes
    )


@pytest.mark.parametrize("file", ["sources.csv", "priors.yaml", "indicators.csv"])
def test_a_missing_file_is_an_error(data_copy, file):
    (data_copy / file).unlink()
    assert errors(data_copy)


def test_weights_and_sweeps_are_checked_too(data_copy):
    replace(data_copy / "weights/coal.yaml", "scenario: coal_boom", "scenario: fiscal_squeeze")
    replace(data_copy / "sweeps/coal_by_nation.yaml", "count: 5", "count: 1")
    found = errors(data_copy)
    assert "overlaps the others" in found["weights"]
    assert "line 21 key axes.0.span.count" in found["data/shanxi/sweeps/coal_by_nation.yaml"]


def test_one_label_for_two_scenarios_is_an_error(data_copy):
    replace(data_copy / "scenarios/coal_boom.yaml", "en: Coal boom}", "en: Coal slump}")
    assert "label 'Coal slump' is also that of" in "".join(errors(data_copy).values())
