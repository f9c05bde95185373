"""The partition's odds of an edition: from all its scenarios, at latest, or not at all."""

from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from planodds import constants
from planodds.inputs import DATA_DIR
from planodds.notebook.mixtures import tabulate_mixture
from planodds.probability.questions.mixture import MIXTURE_COLUMNS
from tests import shanxi

ODDS = {"coal_slump": 0.1, "coal_steady": 0.2, "coal_boom": 0.4, "baseline": 0.25}


def make_run(scenarios=tuple(ODDS), information="latest"):
    row = {
        "edition": "earlier",
        "information": information,
        "origin": 2024,
        "variant": "",
        "unit": shanxi.HOME_UNIT,
        "roster": "",
        "target": "gdp_level",
        "reading": "published",
        "evidence": constants.POSTERIOR,
        "year": 2030,
        "threshold": 200.0,
        "mcse": 0.004,
        "lower": 0.0,
        "upper": 1.0,
        "draws": 20_000,
        "ess": 9000.0,
        "status": constants.OPEN,
    }
    table = pd.DataFrame(
        [row | {"scenario": name, "probability": ODDS[name]} for name in scenarios]
    )
    return SimpleNamespace(
        edition="e",
        information=information,
        data_dir=DATA_DIR,
        plan_json={"settings": {"seed": 1}},
        read_table=lambda name: table,
    )


def test_the_mean_uses_the_declared_weights_and_the_range_encloses_it():
    (row,) = tabulate_mixture(make_run()).to_dict("records")
    assert row["probability"] == pytest.approx((2 * 0.1 + 3 * 0.2 + 3 * 0.4) / 8)
    assert 0.1 < row["lower"] < row["probability"] < row["upper"] < 0.4
    assert (row["lowest"], row["highest"], row["weights"]) == (0.1, 0.4, "coal")


def test_the_same_seed_produces_the_same_range():
    assert tabulate_mixture(make_run()).equals(tabulate_mixture(make_run()))


@pytest.mark.parametrize(
    "run",
    [make_run(scenarios=("baseline", "coal_slump", "coal_boom")), make_run(information="2022")],
)
def test_without_every_scenario_or_before_today_there_is_none(run):
    table = tabulate_mixture(run)
    assert table.empty and list(table.columns) == ["edition", *MIXTURE_COLUMNS]
