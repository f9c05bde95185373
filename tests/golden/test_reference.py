"""The comparison with the reference tables finds a changed number."""

from __future__ import annotations

import gzip

from tests.golden import reference


def read(name):
    return gzip.decompress(reference.reference_path(name).read_bytes()).decode()


def test_every_table_of_the_reference_is_there_and_equal_to_itself():
    names = [
        f"{information}.{scenario}.{table}"
        for information, scenario in reference.RUNS
        for table in reference.TABLES
    ]
    assert [reference.compare(name, read(name)) for name in names] == [
        (name, "equal") for name in names
    ]


def test_one_changed_digit_is_found_and_measured():
    text = read("latest.baseline.results")
    line = next(line for line in text.splitlines() if ",0.00" in line)
    changed = text.replace(line, line.replace(",0.00", ",0.90", 1))
    _, verdict = reference.compare("latest.baseline.results", changed)
    assert verdict.startswith("DIFFERS")
    assert "largest difference 0.9" in verdict


def test_a_missing_row_is_found():
    text = read("latest.baseline.results")
    verdict = reference.describe_difference(text, "".join(text.splitlines(keepends=True)[:-1]))
    assert verdict.startswith("DIFFERS")
