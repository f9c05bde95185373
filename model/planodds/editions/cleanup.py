"""Cleanup of the outputs folder: remove old editions, unfinished ones and unused fits.

Each folder is renamed into `.removed` first and deleted there, so that a killed cleanup leaves no
partly deleted folder under its name. Editions that are being built are never touched.
"""

from __future__ import annotations

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.editions import layout
from planodds.editions.inventory import (
    EditionInfo,
    folder_size,
    list_complete,
    list_unfinished,
    read_fit_keys,
    stored_fits,
)
from planodds.errors import RunError, UsageError
from planodds.execution.atomic import remove_stale_staging, staging_path
from planodds.execution.file_lock import try_file_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_REMOVED = ".removed"


@dataclass(frozen=True)
class CleanupItem:
    """A folder to remove: its kind (`edition`, `unfinished edition`, `stored fit`) and bytes."""

    kind: str
    folder: Path
    size: int


@dataclass(frozen=True)
class CleanupPlan:
    """Plan of what a cleanup removes, and what stays.

    Attributes
    ----------
    going : tuple of CleanupItem
        What is removed; editions first, so that a kill leaves no edition without its fits.
    remaining : tuple of str
        Complete editions that stay.
    building : tuple of str
        Editions that a process is building now.
    """

    going: tuple[CleanupItem, ...]
    remaining: tuple[str, ...]
    building: tuple[str, ...]

    @property
    def size(self) -> int:
        """The bytes that would be freed."""
        return sum(item.size for item in self.going)


def plan_cleanup(out: Path, *, keep: int) -> CleanupPlan:
    """Return what can be removed.

    Parameters
    ----------
    out : Path
        The outputs folder.
    keep : int
        Number of newest complete editions that stay; the one named by `LATEST` stays too.

    Returns
    -------
    CleanupPlan

    Raises
    ------
    UsageError
        `keep` is less than one: the last edition is never removed.
    InputError
        The fits of an edition that stays cannot be read.
    """
    if keep < 1:
        raise UsageError(
            f"--keep {keep}",
            where="command line",
            expected="1 or more",
            remedy="keep at least one edition",
        )
    editions, partials = list_complete(out), list_unfinished(out)
    remaining = [item for rank, item in enumerate(editions) if rank < keep or item.newest]
    building = [item for item in (*editions, *partials) if is_locked(out, item.name)]
    staying = {item.folder for item in (*remaining, *building)}
    going = [
        *_cleanup_items("edition", editions, staying),
        *_cleanup_items("unfinished edition", partials, staying),
        *_unused_entries(out, staying),
    ]
    return CleanupPlan(
        tuple(going),
        tuple(item.name for item in remaining),
        tuple(dict.fromkeys(item.name for item in building)),
    )


def run_cleanup(plan: CleanupPlan, out: Path) -> tuple[CleanupItem, ...]:
    """Remove what the plan lists, unless it is in use by now.

    Parameters
    ----------
    plan : CleanupPlan
        From `plan_cleanup`.
    out : Path
        The outputs folder.

    Returns
    -------
    tuple of CleanupItem
        What was removed.

    Raises
    ------
    RunError
        A folder could not be deleted; it remains in `.removed`.
    """
    trash = out / _REMOVED
    trash.mkdir(parents=True, exist_ok=True)
    gone = tuple(item for item in plan.going if _move_to_trash(item, out, plan.remaining))
    for item in gone:
        _delete(_trash_path(item, out))
    return gone


def resume_cleanup(out: Path) -> int:
    """Delete what a killed cleanup had renamed already.

    Parameters
    ----------
    out : Path
        The outputs folder.

    Returns
    -------
    int
        Number of folders.
    """
    return len(remove_stale_staging(out / _REMOVED))


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise RunError(
            f"a folder could not be deleted: {error}",
            where=str(folder),
            expected="permission to delete its content",
            remedy="delete it by hand; nothing uses it any more",
        ) from error


def is_locked(out: Path, name: str) -> bool:
    """Return whether a process is building the edition of this name.

    Parameters
    ----------
    out : Path
        The outputs folder.
    name : str
        Of the edition.

    Returns
    -------
    bool
    """
    if not _lock_path(out, name).is_file():
        return False
    with try_file_lock(_lock_path(out, name)) as acquired:
        return not acquired


def _cleanup_items(
    kind: str, editions: list[EditionInfo], staying: Iterable[Path]
) -> list[CleanupItem]:
    return [
        CleanupItem(kind, item.folder, item.size) for item in editions if item.folder not in staying
    ]


def _unused_entries(out: Path, staying: Iterable[Path]) -> Iterator[CleanupItem]:
    """Yield stored fits that no remaining edition uses; none while a batch has no plan yet."""
    used = _used_keys(out, staying)
    if used is None:
        return
    for folder in stored_fits(out):
        if folder.name not in used:
            yield CleanupItem("stored fit", folder, folder_size(folder))


def _used_keys(out: Path, staying: Iterable[Path]) -> set[str] | None:
    """Return the keys of all editions that stay or are being built; None if a batch just began."""
    folders = {*staying, *(layout.partial_dir(out, name) for name in _locked_names(out))}
    starting = [
        folder
        for folder in folders
        if folder.parent.name == layout.PARTIAL and not (folder / layout.PLAN_FILE).is_file()
    ]
    if starting:
        return None
    return set().union(*(read_fit_keys(folder) for folder in folders))


def _locked_names(out: Path) -> list[str]:
    locks = (out / layout.PARTIAL).glob("*.lock")
    return [path.stem for path in locks if is_locked(out, path.stem)]


def _move_to_trash(item: CleanupItem, out: Path, remaining: tuple[str, ...]) -> bool:
    """Rename a folder into the trash; rename it back if it has come into use meanwhile.

    A batch publishes what it uses (its lock, its plan) before it reads the cache: if it found the
    folder before the renaming, its use is visible here afterwards.
    """
    with ExitStack() as locks:
        path = _lock_path(out, item.folder.name)
        if item.kind != "stored fit" and not locks.enter_context(try_file_lock(path)):
            return False
        if _is_in_use(item, out, remaining) or not item.folder.is_dir():
            return False
        os.replace(item.folder, _trash_path(item, out))
        if _is_in_use(item, out, remaining):
            os.replace(_trash_path(item, out), item.folder)
            return False
    return True


def _is_in_use(item: CleanupItem, out: Path, remaining: tuple[str, ...]) -> bool:
    if item.kind == "edition":
        return layout.read_latest(out) == item.folder.name
    if item.kind == "stored fit":
        used = _used_keys(out, tuple(out / name for name in remaining))
        return used is None or item.folder.name in used
    return False


def _trash_path(item: CleanupItem, out: Path) -> Path:
    """Return a temporary name of this process, as `remove_stale_staging` expects it."""
    kind = item.kind.replace(" ", "-")
    return staging_path(out / _REMOVED / f"{kind}.{item.folder.name}")


def _lock_path(out: Path, name: str) -> Path:
    return out / layout.PARTIAL / f"{name}.lock"
