"""The first screen: the verdict, three targets then and now, one chart, what is within reach."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planodds import constants
from planodds.editions.headlines import previous_edition
from planodds.report.brief.outlook.fan_texts import fan_note, fan_title
from planodds.report.brief.outlook.reach import build_reach_table
from planodds.report.content import Figure, Headline, TargetRow
from planodds.report.figures.fan import build_fan, plot_fan
from planodds.report.figures.odds_sparkline import draw_odds_line
from planodds.report.figures.save_pair import draw_figure
from planodds.report.targets import level_target, threshold_of
from planodds.report.text import phrases
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_odds,
    format_rank,
    format_result,
    space_cjk,
)

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.editions.reader import Edition
    from planodds.inputs.plan import Target
    from planodds.report.text.words import Words

_WHOLE_FROM = 1000  # gaps from here on have no decimals
_GRADE_ORDER = ("low", "medium", "high")


def build_headline(edition: Edition, words: Words, *, folder: Path) -> Headline:
    """Build the first screen of the brief.

    Parameters
    ----------
    edition : Edition
    words : Words
    folder : Path
        Folder of the saved figures.

    Returns
    -------
    Headline
    """
    return Headline(
        title=title_of(edition, words),
        data_cutoff=data_cutoff_line(edition, words),
        grade=_grade_line(edition, words),
        verdict=build_verdict(edition, words),
        columns=_columns(edition, words),
        rows=tuple(_target_row(edition, target, words) for target in edition.headline_targets),
        marks=words("brief-headline-marks-then" if edition.then else "brief-headline-marks-now"),
        table_note=_rows_note(edition, words),
        figure=_draw_main_fan(edition, words, folder=folder),
        reach=build_reach_table(edition, words),
        compared=edition.then is not None,
    )


def title_of(edition: Edition, words: Words) -> str:
    """Return the title of the brief, from the name of the plan.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    str
    """
    name = getattr(edition.plan.label, words.lang)
    return words(
        "brief-headline-page-title", plan=name.removesuffix(words("brief-headline-dropped-suffix"))
    )


def data_cutoff_line(edition: Edition, words: Words) -> str:
    """Describe the last year of the data, the date of judgement and what is not in.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    str
    """
    county, drivers = edition.county_to, edition.drivers_to
    known = words("brief-headline-data-cutoff", county=county, drivers=drivers)
    made = str(edition.manifest.get("made_at", ""))
    if not made:
        return known
    judged = datetime.fromisoformat(made).astimezone(ZoneInfo(edition.study.time_zone))
    return known + words(
        "brief-headline-judged",
        year=judged.year,
        month=words.label("month", str(judged.month)),
        day=judged.day,
        zone=edition.study.time_zone,
        missing=_missing_years(county, judged.year),
    )


def _missing_years(county: int, judged: int) -> str:
    """Years over at the date of judgement whose figures are not in the data, or "none"."""
    first, last = county + 1, judged - 1
    if first > last:
        return "none"
    return str(first) if first == last else f"{first}–{last}"


def _grade_line(edition: Edition, words: Words) -> str:
    """The grade of the evidence with what it means."""
    grade = _evidence_grade(edition)
    return words(
        "brief-headline-grade",
        grade=words.label("grade", grade),
        meaning=words.label("grade-meaning", grade),
    )


def _evidence_grade(edition: Edition) -> str:
    """Lowest data quality of the headline targets; low if the run is not for decisions."""
    if not edition.for_decisions:
        return "low"
    grades = [target.evidence for target in edition.headline_targets]
    return min(grades, key=_GRADE_ORDER.index)


def build_verdict(edition: Edition, words: Words) -> str:
    """Describe what is decided, what the hardest open level needs and how often that was done.

    With no level open any more it states how each headline target stands.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    str
    """
    level = phrases.binding_requirement(edition)
    if level is None:
        return phrases.target_status_sentence(edition, words)
    target = edition.plan.target(level["target"])
    first = phrases.needed_clause(level, target, words)
    rate = phrases.base_rate_clause(level, words)
    decided = phrases.target_status_sentence(edition, words, decided_only=True)
    chance = _chance_sentence(edition, target, int(level["to_year"]), words)
    verdict = words("brief-headline-verdict", needed=first, base_rate=rate)
    return space_cjk(words("common-sentence-gap").join(filter(None, [decided, chance, verdict])))


def _chance_sentence(edition: Edition, target: Target, year: int, words: Words) -> str:
    """The chance of the level that the verdict is about; empty where there is none."""
    row = edition.odds(target.id, edition.now, year=year)
    if row is None or row["status"] != constants.OPEN:
        return ""
    return words(
        "brief-headline-chance",
        year=year,
        target=phrases.spoken_label(target, words, inside=True),
        chance=format_odds(
            row["probability"], words, mcse=row["mcse"], upper=row["upper"], word=False
        ),
        known=edition.county_to,
    )


def _columns(edition: Edition, words: Words) -> tuple[str, ...]:
    return (
        words("common-column-target"),
        words("common-now"),
        words("common-when-planned"),
        words("brief-headline-gap"),
        words("brief-headline-what-moved"),
    )


def _rows_note(edition: Edition, words: Words) -> str:
    """What the columns mean, and the chance of the rank on the other rosters."""
    others = _other_rosters(edition, words)
    if edition.then is None:
        return others
    note = words("brief-headline-note-then", then=edition.then, year=edition.plan.target_year)
    return words("common-sentence-gap").join(filter(None, [note, others]))


def _other_rosters(edition: Edition, words: Words) -> str:
    """The chances of the rank targets when ranked among fewer units."""
    told = []
    for target in edition.headline_targets:
        for reading in target.readings:
            if target.kind != "rank" or reading.main or not reading.roster:
                continue
            then, now = (
                edition.odds(target.id, information, reading=reading.name) if information else None
                for information in (edition.then, edition.now)
            )
            told.append(
                words(
                    "brief-headline-other-roster",
                    target=phrases.short_label(target, words),
                    members=words.label("roster-short", reading.roster),
                    then=_told_odds(then, words),
                    now=_told_odds(now, words),
                )
            )
    return space_cjk(words("common-sentence-gap").join(told))


def _told_odds(row: pd.Series | None, words: Words) -> str:
    return DASH if row is None else format_result(row, words, word=False)


def _target_row(edition: Edition, target: Target, words: Words) -> TargetRow:
    now = edition.odds(target.id, edition.now)
    then = edition.odds(target.id, edition.then) if edition.then else None
    return TargetRow(
        label=phrases.short_label(target, words),
        then=phrases.short_odds(then, words),
        now=phrases.short_odds(now, words),
        then_word=phrases.describe_probability(then, words),
        now_word=phrases.describe_probability(now, words),
        gap=_describe_gap(edition, target, words),
        moved=_describe_revision(edition, target, words),
        line=draw_odds_line(then, now, words),
    )


def _describe_gap(edition: Edition, target: Target, words: Words) -> str:
    """How far the last published figure stands from the target."""
    if target.kind == "rank":
        roster = target.main_reading.roster or edition.study.headline_roster
        rank = format_rank(edition.fact(constants.RANK, roster=roster), words)
        members = words.label("roster-short", roster)
        year = edition.fact_year(constants.RANK)
        return space_cjk(words("brief-headline-now", year=year, rank=rank, members=members))
    variable = target.variable or constants.GDP
    short = threshold_of(target) - edition.fact(variable)
    amount = format_money(abs(short), words, digits=1 if abs(short) < _WHOLE_FROM else 0)
    year = edition.fact_year(variable)
    if short <= 0:
        return words("brief-headline-above", year=year, amount=amount)
    return words("brief-headline-short", year=year, amount=amount)


def _describe_revision(edition: Edition, target: Target, words: Words) -> tuple[str, ...]:
    """Parts of the change of the median outlook since the plan was made, largest first."""
    parts = phrases.moved_parts(edition, target)
    ranked = sorted(parts.items(), key=lambda item: -abs(item[1]))
    return tuple(
        f"{words.label('part', part)} {phrases.format_part(value, target, words)}"
        for part, value in ranked
    )


def _draw_main_fan(edition: Edition, words: Words, *, folder: Path) -> Figure:
    """The chart of the first screen: history, fan, the plan's line, the moving 30th place."""
    target, before = level_target(edition.plan, constants.GDP), previous_edition(edition)
    table = build_fan(
        edition.table("history"),
        edition.quantiles(edition.now),
        variable=constants.GDP,
        threshold=threshold_of(target),
        target_year=target.year,
        unit=edition.plan.unit,
        roster=edition.study.headline_roster,
        place=edition.plan.rank_cut,
        final_year=edition.study.last_headline_year,
        rank_history=phrases.rank_history(edition),
        previous=before.quantiles(before.now) if before else None,
    )

    def plot(*, ax: Axes, compact: bool) -> Axes:
        return plot_fan(
            table,
            ax=ax,
            words=words,
            compact=compact,
            unit_label=edition.unit_names[words.lang],
            breaks=edition.study.benchmark_years,
        )

    title = fan_title(edition, constants.GDP, words)
    note = fan_note(edition, constants.GDP, words, before=before)
    return draw_figure(
        plot,
        table,
        folder=folder,
        name="fan_gdp",
        words=words,
        title=title,
        note=note,
        alt=f"{title} {note}",
    )
