"""Runner of a batch: fits and notebooks on an executor, then tables, manifest and pages."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planodds.batch.local.executor import LocalExecutor
from planodds.batch.prepare import Batch, as_plain
from planodds.batch.reuse import reuse_results
from planodds.batch.schedule import Schedule, Task
from planodds.batch.tasks import build_tasks
from planodds.editions import fit_cache, layout
from planodds.editions.bill_of_materials import write_bill
from planodds.editions.manifest import MANIFEST, build_manifest, read_manifest, write_manifest
from planodds.editions.verification import find_differences, recorded_files, seal_edition
from planodds.errors import InputError
from planodds.execution.atomic import remove_stale_staging, write_text_atomic
from planodds.execution.file_lock import file_lock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.batch.executors import Executor
    from planodds.batch.job_spec import JobRecord, JobSpec
    from planodds.batch.plan import FitRun, NotebookRun, SamplerCheck

type Event = dict[str, Any]
type Report = Callable[[Event], None]
type PageWriter = Callable[[Path, Batch, Path], object]


@dataclass(frozen=True)
class BatchResult:
    """Result of a batch.

    Attributes
    ----------
    folder : Path
        The edition, or the partial one if something failed.
    failures : mapping
        Error of each failed fit or run, by name.
    skipped : mapping
        Runs that were not run, and the failed run that each needs.
    missed : tuple of str
        What missed the convergence gate, except in a quick batch.
    stages : mapping
        Wall seconds by stage.
    nothing_to_do : bool
        The edition was complete already.
    """

    folder: Path
    failures: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    missed: tuple[str, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    nothing_to_do: bool = False

    @property
    def exit_status(self) -> int:
        """0 if every run ended well, else 1."""
        return 1 if self.failures or self.skipped or self.missed else 0


def _write_pages(folder: Path, batch: Batch, cache_dir: Path) -> None:
    """Write the brief and the index of an edition without failures."""
    from planodds.report.brief.brief import write_brief
    from planodds.report.html.index import write_index
    from planodds.report.html.notebook_pages import stamp_pages

    fonts = cache_dir / fit_cache.FONTS
    if batch.plan.full:
        processes = os.cpu_count() or 1
        write_brief(folder, data_dir=batch.data_dir, cache_dir=fonts, processes=processes)
    stamp_pages(folder)
    write_index(folder, data_dir=batch.data_dir, cache_dir=fonts)


def _write_failure(folder: Path, batch: Batch, cache_dir: Path) -> None:
    """Write the index of an edition with failures, and stamp all pages."""
    from planodds.report.html.index import write_index
    from planodds.report.html.notebook_pages import stamp_pages

    stamp_pages(folder)
    write_index(folder, data_dir=batch.data_dir, cache_dir=cache_dir / fit_cache.FONTS)


def run_batch(
    batch: Batch,
    *,
    out: Path,
    jobs: int,
    report: Report,
    pages: PageWriter = _write_pages,
    pool: Executor | None = None,
) -> BatchResult:
    """Build the edition of a batch, unless it is complete already.

    Parameters
    ----------
    batch : Batch
        From `prepare_batch`.
    out : Path
        The outputs folder.
    jobs : int
        Number of worker processes.
    report : callable
        Receives each event: `begin`, `end`, `fail`, `skip`, `wait`, `damaged`.
    pages : callable
        Writes the pages into the edition's folder; called only if nothing failed.
    pool : Executor, optional
        Where the jobs run, from `build_executor`; ended here in any case. None: `jobs` processes
        of this machine.

    Returns
    -------
    BatchResult

    Raises
    ------
    RunError
        The executor's cluster is lost; the same call resumes from the stored results.
    """
    pool = LocalExecutor(jobs) if pool is None else pool
    try:
        return _find_or_build(batch, out, pool, report, pages)
    finally:
        pool.end()


def _find_or_build(
    batch: Batch, out: Path, pool: Executor, report: Report, pages: PageWriter
) -> BatchResult:
    final = layout.final_dir(out, batch.edition)
    lock = out / layout.PARTIAL / f"{batch.edition}.lock"
    if final.is_dir():
        return _found(batch, final, out)
    with file_lock(lock, on_wait=lambda: report({"event": "wait", "name": batch.edition})):
        if final.is_dir():
            return _found(batch, final, out)
        return _build(batch, out, pool, report, pages)


def _found(batch: Batch, final: Path, out: Path) -> BatchResult:
    """Answer with an edition that is there, after a look at its files."""
    manifest = read_manifest(final)
    known = bool(recorded_files(manifest))
    damaged = [item for item in find_differences(final) if item.kind != "foreign"] if known else []
    if not manifest or damaged:
        first = f"{damaged[0].file} is {damaged[0].kind}" if damaged else f"{MANIFEST} is damaged"
        raise InputError(
            f"edition {final.name} is not as it was made: {first}",
            where=str(final),
            expected="the files that its manifest lists",
            remedy=f"see `planodds verify {final.name}`; remove the folder, then run again: the "
            "stored fits are used",
        )
    if manifest.get("for_decisions") is True and batch.plan.full:
        layout.update_latest(out, batch.edition)
    return BatchResult(final, nothing_to_do=True)


def _build(
    batch: Batch, out: Path, pool: Executor, report: Report, pages: PageWriter
) -> BatchResult:
    folder = layout.partial_dir(out, batch.edition)
    folder.mkdir(parents=True, exist_ok=True)
    cache_dir = fit_cache.cache_dir(out)
    for parent in (folder, cache_dir):
        remove_stale_staging(parent)
    plan = json.dumps(as_plain(batch), indent=1)
    write_text_atomic(folder / layout.PLAN_FILE, plan + "\n")
    clock = _Clock()
    schedule = Schedule(build_tasks(batch, folder, cache_dir))
    reuse_results(schedule, batch, folder, cache_dir, report)
    _run_tasks(schedule, pool, report, clock)
    result = _finish(batch, schedule, folder, cache_dir, clock, pages)
    if result.exit_status:
        return result
    final = layout.final_dir(out, batch.edition)
    write_bill(folder)
    seal_edition(folder)
    layout.publish(folder, final, out=out, newest=batch.plan.full and not batch.plan.quick)
    return replace(result, folder=final)


def _run_tasks(schedule: Schedule, pool: Executor, report: Report, clock: _Clock) -> None:
    """Run what is not stored, then end the workers: the pages need the memory."""
    while not schedule.finished:
        for task in schedule.ready()[: pool.available]:
            schedule.begin(task.name)
            clock.begin(task.job["kind"])
            pool.submit(_with_digests(task, schedule))
            report(_event("begin", schedule, {"name": task.name}))
        record = pool.next_result()
        before = set(schedule.skipped)
        schedule.end(record)
        clock.end(record["name"])
        report(_event("fail" if "error" in record else "end", schedule, record))
        for name in set(schedule.skipped) - before:
            report(_event("skip", schedule, {"name": name, "needs": schedule.skipped[name]}))
    pool.end()


def _with_digests(task: Task, schedule: Schedule) -> JobSpec:
    """Return a task's job with the digests of the fits that it needs, by content key."""
    needed = [schedule.records[name] for name in task.needs]
    return {**task.job, "fit_digests": {fit["key"]: fit["digest"] for fit in needed}}


def _event(event: str, schedule: Schedule, record: JobRecord) -> Event:
    done = len(schedule.records) + len(schedule.skipped)
    return {**record, "event": event, "done": done, "total": len(schedule.tasks)}


def _finish(
    batch: Batch,
    schedule: Schedule,
    folder: Path,
    cache_dir: Path,
    clock: _Clock,
    pages: PageWriter,
) -> BatchResult:
    """Join the tables, write the manifest and the pages; no brief unless all is well."""
    clock.begin("pages")
    layout.join_tables(folder, [run.folder for run in batch.plan.notebooks])
    missed = _find_misses(schedule, folder)
    result = BatchResult(
        folder,
        {name: record["error"] for name, record in schedule.failed.items()},
        schedule.skipped,
        () if batch.plan.quick else missed,
        clock.stages,
    )
    _write_manifest(batch, schedule, folder, clock, missed)
    (_write_failure if result.exit_status else pages)(folder, batch, cache_dir)
    clock.end("pages")
    _write_manifest(batch, schedule, folder, clock, missed)
    return result


def _find_misses(schedule: Schedule, folder: Path) -> tuple[str, ...]:
    """List what missed the gate: fits that did not converge or disagree, odds with much error."""
    fits = [
        name
        for name, record in schedule.records.items()
        if name.startswith(("fit/", "check/")) and _missed_gate(record)
    ]
    return (*fits, *layout.high_error_rows(folder))


def _missed_gate(record: JobRecord) -> bool:
    """Return whether a fit missed the gate: a verdict that is missing counts as a miss."""
    error = record.get("error")
    if isinstance(error, Mapping):
        return bool(error.get("gate"))
    return record.get("gate_passed") is not True


def _write_manifest(
    batch: Batch, schedule: Schedule, folder: Path, clock: _Clock, missed: tuple[str, ...]
) -> None:
    write_manifest(
        folder,
        build_manifest(
            as_plain(batch),
            data_hashes=batch.data_hashes,
            fits=_records(schedule, batch.plan.fits),
            checks=_records(schedule, batch.plan.checks),
            runs=_records(schedule, batch.plan.notebooks),
            skipped=schedule.skipped,
            stages=clock.stages,
            missed=missed,
        ),
    )


def _records(
    schedule: Schedule, jobs: Sequence[FitRun | SamplerCheck | NotebookRun]
) -> dict[str, JobRecord]:
    return {job.name: schedule.records[job.name] for job in jobs if job.name in schedule.records}


_STAGES = {
    "fit": "fits and forecasts",
    "check": "check by NUTS",
    "notebook": "notebooks",
    "pages": "tables and pages",
}


class _Clock:
    """Wall seconds by stage: from the first job of a stage to the end of its last."""

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}
        self.stages: dict[str, float] = {}

    def begin(self, kind: str) -> None:
        self._begun.setdefault(_STAGES[kind], time.perf_counter())

    def end(self, name: str) -> None:
        prefix = name.split("/")[0]
        stage = _STAGES.get(prefix, _STAGES["notebook"])
        self.stages[stage] = time.perf_counter() - self._begun[stage]
