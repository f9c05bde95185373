"""Panels of the track record beside each other: the best and the worst comparison are named."""

from __future__ import annotations

import pandas as pd
import pytest

from planodds.evaluation.protocol import LAST_TUNING_ORIGIN, ORIGINS, RANK_THRESHOLDS
from planodds.notebook.views import record_panels
from planodds.report.text.track_record import RecordTables
from planodds.report.text.words import Words

SKILL = {  # panel, horizon, benchmark -> skill of the model
    ("us_states", 1, "own_drift"): 0.24,
    ("us_states", 1, "components"): 0.07,
    ("us_states", 5, "own_drift"): 0.32,
    ("us_states", 5, "components"): 0.18,
    ("indonesia_districts", 1, "own_drift"): 0.30,
    ("indonesia_districts", 1, "theta"): -0.06,
}


@pytest.fixture
def tables() -> RecordTables:
    common = {"model": "model", "part": "level", "sample": "all"}
    skill = [
        {"panel": panel, "horizon": horizon, "rival": rival, "skill": value, **common}
        for (panel, horizon, rival), value in SKILL.items()
    ]
    # The pool is no rival, the common part is not the level, Shanxi has no verdict.
    skill += [
        {**skill[0], "rival": "ensemble", "skill": -0.9},
        {**skill[0], "part": "common", "skill": -0.8},
        {**skill[0], "panel": "shanxi", "skill": -0.7},
    ]
    held = [
        {
            **common,
            "panel": panel,
            "horizon": horizon,
            "promise": 0.9,
            "held": 0.5 + horizon / 10,
            "worst": 0.4,
            "worst_origin": 1972,
            "origins": 17,
            "n_eff": 9,
        }
        for panel, horizon, _ in SKILL
    ]
    empty = pd.DataFrame()
    return RecordTables(
        engine="model",
        choice=pd.Series(dtype=object),
        criteria=empty,
        skill=pd.DataFrame(skill),
        coverage=pd.DataFrame(held).drop_duplicates(),
        reliability_bins=empty,
        reliability=empty,
    )


def test_the_closest_benchmark_of_each_case_decides(tables):
    """Closest: 0.07 and 0.18 on the states, -0.06 in Indonesia: one of three cases is behind."""
    told = record_panels.describe_panels(tables, Words.load("en"))
    assert "in 1 of 3 cases" in told
    assert "farthest ahead on US states at 5 years (+18%)" in told
    assert "worst on Districts of Indonesia at one year (-6%" in told.replace("−", "-")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_panel_and_horizon_has_a_row(tables, language, monkeypatch):
    monkeypatch.setattr(record_panels, "open_partial", lambda run: run)
    monkeypatch.setattr(record_panels, "gather_record", lambda run: run)
    words = Words.load(language)
    _, table = record_panels.view_panels(tables, words=words)
    assert [(row[0], row[1]) for row in table.rows] == [
        (words.label("panel", "us_states"), "1"),
        (words.label("panel", "us_states"), "5"),
        (words.label("panel", "indonesia_districts"), "1"),
    ]
    first = table.rows[0]
    assert (first[2], first[3], first[6]) == ("17 (9)", "60%", "40% (1972)")
    assert first[-1].startswith(words.label("benchmark", "components"))


def test_the_protocol_declares_every_panel():
    assert set(ORIGINS) == set(RANK_THRESHOLDS) == set(LAST_TUNING_ORIGIN)
    for panel, last in LAST_TUNING_ORIGIN.items():
        assert min(ORIGINS[panel]) <= last < max(ORIGINS[panel]), panel
