"""Views of one scenario: what it assumes, its odds, its fans, its rank, its neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.brief.attainable import describe_passage_year
from planodds.report.content import Block, DefinitionList, Figure, Paragraph, Table, say
from planodds.report.figures.fan import build_fan, plot_fan
from planodds.report.figures.ranks import build_rank_histogram, plot_rank_histogram
from planodds.report.figures.save_pair import draw_figure
from planodds.report.text import phrases
from planodds.report.text.base_rates import format_rate, rates_by_question
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_number,
    format_percent,
    format_percent_odds,
    format_rank,
    format_result,
)
from planodds.report.text.labels import (
    EVIDENCE,
    KINDS,
    MEASURES,
    READINGS,
    ROSTERS_SHORT,
    SERIES,
    VARIABLES,
    label,
    with_variant,
)
from planodds.report.text.plausibility import describe_distance
from planodds.report.text.row_records import Record, by_year, group_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from planodds.notebook.session import Session

_HISTOGRAM_YEARS = (2025, 2027, 2030)
_TABLE_YEARS = (2025, 2027, 2030, 2035)
_FIGURES = "figures"
_MONEY_MEASURES = ("level", "one_off", "in_base")


def view_assumptions(run: Session, assumptions: pd.DataFrame, *, lang: str) -> list[Block]:
    """Say which scenario it is and what it assumes, in its own words and line by line."""
    story = [
        Paragraph(_heading(run, lang)),
        Paragraph(phrases.localise(run.scenario.narrative, lang)),
    ]
    if assumptions.empty:
        return story
    columns = (
        say(lang, zh="序列", en="Series"),
        say(lang, zh="年份", en="Year"),
        say(lang, zh="量度", en="Measure"),
        say(lang, zh="取值", en="Value"),
        say(lang, zh="不确定性", en="Uncertainty"),
        say(lang, zh="性质", en="Kind"),
        say(lang, zh="来源", en="Source"),
    )
    rows = tuple(
        (
            label(SERIES, row.series, lang),
            str(row.year),
            label(MEASURES, row.measure, lang),
            _assumed(row),
            _spread(row),
            label(KINDS, row.kind, lang),
            row.source,
        )
        for row in assumptions.itertuples()
    )
    caption = say(lang, zh="假设及其依据", en="What is assumed, and on whose word")
    return [*story, Table(caption, columns, rows, words=(0, 2, 5, 6))]


def _heading(run: Session, lang: str) -> str:
    known, name = run.panel.information, phrases.localise(run.scenario.label, lang)
    return say(
        lang,
        zh=f"情景：{name}。县级数据截至 {known.county_to} 年，驱动因素截至 {known.drivers_to} 年。",
        en=f"Scenario: {name}. County data to {known.county_to}, drivers to {known.drivers_to}.",
    )


def _assumed(row: object) -> str:
    if row.measure in _MONEY_MEASURES or row.value > 3:  # no growth is above three
        return format_money(row.value, digits=1)
    if row.measure == "tilt_probability":
        return format_percent(row.value)
    return format_percent(row.value, digits=1, signed=True)


def _spread(row: object) -> str:
    if row.measure in _MONEY_MEASURES and row.high > row.low:
        return f"{format_money(row.low, digits=1)} … {format_money(row.high, digits=1)}"
    if row.measure in ("own_growth", "lasting"):
        low, high = (format_percent(value, digits=1, signed=True) for value in (row.low, row.high))
        return f"{low} … {high}"
    return f"± {format_percent(row.sd, digits=1)}" if row.sd > 0 else DASH


def view_conditioning(run: Session, conditioning: pd.DataFrame, *, lang: str) -> list[Block]:
    """Say how far the assumptions lie from what the baseline holds possible."""
    entries = []
    for row in conditioning.itertuples():
        name = with_variant(phrases.localise(run.scenario.label, lang), row.variant, lang)
        entries.append((name, getattr(row, f"message_{lang}") or describe_distance(row, lang)))
    return [DefinitionList(tuple(entries))]


def view_odds(
    run: Session, results: pd.DataFrame | None, rates: pd.DataFrame, *, lang: str
) -> list[Block]:
    """Show the odds of every target that has data, each beside its base rate."""
    if results is None:
        return [Paragraph(say(lang, zh="条件过远，不予计算。", en="Conditions too far: no odds."))]
    blocks: list[Block] = []
    for (variant, evidence), rows in results.groupby(["variant", "evidence"], sort=False):
        name = _run_name(run, variant, lang, evidence)
        blocks.append(_odds_table(run, rows, rates, name, lang))
    return blocks


def _odds_table(
    run: Session, results: pd.DataFrame, rates: pd.DataFrame, name: str, lang: str
) -> Table:
    found, known = group_rows(results, "target", "reading"), rates_by_question(rates)
    rows = []
    for target in run.plan.targets:
        for reading in target.readings if target.data == "county_panel" else ():
            own = found.get((target.id, reading.name))
            if own is not None:
                rows.append(
                    (
                        f"{phrases.short_label(target, lang)}\n"
                        f"{label(READINGS, reading.name, lang)}",
                        *_by_year(own, known, lang),
                    )
                )
    columns = (
        say(lang, zh="目标与口径", en="Target and reading"),
        *(say(lang, zh=f"{year} 年", en=str(year)) for year in _TABLE_YEARS),
    )
    caption = say(lang, zh=f"各项目标的可能性：{name}", en=f"Odds of the targets: {name}")
    note = say(
        lang,
        zh="概率之下为历史频率：面板中同样长（不够长时取最长）的窗口里，有多少做到过所需的增速或升幅。",
        en="Below the odds stands the base rate: of the panel's windows of that length (its "
        "longest, where it is too short), how many grew so fast or rose so far.",
    )
    return Table(caption, columns, tuple(rows), note=note)


def _by_year(rows: list[Record], rates: Mapping[tuple, Record], lang: str) -> list[str]:
    """Lay odds out by year; what was decided before the first year shown stands there."""
    found: dict[int, str] = {}
    for row in rows:
        text, year = _short_odds(row, lang), int(row["year"])
        if row["status"] == constants.OPEN:
            rate = rates.get((row["target"], row["reading"], year))
            text = text if rate is None else f"{text}\n{format_rate(rate, lang)}"
        found.setdefault(max(year, _TABLE_YEARS[0]), text)
    return [found.get(year, DASH) for year in _TABLE_YEARS]


def _short_odds(row: Record, lang: str) -> str:
    """Odds for a narrow cell, or why there are none."""
    if row["status"] != constants.OPEN:
        return format_result(row, lang)
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def _run_name(run: Session, variant: str, lang: str, evidence: str = constants.POSTERIOR) -> str:
    name = with_variant(phrases.localise(run.scenario.label, lang), variant, lang)
    kind = "" if evidence == constants.POSTERIOR else label(EVIDENCE, evidence, lang)
    return say(lang, zh=f"{name}（{kind}）", en=f"{name} ({kind})") if kind else name


def view_fans(
    run: Session,
    quantiles: pd.DataFrame | None,
    history: pd.DataFrame,
    facts: pd.DataFrame,
    *,
    lang: str,
) -> list[Block]:
    """Draw GDP beside the plan's line and the moving 30th place, and revenue."""
    targets = [target for target in run.plan.targets if target.kind == "level"]
    return [
        _draw_fan(run, rows, history, facts, target, variant, lang)
        for variant, rows in _by_variant(quantiles)
        for target in targets
    ]


def _draw_fan(
    run: Session,
    rows: pd.DataFrame,
    history: pd.DataFrame,
    facts: pd.DataFrame,
    target: object,
    variant: str,
    lang: str,
) -> Figure:
    table = build_fan(
        history,
        rows,
        variable=target.variable,
        threshold=target.threshold,
        target_year=target.year,
        unit=run.plan.unit,
        rank_history=_place_history(history, facts, run.plan.unit),
    )
    own = table[(table["series"] == "county") & (table["part"] == "forecast")]
    first, last = own.iloc[0], own.iloc[-1]
    variable, name = label(VARIABLES, target.variable, lang), _run_name(run, variant, lang)
    variable = variable if target.variable == constants.GDP else variable.lower()
    title = say(
        lang,
        zh=f"{name}：{variable} {int(first['year'])} 年中位 {format_money(first['q50'])} 亿元，"
        f"{int(last['year'])} 年中位 {format_money(last['q50'])} 亿元，八成区间 "
        f"{format_money(last['q10'])}–{format_money(last['q90'])} 亿元",
        en=f"{name}: median {variable} {format_money(first['q50'])} in {int(first['year'])} and "
        f"{format_money(last['q50'])} in {int(last['year'])}, eight times in ten between "
        f"{format_money(last['q10'])} and {format_money(last['q90'])}",
    )
    note = say(
        lang,
        zh="由深至浅三层色带，依次为十次中有五次、八次、九次落入的范围。",
        en="From dark to light the bands hold the outcome five, eight and nine times in ten.",
    )
    return draw_figure(
        lambda *, ax, compact: plot_fan(table, ax=ax, lang=lang, compact=compact),
        table,
        folder=run.folder / _FIGURES,
        lang=lang,
        title=title,
        note=note,
        name=_file_name("fan", target.variable, variant),
    )


def _place_history(history: pd.DataFrame, facts: pd.DataFrame, unit: str) -> pd.DataFrame:
    """Published GDP at the 30th place, with the basis of its year."""
    rows = facts[(facts["fact"] == "place_30_gdp") & (facts["roster"] == constants.ROSTER_ALL)]
    own = history[(history["unit"] == unit) & (history["variable"] == constants.GDP)]
    return rows[["year", "value"]].merge(own[["year", "basis"]], on="year")


def view_rank(
    run: Session, distribution: pd.DataFrame | None, results: pd.DataFrame | None, *, lang: str
) -> list[Block]:
    """Draw the distribution of the rank among all units, in three years."""
    target = run.plan.target("gdp_rank_30")
    blocks: list[Block] = []
    for variant, rows in _by_variant(distribution):
        years = tuple(year for year in _HISTOGRAM_YEARS if year in set(rows["year"]))
        odds = results[
            (results["variant"] == variant) & (results["evidence"] == constants.POSTERIOR)
        ]
        table = build_rank_histogram(
            rows,
            odds,
            roster=constants.ROSTER_ALL,
            years=years,
            place=int(target.threshold),
            target=target.id,
        )
        blocks.append(_draw_rank(run, table, years, variant, lang))
    return blocks


def _draw_rank(
    run: Session, table: pd.DataFrame, years: tuple[int, ...], variant: str, lang: str
) -> Figure:
    last = table[table["year"] == years[-1]]
    share, place = last["probability"].cumsum(), int(table["place"].iloc[0])
    low, middle, high = (
        format_rank(last.loc[share >= level, "rank"].iloc[0], lang) for level in (0.1, 0.5, 0.9)
    )
    name = _run_name(run, variant, lang)
    title = say(
        lang,
        zh=f"{name}：{years[-1]} 年位次中位在{middle}，十次中有八次在{low}至{high}之间",
        en=f"{name}: the median rank in {years[-1]} is {middle}, eight times in ten "
        f"between {low} and {high}",
    )
    note = say(
        lang,
        zh=f"每根竖线为该位次的概率；虚线左侧为前 {place} 位。",
        en=f"Each bar is the probability of one rank; left of the dashes is the top {place}.",
    )
    size = {"rows": len(years), "sharex": True}
    return draw_figure(
        lambda *, ax, compact: plot_rank_histogram(table, ax=ax, lang=lang),
        table,
        folder=run.folder / _FIGURES,
        name=_file_name("rank", "all", variant),
        lang=lang,
        title=title,
        note=note,
        wide=(7.2, 1.5 * len(years)),
        phone=(3.42, 1.4 * len(years)),
        grid=size,
        phone_grid=size,
    )


def view_passage(run: Session, passage: pd.DataFrame | None, *, lang: str) -> list[Block]:
    """Say by which year each level or place is likelier than not to have been reached."""
    columns = (
        say(lang, zh="目标与口径", en="Target and reading"),
        say(lang, zh="何时过半", en="Likelier than not by"),
        *(
            say(lang, zh=f"{year} 年前达到过", en=f"Reached by {year}")
            for year in (2030, constants.FINAL_YEAR)
        ),
    )
    blocks: list[Block] = []
    for variant, rows in _by_variant(passage):
        events = group_rows(rows, "target", "reading", "roster").values()
        cells = tuple(_passage_row(run, own, lang) for own in events)
        caption = say(lang, zh="各项目标何时可能达到", en="When each target may be reached")
        name = _run_name(run, variant, lang)
        blocks.append(
            Table(f"{caption}{say(lang, zh='：', en=': ')}{name}", columns, cells, words=(0, 1))
        )
    return blocks


def _passage_row(run: Session, rows: list[Record], lang: str) -> tuple[str, ...]:
    told = by_year(rows)
    ends = (told[year] for year in (2030, constants.FINAL_YEAR))
    odds = [format_percent_odds(end["probability_by"], mcse=end["mcse_by"]) for end in ends]
    name = phrases.short_label(run.plan.target(rows[0]["target"]), lang)
    return (
        f"{name}\n{label(READINGS, rows[0]['reading'], lang)}",
        describe_passage_year(rows, lang),
        *odds,
    )


def view_neighbours(run: Session, table: pd.DataFrame | None, *, lang: str) -> list[Block]:
    """Show the odds of standing above each neighbour in the ranking."""
    blocks: list[Block] = []
    for variant, rows in _by_variant(table):
        years = [year for year in _TABLE_YEARS if year in set(rows["year"])]
        columns = (
            say(lang, zh="县（市、区）", en="Unit"),
            say(lang, zh="现位次", en="Rank now"),
            say(lang, zh="GDP（亿元）", en="GDP"),
            *(say(lang, zh=f"{year} 年本县居前", en=f"Ahead in {year}") for year in years),
        )
        near = group_rows(rows.sort_values("last_rank", kind="stable"), "neighbour")
        cells = tuple(_neighbour_row(own, years, lang) for own in near.values())
        caption = say(
            lang,
            zh="本县居于各邻近县（市、区）之前的可能性",
            en="Odds of standing above each neighbour in the ranking",
        )
        name = _run_name(run, variant, lang)
        blocks.append(
            Table(
                f"{caption}{say(lang, zh='：', en=': ')}{name}",
                columns,
                cells,
                note=label(ROSTERS_SHORT, constants.ROSTER_ALL, lang),
            )
        )
    return blocks


def _neighbour_row(rows: list[Record], years: list[int], lang: str) -> tuple[str, ...]:
    first, told = rows[0], by_year(rows)
    odds = [
        format_percent_odds(told[year]["probability_above"], mcse=told[year]["mcse"])
        for year in years
    ]
    return (
        first[f"name_{lang}"],
        format_rank(first["last_rank"], lang),
        format_number(first["last_gdp"], 1),
        *odds,
    )


def _by_variant(table: pd.DataFrame | None) -> list[tuple[str, pd.DataFrame]]:
    """Split a table by variant; a second forecast (the priors' own) comes after and is left out."""
    if table is None:
        return []
    kept = table[table["evidence"] == constants.POSTERIOR] if "evidence" in table else table
    return list(kept.groupby("variant", sort=False))


def _file_name(*parts: str) -> str:
    return "_".join(part for part in parts if part)
