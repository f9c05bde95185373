"""Progress of a batch: display, JSON log, and remaining time."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

from planodds.batch.plan import build_plan
from planodds.batch.time_estimate import (
    RemainingTime,
    RunDurations,
    find_reusable,
    format_duration,
    load_durations,
)
from tests.cli.sample_editions import put_edition
from tests.notebook.notebook_files import WRITE_TABLE
from tests.waiting import GUARD, HANG

PACE = RunDurations(warm_up=30.0, fit=60.0, notebook=10.0, pages=5.0, source="a test")
FITS = ["fit/2021/posterior", "fit/2020/posterior"]
BOOKS = [f"scenarios/latest/s{number}" for number in range(8)]
BREAKS = "raise ValueError('x' * 400)"
LINE = ["time", "event", "name", "seconds", "done", "total", "error"]


def left(names, *, jobs=2):
    return RemainingTime(names, PACE, jobs=jobs)


def test_fits_are_waited_for_one_by_one():
    assert left(FITS).seconds() == 30 + 2 * 60 + 5


def test_notebooks_are_shared_among_the_workers():
    assert left(BOOKS).seconds() == 8 * 10 / 2 + 5
    assert left(BOOKS, jobs=4).seconds() == 8 * 10 / 4 + 5


def test_what_ended_here_teaches_more_than_the_record():
    estimate = left(BOOKS)
    estimate.begin(BOOKS[0])
    estimate.end(BOOKS[0], 2.0)
    assert estimate.seconds() == 7 * 2 / 2 + 5


def test_a_failed_run_teaches_nothing_and_costs_the_brief():
    estimate = left(BOOKS)
    estimate.end(BOOKS[0])
    assert estimate.seconds() == 7 * 10 / 2 + 2


def test_the_first_fit_calibrates_the_speed_of_the_machine():
    estimate = left(FITS)
    estimate.end(FITS[0], 45.0)  # half of 90
    assert estimate.seconds() == 30 + 5


def test_what_has_begun_is_partly_done():
    before = time.monotonic()
    estimate = left(BOOKS[:1])
    estimate.begin(BOOKS[0])
    time.sleep(0.05)
    seconds = estimate.seconds()
    assert max(15.0 - (time.monotonic() - before), 5.0) <= seconds <= 15.0 - 0.05


@pytest.mark.parametrize(
    ("seconds", "output"),
    [(0, "under 10 s"), (62, "about 60 s"), (100, "about 2 min"), (3600, "about 1 h")],
)
def test_durations_have_no_false_digits(seconds, output):
    assert format_duration(seconds) == output


def plan_of(*, quick=False):
    return build_plan(scenarios=["baseline"], information=["latest"], quick=quick)


def test_durations_are_those_of_the_newest_edition_of_the_same_length(tmp_path):
    runs = [{"status": "done", "seconds": seconds} for seconds in (4.0, 8.0)]
    fits = [{"status": "done", "seconds": seconds} for seconds in (50.0, 20.0, 20.0)]
    put_edition(tmp_path, "2024-00000001", day=1, runs=runs, fits=fits)
    put_edition(tmp_path, "2024-00000002-quick", day=2, quick=True, runs=runs[:1])
    pace = load_durations(tmp_path, plan_of())
    assert (pace.warm_up, pace.fit, pace.notebook) == (30.0, 20.0, 6.0)
    assert pace.source == "the seconds recorded in edition 2024-00000001"
    quick = load_durations(tmp_path, plan_of(quick=True))
    assert quick.notebook == 4.0
    assert "2024-00000002-quick (of fits: defaults" in quick.source


def test_a_reused_fit_counts_with_its_original_duration(tmp_path):
    fits = [{"seconds": 0.0, "reused": True, "fit_seconds": 15.0, "forecast_seconds": 5.0}] * 2
    put_edition(tmp_path, "2024-00000001", runs=[{"seconds": 4.0}], fits=fits)
    assert load_durations(tmp_path, plan_of()).fit == 20.0


def test_without_an_edition_the_defaults_are_named(tmp_path):
    assert load_durations(tmp_path, plan_of()).source.startswith("defaults measured")


# The command's functions on small notebooks, in separate processes.
SCRIPT = """
import pickle, sys, time
from pathlib import Path
from planodds.cli.run import RunRequest, _run_with_json_log, _run_with_progress
batch = pickle.loads(Path(sys.argv[1]).read_bytes())
request = RunRequest(data_dir=batch.data_dir, out=Path(sys.argv[2]), jobs=2)
if sys.argv[3] == "logged":
    sys.exit(_run_with_json_log(lambda: batch, request))
sys.exit(_run_with_progress(batch, request, time.perf_counter()))
"""


@pytest.fixture
def start(tmp_path, out):
    """Start the command's function in a separate process, ended after the test."""
    started = []

    def begin(batch, how):
        stored = tmp_path / "batch.pickle"
        stored.write_bytes(pickle.dumps(batch))
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(stored), str(out), how],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "COLUMNS": "200"},
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.slow
def test_failures_end_what_is_printed_in_one_table(make_batch, start, out):
    batch = make_batch(bad=["print('half')", BREAKS], one=[WRITE_TABLE])
    process = start(batch, "shown")
    output, lines = process.communicate(timeout=GUARD)
    assert process.returncode == 1
    assert "done   notebooks/one" in lines and "FAILED notebooks/bad  cell 3: ValueError" in lines
    assert "(2 of 2, about " in lines or "(2 of 2, under " in lines
    assert "NOT FOR DECISIONS" in output and "1 FAILED; files are in" in output
    for words in (
        "notebooks/bad",
        "edition = ",
        "logs/notebooks.bad.log",
        "failed/notebooks.bad.ipynb",
        "x…",
    ):
        assert words in output
    assert find_reusable(batch, out) == {"notebooks/one"}


@pytest.mark.slow
def test_standard_output_contains_only_events(make_batch, start):
    batch = make_batch(bad=["print('half')", BREAKS], one=[WRITE_TABLE])
    process = start(batch, "logged")
    output, _ = process.communicate(timeout=GUARD)
    *lines, last = [json.loads(line) for line in output.splitlines()]
    assert process.returncode == last["exit_status"] == 1
    assert (last["event"], last["edition"]) == ("finished", batch.edition)
    assert sorted(line["event"] for line in lines) == ["begin", "begin", "end", "fail"]
    assert all(list(line) == LINE for line in lines)
    assert all(datetime.fromisoformat(line["time"]).utcoffset() == timedelta(0) for line in lines)
    (error,) = [line["error"] for line in lines if line["event"] == "fail"]
    assert error == {
        "cell": 3,
        "ename": "ValueError",
        "evalue": "x" * 400,
        "parameters": {"edition": batch.edition},
    }


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_an_interrupted_log_ends_with_its_status(make_batch, start):
    process = start(make_batch(slow=[HANG]), "logged")
    first = json.loads(process.stdout.readline())
    assert first["event"] == "begin"
    process.send_signal(signal.SIGTERM)
    output, _ = process.communicate(timeout=GUARD)
    last = json.loads(output.splitlines()[-1])
    assert (last["event"], last["exit_status"], process.returncode) == ("finished", 130, 130)
