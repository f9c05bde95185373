"""The tables of an edition are those of its notebooks, joined as text."""

from __future__ import annotations

import pandas as pd
import pytest

from planodds import constants
from planodds.editions import layout
from planodds.errors import RunError, UsageError


def write(folder, run, name, text):
    path = folder / run / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def results_row(**changed):
    row = dict.fromkeys(constants.RESULT_COLUMNS, "")
    row |= {
        "edition": "2024-x",
        "unit": "141122",
        "origin": "2020",
        "year": "2025",
        "threshold": "200",
        "probability": "0.0125",
        "draws": "20000",
        "status": "open",
    }
    return ",".join({**row, **changed}.values())


def test_tables_of_one_name_are_joined_in_the_order_of_the_plan(tmp_path):
    write(tmp_path, "scenarios/latest/b", "facts", "code,x\n014,0.10\n")
    write(tmp_path, "scenarios/latest/a", "facts", "code,x\n015,1e-3\n")
    layout.join_tables(tmp_path, ["scenarios/latest/b", "scenarios/latest/a", "not/there"])
    assert (tmp_path / "tables/facts.csv").read_text() == "code,x\n014,0.10\n015,1e-3\n"


def test_results_are_at_the_top_in_both_formats_with_types(tmp_path):
    text = ",".join(constants.RESULT_COLUMNS) + "\n" + results_row() + "\n"
    text += results_row(probability="", draws="", threshold="", status="no_data") + "\n"
    write(tmp_path, "scenarios/latest/a", "results", text)
    layout.join_tables(tmp_path, ["scenarios/latest/a"])
    table = pd.read_parquet(tmp_path / "results.parquet")
    assert list(table.columns) == list(constants.RESULT_COLUMNS)
    assert table["unit"].iloc[0] == "141122"
    assert table["origin"].iloc[0] == 2020
    assert table["probability"].iloc[0] == 0.0125
    assert table["probability"].isna().iloc[1]
    assert (tmp_path / "results.csv").read_text() == text


def test_tables_that_do_not_fit_together_are_refused(tmp_path):
    write(tmp_path, "one", "facts", "a,b\n1,2\n")
    write(tmp_path, "two", "facts", "a,c\n1,2\n")
    with pytest.raises(RunError, match="columns a, c"):
        layout.join_tables(tmp_path, ["one", "two"])


def test_the_newest_edition_is_found_by_latest(tmp_path):
    (tmp_path / "2024-x").mkdir()
    (tmp_path / "2024-x" / layout.PLAN_FILE).write_text("{}")
    layout.update_latest(tmp_path, "2024-x")
    assert layout.find_edition(tmp_path, "LATEST").name == "2024-x"
    assert layout.list_editions(tmp_path) == ["2024-x"]


@pytest.mark.parametrize("name", ["LATEST", "2024-none"])
def test_an_edition_that_is_not_there_is_refused(tmp_path, name):
    with pytest.raises(UsageError, match=f"no edition '{name}'"):
        layout.find_edition(tmp_path, name)


def test_the_message_names_the_editions_that_are_there(tmp_path):
    """A quick edition is never the newest; whoever has no other opens it by its name."""
    (tmp_path / "2024-x-quick").mkdir()
    (tmp_path / "2024-x-quick" / layout.PLAN_FILE).write_text("{}")
    with pytest.raises(UsageError, match="no edition 'LATEST'") as refused:
        layout.find_edition(tmp_path, "LATEST")
    assert refused.value.expected == "the name of a folder there: 2024-x-quick"


def test_odds_with_too_much_error_are_found(tmp_path):
    rows = [
        results_row(scenario="baseline", target="gdp_level", mcse="0.02"),
        results_row(scenario="baseline", target="rank_30_given_gdp", mcse="0.02"),
        results_row(scenario="coal_boom", target="gdp_level", mcse="0.02"),
        results_row(scenario="baseline", target="revenue_level", mcse="0.01"),
    ]
    text = "\n".join([",".join(constants.RESULT_COLUMNS), *rows]) + "\n"
    (tmp_path / "results.csv").write_text(text, encoding="utf-8")
    assert [line.split()[0] for line in layout.high_error_rows(tmp_path)] == ["gdp_level"]
