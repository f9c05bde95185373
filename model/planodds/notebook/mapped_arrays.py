"""Stream memory-mapped arrays unit by unit and release their pages (madvise) while reading."""

from __future__ import annotations

import mmap
from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.lazy_paths import LazyPaths

if TYPE_CHECKING:
    from planodds.forecasting.lazy_paths import PathArray

RELEASE_EVERY = 16  # units read between two releases of the mapped pages


def stream_mapped(paths: PathArray) -> PathArray:
    """Return the same paths, read so that the whole file never stays in this process's memory.

    A unit's paths remain valid: released pages are read again from the page cache.

    Parameters
    ----------
    paths : array of float, shape (unit, draw, x)
        From ``load_forecast``.

    Returns
    -------
    array of float, shape (unit, draw, x)
        The argument itself if it is not memory-mapped.
    """
    mapped = find_mapping(paths)
    if mapped is None or not hasattr(mmap, "MADV_DONTNEED"):
        return paths
    read = 0

    def read_unit(unit: int) -> np.ndarray:
        nonlocal read
        read += 1
        if read % RELEASE_EVERY == 0:
            mapped.madvise(mmap.MADV_DONTNEED)
        unit_paths: np.ndarray = paths[unit]
        return unit_paths

    return LazyPaths(paths.shape, read_unit)


def find_mapping(array: object) -> mmap.mmap | None:
    """Return the memory-mapped file that an array is a view of.

    Parameters
    ----------
    array : object
        An ndarray; anything else has no mapping.

    Returns
    -------
    mmap.mmap or None
    """
    while isinstance(array, np.ndarray):
        array = array.base
    return array if isinstance(array, mmap.mmap) else None
