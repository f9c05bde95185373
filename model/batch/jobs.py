"""What a worker can do: fit and forecast for one information set, or execute one notebook.

A job is a mapping of plain values, so that it can be sent to another process or machine.
"""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from model.batch import cache
from model.batch.execute import CELL_TIMEOUT, RunFailed, execute_run
from model.errors import GateError, PlanoddsError
from model.names import POSTERIOR


def perform(job: Mapping[str, object]) -> dict[str, object]:
    """Do one job and answer with its record; an expected failure is an answer too.

    Returns
    -------
    dict
        `name`, `seconds` and, if it failed, `error` with `ename`, `evalue` and maybe `cell`.
    """
    start = time.perf_counter()
    try:
        record = _fit(job) if job["kind"] == "fit" else _notebook(job)
    except RunFailed as failure:
        record = failure.record
    except PlanoddsError as error:
        record = {"error": {"ename": type(error).__name__, "evalue": str(error),
                            "gate": isinstance(error, GateError)}}
    return {"name": job["name"], "seconds": round(time.perf_counter() - start, 2), **record}


def _notebook(job: Mapping[str, object]) -> dict[str, object]:
    return execute_run(
        notebook=Path(job["notebook"]), parameters=job["parameters"],
        folder=Path(job["folder"]), edition_dir=Path(job["edition_dir"]),
        data_dir=Path(job["data_dir"]), fonts=Path(job["fonts"]),
        failed=Path(job["failed"]), key=job["key"], name=job["name"],
        time_limit=float(job.get("time_limit", CELL_TIMEOUT)),
    )


def _fit(job: Mapping[str, object]) -> dict[str, object]:
    """Fit, forecast the baseline, and put both into the cache under the job's key."""
    from model.forecast import (
        FitSettings,
        forecast_paths,
        gate_paths,
        refit_variants,
        save_forecast,
        save_posterior,
        save_refits,
    )
    from model.inputs import load_panel, load_priors

    start = time.perf_counter()
    data_dir, information = Path(job["data_dir"]), job["information"]
    panel = load_panel(data_dir, information)
    settings = FitSettings(**job["settings"])
    sampler, priors = _sampler(**job["shape"]), load_priors(data_dir, information)
    posterior = sampler.fit_posterior(panel, priors, evidence=job["evidence"], settings=settings)
    fitted = time.perf_counter()
    forecast = forecast_paths(posterior, panel, seed=settings.seed,
                              paths=_whole_multiple(job["paths"], posterior.draws))
    posterior = gate_paths(posterior, forecast)
    record = {"gate_passed": bool(posterior.passed), "fit_seconds": round(fitted - start, 2),
              "forecast_seconds": round(time.perf_counter() - fitted, 2),
              "diagnostics": [_plain(row) for row in posterior.diagnostics]}
    refits = {}
    if job["evidence"] == POSTERIOR:
        refits = refit_variants(posterior, panel, sampler=sampler, priors=priors)
    with cache.entry_aside(Path(job["cache_dir"]), job["key"]) as folder:
        save_posterior(posterior, folder / cache.POSTERIOR)
        save_forecast(forecast, folder / cache.FORECAST)
        save_refits(refits, folder / cache.REFITS)
        text = json.dumps({"key": job["key"], "name": job["name"], **record}, indent=1)
        (folder / cache.RECORD).write_text(text, encoding="utf-8")
    return record


@lru_cache(maxsize=1)
def _sampler(*, last_county_year: int, last_driver_year: int) -> object:
    """Keep the compiled graphs: the fits of one worker share them."""
    from model.forecast import Sampler

    return Sampler(last_county_year=last_county_year, last_driver_year=last_driver_year)


def _whole_multiple(least: int, draws: int) -> int:
    """Give the number of paths: at least so many, and the same number from each draw."""
    return draws * math.ceil(least / draws)


def _plain(row: Mapping[str, object]) -> dict[str, object]:
    """Turn NumPy scalars into JSON values; what is not a number becomes null."""
    values = {name: value.item() if hasattr(value, "item") else value
              for name, value in row.items()}
    return {name: None if isinstance(value, float) and not math.isfinite(value) else value
            for name, value in values.items()}
