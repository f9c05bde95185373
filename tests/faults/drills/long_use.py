"""Hundreds of scenario runs in one batch: memory of every process stays flat, nothing is left."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.batch.processes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.drills.ground import Ground

GROWTH = 1.25  # largest ratio of the memory in the last third of the batch to that in the second
_PAUSE = 2.0  # seconds between two readings


def drill(ground: Ground, runs: int) -> Iterator[str]:
    """Run a sweep of this many runs; yield what grows or is left behind."""
    rows = next(n for n in range(math.isqrt(runs), 0, -1) if runs % n == 0)
    _write_sweep(ground.study / "sweeps/many.yaml", rows, runs // rows)
    words = ("run", "--quick", "--jobs", "2", "--sweep", "many", "--information", "latest")
    process = ground.start(*words, "--out", str(ground.out), "--log-json")
    memory, family = [], {process.pid}
    with ThreadPoolExecutor(1) as reader:  # hundreds of lines fill a pipe that nobody reads
        ended = reader.submit(process.communicate)
        while not ended.done():
            family |= descendants(process.pid)
            done = len(list(ground.out.glob(".partial/*/scenarios/*/*/run.json")))
            memory.append((done, *_memory(process.pid)))
            time.sleep(_PAUSE)
    _, told = ended.result()
    if process.returncode:
        yield f"status {process.returncode}: {told.decode()[-600:]}"
        return
    yield from _grown(memory)
    yield from (f"process {pid} is left" for pid in family if Path(f"/proc/{pid}").exists())
    yield from (f"left behind: {path}" for path in ground.leftovers())


def _write_sweep(path: Path, rows: int, columns: int) -> None:
    content = yaml.safe_load((path.parent / "coal_by_nation.yaml").read_text(encoding="utf-8"))
    first, second = content["axes"]
    first["span"] = {"first": -0.3, "last": 0.3, "count": rows}
    second.pop("values", None)
    second["span"] = {"first": 0.03, "last": 0.06, "count": columns}
    text = yaml.safe_dump(content | {"name": "many"}, allow_unicode=True, sort_keys=False)
    path.write_text(text, encoding="utf-8")


def _memory(runner: int) -> tuple[int, int, int]:
    """Return the proportional memory of runner, all below it, and their number; in kB."""
    below = descendants(runner)
    return _share(runner), sum(map(_share, below)), len(below)


def _share(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _grown(memory: list[tuple[int, int, int, int]]) -> Iterator[str]:
    busy = [row for row in memory if row[0]]
    third = len(busy) // 3
    for place, name in ((1, "runner"), (2, "workers and kernels")):
        second = sorted(row[place] for row in busy[third : 2 * third])[third // 2]
        last = sorted(row[place] for row in busy[-third:])[third // 2]
        print(
            f"  {name}: {second / 1e3:.0f} MB in the second third, {last / 1e3:.0f} MB in the last"
        )
        if last > GROWTH * second:
            yield f"{name}: from {second} to {last} kB"
