"""Benchmark models: fit one by name to a panel's history, or draw joint paths from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.evaluation.benchmarks.gaussian_paths import (
    GaussianPathForecast,
    estimate_common_share,
)
from planodds.evaluation.benchmarks.random_walks import (
    Increments,
    fit_panel_ar,
    fit_pooled_drift,
    fit_unit_drift,
    increments,
)
from planodds.evaluation.benchmarks.series import SERIES_MODELS, fit_series
from planodds.evaluation.model_names import PANEL_AR, POOLED_DRIFT, UNIT_DRIFT
from planodds.probability.events.published import published_table, same_basis_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel


class _WalkFitter(Protocol):
    def __call__(self, changes: Increments, *, horizon: int) -> GaussianPathForecast: ...


_WALKS: Mapping[str, _WalkFitter] = {UNIT_DRIFT: fit_unit_drift, POOLED_DRIFT: fit_pooled_drift}
BENCHMARKS = (UNIT_DRIFT, POOLED_DRIFT)  # those that an edition shows next to its own odds
ALL_BENCHMARKS = (UNIT_DRIFT, POOLED_DRIFT, PANEL_AR, *SERIES_MODELS)


def fit_benchmark(
    levels: np.ndarray, benchmark: str, *, horizon: int
) -> GaussianPathForecast | None:
    """Fit one benchmark model to the history of a panel, on one census basis.

    Parameters
    ----------
    levels : ndarray of float, shape (unit, year)
        Log levels up to the origin, which is the last column; NaN where missing.
    benchmark : str
        One of ``ALL_BENCHMARKS``.
    horizon : int
        Years ahead.

    Returns
    -------
    GaussianPathForecast or None
        Units are correlated as their growth was; None if the history of every unit is too short
        for this benchmark.

    Raises
    ------
    UsageError
        If the benchmark is unknown, or the panel has fewer than two growth figures.
    """
    if benchmark not in ALL_BENCHMARKS:
        raise UsageError(
            f"benchmark {benchmark!r}", where="fit_benchmark", expected=" or ".join(ALL_BENCHMARKS)
        )
    forecast: GaussianPathForecast | None
    if benchmark in _WALKS:
        forecast = _WALKS[benchmark](increments(levels), horizon=horizon)
    elif benchmark == PANEL_AR:
        forecast = fit_panel_ar(levels, horizon=horizon)
    else:
        forecast = fit_series(levels, benchmark, horizon=horizon)
    return forecast and replace(forecast, dependence=estimate_common_share(np.diff(levels, axis=1)))


def draw_benchmark(
    panel: Panel,
    variable: str,
    *,
    benchmark: str,
    horizon: int,
    draws: int,
    generator: np.random.Generator,
) -> np.ndarray:
    """Draw joint paths of a random walk for an information set, independent across units.

    Growth is measured within one census basis; the random walk does not model a change of basis.
    See ``planodds.evaluation.benchmarks.random_walks`` for the distributions.

    Parameters
    ----------
    panel : Panel
        Data available at the origin.
    variable : {"gdp", "revenue"}
    benchmark : {"own_drift", "pooled_drift"}
    horizon : int
        Years ahead.
    draws : int
        Number of joint paths.
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (unit, draw, year)
        Log cny_1e8; NaN for units whose level at the origin is not published.

    Raises
    ------
    UsageError
        If the benchmark is unknown, or the panel has fewer than two growth figures.
    """
    if benchmark not in _WALKS:
        raise UsageError(
            f"benchmark {benchmark!r}", where="draw_benchmark", expected=" or ".join(_WALKS)
        )
    growth = panel_growth(panel, variable)
    start = np.log(published_table(panel, variable)[:, -1])
    length = np.where(np.isfinite(growth), 1.0, np.nan)
    changes = Increments(growth, length, start, np.zeros(len(start)))
    return _WALKS[benchmark](changes, horizon=horizon).draw(draws, generator)


def panel_growth(panel: Panel, variable: str) -> np.ndarray:
    """Return log growth between years of one census basis.

    Parameters
    ----------
    panel : Panel
    variable : {"gdp", "revenue"}

    Returns
    -------
    ndarray of float, shape (unit, growth year)
        NaN where either level is missing.
    """
    levels = np.log(published_table(panel, variable))
    pairs = same_basis_pairs(panel, variable)
    return np.array([levels[:, last] - levels[:, first] for first, last in pairs]).T


def persistence_rank(panel: Panel, roster: str) -> np.ndarray:
    """Return the GDP ranks at the origin: the benchmark "no change of rank".

    Parameters
    ----------
    panel : Panel
    roster : str
        A roster of the panel; only its units are ranked.

    Returns
    -------
    ndarray of float, shape (unit of the roster,)
    """
    level = published_table(panel, constants.GDP)[np.asarray(panel.rosters[roster]), -1]
    return rank_levels(level)


def rank_levels(level: np.ndarray) -> np.ndarray:
    """Rank levels along the first axis, 1 for the largest.

    Parameters
    ----------
    level : ndarray of float, shape (unit, ...)

    Returns
    -------
    ndarray of float, shape (unit, ...)
        1 + the number of units with a larger level; NaN keeps NaN and is not counted.

    Examples
    --------
    >>> rank_levels(np.array([3.0, 5.0, np.nan, 4.0])).tolist()
    [3.0, 1.0, nan, 2.0]
    """
    larger = [(level > of_unit).sum(axis=0) for of_unit in level]
    return np.where(np.isnan(level), np.nan, 1.0 + np.array(larger))
