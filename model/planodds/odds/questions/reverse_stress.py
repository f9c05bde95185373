"""Turned round: the growth that given odds need, and the common path that makes them even."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.execution.owner_cache import cached_on
from planodds.odds.events.batch_probability import prob_events
from planodds.odds.events.events import UnitForecast, year_position
from planodds.odds.events.published import last_published_year, published_level
from planodds.odds.events.ranks import cached_level_at_rank, unit_position
from planodds.odds.events.result_rows import run_identifiers
from planodds.odds.questions.growth import average_log_growth
from planodds.odds.questions.required_growth import (
    find_precedents,
    growth_windows,
    historical_frequency,
)

_CHANCES = (0.50, 0.80, 0.95)
_MOST_PRECEDENTS = 5
_LONGEST = 5  # years of growth in a window of the panel, at most
_FARTHEST = 4.0  # a path beyond is an extrapolation: how far it lies is told, not its figures
_STILL = 1e-9  # log points: what varies less is known already
_KINDS = ("level", "rank")
_NEEDED_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
    "target",
    "reading",
    "roster",
    "year",
    "chance",
    "from_year",
    "span_years",
    "forecast_growth_percent",
    "needed_growth_percent",
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
_EVEN_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
    "target",
    "reading",
    "roster",
    "year",
    "series",
    "path_year",
    "baseline_growth_percent",
    "needed_growth_percent",
    "distance",
    "tail_probability",
    "mcse",
    "upper",
    "probability_now",
    "probability_then",
)


def growth_for_probability(forecast, panel, plan, *, edition: str) -> pd.DataFrame:
    """Growth a year at which a level or place has odds of 50, 80 and 95 %, and who ever did it.

    The county alone grows faster, by the same s / h log points in each of h years:
    P(y_t + s >= c_t) = p gives s = Q_p(c_t - y_t), with c_t the target's level or, for a place,
    the level of that place among the *other* units in the same draw. What is needed is the
    median growth of the forecast, within one census basis, plus s / h. It is held against the
    panel's windows of as many years, or of the longest there are.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    plan : Plan
        Its level and rank targets, main readings.
    edition : str
        Written in the first column.

    Returns
    -------
    DataFrame
        ``_NEEDED_COLUMNS``: per cent a year; ``k`` of ``n`` windows of ``window_years`` with
        Wilson's bounds; one row for each of the fastest precedents (``order`` from 1), or one
        with an empty precedent where there is none.
    """
    outlook, rows = _look(forecast, panel, plan.unit), []
    windows: dict[tuple[str, int], int] = {}
    for target, year in _open_events(outlook, plan):
        variable, missing = _variable(target), _growth_shortfall(outlook, target, year)
        start = last_published_year(panel, plan.unit, variable)
        span = year - start
        middle = float(np.median(average_log_growth(outlook, variable, start, year)))
        width = windows.setdefault((variable, span), _window(panel, variable, span))
        for chance, lack in zip(_CHANCES, np.quantile(missing, _CHANCES), strict=True):
            growth = middle + float(lack) / span
            label = {
                "target": target.id,
                "reading": target.main_reading.name,
                "roster": target.main_reading.roster or "",
                "year": year,
                "chance": chance,
                "from_year": start,
                "span_years": span,
                "forecast_growth_percent": 100 * math.expm1(middle),
                "needed_growth_percent": 100 * math.expm1(growth),
            }
            rows += [label | done for done in _precedents(panel, variable, growth, width)]
    table = pd.DataFrame(rows).assign(**run_identifiers(forecast, edition))
    return table.reindex(columns=list(_NEEDED_COLUMNS))


def _look(forecast, panel, unit: str) -> UnitForecast:
    """The unit's levels; its ranks are not needed here, and counting them would take longer."""
    if tuple(forecast.units) != tuple(panel.units):
        raise UsageError(
            "forecast and panel have different units",
            where="stress",
            expected="the panel that the forecast was made from",
        )
    place = unit_position(forecast, unit)
    levels = {
        constants.GDP: forecast.log_gdp[place],
        constants.REVENUE: forecast.log_revenue[place],
    }
    return UnitForecast(forecast, panel, unit, levels, {})


def _growth_shortfall(outlook: UnitForecast, target, year: int) -> np.ndarray:
    """Log growth that each draw lacks to meet the target in a year (draw,); below 0 it is met.

    A place among the others: the same place of the whole roster, or the next one where the unit
    itself stands at or above it.
    """
    forecast, variable = outlook.forecast, _variable(target)
    column = year_position(forecast, year)
    own = outlook.levels[variable][:, column]
    if target.kind == "level":
        return math.log(target.threshold) - own.astype(float)
    at, after = (
        level[:, column]
        for level in cached_level_at_rank(
            forecast, int(target.threshold), outlook.panel.rosters[target.main_reading.roster]
        )
    )
    return np.where(own < at, at, after).astype(float) - own.astype(float)


def _variable(target) -> str:
    return target.variable or constants.GDP


def _open_events(outlook: UnitForecast, plan) -> list[tuple[object, int]]:
    """Level and rank targets with data, at each year of reach not yet published."""
    found = []
    for target in plan.targets:
        if target.kind not in _KINDS or target.data != "county_panel":
            continue
        years = {target.year, *(y for y in constants.REACH_YEARS if y > target.year)}
        variable = _variable(target)
        found += [
            (target, year)
            for year in sorted(years)
            if year in outlook.forecast.years
            and math.isnan(published_level(outlook.panel, plan.unit, variable, year))
        ]
    return found


def _window(panel, variable: str, span: int) -> int:
    """Longest window of at most ``span`` years that the panel holds on one basis."""
    for width in range(min(span, _LONGEST), 0, -1):
        if len(growth_windows(panel, variable, width)):
            return width
    return 0


def _precedents(panel, variable: str, growth: float, width: int) -> list[dict[str, object]]:
    """How often, by whom: the fastest windows, or one row that says that there is none."""
    if not width or math.isnan(growth):
        return [{"window_years": width, "k": 0, "n": 0, "order": 0}]
    rate = historical_frequency(panel, growth, span=width, variable=variable)
    label = {
        "window_years": width,
        "k": rate.k,
        "n": rate.n,
        "lower": rate.lower,
        "upper": rate.upper,
        "order": 0,
    }
    fastest = cached_on(
        panel, ("fastest", variable, width), lambda: _fastest(panel, variable, width)
    )
    return [label | row for row in fastest[: rate.k]] or [label]


def _fastest(panel, variable: str, width: int) -> list[dict[str, object]]:
    """The fastest windows there are; those that reach some growth lead the list."""
    found = find_precedents(panel, -math.inf, span=width, variable=variable, most=_MOST_PRECEDENTS)
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
        for order, row in enumerate(found.itertuples(), start=1)
    ]


def most_likely_path_to_even_odds(forecast, panel, plan, *, edition: str) -> pd.DataFrame:
    """Least unlikely common path under which a target is an even bet.

    With x the log growth of coal price, nation and province up to the year, S its covariance
    and b the slopes of the draws' surplus y - c on x, the residual e has the median m. Of all
    paths under which the median surplus is nought, x* = E x - S b m / (b' S b) lies nearest in
    Mahalanobis distance, at |m| / sqrt(b' S b). How unlikely is counted, not read off a normal:
    the share of the forecast's own paths that help the target at least as much (or, where it is
    likelier than not as things stand, harm it).

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    plan : Plan
        Its level and rank targets, main readings.
    edition : str
        Written in the first column.

    Returns
    -------
    DataFrame
        ``_EVEN_COLUMNS``: one row for each series and year of the path that is not yet known;
        growth in per cent, the path's NaN where its distance is above ``FARTHEST``;
        ``probability_now`` and ``probability_then`` are the shares of draws that meet the target
        as they stand, and with their common part replaced by the path's. No rows for an event
        that the common path does not move.
    """
    outlook, rows = _look(forecast, panel, plan.unit), []
    events = _open_events(outlook, plan)
    common = _common_paths(forecast)
    by_year = {year: _until(common, year) for year in sorted({year for _, year in events})}
    for target, year in events:
        label = {
            "target": target.id,
            "reading": target.main_reading.name,
            "year": year,
            "roster": target.main_reading.roster or "",
        }
        surplus = -_growth_shortfall(outlook, target, year)
        rows += [label | step for step in _nearest_path(forecast, by_year[year], surplus)]
    table = pd.DataFrame(rows).assign(**run_identifiers(forecast, edition))
    return table.reindex(columns=list(_EVEN_COLUMNS))


@dataclass(frozen=True)
class _CommonPaths:
    """Log growth of what is common and not yet known, the same for all targets.

    Attributes
    ----------
    steps : tuple of (str, int)
        Series and year of each column.
    middle, mean, away : ndarray (column,), (column,), (draw, column)
        Median, mean, and how far each draw is from it.
    """

    steps: tuple[tuple[str, int], ...]
    middle: np.ndarray
    mean: np.ndarray
    away: np.ndarray

    @cached_property
    def covariance(self) -> np.ndarray:
        """Give the covariance of the columns."""
        return np.atleast_2d(np.cov(self.away.T))


def _common_paths(forecast) -> _CommonPaths:
    common = np.asarray(forecast.common, dtype=float)
    flat = common.reshape(len(common), -1)
    free = np.flatnonzero(flat.std(axis=0) > _STILL)
    by_step = np.ascontiguousarray(flat[:, free].T)
    mean = by_step.mean(axis=1)
    kinds, columns = np.divmod(free, common.shape[2])
    steps = tuple(
        (constants.COMMON_SERIES[kind], forecast.years[column])
        for kind, column in zip(kinds, columns, strict=True)
    )
    return _CommonPaths(steps, np.median(by_step, axis=1), mean, (by_step - mean[:, None]).T)


def _until(common: _CommonPaths, year: int) -> _CommonPaths:
    """The same to a year."""
    kept = [column for column, (_, at) in enumerate(common.steps) if at <= year]
    return _CommonPaths(
        tuple(common.steps[column] for column in kept),
        common.middle[kept],
        common.mean[kept],
        common.away[:, kept],
    )


def _nearest_path(forecast, common: _CommonPaths, surplus: np.ndarray) -> list[dict[str, object]]:
    """The nearest path to an even bet, one row for each series and year; none if there is none."""
    if not common.steps or surplus.std() < _STILL:
        return []
    slopes = np.linalg.lstsq(common.away, surplus - surplus.mean(), rcond=None)[0]
    lift = common.away @ slopes
    if lift.std() < _STILL:
        return []
    lack = -float(np.median(surplus - lift))
    towards = common.covariance @ slopes / lift.var()
    label = {
        **_how_far(forecast, lift, lack),
        "probability_now": float((surplus >= 0).mean()),
        "probability_then": float((surplus - lift + lack >= 0).mean()),
    }
    path = common.mean + towards * lack
    shown = path if label["distance"] <= _FARTHEST else np.full_like(path, math.nan)
    growth = zip(100 * np.expm1(common.middle), 100 * np.expm1(shown), strict=True)
    return [
        {
            "series": series,
            "path_year": year,
            "baseline_growth_percent": baseline,
            "needed_growth_percent": needed,
            **label,
        }
        for (series, year), (baseline, needed) in zip(common.steps, growth, strict=True)
    ]


def _how_far(forecast, lift: np.ndarray, lack: float) -> dict[str, float]:
    """How far the path lies, in standard deviations, and how many paths go so far."""
    tail = prob_events(
        (np.sign(lack) * lift >= abs(lack))[None, :], cluster=forecast.posterior_draw_index, ess=forecast.ess
    ).iloc[0]
    return {
        "distance": abs(lack) / float(lift.std()),
        "tail_probability": tail["probability"],
        "mcse": tail["mcse"],
        "upper": tail["upper"],
    }
