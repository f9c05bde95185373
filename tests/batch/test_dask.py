"""The runner on a real Dask cluster on loopback: same tables, killed workers, lost schedulers."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

from planodds.batch.distributed.bundles import EXCHANGE
from planodds.batch.distributed.dask_pool import DaskExecutor
from planodds.batch.executors import EXCHANGE_ENV, build_executor
from planodds.batch.runner import run_batch
from planodds.constants import SOURCE_DIR
from planodds.errors import RunError
from tests.batch.clusters import start_cluster
from tests.batch.processes import descendants, wait_until_gone
from tests.waiting import FOREVER, GUARD, wait_until

EDITION = "2024-0a1b2c3d"
PARTIAL = f".partial/{EDITION}"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc"),
]

READ_DATA = """import os, pathlib
import pandas as pd
folder = pathlib.Path(os.environ["PLANODDS_RUN_FOLDER"])
data = pd.read_csv(pathlib.Path(os.environ["PLANODDS_DATA"]) / "gdp.csv")
(data["value"] / 3).to_csv(folder / "thirds.csv", index=False)"""
COMPARE = """import os, pathlib
edition_dir = pathlib.Path(os.environ["PLANODDS_EDITION_DIR"])
seen = sorted(path.parent.name for path in edition_dir.glob("notebooks/*/thirds.csv"))
folder = pathlib.Path(os.environ["PLANODDS_RUN_FOLDER"])
folder.joinpath("seen.csv").write_text("run\\n" + "\\n".join(seen) + "\\n")
assert (edition_dir / "plan.json").is_file()"""
# Code of cells: print the Dask worker's process; kill that worker.
FIND_WORKER = """import os, pathlib, signal, time
def find_worker(process):
    told = pathlib.Path(f"/proc/{process}")
    if b"dask\\0worker" in told.joinpath("cmdline").read_bytes():
        return process
    return find_worker(int(told.joinpath("stat").read_text().rpartition(")")[2].split()[1]))"""
KILL_WORKER = (
    f"{FIND_WORKER}\nos.kill(find_worker(os.getpid()), signal.SIGKILL); time.sleep({FOREVER})"
)


def hang_once(flag: Path) -> str:
    """A cell that hangs the first time and reports its process and that of its Dask worker."""
    return f"""{FIND_WORKER}
flag = pathlib.Path({str(flag)!r})
if not flag.exists():
    flag.with_suffix(".new").write_text(f"{{find_worker(os.getpid())}} {{os.getpid()}}")
    flag.with_suffix(".new").rename(flag)
    time.sleep({FOREVER})"""


def read_flag(flag: Path) -> tuple[int, int]:
    """Wait until a cell hangs; return the processes of its Dask worker and of its kernel."""
    wait_until(flag.is_file)
    worker, kernel = flag.read_text().split()
    return int(worker), int(kernel)


def run(batch, out, pool=None):
    events = []
    result = run_batch(
        batch, out=out, jobs=2, report=events.append, pages=lambda *_: None, pool=pool
    )
    return result, events


def ended(events):
    return sorted(event["name"] for event in events if event["event"] == "end")


@pytest.fixture
def make(make_batch, tmp_path):
    """Make a batch whose data folder holds one small table."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/gdp.csv").write_text("year,value\n2023,100.1\n2024,110.7\n")
    return lambda **given: replace(make_batch(**given), data_dir=tmp_path / "data")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A cluster that no test harms; each worker does two runs at a time."""
    with start_cluster(tmp_path_factory.mktemp("cluster"), workers=2, threads=2) as started:
        yield started


@pytest.fixture
def small_cluster(tmp_path, monkeypatch):
    """A cluster to be harmed; its ordinary kernels are there sooner than a fork server."""
    monkeypatch.setenv("PLANODDS_KERNELS", "ordinary")
    with start_cluster(tmp_path / "cluster", workers=2) as started:
        yield started


def kill(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


def tables(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in (".csv", ".parquet", ".html")
    }


def environments(cluster) -> dict[str, dict]:
    with Client(cluster.address, set_as_default=False) as client:
        return client.run(lambda: {"cwd": os.getcwd(), **os.environ})


def test_tables_and_pages_are_those_of_the_local_executor(make, out, cluster):
    batch = make(
        one=[READ_DATA],
        two=[READ_DATA],
        three=[READ_DATA],
        compare=[COMPARE],
        after={"compare": ("notebooks/one", "notebooks/two", "notebooks/three")},
    )
    before = environments(cluster)
    made = []
    for scheduler in (None, cluster.address):
        pool = build_executor("dask" if scheduler else "local", jobs=2, scheduler=scheduler)
        result, _ = run(batch, out, pool)
        assert result.exit_status == 0, result.failures
        made.append(tables(out / EDITION))
        shutil.move(out / EDITION, out / f"edition-{len(made)}")
    assert made[0] == made[1]
    assert made[0]["tables/seen.csv"] == b"run\none\nthree\ntwo\n"
    assert not list((out / EXCHANGE).iterdir())
    assert environments(cluster) == before


def test_a_failure_returns_its_notebook_and_log(make, out, cluster):
    result, events = run(make(bad=["1 / 0"], one=[READ_DATA]), out, DaskExecutor(cluster.address))
    error = result.failures["notebooks/bad"]
    assert (error["cell"], error["ename"]) == (2, "ZeroDivisionError")
    assert ended(events) == ["notebooks/one"]
    assert (out / PARTIAL / "failed/notebooks.bad.ipynb").is_file()
    assert (out / PARTIAL / "logs/notebooks.bad.log").is_file()
    assert not (out / PARTIAL / "notebooks/bad").exists()


def test_an_exchange_elsewhere_is_used_instead_of_the_outputs(
    make, out, cluster, tmp_path, monkeypatch
):
    monkeypatch.setenv(EXCHANGE_ENV, f"file://{tmp_path / 'exchange'}")
    result, _ = run(
        make(one=[READ_DATA]), out, build_executor("dask", jobs=1, scheduler=cluster.address)
    )
    assert result.exit_status == 0
    assert (out / EDITION / "tables/thirds.csv").is_file()
    assert not (out / EXCHANGE).exists()
    assert not list((tmp_path / "exchange").iterdir())


def test_an_exchange_that_workers_cannot_see_ends_the_batch(make, out, cluster):
    with pytest.raises(RunError, match=EXCHANGE_ENV):
        run(make(one=[READ_DATA]), out, DaskExecutor(cluster.address, exchange="memory://planodds"))


def test_a_worker_with_other_code_is_refused(small_cluster, tmp_path):
    other = Path(
        shutil.copytree(
            SOURCE_DIR, tmp_path / "other/model", ignore=shutil.ignore_patterns("__pycache__")
        )
    )
    constants = other / "planodds" / "constants.py"
    constants.write_text(constants.read_text() + "\nCHANGED = 1\n")
    small_cluster.add_worker(PYTHONPATH=str(other))
    with Client(small_cluster.address, set_as_default=False) as client:
        client.wait_for_workers(3, timeout=GUARD)
    with pytest.raises(RunError, match="other code on the worker: source"):
        DaskExecutor(small_cluster.address)


def test_a_killed_worker_costs_no_run(make, out, tmp_path):
    flag = tmp_path / "hangs"
    batch = make(slow=[READ_DATA, hang_once(flag)], one=[READ_DATA], two=[READ_DATA])
    with start_cluster(tmp_path / "cluster", workers=2) as own, ThreadPoolExecutor(1) as runner:
        going = runner.submit(run, batch, out, DaskExecutor(own.address))
        killed, _ = read_flag(flag)
        assert killed in [worker.pid for worker in own.workers]
        below = descendants(killed)
        os.kill(killed, signal.SIGKILL)
        result, events = going.result(timeout=GUARD)
    assert result.exit_status == 0, result.failures
    assert ended(events) == ["notebooks/one", "notebooks/slow", "notebooks/two"]
    assert not list((out / EDITION).rglob("*.staging-*"))
    wait_until_gone(below)


def test_a_run_that_kills_its_workers_is_reported_and_the_others_finish(make, out, small_cluster):
    small_cluster.add_worker()
    result, events = run(
        make(bad=[KILL_WORKER], one=[READ_DATA]), out, DaskExecutor(small_cluster.address)
    )
    error = result.failures["notebooks/bad"]
    assert error["ename"] == "WorkerDied"
    assert error["evalue"].startswith("2 Dask workers died")
    assert error["parameters"] == {"edition": EDITION}
    assert ended(events) == ["notebooks/one"]
    assert not (out / PARTIAL / "notebooks/bad").exists()


@pytest.mark.parametrize(
    ("victims", "said"),
    [("workers", "no Dask worker for 3 seconds"), ("scheduler", "the Dask scheduler is lost")],
)
def test_a_lost_cluster_is_a_clear_error_and_the_next_run_resumes(
    make, out, small_cluster, tmp_path, victims, said
):
    batch = make(one=[READ_DATA], slow=[READ_DATA, hang_once(tmp_path / "hangs")])
    with ThreadPoolExecutor(1) as runner:
        going = runner.submit(run, batch, out, DaskExecutor(small_cluster.address, patience=3))
        busy, _ = read_flag(tmp_path / "hangs")
        wait_until((out / PARTIAL / "notebooks/one/run.json").is_file)
        below = descendants(busy)
        if victims == "scheduler":
            kill(small_cluster.scheduler)
        else:
            idle, last = sorted(small_cluster.workers, key=lambda worker: worker.pid == busy)
            with Client(small_cluster.address, set_as_default=False) as client:
                kill(idle)  # the scheduler must not assign it the run of the busy one
                wait_until(lambda: len(client.nthreads()) == 1)
            kill(last)
        with pytest.raises(RunError, match=said) as caught:  # while the cell is still blocked
            going.result(timeout=GUARD)
    assert caught.value.exit_status == 1
    assert not (out / PARTIAL / "notebooks/slow").exists()
    wait_until_gone(below)
    result, events = run(batch, out)
    assert result.exit_status == 0
    assert ended(events) == ["notebooks/slow"]


SCRIPT = """
import pickle, sys
from pathlib import Path
from planodds.batch.distributed.dask_pool import DaskExecutor
from planodds.batch.runner import run_batch
batch = pickle.loads(Path(sys.argv[1]).read_bytes())
run_batch(batch, out=Path(sys.argv[2]), jobs=2, report=lambda event: None,
          pages=lambda *_: None, pool=DaskExecutor(sys.argv[3]))
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_an_end_of_the_runner_ends_its_runs_on_the_workers(make, out, cluster, tmp_path, how):
    stored = tmp_path / "batch.pickle"
    stored.write_bytes(pickle.dumps(make(slow=[READ_DATA, hang_once(tmp_path / "hangs")])))
    runner = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(stored), str(out), cluster.address],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    _, kernel = read_flag(tmp_path / "hangs")
    runner.send_signal(how)
    _, told = runner.communicate(timeout=GUARD)
    assert runner.returncode != 0
    assert how == signal.SIGKILL or "KeyboardInterrupt" in told
    wait_until_gone({kernel})
    assert all(worker.poll() is None for worker in cluster.workers)
    assert not (out / PARTIAL / "notebooks").exists()
    assert json.loads((out / PARTIAL / "plan.json").read_text())["edition"] == EDITION
