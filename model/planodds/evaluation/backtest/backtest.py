"""Backtest: forecast and score past origins in parallel, then pool the models.

Results are stored as they come, so that an interrupted backtest resumes. The pool's weights at an
origin are estimated from earlier origins only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.backtest.jobs import (
    BacktestSettings,
    path_seed,
    plan_jobs,
    run_job,
    score_case,
)
from planodds.evaluation.backtest.result_store import BacktestResults
from planodds.evaluation.backtest.weights import learn_weights
from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS
from planodds.evaluation.model_names import ENSEMBLE, MODEL
from planodds.execution.process_pool import ProcessPool, Task
from planodds.execution.processes import limit_threads
from planodds.forecasting.simulation.ensemble import pool_paths
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from planodds.evaluation.backtest.designs import EvaluationDesign
    from planodds.evaluation.backtest.jobs import BacktestJob, CaseKey

MEMBERS = (MODEL, *ALL_BENCHMARKS)
CACHE_DIR = DATA_DIR.parent / "outputs" / ".cache" / "record"
_RUN_JOB = "planodds.evaluation.backtest.jobs:run_job"
_GRACE = 2.0  # seconds; a worker has nothing to clean up, results are stored atomically


@dataclass(frozen=True)
class BacktestRecord:
    """Results of a backtest.

    Attributes
    ----------
    scores : DataFrame
        Scores of all panels, variables, origins and models, the ensemble among them.
    weights : DataFrame
        Of the pool, by origin; see ``planodds.evaluation.backtest.weights``.
    fits : DataFrame
        panel, variable, origin, model, computed, units, warnings, fallbacks, messages, converged:
        of the model's own fits alone, whether they met the convergence criteria.
    costs : DataFrame
        panel, variable, model, origins, units, seconds: processor time of all origins' fits.
    """

    scores: pd.DataFrame
    weights: pd.DataFrame
    fits: pd.DataFrame
    costs: pd.DataFrame


def run_designs(
    designs: Sequence[EvaluationDesign],
    *,
    teacher: str,
    settings: BacktestSettings | None = None,
    folder: Path = CACHE_DIR,
    workers: int = 2,
    data_dir: Path = DATA_DIR,
    report: Callable[[str, int, int], None] = lambda title, done, total: None,
) -> BacktestRecord:
    """Forecast, score and pool every design; stored results are not computed again.

    Parameters
    ----------
    designs : sequence of EvaluationDesign
    teacher : str
        The panel from whose scores the weights are estimated: its own origins are pooled with
        weights from earlier ones, all other panels with its final weights.
    settings : BacktestSettings, optional
    folder : Path
        Cache of results.
    workers : int
        Processes at a time.
    data_dir : Path
    report : callable
        Receives title, done and total of each job that has ended.

    Returns
    -------
    BacktestRecord

    Raises
    ------
    RunError
        A worker process ended before its job; what was stored stays.
    """
    settings = settings or BacktestSettings()
    jobs = plan_jobs(designs, folder=folder, settings=settings, data_dir=data_dir)
    results = BacktestResults(folder)
    run_jobs(jobs, results=results, workers=workers, report=report)
    keys = {case: key for job in jobs for case, key in job.keys.items()}
    with limit_threads():
        single = _collect_scores(designs, keys, results, settings)
        learnt_from = single[single["panel"] == teacher]
        weights = learn_weights(
            learnt_from, MEMBERS, panel=teacher, origins=learnt_from["origin"].unique()
        )
        pooled = [
            _pool_case(
                design,
                origin,
                _read_members(design, origin, keys, results, settings),
                _weights_at(weights, str(origin) if design.name == teacher else "final"),
                seed=settings.seed,
            )
            for design in designs
            if design.score_benchmarks
            for origin in design.origins
        ]
    scores = pd.concat([single, *pooled], ignore_index=True)
    return BacktestRecord(
        scores, weights, _tabulate_fits(keys, results), _tabulate_costs(keys, results)
    )


def run_jobs(
    jobs: Sequence[BacktestJob],
    *,
    results: BacktestResults,
    workers: int,
    report: Callable[[str, int, int], None],
) -> None:
    """Run the jobs whose results are not stored, one BLAS thread per process.

    Parameters
    ----------
    jobs : sequence of BacktestJob
    results : BacktestResults
    workers : int
        Processes at a time; with one, jobs run in this process.
    report : callable
        Receives title, done and total of each job that has ended.

    Raises
    ------
    RunError
        A worker process ended before its job.
    """
    open_jobs = [job for job in jobs if not job.is_done(results)]
    done = len(jobs) - len(open_jobs)
    report("", done, len(jobs))
    in_process = workers == 1 or len(open_jobs) < 2
    for title in (_run_here if in_process else _run_in_pool)(open_jobs, workers):
        done += 1
        report(title, done, len(jobs))


def _run_here(jobs: Sequence[BacktestJob], workers: int) -> Iterator[str]:
    with limit_threads():
        yield from (run_job(job) for job in jobs)


def _run_in_pool(jobs: Sequence[BacktestJob], workers: int) -> Iterator[str]:
    tasks = (Task(job.title, _RUN_JOB, job) for job in jobs)
    with ProcessPool(workers, grace=_GRACE) as pool:
        for result in pool.map_unordered(tasks):
            result.unwrap()
            yield result.task.name


def _collect_scores(
    designs: Sequence[EvaluationDesign],
    keys: Mapping[CaseKey, str],
    results: BacktestResults,
    settings: BacktestSettings,
) -> pd.DataFrame:
    """Join the scores of all results; those of other scoring code are computed again."""
    by_name = {(design.name, design.variable): design for design in designs}
    tables = []
    for (panel, variable, origin, model), key in keys.items():
        scores = results.read_scores(key)
        if scores is None:
            design = by_name[panel, variable]
            seed = path_seed(settings, design, origin, model)
            paths = results.read_paths(key, draws=settings.draws, seed=seed)
            scores = score_case(design, origin, model, paths)
            results.save_scores(key, scores)
        tables.append(scores)
    return pd.concat([table for table in tables if len(table)], ignore_index=True)


def _read_members(
    design: EvaluationDesign,
    origin: int,
    keys: Mapping[CaseKey, str],
    results: BacktestResults,
    settings: BacktestSettings,
) -> dict[str, np.ndarray]:
    """Read the paths of all models of the pool that could forecast from an origin."""
    members = {}
    for model in MEMBERS:
        key = keys.get((design.name, design.variable, origin, model))
        if key:
            seed = path_seed(settings, design, origin, model)
            paths = results.read_paths(key, draws=settings.draws, seed=seed)
            if paths is not None:
                members[model] = paths
    return members


def _pool_case(
    design: EvaluationDesign,
    origin: int,
    members: Mapping[str, np.ndarray],
    weights: Mapping[tuple[str, str], Mapping[str, float]],
    *,
    seed: int,
) -> pd.DataFrame:
    """Pool the members' paths from one origin and score them as those of any model."""
    count = min(paths.shape[1] for paths in members.values())
    pooled = pool_paths(
        {name: paths[:, :count] for name, paths in members.items()},
        weights,
        design.start_levels(origin),
        generator=np.random.default_rng([seed, origin]),
    )
    return score_case(design, origin, ENSEMBLE, pooled)


def _weights_at(weights: pd.DataFrame, origin: str) -> dict[tuple[str, str], dict[str, float]]:
    """Return the weights at one origin as ``pool_paths`` takes them."""
    chosen = weights[weights["origin"] == origin]
    return {
        key: dict(zip(table["member"], table["weight"], strict=True))
        for key, table in chosen.groupby(["part", "group"])
    }


def _tabulate_fits(keys: Mapping[CaseKey, str], results: BacktestResults) -> pd.DataFrame:
    """List every fit: whether it was computed and converged, its units, warnings and fallbacks."""
    fits = []
    for (panel, variable, origin, model), key in keys.items():
        notes = results.read_notes(key)
        if "computed" in notes:
            fits.append(
                {
                    "panel": panel,
                    "variable": variable,
                    "origin": origin,
                    "model": model,
                    "computed": bool(notes["computed"]),
                    "units": notes.get("units", 0),
                    "warnings": notes.get("warnings", 0),
                    "fallbacks": notes.get("fallbacks", 0),
                    "messages": "; ".join(notes.get("messages", [])),
                    "converged": notes.get("gate_passed"),
                }
            )
    return pd.DataFrame(fits)


def _tabulate_costs(keys: Mapping[CaseKey, str], results: BacktestResults) -> pd.DataFrame:
    """Sum the processor time of each model's fits by panel and variable."""
    spent = [
        {"panel": panel, "variable": variable, "model": model, "origin": origin, **notes}
        for (panel, variable, origin, model), key in keys.items()
        if "seconds" in (notes := results.read_notes(key))
    ]
    columns = ["panel", "variable", "model", "origin", "units", "seconds"]
    groups = pd.DataFrame(spent, columns=columns).groupby(columns[:3], sort=False)
    return groups.agg(
        origins=("origin", "nunique"), units=("units", "max"), seconds=("seconds", "sum")
    ).reset_index()
