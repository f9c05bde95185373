"""Inventory of the outputs folder: complete editions, unfinished ones, and stored fits."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from planodds.editions import fit_cache, layout
from planodds.editions.manifest import MANIFEST, list_jobs, read_manifest
from planodds.errors import InputError
from planodds.execution.digests import read_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_ENTRY = re.compile(r"[0-9a-f]{16}(\.damaged-\d+)?")  # a content key


@dataclass(frozen=True)
class EditionInfo:
    """One edition in the outputs folder, complete or not.

    Attributes
    ----------
    name : str
    folder : Path
    complete : bool
        It has its final name; otherwise it is in `.partial`.
    created_at : str
        ISO time, UTC, of the manifest, or of the folder if the manifest has none.
    for_decisions : bool
    why_not : str
        Why it must not be used for decisions; empty if it can be.
    information, scenarios : tuple of str
    size : int
        Bytes of its files.
    newest : bool
        `LATEST` names it.
    """

    name: str
    folder: Path
    complete: bool
    created_at: str
    for_decisions: bool
    why_not: str
    information: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    size: int = 0
    newest: bool = False
    manifest: Mapping[str, Any] = field(default_factory=dict, repr=False)


def list_complete(out: Path) -> list[EditionInfo]:
    """List the complete editions, the newest first.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    list of EditionInfo
    """
    newest = layout.read_latest(out)
    found = [
        _read_info(out / name, complete=True, newest=name == newest)
        for name in layout.list_editions(out)
    ]
    return _newest_first(found)


def list_unfinished(out: Path) -> list[EditionInfo]:
    """List the editions that are being built, failed or were interrupted, the newest first.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    list of EditionInfo
    """
    folders = [path for path in (out / layout.PARTIAL).glob("*") if path.is_dir()]
    return _newest_first(_read_info(path, complete=False) for path in folders)


def read_fit_keys(folder: Path) -> frozenset[str]:
    """Return the keys of the stored fits, and checks of fits, that an edition uses.

    Parameters
    ----------
    folder : Path
        The edition's folder, complete or not.

    Returns
    -------
    frozenset of str
        Content keys.

    Raises
    ------
    InputError
        Its `plan.json` is missing or cannot be read.
    """
    path = folder / layout.PLAN_FILE
    plan = read_json(path)
    parts = plan.get("fits"), plan.get("checks", [])  # editions before this one had no checks
    if not all(isinstance(part, list) and _are_mappings(part) for part in parts):
        raise InputError(
            "cannot read which fits an edition uses",
            where=str(path),
            expected="the plan of runs that `planodds run` wrote",
            remedy="remove the folder by hand if the edition is not needed",
        )
    return frozenset(str(fit.get("key")) for part in parts for fit in part or ())


def _are_mappings(items: Iterable[object]) -> bool:
    return all(isinstance(item, dict) for item in items)


def stored_fits(out: Path) -> list[Path]:
    """List the folders of fits in the cache, including damaged ones.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    list of Path
        Sorted by name.
    """
    return sorted(
        path for path in fit_cache.cache_dir(out).glob("*") if _ENTRY.fullmatch(path.name)
    )


def folder_size(folder: Path) -> int:
    """Add up the bytes of the files below a folder, links not followed.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    int
        Bytes; files that disappear meanwhile do not count.
    """
    total = 0
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(parent, name)).st_size
            except FileNotFoundError:  # a batch moved it meanwhile
                continue
    return total


def _newest_first(found: Iterable[EditionInfo]) -> list[EditionInfo]:
    return sorted(found, key=lambda item: (item.created_at, item.name), reverse=True)


def _read_info(folder: Path, *, complete: bool, newest: bool = False) -> EditionInfo:
    manifest = read_manifest(folder)
    why_not = _why_not(manifest, complete=complete)
    return EditionInfo(
        name=folder.name,
        folder=folder,
        complete=complete,
        newest=newest,
        created_at=str(manifest.get("made_at") or _changed_at(folder)),
        for_decisions=not why_not,
        why_not=why_not,
        information=tuple(manifest.get("information", ())),
        scenarios=tuple(manifest.get("scenarios", ())),
        size=folder_size(folder),
        manifest=manifest,
    )


def _why_not(manifest: Mapping[str, Any], *, complete: bool) -> str:
    """Describe why an edition is not for decisions, with every reason in its manifest."""
    if not manifest:
        return f"no {MANIFEST} that can be read" if complete else "not finished"
    states = [job.get("status") for job in list_jobs(manifest)]
    gate = manifest.get("gate", {})
    missed = gate.get("missed", ()) if isinstance(gate.get("missed", ()), list | tuple) else ()
    counts = (
        (states.count("failed"), "failed"),
        (states.count("not_run"), "not run"),
        (len(missed), "missed the gate"),
    )
    reasons = [f"{number} {what}" for number, what in counts if number]
    reasons += ["quick run"] if manifest.get("quick") else []
    if not reasons and not (complete and manifest.get("for_decisions")):
        reasons = ["not finished"]
    return ", ".join(reasons)


def _changed_at(folder: Path) -> str:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC).isoformat(timespec="seconds")
