"""Odds that no single target owns: several at once, and a rank given a level."""

from __future__ import annotations

import math

from planodds import constants
from planodds.odds.events.events import Event, UnitForecast, join_events, level_event, rank_event
from planodds.odds.events.probability import prob_given
from planodds.odds.events.result_rows import NO_NUMBER, event_result, probability_columns

GDP_TARGET, REVENUE_TARGET, RANK_TARGET = "gdp_level", "revenue_level", "gdp_rank_30"
_JOINT_GDP_REVENUE = "joint_gdp_revenue"
_JOINT_ALL_THREE = "joint_all_three"
_RANK_GIVEN_GDP = "rank_30_given_gdp"
_PUBLISHED = "published"


def joint_probabilities(outlook: UnitForecast, plan) -> list[dict[str, object]]:
    """Rows for GDP and revenue together, all three, and P(rank <= 30 | GDP >= 200).

    All are counted in the same draws: a joint probability is never a product of margins.

    Parameters
    ----------
    outlook : UnitForecast
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
    later = [y for y in constants.REACH_YEARS if y > gdp.year and y in outlook.forecast.years]
    rows = []
    for year in (gdp.year, *later):
        levels = [
            level_event(outlook, t.variable, year, t.threshold, t.direction) for t in (gdp, revenue)
        ]
        rows.append(_row(_JOINT_GDP_REVENUE, "", event_result(outlook, join_events(levels), year)))
        for roster in outlook.ranks:
            place = rank_event(outlook, roster, year, rank.threshold, rank.direction)
            joint = event_result(outlook, join_events([*levels, place]), year)
            given = _conditional_columns(outlook, place, levels[0], year)
            rows += [_row(_JOINT_ALL_THREE, roster, joint), _row(_RANK_GIVEN_GDP, roster, given)]
    return rows


def _conditional_columns(
    outlook: UnitForecast, event: Event, condition: Event, year: int
) -> dict[str, object]:
    """Return the columns for P(event | condition).

    Where too few draws meet the condition, or a published figure has ruled it out, the status
    is not_computable; where it is met already, the event's own odds are the answer.
    """
    if event.met is not None or condition.met:
        return event_result(outlook, event, year)
    if condition.met is False:
        return probability_columns(NO_NUMBER, year, constants.NOT_COMPUTABLE)
    forecast = outlook.forecast
    odds = prob_given(event.hits, condition.hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    return probability_columns(
        odds, year, constants.OPEN if odds.computable else constants.NOT_COMPUTABLE
    )


def _row(target: str, roster: str, columns: dict[str, object]) -> dict[str, object]:
    """Return one row with its names."""
    return {
        "roster": roster,
        "target": target,
        "reading": _PUBLISHED,
        "threshold": math.nan,
    } | columns
