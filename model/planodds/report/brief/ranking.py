"""The ranking: where the county may stand, who is near it, and who holds the 30th place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Figure, Section, Table, say
from planodds.report.figures.ranks import (
    build_rank_histogram,
    build_rank_path,
    build_rank_strip,
    plot_rank_histogram,
    plot_rank_path,
    plot_rank_strip,
)
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text.formatting import format_money, format_percent_odds, format_rank
from planodds.report.text.labels import ROSTERS_SHORT, label
from planodds.report.text.peers import default_peers, peer_table

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planodds.editions.reader import Edition

_HISTOGRAM_YEARS = (2025, 2027, 2030)
_NEXT_YEAR = 2027


def build_ranking(edition: Edition, lang: str, *, folder: Path) -> Section:
    """Section on the rank in both rosters and on the neighbours."""
    target = edition.plan.target("gdp_rank_30")
    blocks = [
        _draw_path(edition, target, lang, folder=folder),
        _draw_histogram(edition, target, lang, folder=folder),
        _rank_table(edition, target, lang),
        _draw_strip(edition, target, lang, folder=folder),
    ]
    if edition.has("counties"):
        blocks.append(_peer_table(edition, lang))
    elif edition.has("neighbours"):
        blocks.append(_neighbour_table(edition, lang))
    return Section(
        "rank",
        say(lang, zh="位次与邻县", en="Rank and neighbours"),
        _heading(edition, lang),
        tuple(blocks),
    )


def _heading(edition: Edition, lang: str) -> str:
    year, last = edition.fact_year(constants.RANK), 2030
    now = format_rank(edition.fact(constants.RANK, roster=constants.ROSTER_ALL), lang)
    base = format_rank(
        edition.fact(constants.RANK, year=edition.plan.base_year, roster=constants.ROSTER_ALL), lang
    )
    low, high = (edition.quantile(constants.RANK, last, q) for q in ("q10", "q90"))
    return say(
        lang,
        zh=f"位次由 {edition.plan.base_year} 年的{base}到 {year} 年的{now}；到 {last} 年，十次中有八次"
        f"在{format_rank(low, lang)}至{format_rank(high, lang)}之间",
        en=f"From {base} in {edition.plan.base_year} to {now} in {year}; in {last}, eight times in "
        f"ten between {format_rank(low, lang)} and {format_rank(high, lang)}",
    )


def _draw_path(edition: Edition, target, lang: str, *, folder: Path) -> Figure:
    """Path of the rank among all units."""
    facts = edition.table("facts")
    ranks = facts[(facts["fact"] == constants.RANK) & (facts["roster"] == constants.ROSTER_ALL)]
    table = build_rank_path(
        ranks,
        edition.quantiles(edition.now),
        roster=constants.ROSTER_ALL,
        place=int(target.threshold),
        target_year=target.year,
        unit=edition.plan.unit,
    )
    last = int(table["year"].max())
    middle = format_rank(edition.quantile(constants.RANK, last, "q50"), lang)
    title = say(
        lang,
        zh=f"基准情景下 {last} 年位次中位在{middle}，目标为前 {int(target.threshold)} 位",
        en=f"The baseline's median rank in {last} is {middle}; the plan asks for the top "
        f"{int(target.threshold)}",
    )
    note = say(
        lang,
        zh="全部 117 个县（市、区）。由深至浅三层色带，依次为十次中有五次、八次、九次落入的范围。",
        en="Among all 117 units. From dark to light the bands hold the rank five, eight "
        "and nine times in ten.",
    )
    return draw_figure(
        lambda *, ax, compact: plot_rank_path(table, ax=ax, lang=lang),
        table,
        folder=folder,
        name="rank_path",
        lang=lang,
        title=title,
        note=note,
        wide=(7.2, 3.6),
    )


def _draw_histogram(edition: Edition, target, lang: str, *, folder: Path) -> Figure:
    """Distribution of the rank in three years."""
    rows = edition.table("rank_distribution")
    rows = rows[(rows["information"] == edition.now) & (rows["scenario"] == constants.BASELINE)]
    years = tuple(y for y in _HISTOGRAM_YEARS if y in set(rows["year"]))
    table = build_rank_histogram(
        rows,
        edition.results(edition.now),
        roster=constants.ROSTER_ALL,
        place=int(target.threshold),
        target=target.id,
        years=years,
    )
    odds = edition.odds(target.id, edition.now, year=years[-1], roster=constants.ROSTER_ALL)
    number = format_percent_odds(odds["probability"], mcse=odds["mcse"], upper=odds["upper"])
    title = say(
        lang,
        zh=f"到 {years[-1]} 年进入前 {int(target.threshold)} 位的可能性为 {number}",
        en=f"The odds of the top {int(target.threshold)} in {years[-1]} are {number}",
    )
    note = say(
        lang,
        zh="每根竖线为该位次的概率，同一刻度；虚线左侧为目标位次。",
        en="Each bar is the probability of one rank, all on one scale; left of the dashes "
        "lies the target.",
    )
    size = {"rows": len(years), "sharex": True}
    return draw_figure(
        lambda *, ax, compact: plot_rank_histogram(table, ax=ax, lang=lang),
        table,
        folder=folder,
        name="rank_distribution",
        lang=lang,
        title=title,
        note=note,
        wide=(7.2, 4.4),
        phone=(3.42, 4.2),
        grid=size,
        phone_grid=size,
    )


def _rank_table(edition: Edition, target, lang: str) -> Table:
    """Published rank, median rank and the odds of the target in both rosters."""
    year = edition.fact_year(constants.RANK)
    rows = []
    for roster in constants.ROSTERS:
        cells = [
            format_rank(edition.fact(constants.RANK, year=y, roster=roster), lang)
            for y in (edition.plan.base_year, year)
        ]
        for ahead in (2027, 2030):
            low, mid, high = (
                edition.quantile(constants.RANK, ahead, q, roster=roster)
                for q in ("q10", "q50", "q90")
            )
            cells.append(f"{mid:.0f}\n{low:.0f}–{high:.0f}")
        row = edition.odds(target.id, edition.now, year=2030, reading=roster, roster=roster)
        cells.append(format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"]))
        rows.append((label(ROSTERS_SHORT, roster, lang), *cells))
    columns = (
        say(lang, zh="排名范围", en="Ranked"),
        *(say(lang, zh=f"{y} 年", en=str(y)) for y in (edition.plan.base_year, year)),
        *(
            say(lang, zh=f"{y} 年中位\n八成区间", en=f"{y} median\n80% interval")
            for y in (2027, 2030)
        ),
        say(
            lang,
            zh=f"2030 年前 {int(target.threshold)} 位",
            en=f"Top {int(target.threshold)} in 2030",
        ),
    )
    return Table(
        say(lang, zh="两种排名范围下的位次", en="The rank in both rosters"), columns, tuple(rows)
    )


def _draw_strip(edition: Edition, target, lang: str, *, folder: Path) -> Figure:
    """All units sorted by their last published GDP."""
    history = edition.table("history")
    year = int(history.loc[history["variable"] == constants.GDP, "year"].max())
    year = min(year, edition.county_to)
    levels = history[(history["variable"] == constants.GDP) & (history["year"] == year)]
    table = build_rank_strip(
        levels, edition.units, place=int(target.threshold), home=edition.plan.unit
    )
    level = next(
        t for t in edition.plan.targets if t.kind == "level" and t.variable == constants.GDP
    )
    found = edition.fact("place_of_gdp_level", year=year, roster=constants.ROSTER_ALL)
    place = format_rank(found, lang)
    title = say(
        lang,
        zh=f"{year} 年的 GDP 若为 {format_money(level.threshold, digits=0)} 亿元，也只排{place}",
        en=f"A GDP of {format_money(level.threshold, digits=0)} would have ranked {place} "
        f"in {year}",
    )
    note = say(
        lang,
        zh=f"每点为一个县（市、区）{year} 年公布的 GDP。",
        en=f"Each dot is one unit's published GDP of {year}.",
    )

    def plot(*, ax, compact: bool):
        return plot_rank_strip(table, ax=ax, lang=lang, threshold=level.threshold, compact=compact)

    return draw_figure(plot, table, folder=folder, name="strip", lang=lang, title=title, note=note)


def _peer_table(edition: Edition, lang: str) -> Table:
    """The ranking's neighbours and the prefecture's counties, under the baseline."""
    table = edition.table("counties")
    table = table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]
    home, units = edition.plan.unit, edition.units.set_index("code")
    return peer_table(table, default_peers(table, units, home), home, lang)


def _neighbour_table(edition: Edition, lang: str) -> Table:
    """Odds of standing above each neighbour, the nearest first in either direction."""
    table = edition.table("neighbours")
    table = table[
        (table["information"] == edition.now)
        & (table["scenario"] == constants.BASELINE)
        & (table["roster"] == constants.ROSTER_ALL)
    ]
    years = [y for y in (_NEXT_YEAR, 2030) if y in set(table["year"])]
    rows = []
    for _, own in table.groupby("neighbour", sort=False):
        first = own.iloc[0]
        odds = [_chance(own[own["year"] == year]) for year in years]
        rows.append(
            (
                first["last_rank"],
                (
                    first[f"name_{lang}"],
                    format_rank(first["last_rank"], lang),
                    format_money(first["last_gdp"], digits=1),
                    *odds,
                ),
            )
        )
    rows.sort(key=lambda item: item[0])
    columns = (
        say(lang, zh="县（市、区）", en="Unit"),
        say(lang, zh="现位次", en="Rank now"),
        say(lang, zh="GDP（亿元）", en="GDP"),
        *(say(lang, zh=f"{y} 年本县居其前", en=f"Ahead in {y}") for y in years),
    )
    caption = say(
        lang,
        zh="与邻近位次各县（市、区）相比，本县居前的可能性",
        en="Odds that the county stands ahead of each of its neighbours in the ranking",
    )
    return Table(caption, columns, tuple(cells for _, cells in rows))


def _chance(rows: pd.DataFrame) -> str:
    return format_percent_odds(rows["probability_above"].iloc[0], mcse=rows["mcse"].iloc[0])
