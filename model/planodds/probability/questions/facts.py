"""Facts that follow from published figures by arithmetic alone, without a model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.probability.events.plan_targets import target_level, threshold_of
from planodds.probability.events.published import (
    last_published_year,
    published_level,
    published_level_at_rank,
    published_rank,
    rank_of_level,
)
from planodds.probability.events.ranks import unit_rosters

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan

_RANK_UNIT = "place"
_PERCENT = "percent_a_year"
_Fact = tuple[str, int, str, float, str]


def published_facts(panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return published figures of the plan's unit, and what they imply for its targets.

    Parameters
    ----------
    panel : Panel
    plan : Plan
        Names the unit and the thresholds.

    Returns
    -------
    DataFrame
        Columns fact, year, roster, value, unit. Facts: ``gdp``, ``revenue`` (亿元, each published
        year); ``gdp_growth``, ``revenue_growth`` (per cent on the year before, within one basis);
        ``rank``; ``place_<n>_gdp`` (GDP at the rank of a rank target, 亿元);
        ``place_of_<target>`` (rank that the amount of a level target would have had);
        ``units_ranked``; ``required_growth_<target>`` (per cent per year from the published base to
        the target year); ``level_of_<target>`` (level implied by a growth target, 亿元);
        ``implied_deflator`` (per cent per year at which the level and the growth target agree,
        if growth is meant at constant prices).
    """
    facts = [
        *_level_facts(panel, plan.unit),
        *_rank_facts(panel, plan),
        *_target_facts(panel, plan),
    ]
    return pd.DataFrame(facts, columns=["fact", "year", "roster", "value", "unit"])


def _level_facts(panel: Panel, unit: str) -> list[_Fact]:
    """Return published levels, and growth on the year before within one basis."""
    facts: list[_Fact] = []
    for variable in panel.study.roles:
        last = last_published_year(panel, unit, variable)
        levels = {
            year: published_level(panel, unit, variable, year)
            for year in range(panel.years[0], last + 1)
        }
        facts += [
            (variable, year, "", level, panel.study.variables[variable].unit)
            for year, level in levels.items()
            if not math.isnan(level)
        ]
        facts += [
            (f"{variable}_growth", year, "", 100 * (level / levels[year - 1] - 1), "percent")
            for year, level in levels.items()
            if _has_growth(panel, levels, variable, year)
        ]
    return facts


def _has_growth(panel: Panel, levels: dict[int, float], variable: str, year: int) -> bool:
    """Return whether both levels of a year's growth are published, on one basis."""
    new_basis = variable == constants.GDP and year in panel.study.benchmark_years
    return year - 1 in levels and not new_basis and not math.isnan(levels[year] - levels[year - 1])


def _rank_facts(panel: Panel, plan: Plan) -> list[_Fact]:
    """Return the unit's rank, GDP at the rank targets, and ranks of the target levels."""
    of_gdp = [t for t in plan.targets if t.variable == constants.GDP and t.threshold]
    thresholds = sorted({int(threshold_of(t)) for t in of_gdp if t.kind == "rank"})
    levels = {t.id: threshold_of(t) for t in of_gdp if t.kind == "level"}
    money = panel.study.variables[panel.study.ranked].unit
    facts: list[_Fact] = []
    for roster in unit_rosters(panel, panel.units.index(plan.unit)):
        for year in panel.years:
            rank = published_rank(panel, plan.unit, roster, year)
            if rank is not None:
                facts.append((constants.RANK, year, roster, float(rank), _RANK_UNIT))
            for threshold in thresholds:
                at_rank = published_level_at_rank(panel, threshold, roster, year)
                if not math.isnan(at_rank):
                    facts.append((f"place_{threshold}_gdp", year, roster, at_rank, money))
            for target, level in levels.items():
                rank = rank_of_level(panel, level, roster, year, unit=plan.unit)
                facts.append((f"place_of_{target}", year, roster, float(rank), _RANK_UNIT))
        ranked = float(np.sum(panel.ranked_members(roster, panel.years[-1])))
        facts.append(("units_ranked", panel.years[-1], roster, ranked, "units"))
    return facts


def _target_facts(panel: Panel, plan: Plan) -> list[_Fact]:
    """Return growth implied by levels, levels implied by growth, and the deflator."""
    facts: list[_Fact] = []
    required: dict[str, float] = {}
    growth: dict[str, float] = {}
    for target in plan.targets:
        if target.kind not in ("level", "average_growth") or not target.variable:
            continue
        if not target.has_number:
            continue
        base = published_level(panel, plan.unit, target.variable, target.base_year)
        level = target_level(panel, plan.unit, target, target.year)
        if target.kind == "level":
            rate = (level / base) ** (1 / (target.year - target.base_year)) - 1
            required[target.variable] = rate
            facts.append((f"required_growth_{target.id}", target.year, "", 100 * rate, _PERCENT))
        else:
            growth[target.variable] = threshold_of(target)
            facts.append(
                (
                    f"level_of_{target.id}",
                    target.year,
                    "",
                    level,
                    panel.study.variables[target.variable].unit,
                )
            )
    if constants.GDP in required and constants.GDP in growth:
        deflator = (1 + required[constants.GDP]) / (1 + growth[constants.GDP]) - 1
        facts.append(("implied_deflator", plan.target_year, "", 100 * deflator, _PERCENT))
    return facts
