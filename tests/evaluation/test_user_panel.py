"""A reader's panel from the file to the tables, as `planodds backtest` runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from planodds.errors import UsageError
from planodds.evaluation.backtest.user_panel import (
    BacktestRequest,
    build_design,
    describe_backtest,
    run_backtest,
)
from planodds.evaluation.scoring.summary_tables import ENSEMBLE, MODEL
from tests.waiting import FOREVER, GUARD, wait_until


@pytest.fixture(scope="module")
def panel_file(tmp_path_factory):
    generator = np.random.default_rng(11)
    growth = 0.05 + 0.02 * generator.standard_normal((10, 12))
    levels = np.exp(generator.normal(3.0, 0.5, (10, 1)) + growth.cumsum(axis=1)).round(3)
    rows = [(f"u{i}", f"g{i % 2}", 2000 + t, levels[i, t]) for i in range(10) for t in range(12)]
    path = tmp_path_factory.mktemp("panel") / "mine.csv"
    pd.DataFrame(rows, columns=["town", "area", "year", "sales"]).to_csv(path, index=False)
    return path


def request(panel_file, **changes):
    columns = {"unit": "town", "group": "area", "value": "sales"}
    return BacktestRequest(
        panel=panel_file, columns=columns, origins=(2009,), horizon=2, workers=1, **changes
    )


def test_a_panel_becomes_tables_and_lines(panel_file, tmp_path):
    cache_dir = tmp_path / "outputs" / ".cache" / "record"
    folder, averages = run_backtest(request(panel_file, cache_dir=cache_dir, rank_threshold=4))
    assert folder == tmp_path / "outputs" / "backtest" / "mine"
    scores = pd.read_csv(folder / "scores.csv")
    assert {MODEL, ENSEMBLE, "theta", "own_drift"} <= set(scores["model"])
    assert set(scores["part"]) == {"level", "relative", "common", "rank", "event"}
    assert not list(folder.glob("*.staging-*"))
    lines = describe_backtest(averages, folder)
    assert any(
        line.startswith("level    h=2")
        and "best benchmark" in line
        and line.endswith("1 origins, 1 independent")
        for line in lines
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"window": 2}, "window 2"),
        ({"horizon": 0}, "horizon 0"),
        ({"origins": (2011,)}, "origin 2011"),
        ({"rank_threshold": 10}, "rank 10"),
        ({"rank_threshold": 0}, "rank 0"),
    ],
)
def test_what_cannot_be_tried_is_refused(panel_file, change, message):
    fields = {
        "panel": panel_file,
        "origins": (2009,),
        "horizon": 2,
        "columns": {"unit": "town", "group": "area", "value": "sales"},
    } | change
    with pytest.raises(UsageError, match=message):
        build_design(BacktestRequest(**fields))


HOST = f"""
import time
from planodds.execution.process_pool import ProcessPool, Task

if __name__ == "__main__":
    try:
        with ProcessPool(1) as pool:
            pool.submit(Task("first", "os:getpgid", 0))
            print(pool.next_result().value, flush=True)
            time.sleep({FOREVER})
    except KeyboardInterrupt:
        print("stopped", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="asks for a process by a signal")
def test_a_killed_run_leaves_no_process_behind(tmp_path):
    host, worker = _start_host(tmp_path)
    host.send_signal(signal.SIGKILL)
    host.wait()
    wait_until(lambda: not _is_alive(worker))


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal to a group")
def test_ctrl_c_ends_idle_workers_without_a_traceback(tmp_path):
    host, worker = _start_host(tmp_path)
    os.killpg(host.pid, signal.SIGINT)  # as a terminal does
    told, faults = host.communicate(timeout=GUARD)
    assert told == "stopped\n" and "Traceback" not in faults
    wait_until(lambda: not _is_alive(worker))


def _start_host(folder):
    """A process with one worker, in a separate process group; the process and the worker's id."""
    script = folder / "host.py"
    script.write_text(HOST, encoding="utf-8")
    host = subprocess.Popen(
        [sys.executable, str(script)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    return host, int(host.stdout.readline())


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    # A zombie process has ended.
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")
