"""Validation of names on the command line; an error suggests the closest known name."""

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
    """Check that names are known.

    Parameters
    ----------
    what : str
        Noun for the names, such as "edition".
    given : iterable of str
    known : collection of str
    where : str, default "command line"
        Where the names were given.
    see : str, default "planodds list"
        Command that lists the known names.

    Raises
    ------
    UsageError
        A name is unknown; the error has the known names and the closest of them.
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
