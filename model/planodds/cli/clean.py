"""`planodds clean`: shows what would go and how much that frees, asks, and removes it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from planodds.cli.text_tables import format_count, format_size, format_table
from planodds.editions.cleanup import (
    CleanupItem,
    CleanupPlan,
    plan_cleanup,
    resume_cleanup,
    run_cleanup,
)
from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def clean_outputs(out: Path, *, keep: int, yes: bool, show: Callable[[str], None] = print) -> int:
    """Remove all but the newest editions, unfinished ones, and stored fits that none uses.

    Parameters
    ----------
    out : Path
        Folder of the outputs.
    keep : int
        Number of newest complete editions to keep; LATEST is always kept.
    yes : bool
        Do not ask for confirmation.
    show : callable, default print
        Receives each line of output.

    Returns
    -------
    int
        Bytes that were freed.

    Raises
    ------
    UsageError
        `keep` is below one, or confirmation is needed and there is no terminal.
    """
    plan, finished = plan_cleanup(out, keep=keep), resume_cleanup(out)
    if finished:
        show(
            "an earlier cleaning was cut off; deleted what it had put aside: "
            f"{format_count(finished, 'folder')}"
        )
    for line in _describe(plan):
        show(line)
    if not plan.going:
        return 0
    if not (yes or _agrees(plan)):
        show("nothing was removed")
        return 0
    gone = run_cleanup(plan, out)
    for line in _tell_gone(plan, gone):
        show(line)
    return sum(item.size for item in gone)


def _describe(plan: CleanupPlan) -> Iterator[str]:
    yield f"kept: {', '.join(plan.remaining) or 'no complete edition is there'}"
    if plan.building:
        yield f"being built, kept: {', '.join(plan.building)}"
    if not plan.going:
        yield "nothing to remove"
        return
    yield "would go:"
    yield from format_table(
        [(item.kind, item.folder.name, format_size(item.size)) for item in plan.going]
    )
    yield f"in all {format_count(len(plan.going), 'folder')}, {format_size(plan.size)}"


def _agrees(plan: CleanupPlan) -> bool:
    """Ask; without a terminal there is nobody to ask."""
    if not sys.stdin.isatty():
        raise UsageError(
            f"{format_count(len(plan.going), 'folder')} to be removed, and nobody can be asked",
            where="planodds clean",
            expected="a terminal, or --yes",
            remedy="look at the list above, then add --yes",
        )
    try:
        return input("remove them? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _tell_gone(plan: CleanupPlan, gone: tuple[CleanupItem, ...]) -> Iterator[str]:
    size = format_size(sum(item.size for item in gone))
    yield f"removed {format_count(len(gone), 'folder')}, {size}"
    stayed = [item.folder.name for item in plan.going if item not in gone]
    if stayed:
        yield f"in use since, or gone already: {', '.join(stayed)}"
