"""Turned round: growth for given odds and who ever did it, and the path to an even bet."""

from __future__ import annotations

import math
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from planodds.report.content import DefinitionList, Table, say
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
from planodds.report.text.labels import SERIES, label
from planodds.report.text.row_records import Record, group_rows

if TYPE_CHECKING:
    import pandas as pd

_MOST_NAMED = 2
_DIGIT_BELOW = 20  # per cent: growth below it is told with one digit


def needed_table(plan, rows: pd.DataFrame, years: tuple[int, ...], lang: str) -> Table | None:
    """Growth a year at which each target has odds of 50, 80 and 95 %, and how often it was done.

    Parameters
    ----------
    plan : Plan
    rows : pandas.DataFrame
        Of one run, from ``growth_for_probability``.
    years : tuple of int
        Years shown.
    lang : str
    """
    shown = rows[rows["year"].isin(years)]
    if shown.empty:
        return None
    found, cells = group_rows(shown, "target", "year"), []
    for target in plan.targets:
        if target.stretch:
            continue
        for year in years:
            cells += _needed_rows(target, year, found.get((target.id, year), []), lang)
    columns = (
        say(lang, zh="目标与年份", en="Target and year"),
        say(lang, zh="可能性", en="Odds"),
        say(lang, zh="须年均增长\n（现预测）", en="Growth needed\n(now expected)"),
        say(lang, zh="历史上做到", en="Done before"),
        say(lang, zh="由谁做到（最快者）", en="By whom (the fastest)"),
    )
    note = say(
        lang,
        zh="本县独自加快、其他县（市、区）照预测走；年均增速按同一普查口径。位次的门槛随各县一起移动。"
        "“历史上做到”为面板中同样年数（或最长可得年数）的窗口中达到者与总数。",
        en="The county alone speeds up, the others go on as forecast; growth a year on "
        "one census basis. The threshold of a place moves with the others. Done before: "
        "windows of the panel of as many years (or of the longest there are) that "
        "reached it, of all.",
    )
    return Table(
        say(
            lang,
            zh="要有五成、八成、九成五把握，须有多快的增速",
            en="Growth needed for odds of 50, 80 and 95%",
        ),
        columns,
        tuple(cells),
        words=(0, 4),
        note=note,
    )


def _needed_rows(target, year: int, rows: list[Record], lang: str) -> list[tuple[str, ...]]:
    cells = []
    for chance, same in groupby(sorted(rows, key=itemgetter("chance")), key=itemgetter("chance")):
        if year == target.year and cells:
            continue  # for the plan's own year an even bet says enough
        own = list(same)
        first, name = own[0], phrases.short_label(target, lang)
        when = say(lang, zh=f"{year} 年", en=str(year))
        expected = _format_growth(first["forecast_growth_percent"])
        cells.append(
            (
                f"{name}\n{when}",
                f"{chance:.0%}",
                f"{_format_growth(first['needed_growth_percent'])}\n({expected})",
                _done(first, lang),
                _by_whom(own, lang),
            )
        )
    return cells


def _format_growth(percent: float) -> str:
    """Per cent a year: one digit below twenty, none above."""
    return format_percent(percent / 100, digits=int(abs(percent) < _DIGIT_BELOW))


def _done(row: Record, lang: str) -> str:
    if is_missing(row["n"]) or not row["n"] > 0:
        return DASH
    span = int(row["window_years"])
    count = say(
        lang, zh=f"{int(row['k'])}/{int(row['n'])}", en=f"{int(row['k'])} of {int(row['n'])}"
    )
    return f"{count}\n" + say(lang, zh=f"{span} 年窗口", en=f"{span}-year windows")


def _by_whom(rows: list[Record], lang: str) -> str:
    named = sorted((row for row in rows if row["order"] > 0), key=itemgetter("order"))
    if not named:
        return say(lang, zh="没有", en="nobody")
    return "\n".join(
        f"{tidy_label(str(row[f'precedent_{lang}']))} "
        f"{int(row['precedent_from'])}–{int(row['precedent_to'])} "
        f"{_format_growth(row['precedent_growth_percent'])}"
        for row in named[:_MOST_NAMED]
    )


def even_odds_path_items(plan, rows: pd.DataFrame, lang: str) -> DefinitionList | None:
    """The least unlikely common path under which each target is an even bet, in words."""
    entries, hopeless = [], []
    found = group_rows(rows.sort_values("year", kind="stable"), "target", "year")
    for target in plan.targets:
        if target.stretch:
            continue
        for (asked, year), own in found.items():
            if asked != target.id:
                continue
            term = phrases.short_label(target, lang) + say(
                lang, zh=f"（{year} 年）", en=f" ({year})"
            )
            if is_missing(own[0]["needed_growth_percent"]):
                hopeless.append((term, own[0]))
            else:
                entries.append((term, _even_words(own, lang)))
    if hopeless:
        entries.append(_hopeless(hopeless, lang))
    return DefinitionList(tuple(entries)) if entries else None


def _hopeless(found: list[tuple[str, Record]], lang: str) -> tuple[str, str]:
    """Targets that no common path makes an even bet, with the largest share that comes so far."""
    row = max((row for _, row in found), key=lambda row: row["tail_probability"])
    share = _share(row)
    terms = (say(lang, zh="、", en=", ")).join(term for term, _ in found)
    return terms, say(
        lang,
        zh=f"只靠全省、全国和煤价的走势达不到各半：预测的路径中，共同部分好到如此的占比，最大也只是 {share}。",
        en="Province, nation and coal alone cannot make these an even bet: the share of the "
        f"forecast's paths with a common part that good is {share} at the largest.",
    )


def _share(row: Record) -> str:
    return format_percent_odds(row["tail_probability"], mcse=row["mcse"], upper=row["upper"])


def _even_words(rows: list[Record], lang: str) -> str:
    share = _share(rows[0])
    told = join_words(
        [
            _series_words(series, list(own), lang)
            for series, own in groupby(rows, key=itemgetter("series"))
        ],
        lang,
    )
    told = space_cjk(told) if lang == "zh" else told
    helps = rows[0]["probability_now"] < 0.5
    side = (
        say(lang, zh="有利", en="favourable") if helps else say(lang, zh="不利", en="unfavourable")
    )
    return say(
        lang,
        zh=f"{told}时，达到与否各半；预测的路径中，共同部分至少这样{side}的占 {share}。",
        en=f"An even bet with {told}; of the forecast's paths {share} have a common part "
        f"at least as {side}.",
    )


def _series_words(series: str, rows: list[Record], lang: str) -> str:
    """Average growth of one series along the path, beside the baseline's."""
    path, base = (
        _average([row[column] for row in rows])
        for column in ("needed_growth_percent", "baseline_growth_percent")
    )
    years = [int(row["path_year"]) for row in rows]
    first, last = min(years), max(years)
    name = label(SERIES, series, lang)
    fast, usual = (format_percent(value, digits=1, signed=True) for value in (path, base))
    when = say(
        lang,
        zh=f"{first}—{last} 年平均每年" if last > first else f"{first} 年",
        en=f"{first}–{last}" if last > first else str(first),
    )
    return say(
        lang,
        zh=f"{name}{when} {fast}（现预测 {usual}）",
        en=f"{name} at {fast} a year in {when} (now expected: {usual})",
    )


def _average(percent: list[float]) -> float:
    """Average growth a year of some years, as a fraction."""
    return math.prod(1 + year / 100 for year in percent) ** (1 / len(percent)) - 1
