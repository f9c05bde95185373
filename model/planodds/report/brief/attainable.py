"""Section on levels and ranks within reach, and on the years in which odds pass one half."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.brief.outlook.fan_texts import fan_title
from planodds.report.content import Figure, Section, Table
from planodds.report.figures.fan import build_fan, plot_fan
from planodds.report.figures.save_pair import draw_figure
from planodds.report.targets import level_target, threshold_of
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_odds,
    format_percent_odds,
    format_rank,
    join_words,
)
from planodds.report.text.row_records import Record, by_year

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.report.text.words import Words

_ABOUT_EVEN = (0.45, 0.55)  # the words' own scale: what lies between is neither
_CHANCES = ((0.5, "q50", "q50"), (0.8, "q20", "q80"), (0.9, "q10", "q90"))


def build_attainable(edition: Edition, words: Words, *, folder: Path) -> Section:
    """Build the section on the levels and ranks within reach, with passage years.

    Parameters
    ----------
    edition : Edition
    words : Words
    folder : Path
        Folder of the saved figures.

    Returns
    -------
    Section
    """
    passages = _passages(edition)
    return Section(
        "reach",
        words("common-within-reach"),
        _heading(edition, passages, words),
        (
            _reach_table(edition, words),
            *_draw_revenue_fan(edition, words, folder=folder),
            _passage_table(edition, passages, words),
        ),
    )


def _reach_table(edition: Edition, words: Words) -> Table:
    """Every year of reach by every chance, for GDP, revenue and both rankings."""
    shown = [(role, "") for role in edition.study.roles]
    shown += [(constants.RANK, roster) for roster in edition.study.rosters]
    columns = [words("common-column-year"), words("brief-attainable-column-confidence")]
    columns += [_column_name(variable, roster, words) for variable, roster in shown]
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
                    words,
                )
                for variable, roster in shown
            ]
            rows.append((str(year), f"{chance:.0%}", *cells))
    caption = words("brief-attainable-reach-table-caption")
    return Table(caption, tuple(columns), tuple(rows))


def _years(edition: Edition) -> list[int]:
    known = set(edition.quantiles(edition.now)["year"])
    return [year for year in edition.study.report_years if year in known]


def _column_name(variable: str, roster: str, words: Words) -> str:
    if variable == constants.GDP:
        return words("common-gdp")
    if variable == constants.REVENUE:
        return words("brief-attainable-revenue")
    members = words.label("roster-short", roster)
    return words("brief-attainable-rank", members=members)


def _cell(
    edition: Edition, variable: str, roster: str, year: int, column: str, words: Words
) -> str:
    if variable == constants.RANK:
        return format_rank(edition.quantile(variable, year, column, roster=roster), words)
    return format_money(edition.quantile(variable, year, column), words)


def _draw_revenue_fan(edition: Edition, words: Words, *, folder: Path) -> list[Figure]:
    """Fan of revenue with the plan's line; none without a second variable or its target."""
    if constants.REVENUE not in edition.study.roles:
        return []
    target = level_target(edition.plan, constants.REVENUE)
    table = build_fan(
        edition.table("history"),
        edition.quantiles(edition.now),
        variable=constants.REVENUE,
        threshold=threshold_of(target),
        target_year=target.year,
        unit=edition.plan.unit,
        final_year=edition.study.last_headline_year,
    )

    def plot(*, ax: Axes, compact: bool) -> Axes:
        return plot_fan(
            table, ax=ax, words=words, compact=compact, unit_label=edition.unit_names[words.lang]
        )

    title = fan_title(edition, constants.REVENUE, words)
    note = words("common-bands-note")
    figure = draw_figure(
        plot, table, folder=folder, name="fan_revenue", words=words, title=title, note=note
    )
    return [figure]


def _passages(edition: Edition) -> list[tuple[Target, list[Record]]]:
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


def _passage_table(
    edition: Edition, passages: list[tuple[Target, list[Record]]], words: Words
) -> Table:
    """When each target becomes likelier than not, and how likely it is by the last year."""
    last, far = edition.study.horizon, edition.study.last_headline_year
    ends = tuple(dict.fromkeys((far, last)))
    rows = []
    for target, found in passages:
        told = by_year(found)
        cells = [
            format_percent_odds(told[y]["probability_by"], mcse=told[y]["mcse_by"])
            if y in told
            else DASH
            for y in ends
        ]
        rows.append(
            (phrases.short_label(target, words), describe_passage_year(found, words), *cells)
        )
    columns = (
        words("common-column-target"),
        words("common-column-likelier-than-not"),
        *([words("brief-attainable-column-reached-2030", year=far)] if far < last else []),
        words("common-column-reached-by", last=last),
    )
    note = words("brief-attainable-note")
    return Table(
        words("brief-attainable-passage-table-caption"),
        columns,
        tuple(rows),
        words=(0, 1),
        note=note,
    )


def describe_passage_year(rows: list[Record], words: Words) -> str:
    """Describe the year in which the odds pass one half, or how close they come.

    Parameters
    ----------
    rows : list of Record
        First-passage probabilities of one target by year.
    words : Words

    Returns
    -------
    str
    """
    year, near, last = (
        _likely_year(rows),
        _even_odds_year(rows),
        max(int(row["year"]) for row in rows),
    )
    if year:
        return words("common-year", year=year)
    if near:
        return words("brief-attainable-about-even", year=near)
    return words("brief-attainable-not", last=last)


def _heading(edition: Edition, passages: list[tuple[Target, list[Record]]], words: Words) -> str:
    told: dict[str, list[str]] = {}
    for target, rows in passages:
        told.setdefault(_clause(rows, words), []).append(phrases.short_label(target, words))
    between = words("common-term-gap")
    return words("common-list-semicolon").join(
        f"{join_words(labels, words)}{between}{clause}" for clause, labels in told.items()
    )


def _clause(rows: list[Record], words: Words) -> str:
    """What a heading says of one target; those of which it says the same share it."""
    year, near, last = (
        _likely_year(rows),
        _even_odds_year(rows),
        max(int(row["year"]) for row in rows),
    )
    if year:
        return words("brief-attainable-likelier-than-not-be", year=year)
    if near:
        return words("brief-attainable-about-even-be-reached", year=near)
    end = by_year(rows)[last]
    chance = format_odds(end["probability_by"], words, mcse=end["mcse_by"], word=False)
    return words("brief-attainable-chance-by", chance=chance, last=last)
