"""Benchmark models that a forecast has to beat, in one place: histories in, joint paths out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from model import names
from model.errors import UsageError
from model.odds.published import published_table, same_basis_pairs
from model.record.laws import PathLaw, measure_dependence
from model.record.series import FITS, fit_series
from model.record.walks import Steps, find_steps, fit_panel_ar, walk_own_drift, walk_pooled

OWN_DRIFT = "own_drift"
POOLED_DRIFT = "pooled_drift"
PANEL_AR = "panel_ar"
WALKS: dict[str, Callable[..., PathLaw]] = {
    OWN_DRIFT: walk_own_drift, POOLED_DRIFT: walk_pooled}
RIVALS = (OWN_DRIFT, POOLED_DRIFT)  # those that an edition shows beside its own odds
ALL_RIVALS = (OWN_DRIFT, POOLED_DRIFT, PANEL_AR, *FITS)


def fit_rival(levels: np.ndarray, rival: str, *, horizon: int) -> PathLaw | None:
    """Fit one rival to the history of a panel, on one basis.

    Parameters
    ----------
    levels : ndarray (unit, year)
        Log levels to the origin, the last column; NaN where unknown.
    rival : str
        One of ``ALL_RIVALS``.
    horizon : int
        Years ahead.

    Returns
    -------
    PathLaw or None
        Units hang together as their growth did; None if the history is too short for this rival
        in every unit.

    Raises
    ------
    UsageError
        If the rival is unknown, or the panel holds fewer than two growth figures.
    """
    if rival not in ALL_RIVALS:
        raise UsageError(f"rival {rival!r}", where="fit_rival", expected=" or ".join(ALL_RIVALS))
    if rival in WALKS:
        law = WALKS[rival](find_steps(levels), horizon=horizon)
    elif rival == PANEL_AR:
        law = fit_panel_ar(levels, horizon=horizon)
    else:
        law = fit_series(levels, rival, horizon=horizon)
    return law and replace(law, dependence=measure_dependence(np.diff(levels, axis=1)))


def draw_rival(panel, variable: str, *, rival: str, horizon: int, draws: int,
               generator: np.random.Generator) -> np.ndarray:
    """Draw joint paths of a random walk for an information set, independent across units.

    Growth is taken within one census basis; the walk knows of no step to another. The laws are
    those of ``model.record.walks``.

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
    if rival not in WALKS:
        raise UsageError(f"rival {rival!r}", where="draw_rival", expected=" or ".join(WALKS))
    growth = panel_growth(panel, variable)
    start = np.log(published_table(panel, variable)[:, -1])
    length = np.where(np.isfinite(growth), 1.0, np.nan)
    steps = Steps(growth, length, start, np.zeros(len(start)))
    return WALKS[rival](steps, horizon=horizon).draw(draws, generator)


def panel_growth(panel, variable: str) -> np.ndarray:
    """Return log growth within one basis, (unit, growth year); NaN where an end is missing."""
    levels = np.log(published_table(panel, variable))
    pairs = same_basis_pairs(panel, variable)
    return np.array([levels[:, last] - levels[:, first] for first, last in pairs]).T


def stay_rank(panel, roster: str) -> np.ndarray:
    """Return the ranks of the origin, "stay where you are": (unit of the roster,)."""
    level = published_table(panel, names.GDP)[np.asarray(panel.rosters[roster]), -1]
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
