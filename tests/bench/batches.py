"""Time fifty scenarios in one run: the runner's forked kernels, its ordinary kernels, and plain
papermill with two workers; each executes the bilingual notebook once and exports both pages.
"""

from __future__ import annotations

import dataclasses
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from planodds.batch import notebook_run
from planodds.batch.plan import SCENARIO_NOTEBOOK, build_plan
from planodds.batch.prepare import Batch, prepare_batch
from planodds.batch.runner import run_batch
from planodds.constants import BASELINE, SOURCE_DIR
from planodds.editions import fit_cache
from planodds.inputs import DATA_DIR
from tests.bench.cells import cell_seconds
from tests.bench.cores import ENDED_CHILDREN, core_seconds

WORKERS = 2
SAMPLED = 10  # runs whose cells are timed alone
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
            path.write_text(
                SCENARIO.format(name=names[-1], coal=coal, nation=nation), encoding="utf-8"
            )
    return names


def plan_scenarios(names: list[str], data_dir: Path) -> Batch:
    """Plan the runs of these scenarios and the baseline that they wait for; the fit is first."""
    plan = build_plan(scenarios=["baseline", *names], information=["latest"], only=names)
    runs = tuple(
        run
        for run in plan.notebooks
        if run.notebook == SCENARIO_NOTEBOOK and run.parameters["scenario"] in {BASELINE, *names}
    )
    return prepare_batch(dataclasses.replace(plan, notebooks=runs), data_dir=data_dir)


def run_ours(kind: str, batch: Batch, out: Path) -> dict[str, float]:
    """Build the edition with one kind of kernel; the fit is there already."""
    os.environ["PLANODDS_KERNELS"] = kind
    result = run_batch(
        batch, out=out, jobs=WORKERS, report=lambda event: None, pages=lambda *_: None
    )
    manifest = json.loads((result.folder / "manifest.json").read_text(encoding="utf-8"))
    assert all(run["status"] == "done" for run in manifest["runs"]), result.failures
    return {
        "each": statistics.median(run["seconds"] for run in manifest["runs"]),
        "peak": max(run["peak_mb"] for run in manifest["runs"]),
    }


def run_plain(batch: Batch, edition: Path, folder: Path) -> dict[str, float]:
    """Run the same with plain papermill: ordinary kernels, persistent workers."""
    jobs = [
        (
            str(batch.notebook_dir / f"{run.notebook}.ipynb"),
            str(folder / run.name),
            {"edition": edition.name, **run.parameters},
        )
        for run in batch.plan.notebooks
    ]
    os.environ |= {
        notebook_run.EDITION_ENV: str(edition),
        notebook_run.DATA_ENV: str(batch.data_dir),
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(SOURCE_DIR),
    }
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        seconds = list(pool.map(execute_plainly, jobs))
    return {"each": statistics.median(seconds), "peak": 0}


def execute_plainly(job: tuple[str, str, dict[str, object]]) -> float:
    """Execute one notebook with papermill's default settings and export its two pages."""
    import papermill

    from planodds.report.html.notebook_pages import export_notebook

    notebook, folder, parameters = job
    start = time.perf_counter()
    Path(folder).mkdir(parents=True)
    os.environ[notebook_run.FOLDER_ENV] = folder
    papermill.execute_notebook(
        notebook, f"{folder}/notebook.ipynb", parameters, cwd=folder, progress_bar=False
    )
    fonts = fit_cache.cache_dir(Path(os.environ[notebook_run.EDITION_ENV]).parent) / fit_cache.FONTS
    export_notebook(Path(folder) / "notebook.ipynb", cache_dir=fonts)
    return time.perf_counter() - start


def measure(name: str, work: object) -> tuple[float, float]:
    """Time a piece of work in wall seconds and seconds of cores; print them, and its memory."""
    start, cores = time.perf_counter(), core_seconds(ENDED_CHILDREN)
    found = work()
    wall, cores = time.perf_counter() - start, core_seconds(ENDED_CHILDREN) - cores
    memory = f"{found['peak']:.0f} MB at most" if found["peak"] else "memory not measured"
    print(
        f"  {name:<9} {wall:6.1f} s, {cores:6.1f} s of cores, median run {found['each']:.2f} s, "
        f"{memory}, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )
    return wall, cores


def bench_batch(count: int = len(COAL) * len(NATION)) -> None:
    """Print seconds, ratios and memory; the posterior is fitted once, before."""
    folder = Path(tempfile.mkdtemp(prefix="planodds-bench-"))
    try:
        data_dir = Path(shutil.copytree(DATA_DIR, folder / "data" / DATA_DIR.name))
        out = folder / "outputs"
        batch = plan_scenarios(write_scenarios(data_dir)[:count], data_dir)
        fit = dataclasses.replace(
            batch, plan=dataclasses.replace(batch.plan, notebooks=()), edition="fit"
        )
        run_batch(fit, out=out, jobs=WORKERS, report=lambda event: None, pages=lambda *_: None)
        print(f"  {count} scenarios, {WORKERS} workers", flush=True)
        seconds = {}
        for kind in ("forked", "ordinary"):
            shutil.rmtree(out / batch.edition, ignore_errors=True)
            seconds[kind] = measure(kind, lambda kind=kind: run_ours(kind, batch, out))
        seconds["papermill"] = measure(
            "papermill", lambda: run_plain(batch, out / batch.edition, folder / "plain")
        )
        count = len(batch.plan.notebooks)
        some = batch.plan.notebooks[:: max(1, count // SAMPLED)]
        own = cell_seconds(some, batch, out / batch.edition, folder / "cells") / len(some)
        spent = seconds["forked"][1] / count
        print(
            f"  cells alone {own:.2f} s of processor time a run (mean of {len(some)}), "
            f"forked in all {spent:.2f} s: overhead {spent / own - 1:.0%}"
        )
        for kind in ("ordinary", "papermill"):
            clock, cores = (a / b for a, b in zip(seconds[kind], seconds["forked"], strict=True))
            print(f"  forked against {kind}: {clock:.2f}, by seconds of cores {cores:.2f}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
