"""No figure later than an information set is in its panel."""

from __future__ import annotations

import csv
import dataclasses
import io

import numpy as np
import pandas as pd
import pytest

from planodds.inputs import load_panel

SPOILED = ("panel.csv", "drivers.csv")


def spoil_later_rows(folder, year, *, seed):
    """Multiply every level after ``year`` by a random factor, in both data files."""
    generator = np.random.default_rng(seed)
    changed = 0
    for name in SPOILED:
        rows = list(csv.DictReader(io.StringIO((folder / name).read_text(encoding="utf-8"))))
        for row in rows:
            if int(row["year"]) > year:
                row["value"] = f"{abs(float(row['value'])) * generator.uniform(0.3, 3.0):.4f}"
                changed += 1
        table = pd.DataFrame(rows)
        table.to_csv(folder / name, index=False, lineterminator="\n")
    return changed


def differing_fields(one, other):
    """List the fields in which two panels differ, except the hashes of the files."""
    return [
        field.name
        for field in dataclasses.fields(one)
        if field.name != "hashes" and not same(getattr(one, field.name), getattr(other, field.name))
    ]


def same(one, other):
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if isinstance(one, pd.DataFrame):
        return one.equals(other)
    if hasattr(one, "items"):
        return all(same(value, other[key]) for key, value in one.items())
    return one == other


@pytest.mark.parametrize("year", [2020, 2021, 2022, 2023, 2024])
def test_later_rows_do_not_change_an_earlier_panel(data_copy, year):
    before = load_panel(data_copy, str(year))
    assert spoil_later_rows(data_copy, year, seed=year) > 0
    assert differing_fields(before, load_panel(data_copy, str(year))) == []


def test_the_comparison_detects_a_change_within_the_set(data_copy):
    before = load_panel(data_copy, "2021")
    spoil_later_rows(data_copy, 2020, seed=1)
    assert {"gdp", "revenue", "driver_growth", "provincial_level"} <= set(
        differing_fields(before, load_panel(data_copy, "2021"))
    )


@pytest.mark.parametrize("year", ["2020", "2021", "2022", "2023", "2024"])
def test_later_rows_may_be_absent(data_copy, year):
    before = load_panel(data_copy, year)
    for name in SPOILED:
        table = pd.read_csv(data_copy / name, dtype=str, keep_default_na=False)
        table[table["year"].astype(int) <= int(year)].to_csv(data_copy / name, index=False)
    assert differing_fields(before, load_panel(data_copy, year)) == []
