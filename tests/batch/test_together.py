"""Two batches at once on one outputs folder do not hurt each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.processes import start_runner, wait_for
from tests.notebook.notebook_files import WRITE_TABLE

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
EDITION = "2024-0a1b2c3d"
PAUSE = "import time; time.sleep(3)"
# Writes entries of the cache under the same keys as another, at the same time.
WRITER = """
import sys, time
from pathlib import Path
from planodds.editions import fit_cache
from planodds.execution.result_store import ResultStore
folder, mark, end = Path(sys.argv[1]), sys.argv[2], time.monotonic() + 2.0
store = ResultStore(folder)
made = 0
while time.monotonic() < end:
    with store.write(f"key-{made}") as staging:
        for name in ("posterior", "forecast"):
            (staging / name).write_text(mark * 20_000)
        (staging / fit_cache.RECORD).write_text(mark)
    assert store.find(f"key-{made}")
    made += 1
print(made)
"""


def test_the_second_of_two_equal_batches_waits_and_redoes_nothing(make_batch, out, tmp_path):
    batch = make_batch(one=[PAUSE, WRITE_TABLE], two=[WRITE_TABLE])
    first = start_runner(batch, tmp_path / "first", out)
    wait_for(first, "begin notebooks/one")
    second = start_runner(batch, tmp_path / "second", out)
    said = second.communicate(timeout=120)[0]
    first.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0)
    assert said.split() == ["wait", EDITION]
    assert (out / EDITION / "tables/facts.csv").read_text() == "run,value\none,0.10\ntwo,0.10\n"
    assert not list(out.rglob("*.staging-*"))


def test_an_equal_batch_goes_on_when_the_first_is_killed(make_batch, out, tmp_path):
    batch = make_batch(one=[WRITE_TABLE], two=[PAUSE, WRITE_TABLE])
    first = start_runner(batch, tmp_path / "first", out)
    wait_for(first, "end notebooks/one")
    second = start_runner(batch, tmp_path / "second", out)
    wait_for(second, f"wait {EDITION}")
    first.kill()
    said = second.communicate(timeout=120)[0]
    first.communicate()
    assert second.returncode == 0
    assert "begin notebooks/one" not in said and "end notebooks/two" in said


def test_batches_that_write_one_cache_entry_at_once_leave_it_whole(tmp_path):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), mark],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for mark in "ab"
    ]
    made = [int(writer.communicate(timeout=60)[0]) for writer in writers]
    assert min(made) > 10
    for entry in tmp_path.iterdir():
        mark = (entry / "fit.json").read_text()
        assert {(entry / name).read_text() for name in ("posterior", "forecast")} == {mark * 20_000}
    assert len(list(tmp_path.iterdir())) == max(made)
