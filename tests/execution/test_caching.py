"""Cached tables: read again only when a file's content changes; each caller gets a copy."""

from __future__ import annotations

import os

import pandas as pd
import pytest

from planodds.execution.caching import cache_by_file_content
from planodds.inputs import load_panel
from planodds.inputs.tables.csv_tables import read_units
from tests.inputs.edits import replace


@pytest.fixture
def counted(tmp_path):
    """A folder with one file, its reader, and how often that has read."""
    path, calls = tmp_path / "a.csv", []
    path.write_text("x\n1\n", encoding="utf-8")

    @cache_by_file_content("a.csv")
    def read(folder):
        calls.append(folder)
        return pd.read_csv(folder / "a.csv")

    return path, read, calls


def test_an_unchanged_file_is_read_once(counted):
    path, read, calls = counted
    assert read(path.parent).equals(read(path.parent))
    os.utime(path, (1, 1))
    read(path.parent)
    assert len(calls) == 1


def test_a_change_with_the_same_size_and_time_is_detected(counted):
    path, read, _ = counted
    stamp = path.stat().st_mtime_ns
    assert read(path.parent)["x"].tolist() == [1]
    path.write_text("x\n2\n", encoding="utf-8")
    os.utime(path, ns=(stamp, stamp))
    assert read(path.parent)["x"].tolist() == [2]


def test_a_caller_cannot_spoil_what_the_next_one_gets(counted):
    path, read, _ = counted
    mine = read(path.parent)
    mine["x"] = 99
    assert read(path.parent)["x"].tolist() == [1]


def test_a_panel_is_rebuilt_when_its_data_change(data_copy):
    before = load_panel(data_copy, "latest")
    assert load_panel(data_copy, "latest") is before
    replace(
        data_copy / "panel.csv",
        "141122,交城县,2024,gdp,107.483,",
        "141122,交城县,2024,gdp,108.483,",
    )
    after = load_panel(data_copy, "latest")
    unit = after.unit_index("141122")
    assert after.gdp[unit, -1] - before.gdp[unit, -1] == pytest.approx(1.0)


def test_units_are_those_of_the_folder(data_copy):
    assert read_units(data_copy).equals(read_units(data_copy.parent / data_copy.name))
