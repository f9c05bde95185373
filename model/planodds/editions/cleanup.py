"""Make room in the outputs folder without ever touching what is kept or being built.

Whatever goes is renamed into `.removed` first and deleted there, so that a kill in the middle
leaves nothing half-deleted under a name that somebody looks for.
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
from planodds.execution.atomic import remove_stale_staging
from planodds.execution.file_lock import try_file_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

_REMOVED = ".removed"


@dataclass(frozen=True)
class CleanupItem:
    """One folder that may go: `edition`, `unfinished edition` or `stored fit`, and its bytes."""

    kind: str
    folder: Path
    size: int


@dataclass(frozen=True)
class CleanupPlan:
    """What goes and what stays.

    Attributes
    ----------
    going : tuple of CleanupItem
        Editions first, so that a kill in between leaves no edition without its fits.
    kept : tuple of str
        Complete editions that stay.
    building : tuple of str
        Editions that a batch is building now.
    """

    going: tuple[CleanupItem, ...]
    kept: tuple[str, ...]
    building: tuple[str, ...]

    @property
    def size(self) -> int:
        """Return the bytes that would be freed."""
        return sum(item.size for item in self.going)


def plan_cleanup(out: Path, *, keep: int) -> CleanupPlan:
    """Find what may go.

    Parameters
    ----------
    out : Path
        The outputs folder.
    keep : int
        Number of newest complete editions that stay; that which `LATEST` names stays besides.

    Raises
    ------
    UsageError
        `keep` is below one: the last edition is never removed.
    InputError
        It cannot be told which fits a kept edition uses.
    """
    if keep < 1:
        raise UsageError(
            f"--keep {keep}",
            where="command line",
            expected="1 or more",
            remedy="keep at least one edition",
        )
    editions, partials = list_complete(out), list_unfinished(out)
    kept = [item for rank, item in enumerate(editions) if rank < keep or item.newest]
    building = [item for item in (*editions, *partials) if is_locked(out, item.name)]
    staying = {item.folder for item in (*kept, *building)}
    going = [
        *_removables("edition", editions, staying),
        *_removables("unfinished edition", partials, staying),
        *_unused_entries(out, staying),
    ]
    return CleanupPlan(
        tuple(going),
        tuple(item.name for item in kept),
        tuple(dict.fromkeys(item.name for item in building)),
    )


def run_cleanup(plan: CleanupPlan, out: Path) -> tuple[CleanupItem, ...]:
    """Remove what the plan names, unless it has come into use since; give what went."""
    trash = out / _REMOVED
    trash.mkdir(parents=True, exist_ok=True)
    gone = tuple(item for item in plan.going if _put_aside(item, out, plan.kept))
    for item in gone:
        _delete(_aside(item, out))
    return gone


def resume_cleanup(out: Path) -> int:
    """Delete what a killed cleaning had put aside, which was agreed then; give how many."""
    return len(remove_stale_staging(out / _REMOVED))


def _delete(folder: Path) -> None:
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise RunError(
            f"a folder could not be deleted: {error}",
            where=str(folder),
            expected="the right to delete what is in it",
            remedy="delete it by hand; nothing uses it any more",
        ) from error


def is_locked(out: Path, name: str) -> bool:
    """Return whether a batch is building the edition of that name now."""
    if not _lock_path(out, name).is_file():
        return False
    with try_file_lock(_lock_path(out, name)) as acquired:
        return not acquired


def _removables(kind: str, found: list[EditionInfo], staying: Iterable[Path]) -> list[CleanupItem]:
    return [
        CleanupItem(kind, item.folder, item.size) for item in found if item.folder not in staying
    ]


def _unused_entries(out: Path, staying: Iterable[Path]) -> Iterator[CleanupItem]:
    """Find stored fits that nothing which stays uses; none while a batch has not told its plan."""
    used = _used_keys(out, staying)
    if used is None:
        return
    for folder in stored_fits(out):
        if folder.name not in used:
            yield CleanupItem("stored fit", folder, folder_size(folder))


def _used_keys(out: Path, staying: Iterable[Path]) -> set[str] | None:
    """Join the keys of all that stays and is being built; None where a batch just begins."""
    folders = {*staying, *(layout.partial_dir(out, name) for name in _held_names(out))}
    starting = [
        folder
        for folder in folders
        if folder.parent.name == layout.PARTIAL and not (folder / layout.PLAN_FILE).is_file()
    ]
    if starting:
        return None
    return set().union(*(read_fit_keys(folder) for folder in folders))


def _held_names(out: Path) -> list[str]:
    locks = (out / layout.PARTIAL).glob("*.lock")
    return [path.stem for path in locks if is_locked(out, path.stem)]


def _put_aside(item: CleanupItem, out: Path, kept: tuple[str, ...]) -> bool:
    """Rename a folder out of the way, then look again; put it back if it has come into use.

    A batch tells what it uses (its lock, its plan) before it looks into the cache: if it saw
    the folder before the renaming, it is seen here after it.
    """
    with ExitStack() as held:
        path = _lock_path(out, item.folder.name)
        if item.kind != "stored fit" and not held.enter_context(try_file_lock(path)):
            return False
        if _is_wanted(item, out, kept) or not item.folder.is_dir():
            return False
        os.replace(item.folder, _aside(item, out))
        if _is_wanted(item, out, kept):
            os.replace(_aside(item, out), item.folder)
            return False
    return True


def _is_wanted(item: CleanupItem, out: Path, kept: tuple[str, ...]) -> bool:
    if item.kind == "edition":
        return layout.read_latest(out) == item.folder.name
    if item.kind == "stored fit":
        used = _used_keys(out, tuple(out / name for name in kept))
        return used is None or item.folder.name in used
    return False


def _aside(item: CleanupItem, out: Path) -> Path:
    """Return a name that `remove_stale_staging` knows as this process's."""
    kind = item.kind.replace(" ", "-")
    return out / _REMOVED / f"{kind}.{item.folder.name}.staging-{os.getpid()}"


def _lock_path(out: Path, name: str) -> Path:
    return out / layout.PARTIAL / f"{name}.lock"
