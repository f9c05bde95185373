"""Carry a checked plan out: fits and notebooks in worker processes, then the edition."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.batch.local.executor import LocalExecutor
from planodds.batch.notebook_run import RECORD as RUN_RECORD
from planodds.batch.notebook_run import REWRITTEN
from planodds.batch.prepare import Batch, as_plain
from planodds.batch.schedule import Schedule, Task
from planodds.editions import fit_cache, layout
from planodds.editions.manifest import build_manifest, read_manifest, write_manifest
from planodds.execution.atomic import remove_stale_staging, write_text_atomic
from planodds.execution.digests import find_damage, read_json
from planodds.execution.file_lock import file_lock
from planodds.execution.result_store import ResultStore

if TYPE_CHECKING:
    from planodds.batch.executors import Executor

LOGS = "logs"
FAILED = "failed"

Event = dict[str, object]
Report = Callable[[Event], None]
Pages = Callable[[Path, Batch, Path], object]


@dataclass(frozen=True)
class BatchResult:
    """How a batch ended, and where to look.

    Attributes
    ----------
    folder : Path
        The edition, or the partial one if something failed.
    failures : Mapping
        Error of each failed fit or run, by name.
    skipped : Mapping
        What was not run, and what it would have needed.
    missed : tuple of str
        What missed the gate and should not have (a quick run may).
    stages : Mapping
        Wall seconds by stage.
    nothing_to_do : bool
        The edition was complete already.
    """

    folder: Path
    failures: Mapping[str, dict] = field(default_factory=dict)
    skipped: Mapping[str, str] = field(default_factory=dict)
    missed: tuple[str, ...] = ()
    stages: Mapping[str, float] = field(default_factory=dict)
    nothing_to_do: bool = False

    @property
    def exit_status(self) -> int:
        """Give 0 if everything ended well, else 1."""
        return 1 if self.failures or self.skipped or self.missed else 0


def _write_pages(folder: Path, batch: Batch, cache_dir: Path) -> None:
    """Write the brief and the index of an edition whose runs all ended well."""
    from planodds.report.brief.brief import write_brief
    from planodds.report.html.index import write_index
    from planodds.report.html.notebook_pages import stamp_pages

    fonts = cache_dir / fit_cache.FONTS
    if batch.plan.full:
        write_brief(folder, data_dir=batch.data_dir, cache_dir=fonts)
    stamp_pages(folder)
    write_index(folder, data_dir=batch.data_dir, cache_dir=fonts)


def _write_failure(folder: Path, batch: Batch, cache_dir: Path) -> None:
    """Write the index of an edition in which something failed: what, and the stamp on all pages."""
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
    pages: Pages = _write_pages,
    pool: Executor | None = None,
) -> BatchResult:
    """Build the edition of a batch, or find it built.

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
    pool : Pool, optional
        Where the jobs run, from `build_executor`; ended here in any case. None: `jobs` processes
        of this machine.

    Raises
    ------
    RunError
        The pool's cluster is gone; what was done stays, the same call goes on from there.
    """
    pool = LocalExecutor(jobs) if pool is None else pool
    try:
        return _find_or_build(batch, out, pool, report, pages)
    finally:
        pool.end()


def _find_or_build(
    batch: Batch, out: Path, pool: Executor, report: Report, pages: Pages
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
    if read_manifest(final)["for_decisions"] and batch.plan.full:
        layout.update_latest(out, batch.edition)
    return BatchResult(final, nothing_to_do=True)


def _build(batch: Batch, out: Path, pool: Executor, report: Report, pages: Pages) -> BatchResult:
    folder = layout.partial_dir(out, batch.edition)
    folder.mkdir(parents=True, exist_ok=True)
    cache_dir = fit_cache.cache_dir(out)
    for place in (folder, cache_dir):
        remove_stale_staging(place)
    plain = as_plain(batch)
    write_text_atomic(folder / layout.PLAN_FILE, json.dumps(plain, indent=1) + "\n")
    clock = _Clock()
    schedule = Schedule(_build_tasks(batch, folder, cache_dir))
    _reuse_results(schedule, batch, folder, cache_dir, report)
    _work_off(schedule, pool, report, clock)
    result = _finish(batch, schedule, folder, cache_dir, clock, pages)
    if result.exit_status:
        return result
    final = layout.final_dir(out, batch.edition)
    layout.publish(folder, final, out=out, newest=batch.plan.full and not batch.plan.quick)
    return replace(result, folder=final)


def _build_tasks(batch: Batch, folder: Path, cache_dir: Path) -> list[Task]:
    """Turn the plan into jobs of plain values with their dependencies."""
    shared = {
        "out": str(cache_dir.parent),
        "edition_dir": str(folder),
        "data_dir": str(batch.data_dir),
        "notebook_dir": str(batch.notebook_dir),
        "fonts": str(cache_dir / fit_cache.FONTS),
    }
    entries = {name: str(cache_dir / key) for name, key in batch.fit_keys.items()}
    fits = [
        Task(
            fit.name,
            {
                **shared,
                "kind": "fit",
                "name": fit.name,
                "key": batch.fit_keys[fit.name],
                "information": fit.information,
                "evidence": fit.evidence,
                "settings": dict(batch.settings),
                "paths": batch.paths,
                "shape": dict(batch.shape),
                "cache_dir": str(cache_dir),
                "folder": entries[fit.name],
                "reads": [],
                "log": str(_log(folder, fit.name)),
            },
            lane="fit",
        )
        for fit in batch.plan.fits
    ]
    runs = [
        Task(
            run.name,
            {
                **shared,
                "kind": "notebook",
                "name": run.name,
                "key": batch.run_keys[run.name],
                "notebook": str(batch.notebook_dir / f"{run.notebook}.ipynb"),
                "parameters": {"edition": batch.edition, **run.parameters},
                "folder": str(folder / run.folder),
                "log": str(_log(folder, run.name)),
                "reads": [
                    *(entries[name] for name in run.needs),
                    *(str(folder / name) for name in run.after),
                ],
                "failed": str(folder / FAILED / f"{_flat(run.name)}.ipynb"),
            },
            needs=run.needs,
            after=run.after,
        )
        for run in batch.plan.notebooks
    ]
    return fits + runs


def _reuse_results(
    schedule: Schedule, batch: Batch, folder: Path, cache_dir: Path, report: Report
) -> None:
    """Mark as done what is stored under the same keys and passes verification.

    A run that reads other runs is repeated if one of those is: it may have found it missing.
    """
    for fit in batch.plan.fits:
        store = ResultStore(cache_dir, _damage_report(report, fit.name))
        record = fit_cache.find_record(store, batch.fit_keys[fit.name])
        if record:
            schedule.end({**record, "name": fit.name, "seconds": 0.0, "reused": True})
    for run in batch.plan.notebooks:
        if all(name in schedule.records for name in run.after):
            record = _stored_run(folder / run.folder, batch.run_keys[run.name], run.name, report)
            if record:
                schedule.end({**record, "reused": True})


def _damage_report(report: Report, name: str) -> Callable[[str], None]:
    return lambda message: report({"event": "damaged", "name": name, "message": message})


def _stored_run(folder: Path, key: str, name: str, report: Report) -> dict[str, object] | None:
    """Read the record of a stored run with this key; report a damaged one and return None."""
    if not folder.is_dir():
        return None
    damage = find_damage(folder, ignore=REWRITTEN)
    if damage:
        _damage_report(report, name)(
            f"a stored run is damaged: {damage}; {folder} is computed again"
        )
        return None
    record = read_json(folder / RUN_RECORD)
    return record if record.get("key") == key else None


def _work_off(schedule: Schedule, pool: Executor, report: Report, clock: _Clock) -> None:
    """Do what is not done, then let the workers go: the pages need the memory."""
    while not schedule.finished:
        for task in schedule.ready()[: pool.available]:
            schedule.begin(task.name)
            clock.begin(str(task.job["kind"]))
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


def _with_digests(task: Task, schedule: Schedule) -> Mapping[str, object]:
    """Return a task's job with the digests of the fits that it needs, by content key."""
    needed = [schedule.records[name] for name in task.needs]
    return {**task.job, "fit_digests": {fit["key"]: fit["digest"] for fit in needed}}


def _event(event: str, schedule: Schedule, record: Mapping[str, object]) -> Event:
    done = len(schedule.records) + len(schedule.skipped)
    return {**record, "event": event, "done": done, "total": len(schedule.tasks)}


def _finish(
    batch: Batch, schedule: Schedule, folder: Path, cache_dir: Path, clock: _Clock, pages: Pages
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
    """List what missed the gate: fits that did not converge, odds with too much error."""
    fits = [
        name
        for name, record in schedule.records.items()
        if name.startswith("fit/") and _missed_gate(record)
    ]
    return (*fits, *layout.high_error_rows(folder))


def _missed_gate(record: Mapping[str, object]) -> bool:
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
            runs=_records(schedule, batch.plan.notebooks),
            skipped=schedule.skipped,
            stages=clock.stages,
            missed=missed,
        ),
    )


def _records(schedule: Schedule, jobs: tuple) -> dict[str, dict]:
    return {job.name: schedule.records[job.name] for job in jobs if job.name in schedule.records}


class _Clock:
    """Wall seconds by stage: from the first job of a stage to the end of its last."""

    _STAGES = {"fit": "fits and forecasts", "notebook": "notebooks", "pages": "tables and pages"}

    def __init__(self) -> None:
        self._begun: dict[str, float] = {}
        self.stages: dict[str, float] = {}

    def begin(self, kind: str) -> None:
        self._begun.setdefault(self._STAGES[kind], time.perf_counter())

    def end(self, name: object) -> None:
        prefix = str(name).split("/")[0]
        stage = self._STAGES.get(prefix, self._STAGES["notebook"])
        self.stages[stage] = time.perf_counter() - self._begun[stage]


def _flat(name: str) -> str:
    return name.replace("/", ".")


def _log(folder: Path, name: str) -> Path:
    return folder / LOGS / f"{_flat(name)}.log"
