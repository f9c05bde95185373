"""Charts of the explorer as light SVG: a redraw by Matplotlib takes longer than the answer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from planodds.api.explorer.scope import nice_step
from planodds.report import theme
from planodds.report.figures.fan import PAIRS
from planodds.report.text.formatting import format_percent, format_rank, format_tick

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd

    from planodds.report.text.words import Words

    Point = tuple[float, float]  # year and value

_WIDTH, _HEIGHT = 460, 240
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 14, 16, 26  # margins: labels of the axes
_TICKS = 4
_FEWEST = 0.0005  # probability below which a rank has no bar


def draw_fan(
    history: Sequence[Sequence[Point]],
    quantiles: Mapping[str, Sequence[Point]],
    *,
    goal: Point,
    breaks: Sequence[int],
    top: float,
    name: str,
    words: Words,
) -> str:
    """Draw published levels, nested 50, 80 and 90 % intervals and the threshold.

    Parameters
    ----------
    history : sequence of sequence of (year, value)
        Published figures, apart for each statistical basis: a change of basis is not growth.
    quantiles : mapping of str to sequence of (year, value)
        Forecast quantiles by name.
    goal : (year, value)
        Threshold, and the year in which it is due.
    breaks : sequence of int
        First years on a new statistical basis.
    top : float
        Upper end of the axis, in the unit of the data.
    name : str
        What is drawn, for readers who hear the page.
    words : Words

    Returns
    -------
    str
        An SVG element.
    """
    known, middle = [point for part in history for point in part], quantiles["q50"]
    years = [int(year) for year, _ in (*known, *middle)]
    first, last = min(years), max(years)
    x = _scale(first, last, _LEFT, _WIDTH - _RIGHT)
    y = _scale(0, top, _HEIGHT - _BOTTOM, _TOP)
    start = known[-1:]
    bands = [
        _band([*start, *quantiles[low]], [*start, *quantiles[high]], theme.BANDS[share], x, y)
        for share, (low, high) in sorted(PAIRS.items(), reverse=True)
    ]
    lines = [
        _line([*start, *middle], x, y, 1.3),
        *(_line(part, x, y, 2) for part in history),
        *(_dot(x(year), y(value)) for year, value in known),
    ]
    marks = [_mark(x(year - 0.5), theme.MID, "2 3") for year in breaks if first < year <= last]
    axes = [*_levels(top, y, words), *(_below(x(year), str(year)) for year in _spread(first, last))]
    return _svg([*axes, *marks, *bands, *lines, *_goal(goal, x, y)], name)


def draw_ranks(
    ranks: pd.DataFrame, *, place: float | None, last: int, top: float, name: str, words: Words
) -> str:
    """Draw the probability of each rank; those that meet the target are dark.

    Parameters
    ----------
    ranks : DataFrame
        Probability by rank, of one roster and year.
    place : float or None
        Last rank that meets the target.
    last : int
        Last rank shown.
    top : float
        Upper end of the axis, a probability.
    name : str
        What is drawn, for readers who hear the page.
    words : Words

    Returns
    -------
    str
        An SVG element.
    """
    x = _scale(0.5, last + 0.5, _LEFT, _WIDTH - _RIGHT)
    y = _scale(0, top, _HEIGHT - _BOTTOM, _TOP)
    wide = max(x(2) - x(1) - 1, 0.8)
    bars = []
    for rank, probability in zip(ranks["rank"], ranks["probability"], strict=True):
        if probability < _FEWEST or rank > last:
            continue
        colour = theme.ACCENT if place is not None and rank <= place else theme.LIGHT
        bars.append(
            f'<rect x="{x(rank) - wide / 2:.1f}" y="{y(probability):.1f}" width="{wide:.1f}" '
            f'height="{y(0) - y(probability):.1f}" fill="{colour}"/>'
        )
    step = nice_step(top * 100 / _TICKS)
    digits = 0 if step >= 0.01 else 1
    levels = [
        _level(i * step, y, format_percent(i * step, digits=digits))
        for i in range(int(top / step) + 1)
    ]
    ticks = [_below(x(rank), format_rank(rank, words)) for rank in _round_ranks(last)]
    line = [] if place is None or place >= last else [_mark(x(place + 0.5), theme.TARGET, "6 3")]
    return _svg([*levels, *bars, *line, *ticks], name)


def last_rank(distributions: Iterable[pd.DataFrame], *, place: float | None) -> int:
    """Return the last rank that a chart shows: all that are possible, and the target.

    Parameters
    ----------
    distributions : iterable of DataFrame
        Probability by rank.
    place : float or None

    Returns
    -------
    int
    """
    shown = [int(d.loc[d["probability"] >= _FEWEST, "rank"].max()) for d in distributions]
    return max([*shown, int(place or 1)])


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    """Return the linear function that takes low to start and high to end."""
    slope = (end - start) / ((high - low) or 1)
    return lambda value: start + (value - low) * slope


def _band(
    lower: Sequence[Point],
    upper: Sequence[Point],
    colour: str,
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> str:
    around = _path([*upper, *reversed(lower)], x, y)
    return f'<polygon points="{around}" fill="{colour}"/>'


def _line(
    points: Sequence[Point], x: Callable[[float], float], y: Callable[[float], float], width: float
) -> str:
    style = f'fill="none" stroke="{theme.ACCENT}" stroke-width="{width}"'
    return f'<polyline points="{_path(points, x, y)}" {style}/>'


def _path(points: Sequence[Point], x: Callable[[float], float], y: Callable[[float], float]) -> str:
    return " ".join(f"{x(year):.1f},{y(value):.1f}" for year, value in points)


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.6" fill="{theme.ACCENT}"/>'


def _goal(goal: Point, x: Callable[[float], float], y: Callable[[float], float]) -> list[str]:
    """Return the line of the threshold and its mark in the year in which it is due."""
    year, value = goal
    return [
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
        f'stroke="{theme.TARGET}" stroke-width="1.4" stroke-dasharray="6 3"/>',
        f'<circle cx="{x(year):.1f}" cy="{y(value):.1f}" r="4.5" fill="{theme.TARGET}" '
        f'stroke="{theme.PAPER}"/>',
    ]


def _mark(x: float, colour: str, dashes: str) -> str:
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_HEIGHT - _BOTTOM}" '
        f'stroke="{colour}" stroke-width="1.2" stroke-dasharray="{dashes}"/>'
    )


def _levels(top: float, y: Callable[[float], float], words: Words) -> list[str]:
    step = nice_step(top * 100 / _TICKS)
    count = int(top / step)
    return [_level(i * step, y, format_tick(round(i * step, 10), words)) for i in range(count + 1)]


def _level(value: float, y: Callable[[float], float], text: str) -> str:
    return (
        f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" '
        f'stroke="{theme.FAINT}"/><text x="{_LEFT - 6}" y="{y(value) + 4:.1f}" '
        f'text-anchor="end">{escape(text)}</text>'
    )


def _spread(first: int, last: int) -> list[int]:
    """Return whole numbers from first to last, few enough for their labels."""
    step = max(1, -(-(last - first) // 6))
    return list(range(last, first - 1, -step))[::-1]


def _round_ranks(last: int) -> list[int]:
    """Return the first rank and round ones up to the last, few enough for their labels."""
    step = next((step for step in (2, 5, 10, 20, 50) if last / step <= 6), 20 * (last // 100))
    return [1, *range(step, last + 1, step)]


def _below(x: float, text: str) -> str:
    return f'<text x="{x:.1f}" y="{_HEIGHT - 8}" text-anchor="middle">{escape(text)}</text>'


def _svg(parts: Iterable[str], name: str) -> str:
    return (
        f'<svg class="po-chart" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="{escape(name)}">{"".join(parts)}</svg>'
    )
