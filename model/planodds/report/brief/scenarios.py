"""What the scenarios change: levels and ranks first, odds second, and what each assumes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import HEADLINES, PLANNED, Edition
from planodds.report.brief.assumptions import build_assumptions
from planodds.report.brief.mixture import build_mixture
from planodds.report.content import Block, DefinitionList, Figure, Section, Table, say
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.scenarios import build_comparison, plot_comparison
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_percent,
    format_percent_odds,
    format_rank,
    format_result,
)
from planodds.report.text.labels import with_variant

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pandas as pd

_YEARS = tuple(range(2026, 2031))
_ENDS = (_YEARS[0], _YEARS[-1])
_ODDS_YEAR = 2030


def build_scenarios(edition: Edition, lang: str, *, folder: Path) -> Section | None:
    """Section comparing the scenarios at today's information; None with the baseline alone."""
    table = comparison_table(edition)
    if table["scenario"].nunique() < 2:
        return None
    blocks: list[Block] = [_draw_comparison(edition, table, lang, folder=folder)]
    blocks += [_levels_table(table, variable, lang) for variable in (constants.GDP, constants.RANK)]
    blocks.append(_odds_table(edition, table, lang))
    blocks += build_mixture(edition, lang)
    assumed = build_assumptions(edition, lang)
    blocks += [assumed] if assumed is not None else []
    blocks.append(DefinitionList(tuple(_narratives(edition, lang))))
    refused = _refusals(edition, lang)
    if refused:
        blocks.append(DefinitionList(tuple(refused)))
    return Section(
        "scenarios",
        say(lang, zh="情景比较", en="Scenarios"),
        _heading(edition, table, lang),
        tuple(blocks),
    )


def comparison_table(edition: Edition) -> pd.DataFrame:
    """Tidy table of levels and ranks of all scenarios at today's information."""
    labels = {
        name: {lang: phrases.scenario_label(edition, name, lang) for lang in constants.LANGUAGES}
        for name in edition.scenarios
    }
    rows = edition.table("quantiles")
    rows = rows[rows["information"] == edition.now]
    settings = edition.table("conditioning")
    return build_comparison(
        rows,
        settings[settings["information"] == edition.now],
        labels,
        years=_YEARS,
        roster=constants.ROSTER_ALL,
        unit=edition.plan.unit,
    )


def _draw_comparison(edition: Edition, table: pd.DataFrame, lang: str, *, folder: Path) -> Figure:
    """Dots and intervals of GDP and of the rank, side by side or one under the other."""
    count = table[["scenario", "variant"]].drop_duplicates().shape[0]

    def plot(*, ax, compact: bool):
        for one, variable in zip(ax, (constants.GDP, constants.RANK), strict=True):
            plot_comparison(
                table,
                ax=one,
                lang=lang,
                variable=variable,
                years=_ENDS,
                names_shown=variable == constants.GDP,
                names_above=compact,
            )

    title = _spread_words(table, lang)
    note = say(
        lang,
        zh="点为中位数，粗线为十次中五次、细线为十次中八次落入的范围；虚线为基准情景"
        f" {_ENDS[1]} 年中位数。",
        en="Dots are medians; the thick line holds five outcomes in ten, the thin one "
        f"eight. Dotted: the baseline's median in {_ENDS[1]}.",
    )
    height = 0.52 * count + 0.7
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="scenarios",
        lang=lang,
        title=title,
        note=note,
        wide=(7.2, height),
        phone=(3.42, 1.24 * count + 1.2),
        grid={"columns": 2},
        phone_grid={"rows": 2},
    )


def _last(table: pd.DataFrame, variable: str) -> pd.DataFrame:
    rows = table[(table["variable"] == variable) & (table["year"] == _ENDS[1])]
    return rows[rows["status"] == constants.OPEN]


def _heading(edition: Edition, table: pd.DataFrame, lang: str) -> str:
    """Range over the scenarios; one that takes the plan's growth as given is told apart."""
    free, planned = _last(_free(table), constants.GDP), _last(_planned(table), constants.GDP)
    ranks = _spread(_last(_free(table), constants.RANK), lambda value: format_rank(value, lang))
    count, wide = free["scenario"].nunique(), say(lang, zh=" 至 ", en=" to ")
    text = say(
        lang,
        zh=f"{count} 种情景下，{_ENDS[1]} 年 GDP 中位数为 {wide.join(_spread(free, format_money))} 亿元，"
        f"位次中位数为{'至'.join(ranks)}",
        en=f"Across {count} scenarios the median GDP of {_ENDS[1]} is "
        f"{wide.join(_spread(free, format_money))}, the median rank {wide.join(ranks)}",
    )
    if planned.empty:
        return text
    told = wide.join(_spread(planned, format_money))
    return text + say(
        lang,
        zh=f"；假定规划增速如期实现，则 GDP 中位数为 {told} 亿元",
        en=f"; with the plan's growth taken as given, GDP is {told}",
    )


def _free(table: pd.DataFrame) -> pd.DataFrame:
    """Scenarios that say what may come; the plan's path says what was wanted."""
    return table[table["scenario"] != PLANNED]


def _planned(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["scenario"] == PLANNED]


def _spread(rows: pd.DataFrame, show: Callable[[float], str]) -> list[str]:
    """Least and largest median as they are read; one where both read the same."""
    return list(dict.fromkeys(show(value) for value in (rows["q50"].min(), rows["q50"].max())))


def _spread_words(table: pd.DataFrame, lang: str) -> str:
    """How far the best and the worst scenario stand from the baseline, the plan's path apart."""
    rows = _last(_free(table), constants.GDP)
    base = float(rows.loc[rows["scenario"] == constants.BASELINE, "q50"].iloc[0])
    others = rows[rows["scenario"] != constants.BASELINE].sort_values("q50")
    if others.empty:
        return say(
            lang,
            zh="除基准情景和规划路径外，没有可计算的情景",
            en="But for the baseline and the plan's path no scenario could be computed",
        )
    ends = (others.iloc[-1], others.iloc[0])
    best, worst = (row[f"label_{lang}"] for row in ends)
    high, low = (format_percent(row["q50"] / base - 1, signed=True) for row in ends)
    return say(
        lang,
        zh=f"规划路径之外，{_ENDS[1]} 年 GDP 中位数比基准情景最高的是{best}（{high}），最低的是{worst}（{low}）",
        en=f"The plan's path apart, median GDP in {_ENDS[1]} is highest against the baseline in "
        f"{best} ({high}), lowest in {worst} ({low})",
    )


def _levels_table(table: pd.DataFrame, variable: str, lang: str) -> Table:
    """Median and 80 % interval of every scenario and year."""
    rows = []
    shown = table[table["variable"] == variable]
    for _, own in shown.groupby(["scenario", "variant"], sort=False):
        text = own[f"label_{lang}"].iloc[0]
        rows.append((text, *(_interval(own, year, variable) for year in _YEARS)))
    caption = {
        constants.GDP: say(
            lang,
            zh="地区生产总值（亿元）：中位数与八成区间",
            en="GDP (100 million yuan): median and 80% interval",
        ),
        constants.RANK: say(
            lang,
            zh="全省位次（117 个县级单位）：中位与八成区间",
            en="Rank of 117: median and 80% interval",
        ),
    }[variable]
    columns = (say(lang, zh="情景", en="Scenario"), *(str(year) for year in _YEARS))
    pinned = say(
        lang,
        zh="没有区间的数为该情景所设定。",
        en="A figure without an interval is set by its scenario.",
    )
    note = (
        pinned if any("\n" not in cell and cell != DASH for row in rows for cell in row[1:]) else ""
    )
    return Table(caption, columns, tuple(rows), note=note)


def _interval(rows: pd.DataFrame, year: int, variable: str) -> str:
    row = rows[(rows["year"] == year) & (rows["status"] == constants.OPEN)]
    if row.empty:
        return DASH
    show = (lambda v: f"{v:.0f}") if variable == constants.RANK else format_money
    low, mid, high = (show(row[c].iloc[0]) for c in ("q10", "q50", "q90"))
    return mid if low == high else f"{mid}\n{low}–{high}"


def _odds_table(edition: Edition, table: pd.DataFrame, lang: str) -> Table:
    """Odds of the headline targets at their year and later, scenario by scenario."""
    targets = [t for t in edition.plan.targets if t.id in HEADLINES]
    years = (edition.plan.target_year, _ODDS_YEAR)
    columns = [say(lang, zh="情景", en="Scenario")]
    columns += [
        f"{phrases.short_label(t, lang)}\n{say(lang, zh=f'{year} 年', en=str(year))}"
        for t in targets
        for year in years
    ]
    rows = []
    runs = table[["scenario", "variant", f"label_{lang}"]].drop_duplicates()
    for scenario, variant, text in runs.itertuples(index=False):
        cells = [
            _odds_cell(edition, t.id, year, scenario, variant, lang)
            for t in targets
            for year in years
        ]
        rows.append((text, *cells))
    caption = say(
        lang, zh="各情景下三项目标的可能性", en="Odds of the three targets in each scenario"
    )
    return Table(caption, tuple(columns), tuple(rows))


def _odds_cell(
    edition: Edition, target: str, year: int, scenario: str, variant: str, lang: str
) -> str:
    row = edition.odds(target, edition.now, year=year, scenario=scenario, variant=variant)
    if row is None:
        return DASH
    if row["status"] != constants.OPEN:
        return format_result(row, lang)
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def _narratives(edition: Edition, lang: str) -> Sequence[tuple[str, str]]:
    """What each scenario assumes, in its own words, with how far it lies from the baseline."""
    settings = edition.table("conditioning")
    settings = settings[settings["information"] == edition.now]
    entries = []
    for name, scenario in edition.scenarios.items():
        own = settings[settings["scenario"] == name]
        tail = own["tail_probability"].dropna()
        text = phrases.localise(scenario.narrative, lang)
        if name != constants.BASELINE and len(tail):
            share = format_percent_odds(float(tail.min()))
            text += say(
                lang,
                zh=f"基准情景的路径中，朝同一方向偏离至少这么远的占 {share}。",
                en=f" Of the baseline's own paths {share} go at least this far in the "
                "same direction.",
            )
        entries.append((phrases.scenario_label(edition, name, lang), text))
    return entries


def _refusals(edition: Edition, lang: str) -> list[tuple[str, str]]:
    """Conditions too far from anything in the forecast: a result, shown as such."""
    settings = edition.table("conditioning")
    rows = settings[
        (settings["status"] == constants.REFUSED) & (settings["information"] == edition.now)
    ]
    entries = []
    for _, row in rows.iterrows():
        name = with_variant(
            phrases.scenario_label(edition, row["scenario"], lang), row["variant"], lang
        )
        share = format_percent(float(row["ess_share"]), digits=1)
        text = row[f"message_{lang}"] or say(
            lang,
            zh=f"条件过远，不予计算：有效样本仅为 {share}，预测中几乎没有这样的路径。",
            en=f"Conditions too far from anything in the forecast: only {share} of the sample "
            "is effective. No odds are given.",
        )
        entries.append((name, text))
    return entries
