"""Odds that no single target owns: several at once, and a rank given a level."""

from __future__ import annotations

import math

from model import names
from model.odds.events import Event, Outlook, join_events, level_event, rank_event
from model.odds.probability import prob_given
from model.odds.rows import NO_NUMBER, event_columns, probability_columns

GDP_TARGET, REVENUE_TARGET, RANK_TARGET = "gdp_level", "revenue_level", "gdp_rank_30"
JOINT_GDP_REVENUE = "joint_gdp_revenue"
JOINT_ALL_THREE = "joint_all_three"
RANK_GIVEN_GDP = "rank_30_given_gdp"
PUBLISHED = "published"


def joint_rows(outlook: Outlook, plan) -> list[dict[str, object]]:
    """Rows for GDP and revenue together, all three, and P(rank <= 30 | GDP >= 200).

    All are counted in the same draws: a joint probability is never a product of margins.

    Parameters
    ----------
    outlook : Outlook
        The unit's draws and published figures.
    plan : Plan
        Must hold gdp_level, revenue_level and gdp_rank_30; without them there are no such rows.

    Returns
    -------
    list of dict
        Columns of ``names.RESULT_COLUMNS`` but those that name the run, at the target year and
        the later ``names.REACH_YEARS``.
    """
    targets = {target.id: target for target in plan.targets}
    if not {GDP_TARGET, REVENUE_TARGET, RANK_TARGET} <= set(targets):
        return []
    gdp, revenue, rank = (targets[i] for i in (GDP_TARGET, REVENUE_TARGET, RANK_TARGET))
    later = [y for y in names.REACH_YEARS if y > gdp.year and y in outlook.forecast.years]
    rows = []
    for year in (gdp.year, *later):
        levels = [level_event(outlook, t.variable, year, t.threshold, t.direction)
                  for t in (gdp, revenue)]
        rows.append(_row(JOINT_GDP_REVENUE, "", event_columns(outlook, join_events(levels), year)))
        for roster in outlook.ranks:
            place = rank_event(outlook, roster, year, rank.threshold, rank.direction)
            joint = event_columns(outlook, join_events([*levels, place]), year)
            given = conditional_columns(outlook, place, levels[0], year)
            rows += [_row(JOINT_ALL_THREE, roster, joint), _row(RANK_GIVEN_GDP, roster, given)]
    return rows


def conditional_columns(outlook: Outlook, event: Event, condition: Event,
                        year: int) -> dict[str, object]:
    """Return the columns for P(event | condition).

    Where too few draws meet the condition, or a published figure has ruled it out, the status
    is not_computable; where it is met already, the event's own odds are the answer.
    """
    if event.met is not None or condition.met:
        return event_columns(outlook, event, year)
    if condition.met is False:
        return probability_columns(NO_NUMBER, year, names.NOT_COMPUTABLE)
    forecast = outlook.forecast
    odds = prob_given(event.hits, condition.hits, cluster=forecast.cluster, ess=forecast.ess)
    return probability_columns(odds, year,
                               names.OPEN if odds.computable else names.NOT_COMPUTABLE)


def _row(target: str, roster: str, columns: dict[str, object]) -> dict[str, object]:
    """Return one row with its names."""
    return {"roster": roster, "target": target, "reading": PUBLISHED,
            "threshold": math.nan} | columns
