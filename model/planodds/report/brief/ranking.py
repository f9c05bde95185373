"""The ranking: where the county may stand, who is near it, and who holds the 30th place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.brief.outlook.fan_texts import fan_title
from planodds.report.content import Figure, Section, Table
from planodds.report.figures.rank_strip import build_rank_strip, plot_rank_strip
from planodds.report.figures.ranks import (
    build_rank_histogram,
    build_rank_path,
    plot_rank_histogram,
    plot_rank_path,
)
from planodds.report.figures.save_pair import draw_figure
from planodds.report.targets import level_target, rank_target, threshold_of
from planodds.report.text.formatting import (
    DASH,
    format_goal,
    format_money,
    format_percent_odds,
    format_rank,
    format_result,
)
from planodds.report.text.peers import default_peers, peer_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.report.content import Block
    from planodds.report.text.words import Words


def build_ranking(edition: Edition, words: Words, *, folder: Path) -> Section | None:
    """Build the section on the rank in both rosters and on the neighbours.

    Parameters
    ----------
    edition : Edition
    words : Words
    folder : Path
        Folder of the saved figures.

    Returns
    -------
    Section or None
        None if the plan asks for no rank.
    """
    target = rank_target(edition.plan)
    if target is None:
        return None
    path = _draw_path(edition, target, words, folder=folder)
    blocks: list[Block] = [
        path,
        _draw_histogram(edition, target, words, folder=folder),
        _rank_table(edition, target, words),
        _draw_strip(edition, target, words, folder=folder),
    ]
    if edition.has("counties"):
        blocks.append(_peer_table(edition, words))
    elif edition.has("neighbours"):
        blocks.append(_neighbour_table(edition, words))
    return Section(
        "rank",
        words("brief-ranking-label"),
        _heading(edition, words),
        tuple(blocks),
        brief=(replace(path, note=words("brief-ranking-path-note-brief")),),
    )


def _heading(edition: Edition, words: Words) -> str:
    year, last = edition.fact_year(constants.RANK), edition.study.last_headline_year
    now = format_rank(edition.fact(constants.RANK, roster=edition.study.headline_roster), words)
    base = format_rank(
        edition.fact(
            constants.RANK, year=edition.plan.base_year, roster=edition.study.headline_roster
        ),
        words,
    )
    low, high = (edition.quantile(constants.RANK, last, q) for q in ("q10", "q90"))
    if year == edition.plan.base_year:
        return words(
            "brief-ranking-heading-now",
            year=year,
            now=now,
            last=last,
            low=format_rank(low, words),
            high=format_rank(high, words),
        )
    return words(
        "brief-ranking-heading",
        base_year=edition.plan.base_year,
        base=base,
        year=year,
        now=now,
        last=last,
        low=format_rank(low, words),
        high=format_rank(high, words),
    )


def _draw_path(edition: Edition, target: Target, words: Words, *, folder: Path) -> Figure:
    """Path of the rank among all units."""
    facts = edition.table("facts")
    ranks = facts[
        (facts["fact"] == constants.RANK) & (facts["roster"] == edition.study.headline_roster)
    ]
    table = build_rank_path(
        ranks,
        edition.quantiles(edition.now),
        roster=edition.study.headline_roster,
        place=int(threshold_of(target)),
        target_year=target.year,
        unit=edition.plan.unit,
        final_year=edition.study.last_headline_year,
    )
    title = fan_title(edition, constants.RANK, words)
    note = words("brief-ranking-path-note")
    return draw_figure(
        partial(plot_rank_path, table, words=words, breaks=edition.study.benchmark_years),
        table,
        folder=folder,
        name="rank_path",
        words=words,
        title=title,
        note=note,
        wide=(7.2, 3.6),
    )


def _draw_histogram(edition: Edition, target: Target, words: Words, *, folder: Path) -> Figure:
    """Distribution of the rank in three years."""
    rows = edition.table("rank_distribution")
    rows = rows[(rows["information"] == edition.now) & (rows["scenario"] == constants.BASELINE)]
    known = set(rows.loc[rows["year"] >= edition.plan.target_year, "year"]) or set(rows["year"])
    years = edition.study.years_to_headline(known)
    table = build_rank_histogram(
        rows,
        edition.results(edition.now),
        roster=edition.study.headline_roster,
        place=int(threshold_of(target)),
        target=target.id,
        years=years,
    )
    odds = edition.odds(
        target.id, edition.now, year=years[-1], roster=edition.study.headline_roster
    )
    number = DASH if odds is None else format_result(odds, words, word=False)
    title = words(
        "brief-ranking-histogram-title",
        last=years[-1],
        threshold=int(threshold_of(target)),
        number=number,
    )
    note = words("brief-ranking-histogram-note")
    size = {"rows": len(years), "sharex": True}
    return draw_figure(
        lambda *, ax, compact: plot_rank_histogram(table, ax=ax, words=words),
        table,
        folder=folder,
        name="rank_distribution",
        words=words,
        title=title,
        note=note,
        wide=(7.2, 4.4),
        phone=(3.42, 4.2),
        grid=size,
        phone_grid=size,
    )


def _odds_text(row: pd.Series | None) -> str:
    if row is None:
        return DASH
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def _rank_table(edition: Edition, target: Target, words: Words) -> Table:
    """Published rank, median rank and the odds of the target in both rosters."""
    year = edition.fact_year(constants.RANK)
    ends = tuple(dict.fromkeys(edition.study.headline_pair))
    published = tuple(dict.fromkeys((edition.plan.base_year, year)))
    rows = []
    for roster in edition.study.rosters:
        cells = [
            format_rank(edition.fact(constants.RANK, year=y, roster=roster), words)
            for y in published
        ]
        for ahead in ends:
            low, mid, high = (
                edition.quantile(constants.RANK, ahead, q, roster=roster)
                for q in ("q10", "q50", "q90")
            )
            cells.append(f"{mid:.0f}\n{low:.0f}–{high:.0f}")
        row = edition.odds(target.id, edition.now, year=ends[-1], reading=roster, roster=roster)
        cells.append(_odds_text(row))
        rows.append((words.label("roster-short", roster), *cells))
    columns = (
        words("brief-ranking-column-ranked"),
        *(words("common-year", year=y) for y in published),
        *(words("brief-ranking-column-median", year=y) for y in ends),
        words("brief-ranking-column-top-2030", threshold=int(threshold_of(target)), year=ends[-1]),
    )
    return Table(words("brief-ranking-rank-table-caption"), columns, tuple(rows))


def _draw_strip(edition: Edition, target: Target, words: Words, *, folder: Path) -> Figure:
    """All units sorted by their last published GDP."""
    history = edition.table("history")
    year = int(history.loc[history["variable"] == constants.GDP, "year"].max())
    year = min(year, edition.county_to)
    levels = history[(history["variable"] == constants.GDP) & (history["year"] == year)]
    table = build_rank_strip(
        levels, edition.units, place=int(threshold_of(target)), home=edition.plan.unit
    )
    goal = level_target(edition.plan, constants.GDP)
    threshold = threshold_of(goal)
    found = edition.fact(f"place_of_{goal.id}", year=year, roster=edition.study.headline_roster)
    place = format_rank(found, words)
    title = words(
        "brief-ranking-strip-title", year=year, threshold=format_goal(threshold, words), rank=place
    )
    note = words("brief-ranking-strip-note", year=year)

    def plot(*, ax: Axes, compact: bool) -> Axes:
        return plot_rank_strip(table, ax=ax, words=words, threshold=threshold, compact=compact)

    return draw_figure(
        plot, table, folder=folder, name="strip", words=words, title=title, note=note
    )


def _peer_table(edition: Edition, words: Words) -> Table:
    """The ranking's neighbours and the prefecture's counties, under the baseline."""
    table = edition.table("counties")
    table = table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]
    home, units = edition.plan.unit, edition.units.set_index("code")
    return peer_table(table, default_peers(table, units, home), home, words)


def _neighbour_table(edition: Edition, words: Words) -> Table:
    """Odds of standing above each neighbour, the nearest first in either direction."""
    table = edition.table("neighbours")
    table = table[
        (table["information"] == edition.now)
        & (table["scenario"] == constants.BASELINE)
        & (table["roster"] == edition.study.headline_roster)
    ]
    years = [y for y in dict.fromkeys(edition.study.headline_pair) if y in set(table["year"])]
    rows = []
    for _, own in table.groupby("neighbour", sort=False):
        first = own.iloc[0]
        odds = [_chance(own[own["year"] == year]) for year in years]
        rows.append(
            (
                first["last_rank"],
                (
                    first[f"name_{words.lang}"],
                    format_rank(first["last_rank"], words),
                    format_money(first["last_gdp"], words, digits=1),
                    *odds,
                ),
            )
        )
    rows.sort(key=lambda item: item[0])
    columns = (
        words("common-column-unit"),
        words("common-column-rank-now"),
        words("common-gdp"),
        *(words("brief-ranking-column-ahead", year=y) for y in years),
    )
    caption = words("brief-ranking-neighbour-table-caption")
    return Table(caption, columns, tuple(cells for _, cells in rows))


def _chance(rows: pd.DataFrame) -> str:
    return format_percent_odds(rows["probability_above"].iloc[0], mcse=rows["mcse"].iloc[0])
