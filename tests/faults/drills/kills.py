"""Kill -9 of the whole tree at every stage; the same command goes on, to the same tables."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

from tests.batch.processes import descendants

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.faults.drills.ground import Ground

# A stage begins when a path of this kind appears in the outputs folder.
STAGES = {
    "plan": ".partial/*/plan.json",
    "fit": ".partial/*/logs/fit*",
    "posterior": ".cache/*.staging-*/posterior/*",
    "paths": ".cache/*.staging-*/forecast/*",
    "stored fit": ".cache/*/fit.json",
    "notebook": ".partial/*/notebooks/*.staging-*",
    "stored notebook": ".partial/*/notebooks/*/run.json",
    "last notebook": ".partial/*/scenarios/*/*.staging-*",
    "tables": ".partial/*/tables/*.csv",
    "manifest": ".partial/*/manifest.json",
    "pages": ".partial/*/index*.html",
    "bill of materials": ".partial/*/sbom.cdx.json",
    "finished": "[0-9]*/manifest.json",
}


def drill(ground: Ground, reference: dict[str, str], command: tuple[str, ...]) -> Iterator[str]:
    """Kill a run at each stage in turn; yield what is not as it must be."""
    stages = list(STAGES.items())
    for number, (stage, pattern) in enumerate(stages):
        if any(_paths(ground.out, later) for _, later in stages[max(number, 1) :]):
            continue  # done before: kept from a killed run, or given
        reached = _kill_at(ground, pattern, command)
        print(f"  killed at: {stage}" if reached else f"  {stage}: over before it was seen")
        if stage != "finished" and ground.editions():
            yield from _whole(ground, reference, stage)
            return
    answer = ground.ask(*command, "--out", str(ground.out))
    yield from answer.faults(0)
    yield from _whole(ground, reference, "the end")
    yield from (f"left behind: {path}" for path in ground.leftovers())


def _whole(ground: Ground, reference: dict[str, str], stage: str) -> Iterator[str]:
    if ground.tables() != reference:
        yield f"{stage}: the tables differ from those of a run without a kill"
    (edition,) = ground.editions()
    yield from ground.ask("verify", edition.name, "--out", str(ground.out)).faults(0)


def _kill_at(ground: Ground, pattern: str, command: tuple[str, ...]) -> bool:
    before = _paths(ground.out, pattern)
    process = ground.start(*command, "--out", str(ground.out))
    while process.poll() is None and not _paths(ground.out, pattern) - before:
        time.sleep(0.002)
    reached = process.poll() is None
    for member in (process.pid, *descendants(process.pid)):
        try:
            os.kill(member, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate()
    return reached


def _paths(out: Path, pattern: str) -> set[tuple[str, int]]:
    found = set()
    for path in out.glob(pattern):
        try:
            found.add((str(path), path.stat().st_mtime_ns))
        except FileNotFoundError:
            continue
    return found
