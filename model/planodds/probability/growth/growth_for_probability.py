"""Reverse stress test: the growth that gives a target 50, 80 or 95 % odds, with precedents."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.execution.owner_cache import cached_on
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.plan_targets import variable_of
from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.published import last_published_year
from planodds.probability.growth.growth_bands import average_log_growth
from planodds.probability.growth.growth_shortfall import (
    growth_shortfall,
    open_targets,
    target_labels,
)
from planodds.probability.growth.historical_windows import (
    find_precedents,
    growth_windows,
    historical_frequency,
)

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan, Target
    from planodds.probability.events.events import UnitForecast

_PROBABILITIES = (0.50, 0.80, 0.95)
_MOST_PRECEDENTS = 5
_LONGEST_WINDOW = 5  # years
_COLUMNS = (
    *RUN_COLUMNS,
    "target",
    "reading",
    "roster",
    "year",
    "chance",
    "from_year",
    "span_years",
    "forecast_growth_percent",
    "required_growth_percent",
    "window_years",
    "k",
    "n",
    "lower",
    "upper",
    "order",
    "precedent",
    "precedent_zh",
    "precedent_en",
    "precedent_from",
    "precedent_to",
    "precedent_growth_percent",
)


def growth_for_probability(forecast: Forecast, panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return the growth per year at which a level or rank has odds of 50, 80 and 95 %.

    The unit alone grows faster, by the same s / h log points in each of h years:
    P(y_t + s >= c_t) = p gives s = Q_p(c_t - y_t), with c_t the target's level or, for a rank,
    the level at that rank among the *other* units in the same draw. The required growth is the
    median growth of the forecast, within one census basis, plus s / h. It is compared with the
    panel's windows of as many years, or with the longest there are.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    plan : Plan
        Its level and rank targets, main readings.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, target, reading, roster, year, chance (the
        probability p), from_year, span_years (h), forecast_growth_percent, required_growth_percent
        (per cent per year); ``k`` of ``n`` windows of window_years that grew at least as fast,
        with Wilson's 95 % bounds lower and upper; order (from 1, the fastest; 0 without a
        precedent), precedent, precedent_zh, precedent_en, precedent_from, precedent_to,
        precedent_growth_percent.

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set.
    """
    home = build_unit_forecast(forecast, panel, plan.unit)
    rows = [
        row for target, year in open_targets(home, plan) for row in _target_rows(home, target, year)
    ]
    table = pd.DataFrame(rows).assign(**run_identifiers(forecast))
    return table.reindex(columns=list(_COLUMNS))


def _target_rows(home: UnitForecast, target: Target, year: int) -> list[dict[str, object]]:
    """Return the rows of one target in one year, by probability and precedent."""
    panel, variable = home.panel, variable_of(target)
    start = last_published_year(panel, home.unit, variable)
    years = year - start
    median = float(np.median(average_log_growth(home, variable, start, year)))
    window_years = _longest_window(panel, variable, years)
    shortfall = np.quantile(growth_shortfall(home, target, year), _PROBABILITIES)
    rows: list[dict[str, object]] = []
    for probability, lacking in zip(_PROBABILITIES, shortfall, strict=True):
        growth = median + float(lacking) / years
        labels = {
            **target_labels(target, year),
            "chance": probability,
            "from_year": start,
            "span_years": years,
            "forecast_growth_percent": 100 * math.expm1(median),
            "required_growth_percent": 100 * math.expm1(growth),
        }
        rows += [labels | row for row in _precedents(panel, variable, growth, window_years)]
    return rows


def _longest_window(panel: Panel, variable: str, years: int) -> int:
    """Return the length of the panel's longest windows of at most ``years``; 0 without any."""
    lengths = range(min(years, _LONGEST_WINDOW), 0, -1)
    return next((n for n in lengths if len(growth_windows(panel, variable, n))), 0)


def _precedents(
    panel: Panel, variable: str, growth: float, window_years: int
) -> list[dict[str, object]]:
    """Return the frequency and the fastest windows; at least one row, without a precedent."""
    if not window_years or math.isnan(growth):
        return [{"window_years": window_years, "k": 0, "n": 0, "order": 0}]
    frequency = historical_frequency(panel, growth, window_years=window_years, variable=variable)
    labels: dict[str, object] = {
        "window_years": window_years,
        "k": frequency.k,
        "n": frequency.n,
        "lower": frequency.lower,
        "upper": frequency.upper,
        "order": 0,
    }
    fastest = cached_on(
        panel,
        ("fastest", variable, window_years),
        lambda: _fastest_windows(panel, variable, window_years),
    )
    return [labels | row for row in fastest[: frequency.k]] or [labels]


def _fastest_windows(panel: Panel, variable: str, window_years: int) -> list[dict[str, object]]:
    """Return the fastest windows of a panel; those that reached some growth come first."""
    fastest = find_precedents(
        panel, -math.inf, window_years=window_years, variable=variable, most=_MOST_PRECEDENTS
    )
    return [
        {
            "order": order,
            "precedent": row.unit,
            "precedent_zh": row.name_zh,
            "precedent_en": row.name_en,
            "precedent_from": row.from_year,
            "precedent_to": row.to_year,
            "precedent_growth_percent": row.growth_percent,
        }
        for order, row in enumerate(fastest.itertuples(), start=1)
    ]
