"""Benchmark models that a forecast has to beat: drawn as joint paths, like the forecast."""

from __future__ import annotations

import numpy as np

from model import names
from model.errors import UsageError
from model.odds.published import published_table, same_basis_pairs

OWN_DRIFT = "own_drift"
POOLED_DRIFT = "pooled_drift"
RIVALS = (OWN_DRIFT, POOLED_DRIFT)


def draw_rival(panel, variable: str, *, rival: str, horizon: int, draws: int,
               generator: np.random.Generator) -> np.ndarray:
    """Draw joint paths of a random walk with drift, independent across units.

    y_{i,T+h} = y_{i,T} + h (d_i + u_i) + s (z_1 + .. + z_h), z ~ N(0, 1).

    ``own_drift``: d_i is the unit's own mean growth, u_i ~ N(0, s^2 / T_i) its error from T_i
    growth years, and s the scale pooled over units, s^2 = sum (g_it - d_i)^2 / sum (T_i - 1).
    With one growth year nothing is left within units, and s is the standard deviation of growth
    across them. A unit with no growth year takes the mean of the others as from one year.
    ``pooled_drift``: d and s are mean and standard deviation of all growth at hand, u = 0.
    Growth is taken within one census basis; the walk knows of no step to another.

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
    growth = panel_growth(panel, variable)
    drift, drift_sd, scale = _fit_walk(growth, rival)
    units = growth.shape[0]
    steps = scale * generator.standard_normal((units, draws, horizon)).cumsum(axis=2)
    slope = drift[:, None] + drift_sd[:, None] * generator.standard_normal((units, draws))
    ahead = np.arange(1, horizon + 1)
    start = np.log(published_table(panel, variable)[:, -1])
    return start[:, None, None] + slope[:, :, None] * ahead + steps


def panel_growth(panel, variable: str) -> np.ndarray:
    """Return log growth within one basis, (unit, growth year); NaN where an end is missing."""
    levels = np.log(published_table(panel, variable))
    pairs = same_basis_pairs(panel, variable)
    return np.array([levels[:, last] - levels[:, first] for first, last in pairs]).T


def _fit_walk(growth: np.ndarray, rival: str) -> tuple[np.ndarray, np.ndarray, float]:
    """Return drift and its standard error (unit,), and the scale of a year's shock."""
    known = np.isfinite(growth)
    if known.sum() < 2:
        raise UsageError(f"{known.sum()} growth figures", where="draw_rival",
                         expected="at least two", remedy="start from a later origin")
    if rival == POOLED_DRIFT:
        drift = np.full(growth.shape[0], growth[known].mean())
        return drift, np.zeros_like(drift), float(growth[known].std(ddof=1))
    if rival != OWN_DRIFT:
        raise UsageError(f"rival {rival!r}", where="draw_rival", expected=" or ".join(RIVALS))
    years = known.sum(axis=1)
    total = np.where(known, growth, 0.0).sum(axis=1)
    drift = np.where(years > 0, total / np.maximum(years, 1), growth[known].mean())
    spare = int(np.maximum(years - 1, 0).sum())
    within = np.where(known, growth - drift[:, None], 0.0)
    scale = np.sqrt((within**2).sum() / spare) if spare else growth[known].std(ddof=1)
    return drift, scale / np.sqrt(np.maximum(years, 1)), float(scale)


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
