"""Joint odds of several targets, and of a rank given a level, counted in the same draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds import constants
from planodds.probability.events.events import (
    Event,
    UnitForecast,
    join_events,
    level_event,
    rank_event,
)
from planodds.probability.events.plan_targets import later_years, threshold_of, variable_of
from planodds.probability.events.probability import (
    NO_PROBABILITY,
    event_result,
    prob_given,
    probability_columns,
)

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan, Target

_JOINT_GDP_REVENUE = "joint_gdp_revenue"
_JOINT_ALL_THREE = "joint_all_three"
_PUBLISHED = "published"


def joint_probabilities(home: UnitForecast, plan: Plan) -> list[dict[str, object]]:
    """Return the odds of GDP and revenue together, of all three, and of the rank given GDP.

    Without a headline target of revenue only the last is returned.
    Each is a share of the same draws: a joint probability is never a product of margins.

    Parameters
    ----------
    home : UnitForecast
        Draws and published figures of the plan's unit.
    plan : Plan
        With headline targets of a GDP level and a rank; otherwise there are no rows.

    Returns
    -------
    list of dict
        roster, target, reading, threshold and ``probability_columns``, at the target year and the
        later ``study.report_years``.
    """
    headline = [plan.target(name) for name in plan.headlines]
    found = {t.variable if t.kind == "level" else constants.RANK: t for t in headline}
    gdp, revenue, rank = map(found.get, (constants.GDP, constants.REVENUE, constants.RANK))
    if gdp is None or rank is None:
        return []
    rows = []
    for year in (gdp.year, *(y for y in later_years(gdp, home.panel) if y in home.forecast.years)):
        levels = [_level_event(home, target, year) for target in (gdp, revenue) if target]
        if revenue is not None:
            both = event_result(home.forecast, join_events(levels), year)
            rows.append(_row(_JOINT_GDP_REVENUE, "", both))
        for roster in home.rosters:
            ranked = rank_event(home, roster, year, threshold_of(rank), rank.direction or "")
            if revenue is not None:
                joint = event_result(home.forecast, join_events([*levels, ranked]), year)
                rows.append(_row(_JOINT_ALL_THREE, roster, joint))
            given = _conditional_columns(home, ranked, levels[0], year)
            rows.append(_row(plan.rank_given_level, roster, given))
    return rows


def _level_event(home: UnitForecast, target: Target, year: int) -> Event:
    """Return the event of a level target under its published reading."""
    variable, threshold = variable_of(target), threshold_of(target)
    return level_event(home, variable, year, threshold, target.direction or "")


def _conditional_columns(
    home: UnitForecast, event: Event, condition: Event, year: int
) -> dict[str, object]:
    """Return the columns for P(event | condition).

    If too few draws meet the condition, or a published figure has ruled it out, the status is
    ``not_computable``; if it is met already, the result is the event's unconditional odds.
    """
    forecast = home.forecast
    if event.hits is None or condition.met:
        return event_result(forecast, event, year)
    if condition.hits is None:
        return probability_columns(NO_PROBABILITY, year, constants.NOT_COMPUTABLE)
    odds = prob_given(
        event.hits, condition.hits, cluster=forecast.posterior_draw_index, ess=forecast.ess
    )
    status = constants.OPEN if odds.computable else constants.NOT_COMPUTABLE
    return probability_columns(odds, year, status)


def _row(target: str, roster: str, columns: dict[str, object]) -> dict[str, object]:
    """Return one row with its names."""
    names = {"roster": roster, "target": target, "reading": _PUBLISHED, "threshold": math.nan}
    return names | columns
