"""The tables that notebooks save: published figures are unchanged."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from planodds import constants
from planodds.errors import ConditioningError
from planodds.inputs import DATA_DIR, load_panel, load_scenario
from planodds.notebook import tables
from planodds.notebook.assumption_tables import tabulate_assumptions
from planodds.notebook.views import scenario as view
from planodds.report.text.words import Words
from tests import shanxi


@pytest.fixture(scope="module")
def panel():
    return load_panel(DATA_DIR, "latest")


def test_history_contains_every_published_figure_once(panel):
    history = tables.tabulate_history(panel)
    assert len(history) == np.isfinite(panel.gdp).sum() + np.isfinite(panel.revenue).sum()
    gdp = history[history["variable"] == constants.GDP]
    home = gdp[gdp["unit"] == shanxi.HOME_UNIT].set_index("year")
    assert home["value"].round(2).loc[[2020, 2024]].tolist() == [84.90, 107.48]
    assert home["basis"].loc[[2023, 2024]].tolist() == ["census4", "census5"]


def test_quality_counts_each_preferred_cell_once(panel):
    quality = tables.tabulate_quality(DATA_DIR, panel)
    flags = quality[["ok", "corrected", "doubtful", "derived"]].sum(axis=1)
    assert (flags == quality["units"]).all()
    assert quality["excluded"].sum() == 5


def test_every_source_named_has_rows():
    sources = tables.tabulate_sources(DATA_DIR)
    assert (sources["rows"] > 0).all()
    assert sources["source_id"].is_unique


def test_assumptions_match_the_file(panel):
    scenario = load_scenario(DATA_DIR / "scenarios" / "coal_slump.yaml")
    table = tabulate_assumptions(scenario, panel)
    assert table["value"].tolist() == list(scenario.conditions[0].values)
    assert table["year"].tolist() == [2026, 2027]
    assert set(table["kind"]) == {"judgement"}


def test_a_refusal_is_a_row_with_its_text_in_both_languages():
    refusal = ConditioningError("too far")
    refusal.plausibility = {"ess_share": 0.012, "mahalanobis": 5.0, "tail_probability": 0.001}
    accepted = SimpleNamespace(diagnostics={"ess_share": 0.5})
    run = SimpleNamespace(
        information="latest",
        scenario=SimpleNamespace(name="mine"),
        scenario_results=[
            SimpleNamespace(variant="common_boom", forecast=None, refusal=refusal),
            SimpleNamespace(variant="own_effort", forecast=accepted, refusal=None),
        ],
    )
    table = tables.tabulate_conditioning(run)
    assert table["status"].tolist() == [constants.REFUSED, tables.ACCEPTED]
    assert "1.2" in table["message_en"][0] and "1.2%" in table["message_zh"][0]
    assert table["message_en"][1] == ""
    assert np.isnan(table["mahalanobis"][1])


def test_a_year_that_is_decided_does_not_hide_the_later_ones():
    rows = pd.DataFrame(
        {
            "year": [2025, 2027, 2030],
            "status": [constants.DECIDED_MISSED, constants.OPEN, constants.OPEN],
            "probability": [np.nan, 0.25, 0.5],
            "mcse": [np.nan, 0.001, 0.001],
            "upper": [np.nan, 0.26, 0.51],
            "target": "gdp_level",
            "reading": "published",
        }
    )
    laid_out = view._by_year(rows.to_dict("records"), {}, shanxi.REACH_YEARS, Words.load("en"))
    assert laid_out == ["missed (2025)", "25%", "50%", "—"]


def test_an_early_decision_is_in_the_first_year_shown():
    rows = pd.DataFrame(
        {
            "year": [2021],
            "status": [constants.DECIDED_MISSED],
            "target": "rank_rising",
            "reading": "published",
        }
    )
    laid_out = view._by_year(rows.to_dict("records"), {}, shanxi.REACH_YEARS, Words.load("zh"))
    assert laid_out == ["未实现（2021 年）", "—", "—", "—"]
