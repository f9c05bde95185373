"""Stored results are verified on reading: a damaged one is never used but quarantined."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from planodds.execution.digests import DIGESTS_FILE, find_damage, hash_file, write_digests
from planodds.execution.result_store import ResultStore

KEY = "0a1b2c3d4e5f6071"


def write_result(store: ResultStore, key: str = KEY) -> None:
    with store.write(key) as folder:
        (folder / "forecast").mkdir()
        (folder / "forecast/log_gdp.npy").write_bytes(bytes(range(256)) * 1024)
        (folder / "fit.json").write_text('{"gate_passed": true}')


@pytest.fixture
def messages():
    return []


@pytest.fixture
def store(tmp_path, messages):
    write_result(ResultStore(tmp_path))
    return ResultStore(tmp_path, messages.append)


def flip_one_bit(folder):
    path = folder / "forecast/log_gdp.npy"
    content = bytearray(path.read_bytes())
    content[100_000] ^= 1 << 5
    path.write_bytes(content)


def zero_a_block(folder):
    with (folder / "forecast/log_gdp.npy").open("r+b") as stream:
        stream.seek(65_536)
        stream.write(bytes(65_536))


def truncate(folder):
    os.truncate(folder / "forecast/log_gdp.npy", 1000)


def empty_the_record(folder):
    (folder / "fit.json").write_text("{}")


def remove_a_file(folder):
    (folder / "forecast/log_gdp.npy").unlink()


def add_a_file(folder):
    (folder / "forecast/extra.npy").write_bytes(b"x")


def remove_the_digests(folder):
    (folder / DIGESTS_FILE).unlink()


def spoil_the_digests(folder):
    (folder / DIGESTS_FILE).write_text('{"files": {"fit.json": 3}}')


def list_the_digests(folder):
    (folder / DIGESTS_FILE).write_text("[1, 2]")


DAMAGE = {
    flip_one_bit: "the content of forecast/log_gdp.npy differs",
    zero_a_block: "the content of forecast/log_gdp.npy differs",
    truncate: "forecast/log_gdp.npy has 1000 bytes, 262144 were written",
    empty_the_record: "fit.json has 2 bytes",
    remove_a_file: "forecast/log_gdp.npy is missing",
    add_a_file: "forecast/extra.npy has no recorded digest",
    remove_the_digests: "digests.json is missing or unreadable",
    spoil_the_digests: "digests.json is missing or unreadable",
    list_the_digests: "digests.json is missing or unreadable",
}


def test_an_intact_result_is_found_without_a_message(store, messages):
    assert store.find(KEY) == store.path(KEY)
    assert store.has(KEY)
    assert messages == []


@pytest.mark.parametrize(("damage", "message"), DAMAGE.items(), ids=lambda item: str(item)[:24])
def test_a_damaged_result_is_quarantined_and_reported(store, messages, damage, message):
    damage(store.path(KEY))
    assert store.find(KEY) is None
    assert not store.path(KEY).exists()
    assert (store.folder / f"{KEY}.damaged-1").is_dir()
    assert len(messages) == 1
    assert message in messages[0]
    assert "is computed again" in messages[0]
    write_result(store)
    assert store.find(KEY) == store.path(KEY)
    assert len(messages) == 1


def test_the_result_of_another_key_is_set_aside_though_it_is_intact(store, messages):
    other = "f" * len(KEY)
    write_result(store, other)
    os.replace(store.path(KEY), store.folder / "elsewhere")
    os.replace(store.path(other), store.path(KEY))
    assert not store.has(KEY)
    assert store.find(KEY) is None
    assert f"it is the result of {other!r}" in messages[0]


def test_each_damaged_result_gets_a_unique_name(store):
    for number in (1, 2):
        truncate(store.path(KEY))
        assert ResultStore(store.folder, lambda message: None).find(KEY) is None
        assert (store.folder / f"{KEY}.damaged-{number}").is_dir()
        write_result(store)


def test_a_result_is_hashed_once_for_each_store(store):
    store.find(KEY)
    flip_one_bit(store.path(KEY))
    assert store.find(KEY) == store.path(KEY)
    assert ResultStore(store.folder, lambda message: None).find(KEY) is None


def test_an_absent_result_is_no_damage(store, messages):
    assert store.find("ffff") is None
    assert not store.has("ffff")
    assert messages == []


def test_the_digest_covers_the_complete_content(store, tmp_path):
    other = ResultStore(tmp_path / "other")
    write_result(other)
    assert store.digest(KEY) == other.digest(KEY)
    with other.write("changed") as folder:
        (folder / "fit.json").write_text('{"gate_passed": true}')
    assert other.digest("changed") != store.digest(KEY)
    assert other.digest("ffff") == ""


def test_files_that_may_change_are_left_out_by_suffix(tmp_path):
    (tmp_path / "odds.csv").write_text("0.2")
    (tmp_path / "page.html").write_text("0.2")
    write_digests(tmp_path, ignore=(".html",))
    (tmp_path / "page.html").write_text("stamped")
    assert find_damage(tmp_path, ignore=(".html",)) == ""
    recorded = json.loads((tmp_path / DIGESTS_FILE).read_text())["files"]
    assert recorded == {"odds.csv": {"size": 3, "sha256": hash_file(tmp_path / "odds.csv")}}


WRITER = """
import os, signal, sys
from pathlib import Path
from planodds.execution.result_store import ResultStore
with ResultStore(Path(sys.argv[1])).write("killed") as folder:
    (folder / "fit.json").write_text("{}")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills by a signal")
def test_a_killed_writer_leaves_no_result(tmp_path):
    subprocess.run([sys.executable, "-c", WRITER, str(tmp_path)], check=False)
    assert ResultStore(tmp_path).find("killed") is None
    assert not (tmp_path / "killed").exists()
