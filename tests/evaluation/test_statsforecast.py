"""Models of statsforecast: the library's own forecasts, in the environment of `make benchmarks`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from planodds.errors import RunError
from planodds.evaluation.backtest.designs import EvaluationDesign
from planodds.evaluation.backtest.forecasts import LIBRARY
from planodds.evaluation.backtest.jobs import BacktestJob, BacktestSettings, plan_jobs
from planodds.evaluation.benchmarks.random_walks import fit_unit_drift, increments
from planodds.evaluation.benchmarks.statsforecast_models import (
    STATSFORECAST_MODELS,
    STATSFORECAST_PYTHON,
    fit_statsforecast,
)
from planodds.evaluation.protocol import ONE_IN, RANK_THRESHOLDS, US_COUNTIES, is_sampled
from planodds.inputs import DATA_DIR
from planodds.inputs.panels.unit_panel import UnitPanel
from planodds.inputs.tables.csv_tables import read_units

HORIZON = 3
needs_environment = pytest.mark.skipif(
    not STATSFORECAST_PYTHON.exists(), reason="needs the environment of `make benchmarks`"
)


@pytest.fixture(scope="module")
def levels():
    """Twenty years of eight random walks; the last is constant, the one before has three years."""
    generator = np.random.default_rng(5)
    table = 4 + np.cumsum(0.04 + 0.02 * generator.standard_normal((8, 20)), axis=1)
    table[-1] = 4.0
    table[-2, :-3] = np.nan
    return table


@pytest.fixture(scope="module")
def forecasts(levels):
    return fit_statsforecast({2000: levels[:, :9], 2011: levels}, horizon=HORIZON)


@needs_environment
def test_every_model_forecasts_every_origin_it_has_figures_for(forecasts):
    assert set(forecasts) == {(o, name) for o in (2000, 2011) for name in STATSFORECAST_MODELS}
    without = {key for key, found in forecasts.items() if found.forecast is None}
    assert without == {(2000, "auto_ces"), (2000, "mfles")}  # they are given ten and eleven figures
    assert all(found.seconds >= 0 for found in forecasts.values())


@needs_environment
def test_units_without_a_forecast_have_the_random_walk_and_are_counted(forecasts, levels):
    walk = fit_unit_drift(increments(levels), horizon=HORIZON)
    for name in STATSFORECAST_MODELS:
        found = forecasts[2011, name].forecast
        assert found.fallbacks == 2, name
        np.testing.assert_array_equal(found.mean[-2:], walk.mean[-2:])
        np.testing.assert_array_equal(found.covariance[-2:], walk.covariance[-2:])
        # The others lie within a decade of growth around the last level, with a width.
        assert (abs(found.mean[:-2] - levels[:-2, -1:]) < 0.4).all(), name
        assert (np.diagonal(found.covariance, axis1=1, axis2=2) > 0).all(), name


@needs_environment
def test_paths_have_the_means_and_widths_of_the_library(forecasts):
    """Within five Monte Carlo errors of 4 000 draws; between years a walk's covariance."""
    found = forecasts[2011, "auto_theta"].forecast
    paths = found.draw(4000, np.random.default_rng(0))
    variance = np.diagonal(found.covariance, axis1=1, axis2=2)
    error = np.sqrt(variance / 4000)
    assert (abs(paths.mean(axis=1) - found.mean) < 5 * error).all()
    assert (abs(paths.var(axis=1) / variance - 1) < 5 * np.sqrt(2 / 4000)).all()
    np.testing.assert_allclose(found.covariance[0, 0, 1:], variance[0, 0])


@needs_environment
def test_the_library_stops_with_its_reason(levels):
    with pytest.raises(RunError, match=r"status 1: .*horizon|status 1: "):
        fit_statsforecast({2011: levels}, horizon=-1)


def test_a_missing_environment_is_told_before_any_forecast():
    with pytest.raises(RunError, match="environment of the library statsforecast") as caught:
        fit_statsforecast({}, horizon=1, python=Path("nowhere") / "bin" / "python")
    assert "make benchmarks" in str(caught.value)


def test_the_library_has_one_job_for_all_origins_of_a_design(tmp_path, levels):
    panel = UnitPanel(
        "p", tuple("abcdef"), ("g",) * 6, tuple(range(1992, 2012)), np.exp(levels[:6])
    )
    design = EvaluationDesign("p", "value", panel, (2000, 2005), horizon=HORIZON)
    with_library = replace(design, score_statsforecast=True)
    jobs = {
        chosen: plan_jobs([chosen], folder=tmp_path, settings=BacktestSettings())
        for chosen in (design, with_library)
    }
    assert not [job for job in jobs[design] if job.kind == LIBRARY]
    (job,) = [job for job in jobs[with_library] if job.kind == LIBRARY]
    assert isinstance(job, BacktestJob) and job.origins == (2000, 2005)
    assert set(job.keys) == {
        ("p", "value", origin, name) for origin in (2000, 2005) for name in STATSFORECAST_MODELS
    }


def test_the_sample_of_counties_is_the_one_of_the_protocol():
    """516 of 3 107 by their codes alone, spread over the states as all counties are."""
    units = read_units(DATA_DIR.parent / US_COUNTIES)
    chosen = units[[is_sampled(code, ONE_IN[US_COUNTIES]) for code in units["code"]]]
    assert len(chosen) == 516 and RANK_THRESHOLDS[US_COUNTIES] == 516 // 4
    share = chosen["group_en"].value_counts() / units["group_en"].value_counts()
    large = units["group_en"].value_counts()[lambda count: count >= 80].index
    assert share[large].between(0.05, 0.32).all()  # four binomial errors about a sixth
