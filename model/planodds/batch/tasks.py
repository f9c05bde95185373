"""Tasks of a batch: the plan as jobs of plain values with their dependencies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planodds.batch.plan import COMPARE_NOTEBOOK
from planodds.batch.schedule import Task
from planodds.constants import BASELINE
from planodds.editions import fit_cache

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.batch.job_spec import JobSpec
    from planodds.batch.plan import BatchPlan, FitRun, NotebookRun, SamplerCheck
    from planodds.batch.prepare import Batch

LOGS = "logs"
FAILED = "failed"


def build_tasks(batch: Batch, folder: Path, cache_dir: Path) -> list[Task]:
    """Return the tasks of a batch, fits first.

    Parameters
    ----------
    batch : Batch
    folder : Path
        The edition being built.
    cache_dir : Path
        The cache of fits.

    Returns
    -------
    list of Task
        A check before the notebooks: it takes longer than any of them.

    Notes
    -----
    The newest information set has the most runs, and its comparison waits for all of them and for
    the baseline of every set: they come first, so that other runs remain to be done beside it.
    """
    fits = [
        Task(fit.name, _fit_job(batch, fit, folder, cache_dir), lane="fit")
        for fit in batch.plan.fits
    ]
    checks = [
        Task(check.name, _check_job(batch, check, folder, cache_dir), needs=check.needs)
        for check in batch.plan.checks
    ]
    runs = [
        Task(
            run.name, _notebook_job(batch, run, folder, cache_dir), needs=run.needs, after=run.after
        )
        for run in sorted(batch.plan.notebooks, key=partial(_running_order, batch.plan))
    ]
    return fits + checks + runs


def _running_order(plan: BatchPlan, run: NotebookRun) -> tuple[int, int]:
    """Sort runs: without a scenario, then baselines, then all of a set, the newest set first."""
    if "scenario" not in run.parameters and run.notebook != COMPARE_NOTEBOOK:
        return 0, 0
    stage = 1 if run.parameters.get("scenario") == BASELINE else 2
    return stage, -plan.information.index(run.parameters["information"])


def _fit_job(batch: Batch, fit: FitRun, folder: Path, cache_dir: Path) -> JobSpec:
    key = batch.fit_keys[fit.name]
    return {
        "kind": "fit",
        "name": fit.name,
        "key": key,
        "out": str(cache_dir.parent),
        "edition_dir": str(folder),
        "data_dir": str(batch.data_dir),
        "notebook_dir": str(batch.notebook_dir),
        "fonts": str(cache_dir / fit_cache.FONTS),
        "folder": str(cache_dir / key),
        "log": _log_path(folder, fit.name),
        "reads": [],
        "information": fit.information,
        "evidence": fit.evidence,
        "settings": dict(batch.settings),
        "paths": batch.paths,
        "shape": dict(batch.shape),
        "cache_dir": str(cache_dir),
    }


def _check_job(batch: Batch, check: SamplerCheck, folder: Path, cache_dir: Path) -> JobSpec:
    fit, key = _fit_job(batch, check.fit, folder, cache_dir), batch.fit_keys[check.name]
    return {
        **fit,
        "kind": "check",
        "name": check.name,
        "key": key,
        "folder": str(cache_dir / key),
        "log": _log_path(folder, check.name),
        "reads": [fit["folder"]],
        "checked_key": fit["key"],
    }


def _notebook_job(batch: Batch, run: NotebookRun, folder: Path, cache_dir: Path) -> JobSpec:
    fits = [str(cache_dir / batch.fit_keys[name]) for name in run.needs]
    return {
        "kind": "notebook",
        "name": run.name,
        "key": batch.run_keys[run.name],
        "out": str(cache_dir.parent),
        "edition_dir": str(folder),
        "data_dir": str(batch.data_dir),
        "notebook_dir": str(batch.notebook_dir),
        "fonts": str(cache_dir / fit_cache.FONTS),
        "folder": str(folder / run.folder),
        "log": _log_path(folder, run.name),
        "reads": [*fits, *(str(folder / name) for name in run.after)],
        "notebook": str(batch.notebook_dir / f"{run.notebook}.ipynb"),
        "parameters": {"edition": batch.edition, **run.parameters},
        "failed": str(folder / FAILED / f"{_flat(run.name)}.ipynb"),
    }


def _flat(name: str) -> str:
    return name.replace("/", ".")


def _log_path(folder: Path, name: str) -> str:
    return str(folder / LOGS / f"{_flat(name)}.log")
