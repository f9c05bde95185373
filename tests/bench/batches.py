"""Fifty scenarios, forked kernels against ordinary ones, side by side in one run."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path

from model.batch.plan import build_plan
from model.batch.prepare import prepare_batch
from model.batch.runner import run_batch
from model.inputs import DATA_DIR

WORKERS = 2
COAL = (-0.30, -0.25, -0.20, -0.15, -0.10, -0.05, 0.0, 0.05, 0.10, 0.15)
NATION = (0.02, 0.03, 0.04, 0.05, 0.06)
SCENARIO = """name: {name}
label: {{zh: 煤价 {coal:+.0%}，全国 {nation:.0%}, en: "Coal {coal:+.0%}, nation {nation:.0%}"}}
narrative: {{zh: 测速用。, en: For measuring speed.}}
conditions:
  - {{series: coal_price, measure: growth, ahead: [1, 2], value: [{coal}, 0.0], sd: 0.1,
     kind: judgement, source: benchmark, date: 2026-11-23}}
  - {{series: national_gdp, measure: growth, ahead: [1], value: [{nation}], sd: 0.02,
     kind: judgement, source: benchmark, date: 2026-11-23}}
"""


def write_scenarios(data_dir: Path) -> list[str]:
    """Write the grid of scenarios into a copy of the data; return their names."""
    names = []
    for i, coal in enumerate(COAL):
        for j, nation in enumerate(NATION):
            names.append(f"grid_{i}_{j}")
            path = data_dir / "scenarios" / f"{names[-1]}.yaml"
            path.write_text(SCENARIO.format(name=names[-1], coal=coal, nation=nation),
                            encoding="utf-8")
    return names


def run_kind(kind: str, names: list[str], data_dir: Path, out: Path) -> dict[str, float]:
    """Build the edition of these scenarios with one kind of kernel; the fit is there already."""
    os.environ["PLANODDS_KERNELS"] = kind
    plan = build_plan(scenarios=["baseline", *names], information=["latest"], only=names)
    batch = prepare_batch(plan, data_dir=data_dir)
    start = time.perf_counter()
    result = run_batch(batch, out=out, jobs=WORKERS, report=lambda event: None,
                       pages=lambda *_: None)
    seconds = time.perf_counter() - start
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    runs = [run for run in manifest["runs"] if run["name"].split("/")[-1] in names]
    assert all(run["status"] == "done" for run in runs), result.failures
    return {"all": seconds, "each": statistics.median(run["seconds"] for run in runs),
            "peak": max(run["peak_mb"] for run in runs), "runs": len(runs)}


def bench_batch(count: int = len(COAL) * len(NATION)) -> None:
    """Print seconds, ratio and memory; the posterior is fitted once, before."""
    folder = Path(tempfile.mkdtemp(prefix="planodds-bench-"))
    try:
        data_dir = Path(shutil.copytree(DATA_DIR, folder / "data"))
        names, out = write_scenarios(data_dir)[:count], folder / "outputs"
        fit = build_plan(scenarios=["baseline"], information=["latest"], only=["baseline"])
        run_batch(prepare_batch(fit, data_dir=data_dir), out=out, jobs=WORKERS,
                  report=lambda event: None, pages=lambda *_: None)
        found = {}
        for kind in ("forked", "ordinary"):
            found[kind] = run_kind(kind, names, data_dir, out)
            for edition in out.glob("2*"):
                edition.rename(folder / f"{edition.name}-{kind}")
            print(f"  {kind:<9} {found[kind]['all']:6.1f} s for {count} scenarios and what goes "
                  f"with them, {WORKERS} workers; median run {found[kind]['each']:.2f} s; "
                  f"most memory {found[kind]['peak']:.0f} MB (0: not measured)", flush=True)
        print(f"  ratio {found['ordinary']['all'] / found['forked']['all']:.2f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
