"""Final figure of a published year: its range given the first print, and what it decides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.events import compare
from planodds.probability.events.final_figures import (
    chance_of_final,
    final_levels,
    final_ranks,
    is_first_print,
    revisions_for,
)
from planodds.probability.events.probability import RUN_COLUMNS, prob_event, run_identifiers
from planodds.probability.planning.outcomes import panel_outcomes

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan
    from planodds.probability.events.events import UnitForecast
    from planodds.probability.planning.outcomes import Outcome

TARGET, CURVE = "target", "curve"
FIRST_PRINT_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "kind",
    "target",
    "reading",
    "roster",
    "variable",
    "year",
    "rule",
    "first_print",
    "threshold",
    "met_by_first",
    "probability",
    "mcse",
    "lower",
    "upper",
    "low",
    "high",
    "revisable",
    "scale",
    "degrees",
    "pairs",
)
_WIDTH, _POINTS = 0.015, 61  # of the curve: fraction on either side of the first print
_TAILS = (0.1, 0.9)


def judge_first_print(home: UnitForecast, plan: Plan, *, year: int) -> pd.DataFrame:
    """Return the chance that the final figure of a published year meets each target.

    Each target of the plan for a level, average growth or rank is judged as if the figure of
    ``year`` decided it. Its chance on the final figure is counted over draws of the revision;
    for levels it has the closed form of ``chance_of_final``, which the curve shows.

    Parameters
    ----------
    home : UnitForecast
    plan : Plan
        Of the same unit.
    year : int
        A year with a published figure.

    Returns
    -------
    DataFrame
        ``FIRST_PRINT_COLUMNS``. ``kind`` target: one row per target and reading, ``rule`` the
        figure that its rule counts, ``met_by_first`` whether the first print meets it, the
        probability (share) that the final figure does with its Monte Carlo error and interval,
        ``low`` and ``high`` the 80 % range of the final figure, ``revisable`` whether it may still
        change, ``scale`` (log points), ``degrees`` and ``pairs`` of the revision. ``kind`` curve:
        levels around the first print of each variable with their closed-form probability.

    Raises
    ------
    UsageError
        No figure of the unit is published for the year.
    """
    rows = [
        _judge(outcome, year)
        for outcome in panel_outcomes(home, plan)
        if not math.isnan(outcome.published(year))
    ]
    for variable in home.panel.study.roles:
        rows += _curve(home, variable, year)
    if not rows:
        raise UsageError(
            f"no figure of {home.unit} is published for {year}",
            where="--year",
            expected=f"{home.panel.years[0]} to {home.panel.years[-1]}",
            remedy="name a year with a published figure",
        )
    table = pd.DataFrame(rows).assign(**run_identifiers(home.forecast), unit=home.unit, year=year)
    return table.reindex(columns=list(FIRST_PRINT_COLUMNS))


def _judge(outcome: Outcome, year: int) -> dict[str, object]:
    """Return the row of one target."""
    home, variable = outcome.home, constants.GDP if outcome.is_rank else outcome.variable
    if outcome.is_rank:
        final = final_ranks(home, outcome.roster, year)
        low, high = np.quantile(final, _TAILS, method="inverted_cdf")
    else:
        final = np.exp(final_levels(home, variable, year))
        low, high = np.quantile(final, _TAILS)
    hits = compare(final, outcome.goal, outcome.direction)
    odds = prob_event(hits, cluster=np.arange(len(hits)))
    first = outcome.published(year)
    return {
        "kind": TARGET,
        "target": outcome.target.id,
        "reading": outcome.reading.name,
        "roster": outcome.roster,
        "variable": outcome.variable,
        "rule": outcome.target.status_rule.vintage,
        "first_print": first,
        "threshold": outcome.goal,
        "met_by_first": bool(compare(first, outcome.goal, outcome.direction)),
        "probability": odds.probability,
        "mcse": odds.mcse,
        "lower": odds.lower,
        "upper": odds.upper,
        "low": float(low),
        "high": float(high),
        **_revision(home, variable, year),
    }


def _curve(home: UnitForecast, variable: str, year: int) -> list[dict[str, object]]:
    """Return the closed-form chances of levels around the first print of a variable."""
    first, revisions = home.published(variable, year), revisions_for(home.panel, variable)
    if math.isnan(first):
        return []
    low, high = np.quantile(np.exp(final_levels(home, variable, year)), _TAILS)
    return [
        {
            "kind": CURVE,
            "variable": variable,
            "first_print": first,
            "threshold": first * (1 + step),
            "probability": chance_of_final(revisions, first, first * (1 + step)),
            "mcse": 0.0,
            "low": float(low),
            "high": float(high),
            **_revision(home, variable, year),
        }
        for step in np.linspace(-_WIDTH, _WIDTH, _POINTS)
    ]


def _revision(home: UnitForecast, variable: str, year: int) -> dict[str, object]:
    """Return what the range of the final figure rests on."""
    revisions = revisions_for(home.panel, variable)
    return {
        "revisable": is_first_print(home.panel, variable, year),
        "scale": revisions.scale,
        "degrees": revisions.degrees,
        "pairs": revisions.pairs,
    }
