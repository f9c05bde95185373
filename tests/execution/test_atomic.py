"""Atomic writes: no incomplete file or folder has its final name."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from planodds.execution import atomic
from planodds.execution.atomic import (
    publish_folder,
    remove_stale_staging,
    staged_folder,
    write_text_atomic,
)


def test_a_folder_appears_only_when_its_block_succeeds(tmp_path):
    with staged_folder(tmp_path / "done") as staging:
        (staging / "table.csv").write_text("x\n1\n")
        assert not (tmp_path / "done").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["done"]


def test_a_failing_block_leaves_nothing(tmp_path):
    with (
        pytest.raises(ValueError, match="in the middle"),
        staged_folder(tmp_path / "done") as staging,
    ):
        (staging / "table.csv").write_text("x\n")
        raise ValueError("in the middle")
    assert list(tmp_path.iterdir()) == []


def test_an_equal_folder_published_first_remains(tmp_path):
    with staged_folder(tmp_path / "done") as staging:
        (staging / "mine").write_text("")
        (tmp_path / "done").mkdir()
        (tmp_path / "done" / "theirs").write_text("")
    assert [path.name for path in (tmp_path / "done").iterdir()] == ["theirs"]


def test_text_replaces_text(tmp_path):
    write_text_atomic(tmp_path / "LATEST", "one")
    write_text_atomic(tmp_path / "LATEST", "two")
    assert (tmp_path / "LATEST").read_text() == "two"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_failed_write_leaves_nothing(tmp_path, monkeypatch):
    def fail(source, target):
        raise OSError("disk full")

    monkeypatch.setattr(atomic.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        atomic.write_bytes_atomic(tmp_path / "a.html", b"x")
    assert list(tmp_path.iterdir()) == []


def test_only_staging_folders_of_dead_processes_are_removed(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f"run.staging-{dead.pid}"
    living = tmp_path / f"run.staging-{os.getpid()}"
    left.mkdir()
    living.mkdir()
    assert remove_stale_staging(tmp_path) == [left]
    assert living.is_dir()


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
def test_a_folder_of_another_file_system_is_published_whole(tmp_path):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        if os.stat(other).st_dev == tmp_path.stat().st_dev:
            pytest.skip("both folders are on one file system")
        folder = Path(other) / "finished"
        (folder / "tables").mkdir(parents=True)
        (folder / "tables/odds.csv").write_text("0.25", encoding="utf-8")
        publish_folder(folder, tmp_path / "out/edition")
        assert not folder.exists()
    assert (tmp_path / "out/edition/tables/odds.csv").read_text(encoding="utf-8") == "0.25"
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["edition"]
