"""The runner on small real notebooks: papermill, kernels and processes, no sampling."""

from __future__ import annotations

import contextlib
import json
import os
import signal
from pathlib import Path

import pytest

from planodds.batch.runner import run_batch
from tests.batch.processes import children, descendants, start_runner, wait_for, wait_until_gone
from tests.notebook.notebook_files import WRITE_TABLE
from tests.waiting import GUARD, hang_once, wait_until

BREAKS = "1 / 0  # on purpose"
DIES = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
EDITION = "2024-0a1b2c3d"
LIST_RUNS = """import os, pathlib
folder = pathlib.Path(os.environ["PLANODDS_RUN_FOLDER"])
seen = sorted(path.parent.name for path in folder.parent.glob("*/run.json"))
folder.joinpath("seen.csv").write_text("run\\n" + "".join(f"{name}\\n" for name in seen))"""
pytestmark = pytest.mark.slow


def run(batch, out, jobs=2):
    events = []
    result = run_batch(
        batch,
        out=out,
        jobs=jobs,
        report=events.append,
        pages=lambda folder, *_: (folder / "brief.en.html").write_text("brief"),
    )
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
    result, events = run(
        make_batch(one=[WRITE_TABLE], bad=["x = 1", BREAKS], two=[WRITE_TABLE]), out
    )
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
    batch = make_batch(
        after={"compare": ("notebooks/bad", "notebooks/one")},
        compare=[WRITE_TABLE],
        bad=[BREAKS],
        one=[WRITE_TABLE],
    )
    result, events = run(batch, out)
    assert list(result.failures) == ["notebooks/bad"]
    assert [event["name"] for event in events if event["event"] == "end"][-1] == (
        "notebooks/compare"
    )


def test_a_repaired_notebook_leaves_what_was_done_alone(make_batch, out):
    run(make_batch(one=[WRITE_TABLE], two=[BREAKS]), out)
    result, events = run(make_batch(one=[WRITE_TABLE], two=[WRITE_TABLE]), out)
    assert result.exit_status == 0
    assert ended(events) == ["notebooks/two"]


def test_a_comparison_is_repeated_when_a_missing_run_is_complete(make_batch, out):
    after = {"compare": ("notebooks/bad", "notebooks/one")}
    run(make_batch(after=after, compare=[LIST_RUNS], bad=[BREAKS], one=[WRITE_TABLE]), out)
    result, events = run(
        make_batch(after=after, compare=[LIST_RUNS], bad=[WRITE_TABLE], one=[WRITE_TABLE]), out
    )
    assert ended(events) == ["notebooks/bad", "notebooks/compare"]
    assert (result.folder / "tables/seen.csv").read_text() == "run\nbad\none\n"


def test_number_of_workers_changes_no_table(make_batch, out):
    batch = make_batch(one=[WRITE_TABLE], two=[WRITE_TABLE], three=[WRITE_TABLE])
    tables = []
    for jobs in (1, 4):
        run(batch, out, jobs=jobs)
        tables.append((out / EDITION / "tables/facts.csv").read_bytes())
        (out / EDITION).rename(out / f"made-by-{jobs}")
    assert tables[0] == tables[1]


@pytest.fixture
def start(tmp_path, out):
    """Start a runner that can be interrupted and killed; end its processes after the test."""
    started = []

    def begin(batch):
        started.append(start_runner(batch, tmp_path / "batch.pickle", out))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_an_end_in_the_middle_leaves_nothing_half_written(make_batch, out, start, tmp_path, how):
    flag = tmp_path / "hangs"
    process = start(make_batch(one=[WRITE_TABLE], slow=[WRITE_TABLE, hang_once(flag)]))
    wait_for(process, "end notebooks/one")
    wait_until(flag.is_file)
    below = descendants(process.pid)
    assert below
    os.kill(process.pid, how)
    process.wait(GUARD)
    wait_until_gone(below)
    assert process.returncode != 0
    partial = out / ".partial" / EDITION
    assert (partial / "notebooks/one/run.json").is_file()
    assert not (partial / "notebooks/slow").exists()
    assert not (out / EDITION).exists()
    assert not (out / "LATEST").exists()


def test_killing_the_process_tree_costs_only_unfinished_runs(make_batch, out, start, tmp_path):
    flag = tmp_path / "hangs"
    process = start(
        make_batch(one=[WRITE_TABLE], slow=[WRITE_TABLE, hang_once(flag)], last=[WRITE_TABLE])
    )
    wait_for(process, "end notebooks/one")
    wait_until(flag.is_file)
    tree = [process.pid, *descendants(process.pid)]
    assert len(tree) > 4  # the runner, two workers, the fork server, a kernel or two
    for member in tree:
        with contextlib.suppress(ProcessLookupError):  # it has ended by itself meanwhile
            os.kill(member, signal.SIGKILL)
    process.wait(GUARD)
    wait_until_gone(set(tree))
    partial = out / ".partial" / EDITION
    assert not (partial / "notebooks/slow").exists()
    done = {path.parent.name for path in partial.glob("notebooks/*/run.json")}
    result, events = run(make_batch(one=[WRITE_TABLE], slow=[WRITE_TABLE], last=[WRITE_TABLE]), out)
    assert result.exit_status == 0
    assert ended(events) == sorted(f"notebooks/{name}" for name in {"slow", "last"} - done)
    assert not list(out.rglob("*.staging-*"))


def test_a_worker_that_is_killed_costs_its_run_only(make_batch, out, start, tmp_path):
    flag = tmp_path / "hangs"
    process = start(make_batch(slow=[hang_once(flag)], one=[WRITE_TABLE], two=[WRITE_TABLE]))
    wait_for(process, "end notebooks/one")
    wait_until(flag.is_file)
    partial = out / ".partial" / EDITION
    aside = next(partial.glob("notebooks/slow.staging-*"))  # named after the process of its worker
    os.kill(int(aside.name.rpartition("-")[2]), signal.SIGKILL)
    wait_for(process, "fail notebooks/slow")
    process.wait(GUARD)
    manifest = json.loads((partial / "manifest.json").read_text())
    runs = {entry["name"]: entry for entry in manifest["runs"]}
    assert runs["notebooks/slow"]["error"]["ename"] == "WorkerDied"
    assert runs["notebooks/two"]["status"] == "done"


def test_the_fork_server_killed_in_the_middle_costs_no_run(make_batch, out, start, tmp_path):
    flags = {name: tmp_path / f"{name} hangs" for name in ("one", "two")}
    hanging = {name: [hang_once(flag), WRITE_TABLE] for name, flag in flags.items()}
    process = start(make_batch(**hanging, last=[WRITE_TABLE]))
    wait_for(process, "begin notebooks/two")
    server = next(
        pid
        for pid in children(process.pid)
        if b"kernels.server" in Path(f"/proc/{pid}/cmdline").read_bytes()
    )
    wait_until(lambda: all(flag.is_file() for flag in flags.values()))
    assert {int(flag.read_text()) for flag in flags.values()} <= children(server)
    os.kill(server, signal.SIGKILL)
    process.wait(GUARD)
    assert (out / EDITION / "tables/facts.csv").read_text() == (
        "run,value\none,0.10\ntwo,0.10\nlast,0.10\n"
    )
