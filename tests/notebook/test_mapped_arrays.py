"""Streamed memory-mapped arrays: the same values, and the file does not stay in memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from planodds.forecasting.lazy_paths import LazyPaths
from planodds.notebook.mapped_arrays import RELEASE_EVERY, find_mapping, stream_mapped

UNITS, DRAWS, YEARS = 3 * RELEASE_EVERY, 4096, 4


@pytest.fixture
def mapped(tmp_path):
    values = np.random.default_rng(5).normal(size=(UNITS, DRAWS, YEARS)).astype(np.float32)
    np.save(tmp_path / "paths.npy", values)
    return np.load(tmp_path / "paths.npy", mmap_mode="r").view(np.ndarray)


def held_kilobytes(name: str) -> int:
    """Resident kilobytes of a mapped file in this process, as the system reports them."""
    parts = Path("/proc/self/smaps").read_text().split(name)
    return sum(int(part.split("Rss:")[1].split()[0]) for part in parts[1:])


def test_rows_are_those_of_the_file(mapped):
    rows = stream_mapped(mapped)
    assert isinstance(rows, LazyPaths) and rows.shape == mapped.shape
    first = rows[0]
    np.testing.assert_array_equal(np.asarray(rows), mapped)
    np.testing.assert_array_equal(first, mapped[0])  # still readable after its pages were released


@pytest.mark.skipif(not Path("/proc/self/smaps").is_file(), reason="the account is Linux's")
def test_the_file_does_not_stay_in_memory(mapped):
    rows, whole = stream_mapped(mapped), mapped.nbytes // 1024
    for unit in range(UNITS):
        rows[unit].sum()
    assert held_kilobytes("paths.npy") < whole / 2


def test_arrays_that_are_not_mapped_are_returned_unchanged():
    array = np.zeros((2, 3, 4), dtype=np.float32)
    assert find_mapping(array) is None and stream_mapped(array) is array
