"""Paths of one variable, unit by unit, made when they are asked for.

A scenario changes every unit, and most readers want one. What nobody asks for is never computed,
and what is asked for unit by unit is never held all at once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

_KEPT = 4  # rows of a variable kept for the next reader


class LazyPaths:
    """Stands where an array (unit, draw, x) would, and reads the same.

    Parameters
    ----------
    shape : tuple of int
        Units, draws, years or censuses.
    make : callable
        From the position of a unit to its row (draw, x), float32.
    replaced : tuple of int
        Units whose rows are not those of the paths that this was made from.

    Examples
    --------
    >>> rows = LazyPaths((3, 2, 1), lambda unit: np.full((2, 1), unit, dtype=np.float32))
    >>> rows[2, 0, 0], rows[:2].shape, np.asarray(rows).sum()
    (np.float32(2.0), (2, 2, 1), np.float32(6.0))
    """

    dtype = np.dtype(np.float32)
    ndim = 3

    def __init__(
        self,
        shape: tuple[int, ...],
        make: Callable[[int], np.ndarray],
        *,
        replaced: tuple[int, ...] = (),
    ) -> None:
        self.shape, self.replaced = tuple(shape), replaced
        self._make = lru_cache(maxsize=_KEPT)(make)

    def __len__(self) -> int:
        """Give the number of units."""
        return self.shape[0]

    def __getitem__(self, key: Any) -> np.ndarray:
        """Give the row of a unit, or a stack of the rows of several, indexed further."""
        units, *rest = key if isinstance(key, tuple) else (key,)
        positions = np.arange(self.shape[0])[units]
        if np.ndim(positions) == 0:
            return self._row(int(positions))[tuple(rest)]
        return np.stack([self._row(unit)[tuple(rest)] for unit in positions.tolist()])

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        """Give all rows as one array."""
        return self[:].astype(dtype or self.dtype, copy=False)

    def _row(self, unit: int) -> np.ndarray:
        row = self._make(unit)
        row.flags.writeable = False
        return row


def with_unit(paths: np.ndarray | LazyPaths, unit: int, row: np.ndarray) -> LazyPaths:
    """The same paths with another row (draw, x) for one unit; nothing is copied."""
    earlier = paths.replaced if isinstance(paths, LazyPaths) else ()
    return LazyPaths(
        paths.shape,
        lambda other: row if other == unit else paths[other].view(),
        replaced=(*earlier, unit),
    )


def select_draws(paths: np.ndarray | LazyPaths, index: np.ndarray) -> LazyPaths:
    """The same draws of every unit."""
    shape = (paths.shape[0], len(index), paths.shape[2])
    return LazyPaths(shape, lambda unit: paths[unit].T.take(index, axis=1).T)


def gather_draws(paths: np.ndarray | LazyPaths, index: np.ndarray) -> np.ndarray:
    """The same draws of every unit as one array, each year of a unit one run in memory."""
    units, _, years = paths.shape
    out = np.empty((units, years, len(index)), dtype=np.float32)
    for unit in range(units):  # "clip" writes in place; "raise" would copy all once more
        np.take(paths[unit].T, index, axis=1, out=out[unit], mode="clip")
    return out.transpose(0, 2, 1)
