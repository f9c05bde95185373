"""Figures use the given axes and the saved tables, and cut off no label."""

from __future__ import annotations

import warnings
from itertools import pairwise

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from planodds import constants
from planodds.editions.reader import Edition
from planodds.report import theme
from planodds.report.brief.revision import odds_table
from planodds.report.brief.scenarios import comparison_table
from planodds.report.figures import fan, odds, rank_strip, ranks, revision_bridge, save, scenarios
from planodds.report.figures.frontier import plot_frontier
from planodds.report.text.phrases import rank_history
from planodds.report.text.words import Words
from tests import shanxi

LANGUAGES = constants.LANGUAGES


@pytest.fixture(autouse=True)
def house():
    with theme.house_style(), warnings.catch_warnings():
        warnings.simplefilter("error")  # a glyph that is missing is a warning
        yield


def fan_table(edition: Edition, variable: str = constants.GDP) -> pd.DataFrame:
    return fan.build_fan(
        edition.table("history"),
        edition.quantiles("latest"),
        variable=variable,
        target_year=2025,
        threshold=200 if variable == constants.GDP else 15,
        unit=shanxi.HOME_UNIT,
        roster=shanxi.ROSTER_ALL,
        place=30,
        rank_history=rank_history(edition),
        final_year=2030,
    )


def rank_path_table(edition: Edition) -> pd.DataFrame:
    facts = edition.table("facts")
    own = facts[(facts["fact"] == "rank") & (facts["roster"] == shanxi.ROSTER_ALL)]
    return ranks.build_rank_path(
        own,
        edition.quantiles("latest"),
        roster=shanxi.ROSTER_ALL,
        place=30,
        target_year=2025,
        unit=shanxi.HOME_UNIT,
        final_year=2030,
    )


def bars_table(edition: Edition) -> pd.DataFrame:
    rows = edition.table("rank_distribution")
    rows = rows[(rows["information"] == "latest") & (rows["scenario"] == "baseline")]
    return ranks.build_rank_histogram(
        rows,
        edition.results("latest"),
        roster=shanxi.ROSTER_ALL,
        place=30,
        target="gdp_rank_30",
        years=(2025, 2027, 2030),
    )


def strip_table(edition: Edition) -> pd.DataFrame:
    history = edition.table("history")
    rows = history[(history["variable"] == constants.GDP) & (history["year"] == 2024)]
    return rank_strip.build_rank_strip(rows, edition.units, home=shanxi.HOME_UNIT, place=30)


def moved_table(edition: Edition) -> pd.DataFrame:
    return revision_bridge.build_revision(
        edition.table("forecast_revision"), variable=constants.GDP, year=2025
    )


CASES = {
    "fan": (fan_table, fan.plot_fan, {"unit_label": "交城县"}),
    "fan_phone": (fan_table, fan.plot_fan, {"unit_label": "交城县", "compact": True}),
    "revenue": (lambda e: fan_table(e, constants.REVENUE), fan.plot_fan, {"unit_label": "交城县"}),
    "rank_path": (rank_path_table, ranks.plot_rank_path, {}),
    "strip": (strip_table, rank_strip.plot_rank_strip, {"threshold": 200.0}),
    "strip_phone": (strip_table, rank_strip.plot_rank_strip, {"threshold": 200.0, "compact": True}),
    "scenarios": (
        comparison_table,
        scenarios.plot_comparison,
        {"variable": constants.GDP, "years": (2026, 2030)},
    ),
    "scenarios_phone": (
        comparison_table,
        scenarios.plot_comparison,
        {"variable": constants.RANK, "years": (2026, 2030), "names_above": True},
    ),
    "odds": (odds_table, odds.plot_odds, {}),
    "forecast_revision": (moved_table, revision_bridge.plot_revision, {"threshold": 200.0}),
}
GRIDS = {
    "rank_bars": (bars_table, ranks.plot_rank_histogram, {"rows": 3, "sharex": True}),
    "odds_path": (odds_table, odds.plot_odds_path, {"columns": 3, "sharey": True}),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_a_figure_uses_and_returns_the_given_axes(edition, name, lang):
    build, plot, options = CASES[name]
    _, (other, ax) = theme.new_figure(columns=2)
    assert plot(build(edition), ax=ax, words=Words.load(lang), **options) is ax
    assert ax.has_data()
    assert not other.has_data() and not other.texts
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", GRIDS)
def test_small_multiples_use_the_given_axes(edition, name):
    build, plot, grid = GRIDS[name]
    _, axes = theme.new_figure(**grid)
    assert plot(build(edition), ax=axes, words=Words.load("zh")) is axes
    assert all(ax.has_data() for ax in axes)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CASES)
def test_no_label_is_cut_off_at_the_edge(edition, name, lang):
    build, plot, options = CASES[name]
    narrow = name.endswith("_phone")
    figure, ax = theme.new_figure(size=(3.42, 8.0) if narrow else theme.FULL_WIDTH)
    plot(build(edition), ax=ax, words=Words.load(lang), **options)
    figure.draw_without_rendering()  # computes the layout
    drawn, page = figure.get_tightbbox(), figure.bbox_inches
    assert drawn.x0 >= page.x0 - 0.01 and drawn.x1 <= page.x1 + 0.01
    assert drawn.y0 >= page.y0 - 0.01 and drawn.y1 <= page.y1 + 0.01


def test_a_fan_never_joins_history_across_a_change_of_basis(edition):
    _, ax = theme.new_figure()
    fan.plot_fan(fan_table(edition), ax=ax, words=Words.load("zh"), unit_label="交城县")
    for line in ax.lines:
        if line.get_marker() == "o":
            years = list(line.get_xdata())
            assert not (min(years) < 2024 <= max(years))


def test_published_figures_are_drawn_where_a_study_has_no_bases():
    years = [2020, 2021, 2022]
    history = pd.DataFrame(
        {"unit": "1", "variable": "gdp", "year": years, "value": [90.0, 95.0, 100.0], "basis": None}
    )
    bands = dict.fromkeys(fan.BAND_COLUMNS, 0.0)
    quantiles = pd.DataFrame(
        [
            {"unit": unit, "variable": "gdp", "roster": roster, "year": 2023}
            | {name: middle * (1 + 0.1 * place) for place, name in enumerate(bands)}
            | {"q95": high}
            for unit, roster, middle, high in (
                ("1", "", 100.0, 200.0),
                ("rank_5:all", "all", 100.0, 1e6),
            )
        ]
    )
    table = fan.build_fan(
        history,
        quantiles,
        variable="gdp",
        threshold=150.0,
        target_year=2023,
        unit="1",
        roster="all",
        place=5,
        final_year=2023,
        rank_history=history[["year", "value", "basis"]],
    )
    _, ax = plt.subplots()
    fan.plot_fan(table, ax=ax, words=Words.load("en"), unit_label="One")
    drawn = [line for line in ax.lines if list(line.get_xdata()) == years]
    assert [list(line.get_ydata()) for line in drawn] == [[90.0, 95.0, 100.0]] * 2
    assert ax.get_ylim()[1] < 3 * 200.0  # a band that runs away is cut
    plt.close("all")


def test_a_fan_opens_from_the_last_published_figure(edition):
    table = fan_table(edition)
    joined = fan._joined(table, fan.COUNTY)
    assert joined.iloc[0]["year"] == 2024
    assert joined.iloc[0]["q05"] == joined.iloc[0]["q95"] == pytest.approx(107.483)


def test_the_strip_names_the_county_its_neighbours_and_the_thirtieth(edition):
    table = strip_table(edition)
    assert len(table) == 117
    assert table.loc[table["role"] == rank_strip.HOME, "rank"].tolist() == [73]
    assert table.loc[table["role"] == rank_strip.THIRTIETH, "rank"].tolist() == [30]
    assert table.loc[table["role"] == rank_strip.NEIGHBOUR, "rank"].tolist() == [71, 72, 74, 75]


def test_refused_conditions_are_listed_in_the_comparison(edition):
    table = comparison_table(edition)
    refused = table[table["status"] == constants.REFUSED]
    assert set(refused["variant"]) == {constants.COMMON_BOOM}
    assert refused["q50"].isna().all()
    _, ax = theme.new_figure()
    scenarios.plot_comparison(
        table, ax=ax, words=Words.load("zh"), variable=constants.GDP, years=(2026, 2030)
    )
    assert any("条件过远" in text.get_text() for text in ax.texts)


@pytest.mark.parametrize("name", ["scenarios", "scenarios_phone"])
def test_no_line_shows_through_a_label_of_the_comparison(edition, name):
    build, plot, options = CASES[name]
    _, ax = theme.new_figure()
    plot(build(edition), ax=ax, words=Words.load("zh"), goal=120.0, **options)
    lines = max(line.get_zorder() for line in ax.lines if list(line.get_xdata()) == [120.0] * 2)
    assert all(text.get_bbox_patch() and text.get_zorder() > lines for text in ax.texts)


@pytest.mark.parametrize("name", ["fan", "rank_path"])
@pytest.mark.parametrize("compact", [False, True])
def test_the_year_of_the_target_is_on_the_axis_and_every_census_is_marked(edition, name, compact):
    build, plot, options = CASES[name]
    _, ax = theme.new_figure()
    plot(
        build(edition),
        ax=ax,
        words=Words.load("zh"),
        compact=compact,
        breaks=shanxi.BENCHMARK_YEARS,
        **options,
    )
    shown = [label.get_text() for label in ax.get_xticklabels()]
    assert {"2025", "2030"} <= set(shown) and len(shown) == (3 if compact else 12)
    label = Words.load("zh")("figure-fan-basis-change")
    assert [text.xy[0] for text in ax.texts if text.get_text() == label] == [2023.5, 2028.5]


@pytest.mark.parametrize("last", range(2027, 2040))
def test_ticks_always_have_the_year_of_the_target(last):
    for step in (None, 3):
        shown = theme.year_ticks(2019, last, step=step, include=2025)
        assert 2025 in shown and 3 <= len(shown) <= 14
        assert all(b - a >= (step or 1) for a, b in pairwise(shown))


def test_the_bridge_ends_at_the_median_of_now(edition):
    table = moved_table(edition)
    last_part, now = table.iloc[-2], table.iloc[-1]
    assert last_part["end"] == pytest.approx(now["end"])


def test_a_saved_figure_is_svg_png_and_its_table(tmp_path, edition):
    table = fan_table(edition)
    figure, ax = theme.new_figure()
    fan.plot_fan(table, ax=ax, words=Words.load("en"), unit_label="交城县")
    svg, png, csv = save.save_figure(figure, tmp_path / "figures", "fan", Words.load("en"), table)
    assert svg.read_bytes().startswith(b"<?xml") and b"<text" not in svg.read_bytes()
    assert png.read_bytes().startswith(b"\x89PNG")
    assert len(pd.read_csv(csv)) == len(table)


def test_the_same_figure_is_the_same_file(edition):
    def draw() -> bytes:
        figure, ax = theme.new_figure()
        fan.plot_fan(fan_table(edition), ax=ax, words=Words.load("zh"), unit_label="交城县")
        return save.svg_bytes(figure)

    assert draw() == draw()


def test_labels_are_moved_apart_in_their_order():
    placed = theme.spread_labels([10.0, 11.0, 30.0], gap=5.0)
    assert placed == [8.0, 13.0, 30.0]
    assert theme.spread_labels([1.0, 1.0], gap=4.0, low=0.0) == [0.0, 4.0]


def test_chinese_lines_do_not_begin_with_a_closing_sign():
    lines = save.wrap_text("甲乙丙丁，戊己庚辛（壬癸）。", 8).split("\n")
    assert all(line[0] not in "，。）" for line in lines)
    assert "".join(lines) == "甲乙丙丁，戊己庚辛（壬癸）。"


def test_a_fixed_path_is_still_visible(edition):
    table = fan_table(edition)
    pinned = table["series"].eq(fan.COUNTY) & table["part"].eq("forecast")
    for column in fan.BAND_COLUMNS:
        table.loc[pinned, column] = table.loc[pinned, "value"]
    _, ax = theme.new_figure()
    fan.plot_fan(table, ax=ax, words=Words.load("zh"), unit_label="交城县")
    seen = [
        line for line in ax.lines if 2030 in line.get_xdata() and line.get_color() == theme.ACCENT
    ]
    assert len(seen) == 1


def test_every_curve_of_the_frontier_is_drawn_and_labelled():
    many = (0.9, 0.7, 0.5, 0.3, 0.1)
    table = pd.DataFrame(
        [
            {"probability": p, "gdp": 100 - 50 * p + x, "revenue": 9 - p - x, "balanced": x == 1}
            for p in many
            for x in (0, 1, 2)
        ]
    )
    axes = plt.figure().subplots()
    plot_frontier(table, ax=axes, words=Words.load("en"), axis_labels=("GDP", "revenue"))
    assert [text.get_text() for text in axes.texts] == [f"{p:.0%}" for p in many]
    assert len({line.get_color() for line in axes.lines}) == len(many)
