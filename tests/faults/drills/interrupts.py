"""Ctrl-C in every command, at several moments: no traceback, nothing half written."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.faults.drills.ground import ROOT, Answer
from tests.faults.drills.places import reading_commands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.faults.drills.ground import Ground

MOMENTS = (0.3, 0.8, 1.5, 2.5, 4.0)  # seconds; Python's own start takes the first 0.1
_INTERRUPTED = (0, 2, 130, -signal.SIGINT)  # 0 and 2: it was over before


def drill(ground: Ground) -> Iterator[str]:
    """Interrupt each command at each moment; yield what is not as it must be."""
    before = _digests(ground.study)
    for kind, words in _commands(ground).items():
        for moment in MOMENTS:
            answer = _interrupt(ground, words, moment)
            where = f"{kind} after {moment} s"
            yield from (f"{where}: {fault}" for fault in answer.faults(*_INTERRUPTED))
            yield from (f"{where}: left behind {path}" for path in _leftovers(ground))
    if _digests(ground.study) != before:
        yield "the study was changed"


def _commands(ground: Ground) -> dict[str, tuple[str, ...]]:
    (edition,) = ground.editions()
    written, table = ground.folder / "interrupted", str(ROOT / "docs/examples/counties.csv")
    writing = {
        "run": ("run", "--quick", "--out", str(written / "outputs")),
        "import": ("import", str(ground.study / "panel.csv"), "--source", "county_own_figure"),
        "init": ("init", str(written / "new"), "--from", table),
        "backtest": ("backtest", "--jobs", "2", "--out", str(written / "backtest")),
        "schedule-record": ("schedule-record", "--folder", str(written)),
        "record": ("record", "--without-statsforecast", "--out", str(written)),
        "calibrate": ("calibrate", "--simulations", "2", "--folder", str(written)),
        "ablate": ("ablate", "--folder", str(written)),
        "clean": ("clean", "--keep", "5", "--yes", "--out", str(ground.out)),
        "reproduce": ("reproduce", edition.name, "--out", str(ground.out)),
        "schema": ("schema",),
    }
    return reading_commands(edition.name, ground.out, written / "files") | writing


def _interrupt(ground: Ground, words: tuple[str, ...], moment: float) -> Answer:
    process = ground.start(*words)
    time.sleep(moment)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    printed, told = process.communicate()
    return Answer(process.returncode, printed.decode(), told.decode())


def _leftovers(ground: Ground) -> list[str]:
    return [str(path) for path in ground.folder.rglob("*.staging-*")]


def _digests(folder: Path) -> dict[str, str]:
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
