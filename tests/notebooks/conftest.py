"""A quick edition on a small real panel, built once by the command itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from planodds.inputs import DATA_DIR
from tests.waiting import LONG_GUARD

ROOT = Path(__file__).resolve().parents[2]
PREFECTURES = ("Luliang", "Jinzhong", "Linfen", "Xinzhou")
SCENARIOS = ("baseline", "coal_slump", "plan_path")


@dataclass(frozen=True)
class QuickEdition:
    """The small data, the outputs folder and the output of the command."""

    data: Path
    out: Path
    done: subprocess.CompletedProcess
    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Environment in which the edition can be opened."""
        return {
            **os.environ,
            "PLANODDS_DATA": str(self.data),
            "PLANODDS_OUT": str(self.out),
            "PYTHONPATH": str(ROOT / "model"),
            "OMP_NUM_THREADS": "1",
        }


def make_small_data(folder: Path) -> Path:
    """Copy the data, keeping the units of four prefectures and three scenarios."""
    shutil.copytree(DATA_DIR, folder)
    units = pd.read_csv(folder / "units.csv", dtype=str, keep_default_na=False)
    selected = units[units["prefecture_en"].isin(PREFECTURES)]
    selected.to_csv(folder / "units.csv", index=False)
    for name in ("panel.csv", "exclusions.csv"):
        table = pd.read_csv(folder / name, dtype=str, keep_default_na=False)
        table[table["code"].isin(selected["code"])].to_csv(folder / name, index=False)
    early = pd.read_csv(folder / "early_figures.csv", dtype=str, keep_default_na=False)
    areas = [*selected["code"], *selected["prefecture_en"]]
    early[early["area"].isin(areas)].to_csv(folder / "early_figures.csv", index=False)
    for path in (folder / "scenarios").glob("*.yaml"):
        if path.stem not in SCENARIOS:
            path.unlink()
    shutil.rmtree(folder / "weights")  # of scenarios that are gone
    return folder


@pytest.fixture(scope="session")
def quick(tmp_path_factory) -> QuickEdition:
    """Run `planodds run --quick` on the small panel."""
    base = tmp_path_factory.mktemp("quick")
    data, out = make_small_data(base / "data" / DATA_DIR.name), base / "outputs"
    done = subprocess.run(
        [sys.executable, "-m", "planodds", "run", "--quick", "--out", str(out)],
        cwd=ROOT,
        env={**os.environ, "PLANODDS_DATA": str(data), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=LONG_GUARD,
    )
    folder = next(out.glob("*-quick"), out / "none")
    return QuickEdition(data, out, done, folder)
