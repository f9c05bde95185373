"""Facts that the published figures give by arithmetic alone: no model, no draw."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from planodds import constants
from planodds.odds.events.event_definitions import target_level
from planodds.odds.events.published import (
    last_published_year,
    published_level,
    published_position,
    published_rank,
    rank_of_level,
)
from planodds.odds.events.ranks import unit_rosters

_RANK_MEASURE = "place"
_PERCENT = "percent_a_year"
_Fact = tuple[str, int, str, float, str]


def published_facts(panel, plan) -> pd.DataFrame:
    """Tabulate what is published about the plan's unit, and what follows without a model.

    Parameters
    ----------
    panel : Panel
        What is known.
    plan : Plan
        Names the unit and the thresholds.

    Returns
    -------
    DataFrame
        fact, year, roster, value, unit. Facts: ``gdp``, ``revenue`` (cny_1e8, each published
        year) and ``gdp_growth``, ``revenue_growth`` (per cent on the year before, within one
        basis); ``rank`` (place); ``place_<n>_gdp`` (GDP at the place of a rank target);
        ``place_of_<target>`` (place that a level target's amount would have held that year);
        ``units_ranked``; ``needed_<target>`` (per cent a year from the published base to the
        target year); ``level_of_<target>`` (the level that a growth target comes to);
        ``implied_deflator`` (per cent a year at which the level and the growth target agree, if
        growth is meant at constant prices).
    """
    facts = [
        *_level_facts(panel, plan.unit),
        *_rank_facts(panel, plan.unit, plan),
        *_target_facts(panel, plan),
    ]
    return pd.DataFrame(facts, columns=["fact", "year", "roster", "value", "unit"])


def _level_facts(panel, unit: str) -> list[_Fact]:
    """Return published levels, and growth on the year before where the basis is the same."""
    facts = []
    for variable in (constants.GDP, constants.REVENUE):
        last = last_published_year(panel, unit, variable)
        known = {
            y: published_level(panel, unit, variable, y) for y in range(panel.years[0], last + 1)
        }
        facts += [
            (variable, y, "", v, constants.MONEY_UNIT)
            for y, v in known.items()
            if not math.isnan(v)
        ]
        facts += [
            (f"{variable}_growth", y, "", 100 * (v / known[y - 1] - 1), "percent")
            for y, v in known.items()
            if _growth_known(known, variable, y)
        ]
    return facts


def _growth_known(known: dict[int, float], variable: str, year: int) -> bool:
    """Whether growth on the year before is growth: both ends known, and on one basis."""
    broken = variable == constants.GDP and year in constants.BENCHMARK_YEARS
    return year - 1 in known and not broken and not math.isnan(known[year] - known[year - 1])


def _rank_facts(panel, unit: str, plan) -> list[_Fact]:
    """Return the unit's rank, the GDP at each rank target's place, and places of levels."""
    places = sorted(
        {
            int(t.threshold)
            for t in plan.targets
            if t.kind == "rank" and t.variable == constants.GDP and t.threshold
        }
    )
    levels = [t for t in plan.targets if t.kind == "level" and t.variable == constants.GDP]
    facts: list[_Fact] = []
    for roster in unit_rosters(panel, panel.units.index(unit)):
        for year in panel.years:
            rank = published_rank(panel, unit, roster, year)
            if rank is not None:
                facts.append((constants.RANK, year, roster, float(rank), _RANK_MEASURE))
            facts += [
                (
                    f"place_{p}_gdp",
                    year,
                    roster,
                    published_position(panel, p, roster, year),
                    constants.MONEY_UNIT,
                )
                for p in places
            ]
            facts += [
                (
                    f"place_of_{t.id}",
                    year,
                    roster,
                    float(rank_of_level(panel, t.threshold, roster, year, unit=unit)),
                    _RANK_MEASURE,
                )
                for t in levels
            ]
        facts.append(
            ("units_ranked", panel.years[-1], roster, float(np.sum(panel.rosters[roster])), "units")
        )
    return facts


def _target_facts(panel, plan) -> list[_Fact]:
    """Return what levels and growth targets mean for each other, from the published base."""
    facts: list[_Fact] = []
    needed: dict[str, float] = {}
    growth: dict[str, float] = {}
    for target in plan.targets:
        if target.kind not in ("level", "average_growth") or not target.variable:
            continue
        base = published_level(panel, plan.unit, target.variable, target.base_year)
        level = target_level(panel, plan.unit, target, target.year)
        if target.kind == "level":
            rate = (level / base) ** (1 / (target.year - target.base_year)) - 1
            needed[target.variable] = rate
            facts.append((f"needed_{target.id}", target.year, "", 100 * rate, _PERCENT))
        else:
            growth[target.variable] = target.threshold
            facts.append((f"level_of_{target.id}", target.year, "", level, constants.MONEY_UNIT))
    if constants.GDP in needed and constants.GDP in growth:
        deflator = (1 + needed[constants.GDP]) / (1 + growth[constants.GDP]) - 1
        facts.append(("implied_deflator", plan.target_year, "", 100 * deflator, _PERCENT))
    return facts
