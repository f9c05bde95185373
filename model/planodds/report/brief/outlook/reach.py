"""Levels and rank within reach, beside today's, for any run of the edition."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Table
from planodds.report.text.formatting import DASH, format_money, format_percent, format_rank

if TYPE_CHECKING:
    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words


_VISIBLE = -0.005  # a smaller fall of the median, in logs, reads as none


def build_reach_table(
    edition: Edition, words: Words, *, scenario: str = constants.BASELINE, variant: str = ""
) -> Table:
    """Build the table of levels and rank within reach at 50 and 80 %, in the first screen's years.

    Parameters
    ----------
    edition : Edition
    words : Words
    scenario, variant : str
        Run at today's information.

    Returns
    -------
    Table
        The latest figures stand in the first column.
    """
    run = {"scenario": scenario, "variant": variant}
    chances = ((0.5, "q50", "q50"), (0.8, "q20", "q80"))
    names = {0.5: words("brief-headline-even-odds"), 0.8: words("brief-headline-80-percent")}
    years = tuple(dict.fromkeys(edition.study.headline_pair))
    known = words("common-year", year=edition.fact_year(constants.GDP))
    columns = [words("common-within-reach"), f"{words('brief-headline-latest')}\n{known}"]
    columns += [
        words("common-year-over-value", year=year, value=names[p])
        for year in years
        for p, _, _ in chances
    ]
    rows = []
    for variable in (*edition.study.roles, constants.RANK):
        cells = [
            _reach_cell(
                edition, variable, year, rank if variable == constants.RANK else level, words, **run
            )
            for year in years
            for _, level, rank in chances
        ]
        rows.append((_row_name(variable, words), _latest_cell(edition, variable, words), *cells))
    note = words("common-sentence-gap").join(
        filter(None, [words("brief-headline-reach-note"), _explain_fall(edition, words, **run)])
    )
    return Table(_reach_caption(edition, words, **run), tuple(columns), tuple(rows), note=note)


def _explain_fall(edition: Edition, words: Words, **run: str) -> str:
    """Why the next median is below the latest figure: the common part and the unit's own."""
    year = edition.fact_year(constants.GDP) + 1
    change = math.log(
        edition.quantile(constants.GDP, year, "q50", **run) / edition.fact(constants.GDP)
    )
    if not (edition.study.has_aggregate and edition.has("common_outlook")) or change > _VISIBLE:
        return ""
    rows = edition.table("common_outlook")
    rows = rows[
        (rows["information"] == edition.now)
        & (rows["evidence"] == constants.POSTERIOR)
        & (rows["series"] == edition.study.common[-1].name)
        & (rows["year"] == year)
    ]
    if rows.empty or run["scenario"] != constants.BASELINE:
        return ""
    common = float(rows["q50"].iloc[0])
    return words(
        "brief-headline-reach-fall",
        year=year,
        fall=format_percent(math.expm1(change), digits=1, signed=True),
        common=format_percent(math.expm1(common), digits=1, signed=True),
        own=format_percent(math.expm1(change - common), digits=1, signed=True),
    )


def _latest_cell(edition: Edition, variable: str, words: Words) -> str:
    """The last published figure; with its year where that is not the year of the column."""
    rank = variable == constants.RANK
    value = edition.fact(variable, roster=edition.study.headline_roster if rank else "")
    if math.isnan(value):
        return DASH
    shown = format_rank(value, words) if rank else format_money(value, words)
    year = edition.fact_year(variable)
    if year == edition.fact_year(constants.GDP):
        return shown
    return f"{shown}\n{words('common-year', year=year)}"


def _reach_cell(
    edition: Edition, variable: str, year: int, column: str, words: Words, **run: str
) -> str:
    """One cell: a level that is reached or passed, or a place or a better one."""
    value = edition.quantile(variable, year, column, **run)
    if math.isnan(value):
        return DASH
    if variable == constants.RANK:
        return format_rank(value, words)
    return f"≥ {format_money(value, words)}"


def _row_name(variable: str, words: Words) -> str:
    name = words.label("variable", variable)
    return name if variable == constants.RANK else words("common-with-money-unit", name=name)


def _reach_caption(edition: Edition, words: Words, **run: str) -> str:
    last = edition.study.last_headline_year
    level = edition.quantile(constants.GDP, last, "q20", **run)
    rank = edition.quantile(constants.RANK, last, "q80", **run)
    known = edition.fact(constants.GDP)
    known_rank = edition.fact(constants.RANK, roster=edition.study.headline_roster)
    return words(
        "brief-headline-reach-caption",
        last=last,
        level=format_money(level, words),
        rank=format_rank(rank, words),
        known=edition.fact_year(constants.GDP),
        side="worse" if level < known and rank > known_rank else "other",
    )
