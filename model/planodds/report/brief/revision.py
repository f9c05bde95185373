"""Section on the revision of the odds since the plan: its parts, and the data of each year."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.inputs.panels.information import LATEST
from planodds.report.content import Block, Figure, Paragraph, Section, Table
from planodds.report.figures.odds import build_odds, plot_odds, plot_odds_path
from planodds.report.figures.revision_bridge import NOW, build_revision, plot_revision
from planodds.report.figures.save_pair import draw_figure
from planodds.report.targets import variable_of
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_number,
    format_odds,
    format_result,
)
from planodds.report.text.labels import information_label
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from matplotlib.axes import Axes

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target


def build_revision_section(edition: Edition, words: Words, *, folder: Path) -> Section | None:
    """Build the section on the revision of the odds since the plan; None without those odds.

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
    if edition.then is None or not edition.has("forecast_revision"):
        return None
    table = odds_table(edition)
    blocks: list[Block] = [
        _draw_bridge(edition, words, folder=folder),
        _revision_table(edition, words),
    ]
    if table[table["evidence"] == constants.POSTERIOR]["information"].nunique() > 2:
        blocks.append(_draw_odds_path(edition, table, words, folder=folder))
    else:
        blocks.append(_draw_odds(edition, table, words, folder=folder))
    blocks += [_odds_by_origin(edition, table, words), Paragraph(_evidence_note(edition, words))]
    return Section(
        "why",
        words("brief-revision-label"),
        _heading(edition, words),
        tuple(blocks),
        brief=(blocks[0],),
    )


def odds_table(edition: Edition) -> pd.DataFrame:
    """Build the tidy table of the odds of the headline targets by information set.

    Parameters
    ----------
    edition : Edition

    Returns
    -------
    pandas.DataFrame
    """
    targets = edition.headline_targets
    labels = {
        t.id: {lang: phrases.short_label(t, words) for lang, words in Words.by_column().items()}
        for t in targets
    }
    return build_odds(
        edition.table("results"),
        labels,
        target_year=edition.plan.target_year,
        roster=edition.study.headline_roster,
        readings={t.id: t.main_reading.name for t in targets},
    )


def _draw_bridge(edition: Edition, words: Words, *, folder: Path) -> Figure:
    """GDP and revenue from the median then to the median now."""
    goals = {variable_of(t): t for t in edition.headline_targets if t.kind == "level"}
    moved = edition.table("forecast_revision")
    table = pd.concat(
        [build_revision(moved, variable=v, year=t.year) for v, t in goals.items()],
        ignore_index=True,
    )

    def plot(*, ax: np.ndarray, compact: bool) -> None:
        for one, (variable, target) in zip(ax, goals.items(), strict=True):
            plot_revision(
                table[table["variable"] == variable],
                ax=one,
                words=words,
                threshold=target.threshold,
            )

    year = edition.plan.target_year
    ends = table[table["kind"] == NOW].set_index("variable")["end"]
    gaps = [(words.label("variable", v), goal.threshold - ends[v]) for v, goal in goals.items()]
    title = words(
        "brief-revision-bridge-title",
        year=year,
        gaps=words("common-clause-comma").join(
            _gap_words(name if place == 0 else _within_sentence(name), gap, words)
            for place, (name, gap) in enumerate(gaps)
        ),
    )
    note = words("brief-revision-bridge-note")
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="forecast_revision",
        words=words,
        title=title,
        note=note,
        wide=(7.2, 2.7),
        phone=(3.42, 4.4),
        grid={"columns": len(goals)},
        phone_grid={"rows": len(goals)},
    )


def _within_sentence(name: str) -> str:
    """A name as it stands after the first word of a sentence; GDP remains GDP."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def _gap_words(name: str, gap: float, words: Words) -> str:
    """How far a median lies below or above its target."""
    message = "brief-revision-below-target" if gap > 0 else "brief-revision-above-target"
    return words(message, variable=name, amount=format_money(abs(gap), words))


def _draw_odds(edition: Edition, table: pd.DataFrame, words: Words, *, folder: Path) -> Figure:
    """The odds then and now on one line, with what the priors alone said."""
    title = _odds_words(edition, table, words)
    note = words("brief-revision-odds-note")

    def plot(*, ax: Axes, compact: bool) -> Axes:
        return plot_odds(table, ax=ax, words=words, then=edition.then or "", now=edition.now)

    return draw_figure(
        plot,
        table,
        folder=folder,
        name="odds_then_now",
        words=words,
        title=title,
        note=note,
        alt=_spoken(title, table, words),
        wide=(7.2, 2.6),
        phone=(3.42, 2.7),
    )


def _odds_words(edition: Edition, table: pd.DataFrame, words: Words) -> str:
    """The best odds of the three then, and now, and the peak between them."""
    rows = table[(table["evidence"] == constants.POSTERIOR) & (table["status"] == constants.OPEN)]
    told, ends = [], (edition.then, edition.now)
    for information in ends:
        own = rows[rows["information"] == information].sort_values("probability")
        told.append(_best_in_words(own, words) if len(own) else "—")
    title = words("brief-revision-odds-title", first=told[0], second=told[1])
    highest = rows.sort_values("probability").tail(1)
    if highest.empty or highest["information"].iloc[0] in ends:
        return title
    chance = _best_in_words(highest, words)
    return title + words(
        "brief-revision-odds-peak", year=int(highest["origin"].iloc[0]), chance=chance
    )


def _best_in_words(rows: pd.DataFrame, words: Words) -> str:
    """The chance of the last row."""
    best = rows.iloc[-1]
    return format_odds(
        best["probability"], words, mcse=best["mcse"], upper=best["upper"], word=False
    )


def _draw_odds_path(edition: Edition, table: pd.DataFrame, words: Words, *, folder: Path) -> Figure:
    """The odds of the three targets at every origin."""
    count = table["target"].nunique()
    title = _odds_words(edition, table, words)
    note = words("brief-revision-odds-path-note")
    return draw_figure(
        lambda *, ax, compact: plot_odds_path(table, ax=ax, words=words),
        table,
        folder=folder,
        name="odds_path",
        words=words,
        title=title,
        note=note,
        alt=_spoken(title, table, words),
        wide=(7.2, 2.8),
        phone=(3.42, 1.7 * count),
        grid={"columns": count, "sharey": True},
        phone_grid={"rows": count, "sharex": True},
    )


def _spoken(title: str, table: pd.DataFrame, words: Words) -> str:
    """The finding and every odds behind it, for those who do not see the figure."""
    rows = table[table["evidence"] == constants.POSTERIOR]
    return (
        title
        + words("common-colon")
        + words("common-list-semicolon").join(
            f"{row[f'label_{words.lang}']} {information_label(row['information'], words)} "
            f"{format_result(row, words)}"
            for _, row in rows.iterrows()
        )
    )


def _odds_by_origin(edition: Edition, table: pd.DataFrame, words: Words) -> Table:
    """Odds of the three targets, one row an information set, prior-only ones above."""
    runs = list(dict.fromkeys(zip(table["information"], table["evidence"], strict=True)))
    runs.sort(key=lambda run: (_origin(table, run), run[1] != constants.PRIOR_ONLY))
    by_target = {
        target: own.set_index(["information", "evidence"])
        for target, own in table.groupby("target", sort=False)
    }
    columns = [words("brief-revision-column-data")]
    columns += [own[f"label_{words.lang}"].iloc[0] for own in by_target.values()]
    rows = [
        (
            _run_name(edition, table, run, words),
            *(
                phrases.odds_cell(own.loc[run] if run in own.index else None, words)
                for own in by_target.values()
            ),
        )
        for run in runs
    ]
    caption = words("brief-revision-odds-by-origin-caption", target_year=edition.plan.target_year)
    return Table(caption, tuple(columns), tuple(rows), words=tuple(range(len(columns))))


def _origin(table: pd.DataFrame, run: tuple[str, str]) -> int:
    return int(table.loc[table["information"] == run[0], "origin"].iloc[0])


def _run_name(edition: Edition, table: pd.DataFrame, run: tuple[str, str], words: Words) -> str:
    information, evidence = run
    day = (
        words("brief-revision-now")
        if information == edition.now == LATEST
        else words("common-year", year=information)
    )
    if (table["evidence"] == constants.PRIOR_ONLY).any() and information == edition.then:
        return f"{day}\n{words.label('evidence', evidence)}"
    return day


def _revision_table(edition: Edition, words: Words) -> Table:
    """Median outlook then, the parts of the change and the median now, one under the other."""
    targets = edition.headline_targets
    kinds = list(dict.fromkeys(edition.table("forecast_revision")["part"]))
    parts = [phrases.moved_parts(edition, target) for target in targets]
    medians = [_medians(edition, target, words) for target in targets]
    rows = [(words("brief-revision-median-then"), *(then for then, _ in medians))]
    rows += [
        (
            _begin(words.label("part", kind)),
            *(
                phrases.format_part(own[kind], target, words) if kind in own else DASH
                for own, target in zip(parts, targets, strict=True)
            ),
        )
        for kind in kinds
    ]
    rows.append((words("brief-revision-median-now"), *(now for _, now in medians)))
    year = edition.plan.target_year
    columns = (words("common-year", year=year), *(_quantity(target, words) for target in targets))
    note = words("brief-revision-table-note")
    caption = words("brief-revision-table-caption", year=year)
    return Table(caption, columns, tuple(rows), note=note)


def _begin(text: str) -> str:
    return text[:1].upper() + text[1:]


def _quantity(target: Target, words: Words) -> str:
    """What a target is about, with its unit."""
    if target.kind == "rank":
        return words.label("variable", constants.RANK)
    name = words.label("variable", target.variable or constants.GDP)
    return f"{name}\n{words('brief-revision-100m-yuan')}"


def _medians(edition: Edition, target: Target, words: Words) -> tuple[str, str]:
    table = edition.table("forecast_revision")
    rank = target.kind == "rank"
    rows = table[table["variable"] == (constants.RANK if rank else target.variable)]
    if rank:
        rows = rows[rows["roster"] == target.main_reading.roster]
    first = rows.iloc[0]
    if rank:
        return format_number(first["then"]), format_number(first["now"])
    return format_money(math.exp(first["then"]), words), format_money(math.exp(first["now"]), words)


def _heading(edition: Edition, words: Words) -> str:
    """The largest part of the change of the GDP outlook, and what it was set against."""
    target = next(
        t for t in edition.headline_targets if t.variable == constants.GDP and t.kind == "level"
    )
    then, now = _medians(edition, target, words)
    parts = phrases.moved_parts(edition, target)
    told = [
        f"{words.label('part', part)} {phrases.format_part(value, target, words)}"
        for part, value in sorted(parts.items(), key=lambda item: -abs(item[1]))
    ]
    return words(
        "brief-revision-heading",
        year=target.year,
        then=then,
        now=now,
        parts=words("common-clause-comma").join(told),
    )


def _evidence_note(edition: Edition, words: Words) -> str:
    history = edition.table("history")
    own = history[(history["unit"] == edition.plan.unit) & (history["variable"] == constants.GDP)]
    then = edition.then or ""
    years = int(((own["year"] <= int(then)).sum()) - 1)
    return words("brief-revision-evidence", then=then, years=years)
