"""The runner on small real notebooks: papermill, kernels and processes, no sampling."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from model.batch.runner import run_batch
from tests.batch.books import WRITE_TABLE

BREAKS = "1 / 0  # on purpose"
DIES = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
EDITION = "2024-0a1b2c3d"
pytestmark = pytest.mark.slow


def run(batch, out, jobs=2):
    events = []
    result = run_batch(batch, out=out, jobs=jobs, report=events.append,
                       pages=lambda folder, *_: (folder / "brief.en.html").write_text("brief"))
    return result, events


def ended(events):
    return sorted(event["name"] for event in events if event["event"] == "end")


def test_good_notebooks_become_an_edition(make_batch, out):
    result, _ = run(make_batch(one=[WRITE_TABLE], two=[WRITE_TABLE]), out)
    assert result.exit_status == 0
    assert result.folder == out / EDITION
    assert (out / "LATEST").read_text().strip() == EDITION
    table = (out / EDITION / "tables/facts.csv").read_text()
    assert table == "run,value\none,0.10\ntwo,0.10\n"
    manifest = json.loads((out / EDITION / "manifest.json").read_text())
    assert manifest["for_decisions"] is True
    assert [entry["status"] for entry in manifest["runs"]] == ["done", "done"]


def test_a_second_run_does_nothing(make_batch, out):
    batch = make_batch(one=[WRITE_TABLE])
    run(batch, out)
    before = {path: path.stat().st_mtime_ns for path in (out / EDITION).rglob("*")}
    result, events = run(batch, out)
    assert result.nothing_to_do
    assert result.exit_status == 0
    assert events == []
    assert {path: path.stat().st_mtime_ns for path in (out / EDITION).rglob("*")} == before


def test_a_failing_notebook_is_named_and_the_others_finish(make_batch, out):
    result, events = run(make_batch(one=[WRITE_TABLE], bad=["x = 1", BREAKS], two=[WRITE_TABLE]),
                         out)
    assert result.exit_status == 1
    error = result.failures["notebooks/bad"]
    assert (error["cell"], error["ename"]) == (3, "ZeroDivisionError")
    assert ended(events) == ["notebooks/one", "notebooks/two"]
    assert not (out / EDITION).exists()
    assert not (out / "LATEST").exists()
    assert not (result.folder / "brief.en.html").exists()
    assert json.loads((result.folder / "manifest.json").read_text())["for_decisions"] is False
    assert (result.folder / "failed/notebooks.bad.ipynb").is_file()
    assert not (result.folder / "notebooks/bad").exists()


def test_a_kernel_that_dies_costs_its_run_only(make_batch, out):
    result, events = run(make_batch(bad=[DIES], one=[WRITE_TABLE]), out)
    assert result.failures["notebooks/bad"]["ename"] == "DeadKernelError"
    assert ended(events) == ["notebooks/one"]


def test_a_comparison_runs_after_the_others_even_if_one_failed(make_batch, out):
    batch = make_batch(after={"compare": ("notebooks/bad", "notebooks/one")},
                       compare=[WRITE_TABLE], bad=[BREAKS], one=[WRITE_TABLE])
    result, events = run(batch, out)
    assert list(result.failures) == ["notebooks/bad"]
    assert [event["name"] for event in events if event["event"] == "end"][-1] == (
        "notebooks/compare")


def test_a_repaired_notebook_leaves_what_was_done_alone(make_batch, out):
    run(make_batch(one=[WRITE_TABLE], two=[BREAKS]), out)
    result, events = run(make_batch(one=[WRITE_TABLE], two=[WRITE_TABLE]), out)
    assert result.exit_status == 0
    assert ended(events) == ["notebooks/two"]


def test_number_of_workers_changes_no_table(make_batch, out):
    batch = make_batch(one=[WRITE_TABLE], two=[WRITE_TABLE], three=[WRITE_TABLE])
    tables = []
    for jobs in (1, 4):
        run(batch, out, jobs=jobs)
        tables.append((out / EDITION / "tables/facts.csv").read_bytes())
        (out / EDITION).rename(out / f"made-by-{jobs}")
    assert tables[0] == tables[1]


# A runner in a process of its own, so that it can be interrupted and killed for real.
SLOW = "import time; time.sleep(60)"
SCRIPT = """
import pickle, sys
from pathlib import Path
from model.batch.progress import end_on_signals
from model.batch.runner import run_batch
batch = pickle.loads(Path(sys.argv[1]).read_bytes())
def tell(event):
    print(event["event"], event["name"], flush=True)
with end_on_signals():
    run_batch(batch, out=Path(sys.argv[2]), jobs=2, report=tell, pages=lambda *_: None)
"""


@pytest.fixture
def start(tmp_path, out):
    """Start a runner in its own session; whatever is left of it is ended after the test."""
    import pickle

    started = []

    def begin(batch):
        stored = tmp_path / "batch.pickle"
        stored.write_bytes(pickle.dumps(batch))
        process = subprocess.Popen([sys.executable, "-c", SCRIPT, str(stored), str(out)],
                                   stdout=subprocess.PIPE, text=True, start_new_session=True)
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_for(process, line):
    for said in process.stdout:
        if said.strip() == line:
            return
    raise AssertionError(f"the runner ended before it said {line!r}")


def descendants(pid: int) -> set[int]:
    """Find the living processes below `pid`, over all sessions."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = stat.read_text()
        except OSError:
            continue
        parents[int(stat.parent.name)] = int(text.rpartition(")")[2].split()[1])
    found, last = {pid}, set()
    while found != last:
        last = set(found)
        found |= {child for child, parent in parents.items() if parent in found}
    return found - {pid}


def wait_until_gone(processes, seconds=20):
    limit = time.monotonic() + seconds
    while time.monotonic() < limit:
        if not any(is_running(process) for process in processes):
            return
        time.sleep(0.2)
    left = sorted(filter(is_running, processes))
    raise AssertionError(f"processes are left: {left}")


def is_running(process: int) -> bool:
    try:
        text = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_end_in_the_middle_leaves_nothing_half_written(make_batch, out, start, how):
    process = start(make_batch(one=[WRITE_TABLE], slow=[WRITE_TABLE, SLOW]))
    wait_for(process, "end notebooks/one")
    time.sleep(1.0)
    below = descendants(process.pid)
    assert below
    os.kill(process.pid, how)
    process.wait(30)
    wait_until_gone(below)
    assert process.returncode != 0
    partial = out / ".partial" / EDITION
    assert (partial / "notebooks/one/run.json").is_file()
    assert not (partial / "notebooks/slow").exists()
    assert not (out / EDITION).exists()
    assert not (out / "LATEST").exists()


def test_the_same_command_after_a_kill_runs_only_what_is_unfinished(make_batch, out, start):
    process = start(make_batch(one=[WRITE_TABLE], slow=[WRITE_TABLE, SLOW]))
    wait_for(process, "end notebooks/one")
    below = descendants(process.pid)
    process.kill()
    wait_until_gone(below)
    result, events = run(make_batch(one=[WRITE_TABLE], slow=[WRITE_TABLE]), out)
    assert result.exit_status == 0
    assert ended(events) == ["notebooks/slow"]
    assert not list((out / EDITION).rglob("*.aside-*"))
