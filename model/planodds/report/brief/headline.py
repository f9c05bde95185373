"""The first screen: the verdict, three targets then and now, one chart, what is within reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import HEADLINES, Edition
from planodds.report.content import Figure, Headline, Table, TargetRow, say
from planodds.report.figures.fan import THIRTIETH, build_fan, plot_fan
from planodds.report.figures.odds_sparkline import draw_odds_line
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text import phrases
from planodds.report.text.formatting import DASH, GRADES, format_money, format_rank
from planodds.report.text.labels import PARTS, VARIABLES, label

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

_SHOWN = (2027, 2030)
_GRADE_ORDER = ("low", "medium", "high")


def build_headline(edition: Edition, lang: str, *, folder: Path) -> Headline:
    """Everything above the fold, from the edition's tables."""
    plan = edition.plan
    return Headline(
        title=title_of(edition, lang),
        known=data_cutoff_line(edition, lang),
        grade=GRADES[_evidence_grade(edition)][lang],
        verdict=build_verdict(edition, lang),
        columns=_columns(edition, lang),
        rows=tuple(
            _target_row(edition, target, lang) for target in plan.targets if target.id in HEADLINES
        ),
        table_note=_rows_note(edition, lang),
        figure=_draw_main_fan(edition, lang, folder=folder),
        reach=_build_reach_table(edition, lang),
    )


def title_of(edition: Edition, lang: str) -> str:
    """Title of the brief, from the plan's own name."""
    name = getattr(edition.plan.label, lang)
    return say(
        lang,
        zh=f"{name.removesuffix('规划')}目标可达性研判",
        en=f"{name}: can its targets be reached?",
    )


def data_cutoff_line(edition: Edition, lang: str) -> str:
    """To when the data reach."""
    county, drivers = edition.county_to, edition.drivers_to
    return say(
        lang,
        zh=f"数据截至 {county} 年（驱动因素至 {drivers} 年）",
        en=f"Data to {county} (drivers to {drivers}) · money in 100 million yuan (亿元)",
    )


def _evidence_grade(edition: Edition) -> str:
    """Lowest data quality of the headline targets; low if the run is not for decisions."""
    if not edition.for_decisions:
        return "low"
    grades = [target.evidence for target in edition.plan.targets if target.id in HEADLINES]
    return min(grades, key=_GRADE_ORDER.index)


def build_verdict(edition: Edition, lang: str) -> str:
    """What is decided; what the hardest open level needs, and how often that was done.

    With no level open any more it states how each headline target stands.
    """
    needed = phrases.binding_requirements(edition)
    if needed is None:
        return phrases.target_status_sentence(edition, lang)
    level, place = needed
    target = edition.plan.target(level["target"])
    first = phrases.needed_clause(level, target, lang)
    if place is not None and place["needed_growth_log"] > level["needed_growth_log"]:
        first += phrases.rank_clause(edition, place, lang)
    rate = phrases.base_rate_clause(level, lang)
    decided = phrases.target_status_sentence(edition, lang, decided_only=True)
    return say(
        lang,
        zh=f"{decided}{first}；{rate}。",
        en=f"{decided}{' ' if decided else ''}{first}; {rate}.",
    )


def _columns(edition: Edition, lang: str) -> tuple[str, ...]:
    return (
        say(lang, zh="目标", en="Target"),
        say(lang, zh="编制规划时", en="When planned"),
        say(lang, zh="现在", en="Now"),
        say(lang, zh="差距", en="Gap"),
        say(lang, zh="变动主因", en="What moved it"),
    )


def _rows_note(edition: Edition, lang: str) -> str:
    year = edition.plan.target_year
    if edition.then is None:
        return say(
            lang, zh="● 现在的可能性，横线由 0 到 100。", en="● odds now, on a line from 0 to 100."
        )
    return say(
        lang,
        zh=f"○ 编制规划时（{edition.then} 年数据，证据等级低）　● 现在，横线由 0 到 100。"
        f"变动主因为 {year} 年中位预测自编制时以来的变动，分为全省共同、自身相对和普查换口径三部分；"
        "位次后退记为“退”。",
        en=f"○ when the plan was made (data of {edition.then}, evidence low)  ● now, on a line "
        f"from 0 to 100. What moved it: the change of the median outlook for {year} since "
        "then, split into what the province shared, the county's own part and the change of "
        "census basis.",
    )


def _target_row(edition: Edition, target, lang: str) -> TargetRow:
    now = edition.odds(target.id, edition.now)
    then = edition.odds(target.id, edition.then) if edition.then else None
    return TargetRow(
        label=phrases.short_label(target, lang),
        then=phrases.short_odds(then, lang),
        now=phrases.short_odds(now, lang),
        then_word=phrases.describe_probability(then, lang),
        now_word=phrases.describe_probability(now, lang),
        gap=_describe_gap(edition, target, lang),
        moved=_describe_revision(edition, target, lang),
        line=draw_odds_line(then, now, lang),
    )


def _describe_gap(edition: Edition, target, lang: str) -> str:
    """How far the last published figure stands from the target."""
    if target.kind == "rank":
        rank = edition.fact(constants.RANK, roster=target.main_reading.roster)
        return say(lang, zh=f"现{format_rank(rank, lang)}", en=f"now {format_rank(rank, lang)}")
    short = target.threshold - edition.fact(target.variable)
    amount = format_money(abs(short), digits=1)
    if short <= 0:
        return say(lang, zh=f"已超 {amount} 亿元", en=f"{amount} above")
    return say(lang, zh=f"还差 {amount} 亿元", en=f"{amount} short")


def _describe_revision(edition: Edition, target, lang: str) -> tuple[str, ...]:
    """Parts of the change of the median outlook since the plan was made, largest first."""
    parts = phrases.moved_parts(edition, target)
    ranked = sorted(parts.items(), key=lambda item: -abs(item[1]))
    return tuple(
        f"{label(PARTS, part, lang)} {phrases.format_part(value, target, lang)}"
        for part, value in ranked
    )


def _draw_main_fan(edition: Edition, lang: str, *, folder: Path) -> Figure:
    """The chart of the first screen: history, fan, the plan's line, the moving 30th place."""
    target = next(
        t for t in edition.plan.targets if t.kind == "level" and t.variable == constants.GDP
    )
    table = build_fan(
        edition.table("history"),
        edition.quantiles(edition.now),
        variable=constants.GDP,
        threshold=target.threshold,
        target_year=target.year,
        unit=edition.plan.unit,
        rank_history=phrases.rank_history(edition),
    )

    def plot(*, ax, compact: bool):
        return plot_fan(table, ax=ax, lang=lang, compact=compact)

    title = _fan_title(edition, table, target, lang)
    note = say(
        lang,
        zh="由深至浅三层色带，依次为十次中有五次、八次、九次落入的范围；灰色为全省第 30 位"
        "及其五成、八成区间。竖虚线为普查换口径，前后不可比作增长。",
        en="From dark to light the bands hold the outcome five, eight and nine times in "
        "ten; grey is the 30th place with its own bands. At the dotted lines the census "
        "basis changes: a step there is not growth.",
    )
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="fan_gdp",
        lang=lang,
        title=title,
        note=note,
        alt=f"{title} {note}",
    )


def _fan_title(edition: Edition, table: pd.DataFrame, target, lang: str) -> str:
    rows = table[(table["part"] == "forecast") & (table["year"] == target.year)]
    last = max(_SHOWN)
    later = edition.quantile(constants.GDP, last, "q50")
    place = table[(table["series"] == THIRTIETH) & (table["year"] == last)]
    money = format_money
    if rows.empty:
        return say(
            lang,
            zh=f"{last} 年 GDP 中位预测 {money(later)} 亿元，第 30 位"
            f"为 {money(place['q50'].iloc[0])} 亿元",
            en=f"Median GDP in {last} is {money(later)}; the 30th place stands at "
            f"{money(place['q50'].iloc[0])}",
        )
    own = rows[rows["series"] == "county"]["q50"].iloc[0]
    return say(
        lang,
        zh=f"{target.year} 年 GDP 中位预测 {money(own)} 亿元，目标 {money(target.threshold)} 亿元；"
        f"到 {last} 年为 {money(later)} 亿元，届时第 30 位已在 {money(place['q50'].iloc[0])} 亿元",
        en=f"Median GDP in {target.year} is {money(own)} against a target of "
        f"{money(target.threshold)}; in {last} it is {money(later)}, with the 30th place at "
        f"{money(place['q50'].iloc[0])}",
    )


def _build_reach_table(edition: Edition, lang: str) -> Table:
    """Levels and rank within reach at 50 and 80 %, in the two years of the first screen."""
    chances = ((0.5, "q50", "q50"), (0.8, "q20", "q80"))
    tenths = {0.5: {"zh": "五成把握", "en": "even odds"}, 0.8: {"zh": "八成把握", "en": "80%"}}
    columns = [say(lang, zh="可期水平", en="Within reach")]
    columns += [
        say(lang, zh=f"{year} 年\n{tenths[p][lang]}", en=f"{year}\n{tenths[p][lang]}")
        for year in _SHOWN
        for p, _, _ in chances
    ]
    rows = []
    for variable in (constants.GDP, constants.REVENUE, constants.RANK):
        cells = [
            _reach_cell(
                edition, variable, year, rank if variable == constants.RANK else level, lang
            )
            for year in _SHOWN
            for _, level, rank in chances
        ]
        rows.append((_row_name(variable, lang), *cells))
    return Table(_reach_caption(edition, lang), tuple(columns), tuple(rows))


def _reach_cell(edition: Edition, variable: str, year: int, column: str, lang: str) -> str:
    """One cell: a level that is reached or passed, or a place or a better one."""
    value = edition.quantile(variable, year, column)
    if math.isnan(value):
        return DASH
    if variable == constants.RANK:
        return format_rank(value, lang)
    return f"≥ {format_money(value)}"


def _row_name(variable: str, lang: str) -> str:
    name = label(VARIABLES, variable, lang)
    return name if variable == constants.RANK else say(lang, zh=f"{name}（亿元）", en=name)


def _reach_caption(edition: Edition, lang: str) -> str:
    last = max(_SHOWN)
    level = format_money(edition.quantile(constants.GDP, last, "q20"))
    rank = format_rank(edition.quantile(constants.RANK, last, "q80"), lang)
    return say(
        lang,
        zh=f"到 {last} 年，有八成把握的是 GDP {level} 亿元以上、全省{rank}以内",
        en=f"By {last}, with 80% confidence: GDP of {level} or more, and {rank} place or better",
    )
