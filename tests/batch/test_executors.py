"""Choosing an executor, and the exchange of parcels; no cluster is needed here."""

from __future__ import annotations

import sys

import pytest

from planodds.batch.distributed.bundles import relative_job
from planodds.batch.distributed.transfer import ObjectStore
from planodds.batch.distributed.worker import describe_code, require_same_code
from planodds.batch.executors import EXCHANGE_ENV, build_executor
from planodds.batch.local.executor import LocalExecutor
from planodds.errors import RunError, UsageError


def test_the_local_executor_is_a_pool_of_processes():
    pool = build_executor("local", jobs=3, scheduler=None)
    assert isinstance(pool, LocalExecutor)
    assert (pool.available, pool.running) == (3, 0)
    pool.end()
    pool.end()


@pytest.mark.parametrize(
    ("executor", "scheduler", "message"),
    [
        ("spark", None, "unknown executor 'spark'"),
        ("dask", None, "no scheduler for the executor dask"),
        ("local", "tcp://127.0.0.1:8786", "for the executor local"),
    ],
)
def test_incompatible_options_are_refused(executor, scheduler, message):
    with pytest.raises(UsageError, match=message):
        build_executor(executor, jobs=1, scheduler=scheduler)


def test_a_missing_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "planodds.batch.distributed.dask_pool", raising=False)
    with pytest.raises(UsageError, match=r"\[dask\]"):
        build_executor("dask", jobs=1, scheduler="tcp://127.0.0.1:8786")


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nonsense://there", "http://127.0.0.1:1", "tcp://"]
)
def test_an_unreachable_scheduler_is_an_error(address, monkeypatch):
    monkeypatch.setattr(
        "planodds.batch.distributed.dask_pool._CONNECT", 0.5
    )  # no server listens there
    with pytest.raises(RunError, match="no Dask scheduler answers") as caught:
        build_executor("dask", jobs=1, scheduler=address)
    assert caught.value.exit_status == 1
    assert address in str(caught.value)


def test_a_bundle_arrives_complete_and_under_its_names(tmp_path):
    (tmp_path / "made/deep").mkdir(parents=True)
    (tmp_path / "made/deep/煤.csv").write_bytes(b"year,value\r\n2025,1\n")
    exchange = ObjectStore(f"file://{tmp_path / 'exchange'}")
    exchange.put("batch/one.tar", {"out/made": tmp_path / "made"})
    exchange.fetch("batch/one.tar", tmp_path / "there")
    assert (tmp_path / "there/out/made/deep/煤.csv").read_bytes() == b"year,value\r\n2025,1\n"
    assert [path.name for path in (tmp_path / "exchange/batch").iterdir()] == ["one.tar"]
    exchange.remove("batch")
    exchange.remove("batch")
    assert not (tmp_path / "exchange/batch").exists()


def test_an_interrupted_bundle_never_has_its_final_name(tmp_path):
    exchange = ObjectStore(str(tmp_path / "exchange"))
    with pytest.raises(FileNotFoundError):
        exchange.put("batch/one.tar", {"out/made": tmp_path / "not-there"})
    assert not (tmp_path / "exchange/batch/one.tar").exists()


def test_a_parcel_cannot_leave_its_folder(tmp_path):
    (tmp_path / "a.txt").write_text("a")
    exchange = ObjectStore(str(tmp_path / "exchange"))
    exchange.put("one.tar", {"../../a.txt": tmp_path / "a.txt"})
    with pytest.raises(Exception, match="outside the destination"):
        exchange.fetch("one.tar", tmp_path / "there/deep")


def test_an_exchange_that_is_not_shared_is_named(tmp_path):
    with pytest.raises(RunError, match=EXCHANGE_ENV):
        ObjectStore(str(tmp_path / "exchange")).fetch("batch/one.tar", tmp_path / "there")


def test_other_code_is_refused_with_both_sides():
    here = describe_code()
    require_same_code(here, here, "tcp://10.0.0.7:9000")
    with pytest.raises(RunError) as caught:
        require_same_code(here, {**here, "numpy": "0.9"}, "tcp://10.0.0.7:9000")
    for word in ("numpy 0.9", f"numpy {here['numpy']}", "tcp://10.0.0.7:9000"):
        assert word in str(caught.value)
    assert "source" not in str(caught.value)


def test_paths_of_a_job_are_mapped_to_the_scratch_folder():
    job = {
        "name": "scenarios/latest/baseline",
        "out": "home/outputs",
        "data_dir": "home",
        "notebook_dir": "home/notebooks",
        "notebook": "home/notebooks/04_scenario.ipynb",
        "folder": "home/outputs/.partial/e/scenarios/latest/baseline",
    }
    there = relative_job(job)
    assert there["name"] == job["name"]
    assert there["out"] == "out"
    assert there["data_dir"] == "inputs/data"
    assert there["notebook"] == "inputs/notebooks/04_scenario.ipynb"
    assert there["folder"] == "out/.partial/e/scenarios/latest/baseline"
