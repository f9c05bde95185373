"""Lazy arrays of simulated paths, computed one unit at a time when they are read.

A scenario changes every unit, but most readers need one. Units that nobody reads are not computed,
and a reader that goes through all units never has them in memory at once.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy.typing as npt

_CACHED_UNITS = 4  # most recently read units of one array


class PathArray(Protocol):
    """Array of shape (unit, draw, x): an ndarray or a ``LazyPaths``."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Units, draws, years or censuses."""

    @property
    def ndim(self) -> int:
        """Number of dimensions, 3."""

    @property
    def dtype(self) -> Any:  # noqa: ANN401 - NumPy types it differently for array and memmap
        """Data type, float32 in stored forecasts."""

    def __len__(self) -> int: ...

    def __getitem__(self, key: Any, /) -> Any: ...  # noqa: ANN401 - the same as ndarray

    def __array__(self, dtype: Any = None, /, *, copy: bool | None = None) -> np.ndarray: ...  # noqa: ANN401


class LazyPaths:
    """Read-only array of shape (unit, draw, x), computed one unit at a time.

    Parameters
    ----------
    shape : tuple of int
        Units, draws, years or censuses.
    compute_unit : callable
        Returns the paths of the unit at a position, float32, shape (draw, x).
    replaced : tuple of int
        Positions of units that differ from the paths this array was derived from.

    Examples
    --------
    >>> paths = LazyPaths((3, 2, 1), lambda unit: np.full((2, 1), unit, dtype=np.float32))
    >>> paths[2, 0, 0], paths[:2].shape, np.asarray(paths).sum()
    (np.float32(2.0), (2, 2, 1), np.float32(6.0))
    """

    dtype = np.dtype(np.float32)
    ndim = 3

    def __init__(
        self,
        shape: tuple[int, ...],
        compute_unit: Callable[[int], np.ndarray],
        *,
        replaced: tuple[int, ...] = (),
    ) -> None:
        self.shape, self.replaced = tuple(shape), replaced
        self._compute_unit = lru_cache(maxsize=_CACHED_UNITS)(compute_unit)

    def __len__(self) -> int:
        """Return the number of units."""
        return self.shape[0]

    def __getitem__(self, key: Any) -> Any:  # noqa: ANN401 - the same as ndarray
        """Return the paths of a unit, or a stack of those of several, indexed further."""
        units, *rest = key if isinstance(key, tuple) else (key,)
        positions = np.arange(self.shape[0])[units]
        if np.ndim(positions) == 0:
            return self._unit(int(positions))[tuple(rest)]
        return np.stack([self._unit(unit)[tuple(rest)] for unit in positions.tolist()])

    def __array__(self, dtype: npt.DTypeLike | None = None, copy: bool | None = None) -> np.ndarray:
        """Return all units as one array."""
        return self[:].astype(dtype or self.dtype, copy=False)

    def _unit(self, unit: int) -> np.ndarray:
        paths = self._compute_unit(unit)
        paths.flags.writeable = False
        return paths


def with_unit(paths: PathArray, unit: int, row: np.ndarray) -> LazyPaths:
    """Return the same paths with other values for one unit; nothing is copied.

    Parameters
    ----------
    paths : ndarray or LazyPaths, shape (unit, draw, x)
    unit : int
        Position of the unit.
    row : ndarray of float32, shape (draw, x)

    Returns
    -------
    LazyPaths
    """
    earlier = paths.replaced if isinstance(paths, LazyPaths) else ()
    return LazyPaths(
        paths.shape,
        lambda other: row if other == unit else paths[other].view(),
        replaced=(*earlier, unit),
    )


def select_draws(paths: PathArray, index: np.ndarray) -> LazyPaths:
    """Return the same draws of every unit, computed when they are read.

    Parameters
    ----------
    paths : ndarray or LazyPaths, shape (unit, draw, x)
    index : ndarray of int, shape (selected draw,)
        Positions of draws; repeated ones are allowed.

    Returns
    -------
    LazyPaths, shape (unit, selected draw, x)
    """
    shape = (paths.shape[0], len(index), paths.shape[2])
    return LazyPaths(shape, lambda unit: paths[unit].T.take(index, axis=1).T)


def gather_draws(paths: PathArray, index: np.ndarray) -> np.ndarray:
    """Return the same draws of every unit as one array, contiguous per unit and year.

    Parameters
    ----------
    paths : ndarray or LazyPaths, shape (unit, draw, x)
        float32.
    index : ndarray of int, shape (selected draw,)
        Positions of draws; repeated ones are allowed.

    Returns
    -------
    ndarray of float32, shape (unit, selected draw, x)
    """
    units, _, years = paths.shape
    out = np.empty((units, years, len(index)), dtype=np.float32)
    for unit in range(units):  # "clip" writes in place; "raise" would copy everything once more
        np.take(paths[unit].T, index, axis=1, out=out[unit], mode="clip")
    return out.transpose(0, 2, 1)
