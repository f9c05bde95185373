"""Forecasts of a backtest job by its kind: the model, the benchmarks, other libraries' models."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS, fit_benchmark
from planodds.evaluation.benchmarks.external_libraries import LIBRARIES, forecast_with_library
from planodds.evaluation.benchmarks.gaussian_paths import GaussianPathForecast
from planodds.evaluation.model_names import MODEL, MODEL_GIVEN, PERSISTENCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.evaluation.backtest.designs import EvaluationDesign
    from planodds.evaluation.backtest.jobs import BacktestJob

GIBBS, EDITION, BENCHMARK = "gibbs", "edition", "benchmarks"

type ForecastCase = tuple[
    EvaluationDesign, int, str, np.ndarray | GaussianPathForecast | None, Mapping[str, object]
]  # design, origin, model, forecast, notes of the fit


def forecast_job(job: BacktestJob) -> Iterator[ForecastCase]:
    """Make every forecast of a job.

    Parameters
    ----------
    job : BacktestJob

    Yields
    ------
    tuple
        Design, origin, name of the model, its forecast (None if it cannot forecast this panel),
        and the notes of the fit.
    """
    forecast = {GIBBS: _run_gibbs, EDITION: _run_edition_fit, BENCHMARK: _run_benchmarks}
    yield from forecast.get(job.kind, _run_library)(job)


def _run_gibbs(job: BacktestJob) -> Iterator[ForecastCase]:
    from planodds.evaluation.backtest.unit_forecast import forecast_units

    design, origin, settings = job.designs[0], job.origins[0], job.settings
    start = time.process_time()
    paths, passed = forecast_units(
        design.data_at(origin), horizon=design.horizon, settings=settings.fit, draws=settings.draws
    )
    yield design, origin, MODEL, paths, _own_notes(start, passed=passed, units=len(paths))


def _own_notes(start: float, *, passed: bool, units: int) -> dict[str, object]:
    """Return what is noted of a fit of the model, begun at ``start`` of the processor's clock."""
    seconds = time.process_time() - start
    return {"computed": True, "gate_passed": passed, "seconds": seconds, "units": units}


def _run_benchmarks(job: BacktestJob) -> Iterator[ForecastCase]:
    design, origin = job.designs[0], job.origins[0]
    levels, start = design.data_at(origin).log_values, design.start_levels(origin)
    for name in ALL_BENCHMARKS if design.score_benchmarks else ():
        before = time.process_time()
        forecast = fit_benchmark(levels, name, horizon=design.horizon)
        yield design, origin, name, forecast, _notes(forecast, time.process_time() - before)
    unchanged = np.repeat(np.repeat(start[:, None, None], 2, 1), design.horizon, 2)
    yield design, origin, PERSISTENCE, unchanged, {}


def _run_library(job: BacktestJob) -> Iterator[ForecastCase]:
    design = job.designs[0]
    levels = {origin: design.data_at(origin).log_values for origin in job.origins}
    forecasts = forecast_with_library(LIBRARIES[job.kind], levels, horizon=design.horizon)
    for (origin, name), found in forecasts.items():
        yield design, origin, name, found.forecast, _notes(found.forecast, found.seconds)


def _notes(forecast: GaussianPathForecast | None, seconds: float) -> dict[str, object]:
    """Return what is noted of the fit of a benchmark."""
    notes: dict[str, object] = {"computed": forecast is not None, "seconds": seconds}
    if forecast is None:
        return notes
    return notes | {
        "warnings": forecast.warnings,
        "fallbacks": forecast.fallbacks,
        "messages": list(forecast.notes),
        "units": len(forecast.mean),
    }


def _run_edition_fit(job: BacktestJob) -> Iterator[ForecastCase]:
    """Fit as an edition does, at one origin; GDP, GDP given the common path, revenue."""
    from planodds.forecasting.gibbs_fit import GibbsFitter
    from planodds.forecasting.simulation.common_paths import observed_common_growth
    from planodds.forecasting.simulation.paths import forecast_paths
    from planodds.forecasting.types import FitSettings
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.priors import load_priors

    origin = job.origins[0]
    panel = load_panel(job.data_dir, str(origin))
    truth = load_panel(job.data_dir, "2023")
    start = time.process_time()
    posterior = GibbsFitter().fit_posterior(
        panel,
        load_priors(job.data_dir, str(origin)),
        settings=FitSettings(cores=1, seed=job.settings.seed),
    )
    last = max(design.panel.years[-1] for design in job.designs)
    shared: dict[str, Any] = {
        "paths": posterior.draws,
        "seed": job.settings.seed,
        "final_year": last,
    }
    unconditional = forecast_paths(posterior, panel, **shared)
    stride = max(1, unconditional.draws // job.settings.draws)
    notes = _own_notes(start, passed=posterior.passed, units=len(panel.units))
    for design in (design for design in job.designs if origin in design.origins):
        for model in job.models(design):
            forecast = unconditional
            if model == MODEL_GIVEN:
                observed = observed_common_growth(truth, unconditional.years)
                forecast = forecast_paths(posterior, panel, observed_common=observed, **shared)
            paths = forecast.log_revenue if design.variable == "revenue" else forecast.log_gdp
            yield design, origin, model, _pad_years(paths[:, ::stride], design.horizon), notes


def _pad_years(paths: np.ndarray, horizon: int) -> np.ndarray:
    """Return the years ahead 1..horizon, NaN beyond the last that was forecast."""
    out = np.full((*paths.shape[:2], horizon), np.nan)
    years = min(horizon, paths.shape[2])
    out[..., :years] = paths[..., :years]
    return out
