"""What it would take: the growth needed, and how often the panel has seen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import HEADLINES, Edition
from planodds.report.brief.reverse_stress import even_odds_path_items, needed_table
from planodds.report.content import Block, Paragraph, Section, Table, say
from planodds.report.text import phrases
from planodds.report.text.base_rates import rate_table
from planodds.report.text.formatting import format_number, format_odds, format_percent
from planodds.report.text.labels import VARIABLES, label

if TYPE_CHECKING:
    import pandas as pd

_SHOWN_LATER = 2030


def _variable_name(target, lang: str) -> str:
    """Name of the quantity that a target is about."""
    return label(VARIABLES, target.variable or constants.GDP, lang)


def build_required_growth(edition: Edition, lang: str) -> Section:
    """Section on the growth that levels and places need, against what counties have done."""
    table = edition.table("required")
    table = table[table["information"] == edition.now]
    blocks = [
        _needed_table(edition, table, lang),
        *_rates(edition, lang),
        *_for_odds(edition, lang),
        Paragraph(_given_level(edition, lang)),
    ]
    return Section(
        "effort",
        say(lang, zh="所需增速", en="What it would take"),
        _heading(edition, table, lang),
        tuple(b for b in blocks if b != Paragraph("")),
    )


def _rates(edition: Edition, lang: str) -> list[Block]:
    """Base rates by length of window and by coal regime, where the edition has them."""
    if not edition.has("base_rates"):
        return []
    rates = edition.table("base_rates")
    rates = rates[rates["information"] == edition.now]
    return [rate_table(edition.plan, rates, lang, until=_SHOWN_LATER, targets=HEADLINES)]


def _for_odds(edition: Edition, lang: str) -> list[Block]:
    """Growth for odds of 50, 80 and 95 %, by whom, and the common path to an even bet."""
    blocks: list[Block | None] = []
    years = (edition.plan.target_year, _SHOWN_LATER)
    if edition.has("needed"):
        blocks.append(needed_table(edition.plan, _baseline(edition, "needed"), years, lang))
    if edition.has("even_path"):
        rows = _baseline(edition, "even_path")
        blocks.append(even_odds_path_items(edition.plan, rows[rows["year"].isin(years)], lang))
    return [block for block in blocks if block is not None]


def _baseline(edition: Edition, name: str) -> pd.DataFrame:
    table = edition.table(name)
    return table[(table["information"] == edition.now) & (table["scenario"] == constants.BASELINE)]


def _heading(edition: Edition, table: pd.DataFrame, lang: str) -> str:
    needed = phrases.binding_requirements(edition)
    row = needed[0] if needed else table.sort_values("to_year").iloc[-1]
    target = edition.plan.target(row["target"])
    k, n = int(row["k"]), int(row["n"])
    done = say(
        lang,
        zh=f"{n} 个县年中{f'有 {k} 个做到' if k else '没有一个做到'}",
        en=f"{k or 'none'} of {n} county-years did that",
    )
    grow = phrases.growth_words(row, lang)
    return say(
        lang,
        zh=f"{phrases.short_label(target, lang)}须{grow}，{done}",
        en=f"{phrases.short_label(target, lang)}: {_variable_name(target, lang)} must "
        f"{grow}; {done}",
    )


def _needed_table(edition: Edition, table: pd.DataFrame, lang: str) -> Table:
    """Needed growth a year with the count of single years and of whole windows."""
    rows = [
        _needed_row(edition, row, lang) for _, row in table.iterrows() if _is_shown(edition, row)
    ]
    columns = (
        say(lang, zh="目标与起止年份", en="Target and years"),
        say(lang, zh="由 → 到（亿元）", en="From → to"),
        say(lang, zh="年均增速", en="Growth a year"),
        say(lang, zh="单年达到", en="Single years"),
        say(lang, zh="整段达到", en="Whole spans"),
    )
    note = say(
        lang,
        zh="“单年达到”为面板中达到该增速的县年数与总数；“整段达到”为连续同样年数的平均增速达到者，"
        "面板年份不足时为“—”。位次按该位次最近公布数不再上升计，是下限。均在同一普查口径内计算。",
        en="Single years: county-years of the panel that grew so fast, of all; whole spans: "
        "windows of as many years that did so on average, a dash where the panel is too "
        "short. A place is set against its last published level as if it stood still, a "
        "lower bound. All within one census basis.",
    )
    return Table(
        say(
            lang,
            zh="所需增速与历史上达到的次数",
            en="Growth needed, and how often it has been done",
        ),
        columns,
        tuple(rows),
        note=note,
    )


def _is_shown(edition: Edition, row: pd.Series) -> bool:
    """Main readings of levels and places; other rosters and rates stand among the readings."""
    target = edition.plan.target(row["target"])
    main = row["reading"] == target.main_reading.name
    soon = row["to_year"] in (edition.plan.target_year, _SHOWN_LATER)
    return main and soon and target.kind in ("level", "rank") and not target.stretch


def _needed_row(edition: Edition, row: pd.Series, lang: str) -> tuple[str, ...]:
    target = edition.plan.target(row["target"])
    years = f"{int(row['from_year'])}–{int(row['to_year'])}"
    return (
        f"{phrases.short_label(target, lang)}\n{years}",
        f"{format_number(row['from_value'], 2)} → {_goal(row, target)}",
        format_percent(row["needed_growth_percent"] / 100, digits=1),
        _count(row["k"], row["n"], lang),
        _count(row["k_span"], row["n_span"], lang),
    )


def _goal(row: pd.Series, target) -> str:
    """The plan's own level as the plan says it; a place's level as published."""
    whole = target.kind == "level" and float(row["to_value"]).is_integer()
    return format_number(row["to_value"], 0 if whole else 2)


def _count(hits: float, windows: float, lang: str) -> str:
    if not windows > 0:
        return "—"
    return say(lang, zh=f"{int(hits)}/{int(windows)}", en=f"{int(hits)} of {int(windows)}")


def _given_level(edition: Edition, lang: str) -> str:
    """Whether reaching the level would bring the place: P(top 30 | GDP >= 200)."""
    years = (edition.plan.target_year, 2030, 2035)
    found = [
        (year, row)
        for year in years
        if (
            row := edition.odds(
                "rank_30_given_gdp", edition.now, year=year, roster=constants.ROSTER_ALL
            )
        )
        is not None
    ]
    computed = [(year, row) for year, row in found if row["status"] == constants.OPEN]
    if not found:
        return ""
    if not computed:
        return say(
            lang,
            zh="达到该水平的路径太少，“达到后能否进入前 30 位”不可计算。",
            en="Too few paths reach the level to say whether the place would follow.",
        )
    year, row = computed[0]
    odds = format_odds(row["probability"], lang, mcse=row["mcse"], upper=row["upper"])
    return say(
        lang,
        zh=f"即使 {year} 年 GDP 达到目标水平，同时进入前 30 位的可能性{odds}："
        "其他县（市、区）也在增长。",
        en=f"Even with GDP at the target level in {year}, the odds of the top 30 are "
        f"{odds}: the others grow as well.",
    )
