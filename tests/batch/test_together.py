"""Two concurrent batches on one outputs folder do not disturb each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.batch.processes import start_runner, wait_for
from tests.notebook.notebook_files import WRITE_TABLE
from tests.waiting import GUARD, hang_once, wait_for_file, wait_until

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
EDITION = "2024-0a1b2c3d"
ENTRIES = 100
# Writes entries of the cache under the same keys as another, at the same time.
WRITER = """
import sys
from pathlib import Path
from planodds.editions import fit_cache
from planodds.execution.result_store import ResultStore
store, mark = ResultStore(Path(sys.argv[1])), sys.argv[2]
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    with store.write(f"key-{number}") as staging:
        for name in ("posterior", "forecast"):
            (staging / name).write_text(mark * 20_000)
        (staging / fit_cache.RECORD).write_text(mark)
    assert store.find(f"key-{number}")
"""


def test_the_second_of_two_equal_batches_waits_and_redoes_nothing(make_batch, out, tmp_path):
    go = tmp_path / "go"
    batch = make_batch(one=[wait_for_file(go), WRITE_TABLE], two=[WRITE_TABLE])
    first = start_runner(batch, tmp_path / "first", out)
    wait_for(first, "begin notebooks/one")
    second = start_runner(batch, tmp_path / "second", out)
    wait_for(second, f"wait {EDITION}")
    go.touch()
    printed = second.communicate(timeout=GUARD)[0]
    first.communicate(timeout=GUARD)
    assert (first.returncode, second.returncode) == (0, 0)
    assert printed == ""
    assert (out / EDITION / "tables/facts.csv").read_text() == "run,value\none,0.10\ntwo,0.10\n"
    assert not list(out.rglob("*.staging-*"))


def test_an_equal_batch_continues_when_the_first_is_killed(make_batch, out, tmp_path):
    flag = tmp_path / "hangs"
    batch = make_batch(one=[WRITE_TABLE], two=[hang_once(flag), WRITE_TABLE])
    first = start_runner(batch, tmp_path / "first", out)
    wait_for(first, "end notebooks/one")
    second = start_runner(batch, tmp_path / "second", out)
    wait_for(second, f"wait {EDITION}")
    wait_until(flag.is_file)
    first.kill()
    said = second.communicate(timeout=GUARD)[0]
    first.communicate()
    assert second.returncode == 0
    assert "begin notebooks/one" not in said and "end notebooks/two" in said


def test_concurrent_writes_leave_a_complete_cache_entry(tmp_path):
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), mark, str(ENTRIES)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for mark in "ab"
    ]
    for writer in writers:
        wait_for(writer, "ready")
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    assert [writer.wait(GUARD) for writer in writers] == [0, 0]
    for entry in tmp_path.iterdir():
        mark = (entry / "fit.json").read_text()
        assert {(entry / name).read_text() for name in ("posterior", "forecast")} == {mark * 20_000}
    assert len(list(tmp_path.iterdir())) == ENTRIES
