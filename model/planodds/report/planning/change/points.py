"""Changes of chances in percentage points, and the day on which a chance was stated."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planodds.report.text.formatting import format_number

if TYPE_CHECKING:
    from planodds.report.text.words import Words

_MOST_POINTS = 99  # a change between two open events is never the whole scale


def format_points(change: float) -> str:
    """Format a change of chances in percentage points: no decimals, or one below one point.

    Parameters
    ----------
    change : float
        Difference of two probabilities.

    Returns
    -------
    str
        With its sign unless it is 0 or below 0.1; at most 99 points.

    Examples
    --------
    >>> [format_points(value) for value in (0.123, -0.0042, 0.0001, 0.999, 0.0)]
    ['+12', '−0.4', '<0.1', '+99', '0']
    """
    points, sign = abs(change) * 100, "+" if change > 0 else "−"
    if points == 0:
        return "0"
    if points < 0.05:
        return "<0.1"
    digits = 0 if points >= 0.95 else 1
    return sign + format_number(min(points, _MOST_POINTS), digits)


def format_day(made_at: str, words: Words, *, year: bool = True) -> str:
    """Return the day of a time in the time zone of the study.

    Parameters
    ----------
    made_at : str
        ISO time with its zone.
    words : Words
    year : bool
        Whether the year is named.

    Returns
    -------
    str
        Empty for no time.

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> format_day("2026-11-27T18:52:22+00:00", Words.load("en"))
    '28 November 2026'
    """
    if not made_at:
        return ""
    day = datetime.fromisoformat(made_at).astimezone(ZoneInfo(words.study.time_zone))
    month = words.label("month", str(day.month))
    if not year:
        return words("change-tick", month=month, day=day.day)
    return words("change-day", year=day.year, month=month, day=day.day)
