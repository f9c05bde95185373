"""Tables as records: nothing is lost, and the order is that of the table."""

from __future__ import annotations

import pandas as pd

from planodds.report.text.row_records import group_rows


def test_groups_and_rows_have_the_order_of_the_table():
    table = pd.DataFrame({"unit": ["b", "a", "b"], "year": [2, 1, 1], "odds": [0.1, 0.2, 0.3]})
    groups = group_rows(table, "unit")
    assert list(groups) == ["b", "a"]
    assert [row["odds"] for row in groups["b"]] == [0.1, 0.3]
    assert group_rows(table, "unit", "year")["b", 1] == [{"unit": "b", "year": 1, "odds": 0.3}]


def test_a_table_without_rows_has_no_groups():
    assert group_rows(pd.DataFrame(columns=["unit", "year"]), "unit", "year") == {}
