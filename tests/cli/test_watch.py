"""`planodds watch`: real files and a real watcher; the editions of these tests are names only."""

from __future__ import annotations

import _thread
import os
import signal
import subprocess
import sys
import threading

import pytest

from planodds.cli.workbench import watch
from planodds.cli.workbench.watch import RunResult, WatchRequest, hash_study, watch_study
from planodds.errors import UsageError
from tests.waiting import GUARD, wait_until


@pytest.fixture
def study(tmp_path):
    folder = tmp_path / "study"
    folder.mkdir()
    (folder / "panel.csv").write_text("1\n")
    (tmp_path / "outputs").mkdir()
    return folder


@pytest.fixture
def made(monkeypatch):
    """Editions named after the content of panel.csv; a content of `bad` is refused."""
    names = []

    def make(request):
        names.append((request.data_dir / "panel.csv").read_text().strip())
        return RunResult("", 2) if names[-1] == "bad" else RunResult(f"2024-{names[-1]}", 0)

    monkeypatch.setattr(watch, "make_edition", make)
    monkeypatch.setattr(watch, "explain_change", lambda request, *names: ["+4 points"])
    return names


def request_for(study, **more):
    return WatchRequest(study, study.parent / "outputs", **more)


def test_once_makes_one_edition_and_returns_its_status(study, made):
    lines = []
    assert watch_study(request_for(study), once=True, tell=lines.append) == 0
    assert made == ["1"] and lines[-1] == "none -> 2024-1"
    (study / "panel.csv").write_text("bad\n")
    assert watch_study(request_for(study), once=True, tell=lines.append) == 2
    assert "status 2; no edition stands" in lines[-1]


def test_the_newest_edition_is_not_announced_again(study, made):
    (study.parent / "outputs" / "LATEST").write_text("2024-1\n")
    (study.parent / "outputs" / "2024-1").mkdir()
    lines, note = [], study.parent / "note.txt"
    assert watch_study(request_for(study, note=note), once=True, tell=lines.append) == 0
    assert lines[-1].endswith("2024-1 is up to date") and not note.exists()


def test_what_moved_goes_to_the_file_and_to_the_command(study, made):
    (study.parent / "outputs" / "LATEST").write_text("2024-0\n")
    (study.parent / "outputs" / "2024-0").mkdir()
    note, received = study.parent / "note.txt", study.parent / "received.txt"
    command = f"(cat; echo $PLANODDS_PREVIOUS $PLANODDS_NEWEST) > {received}"
    asked = request_for(study, note=note, command=command)
    assert watch_study(asked, once=True, tell=lambda line: None) == 0
    assert note.read_text() == "2024-0 -> 2024-1\n+4 points\n"
    assert received.read_text() == note.read_text() + "2024-0 2024-1\n"


def test_a_failing_command_is_told_and_counts_for_a_timer(study, made):
    lines = []
    assert watch_study(request_for(study, command="exit 7"), once=True, tell=lines.append) == 7
    assert "the command ended with status 7: exit 7" in lines[-1]


def test_each_change_makes_an_edition_until_it_is_interrupted(study, made):
    """A new figure, one that is refused, its correction; a touch of a file is no change."""
    lines, ended = [], threading.Event()

    def change():
        for number, text in enumerate(["2\n", "bad\n", "3\n"], start=1):
            wait_until(lambda number=number: len(made) == number)
            (study / "notes.txt").write_text(text)  # not a file that a run reads
            os.utime(study / "panel.csv")
            (study / "panel.csv").write_text(text)
        wait_until(lambda: lines and lines[-1] == "+4 points" and len(made) == 4)
        _thread.interrupt_main()
        ended.set()

    threading.Thread(target=change, daemon=True).start()
    with pytest.raises(KeyboardInterrupt):
        watch_study(request_for(study), once=False, tell=lines.append)
    assert ended.wait(GUARD)
    assert made == ["1", "2", "bad", "3"]
    changes = [line for line in lines if "->" in line]
    assert changes == ["none -> 2024-1", "2024-1 -> 2024-2", "2024-2 -> 2024-3"]


def test_an_outputs_folder_inside_the_study_is_refused(study):
    inside = WatchRequest(study, study / "outputs")
    with pytest.raises(UsageError, match="inside the study"):
        watch_study(inside, once=True, tell=print)


def test_the_digest_follows_names_and_contents(study):
    first = hash_study(study)
    (study / "panel.csv").rename(study / "other.csv")
    second = hash_study(study)
    (study / "other.csv").rename(study / "panel.csv")
    assert hash_study(study) == first != second


def test_the_command_reports_a_fault_of_the_data_and_waits(data_copy, tmp_path):
    """A damaged figure, the real command, and Ctrl-C: one message, status 130, nothing written."""
    with (data_copy / "panel.csv").open("a", encoding="utf-8") as stream:
        stream.write("nothing of the kind\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "planodds", "watch", str(data_copy), "--out", str(tmp_path / "o")],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    begun = process.stdout.readline()
    told = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=GUARD)
    assert "making an edition" in begun
    assert "ended with status 2; no edition stands" in told
    assert "panel.csv" in errors and "Traceback" not in errors
    assert process.returncode == 130
    assert not (tmp_path / "o").exists()
