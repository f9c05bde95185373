"""Size of a study: time, memory and ranks from a flat table to all ranks, through the public API.

    python -m tests.bench.limits 30x10 1000x20

measures simulated tables of so many units x years, each in a process of its own. A table that is
refused prints the sentence instead.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from planodds.inputs.tables.files import DATA_ROOT
from tests.bench.cores import ENDED_CHILDREN, OWN, core_seconds
from tests.bench.panels import make_unit_panel

SIZES = ("10x4", "10x100", "30x4", "30x20", "1000x6", "1000x60", "10000x4", "10000x20")
FEW = 117  # units of the smaller study, as many as Shanxi has
CHECKED = 50  # draws whose ranks are sorted again one by one
DRAWS_AT_ONCE = 1000


def bench_limits() -> None:
    """Quick fits of simulated tables, from the smallest accepted to the largest."""
    for size in SIZES:
        print_size(size)


def print_size(size: str) -> None:
    """Measure one simulated table of units x years, or print why it is refused."""
    found = measure(f"simulated {size}")
    if "refused" in found:
        print(f"  {size:>9}: refused: {found['refused']}", flush=True)
        return
    print(
        f"  {size:>9}: read {found['read']:.1f} s, fit and {found['paths']:,} paths "
        f"{found['fit']:.1f} s, all ranks {found['ranks']:.1f} s, "
        f"{found['memory']:.2f} GB, ranks correct: {found['correct']}, "
        f"not finite: {found['not_finite']}",
        flush=True,
    )


def bench_counties() -> None:
    """US counties beside 117 of them and beside Shanxi's GDP: full fits, 20 000 paths, ranks."""
    rows = {
        name: measure(f"{name} full") for name in ("shanxi", f"us_counties:{FEW}", "us_counties")
    }
    for name, row in rows.items():
        if "refused" in row:
            print(f"  {name:16} refused: {row['refused']}", flush=True)
            return
    whole, part = rows["us_counties"], rows[f"us_counties:{FEW}"]
    for name, row in rows.items():
        print(
            f"  {name:16} {row['units']:5} units: fit, {row['paths']:,} paths {row['fit']:6.1f} s, "
            f"ranks {row['ranks']:5.1f} s, all {row['cores']:.1f} s of processor time, "
            f"{row['memory']:.2f} GB, passed {row['passed']}",
            flush=True,
        )
        print(
            f"{'':19}US counties: {whole['cores'] / row['cores']:.1f} times the processor time, "
            f"{whole['memory'] / row['memory']:.1f} times the memory"
        )
    growth = np.log(whole["units"] / part["units"])
    print(f"  exponent in units {np.log(whole['cores'] / part['cores']) / growth:.2f}")


def measure(case: str) -> dict:
    """Run one case in a process of its own; its measurements, or the sentence of a refusal."""
    with tempfile.TemporaryDirectory(prefix="planodds-limits-") as folder:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench.limits", "case", *case.split()],
            env={**os.environ, "PLANODDS_OUT": folder, "PLANODDS_LIMITS": folder},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def run_case(name: str, size: str) -> dict:
    """From a table to all ranks in this process."""
    import planodds as po
    from planodds.inputs.new_study.columns import Choices
    from planodds.inputs.new_study.create import create_study

    folder = Path(os.environ["PLANODDS_LIMITS"])
    quick = size != "full"
    before = core_seconds(OWN, ENDED_CHILDREN)
    table = _simulated(size) if name == "simulated" else _shipped(name)
    table.to_csv(folder / "flat.csv", index=False)
    start = time.perf_counter()
    try:
        create_study(folder / "flat.csv", folder / "study", Choices())
        panel = po.load_panel(str(folder / "study"))
        read = time.perf_counter()
        posterior = po.fit(panel, quick=quick)
    except po.PlanoddsError as error:
        return {"refused": str(error)}
    paths = po.forecast(panel, posterior).paths
    fitted = time.perf_counter()
    correct = all(_rank_all(paths.log_gdp, year) for year in range(len(paths.years)))
    ranked = time.perf_counter()
    return {
        "units": len(panel.units),
        "read": read - start,
        "fit": fitted - read,
        "ranks": ranked - fitted,
        "cores": core_seconds(OWN, ENDED_CHILDREN) - before,
        "paths": paths.draws,
        "passed": posterior.passed,
        "correct": correct,
        "not_finite": int(sum((~np.isfinite(unit)).sum() for unit in paths.log_gdp)),
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20,
    }


def _rank_all(levels: np.ndarray, year: int) -> bool:
    """Rank all units in every draw; whether the first draws have the ranks of a plain sort."""
    units, draws = levels.shape[:2]
    ok = True
    for first in range(0, draws, DRAWS_AT_ONCE):
        block = np.array(levels[:, first : first + DRAWS_AT_ONCE, year])
        order = np.argsort(-block, axis=0, kind="stable")
        ranks = np.empty(order.shape, np.int32)
        np.put_along_axis(ranks, order, np.arange(1, units + 1, dtype=np.int32)[:, None], axis=0)
        if first == 0:
            some = block[:, :CHECKED]
            above = np.array([(some > unit).sum(axis=0) + 1 for unit in some])
            ok = bool((ranks[:, :CHECKED] >= above).all() and (above.min(axis=0) == 1).all())
    return ok


def _simulated(size: str) -> pd.DataFrame:
    units, years = map(int, size.split("x"))
    panel = make_unit_panel(units=units, years=max(years - 1, 1))
    last = 2024
    return pd.DataFrame(
        panel.values[:, :years], columns=[str(last - years + 1 + k) for k in range(years)]
    ).assign(code=panel.units, name=panel.units, group=panel.groups)


def _shipped(name: str) -> pd.DataFrame:
    """GDP of a shipped study as a flat table; ``us_counties:117`` are its first 117 units."""
    study, _, count = name.partition(":")
    panel = pd.read_csv(DATA_ROOT / study / "panel.csv", dtype={"code": str})
    if "indicator" in panel:
        panel = panel[(panel["indicator"] == "gdp") & (panel["kind"] == "preferred")]
    units = pd.read_csv(DATA_ROOT / study / "units.csv", dtype={"code": str})
    group = next(c for c in ("state", "prefecture_en") if c in units)
    units = units[["code", "name_en", group]].head(int(count) if count else len(units))
    return panel[["code", "year", "value"]].merge(units, on="code")


if __name__ == "__main__":
    if sys.argv[1] == "case":
        print(json.dumps(run_case(*sys.argv[2:])))
    else:
        for wanted in sys.argv[1:]:
            print_size(wanted)
