"""The partition's odds of an edition: from its baseline, at latest, or not at all."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from planodds import constants
from planodds.inputs import DATA_DIR, load_plan
from planodds.notebook.mixtures import tabulate_mixture
from planodds.probability.questions.mixture import MIXTURE_COLUMNS
from tests.report.editions import draw_forecast


@pytest.fixture(scope="module")
def baseline(latest_panel):
    return draw_forecast(latest_panel)


def make_run(panel, baseline, scenarios=(constants.BASELINE,), information="latest"):
    table = pd.DataFrame([{"information": information, "scenario": name} for name in scenarios])
    return SimpleNamespace(
        edition="e",
        information=information,
        data_dir=DATA_DIR,
        plan_json={"settings": {"seed": 1}},
        panel=panel,
        plan=load_plan(),
        indicators=None,
        baseline=baseline,
        read_table=lambda name: table,
    )


def test_the_odds_lie_between_those_of_the_cells(latest_panel, baseline):
    table = tabulate_mixture(make_run(latest_panel, baseline))
    assert set(table["weights"]) == {"coal"}
    known = table[table["status"] == constants.OPEN]
    assert len(known) and known["probability"].between(known["lowest"], known["highest"]).all()
    assert (known["lower"] <= known["upper"]).all()


def test_the_same_seed_produces_the_same_range(latest_panel, baseline):
    run = make_run(latest_panel, baseline)
    assert tabulate_mixture(run).equals(tabulate_mixture(run))


@pytest.mark.parametrize(
    "changes", [{"scenarios": ("coal_slump", "coal_boom")}, {"information": "2022"}]
)
def test_without_a_baseline_or_before_today_there_is_none(latest_panel, baseline, changes):
    table = tabulate_mixture(make_run(latest_panel, baseline, **changes))
    assert table.empty and list(table.columns) == ["edition", *MIXTURE_COLUMNS]
