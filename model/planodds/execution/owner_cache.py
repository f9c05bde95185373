"""Per-object memoisation: results that depend on one forecast or panel, computed once."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

_cache: dict[int, dict[Hashable, Any]] = {}


def cached_on[T](owner: object, key: Hashable, make: Callable[[], T]) -> T:
    """Return the cached result of ``make`` for ``owner``; computed on first use, freed with it.

    Parameters
    ----------
    owner : object
        A forecast or a panel: frozen, its arrays read-only, so that results stay valid. Nothing
        is cached for an object without weak references.
    key : hashable
        Identifies the result: all that it depends on besides the owner.
    make : callable
        Takes no arguments. Arrays that it returns are result read-only, because they are shared.

    Returns
    -------
    object
        What ``make`` returned.

    Examples
    --------
    >>> class Owner: ...
    >>> owner, calls = Owner(), []
    >>> [cached_on(owner, "sum", lambda: calls.append(1) or 42) for _ in range(3)], len(calls)
    ([42, 42, 42], 1)
    """
    cached = _cache.get(id(owner))
    if cached is None and not type(owner).__weakrefoffset__:
        return make()
    if cached is None:
        cached = _cache[id(owner)] = {}
        weakref.finalize(owner, _cache.pop, id(owner), None)
    if key not in cached:
        result = make()
        for array in result if isinstance(result, tuple) else (result,):
            if isinstance(array, np.ndarray):
                array.flags.writeable = False
        cached[key] = result
    return cached[key]
