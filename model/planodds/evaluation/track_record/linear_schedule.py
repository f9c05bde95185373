"""Linear schedule on past windows: how often units flagged "on schedule" reached the goal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.events.clustered_interval import clustered_interval
from planodds.probability.planning.schedule import BEHIND, ON_SCHEDULE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

WINDOW_YEARS = 5  # of a plan
CHECKED_AFTER = 2  # years of the plan that are gone when the schedule is read
GOAL_QUANTILE = 0.75  # of the units' growth before the plan
ALL = "all"
_SUMS = ["units", "arrived", "flag_loss", "chance_loss", "chance_units"]


@dataclass(frozen=True, eq=False)
class ScheduleWindow:
    """Units of one window of a panel: their flag, and whether they arrived.

    Attributes
    ----------
    panel : str
    base : int
        Year from which the plan runs.
    goal : ndarray of float, shape (unit,)
        Log level aimed at.
    on_schedule, arrived : ndarray of bool, shape (unit,)
    complete : ndarray of bool, shape (unit,)
        Units with all figures that are needed; the others are not counted.
    """

    panel: str
    base: int
    goal: np.ndarray
    on_schedule: np.ndarray
    arrived: np.ndarray
    complete: np.ndarray


def window_bases(years: Sequence[int]) -> list[int]:
    """Return the base years of windows that do not overlap, the last one ending with the data.

    Parameters
    ----------
    years : sequence of int
        Years with figures, in order.

    Returns
    -------
    list of int
        Each with ``WINDOW_YEARS`` years before and after it.

    Examples
    --------
    >>> window_bases(range(2000, 2025))
    [2009, 2014, 2019]
    """
    last, first = years[-1] - WINDOW_YEARS, years[0] + WINDOW_YEARS
    return sorted(range(last, first - 1, -WINDOW_YEARS))


def read_window(
    panel: str, log_values: np.ndarray, years: Sequence[int], base: int
) -> ScheduleWindow:
    """Set every unit the same ambitious goal and read the linear schedule on the way.

    The goal is the level that growth at the upper quartile of the units' average growth in the
    ``WINDOW_YEARS`` before the base leads to.

    Parameters
    ----------
    panel : str
        Name of the panel.
    log_values : ndarray of float, shape (unit, year)
        Log levels; NaN where missing.
    years : sequence of int
        Consecutive.
    base : int
        From ``window_bases``.

    Returns
    -------
    ScheduleWindow
    """
    start = list(years).index(base)
    before, now = log_values[:, start - WINDOW_YEARS], log_values[:, start]
    checked, end = log_values[:, start + CHECKED_AFTER], log_values[:, start + WINDOW_YEARS]
    complete = np.isfinite(before + now + checked + end)
    way = np.quantile((now - before)[complete], GOAL_QUANTILE)
    goal = now + way
    on_schedule = np.expm1(checked - now) >= CHECKED_AFTER / WINDOW_YEARS * np.expm1(way)
    return ScheduleWindow(panel, base, goal, on_schedule, end >= goal, complete)


def count_window(window: ScheduleWindow, chances: np.ndarray | None = None) -> pd.DataFrame:
    """Return counts and losses of a window by flag.

    Parameters
    ----------
    window : ScheduleWindow
    chances : ndarray of float, shape (unit,), optional
        Probability of arriving that a model states at the same moment; NaN where it has none.

    Returns
    -------
    DataFrame
        panel, base, flag, units, arrived, flag_loss (squared errors of the flag read as certain),
        chance_loss (squared errors of the probabilities) and chance_units.
    """
    rows = []
    stated = np.full(window.goal.shape, np.nan) if chances is None else chances
    for flag, chosen in ((ON_SCHEDULE, window.on_schedule), (BEHIND, ~window.on_schedule)):
        members = chosen & window.complete
        arrived = window.arrived[members]
        loss = (stated[members] - arrived) ** 2
        rows.append(
            {
                "panel": window.panel,
                "base": window.base,
                "flag": flag,
                "units": int(members.sum()),
                "arrived": int(arrived.sum()),
                "flag_loss": int((arrived != (flag == ON_SCHEDULE)).sum()),
                "chance_loss": float(np.nansum(loss)),
                "chance_units": int(np.isfinite(loss).sum()),
            }
        )
    return pd.DataFrame(rows)


def summarise_schedule(windows: pd.DataFrame) -> pd.DataFrame:
    """Return the share that arrived by panel and flag, with intervals and Brier scores.

    The Brier score of the flag reads "on schedule" as certain to arrive and "behind" as certain to
    miss. That of the record reads the flag as the share of units that arrived under it in the other
    windows of the panel, the best that the schedule can do. The interval treats a window as a
    cluster, since its units share one course of the economy.

    Parameters
    ----------
    windows : DataFrame
        Rows of ``count_window`` for all panels and windows.

    Returns
    -------
    DataFrame
        panel, flag (``on_schedule``, ``behind``, ``all``), windows, first_base, last_base, units,
        arrived, share, lower, upper (95 %), brier_flag, brier_record, brier_chance, chance_windows.
        Brier scores of flag and record are those of the windows in which a model states chances
        where there are any.
    """
    rows = []
    for panel, found in windows.groupby("panel", sort=False):
        record = _record_losses(found)
        scored = found[found["chance_units"] > 0]
        for flag in (ON_SCHEDULE, BEHIND, ALL):
            part = found if flag == ALL else found[found["flag"] == flag]
            by_base = part.groupby("base")[_SUMS].sum()
            lower, upper = clustered_interval(by_base["arrived"], by_base["units"])
            compared = part.loc[part.index.intersection(scored.index)] if len(scored) else part
            sums = compared[_SUMS].sum()
            rows.append(
                {
                    "panel": panel,
                    "flag": flag,
                    "windows": len(by_base),
                    "first_base": int(by_base.index.min()),
                    "last_base": int(by_base.index.max()),
                    "units": int(by_base["units"].sum()),
                    "arrived": int(by_base["arrived"].sum()),
                    "share": by_base["arrived"].sum() / max(by_base["units"].sum(), 1),
                    "lower": lower,
                    "upper": upper,
                    "brier_flag": sums["flag_loss"] / sums["units"],
                    "brier_record": record.loc[compared.index].sum() / sums["units"],
                    "brier_chance": sums["chance_loss"] / sums["chance_units"]
                    if len(scored)
                    else np.nan,
                    "chance_windows": compared["base"].nunique() if len(scored) else 0,
                }
            )
    return pd.DataFrame(rows)


def _record_losses(found: pd.DataFrame) -> pd.Series:
    """Return squared errors of the share that arrived in the other windows of the same flag."""
    sums = found.groupby("flag")[["units", "arrived"]].transform("sum")
    others = (sums["arrived"] - found["arrived"]) / (sums["units"] - found["units"])
    hits, misses = found["arrived"], found["units"] - found["arrived"]
    return hits * (1 - others) ** 2 + misses * others**2


def chances_at_check(
    windows: Sequence[ScheduleWindow], paths: Mapping[int, np.ndarray]
) -> dict[int, np.ndarray]:
    """Return the probability of arriving that joint paths state when the schedule is read.

    Parameters
    ----------
    windows : sequence of ScheduleWindow
    paths : mapping of int to ndarray of float, shape (unit, draw, horizon)
        Log levels in the years after base + ``CHECKED_AFTER``, by that year.

    Returns
    -------
    dict of int to ndarray of float, shape (unit,)
        By base year; the share of paths at or above the goal.
    """
    left = WINDOW_YEARS - CHECKED_AFTER
    chances = {}
    for window in windows:
        if (origin := window.base + CHECKED_AFTER) in paths:
            ends = paths[origin][:, :, left - 1]
            chances[window.base] = (ends >= window.goal[:, None]).mean(axis=1)
    return chances
