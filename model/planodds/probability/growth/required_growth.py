"""Growth required to reach each target in the time left, with historical frequencies."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds.probability.events.plan_targets import (
    later_years,
    published_readings,
    target_level,
    threshold_of,
    variable_of,
)
from planodds.probability.events.published import (
    last_published_year,
    published_level,
    published_level_at_rank,
)
from planodds.probability.growth.historical_windows import historical_frequency

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Interpretation, Plan, Target

_LEVEL = "level"
RANK_UNCHANGED = "place_held_still"  # the level at the rank stays as last published
REQUIRED_COLUMNS = (
    "information",
    "target",
    "reading",
    "kind",
    "from_year",
    "from_value",
    "to_year",
    "to_value",
    "required_growth_log",
    "required_growth_percent",
    "span_years",
    "k",
    "n",
    "lower",
    "upper",
    "k_span",
    "n_span",
    "lower_span",
    "upper_span",
)


def required_growth(panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return the growth that each level, growth and rank target requires.

    required = log(to_value / from_value) / (to_year - from_year). For a rank, ``to_value`` is the
    published GDP at that rank, *as if it did not grow*: a lower bound. Each target starts from its
    published base and from the last published figure, and ends in its own year and, for levels and
    ranks, in the later ``study.report_years``.

    Parameters
    ----------
    panel : Panel
    plan : Plan
        Targets with data, under readings of published figures.

    Returns
    -------
    DataFrame
        ``REQUIRED_COLUMNS``: from_value and to_value in 亿元 (1e8 CNY); required_growth_log and
        required_growth_percent per year; ``k`` of ``n`` unit-years, and ``k_span`` of ``n_span``
        windows of ``span_years``, that grew at least as fast on average, with Wilson's 95 %
        bounds (lower, upper).
    """
    readings = published_readings(plan, ("level", "average_growth", "rank"))
    rows = [
        _required_row(panel, plan.unit, target, reading, start, end)
        for target, reading in readings
        for start, end in _periods(panel, plan.unit, target)
    ]
    return pd.DataFrame(rows, columns=list(REQUIRED_COLUMNS))


def _periods(panel: Panel, unit: str, target: Target) -> list[tuple[int, int]]:
    """Return first and last years: from the base to the target year, from now to all years."""
    last = last_published_year(panel, unit, variable_of(target))
    later = [] if target.kind == "average_growth" else later_years(target, panel)
    return [
        (start, end)
        for start in sorted({target.base_year, last})
        for end in (target.year, *later)
        if start < end and (start == last or end == target.year)
    ]


def _required_level(
    panel: Panel, unit: str, target: Target, reading: Interpretation, start: int, end: int
) -> float:
    """Return the level to reach, 亿元; for a rank the level at it, as last published."""
    if target.kind != "rank":
        return target_level(panel, unit, target, end)
    year = min(start, panel.years[-1])
    return published_level_at_rank(panel, int(threshold_of(target)), reading.roster or "", year)


def _required_row(
    panel: Panel, unit: str, target: Target, reading: Interpretation, start: int, end: int
) -> dict[str, object]:
    """Return one row of the table of required growth."""
    variable, window_years = variable_of(target), end - start
    level = published_level(panel, unit, variable, start)
    required = _required_level(panel, unit, target, reading, start, end)
    growth = math.log(required / level) / window_years
    single = historical_frequency(panel, growth, variable=variable)
    window = historical_frequency(panel, growth, window_years=window_years, variable=variable)
    return {
        "information": panel.information.name,
        "target": target.id,
        "reading": reading.name,
        "kind": RANK_UNCHANGED if target.kind == "rank" else _LEVEL,
        "from_year": start,
        "from_value": level,
        "to_year": end,
        "to_value": required,
        "required_growth_log": growth,
        "required_growth_percent": 100 * math.expm1(growth),
        "span_years": window_years,
        "k": single.k,
        "n": single.n,
        "lower": single.lower,
        "upper": single.upper,
        "k_span": window.k,
        "n_span": window.n,
        "lower_span": window.lower,
        "upper_span": window.upper,
    }
