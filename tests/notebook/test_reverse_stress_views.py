"""The scenario notebook on other targets, other growth and other counties."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from planodds import constants
from planodds import probability as odds
from planodds.errors import UsageError
from planodds.inputs import load_panel, load_plan, load_scenarios
from planodds.notebook.views import reverse_stress
from planodds.report.content import DefinitionList, Table
from planodds.report.text.formatting import format_percent_odds
from planodds.report.text.words import Words
from tests.report.editions import draw_forecast


@pytest.fixture(scope="module")
def run():
    """A run's view of the data; its draws are random walks without any meaning."""
    baseline = next(s for s in load_scenarios() if s.name == constants.BASELINE)
    return SimpleNamespace(plan=load_plan(), panel=load_panel(), scenario=baseline)


@pytest.fixture(scope="module")
def forecast(run):
    return draw_forecast(run.panel, draws=200)


def test_the_table_of_thresholds_shows_the_level_of_the_plan(run, forecast):
    table = odds.threshold_curves(forecast, run.panel, run.plan)
    blocks = reverse_stress.view_thresholds(run, table, words=Words.load("zh"))
    assert [type(block) for block in blocks] == [Table, Table]
    at_target = table[
        (table["variable"] == constants.GDP)
        & (table["threshold"] == 200.0)
        & (table["year"] == 2030)
    ].iloc[0]
    row = next(row for row in blocks[0].rows if row[0] == "≥ 200")
    column = blocks[0].columns.index("2030")
    assert row[column] == format_percent_odds(
        at_target["probability"], mcse=at_target["mcse"], upper=at_target["upper"]
    )


@pytest.mark.parametrize("lang", constants.LANGUAGES)
def test_growth_and_common_paths_are_described(run, forecast, lang):
    needed = odds.growth_for_probability(forecast, run.panel, run.plan)
    even = odds.most_likely_path_to_even_odds(forecast, run.panel, run.plan)
    table, items = reverse_stress.view_required_growth_for_probability(
        run, needed, even, words=Words.load(lang)
    )
    assert isinstance(table, Table) and isinstance(items, DefinitionList)
    assert [row[1] for row in table.rows if "2030" in row[0]] == ["50%", "80%", "95%"] * 3
    assert "nan" not in str(items.entries) + str(table.rows)


def test_peers_are_the_readers_choice_or_the_neighbours(run, forecast):
    counties = odds.rank_summary_of_units(forecast, run.panel)
    usual = reverse_stress.view_peers(run, counties, words=Words.load("en"))[0]
    assert len(usual.rows) > 12 and any("Jiaocheng" in row[0] for row in usual.rows)
    chosen = reverse_stress.view_peers(run, counties, "平遥县, Xiaoyi", words=Words.load("en"))[0]
    assert [row[0] for row in chosen.rows] == [
        "Jiaocheng County (this county)",
        "Pingyao County",
        "Xiaoyi City",
    ]
    with pytest.raises(UsageError, match="Atlantis"):
        reverse_stress.view_peers(run, counties, "Atlantis", words=Words.load("en"))


def test_a_refused_scenario_has_nothing_to_show(run):
    assert reverse_stress.view_thresholds(run, None, words=Words.load("zh")) == []
    assert (
        reverse_stress.view_required_growth_for_probability(run, None, None, words=Words.load("zh"))
        == []
    )
    assert reverse_stress.view_peers(run, None, words=Words.load("zh")) == []
