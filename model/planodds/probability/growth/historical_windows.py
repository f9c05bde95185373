"""Historical windows of a panel: growth, rank gains, their frequency and precedents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.execution.owner_cache import cached_on
from planodds.probability.events.probability import wilson_interval
from planodds.probability.events.published import published_table, same_basis_pairs

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel

_MIN_UNITS = 20  # units with a figure, for an older window to count as a cross-section
_WINDOW_COLUMNS = ["unit", "from_year", "to_year", "growth_log"]
Window = tuple[int, int]  # first and last year


@dataclass(frozen=True)
class PanelLevels:
    """Published levels of a panel from which windows are counted.

    Attributes
    ----------
    name : str
    years : tuple of int
        Consecutive.
    values : ndarray of float, shape (unit, year)
        NaN where there is no figure.
    members : ndarray of bool, shape (unit, year), optional
        Years in which a unit existed and was ranked; all if omitted.
    """

    name: str
    years: tuple[int, ...]
    values: np.ndarray
    members: np.ndarray | None = None


@dataclass(frozen=True)
class HistoricalFrequency:
    """Frequency with which growth was reached: k of n windows, with Wilson's 95 % bounds.

    The bounds treat windows as independent. Unit-years of one year share that year's prices and
    overlapping windows share years, so that the bounds are too narrow; they are NaN if n is 0.

    Attributes
    ----------
    k, n : int
        Windows that reached the growth, and all windows.
    lower, upper : float
        Bounds of k / n.
    """

    k: int
    n: int
    lower: float
    upper: float


def growth_windows(
    panel: Panel, variable: str = constants.GDP, window_years: int = 1
) -> pd.DataFrame:
    """Return average growth of every unit over every window within one statistical basis.

    Parameters
    ----------
    panel : Panel
    variable : str
        ``gdp``, whose windows never cross a census, or ``revenue``.
    window_years : int
        Years of growth in a window.

    Returns
    -------
    DataFrame
        unit, from_year, to_year, growth_log (log growth per year). Windows without a figure at
        either end are left out.
    """
    return _cached_windows(panel, variable, window_years).copy()


def _cached_windows(panel: Panel, variable: str, window_years: int) -> pd.DataFrame:
    """Return the windows that all questions share; not to be changed."""
    return cached_on(
        panel,
        ("windows", variable, window_years),
        lambda: _list_windows(panel, variable, window_years),
    )


def _list_windows(panel: Panel, variable: str, window_years: int) -> pd.DataFrame:
    """Return the windows with figures at both ends."""
    levels = np.log(published_table(panel, variable))
    parts = [
        pd.DataFrame(
            {
                "unit": panel.units,
                "from_year": panel.years[first],
                "to_year": panel.years[last],
                "growth_log": (levels[:, last] - levels[:, first]) / window_years,
            }
        )
        for first, last in same_basis_pairs(panel, variable, window_years)
    ]
    if not parts:
        return pd.DataFrame(columns=_WINDOW_COLUMNS)
    return pd.concat(parts).dropna(subset=["growth_log"]).reset_index(drop=True)


def historical_frequency(
    panel: Panel, growth: float, *, window_years: int = 1, variable: str = constants.GDP
) -> HistoricalFrequency:
    """Count the windows whose average growth reached a rate.

    Parameters
    ----------
    panel : Panel
    growth : float
        Log growth per year.
    window_years : int
        Years in a window; 1 counts unit-years.
    variable : str
        ``gdp`` or ``revenue``.

    Returns
    -------
    HistoricalFrequency
    """
    windows = _cached_windows(panel, variable, window_years)
    reached = windows["growth_log"].to_numpy(dtype=float) >= growth
    k, n = int(reached.sum()), int(reached.size)
    lower, upper = wilson_interval(k, n) if n else (math.nan, math.nan)
    return HistoricalFrequency(k, n, lower, upper)


def find_precedents(
    panel: Panel,
    growth: float,
    *,
    window_years: int = 1,
    variable: str = constants.GDP,
    most: int | None = None,
) -> pd.DataFrame:
    """List the windows whose average growth reached a rate, the fastest first.

    Parameters
    ----------
    panel : Panel
    growth : float
        Log growth per year.
    window_years : int
        Years in a window.
    variable : str
        ``gdp`` or ``revenue``.
    most : int, optional
        Largest number of windows; default all.

    Returns
    -------
    DataFrame
        unit, name_zh, name_en, from_year, to_year, growth_percent (per cent per year).
    """
    windows = _cached_windows(panel, variable, window_years)
    reached = windows[windows["growth_log"] >= growth].sort_values("growth_log", ascending=False)
    reached = reached.head(len(reached) if most is None else most)
    names = panel.unit_table.loc[reached["unit"], ["name_zh", "name_en"]].reset_index(drop=True)
    reached = reached.reset_index(drop=True)
    percent = 100 * np.expm1(reached["growth_log"].astype(float))
    return pd.concat(
        [
            reached[["unit"]],
            names,
            reached[["from_year", "to_year"]],
            percent.rename("growth_percent"),
        ],
        axis=1,
    )


def growth_by_window(
    panel: Panel, variable: str, window_years: int, older: PanelLevels | None = None
) -> dict[Window, np.ndarray]:
    """Return average growth of every unit, by window.

    Parameters
    ----------
    panel : Panel
    variable : str
        ``gdp``, whose windows lie within one basis, or ``revenue``.
    window_years : int
        Years of growth in a window.
    older : PanelLevels, optional
        Revenue of earlier years and of the panel's; windows with fewer than 20 units are left out.

    Returns
    -------
    dict of (int, int) to ndarray of float, shape (unit,)
        Log growth per year by first and last year; units without a figure are left out.
    """
    if variable == constants.REVENUE and older is not None:
        pairs = [(k, k + window_years) for k in range(len(older.years) - window_years)]
        years, levels, fewest = older.years, np.log(older.values), _MIN_UNITS
    else:
        pairs = same_basis_pairs(panel, variable, window_years)
        years, levels, fewest = panel.years, np.log(published_table(panel, variable)), 1
    windows = {}
    for first, last in pairs:
        growth = (levels[:, last] - levels[:, first]) / window_years
        growth = growth[np.isfinite(growth)]
        if len(growth) >= fewest:
            windows[years[first], years[last]] = growth
    return windows


def rank_gains_by_window(
    levels: PanelLevels, gain: int, window_years: int
) -> dict[Window, np.ndarray]:
    """Return whether each unit gained a number of ranks, by window.

    Parameters
    ----------
    levels : PanelLevels
    gain : int
        Ranks gained.
    window_years : int
        Years in a window.

    Returns
    -------
    dict of (int, int) to ndarray of bool, shape (unit,)
        By first and last year; only units whose first rank allows such a gain. Ranks of each year
        are among its units; one that is ranked in both years counts only if it has both figures.
        Ties share the better rank.
    """
    ranks = cached_on(
        levels, ("ranks", window_years), lambda: _ranks_by_window(levels, window_years)
    )
    return {
        window: (start - end >= gain)[start > gain]
        for window, (start, end) in ranks.items()
        if len(start) > gain
    }


def _ranks_by_window(levels: PanelLevels, window_years: int) -> dict[Window, np.ndarray]:
    """Return ranks of the units with a figure in both years of each window, (end, unit)."""
    ranks = {}
    members = np.ones(levels.values.shape, bool) if levels.members is None else levels.members
    for first in range(len(levels.years) - window_years):
        ends = [first, first + window_years]
        pair, known = levels.values[:, ends], np.isfinite(levels.values[:, ends])
        both, alone = known.all(axis=1), ~members[:, ends].all(axis=1)
        compared = [
            np.sort(year[both | (alone & found)])
            for year, found in zip(pair.T, known.T, strict=True)
        ]
        not_above = [
            year.searchsorted(own, side="right")
            for year, own in zip(compared, pair[both].T, strict=True)
        ]
        counts = np.array([[len(year)] for year in compared])
        ranks[levels.years[first], levels.years[ends[1]]] = 1 + counts - np.array(not_above)
    return ranks
