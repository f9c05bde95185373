"""Run the record: jobs side by side, kept as they end; then the pool, from earlier origins only."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import RunError
from planodds.evaluation.backtest.jobs import (
    Job,
    RecordSettings,
    path_seed,
    plan_jobs,
    run_job,
    score_case,
)
from planodds.evaluation.backtest.result_store import ResultStore
from planodds.evaluation.backtest.weights import learn_weights
from planodds.evaluation.benchmarks.benchmarks import ALL_BENCHMARKS
from planodds.evaluation.scoring.summary_tables import ENSEMBLE, MODEL
from planodds.forecast.simulation.ensemble import pool_paths
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from planodds.evaluation.backtest.designs import EvaluationDesign

MEMBERS = (MODEL, *ALL_BENCHMARKS)
RECORD_FOLDER = DATA_DIR.parent / "outputs" / ".cache" / "record"


@dataclass(frozen=True)
class Record:
    """What a run has found.

    Attributes
    ----------
    rows : DataFrame
        Scored rows of all panels, variables, origins and models, the ensemble among them.
    weights : DataFrame
        Of the pool, by origin; see ``planodds.evaluation.backtest.weights``.
    fits : DataFrame
        panel, variable, origin, model, computed, units, warnings, fallbacks, messages.
    """

    rows: pd.DataFrame
    weights: pd.DataFrame
    fits: pd.DataFrame


def run_record(
    beds: Sequence[EvaluationDesign],
    *,
    teacher: str,
    settings: RecordSettings | None = None,
    folder: Path = RECORD_FOLDER,
    workers: int = 2,
    data_dir: Path = DATA_DIR,
    report: Callable[[str, int, int], None] = lambda title, done, total: None,
) -> Record:
    """Forecast, score and pool every bed; what is kept from before is not done again.

    Parameters
    ----------
    beds : sequence of Bed
    teacher : str
        The panel whose scores teach the weights: its own origins are pooled by weights from
        earlier ones, all other panels by its final weights.
    settings : RecordSettings, optional
    folder : Path
        Where results are kept.
    workers : int
        Processes at a time.
    data_dir : Path
    report : callable
        Told of each job that has ended: title, done, total.

    Returns
    -------
    Record
    """
    settings = settings or RecordSettings()
    jobs = plan_jobs(beds, folder=folder, settings=settings, data_dir=data_dir)
    run_jobs(jobs, workers=workers, report=report)
    keys = {name: key for job in jobs for name, key in job.keys.items()}
    kept = ResultStore(folder)
    single = _collect_scores(beds, keys, kept, settings)
    taught = single[single["panel"] == teacher]
    weights = learn_weights(taught, MEMBERS, panel=teacher, origins=taught["origin"].unique())
    pooled = [
        _pool_case(bed, origin, keys, kept, weights, settings=settings, own=bed.name == teacher)
        for bed in beds
        if bed.rivals
        for origin in bed.origins
    ]
    return Record(
        pd.concat([single, *pooled], ignore_index=True), weights, _tabulate_fits(keys, kept)
    )


def run_jobs(jobs: Sequence[Job], *, workers: int, report: Callable[[str, int, int], None]) -> None:
    """Do what is not kept yet; an interrupted run goes on where it stopped."""
    open_jobs = [job for job in jobs if not job.is_done()]
    done = len(jobs) - len(open_jobs)
    report("", done, len(jobs))
    if workers == 1 or len(open_jobs) < 2:
        ended: Iterator[str] = (run_job(job) for job in open_jobs)
        for title in ended:
            done += 1
            report(title, done, len(jobs))
        return
    with (
        _one_thread(),
        ProcessPoolExecutor(
            workers, mp_context=get_context("spawn"), initializer=_end_with_parent
        ) as pool,
    ):
        running = [pool.submit(run_job, job) for job in open_jobs]
        try:
            for future in as_completed(running):
                done += 1
                report(future.result(), done, len(jobs))
        except BrokenProcessPool:
            raise RunError(
                "a process of the record ended before its work was done",
                where="run_jobs",
                expected="jobs that run to their end",
                remedy="free memory and run the same command again: what is kept is not done again",
            ) from None
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """End this process as soon as the one that started it is gone, however it ended.

    A worker whose parent was killed would wait for work for ever, and keep its memory. Ctrl-C
    reaches the workers as well: they end at once, and it is their parent that has a word to say.
    """
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = parent_process()

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    if parent is not None:
        Thread(target=watch, daemon=True).start()


@contextmanager
def _one_thread() -> Iterator[None]:
    """Give each process one BLAS thread: more only wait for each other."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before


def _collect_scores(
    beds: Sequence[EvaluationDesign],
    keys: Mapping[tuple, str],
    kept: ResultStore,
    settings: RecordSettings,
) -> pd.DataFrame:
    """Rows of all results; those that were kept under other scores are scored anew."""
    by_name = {(bed.name, bed.variable): bed for bed in beds}
    tables = []
    for (panel, variable, origin, model), key in keys.items():
        rows = kept.read_rows(key)
        if rows is None:
            bed = by_name[panel, variable]
            paths = kept.read_paths(
                key, draws=settings.draws, seed=path_seed(settings, bed, origin, model)
            )
            rows = score_case(bed, origin, model, paths)
            kept.save_rows(key, rows)
        tables.append(rows)
    return pd.concat([table for table in tables if len(table)], ignore_index=True)


def _pool_case(
    bed: EvaluationDesign,
    origin: int,
    keys: Mapping[tuple, str],
    kept: ResultStore,
    weights: pd.DataFrame,
    *,
    settings: RecordSettings,
    own: bool,
) -> pd.DataFrame:
    """Pool the members' paths from one origin and score them as any model."""
    members = {}
    for model in MEMBERS:
        key = keys.get((bed.name, bed.variable, origin, model))
        paths = key and kept.read_paths(
            key, draws=settings.draws, seed=path_seed(settings, bed, origin, model)
        )
        if paths is not None:
            members[model] = paths
    count = min(paths.shape[1] for paths in members.values())
    members = {name: paths[:, :count] for name, paths in members.items()}
    pooled = pool_paths(
        members,
        _take_weights(weights, str(origin) if own else "final"),
        bed.start(origin),
        generator=np.random.default_rng([settings.seed, origin]),
    )
    return score_case(bed, origin, ENSEMBLE, pooled)


def _take_weights(weights: pd.DataFrame, origin: str) -> dict[tuple[str, str], dict[str, float]]:
    """Weights of one origin as ``pool_paths`` takes them."""
    own = weights[weights["origin"] == origin]
    return {
        key: dict(zip(table["member"], table["weight"], strict=True))
        for key, table in own.groupby(["part", "group"])
    }


def _tabulate_fits(keys: Mapping[tuple, str], kept: ResultStore) -> pd.DataFrame:
    """Tell of every fit whether it was made, on how many units, and what it warned of."""
    rows = []
    for (panel, variable, origin, model), key in keys.items():
        notes = kept.read_notes(key)
        if "computed" in notes:
            rows.append(
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
                }
            )
    return pd.DataFrame(rows)
