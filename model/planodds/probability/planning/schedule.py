"""Linear schedule (时序进度): the share of the way covered against the share of the time gone."""

from __future__ import annotations

import math

ON_SCHEDULE, BEHIND, NOT_MEASURED = "on_schedule", "behind", "not_measured"
_ROUNDING = 1e-9  # of the way: a figure on the line is on schedule


def covered_share(base: float, current: float, goal: float) -> float:
    """Return the share of the way from base to goal that is covered.

    (x_t - x_0) / (x_T - x_0), for levels and, in ranks, for ranks alike (a rank falls on its way).

    Parameters
    ----------
    base, current, goal : float
        Figures of the base year and of today, and the figure aimed at, in one unit.

    Returns
    -------
    float
        Below 0 where it moved away; 1 or more where the goal is reached; NaN if a figure is missing
        or the base already equals the goal.

    Examples
    --------
    >>> covered_share(80.0, 110.0, 200.0), covered_share(66.0, 60.0, 30.0)
    (0.25, 0.16666666666666666)
    """
    way = goal - base
    return (current - base) / way if way and math.isfinite(way) else math.nan


def elapsed_share(base_year: int, year: int, target_year: int) -> float:
    """Return the share of the time of a plan that is gone.

    Parameters
    ----------
    base_year, year, target_year : int
        First, present and last data year.

    Returns
    -------
    float

    Examples
    --------
    >>> elapsed_share(2020, 2023, 2025)
    0.6
    """
    return (year - base_year) / (target_year - base_year)


def schedule_flag(
    base: float, current: float, goal: float, elapsed: float, *, upward: bool = True
) -> str:
    """Return the flag that the linear schedule raises.

    The figure of today is compared with the straight line x_0 + s (x_T - x_0), s the share of the
    time that is gone; with a goal on the other side of the base this is the share of the way
    against the share of the time.

    Parameters
    ----------
    base, current, goal : float
        As for ``covered_share``.
    elapsed : float
        From ``elapsed_share``.
    upward : bool
        Whether larger figures meet the goal.

    Returns
    -------
    str
        ``on_schedule``, ``behind`` or ``not_measured``.

    Examples
    --------
    >>> schedule_flag(80, 110, 200, 0.6), schedule_flag(66, 44, 30, 0.6, upward=False)
    ('behind', 'on_schedule')
    """
    ahead = (current - base - elapsed * (goal - base)) * (1 if upward else -1)
    if math.isnan(ahead) or elapsed <= 0:
        return NOT_MEASURED
    return ON_SCHEDULE if ahead >= -_ROUNDING * abs(goal - base) else BEHIND
