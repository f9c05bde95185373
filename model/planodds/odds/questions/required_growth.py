"""What it would take: growth needed in the time left, and how often it has been done."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from planodds import constants
from planodds.execution.owner_cache import cached_on
from planodds.odds.events.event_definitions import CHAINED, COUNTY_PANEL, target_level
from planodds.odds.events.probability import wilson_interval
from planodds.odds.events.published import (
    last_published_year,
    published_level,
    published_position,
    published_table,
    same_basis_pairs,
)

_LEVEL = "level"
RANK_UNCHANGED = "place_held_still"  # the GDP of the place as last published, not moving on
REQUIRED_COLUMNS = (
    "information",
    "target",
    "reading",
    "kind",
    "from_year",
    "from_value",
    "to_year",
    "to_value",
    "needed_growth_log",
    "needed_growth_percent",
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


@dataclass(frozen=True)
class HistoricalFrequency:
    """How often growth was reached: k of n windows, with Wilson's 95 % bounds.

    The bounds take windows as independent. County-years of one year share that year's prices and
    overlapping windows share years, so that they are too narrow; they are NaN with no windows.
    """

    k: int
    n: int
    lower: float
    upper: float


def growth_windows(panel, variable: str = constants.GDP, span: int = 1) -> pd.DataFrame:
    """Average growth of every unit over every window of ``span`` years within one basis.

    Parameters
    ----------
    panel : Panel
        What is known.
    variable : str
        ``gdp`` (windows never cross a census) or ``revenue``.
    span : int
        Years of growth in a window.

    Returns
    -------
    DataFrame
        unit, from_year, to_year, growth_log (a year). Windows with a missing end are left out.
    """
    return _windows(panel, variable, span).copy()


def _windows(panel, variable: str, span: int) -> pd.DataFrame:
    """The windows as all questions share them: not to be changed."""
    return cached_on(
        panel, ("windows", variable, span), lambda: _list_windows(panel, variable, span)
    )


def _list_windows(panel, variable: str, span: int) -> pd.DataFrame:
    levels = np.log(published_table(panel, variable))
    parts = []
    for first, last in same_basis_pairs(panel, variable, span):
        growth = (levels[:, last] - levels[:, first]) / span
        parts.append(
            pd.DataFrame(
                {
                    "unit": panel.units,
                    "from_year": panel.years[first],
                    "to_year": panel.years[last],
                    "growth_log": growth,
                }
            )
        )
    columns = ["unit", "from_year", "to_year", "growth_log"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return table.dropna(subset=["growth_log"]).reset_index(drop=True)


def historical_frequency(
    panel, growth: float, *, span: int = 1, variable: str = constants.GDP
) -> HistoricalFrequency:
    """Count the windows whose average growth a year reached ``growth``.

    Parameters
    ----------
    panel : Panel
        What is known.
    growth : float
        Log growth a year.
    span : int
        Years in a window; 1 counts county-years.
    variable : str
        ``gdp`` or ``revenue``.

    Returns
    -------
    HistoricalFrequency
    """
    reached = _windows(panel, variable, span)["growth_log"].to_numpy(dtype=float) >= growth
    k, n = int(reached.sum()), int(reached.size)
    lower, upper = wilson_interval(k, n) if n else (math.nan, math.nan)
    return HistoricalFrequency(k, n, lower, upper)


def find_precedents(
    panel, growth: float, *, span: int = 1, variable: str = constants.GDP, most: int | None = None
) -> pd.DataFrame:
    """List who reached ``growth`` (log, a year), the fastest first, ``most`` of them at most.

    Returns
    -------
    DataFrame
        unit, name_zh, name_en, from_year, to_year, growth_percent (a year).
    """
    windows = _windows(panel, variable, span)
    done = windows[windows["growth_log"] >= growth].sort_values("growth_log", ascending=False)
    done = done.head(len(done) if most is None else most)
    unit_names = panel.unit_table.loc[done["unit"], ["name_zh", "name_en"]].reset_index(drop=True)
    done = done.reset_index(drop=True)
    percent = 100 * np.expm1(done["growth_log"].astype(float))
    return pd.concat(
        [
            done[["unit"]],
            unit_names,
            done[["from_year", "to_year"]],
            percent.rename("growth_percent"),
        ],
        axis=1,
    )


def required_growth(panel, plan) -> pd.DataFrame:
    """Growth that each level, growth and rank target needs, from the base and from now.

    needed = log(to_value / from_value) / (to_year - from_year). A rank is set against the
    published GDP of its place *as if the place stood still*: a lower bound, since it moves.
    Each target starts from its published base and from the last published figure, and runs to
    its own year and, levels and ranks, to the later ``names.REACH_YEARS``.

    Parameters
    ----------
    panel : Panel
        What is known.
    plan : Plan
        Targets with data, under readings of published figures.

    Returns
    -------
    DataFrame
        ``REQUIRED_COLUMNS``: values in cny_1e8; growth a year in logs and per cent; ``k`` of
        ``n`` single county-years, and ``k_span`` of ``n_span`` windows of the whole span, that
        grew at least so fast on average, each with Wilson's bounds.
    """
    rows = []
    for target in plan.targets:
        if target.data != COUNTY_PANEL or target.kind not in ("level", "average_growth", "rank"):
            continue
        for reading in target.readings:
            if reading.computable and reading.basis != CHAINED:
                rows += _needed_rows(panel, plan.unit, target, reading)
    return pd.DataFrame(rows, columns=list(REQUIRED_COLUMNS))


def _needed_rows(panel, unit: str, target, reading) -> list[dict[str, object]]:
    """Return the rows of one target under one reading."""
    variable = target.variable or constants.GDP
    last = last_published_year(panel, unit, variable)
    later = (
        []
        if target.kind == "average_growth"
        else [y for y in constants.REACH_YEARS if y > target.year]
    )
    rows = []
    for start in sorted({target.base_year, last}):
        for end in (target.year, *later):
            if start < end and (start == last or end == target.year):
                wanted = _wanted_level(panel, unit, target, reading, start, end)
                rows.append(_needed_row(panel, unit, target, reading, start, end, wanted))
    return rows


def _wanted_level(panel, unit: str, target, reading, start: int, end: int) -> float:
    """Return the level (cny_1e8) to reach; for a rank that of its place, last published."""
    if target.kind != "rank":
        return target_level(panel, unit, target, end)
    year = min(start, panel.years[-1])
    return published_position(panel, int(target.threshold), reading.roster, year)


def _needed_row(
    panel, unit: str, target, reading, start: int, end: int, wanted: float
) -> dict[str, object]:
    """Return one row of the table of needed growth."""
    variable = target.variable or constants.GDP
    level = published_level(panel, unit, variable, start)
    span = end - start
    growth = math.log(wanted / level) / span
    once = historical_frequency(panel, growth, variable=variable)
    whole = historical_frequency(panel, growth, span=span, variable=variable)
    return {
        "information": panel.information.name,
        "target": target.id,
        "reading": reading.name,
        "kind": RANK_UNCHANGED if target.kind == "rank" else _LEVEL,
        "from_year": start,
        "from_value": level,
        "to_year": end,
        "to_value": wanted,
        "needed_growth_log": growth,
        "needed_growth_percent": 100 * math.expm1(growth),
        "span_years": span,
        "k": once.k,
        "n": once.n,
        "lower": once.lower,
        "upper": once.upper,
        "k_span": whole.k,
        "n_span": whole.n,
        "lower_span": whole.lower,
        "upper_span": whole.upper,
    }
