"""Chances of a target from edition to edition, one line for each year that is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

_FAINTEST = 0.45  # strength of the colour of the last year; the first has the full colour
_GAP = 0.075  # least distance of two labels, as a share of the axis
_MARKS = 3  # days that are written, at most


def plot_timeline(
    table: pd.DataFrame, *, ax: Axes | np.ndarray, titles: Mapping[str, str], days: Sequence[str]
) -> None:
    """Draw the chances of each target over the editions, with two Monte Carlo errors.

    Parameters
    ----------
    table : DataFrame
        target, year, place (of the edition), probability, mcse and for_decisions.
    ax : Axes or ndarray of Axes
        One for each target.
    titles : mapping of str to str
        Heading of each target.
    days : sequence of str
        Day of each edition, by its place.
    """
    from matplotlib.ticker import MaxNLocator

    for axes, (target, rows) in zip(
        theme.list_axes(ax), table.groupby("target", sort=False), strict=True
    ):
        _draw_target(axes, rows, len(days))
        axes.set_xticks(range(len(days)), _tick_labels(days))
        axes.set_title(titles[target], fontsize=9, weight="bold", loc="left")
        axes.yaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_formatter("{x:g}%")
        theme.draw_grid(axes)


def _tick_labels(days: Sequence[str]) -> list[str]:
    """Return the day at the first of its editions; only some days where there are many."""
    first = [place for place, day in enumerate(days) if place == 0 or day != days[place - 1]]
    step = -(-len(first) // _MARKS)
    written = set(first[::-1][::step])
    return [day if place in written else "" for place, day in enumerate(days)]


def _draw_target(ax: Axes, rows: pd.DataFrame, count: int) -> None:
    """Draw the lines of one target and write their years beside their ends."""
    top = max(4.0, 100 * float((rows["probability"] + 2 * rows["mcse"]).max()) * 1.1)
    years = list(rows.groupby("year"))
    last = [100 * float(line["probability"].iloc[-1]) for _, line in years]
    heights = theme.spread_labels(last, gap=top * _GAP, low=0.0)
    for place, ((year, line), height) in enumerate(zip(years, heights, strict=True)):
        strength = 1.0 - (1.0 - _FAINTEST) * place / max(1, len(years) - 1)
        colour = theme.tint(theme.ACCENT, strength)
        _draw_line(ax, line, colour)
        ax.annotate(
            str(year),
            (float(line["place"].iloc[-1]), height),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            fontsize=8.5,
            weight="bold",
            color=colour,
            annotation_clip=False,
        )
    ax.set_ylim(0, top)
    ax.set_xlim(-0.4, max(count - 1, 0.5) + 0.4)


def _draw_line(ax: Axes, line: pd.DataFrame, colour: str) -> None:
    """Draw one line; an edition that is not for decisions is hollow."""
    chance, error = 100 * line["probability"], 200 * line["mcse"].fillna(0.0)
    ax.errorbar(line["place"], chance, yerr=error, color=colour, linewidth=1.5, elinewidth=0.9)
    for filled, part in line.groupby("for_decisions"):
        ax.plot(
            part["place"],
            100 * part["probability"],
            linestyle="",
            marker="o",
            markersize=5.5,
            color=colour,
            markerfacecolor=colour if filled else theme.PAPER,
            clip_on=False,
            zorder=4,
        )
