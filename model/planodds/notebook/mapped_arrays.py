"""Mapped paths that are read unit by unit, and whose pages are let go as the reader goes on."""

from __future__ import annotations

import mmap

import numpy as np

from planodds.forecast.lazy_paths import LazyPaths

MAPPED_BYTES = 16  # units whose pages may be held at a time


def stream_mapped(paths: np.ndarray | LazyPaths) -> np.ndarray | LazyPaths:
    """The same paths, without the whole file in this process's memory once all have been read.

    A row stays valid: pages that have been let go come back from the system's own store.

    Parameters
    ----------
    paths : ndarray (unit, draw, x)
        As ``load_forecast`` gives them; anything that is not mapped comes back as it is.
    """
    mapped = find_mapping(paths)
    if mapped is None or not hasattr(mmap, "MADV_DONTNEED"):
        return paths
    read = 0

    def make(unit: int) -> np.ndarray:
        nonlocal read
        read += 1
        if read % MAPPED_BYTES == 0:
            mapped.madvise(mmap.MADV_DONTNEED)
        return paths[unit]

    return LazyPaths(paths.shape, make)


def find_mapping(array: object) -> mmap.mmap | None:
    """The mapped file that an array is a view of, if it is one."""
    while isinstance(array, np.ndarray):
        array = array.base
    return array if isinstance(array, mmap.mmap) else None
