"""Reverse stress test: the most likely common path under which a target has even odds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.vectorized_probability import prob_events
from planodds.probability.growth.common_growth import MIN_SD, free_common_growth
from planodds.probability.growth.growth_shortfall import (
    growth_shortfall,
    open_targets,
    target_labels,
)

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan

_MAX_DISTANCE = 4.0  # standard deviations; the figures of a path beyond would be extrapolated
_COLUMNS = (
    *RUN_COLUMNS,
    "target",
    "reading",
    "roster",
    "year",
    "series",
    "path_year",
    "baseline_growth_percent",
    "required_growth_percent",
    "distance",
    "tail_probability",
    "mcse",
    "upper",
    "probability_now",
    "probability_then",
)


def most_likely_path_to_even_odds(forecast: Forecast, panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return the most likely common path under which a target has even odds.

    Let x be the log growth of coal price, nation and province up to the year, S its covariance,
    b the slopes of the draws' surplus y - c on x, and m the median of the residual surplus
    (y - c) - b'(x - E x). Of all paths under which the median surplus is zero,
    x* = E x - S b m / (b' S b) is nearest in Mahalanobis distance, |m| / sqrt(b' S b). Its tail
    probability is counted, not read off a normal distribution: the share of draws whose common
    path helps the target at least as much (or, if it is more likely than not, harms it).

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
        information, origin, scenario, variant, target, reading, roster, year; series and
        path_year (each series and year not yet observed); baseline_growth_percent (median) and
        required_growth_percent (per cent; NaN where the distance is above 4); distance (standard
        deviations); tail_probability with mcse (batch means) and upper (95 % Wilson bound);
        probability_now and probability_then (shares of draws that meet the target as simulated,
        and with their common part replaced by the path's). No rows for an event that the common
        path does not affect.

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set.
    """
    home = build_unit_forecast(forecast, panel, plan.unit)
    targets, common = open_targets(home, plan), _common_paths(forecast)
    by_year = {year: common.truncate(year) for year in sorted({year for _, year in targets})}
    rows = [
        {**target_labels(target, year), **step}
        for target, year in targets
        for step in _nearest_path(forecast, by_year[year], -growth_shortfall(home, target, year))
    ]
    table = pd.DataFrame(rows).assign(**run_identifiers(forecast))
    return table.reindex(columns=list(_COLUMNS))


@dataclass(frozen=True)
class _CommonPaths:
    """Log growth of the common series that are not yet observed, shared by all targets.

    Attributes
    ----------
    steps : tuple of (str, int)
        Series and year of each column.
    median, mean : ndarray of float, shape (column,)
    deviations : ndarray of float, shape (draw, column)
        Draws less their mean.
    """

    steps: tuple[tuple[str, int], ...]
    median: np.ndarray
    mean: np.ndarray
    deviations: np.ndarray

    @cached_property
    def covariance(self) -> np.ndarray:
        """Covariance of the columns."""
        return np.atleast_2d(np.cov(self.deviations.T))

    def truncate(self, year: int) -> _CommonPaths:
        """Return the columns up to a year."""
        columns = [column for column, (_, at) in enumerate(self.steps) if at <= year]
        return _CommonPaths(
            tuple(self.steps[column] for column in columns),
            self.median[columns],
            self.mean[columns],
            self.deviations[:, columns],
        )


def _common_paths(forecast: Forecast) -> _CommonPaths:
    """Return the columns of the common series that vary over draws."""
    steps, by_step = free_common_growth(forecast)
    mean = by_step.mean(axis=1)
    return _CommonPaths(steps, np.median(by_step, axis=1), mean, (by_step - mean[:, None]).T)


def _nearest_path(
    forecast: Forecast, common: _CommonPaths, surplus: np.ndarray
) -> list[dict[str, object]]:
    """Return the nearest path to even odds, one row per series and year; [] if there is none."""
    if not common.steps or surplus.std() < MIN_SD:
        return []
    slopes = np.linalg.lstsq(common.deviations, surplus - surplus.mean(), rcond=None)[0]
    effect = common.deviations @ slopes
    if effect.std() < MIN_SD:
        return []
    lacking = -float(np.median(surplus - effect))
    direction = common.covariance @ slopes / effect.var()
    summary = {
        **_distance(forecast, effect, lacking),
        "probability_now": float((surplus >= 0).mean()),
        "probability_then": float((surplus - effect + lacking >= 0).mean()),
    }
    path = common.mean + direction * lacking
    if summary["distance"] > _MAX_DISTANCE:
        path = np.full_like(path, math.nan)
    growth = zip(100 * np.expm1(common.median), 100 * np.expm1(path), strict=True)
    return [
        {
            "series": series,
            "path_year": year,
            "baseline_growth_percent": baseline,
            "required_growth_percent": required,
            **summary,
        }
        for (series, year), (baseline, required) in zip(common.steps, growth, strict=True)
    ]


def _distance(forecast: Forecast, effect: np.ndarray, lacking: float) -> dict[str, float]:
    """Return the distance of the path in standard deviations, and the share of draws beyond."""
    beyond = np.sign(lacking) * effect >= abs(lacking)
    tail = prob_events(
        beyond[None, :], cluster=forecast.posterior_draw_index, ess=forecast.ess
    ).iloc[0]
    return {
        "distance": abs(lacking) / float(effect.std()),
        "tail_probability": tail["probability"],
        "mcse": tail["mcse"],
        "upper": tail["upper"],
    }
