"""Backtests of small designs: resumable, without look-ahead, weights from the past only."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from planodds.errors import InputError, RunError, UsageError
from planodds.evaluation.backtest import backtest
from planodds.evaluation.backtest.backtest import MEMBERS, run_designs
from planodds.evaluation.backtest.designs import (
    EvaluationDesign,
    shanxi_designs,
    study_design,
    user_panel_design,
)
from planodds.evaluation.backtest.jobs import BacktestSettings, plan_jobs, run_job
from planodds.evaluation.backtest.result_store import BacktestResults
from planodds.evaluation.backtest.unit_forecast import forecast_units
from planodds.evaluation.backtest.user_panel import read_origins
from planodds.evaluation.backtest.weights import fit_weights, learn_weights
from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS, fit_benchmark
from planodds.evaluation.model_names import ENSEMBLE, MODEL
from planodds.evaluation.protocol import US_STATES
from planodds.forecasting.simulation.ensemble import FINAL
from planodds.forecasting.types import FitSettings
from planodds.inputs.panels.unit_panel import UnitPanel

FIT = FitSettings(draws=10, tune=20, chains=2, cores=1, quick=True, allow_gate_failure=True)
SETTINGS = BacktestSettings(fit=FIT, draws=40)


def make_design(*, origins=(2010, 2012), units=5, years=15):
    generator = np.random.default_rng(8)
    growth = 0.05 + 0.02 * generator.standard_normal((units, years))
    values = np.exp(generator.normal(3.0, 0.5, (units, 1)) + growth.cumsum(axis=1))
    panel = UnitPanel(
        "simulated",
        tuple(f"u{i}" for i in range(units)),
        tuple(f"g{i % 2}" for i in range(units)),
        tuple(range(2000, 2015)),
        values,
    )
    return EvaluationDesign(
        "simulated", "value", panel, origins, horizon=2, rank_threshold=3, rank_margin=2
    )


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    folder = tmp_path_factory.mktemp("record")
    return folder, run_designs(
        [make_design()], teacher="simulated", settings=SETTINGS, folder=folder, workers=1
    )


def test_every_model_is_scored_on_the_same_cells(done):
    rows = done[1].scores
    level = rows[rows["part"] == "level"]
    assert set(level["model"]) == {*MEMBERS, ENSEMBLE}
    assert level.groupby(["origin", "model", "horizon"]).size().eq(5).all()
    assert set(rows.loc[rows["model"] == "stay", "part"]) == {"rank", "event"}
    assert np.isfinite(level["crps"]).all()


def change_after(panel, origin):
    """The same panel, with every figure and driver after the origin another one."""
    generator = np.random.default_rng(9)
    later = np.array(panel.years) > origin
    values = panel.values * np.where(later, np.exp(generator.normal(size=panel.values.shape)), 1)
    drivers = {
        name: np.where(later, 3 * series + 7, series) for name, series in panel.drivers.items()
    }
    return replace(panel, values=values, drivers=drivers)


def test_nothing_after_an_origin_reaches_a_forecast():
    """Byte for byte: fit, anchor, scaling, drivers and benchmarks, without a later origin."""
    panel = make_design().panel
    oil = np.random.default_rng(4).normal(size=len(panel.years))
    panel = replace(panel, drivers={"oil": oil})
    paths, forecasts = [], []
    for data in (panel, change_after(panel, 2010)):
        paths.append(forecast_units(data.truncate(2010), horizon=2, settings=FIT, draws=20)[0])
        levels = user_panel_design(data, origins=(2010,)).data_at(2010).log_values
        forecasts.append([fit_benchmark(levels, name, horizon=2) for name in ALL_BENCHMARKS])
    np.testing.assert_array_equal(*paths)
    for first, second in zip(*forecasts, strict=True):
        np.testing.assert_array_equal(first.mean, second.mean)
        np.testing.assert_array_equal(first.covariance, second.covariance)
        assert first.dependence == second.dependence


def test_stored_results_are_not_computed_again(done, monkeypatch):
    folder, record = done

    def refuse(job):
        raise AssertionError(job.title)

    monkeypatch.setattr(backtest, "run_job", refuse)
    again = run_designs(
        [make_design()], teacher="simulated", settings=SETTINGS, folder=folder, workers=1
    )
    pd.testing.assert_frame_equal(again.scores, record.scores)


def test_an_interrupted_run_resumes(tmp_path, capsys):
    jobs = plan_jobs([make_design()], folder=tmp_path, settings=SETTINGS)
    benchmarks = [job for job in jobs if job.kind == "benchmarks"]
    run_job(benchmarks[0])
    results = BacktestResults(tmp_path)
    assert benchmarks[0].is_done(results) and not benchmarks[1].is_done(results)
    key = benchmarks[0].keys["simulated", "value", 2010, "theta"]
    (tmp_path / key / "digests.json").unlink()  # the mark of a complete result, written last
    results = BacktestResults(tmp_path)
    assert not results.has(key) and not benchmarks[0].is_done(results)
    assert "is computed again" in capsys.readouterr().err


@pytest.mark.parametrize("damaged", ["forecast.npz", "notes.json", "scores.parquet"])
def test_a_damaged_result_is_computed_again(done, tmp_path, damaged, capsys):
    folder = tmp_path / "record"
    shutil.copytree(done[0], folder)
    path = next(folder.rglob(damaged))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1 << 4
    path.write_bytes(content)
    again = run_designs(
        [make_design()], teacher="simulated", settings=SETTINGS, folder=folder, workers=1
    )
    pd.testing.assert_frame_equal(again.scores, done[1].scores)
    pd.testing.assert_frame_equal(again.fits, done[1].fits)
    assert f"the content of {damaged} differs" in capsys.readouterr().err
    assert [entry.name for entry in folder.glob("*.damaged-1")] == [f"{path.parent.name}.damaged-1"]


def test_other_data_or_seeds_are_other_results(tmp_path):
    design = make_design()
    plain = plan_jobs([design], folder=tmp_path, settings=SETTINGS)[0].keys
    values = np.array(design.panel.values)
    values[0, 3] *= 1.01
    panel = UnitPanel(
        "simulated", design.panel.units, design.panel.groups, design.panel.years, values
    )
    changed = plan_jobs(
        [
            EvaluationDesign(
                "simulated",
                "value",
                panel,
                design.origins,
                horizon=2,
                rank_threshold=3,
                rank_margin=2,
            )
        ],
        folder=tmp_path,
        settings=SETTINGS,
    )[0].keys
    assert not set(plain.values()) & set(changed.values())


def test_the_same_figures_under_another_name_are_separate_results(tmp_path):
    design = make_design()
    renamed = replace(design, name="other", panel=replace(design.panel, name="other"))
    keys = [
        set(plan_jobs([either], folder=tmp_path, settings=SETTINGS)[0].keys.values())
        for either in (design, renamed)
    ]
    assert not keys[0] & keys[1]


def test_the_ensemble_weights_use_earlier_origins(done):
    weights = done[1].weights
    assert set(weights["origin"]) == {"2010", "2012", FINAL}
    first = weights[weights["origin"] == "2010"]
    assert first["origins"].eq(0).all() and first["weight"].eq(0.125).all()
    later = weights[(weights["origin"] == "2012") & (weights["group"] == "1-2")]
    assert later["origins"].eq(1).all() and later["weight"].nunique() > 1


def test_later_outcomes_do_not_move_earlier_weights(done):
    rows = done[1].scores
    changed = rows.assign(log_score=rows["log_score"].where(rows["origin"] < 2012, 3.0))
    pick = {"members": MEMBERS, "panel": "simulated", "origins": (2010, 2012)}
    plain, changed_weights = learn_weights(rows, **pick), learn_weights(changed, **pick)
    earlier = plain["origin"] != FINAL
    pd.testing.assert_frame_equal(plain[earlier], changed_weights[earlier])


def test_weights_solve_the_penalised_log_pool():
    generator = np.random.default_rng(2)
    density = np.log(generator.random((60, 2)) + np.array([0.2, 0.0]))
    origin = np.repeat([1, 2, 3], 20)
    found = fit_weights(density, origin, prior_origins=1.5)
    grid = np.linspace(0.001, 0.999, 9_981)
    mixed = np.log(np.exp(density[:, :1]) * grid + np.exp(density[:, 1:]) * (1 - grid))
    value = mixed.sum(axis=0) / 20 + 0.75 * (np.log(grid) + np.log(1 - grid))
    assert found[0] == pytest.approx(grid[value.argmax()], abs=2e-4)


def test_weights_are_estimated_without_a_member_that_has_no_forecast():
    """Two of three members have forecasts: their weights equal those of their pool, rescaled."""
    generator = np.random.default_rng(2)
    density = np.log(generator.random((60, 2)) + np.array([0.2, 0.0]))
    absent = np.column_stack([density, np.full(60, np.nan)])
    found = fit_weights(absent, np.repeat([1, 2, 3], 20), prior_origins=1.5)
    assert found.sum() == pytest.approx(1.0) and found[2] == pytest.approx(1 / 3)
    grid = np.linspace(0.001, 0.999, 9_981)
    mixed = np.log(np.exp(density[:, :1]) * grid + np.exp(density[:, 1:]) * (1 - grid))
    # A third of the prior's 1.5 origins belongs to each member, that of the absent one to itself.
    value = mixed.sum(axis=0) / 20 + 0.5 * (np.log(grid) + np.log(1 - grid))
    assert found[0] / found[:2].sum() == pytest.approx(grid[value.argmax()], abs=2e-3)


def test_the_fits_are_listed_with_their_warnings(done):
    fits = done[1].fits
    assert set(fits["model"]) == set(MEMBERS)
    assert fits["computed"].all() and (fits["warnings"] >= 0).all()
    own = fits["model"] == MODEL
    assert fits.loc[own, "converged"].isin([True, False]).all()
    assert fits.loc[~own, "converged"].isna().all()
    assert fits.loc[fits["warnings"] > 0, "messages"].ne("").all()


def test_the_design_of_the_states_is_as_declared():
    design = study_design(US_STATES)
    assert (
        design.origins == tuple(range(1960, 2009, 3))
        and design.window == 20
        and design.rank_threshold == 12
    )
    assert design.data_at(1960).years == tuple(range(1941, 1961))
    assert np.isfinite(design.outcomes(2008)).sum(axis=0).tolist() == [48, 0, 0, 0, 0]


def test_growth_across_the_census_is_scored_apart():
    gdp, across, revenue, long_revenue = shanxi_designs()
    assert gdp.panel.years[-1] == 2023 and gdp.origins == (2020, 2021, 2022)
    assert not across.score_benchmarks and np.isnan(across.outcomes(2020)[:, :3]).all()
    assert np.isfinite(across.outcomes(2020)[:, 3]).all()
    assert revenue.panel.years[-1] == 2024 and long_revenue.origins == (2006, 2010, 2011)
    assert np.isfinite(long_revenue.outcomes(2006)[:, 4]).sum() > 60


def test_origins_that_cannot_be_are_refused():
    panel = make_design().panel
    assert user_panel_design(panel).origins == (2007, 2010, 2013)
    with pytest.raises(UsageError, match="origin 2003"):
        user_panel_design(panel, origins=(2003,))
    with pytest.raises(UsageError, match="origins 'soon'"):
        read_origins("soon")


@pytest.mark.parametrize(("years", "first"), [(8, 2004), (9, 2005), (11, 2007), (15, 2007)])
def test_a_short_panel_has_origins_too(years, first):
    full = make_design().panel
    panel = replace(full, years=full.years[:years], values=full.values[:, :years])
    assert user_panel_design(panel, origins=(first,)).origins == (first,)
    with pytest.raises(UsageError, match=f"years from {first} to"):
        user_panel_design(panel, origins=(first - 1,))


@pytest.mark.parametrize("text", ["2005:1990", "1990:2005:-5", "1990:2005:0", ","])
def test_origins_without_a_year_are_refused(text):
    with pytest.raises(UsageError, match="--origins"):
        read_origins(text)


def blank(panel, *, observed=lambda year: True):
    values = np.array(panel.values)
    values[:, [not observed(year) for year in panel.years]] = np.nan
    return replace(panel, values=values)


@pytest.mark.parametrize(
    "observed",
    [
        lambda year: year % 2 == 0,  # never two consecutive years
        lambda year: year > 2010,  # nothing before the origin
        lambda year: year <= 2010,  # nothing after it
    ],
)
def test_an_origin_with_nothing_to_learn_or_to_score_is_refused(observed):
    with pytest.raises(UsageError, match="too few figures about origin 2010"):
        user_panel_design(blank(make_design().panel, observed=observed), origins=(2010,))


def test_origins_that_are_chosen_for_the_reader_pass_over_empty_years():
    panel = blank(make_design().panel, observed=lambda year: year != 2010)
    assert user_panel_design(panel).origins == (2007, 2013)


def test_a_driver_that_no_origin_could_use_is_refused():
    panel = make_design().panel
    series = np.full(len(panel.years), np.nan)
    series[:3] = (1.0, 2.0, 3.0)
    with pytest.raises(InputError, match=r"driver 'oil' changes in 2 (.|\n)*2000 .. 2013"):
        user_panel_design(replace(panel, drivers={"oil": series}))


class _Fatal:
    """Ends the process that unpickles it, as a lack of memory would."""

    def __reduce__(self):
        return os._exit, (9,)


def test_a_process_that_dies_is_reported_with_the_remedy(tmp_path):
    jobs = plan_jobs([make_design()], folder=tmp_path, settings=SETTINGS)
    jobs = [replace(job, data_dir=_Fatal()) for job in jobs if job.kind == "benchmarks"]
    with pytest.raises(RunError, match=r"WorkerDied(.|\n)*stored results are not computed again"):
        backtest.run_jobs(
            jobs, results=BacktestResults(tmp_path), workers=2, report=lambda *progress: None
        )


def test_jobs_in_two_processes_store_what_one_process_stores(done, tmp_path):
    progress = []
    record = run_designs(
        [make_design()],
        teacher="simulated",
        settings=SETTINGS,
        folder=tmp_path,
        workers=2,
        report=lambda *event: progress.append(event),
    )
    pd.testing.assert_frame_equal(record.scores, done[1].scores)
    assert [count for _, count, _ in progress] == [0, 1, 2, 3, 4]
    assert {total for _, _, total in progress} == {4}


def test_a_single_job_runs_with_one_thread(tmp_path, monkeypatch):
    """With OMP_NUM_THREADS unset, BLAS threads made one open job 13-45 times slower."""
    from threadpoolctl import threadpool_info

    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    threads = []

    def run(job):
        threads.extend(pool["num_threads"] for pool in threadpool_info())
        return job.title

    monkeypatch.setattr(backtest, "run_job", run)
    jobs = plan_jobs([make_design()], folder=tmp_path, settings=SETTINGS)[:1]
    backtest.run_jobs(
        jobs, results=BacktestResults(tmp_path), workers=2, report=lambda *progress: None
    )
    assert threads and set(threads) == {1}
    assert "OMP_NUM_THREADS" not in os.environ
