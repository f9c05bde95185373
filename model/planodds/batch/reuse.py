"""Reuse of stored results: fits and notebook runs that pass verification are not repeated."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from planodds.batch.notebook_run import RECORD, REWRITTEN
from planodds.editions import fit_cache
from planodds.execution.digests import find_damage, read_json
from planodds.execution.result_store import ResultStore

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from planodds.batch.job_spec import JobRecord
    from planodds.batch.prepare import Batch
    from planodds.batch.schedule import Schedule


def reuse_results(
    schedule: Schedule,
    batch: Batch,
    folder: Path,
    cache_dir: Path,
    report: Callable[[dict[str, Any]], None],
) -> None:
    """Mark as done what is stored under the same keys and passes verification.

    A run that reads other runs is repeated if one of those is: it may have found it missing.

    Parameters
    ----------
    schedule : Schedule
    batch : Batch
    folder : Path
        The edition being built.
    cache_dir : Path
        The cache of fits.
    report : callable
        Receives an event `damaged` for each result that fails verification.
    """

    def report_damage(name: str, message: str) -> None:
        report({"event": "damaged", "name": name, "message": message})

    for name in batch.plan.fit_names:
        store = ResultStore(cache_dir, partial(report_damage, name))
        record = fit_cache.find_record(store, batch.fit_keys[name])
        if record:
            schedule.end({**record, "name": name, "seconds": 0.0, "reused": True})
    for run in batch.plan.notebooks:
        if all(name in schedule.records for name in run.after):
            damage, record = _find_run(folder / run.folder, batch.run_keys[run.name])
            if damage:
                report_damage(run.name, damage)
            if record:
                schedule.end({**record, "reused": True})


def _find_run(folder: Path, key: str) -> tuple[str, JobRecord | None]:
    """Return the damage of a stored run, and its record if it is intact and has this key."""
    if not folder.is_dir():
        return "", None
    damage = find_damage(folder, ignore=REWRITTEN)
    if damage:
        return f"a stored run is damaged: {damage}; {folder} is computed again", None
    record = read_json(folder / RECORD)
    return "", record if record.get("key") == key else None
