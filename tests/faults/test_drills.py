"""One fast drill of a kind; all of them, with runs, by `python -m tests.faults.drills`."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.drills.ground import ROOT, Ground, make_ground
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def ground(tmp_path_factory) -> Ground:
    """Make a small study without an edition."""
    return make_ground(tmp_path_factory.mktemp("ground"), "shanxi")


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="reads /proc")
def test_an_interruption_has_no_traceback(ground):
    process = ground.start("check")
    maps = Path(f"/proc/{process.pid}/maps")
    wait_until(lambda: process.poll() is not None or "_multiarray_umath" in maps.read_text())
    os.killpg(process.pid, signal.SIGINT)
    printed, told = process.communicate()
    assert process.returncode in (130, -signal.SIGINT)
    assert b"Traceback" not in told + printed


@pytest.mark.parametrize("terminal", ["ascii", "gbk"])
def test_a_terminal_that_lacks_signs_gets_the_others(ground, terminal):
    language = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONIOENCODING": terminal}
    answer = ground.ask("diff", "baseline", "coal_boom", "--lang", "zh", **language)
    assert answer.faults(0) == []
    assert "24" in answer.printed


def test_a_full_disk_is_told_and_leaves_nothing(ground):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))

    folder = ground.folder / "new study"
    table = str(ROOT / "docs/examples/counties.csv")
    done = subprocess.run(
        [sys.executable, "-m", "planodds", "init", str(folder), "--from", table],
        env=ground.environment(),
        capture_output=True,
        text=True,
        preexec_fn=limit,
    )
    assert done.returncode == 2
    assert "File too large" in done.stderr
    assert all(part in done.stderr for part in ("where:", "expected:", "remedy:"))
    assert "Traceback" not in done.stderr
    assert not folder.exists()
    assert ground.leftovers() == []
