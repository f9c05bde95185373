"""Single sections of the brief state nothing that the numbers do not support."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from planodds import constants
from planodds.editions.reader import Edition
from planodds.report import theme
from planodds.report.brief import brief
from planodds.report.brief.attainable import describe_passage_year
from planodds.report.brief.scenarios import build_scenarios
from planodds.report.content import DefinitionList, Table
from planodds.report.text.words import Words
from tests import shanxi
from tests.report.editions import change_table


def passage(*odds: float) -> list[dict[str, float]]:
    """Odds of having reached a target by the last years."""
    years = range(shanxi.FINAL_YEAR - len(odds) + 1, shanxi.FINAL_YEAR + 1)
    return [
        {"year": year, "probability_by": chance} for year, chance in zip(years, odds, strict=True)
    ]


@pytest.mark.parametrize(
    ("odds", "zh", "en"),
    [
        ((0.40, 0.502), "2035 年大约各半", "about even by 2035"),
        ((0.46, 0.60), "2035 年", "2035"),
        ((0.30, 0.44), "2035 年前不过半", "not by 2035"),
    ],
)
def test_odds_close_to_one_half_are_described_as_even(odds, zh, en):
    assert (
        describe_passage_year(passage(*odds), Words.load("zh")),
        describe_passage_year(passage(*odds), Words.load("en")),
    ) == (zh, en)


@pytest.fixture(scope="module")
def scenarios(edition_dir, tmp_path_factory):
    """The section on the scenarios in both languages."""
    folder = tmp_path_factory.mktemp("scenarios")
    with theme.house_style():
        return {
            lang: build_scenarios(Edition(edition_dir), Words.load(lang), folder=folder)
            for lang in constants.LANGUAGES
        }


def test_the_plan_path_is_distinguished_from_possible_scenarios(scenarios, edition_dir):
    rows = pd.read_csv(edition_dir / "quantiles.csv")
    rows = rows[
        (rows["information"] == "latest")
        & (rows["unit"] == shanxi.HOME_UNIT)
        & (rows["variable"] == constants.GDP)
        & (rows["year"] == 2030)
    ]
    free, planned = (
        rows[(rows["scenario"] == "plan_path") == wanted]["q50"] for wanted in (False, True)
    )
    heading = scenarios["zh"].heading
    assert f"{free.min():.0f} 至 {free.max():.0f} 亿元" in heading
    assert f"假定规划增速如期实现，则为 {planned.max():.0f} 亿元、第 " in heading
    assert "growth rates are achieved" in scenarios["en"].heading
    title = scenarios["zh"].blocks[0].title
    assert "规划路径之外" in title and "规划路径（" not in title


def test_a_figure_fixed_by_its_scenario_has_no_interval(edition_copy, tmp_path):
    def pin(table):
        rows = (
            (table["scenario"] == "plan_path")
            & (table["information"] == "latest")
            & (table["unit"] == shanxi.HOME_UNIT)
            & (table["variable"] == constants.GDP)
            & (table["year"] == "2026")
        )
        quantiles = [column for column in table if column[:1] == "q" and column[1:].isdigit()]
        table.loc[rows, quantiles] = "142.14"

    change_table(edition_copy, "quantiles.csv", pin)
    with theme.house_style():
        section = build_scenarios(Edition(edition_copy), Words.load("zh"), folder=tmp_path)
    table = next(block for block in section.blocks if isinstance(block, Table))
    cells = next(row for row in table.rows if row[0].startswith("规划路径（主要依靠"))
    assert cells[1] == "142" and "设定" in table.note


def odds_table(edition_dir, tmp_path) -> Table:
    with theme.house_style():
        section = build_scenarios(Edition(edition_dir), Words.load("en"), folder=tmp_path)
    return next(
        block
        for block in section.blocks
        if isinstance(block, Table) and block.caption.startswith("Chances of the three targets in")
    )


def test_odds_within_the_error_of_the_simulation_read_as_the_baselines(edition_copy, tmp_path):
    def set_odds(table):
        latest = (table["information"] == "latest") & (table["target"] == "gdp_level")
        table.loc[latest, ["probability", "mcse"]] = ["0.0100", "0.0007"]
        slump = latest & (table["scenario"] == "coal_slump")
        table.loc[slump, "probability"] = "0.0106"  # 0.6 errors of the difference
        boom = latest & (table["scenario"] == "coal_boom") & (table["year"] == "2030")
        table.loc[boom, "probability"] = "0.0400"

    change_table(edition_copy, "results.csv", set_odds)
    table = odds_table(edition_copy, tmp_path)
    columns = [name for name in table.columns if name.startswith("GDP")]
    assert columns == ["GDP ≥ 20 bn yuan\n2030"]  # no scenario moves the other year
    cells = {row[0]: row[table.columns.index(columns[0])] for row in table.rows}
    assert cells["Coal slump"] == "as baseline" and cells["Coal boom"] == "4%"
    assert cells["Baseline"] == "1%"


def test_an_assumption_without_a_side_is_not_given_a_tail(edition_copy, tmp_path):
    def set_tails(table):
        for scenario, tail in (
            ("baseline", "0.13"),
            ("transition", "0.13"),
            ("coal_steady", "0.46"),
        ):
            table.loc[table["scenario"] == scenario, "tail_probability"] = tail

    change_table(edition_copy, "tables/conditioning.csv", set_tails)
    with theme.house_style():
        section = build_scenarios(Edition(edition_copy), Words.load("en"), folder=tmp_path)
    told = dict(
        entry
        for block in section.blocks
        if isinstance(block, DefinitionList)
        for entry in block.entries
    )
    assert told["Coal steady"].endswith("lies near the middle of the baseline's own paths.")
    assert "has a chance of" not in told["Transition projects come on stream"]
    assert "has a chance of about 31%" in told["Coal slump"]


def test_the_scenario_figure_has_every_variable_with_its_target(scenarios, edition_dir):
    drawn = pd.read_csv(edition_dir / "figures" / "scenarios.csv")
    assert set(drawn["variable"]) == {constants.GDP, constants.REVENUE, constants.RANK}
    assert "dashed: the target" in scenarios["en"].blocks[0].note


def test_sentences_name_a_target_in_words_and_tables_with_its_sign(edition_dir):
    from planodds.report.brief.headline import build_verdict
    from planodds.report.text.phrases import short_label, spoken_label

    edition = Edition(edition_dir)
    target = edition.plan.target("revenue_level")
    zh, en = Words.load("zh"), Words.load("en")
    assert spoken_label(target, zh) == "收入达到 15 亿元"
    assert short_label(target, zh) == "收入≥15 亿元"
    assert spoken_label(target, en, inside=True) == "revenue of at least 1.5 bn yuan"
    assert spoken_label(edition.plan.target("gdp_level"), en, inside=True)[:3] == "GDP"
    assert "≥" not in build_verdict(edition, zh) + build_verdict(edition, en)


def test_one_source_is_not_counted_as_several(edition_copy):
    from planodds.report.brief.sources import build_sources

    path = edition_copy / "tables" / "sources_used.csv"
    pd.read_csv(path).head(1).to_csv(path, index=False)
    for lang, heading in (("zh", "数据出自同一来源"), ("en", "All data come from one source")):
        section = build_sources(Edition(edition_copy), Words.load(lang))
        assert section.heading == heading and not section.blocks[0].note


def test_a_target_out_of_reach_has_its_chance_in_the_heading(edition_dir, tmp_path):
    with theme.house_style():
        section = brief.build_attainable(Edition(edition_dir), Words.load("en"), folder=tmp_path)
    assert "not more likely" not in section.heading
    assert re.search(
        r"a chance of (about \d+%|less than 1 in 100) of being reached by 2035", section.heading
    )


def test_money_among_the_assumptions_has_its_unit(scenarios):
    table = next(
        block
        for block in scenarios["zh"].blocks
        if isinstance(block, Table) and block.caption == "各情景的假设及其性质"
    )
    value = next(row[2] for row in table.rows if "一次性项目" in row[0])
    assert value.startswith("0.5 亿元（")


def test_a_shared_note_is_printed_once(edition_dir):
    page = brief.build_readings(Edition(edition_dir), Words.load("zh"))
    texts = [
        text
        for block in page.blocks
        if isinstance(block, DefinitionList)
        for _, text in block.entries
    ]
    assert len(texts) == len(set(texts)) > 3


def test_a_chinese_page_names_the_sources_of_a_scenario_in_chinese():
    from planodds.inputs import DATA_DIR, load_scenarios
    from planodds.report.brief.sources import chinese_titles, translate_source

    zh, en, titles = Words.load("zh"), Words.load("en"), chinese_titles(DATA_DIR)
    for scenario in load_scenarios(DATA_DIR):
        for item in (*scenario.conditions, *scenario.measures):
            assert not re.search("[A-Za-z]{4}", translate_source(item.source, titles, zh))
            assert translate_source(item.source, titles, en) == item.source
    assert translate_source("the county office", titles, zh) == "the county office"
