"""Names given on the command line: known, or refused with the nearest that is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


def check_choice(
    what: str,
    given: Iterable[str],
    known: Collection[str],
    *,
    where: str = "command line",
    see: str = "planodds list",
) -> None:
    """Refuse a name that is not known; `see` is the command that lists those that are.

    Raises
    ------
    UsageError
        With the names that are, and the nearest of them.
    """
    for name in given:
        if name not in known:
            near = get_close_matches(name, list(known), n=1)
            raise UsageError(
                f"unknown {what} {name!r}",
                where=where,
                expected=", ".join(known) or "none is there yet",
                remedy=f"did you mean {near[0]!r}?" if near else f"see `{see}`",
            )
