"""A fit that fails the gate, and a county's new figure: the command on a small panel."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys

import pandas as pd
import pytest

from planodds.batch.plan import build_plan
from planodds.batch.prepare import prepare_batch
from planodds.batch.runner import run_batch
from planodds.inputs.panels.information import LATEST
from tests.notebooks.conftest import ROOT
from tests.waiting import LONG_GUARD

pytestmark = pytest.mark.slow
OWN_2025 = (
    "141122,交城县,2025,gdp,125.0,cny_1e8,census5,preferred,ok,shanxi_county_panel_2019_2024,\n"
)


def test_a_bad_fit_yields_no_brief_and_exit_status_one(quick, tmp_path):
    plan = build_plan(scenarios=["baseline"], information=[LATEST], only=["baseline"])
    batch = prepare_batch(plan, data_dir=quick.data)
    hasty = {**batch.settings, "draws": 20, "tune": 20, "chains": 2}
    fit_keys = {name: f"hasty-{key}" for name, key in batch.fit_keys.items()}
    batch = dataclasses.replace(batch, settings=hasty, fit_keys=fit_keys, paths=400)
    result = run_batch(batch, out=tmp_path, jobs=2, report=lambda event: None)
    assert result.exit_status == 1
    error = result.failures["fit/latest/posterior"]
    assert error["ename"] == "ConvergenceError" and "R-hat" in error["evalue"]
    assert result.skipped["scenarios/latest/baseline"] == "fit/latest/posterior"
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["for_decisions"] is False
    assert manifest["gate"] == {"passed": False, "missed": ["fit/latest/posterior"]}
    assert not list(result.folder.glob("brief.*"))
    assert not (tmp_path / batch.edition).exists()
    assert not (tmp_path / "LATEST").exists()


def test_the_countys_new_figure_changes_the_odds_without_a_refit(quick):
    panel = quick.data / "panel.csv"
    before = panel.read_text(encoding="utf-8")
    try:
        panel.write_text(before + OWN_2025, encoding="utf-8")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "planodds",
                "run",
                "--quick",
                "--information",
                "latest",
                "--scenario",
                "baseline",
                "--out",
                str(quick.out),
            ],
            cwd=ROOT,
            env=quick.environment,
            capture_output=True,
            text=True,
            timeout=LONG_GUARD,
        )
    finally:
        panel.write_text(before, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "fit/" not in done.stderr
    after = [path for path in quick.out.glob("*-quick") if path != quick.folder]
    now = read_odds(after[0])
    assert now.loc[2025, "status"] == "decided_missed"
    then = read_odds(quick.folder)
    error = (now.loc[2027, "mcse"] ** 2 + then.loc[2027, "mcse"] ** 2) ** 0.5
    assert now.loc[2027, "probability"] - then.loc[2027, "probability"] > 2 * error


def read_odds(folder):
    table = pd.read_parquet(folder / "results.parquet")
    rows = table[
        (table["information"] == "latest")
        & (table["scenario"] == "baseline")
        & (table["target"] == "gdp_level")
        & (table["reading"] == "published")
    ]
    return rows.set_index("year")
