"""Benchmark models that a forecast has to beat, in one place: histories in, joint paths out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
    increments,
    walk_pooled,
    walk_unit_drift,
)
from planodds.evaluation.benchmarks.series import FITS, fit_series
from planodds.odds.events.published import published_table, same_basis_pairs

if TYPE_CHECKING:
    from collections.abc import Callable

UNIT_DRIFT = "own_drift"
POOLED_DRIFT = "pooled_drift"
_PANEL_AR = "panel_ar"
_WALKS: dict[str, Callable[..., GaussianPathForecast]] = {
    UNIT_DRIFT: walk_unit_drift,
    POOLED_DRIFT: walk_pooled,
}
BENCHMARKS = (UNIT_DRIFT, POOLED_DRIFT)  # those that an edition shows beside its own odds
ALL_BENCHMARKS = (UNIT_DRIFT, POOLED_DRIFT, _PANEL_AR, *FITS)


def fit_benchmark(levels: np.ndarray, rival: str, *, horizon: int) -> GaussianPathForecast | None:
    """Fit one rival to the history of a panel, on one basis.

    Parameters
    ----------
    levels : ndarray (unit, year)
        Log levels to the origin, the last column; NaN where unknown.
    rival : str
        One of ``ALL_BENCHMARKS``.
    horizon : int
        Years ahead.

    Returns
    -------
    GaussianPathForecast or None
        Units hang together as their growth did; None if the history is too short for this rival
        in every unit.

    Raises
    ------
    UsageError
        If the rival is unknown, or the panel holds fewer than two growth figures.
    """
    if rival not in ALL_BENCHMARKS:
        raise UsageError(
            f"rival {rival!r}", where="fit_rival", expected=" or ".join(ALL_BENCHMARKS)
        )
    if rival in _WALKS:
        law = _WALKS[rival](increments(levels), horizon=horizon)
    elif rival == _PANEL_AR:
        law = fit_panel_ar(levels, horizon=horizon)
    else:
        law = fit_series(levels, rival, horizon=horizon)
    return law and replace(law, dependence=estimate_common_share(np.diff(levels, axis=1)))


def draw_benchmark(
    panel, variable: str, *, rival: str, horizon: int, draws: int, generator: np.random.Generator
) -> np.ndarray:
    """Draw joint paths of a random walk for an information set, independent across units.

    Growth is taken within one census basis; the walk knows of no step to another. The laws are
    those of ``planodds.evaluation.benchmarks.random_walks``.

    Parameters
    ----------
    panel : Panel
        What was known at the origin.
    variable : str
        ``gdp`` or ``revenue``.
    rival : str
        ``own_drift`` or ``pooled_drift``.
    horizon : int
        Years ahead.
    draws : int
        Number of joint paths.
    generator : Generator
        Source of the draws.

    Returns
    -------
    ndarray (unit, draw, year)
        Log cny_1e8; NaN for units whose level at the origin is not published.

    Raises
    ------
    UsageError
        If the rival is unknown, or the panel holds fewer than two growth figures.
    """
    if rival not in _WALKS:
        raise UsageError(f"rival {rival!r}", where="draw_rival", expected=" or ".join(_WALKS))
    growth = panel_growth(panel, variable)
    start = np.log(published_table(panel, variable)[:, -1])
    length = np.where(np.isfinite(growth), 1.0, np.nan)
    steps = Increments(growth, length, start, np.zeros(len(start)))
    return _WALKS[rival](steps, horizon=horizon).draw(draws, generator)


def panel_growth(panel, variable: str) -> np.ndarray:
    """Return log growth within one basis, (unit, growth year); NaN where an end is missing."""
    levels = np.log(published_table(panel, variable))
    pairs = same_basis_pairs(panel, variable)
    return np.array([levels[:, last] - levels[:, first] for first, last in pairs]).T


def persistence_rank(panel, roster: str) -> np.ndarray:
    """Return the ranks of the origin, "stay where you are": (unit of the roster,)."""
    level = published_table(panel, constants.GDP)[np.asarray(panel.rosters[roster]), -1]
    return rank_levels(level)


def rank_levels(level: np.ndarray) -> np.ndarray:
    """Rank levels along the first axis, 1 for the largest; NaN keeps NaN and is not counted.

    Examples
    --------
    >>> rank_levels(np.array([3.0, 5.0, np.nan, 4.0])).tolist()
    [3.0, 1.0, nan, 2.0]
    """
    larger = [(level > own).sum(axis=0) for own in level]
    return np.where(np.isnan(level), np.nan, 1.0 + np.array(larger))
