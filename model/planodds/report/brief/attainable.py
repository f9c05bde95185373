"""What is within reach instead, and when the plan's levels become likelier than not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Figure, Section, Table, say
from planodds.report.figures.fan import build_fan, plot_fan
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_percent_odds,
    format_rank,
    join_words,
)
from planodds.report.text.labels import ROSTERS_SHORT, label
from planodds.report.text.row_records import Record, by_year

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.editions.reader import Edition

_ABOUT_EVEN = (0.45, 0.55)  # the words' own scale: what lies between is neither
_CHANCES = ((0.5, "q50", "q50"), (0.8, "q20", "q80"), (0.9, "q10", "q90"))


def build_attainable(edition: Edition, lang: str, *, folder: Path) -> Section:
    """Section on levels and ranks within reach, and on the years that the targets would take."""
    passages = _passages(edition)
    return Section(
        "reach",
        say(lang, zh="可期水平", en="Within reach"),
        _heading(edition, passages, lang),
        (
            _reach_table(edition, lang),
            _draw_revenue_fan(edition, lang, folder=folder),
            _passage_table(edition, passages, lang),
        ),
    )


def _reach_table(edition: Edition, lang: str) -> Table:
    """Every year of reach by every chance, for GDP, revenue and both rankings."""
    shown = [(constants.GDP, ""), (constants.REVENUE, "")]
    shown += [(constants.RANK, roster) for roster in constants.ROSTERS]
    columns = [say(lang, zh="年份", en="Year"), say(lang, zh="把握", en="Confidence")]
    columns += [_column_name(variable, roster, lang) for variable, roster in shown]
    rows = []
    for year in _years(edition):
        for chance, level, rank in _CHANCES:
            cells = [
                _cell(
                    edition,
                    variable,
                    roster,
                    year,
                    rank if variable == constants.RANK else level,
                    lang,
                )
                for variable, roster in shown
            ]
            rows.append((str(year), f"{chance:.0%}", *cells))
    caption = say(
        lang,
        zh="以给定把握可以达到或超过的水平，以及可以保住的位次",
        en="Level reached or passed, and rank held, with the confidence given",
    )
    return Table(caption, tuple(columns), tuple(rows))


def _years(edition: Edition) -> list[int]:
    known = set(edition.quantiles(edition.now)["year"])
    return [year for year in constants.REACH_YEARS if year in known]


def _column_name(variable: str, roster: str, lang: str) -> str:
    if variable == constants.GDP:
        return say(lang, zh="GDP（亿元）", en="GDP")
    if variable == constants.REVENUE:
        return say(lang, zh="收入（亿元）", en="Revenue")
    members = label(ROSTERS_SHORT, roster, lang)
    return say(lang, zh=f"位次\n{members}", en=f"Rank\n{members}")


def _cell(edition: Edition, variable: str, roster: str, year: int, column: str, lang: str) -> str:
    if variable == constants.RANK:
        return format_rank(edition.quantile(variable, year, column, roster=roster), lang)
    return format_money(edition.quantile(variable, year, column))


def _draw_revenue_fan(edition: Edition, lang: str, *, folder: Path) -> Figure:
    """Fan of revenue with the plan's line."""
    target = next(
        t for t in edition.plan.targets if t.kind == "level" and t.variable == constants.REVENUE
    )
    table = build_fan(
        edition.table("history"),
        edition.quantiles(edition.now),
        variable=constants.REVENUE,
        threshold=target.threshold,
        target_year=target.year,
        unit=edition.plan.unit,
    )

    def plot(*, ax, compact: bool):
        return plot_fan(table, ax=ax, lang=lang, compact=compact)

    last = int(table["year"].max())
    middle = format_money(edition.quantile(constants.REVENUE, last, "q50"))
    low, high = (format_money(edition.quantile(constants.REVENUE, last, q)) for q in ("q10", "q90"))
    goal = format_money(target.threshold, digits=0)
    title = say(
        lang,
        zh=f"到 {last} 年，一般公共预算收入中位预测 {middle} 亿元，"
        f"八成区间 {low}–{high} 亿元；目标线 {goal} 亿元",
        en=f"By {last} the median for revenue is {middle}, eight in ten outcomes between "
        f"{low} and {high}; the target line is {goal}",
    )
    note = say(
        lang,
        zh="由深至浅三层色带，依次为十次中有五次、八次、九次落入的范围。",
        en="From dark to light the bands hold the outcome five, eight and nine times in ten.",
    )
    return draw_figure(
        plot, table, folder=folder, name="fan_revenue", lang=lang, title=title, note=note
    )


def _passages(edition: Edition) -> list[tuple[object, list[Record]]]:
    """First-passage rows of the open level and rank targets, main readings, baseline."""
    table = edition.table("first_passage")
    table = table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]
    found = []
    for target in edition.plan.targets:
        if target.kind not in ("level", "rank") or target.data != "county_panel":
            continue
        rows = table[
            (table["target"] == target.id) & (table["reading"] == target.main_reading.name)
        ]
        if len(rows):
            found.append((target, rows.sort_values("year").to_dict("records")))
    return found


def _likely_year(rows: list[Record]) -> int | None:
    """First year by which the event has clearly likelier happened than not: in words as well."""
    return _first_year(rows, _ABOUT_EVEN[1])


def _even_odds_year(rows: list[Record]) -> int | None:
    """First year by which it is about even whether the event has happened."""
    return _first_year(rows, _ABOUT_EVEN[0])


def _first_year(rows: list[Record], chance: float) -> int | None:
    """First year by which the event has happened with that probability or more."""
    return min((int(row["year"]) for row in rows if row["probability_by"] >= chance), default=None)


def _passage_table(edition: Edition, passages, lang: str) -> Table:
    """When each target becomes likelier than not, and how likely it is by the last year."""
    last = constants.FINAL_YEAR
    rows = []
    for target, found in passages:
        told = by_year(found)
        cells = [
            format_percent_odds(told[y]["probability_by"], mcse=told[y]["mcse_by"])
            if y in told
            else DASH
            for y in (2030, last)
        ]
        rows.append((phrases.short_label(target, lang), describe_passage_year(found, lang), *cells))
    columns = (
        say(lang, zh="目标", en="Target"),
        say(lang, zh="何时过半", en="Likelier than not by"),
        say(lang, zh="2030 年前达到过", en="Reached by 2030"),
        say(lang, zh=f"{last} 年前达到过", en=f"Reached by {last}"),
    )
    note = say(
        lang,
        zh="“达到过”指该年及以前任一年份曾经达到，之后可能回落，故高于当年仍在目标之上的可能性。"
        "45% 至 55% 称大约各半，55% 以上称过半。",
        en="Reached means in that year or any before it; it may be lost again, so that the "
        "odds of standing there in the year itself are lower. From 45 to 55% is about "
        "even, from 55% likelier than not.",
    )
    return Table(
        say(lang, zh="各项目标何时过半", en="When each target becomes likelier than not"),
        columns,
        tuple(rows),
        words=(0, 1),
        note=note,
    )


def describe_passage_year(rows: list[Record], lang: str) -> str:
    """The year in which the odds pass one half, or how near they come by the last."""
    year, near, last = _likely_year(rows), _even_odds_year(rows), constants.FINAL_YEAR
    if year:
        return say(lang, zh=f"{year} 年", en=str(year))
    if near:
        return say(lang, zh=f"{near} 年大约各半", en=f"about even by {near}")
    return say(lang, zh=f"{last} 年前不过半", en=f"not by {last}")


def _heading(edition: Edition, passages, lang: str) -> str:
    told: dict[str, list[str]] = {}
    for target, rows in passages:
        told.setdefault(_clause(rows, lang), []).append(phrases.short_label(target, lang))
    between = say(lang, zh="", en=": ")
    return say(lang, zh="；", en="; ").join(
        f"{join_words(labels, lang)}{between}{clause}" for clause, labels in told.items()
    )


def _clause(rows: list[Record], lang: str) -> str:
    """What a heading says of one target; those of which it says the same share it."""
    year, near, last = _likely_year(rows), _even_odds_year(rows), constants.FINAL_YEAR
    if year:
        return say(
            lang,
            zh=f"到 {year} 年曾经达到的可能性过半",
            en=f"likelier than not to be reached by {year}",
        )
    if near:
        return say(
            lang,
            zh=f"到 {near} 年曾经达到的可能性大约各半",
            en=f"about even to be reached by {near}",
        )
    return say(lang, zh=f"到 {last} 年可能性仍不过半", en=f"not likelier than not even by {last}")
