"""Turned round: growth for given odds and who ever did it, and the path to an even bet."""

from __future__ import annotations

import math
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from planodds.report.content import DefinitionList, Table
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_percent,
    format_percent_odds,
    is_missing,
    join_words,
    space_cjk,
    tidy_label,
)
from planodds.report.text.row_records import Record, group_rows

if TYPE_CHECKING:
    import pandas as pd

    from planodds.inputs.plan import Plan, Target
    from planodds.report.text.words import Words

_MOST_NAMED = 2
_DIGIT_BELOW = 20  # per cent: growth below it is told with one digit


def required_growth_table(
    plan: Plan, rows: pd.DataFrame, years: tuple[int, ...], words: Words
) -> Table | None:
    """Build the table of growth per year for odds of 50, 80 and 95 %, and its frequency.

    Parameters
    ----------
    plan : Plan
    rows : pandas.DataFrame
        Of one run, from ``growth_for_probability``.
    years : tuple of int
        Years shown.
    words : Words

    Returns
    -------
    Table or None
        None without rows for the years.
    """
    shown = rows[rows["year"].isin(years)]
    if shown.empty:
        return None
    found = group_rows(shown, "target", "year")
    cells: list[tuple[str, ...]] = []
    for target in plan.targets:
        if target.stretch:
            continue
        for year in years:
            cells += _needed_rows(target, year, found.get((target.id, year), []), words)
    columns = (
        words("common-column-target-year"),
        words("brief-reverse-stress-column-odds"),
        words("brief-reverse-stress-column-growth-needed"),
        words("brief-reverse-stress-column-done-before"),
        words("brief-reverse-stress-column-whom-fastest"),
    )
    note = words("brief-reverse-stress-note")
    return Table(
        words("brief-reverse-stress-caption"), columns, tuple(cells), words=(0, 4), note=note
    )


def _needed_rows(
    target: Target, year: int, rows: list[Record], words: Words
) -> list[tuple[str, ...]]:
    cells: list[tuple[str, ...]] = []
    for chance, same in groupby(sorted(rows, key=itemgetter("chance")), key=itemgetter("chance")):
        if year == target.year and cells:
            continue  # for the plan's own year an even bet says enough
        own = list(same)
        first, name = own[0], phrases.short_label(target, words)
        when = words("common-year", year=year)
        expected = _format_growth(first["forecast_growth_percent"])
        cells.append(
            (
                f"{name}\n{when}",
                f"{chance:.0%}",
                f"{_format_growth(first['required_growth_percent'])}\n({expected})",
                _done(first, words),
                _by_whom(own, words),
            )
        )
    return cells


def _format_growth(percent: float) -> str:
    """Per cent a year: one digit below twenty, none above."""
    return format_percent(percent / 100, digits=int(abs(percent) < _DIGIT_BELOW))


def _done(row: Record, words: Words) -> str:
    if is_missing(row["n"]) or not row["n"] > 0:
        return DASH
    span = int(row["window_years"])
    count = words("common-of", hits=int(row["k"]), windows=int(row["n"]))
    return f"{count}\n" + words("brief-reverse-stress-year-windows", years=span)


def _by_whom(rows: list[Record], words: Words) -> str:
    named = sorted((row for row in rows if row["order"] > 0), key=itemgetter("order"))
    if not named:
        return words("brief-reverse-stress-nobody")
    return "\n".join(
        f"{tidy_label(str(row[f'precedent_{words.lang}']))} "
        f"{int(row['precedent_from'])}–{int(row['precedent_to'])} "
        f"{_format_growth(row['precedent_growth_percent'])}"
        for row in named[:_MOST_NAMED]
    )


def even_odds_path_items(plan: Plan, rows: pd.DataFrame, words: Words) -> DefinitionList | None:
    """Describe the least unlikely common path under which each target has even odds.

    Parameters
    ----------
    plan : Plan
    rows : pandas.DataFrame
        Rows of one run, from ``most_likely_path_to_even_odds``.
    words : Words

    Returns
    -------
    DefinitionList or None
        None without such a path.
    """
    entries, hopeless = [], []
    found = group_rows(rows.sort_values("year", kind="stable"), "target", "year")
    for target in plan.targets:
        if target.stretch:
            continue
        for (asked, year), own in found.items():
            if asked != target.id:
                continue
            term = phrases.short_label(target, words) + words("common-bracketed-year", year=year)
            if is_missing(own[0]["required_growth_percent"]):
                hopeless.append((term, own[0]))
            else:
                entries.append((term, _even_words(own, words)))
    if hopeless:
        entries.append(_hopeless(hopeless, words))
    return DefinitionList(tuple(entries)) if entries else None


def _hopeless(found: list[tuple[str, Record]], words: Words) -> tuple[str, str]:
    """Targets that no common path makes an even bet, with the largest share that comes so far."""
    row = max((row for _, row in found), key=lambda row: row["tail_probability"])
    share = _share(row).removeprefix("<")  # of which it is "no more than"
    terms = (words("common-list-comma")).join(term for term, _ in found)
    return terms, words("brief-reverse-stress-out-of-reach", share=share)


def _share(row: Record) -> str:
    return format_percent_odds(row["tail_probability"], mcse=row["mcse"], upper=row["upper"])


def _even_words(rows: list[Record], words: Words) -> str:
    share = _share(rows[0])
    told = join_words(
        [
            _series_words(series, list(own), words)
            for series, own in groupby(rows, key=itemgetter("series"))
        ],
        words,
    )
    told = space_cjk(told) if words.lang == "zh" else told
    helps = rows[0]["probability_now"] < 0.5
    side = (
        words("brief-reverse-stress-favourable")
        if helps
        else words("brief-reverse-stress-unfavourable")
    )
    return words("brief-reverse-stress-even-odds", list=told, side=side, share=share)


def _series_words(series: str, rows: list[Record], words: Words) -> str:
    """Average growth of one series along the path, beside the baseline's."""
    path, base = (
        _average([row[column] for row in rows])
        for column in ("required_growth_percent", "baseline_growth_percent")
    )
    years = [int(row["path_year"]) for row in rows]
    first, last = min(years), max(years)
    name = words.label_or_code("series", series)
    fast, usual = (format_percent(value, digits=1, signed=True) for value in (path, base))
    when = (
        words("brief-reverse-stress-period", first=first, last=last)
        if last > first
        else words("common-year", year=first)
    )
    return words("brief-reverse-stress-series-growth", name=name, when=when, fast=fast, usual=usual)


def _average(percent: list[float]) -> float:
    """Average growth a year of some years, as a fraction."""
    return math.prod(1 + year / 100 for year in percent) ** (1 / len(percent)) - 1
