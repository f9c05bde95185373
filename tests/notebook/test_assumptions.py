"""Every assumption of a scenario is in its table, with an explanation."""

from __future__ import annotations

import pytest
import yaml

from planodds.inputs import load_scenario, load_scenarios
from planodds.notebook.assumption_tables import tabulate_assumptions
from planodds.notebook.views.scenario import _assumed, _spread
from planodds.report.text.words import Words

SOURCE = {"kind": "judgement", "source": "test", "date": "2026-11-01"}


@pytest.fixture
def table(data_copy, latest_panel):
    """Assumptions of a scenario with a tilt of each sort and a measure of each effect."""
    text = {"zh": "试算", "en": "trial"}
    tilt = SOURCE | {"series": "coal_price", "measure": "growth", "ahead": 1}
    size = SOURCE | {"ahead": 1, "low": 0.2, "mode": 0.4, "high": 0.8}
    body = {
        "name": "trial",
        "label": text,
        "narrative": text,
        "tilts": [
            tilt | {"statistic": "mean", "value": -0.1},
            tilt | {"statistic": "probability", "threshold": 0.2, "direction": ">=", "value": 0.3},
        ],
        "measures": [
            size | {"name": effect, "effect": effect}
            for effect in ("lasting", "one_off", "in_base")
        ],
    }
    path = data_copy / "scenarios" / "trial.yaml"
    path.write_text(yaml.safe_dump(body, allow_unicode=True), encoding="utf-8")
    return tabulate_assumptions(load_scenario(path), latest_panel)


def test_each_assumption_is_described_in_its_unit(table):
    zh, en = (
        {row.measure: (_assumed(row, words), _spread(row, words)) for row in table.itertuples()}
        for words in (Words.load("zh"), Words.load("en"))
    )
    assert zh["tilt_mean"][0] == "\N{MINUS SIGN}10.0%"
    assert zh["tilt_probability"][0] == "30%"
    assert zh["lasting"][0] == "+40.0%"
    assert zh["one_off"] == zh["in_base"] == ("0.4 亿元", "0.2 至 0.8")
    assert en["one_off"] == en["in_base"] == ("0.04 bn yuan", "0.02 to 0.08")
    assert en["lasting"][0] == zh["lasting"][0]


def test_every_measure_has_a_label(table):
    words = Words.load("en")
    assert all(words.has_label("measure", code) for code in table["measure"])
    assert all(words.has_label("series", code) for code in table["series"])


def test_a_project_pipeline_is_described_year_by_year(latest_panel):
    shipped = next(item for item in load_scenarios() if item.ledger)
    table = tabulate_assumptions(shipped, latest_panel)
    assert table["year"].tolist() == list(range(2025, 2025 + len(table)))
    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()
    assert set(table["kind"]) == {"judgement"}
    assert table["source"].str.contains("of the ledger").all()
