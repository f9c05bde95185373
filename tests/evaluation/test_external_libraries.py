"""Models of other libraries: their own forecasts, each in an environment of its own."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from planodds.cli.app import app
from planodds.errors import RunError
from planodds.evaluation.backtest.build_track_record import build_track_record
from planodds.evaluation.backtest.designs import EvaluationDesign
from planodds.evaluation.backtest.jobs import BacktestJob, BacktestSettings, plan_jobs
from planodds.evaluation.benchmarks.external_libraries import (
    FRACAST,
    LIBRARIES,
    forecast_with_library,
)
from planodds.evaluation.benchmarks.random_walks import fit_unit_drift, increments
from planodds.evaluation.protocol import ONE_IN, RANK_THRESHOLDS, US_COUNTIES, is_sampled
from planodds.inputs import DATA_DIR
from planodds.inputs.panels.unit_panel import UnitPanel
from planodds.inputs.tables.csv_tables import read_units

HORIZON = 3
TOO_SHORT = {(2000, "auto_ces"), (2000, "mfles")}  # they are given ten and eleven figures
every_library = pytest.mark.parametrize("library", LIBRARIES.values(), ids=LIBRARIES)


@pytest.fixture(scope="module")
def levels():
    """Twenty years of eight random walks; the last is constant, the one before has three years."""
    generator = np.random.default_rng(5)
    table = 4 + np.cumsum(0.04 + 0.02 * generator.standard_normal((8, 20)), axis=1)
    table[-1] = 4.0
    table[-2, :-3] = np.nan
    return table


def require(library):
    if not library.python.exists():
        pytest.skip(f"needs the environment of `make {library.environment}`")


@pytest.fixture(scope="module", params=LIBRARIES.values(), ids=LIBRARIES)
def forecasts(request, levels):
    require(request.param)
    return forecast_with_library(
        request.param, {2000: levels[:, :9], 2011: levels}, horizon=HORIZON
    )


def test_every_model_forecasts_every_origin_it_has_figures_for(forecasts):
    (models,) = [
        found.models for found in LIBRARIES.values() if (2011, found.models[0]) in forecasts
    ]
    assert set(forecasts) == {(o, name) for o in (2000, 2011) for name in models}
    without = {key for key, found in forecasts.items() if found.forecast is None}
    assert without == TOO_SHORT & set(forecasts)
    assert all(found.seconds >= 0 for found in forecasts.values())


def test_units_without_a_forecast_have_the_random_walk_and_are_counted(forecasts, levels):
    walk = fit_unit_drift(increments(levels), horizon=HORIZON)
    for name in (model for origin, model in forecasts if origin == 2011):
        found = forecasts[2011, name].forecast
        assert found.fallbacks == 2, name
        np.testing.assert_array_equal(found.mean[-2:], walk.mean[-2:])
        np.testing.assert_array_equal(found.covariance[-2:], walk.covariance[-2:])
        # The others lie within a decade of growth around the last level, with a width.
        assert (abs(found.mean[:-2] - levels[:-2, -1:]) < 0.4).all(), name
        assert (np.diagonal(found.covariance, axis1=1, axis2=2) > 0).all(), name


def test_paths_have_the_means_and_widths_of_the_library(forecasts):
    """Within five Monte Carlo errors of 4 000 draws; between years a walk's covariance."""
    name = "fracast" if (2011, "fracast") in forecasts else "auto_theta"
    found = forecasts[2011, name].forecast
    paths = found.draw(4000, np.random.default_rng(0))
    variance = np.diagonal(found.covariance, axis1=1, axis2=2)
    error = np.sqrt(variance / 4000)
    assert (abs(paths.mean(axis=1) - found.mean) < 5 * error).all()
    assert (abs(paths.var(axis=1) / variance - 1) < 5 * np.sqrt(2 / 4000)).all()
    np.testing.assert_allclose(found.covariance[0, 0, 1:], variance[0, 0])


@every_library
def test_a_library_stops_with_its_reason(library, levels):
    require(library)
    with pytest.raises(RunError, match=r"status 1: .*horizon|status 1: "):
        forecast_with_library(library, {2011: levels}, horizon=-1)


def test_the_zero_shot_model_opens_no_connection(levels, tmp_path):
    """The script runs where every socket is refused: its weights are a part of the library."""
    require(FRACAST)
    source, target = tmp_path / "series.npz", tmp_path / "forecasts.npz"
    np.savez(source, allow_pickle=False, **{"2011": levels})
    code = (
        "import runpy, sys\n"
        "def refuse(event, arguments):\n"
        "    if event.startswith('socket.'):\n"
        "        raise SystemExit(event)\n"
        "sys.addaudithook(refuse)\n"
        "sys.argv = sys.argv[1:]\n"
        "runpy.run_path(sys.argv[0], run_name='__main__')\n"
    )
    command = [FRACAST.python, "-c", code, FRACAST.script, source, target, str(HORIZON)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert np.isfinite(np.load(target)["2011.fracast.mean"]).all(axis=1).sum() == len(levels) - 2


@every_library
def test_a_script_imports_nothing_of_the_package(library):
    """Another interpreter runs it: only numpy is imported before the library itself."""
    code = (
        "import runpy, sys\n"
        "runpy.run_path(sys.argv[1])\n"
        "print(*{name.partition('.')[0] for name in sys.modules})\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, library.script], capture_output=True, text=True, check=True
    )
    assert not {"planodds", "pandas", "torch", *LIBRARIES} & set(ended.stdout.split())


@every_library
def test_a_missing_environment_is_told_before_any_forecast(library, tmp_path):
    elsewhere = replace(library, folder=tmp_path)
    with pytest.raises(RunError, match=f"environment of the library {library.name}") as caught:
        forecast_with_library(elsewhere, {}, horizon=1)
    assert f"make {library.environment}" in str(caught.value)
    assert library.remedy in str(caught.value)


def test_a_record_stops_before_any_fit_where_an_environment_is_missing(monkeypatch, tmp_path):
    missing = {FRACAST.name: replace(FRACAST, folder=tmp_path)}
    monkeypatch.setattr("planodds.evaluation.backtest.build_track_record.LIBRARIES", missing)
    with pytest.raises(RunError, match="make zero-shot"):
        build_track_record(folder=tmp_path, libraries=[FRACAST.name])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ["statsforecast"]),
        (("--with-fracast",), ["statsforecast", "fracast"]),
        (("--without-statsforecast",), []),
    ],
)
def test_the_record_scores_fracast_only_on_request(options, expected, monkeypatch):
    chosen = []

    def build_record(data_dir, *, libraries, **settings):
        chosen.extend(libraries)
        return iter(())

    monkeypatch.setattr("planodds.cli.evaluation.record.build_record", build_record)
    result = CliRunner().invoke(app, ["record", *options])
    assert result.exit_code == 0, result.output
    assert chosen == expected


def test_a_library_has_one_job_for_all_origins_of_a_design(tmp_path, levels):
    panel = UnitPanel(
        "p", tuple("abcdef"), ("g",) * 6, tuple(range(1992, 2012)), np.exp(levels[:6])
    )
    design = EvaluationDesign("p", "value", panel, (2000, 2005), horizon=HORIZON)
    jobs = {
        chosen: plan_jobs(
            [replace(design, libraries=chosen)], folder=tmp_path, settings=BacktestSettings()
        )
        for chosen in ((), tuple(LIBRARIES))
    }
    assert not [job for job in jobs[()] if job.kind in LIBRARIES]
    found = [job for job in jobs[tuple(LIBRARIES)] if job.kind in LIBRARIES]
    assert [job.kind for job in found] == list(LIBRARIES)
    for job in found:
        assert isinstance(job, BacktestJob) and job.origins == (2000, 2005)
        assert set(job.keys) == {
            ("p", "value", origin, name)
            for origin in (2000, 2005)
            for name in LIBRARIES[job.kind].models
        }


def test_the_sample_of_counties_is_the_one_of_the_protocol():
    """516 of 3 107 by their codes alone, spread over the states as all counties are."""
    units = read_units(DATA_DIR.parent / US_COUNTIES)
    chosen = units[[is_sampled(code, ONE_IN[US_COUNTIES]) for code in units["code"]]]
    assert len(chosen) == 516 and RANK_THRESHOLDS[US_COUNTIES] == 516 // 4
    share = chosen["group_en"].value_counts() / units["group_en"].value_counts()
    large = units["group_en"].value_counts()[lambda count: count >= 80].index
    assert share[large].between(0.05, 0.32).all()  # four binomial errors about a sixth
