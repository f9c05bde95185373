"""Chance in the first edition, the parts of its change, chance in the second: one per target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme
from planodds.report.planning.change.points import format_points

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes

FIRST, SECOND = "first", "second"
_LEAST = 0.04  # width of an axis whose chances are all small, as a share
_ROOM = 1.45  # of the axis to the largest chance, for labels


def plot_bridges(
    table: pd.DataFrame,
    *,
    ax: Axes | np.ndarray,
    parts: Sequence[str],
    titles: Mapping[str, str],
    names: Mapping[str, str],
    shown: Mapping[tuple[str, str], str],
) -> None:
    """Draw one bridge per target, from the chance before to the chance now.

    Parameters
    ----------
    table : DataFrame
        Rows of ``split_change`` of one year.
    ax : Axes or ndarray of Axes
        One for each target.
    parts : sequence of str
        Parts in the order in which they are drawn.
    titles : mapping of str to str
        Heading of each target.
    names : mapping of str to str
        Labels of ``first``, ``second`` and the parts.
    shown : mapping of (str, str) to str
        Chance of each target as text, ``first`` and ``second``.
    """
    for axes, (target, rows) in zip(
        theme.list_axes(ax), table.groupby("target", sort=False), strict=True
    ):
        values = rows.set_index("part")["value"]
        ends = float(rows["first"].iloc[0]), float(rows["second"].iloc[0])
        texts = shown[target, FIRST], shown[target, SECOND]
        _draw(axes, values.reindex(list(parts)).fillna(0.0), ends, texts)
        axes.set_yticks(range(len(parts) + 2)[::-1], [names[k] for k in (FIRST, *parts, SECOND)])
        axes.tick_params(axis="y", labelcolor=theme.INK)
        axes.set_title(titles[target], fontsize=9, weight="bold", loc="left")
        theme.draw_grid(axes, axis="x")


def _draw(ax: Axes, values: pd.Series, ends: tuple[float, float], texts: tuple[str, str]) -> None:
    """Draw the two chances as dots and the parts between them as bars."""
    from matplotlib.ticker import MaxNLocator

    height, at = len(values) + 1, ends[0]
    highest = max(ends)
    _draw_dot(ax, ends[0], height, texts[0], filled=False)
    for value in values:
        height, start, at = height - 1, at, at + float(value)
        ax.plot(
            [100 * start, 100 * at],
            [height] * 2,
            color=theme.GREY,
            linewidth=4.5,
            solid_capstyle="butt",
        )
        ax.plot([100 * start] * 2, [height - 0.2, height + 1], color=theme.LIGHT, linewidth=0.8)
        _write(ax, max(start, at), height, format_points(float(value)), theme.INK)
        highest = max(highest, at)
    ax.plot([100 * at] * 2, [-0.2, 1], color=theme.LIGHT, linewidth=0.8)
    _draw_dot(ax, ends[1], 0, texts[1], filled=True)
    ax.set_xlim(0, 100 * max(_LEAST, highest * _ROOM))
    ax.set_ylim(-0.6, len(values) + 1.6)
    ax.xaxis.set_major_formatter("{x:g}%")
    ax.xaxis.set_major_locator(MaxNLocator(4))


def _draw_dot(ax: Axes, chance: float, height: int, text: str, *, filled: bool) -> None:
    ax.plot(
        [100 * chance],
        [height],
        marker="o",
        markersize=7.5,
        color=theme.ACCENT,
        markerfacecolor=theme.ACCENT if filled else theme.PAPER,
        markeredgewidth=1.5,
        clip_on=False,
        zorder=4,
    )
    _write(ax, chance, height, text, theme.ACCENT, bold=True)


def _write(
    ax: Axes, chance: float, height: int, text: str, colour: str, *, bold: bool = False
) -> None:
    ax.annotate(
        text,
        (100 * chance, height),
        xytext=(8, 0),
        textcoords="offset points",
        va="center",
        fontsize=8.5,
        weight="bold" if bold else "normal",
        color=colour,
        path_effects=theme.halo(),
        zorder=5,
    )
