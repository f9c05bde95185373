"""Views of the data: what is published, what the targets need, how good the figures are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.brief.sources import source_text
from planodds.report.content import Block, Figure, Paragraph, Table, say
from planodds.report.figures.ranks import build_rank_strip, plot_rank_strip
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text import phrases
from planodds.report.text.base_rates import rate_table
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_number,
    format_percent,
    format_rank,
)
from planodds.report.text.labels import READINGS, ROSTERS, VARIABLES, label

if TYPE_CHECKING:
    import pandas as pd

    from planodds.notebook.session import Session

_FIGURES = "figures"
_MOST_SOURCES = 12
_RATES_UNTIL = 2030


def view_published(run: Session, facts: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the county's published levels, growth and ranks, and the 30th place beside them."""
    shown = (
        (constants.GDP, "", 2),
        ("gdp_growth", "", 1),
        (constants.RANK, constants.ROSTER_ALL, 0),
        (constants.RANK, constants.ROSTER_COUNTIES, 0),
        ("place_30_gdp", constants.ROSTER_ALL, 0),
        (constants.REVENUE, "", 2),
        ("revenue_growth", "", 1),
    )
    years = sorted({int(year) for year in facts.loc[facts["fact"] == constants.GDP, "year"]})
    rows = tuple(
        (
            _fact_name(fact, roster, lang),
            *(format_number(_fact(facts, fact, year, roster), digits) for year in years),
        )
        for fact, roster, digits in shown
    )
    columns = (
        say(lang, zh="公布数", en="Published"),
        *(say(lang, zh=f"{year} 年", en=str(year)) for year in years),
    )
    note = say(
        lang,
        zh="增速只在同一普查口径内计算。金额单位为亿元，现价。",
        en="Growth within one census basis only. Money in 100 million yuan, current prices.",
    )
    caption = say(lang, zh="本县公布数与位次", en="The county's published figures and ranks")
    return [
        Paragraph(_published_sentence(facts, years, lang)),
        Table(caption, columns, rows, note=note),
    ]


def _published_sentence(facts: pd.DataFrame, years: list[int], lang: str) -> str:
    """Tell level and rank, each to its last year: a county may know its own figure first."""
    base, last = 2020, years[-1]
    ranked = int(facts.loc[facts["fact"] == constants.RANK, "year"].max())
    money = [format_number(_fact(facts, constants.GDP, year, ""), 2) for year in (base, last)]
    ranks = [
        format_rank(_fact(facts, constants.RANK, year, constants.ROSTER_ALL), lang)
        for year in (base, ranked)
    ]
    needed = format_number(_last(facts, "needed_gdp_level"), 1)
    return say(
        lang,
        zh=f"GDP 由 {base} 年的 {money[0]} 亿元到 {last} 年的 {money[1]} 亿元，全省位次由 {base} 年的"
        f"{ranks[0]}到 {ranked} 年的{ranks[1]}；规划目标自 {base} 年起须年均增长 {needed}%（现价）。",
        en=f"GDP went from {money[0]} in {base} to {money[1]} in {last}, the rank from {ranks[0]} "
        f"in {base} to {ranks[1]} in {ranked}; from {base} the plan's level needs {needed}% a "
        "year at current prices.",
    )


def _fact(facts: pd.DataFrame, name: str, year: int, roster: str) -> float:
    rows = facts[(facts["fact"] == name) & (facts["year"] == year) & (facts["roster"] == roster)]
    return float(rows["value"].iloc[0]) if len(rows) else float("nan")


def _last(facts: pd.DataFrame, name: str) -> float:
    return float(facts.loc[facts["fact"] == name, "value"].iloc[-1])


def _fact_name(fact: str, roster: str, lang: str) -> str:
    growth = say(lang, zh="增速（%）", en=" growth (%)")
    if fact.endswith("_growth"):
        return label(VARIABLES, fact.removesuffix("_growth"), lang) + growth
    if fact == "place_30_gdp":
        return say(lang, zh="第 30 位的 GDP", en="GDP at the 30th place")
    name = label(VARIABLES, fact, lang)
    members = label(ROSTERS, roster, lang) if roster else ""
    return say(lang, zh=f"{name}（{members}）", en=f"{name}, {members}") if members else name


def view_rank_strip(run: Session, history: pd.DataFrame, *, lang: str) -> list[Block]:
    """Draw all units in order of their last published GDP, with the plan's line."""
    rows = history[
        (history["variable"] == constants.GDP)
        & (history["year"] == run.panel.information.county_to)
    ]
    target = run.plan.target("gdp_level")
    table = build_rank_strip(rows, run.panel.unit_table.reset_index(), home=run.plan.unit)
    return [_draw_strip(run, table, target, lang)]


def _draw_strip(run: Session, table: pd.DataFrame, target: object, lang: str) -> Figure:
    year = run.panel.information.county_to
    above = 1 + int((table["value"] > target.threshold).sum())
    own = (
        format_rank(table.loc[table["role"] == "home", "rank"].iloc[0], lang)
        if (table["role"] == "home").any()
        else DASH
    )
    level, place = format_money(target.threshold, digits=0), format_rank(above, lang)
    title = say(
        lang,
        zh=f"{year} 年本县居{own}；GDP 若为 {level} 亿元，当年可居{place}",
        en=f"In {year} the county stood {own}; a GDP of {level} would have stood {place}",
    )
    note = say(
        lang,
        zh=f"每点为一个县（市、区）{year} 年公布的 GDP，按位次排列。",
        en=f"Each dot is one unit's published GDP of {year}, in order.",
    )
    return draw_figure(
        lambda *, ax, compact: plot_rank_strip(
            table, ax=ax, lang=lang, threshold=target.threshold, compact=compact
        ),
        table,
        folder=run.folder / _FIGURES,
        name="standing",
        lang=lang,
        title=title,
        note=note,
    )


def view_required_growth(run: Session, required: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show the growth that each target needs, and how many county-years ever did it."""
    main = {target.id: target.main_reading.name for target in run.plan.targets}
    rows = tuple(
        _needed_row(run, row, lang)
        for _, row in required.iterrows()
        if main[row["target"]] == row["reading"]
    )
    columns = (
        say(lang, zh="目标", en="Target"),
        say(lang, zh="口径", en="Reading"),
        say(lang, zh="起止年份", en="Years"),
        say(lang, zh="由（亿元）", en="From"),
        say(lang, zh="到（亿元）", en="To"),
        say(lang, zh="年均增速", en="Growth a year"),
        say(lang, zh="达到的县年数", en="County-years that did"),
    )
    caption = say(
        lang,
        zh="各项目标所需增速，与面板中达到过的县年数",
        en="Growth needed, and how many county-years of the panel ever did that",
    )
    note = say(
        lang,
        zh="位次按该位次最近公布数不再上升计，是下限。",
        en="A place is set against its last published level as if it stood still: a lower bound.",
    )
    return [Table(caption, columns, rows, words=(0, 1, 2), note=note)]


def _needed_row(run: Session, row: pd.Series, lang: str) -> tuple[str, ...]:
    target = run.plan.target(row["target"])
    k, n = int(row["k"]), int(row["n"])
    return (
        phrases.short_label(target, lang),
        label(READINGS, row["reading"], lang),
        f"{int(row['from_year'])}–{int(row['to_year'])}",
        format_number(row["from_value"], 2),
        format_number(row["to_value"], 1),
        format_percent(row["needed_growth_percent"] / 100, digits=1),
        say(lang, zh=f"{k}／{n}", en=f"{k} of {n}"),
    )


def view_base_rates(run: Session, rates: pd.DataFrame, *, lang: str) -> list[Block]:
    """Show how often what each target asks has been done in as many years."""
    return [rate_table(run.plan, rates, lang, until=_RATES_UNTIL)]


def view_quality(run: Session, quality: pd.DataFrame, *, lang: str) -> list[Block]:
    """Count the cells that were corrected, are doubtful, or are left out of the fit."""
    columns = (
        say(lang, zh="指标", en="Variable"),
        say(lang, zh="年份", en="Year"),
        say(lang, zh="有数单位", en="Units"),
        say(lang, zh="正常", en="In order"),
        say(lang, zh="更正", en="Corrected"),
        say(lang, zh="存疑", en="Doubtful"),
        say(lang, zh="剔除", en="Left out"),
        say(lang, zh="另有出处", en="Second prints"),
    )
    rows = tuple(
        (
            label(VARIABLES, row.variable, lang),
            str(row.year),
            *(
                format_number(value)
                for value in (
                    row.units,
                    row.ok,
                    row.corrected,
                    row.doubtful,
                    row.excluded,
                    row.second_source,
                )
            ),
        )
        for row in quality.itertuples()
    )
    out, cells = int(quality["excluded"].sum()), int(quality["units"].sum())
    sentence = say(
        lang,
        zh=f"{cells} 个数据中，{out} 个不用于拟合。",
        en=f"Of {cells} cells {out} are left out of the fit.",
    )
    caption = say(lang, zh="各年数据质量", en="Quality of the data, year by year")
    return [Paragraph(sentence), Table(caption, columns, rows)]


def view_sources(run: Session, sources: pd.DataFrame, *, lang: str) -> list[Block]:
    """List the sources on which most rows rest."""
    columns = (
        say(lang, zh="来源", en="Source"),
        say(lang, zh="发布者", en="Publisher"),
        say(lang, zh="行数", en="Rows"),
    )
    rows = tuple(
        (
            source_text(row, "title", lang),
            source_text(row, "publisher", lang),
            format_number(row["rows"]),
        )
        for _, row in sources.head(_MOST_SOURCES).iterrows()
    )
    rest = len(sources) - len(rows)
    note = say(
        lang,
        zh=f"其余 {rest} 个来源见 sources_used.csv。",
        en=f"The other {rest} sources are in sources_used.csv.",
    )
    caption = say(lang, zh="主要数据来源", en="Main sources of the data")
    return [Table(caption, columns, rows, words=(0, 1), note=note)]
