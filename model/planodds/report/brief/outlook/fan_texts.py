"""Title and note of a fan chart, for the static figure and for each choice of the controls."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.planning.change.points import format_day
from planodds.report.targets import level_target, threshold_of
from planodds.report.text import phrases
from planodds.report.text.formatting import format_goal, format_money, format_rank
from planodds.report.text.labels import with_variant

if TYPE_CHECKING:
    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words


def fan_title(
    edition: Edition,
    variable: str,
    words: Words,
    *,
    scenario: str = constants.BASELINE,
    variant: str = "",
) -> str:
    """Return the finding of a fan chart; any scenario but the baseline is named first.

    Parameters
    ----------
    edition : Edition
    variable : str
        ``gdp``, ``revenue`` or ``rank``.
    words : Words
    scenario, variant : str
        Run at today's information.

    Returns
    -------
    str
    """
    tell = {constants.GDP: _level_title, constants.RANK: _rank_title}.get(variable, _linked_title)
    title = tell(edition, words, scenario=scenario, variant=variant)
    if scenario == constants.BASELINE:
        return title
    name = with_variant(phrases.scenario_label(edition, scenario, words), variant, words)
    return words("common-name-value", name=name, value=phrases.inside_sentence(title, words))


def fan_note(edition: Edition, variable: str, words: Words, *, before: Edition | None) -> str:
    """Return how to read a fan chart, with the earlier edition that is drawn behind it.

    Parameters
    ----------
    edition : Edition
    variable : str
    words : Words
    before : Edition or None
        The earlier edition, where its fan is drawn.

    Returns
    -------
    str
    """
    note = {
        constants.GDP: partial(words, "brief-headline-note", place=_plan_rank(edition, words)),
        constants.RANK: partial(words, "brief-ranking-path-note"),
    }.get(variable, partial(words, "common-bands-note"))()
    if before is None:
        return note
    day = format_day(str(before.manifest.get("made_at", "")), words)
    return note + words("change-previous-fan", day=day)


def _plan_rank(edition: Edition, words: Words) -> str:
    """The rank that the plan asks for."""
    return format_rank(edition.plan.rank_cut or 0, words)


def _level_title(edition: Edition, words: Words, **run: str) -> str:
    """Median in the plan's year where it is still to come, later, and the place beside it."""
    target, last = level_target(edition.plan, constants.GDP), edition.study.last_headline_year
    money = partial(format_money, words=words)
    later: dict[str, str | int] = {
        "last": last,
        "later": money(edition.quantile(constants.GDP, last, "q50", **run)),
        "place": _plan_rank(edition, words),
        "rank_value": money(_level_at_place(edition, last, **run)),
    }
    middle = edition.quantile(constants.GDP, target.year, "q50", **run)
    if math.isnan(middle):
        return words("brief-headline-fan-title-later", **later)
    return words(
        "brief-headline-fan-title",
        year=target.year,
        value=money(middle),
        threshold=format_goal(threshold_of(target), words),
        **later,
    )


def _level_at_place(edition: Edition, year: int, **run: str) -> float:
    """Median level of the place that the plan asks for, which moves with all units."""
    rows = edition.quantiles(edition.now, **run)
    roster = edition.study.headline_roster
    at_place = (rows["unit"] == f"rank_{edition.plan.rank_cut}:{roster}") & (
        rows["roster"] == roster
    )
    return float(rows.loc[at_place & (rows["year"] == year), "q50"].iloc[0])


def _linked_title(edition: Edition, words: Words, **run: str) -> str:
    last = edition.study.last_headline_year
    median, low, high = (
        format_money(edition.quantile(constants.REVENUE, last, q, **run), words)
        for q in ("q50", "q10", "q90")
    )
    goal = format_goal(threshold_of(level_target(edition.plan, constants.REVENUE)), words)
    return words("brief-attainable-title", last=last, median=median, low=low, high=high, goal=goal)


def _rank_title(edition: Edition, words: Words, **run: str) -> str:
    last = edition.study.last_headline_year
    return words(
        "brief-ranking-path-title",
        last=last,
        median=format_rank(edition.quantile(constants.RANK, last, "q50", **run), words),
        threshold=edition.plan.rank_cut or 0,
        goal=edition.plan.target_year,
    )
