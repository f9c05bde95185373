"""What several tables ask of one forecast or one panel, counted once."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_kept: dict[int, dict[Hashable, Any]] = {}


def cached_on[T](owner: object, key: Hashable, make: Callable[[], T]) -> T:
    """Return what ``make`` gives, made at the first asking and kept as long as its owner lives.

    Parameters
    ----------
    owner : object
        A forecast or a panel: frozen, its arrays read-only, so that what follows from it stays.
        For one whose end cannot be seen nothing is kept.
    key : hashable
        Tells what is asked; all that it hangs on besides the owner.
    make : callable
        Without arguments. An array that it gives is made read-only, for all have the same one.

    Examples
    --------
    >>> class Owner: ...
    >>> owner, calls = Owner(), []
    >>> [once(owner, "sum", lambda: calls.append(1) or 42) for _ in range(3)], len(calls)
    ([42, 42, 42], 1)
    """
    kept = _kept.get(id(owner))
    if kept is None and not type(owner).__weakrefoffset__:
        return make()
    if kept is None:
        kept = _kept[id(owner)] = {}
        weakref.finalize(owner, _kept.pop, id(owner), None)
    if key not in kept:
        made = make()
        for array in made if isinstance(made, tuple) else (made,):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        kept[key] = made
    return kept[key]
