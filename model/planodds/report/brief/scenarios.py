"""Section on the scenarios: levels and ranks first, odds second, and their assumptions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planodds import constants
from planodds.editions.reader import PLANNED, Edition
from planodds.report.brief.assumptions import build_assumptions
from planodds.report.brief.mixture import build_mixture
from planodds.report.content import Block, DefinitionList, Figure, Section, Table
from planodds.report.figures.save_pair import draw_figure
from planodds.report.figures.scenarios import build_comparison, plot_comparison
from planodds.report.targets import threshold_of
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_odds,
    format_percent,
    format_percent_odds,
    format_rank,
    format_result,
    is_beyond_noise,
)
from planodds.report.text.labels import with_variant
from planodds.report.text.scenario_outcomes import build_outcomes
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import numpy as np
    import pandas as pd


_CENTRAL = 0.4  # a tail this large has no direction to speak of


def build_scenarios(edition: Edition, words: Words, *, folder: Path) -> Section | None:
    """Build the section comparing the scenarios; None with the baseline alone.

    Parameters
    ----------
    edition : Edition
    words : Words
    folder : Path
        Folder of the saved figures.

    Returns
    -------
    Section or None
    """
    table = comparison_table(edition)
    if table["scenario"].nunique() < 2:
        return None
    blocks: list[Block] = [_draw_comparison(edition, table, words, folder=folder)]
    blocks += [
        _levels_table(table, variable, words) for variable in (constants.GDP, constants.RANK)
    ]
    blocks.append(_odds_table(edition, table, words))
    blocks += build_mixture(edition, words)
    assumed = build_assumptions(edition, words)
    blocks += [assumed] if assumed is not None else []
    blocks.append(DefinitionList(tuple(_narratives(edition, words))))
    refused = _refusals(edition, words)
    if refused:
        blocks.append(DefinitionList(tuple(refused)))
    return Section(
        "scenarios",
        words("brief-scenarios-label"),
        _heading(edition, table, words),
        tuple(blocks),
        brief=(blocks[0], build_outcomes(edition, _free(table), words)),
    )


def comparison_table(edition: Edition) -> pd.DataFrame:
    """Build the tidy table of levels and ranks of all scenarios at today's information.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    pandas.DataFrame
    """
    labels = {
        name: {
            lang: phrases.scenario_label(edition, name, words)
            for lang, words in Words.by_column().items()
        }
        for name in edition.scenarios
    }
    rows = edition.table("quantiles")
    rows = rows[rows["information"] == edition.now]
    settings = edition.table("conditioning")
    return build_comparison(
        rows,
        settings[settings["information"] == edition.now],
        labels,
        years=edition.study.compared_years,
        roster=edition.study.headline_roster,
        unit=edition.plan.unit,
    )


def _draw_comparison(
    edition: Edition, table: pd.DataFrame, words: Words, *, folder: Path
) -> Figure:
    """Dots and intervals of levels and rank with their targets, side by side or stacked."""
    count = table[["scenario", "variant"]].drop_duplicates().shape[0]
    ends = (edition.study.compared_years[0], edition.study.last_headline_year)
    goals = _goals(edition)
    height = 0.52 * count + 0.7

    def plot(*, ax: np.ndarray, compact: bool) -> None:
        for one, (variable, goal) in zip(ax, goals.items(), strict=True):
            plot_comparison(
                table,
                ax=one,
                words=words,
                variable=variable,
                years=ends,
                goal=goal,
                names_shown=variable == constants.GDP,
                names_above=compact,
            )

    title = _spread_words(table, words)
    note = words("brief-scenarios-note", year=ends[1])
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="scenarios",
        words=words,
        title=title,
        note=note,
        wide=(7.2, height),
        phone=(3.42, (0.62 * count + 0.6) * len(goals)),
        grid={"columns": len(goals)},
        phone_grid={"rows": len(goals)},
    )


def _goals(edition: Edition) -> dict[str, float | None]:
    """Variables of the comparison with the level or rank that the plan asks for."""
    goals: dict[str, float | None] = dict.fromkeys((*edition.study.roles, constants.RANK))
    for target in edition.headline_targets:
        goals[constants.RANK if target.kind == "rank" else target.variable or ""] = threshold_of(
            target
        )
    return {variable: goals[variable] for variable in (*edition.study.roles, constants.RANK)}


def _last(table: pd.DataFrame, variable: str) -> pd.DataFrame:
    rows = table[(table["variable"] == variable) & (table["year"] == table["year"].max())]
    return rows[rows["status"] == constants.OPEN]


def _heading(edition: Edition, table: pd.DataFrame, words: Words) -> str:
    """Range over the scenarios; one that takes the plan's growth as given is told apart."""
    free, planned = _last(_free(table), constants.GDP), _last(_planned(table), constants.GDP)
    money, rank = partial(format_money, words=words), partial(format_rank, words=words)
    ranks = _spread(_last(_free(table), constants.RANK), rank)
    count, wide = free["scenario"].nunique(), words("common-to")
    text = words(
        "brief-scenarios-heading",
        count=count,
        year=edition.study.last_headline_year,
        medians=wide.join(_spread(free, money)),
        ranks=words("brief-scenarios-rank-to").join(ranks),
    )
    if planned.empty:
        return text
    planned_ranks = _spread(_last(_planned(table), constants.RANK), rank)
    return text + words(
        "brief-scenarios-heading-plan-path",
        list=wide.join(_spread(planned, money)),
        ranks=words("brief-scenarios-rank-to").join(planned_ranks),
    )


def _free(table: pd.DataFrame) -> pd.DataFrame:
    """Scenarios that say what may come; the plan's path says what was wanted."""
    return table[table["scenario"] != PLANNED]


def _planned(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["scenario"] == PLANNED]


def _spread(rows: pd.DataFrame, show: Callable[[float], str]) -> list[str]:
    """Least and largest median as they are read; one where both read the same."""
    return list(dict.fromkeys(show(value) for value in (rows["q50"].min(), rows["q50"].max())))


def _spread_words(table: pd.DataFrame, words: Words) -> str:
    """How far the best and the worst scenario stand from the baseline, the plan's path apart."""
    rows = _last(_free(table), constants.GDP)
    base = float(rows.loc[rows["scenario"] == constants.BASELINE, "q50"].iloc[0])
    others = rows[rows["scenario"] != constants.BASELINE].sort_values("q50")
    if others.empty:
        return words("brief-scenarios-title-none")
    ends = (others.iloc[-1], others.iloc[0])
    best, worst = (row[f"label_{words.lang}"] for row in ends)
    high, low = (format_percent(row["q50"] / base - 1, signed=True) for row in ends)
    return words(
        "brief-scenarios-title",
        year=int(table["year"].max()),
        best=best,
        high=high,
        worst=worst,
        low=low,
    )


def _levels_table(table: pd.DataFrame, variable: str, words: Words) -> Table:
    """Median and 80 % interval of every scenario and year."""
    rows = []
    shown = table[table["variable"] == variable]
    years = sorted(table["year"].unique())
    for _, own in shown.groupby(["scenario", "variant"], sort=False):
        text = own[f"label_{words.lang}"].iloc[0]
        rows.append((text, *(_interval(own, year, variable, words) for year in years)))
    caption = {
        constants.GDP: words("brief-scenarios-levels-caption"),
        constants.RANK: words("brief-scenarios-ranks-caption"),
    }[variable]
    columns = (words("brief-scenarios-column-scenario"), *(str(year) for year in years))
    pinned = words("brief-scenarios-levels-note")
    note = (
        pinned if any("\n" not in cell and cell != DASH for row in rows for cell in row[1:]) else ""
    )
    return Table(caption, columns, tuple(rows), note=note)


def _interval(rows: pd.DataFrame, year: int, variable: str, words: Words) -> str:
    row = rows[(rows["year"] == year) & (rows["status"] == constants.OPEN)]
    if row.empty:
        return DASH
    show = (
        (lambda v: f"{v:.0f}") if variable == constants.RANK else partial(format_money, words=words)
    )
    low, mid, high = (show(row[c].iloc[0]) for c in ("q10", "q50", "q90"))
    return mid if low == high else f"{mid}\n{low}–{high}"


def _odds_table(edition: Edition, table: pd.DataFrame, words: Words) -> Table:
    """Odds of the headline targets at their year and later, scenario by scenario."""
    runs = table[["scenario", "variant", f"label_{words.lang}"]].drop_duplicates()
    keys = [(scenario, variant) for scenario, variant, _ in runs.itertuples(index=False)]
    asked = [
        (target, year)
        for target in edition.headline_targets
        for year in edition.odds_years[:2]
        if any(_differs(edition, target.id, year, *key) for key in keys)
    ]
    columns = [words("brief-scenarios-column-scenario")]
    columns += [
        f"{phrases.short_label(target, words)}\n{words('common-year', year=year)}"
        for target, year in asked
    ]
    rows = []
    for scenario, variant, text in runs.itertuples(index=False):
        cells = [
            _odds_cell(edition, target.id, year, scenario, variant, words) for target, year in asked
        ]
        rows.append((text, *cells))
    caption, note = words("brief-scenarios-caption"), words("brief-scenarios-odds-note")
    return Table(caption, tuple(columns), tuple(rows), note=note)


def _differs(edition: Edition, target: str, year: int, scenario: str, variant: str) -> bool:
    """Whether the odds lie further from the baseline's than two errors of the simulation."""
    base = edition.odds(target, edition.now, year=year)
    row = edition.odds(target, edition.now, year=year, scenario=scenario, variant=variant)
    if base is None or row is None or {base["status"], row["status"]} != {constants.OPEN}:
        return False
    change = float(row["probability"] - base["probability"])
    return is_beyond_noise(change, row["mcse"], base["mcse"])


def _odds_cell(
    edition: Edition, target: str, year: int, scenario: str, variant: str, words: Words
) -> str:
    row = edition.odds(target, edition.now, year=year, scenario=scenario, variant=variant)
    if row is None:
        return DASH
    if row["status"] != constants.OPEN:
        return format_result(row, words)
    if scenario != constants.BASELINE and not _differs(edition, target, year, scenario, variant):
        return words("brief-scenarios-as-baseline")
    return format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])


def _narratives(edition: Edition, words: Words) -> Sequence[tuple[str, str]]:
    """What each scenario assumes, in its own words, with how far it lies from the baseline."""
    settings = edition.table("conditioning")
    settings = settings[settings["information"] == edition.now]
    base = settings.loc[settings["scenario"] == constants.BASELINE, "tail_probability"].min()
    entries = []
    for name, scenario in edition.scenarios.items():
        own = settings[settings["scenario"] == name]
        tail = own["tail_probability"].dropna()
        text = phrases.localise(scenario.narrative, words)
        if name != constants.BASELINE and len(tail) and tail.min() != base:
            text += _tail_words(float(tail.min()), words)
        entries.append((phrases.scenario_label(edition, name, words), text))
    return entries


def _tail_words(tail: float, words: Words) -> str:
    """How far the assumption lies from the baseline's own paths; near the middle it has no side."""
    if tail > _CENTRAL:
        return words("brief-scenarios-tail-central")
    return words("brief-scenarios-tail", share=format_odds(tail, words, word=False))


def _refusals(edition: Edition, words: Words) -> list[tuple[str, str]]:
    """Conditions too far from anything in the forecast: a result, shown as such."""
    settings = edition.table("conditioning")
    rows = settings[
        (settings["status"] == constants.REFUSED) & (settings["information"] == edition.now)
    ]
    entries = []
    for _, row in rows.iterrows():
        name = with_variant(
            phrases.scenario_label(edition, row["scenario"], words), row["variant"], words
        )
        share = format_percent(float(row["ess_share"]), digits=1)
        text = row[f"message_{words.lang}"] or words("brief-scenarios-refused", share=share)
        entries.append((name, text))
    return entries
