"""Temporary folders: those of dead processes are removed, those of living ones stay."""

from __future__ import annotations

import os
import subprocess
import sys

from planodds.execution.owned_folders import make_owned_folder


def test_only_folders_of_dead_processes_are_removed(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    left, kept, alive, foreign = (
        tmp_path / name
        for name in (
            f"again-{ended.pid}-a",
            f"again-{ended.pid}-b",
            f"again-{os.getpid()}-c",
            "again-x-d",
        )
    )
    for folder in (left, kept, alive, foreign):
        folder.mkdir()
    made = make_owned_folder("again-", tmp_path, keep=lambda folder: folder == kept)
    assert set(tmp_path.iterdir()) == {kept, alive, foreign, made}
