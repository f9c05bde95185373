"""Jobs of a batch: fit and forecast an information set, check a fit, or execute a notebook."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planodds.batch.notebook_run import CELL_TIMEOUT, NotebookRunError, run_notebook
from planodds.editions import fit_cache
from planodds.errors import ConvergenceError, PlanoddsError
from planodds.execution.result_store import ResultStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.batch.job_spec import JobRecord, JobSpec
    from planodds.forecasting.types import FitSettings
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


# Warm-up of NUTS; twice as many steps gave no more effective draws in any block.
_TUNE_OF_CHECK = 500


def run_job(job: JobSpec) -> JobRecord:
    """Run one job; an expected failure is a record too.

    Parameters
    ----------
    job : JobSpec

    Returns
    -------
    dict
        `name`, `seconds` and, if it failed, `error` with `ename`, `evalue` and maybe `cell`.
    """
    start = time.perf_counter()
    try:
        record = _RUNNERS[job["kind"]](job)
    except NotebookRunError as failure:
        record = failure.record
    except PlanoddsError as error:
        record = {
            "error": {
                "ename": type(error).__name__,
                "evalue": str(error),
                "gate": isinstance(error, ConvergenceError),
            }
        }
    return {"name": job["name"], "seconds": round(time.perf_counter() - start, 2), **record}


def _execute_notebook(job: JobSpec) -> JobRecord:
    return run_notebook(
        notebook=Path(job["notebook"]),
        parameters=job["parameters"],
        folder=Path(job["folder"]),
        edition_dir=Path(job["edition_dir"]),
        data_dir=Path(job["data_dir"]),
        fonts=Path(job["fonts"]),
        failed=Path(job["failed"]),
        key=job["key"],
        name=job["name"],
        fit_digests=job["fit_digests"],
        time_limit=job.get("time_limit", CELL_TIMEOUT),
    )


def _fit(job: JobSpec) -> JobRecord:
    """Fit, forecast the baseline, and store both under the job's key."""
    from planodds.forecasting.types import FitSettings
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.priors import load_priors

    data_dir, information = Path(job["data_dir"]), job["information"]
    return store_fit(
        load_panel(data_dir, information),
        load_priors(data_dir, information),
        store=ResultStore(Path(job["cache_dir"])),
        key=job["key"],
        name=job["name"],
        evidence=job["evidence"],
        settings=FitSettings(**job["settings"]),
        paths=job["paths"],
    )


def _check(job: JobSpec) -> JobRecord:
    """Fit again by NUTS, hold the stored fit against it, and store the verdict."""
    from planodds.forecasting.nuts.fit import Sampler
    from planodds.forecasting.store import load_forecast, load_posterior
    from planodds.forecasting.types import FitSettings
    from planodds.inputs.panels.county_panel import load_panel
    from planodds.inputs.priors import load_priors
    from planodds.probability.checks.sampler_agreement import compare_samplers

    start = time.perf_counter()
    data_dir, information = Path(job["data_dir"]), job["information"]
    cache_dir = Path(job["cache_dir"])
    panel, priors = load_panel(data_dir, information), load_priors(data_dir, information)
    fit = fit_cache.find_fit(cache_dir, job["checked_key"])
    posterior = load_posterior(fit / fit_cache.POSTERIOR)
    # One core: notebooks run beside it.
    settings = FitSettings(**{**job["settings"], "cores": 1, "tune": _TUNE_OF_CHECK})
    sampler = Sampler(**job["shape"], drivers=panel.study.common)
    reference = sampler.fit_posterior(panel, priors, evidence=job["evidence"], settings=settings)
    agreement = compare_samplers(
        posterior,
        reference,
        panel,
        paths=job["paths"],
        forecast=load_forecast(fit / fit_cache.FORECAST),
    )
    record = {
        "gate_passed": bool(reference.passed and agreement.passed),
        "fit_seconds": round(time.perf_counter() - start, 2),
        "agreement": agreement.summary(),
        "diagnostics": [_as_json(row) for row in reference.diagnostics],
    }
    store = ResultStore(cache_dir)
    with store.write(job["key"]) as folder:
        agreement.table().to_csv(folder / "agreement.csv", index=False)
        text = json.dumps({"key": job["key"], "name": job["name"], **record}, indent=1)
        (folder / fit_cache.RECORD).write_text(text, encoding="utf-8")
    return {"key": job["key"], **record, "digest": store.digest(job["key"])}


def store_fit(
    panel: Panel,
    priors: Priors,
    *,
    store: ResultStore,
    key: str,
    name: str,
    evidence: str,
    settings: FitSettings,
    paths: int,
) -> JobRecord:
    """Fit a panel, simulate the baseline, and store both.

    Parameters
    ----------
    panel : Panel
    priors : Priors
        Of the panel's information set.
    store : ResultStore
        The cache of fits.
    key : str
        Content key, from `planodds.editions.fit_cache.fit_key`.
    name : str
        Of the fit, as messages show it.
    evidence : str
        ``posterior``, or ``prior_only`` for a county block that sees no data.
    settings : FitSettings
    paths : int
        Least number of joint predictive paths.

    Returns
    -------
    dict
        Key, verdict of the convergence check, seconds, diagnostics and the entry's digest.

    Raises
    ------
    ConvergenceError
        The fit missed the convergence criteria and may not.
    """
    from planodds.forecasting.convergence import check_convergence
    from planodds.forecasting.gibbs_fit import GibbsFitter
    from planodds.forecasting.simulation.paths import forecast_paths
    from planodds.forecasting.store import save_forecast, save_posterior

    start = time.perf_counter()
    posterior = GibbsFitter().fit_posterior(panel, priors, evidence=evidence, settings=settings)
    fitted = time.perf_counter()
    forecast = forecast_paths(
        posterior, panel, seed=settings.seed, paths=_round_up(paths, posterior.draws)
    )
    posterior = check_convergence(posterior, forecast, panel)
    record = {
        "gate_passed": bool(posterior.passed),
        "fit_seconds": round(fitted - start, 2),
        "forecast_seconds": round(time.perf_counter() - fitted, 2),
        "diagnostics": [_as_json(row) for row in posterior.diagnostics],
    }
    with store.write(key) as folder:
        save_posterior(posterior, folder / fit_cache.POSTERIOR)
        save_forecast(forecast, folder / fit_cache.FORECAST)
        text = json.dumps({"key": key, "name": name, **record}, indent=1)
        (folder / fit_cache.RECORD).write_text(text, encoding="utf-8")
    return {"key": key, **record, "digest": store.digest(key)}


def _round_up(minimum: int, draws: int) -> int:
    """Return a number of paths: at least the minimum, and equally many from each draw."""
    return draws * math.ceil(minimum / draws)


def _as_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """Turn NumPy scalars into JSON values; a number that is not finite becomes null."""
    values = {
        name: value.item() if hasattr(value, "item") else value for name, value in row.items()
    }
    return {
        name: None if isinstance(value, float) and not math.isfinite(value) else value
        for name, value in values.items()
    }


_RUNNERS = {"fit": _fit, "check": _check, "notebook": _execute_notebook}
