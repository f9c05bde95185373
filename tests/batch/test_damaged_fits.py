"""A damaged fit in the cache never reaches an edition: it is quarantined and recomputed."""

from __future__ import annotations

import dataclasses
import io
import json
import os
from pathlib import Path

import numpy as np
import pytest

from planodds.batch.json_log import JsonLogReporter
from planodds.batch.notebook_run import RECORD, REWRITTEN
from planodds.batch.plan import FitRun, NotebookRun
from planodds.batch.runner import run_batch
from planodds.editions import fit_cache
from planodds.editions.inventory import stored_fits
from planodds.errors import InputError, UsageError
from planodds.execution.atomic import staged_folder
from planodds.execution.digests import write_digests
from planodds.execution.result_store import ResultStore
from planodds.forecasting import load_forecast, save_forecast
from tests.probability.simulated_forecasts import make_forecast, make_panel

FIT = FitRun("latest")
KEY = "0a1b2c3d4e5f6071"
RUN = "scenarios/latest/baseline"


class InProcessPool:
    """Executor that stores a small forecast for a fit, and a table of it for a notebook run."""

    available, running = 1, 0

    def __init__(self) -> None:
        self.done = []
        self.record = {"gate_passed": True}

    def submit(self, job):
        self._job = job

    def next_result(self):
        job = self._job
        self.done.append(job["name"])
        work = self._fit if job["kind"] == "fit" else self._tabulate
        return {"name": job["name"], "seconds": 0.1, **work(job)}

    def end(self):
        pass

    def _fit(self, job):
        store = ResultStore(Path(job["cache_dir"]))
        with store.write(job["key"]) as folder:
            save_forecast(make_forecast(make_panel(), draws=400), folder / fit_cache.FORECAST)
            (folder / fit_cache.POSTERIOR).mkdir()
            np.savez(folder / fit_cache.POSTERIOR / "common.npz", slope=np.arange(4.0))
            (folder / fit_cache.RECORD).write_text(json.dumps(self.record))
        return {"key": job["key"], **self.record, "digest": store.digest(job["key"])}

    def _tabulate(self, job):
        entry = Path(job["out"]) / ".cache" / KEY
        assert job["fit_digests"] == {KEY: ResultStore(entry.parent).digest(KEY)}
        forecast = load_forecast(entry / fit_cache.FORECAST)
        with staged_folder(Path(job["folder"])) as folder:
            median = np.median(forecast.log_gdp, axis=1)
            np.savetxt(folder / "medians.csv", median, header="year", comments="")
            (folder / RECORD).write_text(json.dumps({"name": job["name"], "key": job["key"]}))
            write_digests(folder, ignore=REWRITTEN)
        return {"key": job["key"]}


@pytest.fixture
def batch(make_batch):
    run = NotebookRun("one", RUN, {}, needs=(FIT.name,))
    empty = make_batch(one=["x = 1"])
    plan = dataclasses.replace(empty.plan, fits=(FIT,), notebooks=(run,))
    return dataclasses.replace(
        empty, plan=plan, fit_keys={FIT.name: KEY}, run_keys={RUN: "key-of-run"}
    )


def make_edition(batch, out, pool=None):
    """Run the batch; return its result, events, the work done, and the table."""
    pool, events = pool or InProcessPool(), []
    result = run_batch(
        batch, out=out, jobs=1, report=events.append, pages=lambda *_: None, pool=pool
    )
    return result, events, pool.done, (result.folder / "tables/medians.csv").read_bytes()


def forget_edition(out, batch):
    """Move the edition away, as another edition with the same fits would find the cache."""
    (out / batch.edition).rename(out / "first")


def flip_one_bit(entry):
    path = entry / "forecast/log_gdp.npy"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1 << 6
    path.write_bytes(content)


def zero_a_block(entry):
    with (entry / "forecast/log_gdp.npy").open("r+b") as stream:
        stream.seek(256)
        stream.write(bytes(65_536))


def truncate(entry):
    os.truncate(entry / "forecast/log_gdp.npy", 4096)


def shift_years(entry):
    path = entry / "forecast/forecast.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    content["years"] = [year + 1 for year in content["years"]]
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")


def empty_the_record(entry):
    (entry / "fit.json").write_text("{}")


def remove_a_block(entry):
    (entry / "posterior/common.npz").unlink()


DAMAGES = [flip_one_bit, zero_a_block, truncate, shift_years, empty_the_record, remove_a_block]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_fit_is_computed_again_and_the_tables_are_equal(batch, tmp_path, damage):
    out = tmp_path / "outputs"
    expected = make_edition(batch, out)[3]
    forget_edition(out, batch)
    damage(out / ".cache" / KEY)
    result, events, done, table = make_edition(batch, out)
    assert result.exit_status == 0
    assert done == [FIT.name, RUN]
    assert table == expected
    assert (out / ".cache" / f"{KEY}.damaged-1").is_dir()
    [event] = [event for event in events if event["event"] == "damaged"]
    assert event["name"] == FIT.name
    assert "is computed again" in event["message"]
    assert (out / ".cache" / f"{KEY}.damaged-1") in stored_fits(out)  # `clean` can remove it


def test_an_intact_fit_is_reused(batch, tmp_path):
    out = tmp_path / "outputs"
    make_edition(batch, out)
    forget_edition(out, batch)
    result, events, done, _ = make_edition(batch, out)
    assert done == [RUN]
    assert not [event for event in events if event["event"] == "damaged"]
    [fit] = json.loads((result.folder / "manifest.json").read_text())["fits"]
    assert fit["digest"] == ResultStore(out / ".cache").digest(KEY)


def test_a_record_without_a_verdict_is_no_fit_even_with_a_matching_digest(batch, tmp_path):
    out = tmp_path / "outputs"
    make_edition(batch, out)
    forget_edition(out, batch)
    empty_the_record(out / ".cache" / KEY)
    write_digests(out / ".cache" / KEY)
    result, events, done, _ = make_edition(batch, out)
    assert done == [FIT.name, RUN]
    assert result.exit_status == 0
    assert "no verdict" in next(e["message"] for e in events if e["event"] == "damaged")


@pytest.mark.parametrize("record", [{}, {"gate_passed": None}, {"gate_passed": "yes"}])
def test_a_missing_verdict_is_a_failed_verdict(batch, tmp_path, record):
    pool = InProcessPool()
    pool.record = record
    result = make_edition(batch, tmp_path / "outputs", pool)[0]
    assert result.missed == (FIT.name,)
    assert result.exit_status == 1
    manifest = json.loads((result.folder / "manifest.json").read_text())
    assert manifest["for_decisions"] is False


def test_a_damaged_run_of_an_unfinished_edition_is_repeated(batch, tmp_path):
    out = tmp_path / "outputs"
    expected = make_edition(batch, out)[3]
    folder = out / ".partial" / batch.edition
    folder.parent.mkdir(exist_ok=True)
    (out / batch.edition).rename(folder)
    with (folder / RUN / "medians.csv").open("a") as stream:
        stream.write("9.9\n")

    class ReplacingPool(InProcessPool):
        def _tabulate(self, job):
            import shutil

            shutil.rmtree(job["folder"])
            return super()._tabulate(job)

    _, events, done, table = make_edition(batch, out, ReplacingPool())
    assert done == [RUN]
    assert table == expected
    assert [event["name"] for event in events if event["event"] == "damaged"] == [RUN]


def test_the_log_for_machines_names_what_is_damaged(batch):
    stream = io.StringIO()
    report = JsonLogReporter(stream, batch)
    report({"event": "damaged", "name": FIT.name, "message": "fit.json is missing"})
    line = json.loads(stream.getvalue())
    assert (line["event"], line["message"]) == ("damaged", "fit.json is missing")


@pytest.fixture
def cache(tmp_path):
    InProcessPool()._fit({"cache_dir": str(tmp_path), "key": KEY})
    return tmp_path


def test_a_kernel_reads_the_fit_that_the_runner_verified(cache, monkeypatch):
    digest = ResultStore(cache).digest(KEY)
    monkeypatch.setenv(fit_cache.DIGESTS_ENV, json.dumps({KEY: digest}))
    assert fit_cache.find_fit(cache, KEY) == cache / KEY
    truncate(cache / KEY)
    with pytest.raises(
        InputError, match=r"a stored fit is damaged: forecast/log_gdp\.npy has 4096"
    ):
        fit_cache.find_fit(cache, KEY)


def test_a_kernel_refuses_another_fit_than_the_runner_verified(cache, monkeypatch):
    monkeypatch.setenv(fit_cache.DIGESTS_ENV, json.dumps({KEY: "0" * 64}))
    with pytest.raises(InputError, match="not the one that the runner verified"):
        fit_cache.find_fit(cache, KEY)


def test_a_notebook_opened_by_hand_verifies_the_complete_fit(cache):
    flip_one_bit(cache / KEY)
    with pytest.raises(InputError, match=r"the content of forecast/log_gdp\.npy differs"):
        fit_cache.find_fit(cache, KEY)
    with pytest.raises(UsageError, match="no stored fit under"):
        fit_cache.find_fit(cache, "f" * 16)


def test_a_fit_that_another_one_took_the_place_of_is_refused(cache):
    other = "f" * len(KEY)
    InProcessPool()._fit({"cache_dir": str(cache), "key": other})
    (cache / KEY).rename(cache / "elsewhere")
    (cache / other).rename(cache / KEY)
    with pytest.raises(InputError, match="it is the result of"):
        fit_cache.find_fit(cache, KEY)
