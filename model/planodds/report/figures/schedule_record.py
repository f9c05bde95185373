"""Share of units that arrived after "on schedule" and after "behind", by panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_OFFSETS = {"on_schedule": 0.17, "behind": -0.17}
_COLOURS = {"on_schedule": theme.ACCENT, "behind": theme.MID}


def plot_schedule_record(
    table: pd.DataFrame, *, ax: Axes, words: Words, labels: Mapping[str, str]
) -> Axes:
    """Draw the share that arrived after each flag, with its 95 % interval.

    Parameters
    ----------
    table : DataFrame
        From ``summarise_schedule``.
    ax : Axes
    words : Words
    labels : mapping of str to str
        Names of the panels.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    panels = list(dict.fromkeys(table["panel"]))[::-1]
    for place, panel in enumerate(panels):
        for flag, offset in _OFFSETS.items():
            row = table[(table["panel"] == panel) & (table["flag"] == flag)].iloc[0]
            _draw_share(ax, row, place + offset, words)
    ax.set_yticks(range(len(panels)), [labels[panel] for panel in panels])
    ax.tick_params(axis="y", labelcolor=theme.INK)
    ax.set_ylim(-0.6, len(panels) - 0.4)
    ax.set_xlim(0, 100)
    ticks = range(0, 101, 25)
    ax.set_xticks(ticks, [f"{tick}%" for tick in ticks])
    theme.draw_grid(ax, axis="x")
    return ax


def _draw_share(ax: Axes, row: pd.Series, height: float, words: Words) -> None:
    colour = _COLOURS[row["flag"]]
    ends = [100 * row["lower"], 100 * row["upper"]]
    ax.plot(ends, [height] * 2, color=theme.tint(colour, 0.45), linewidth=2.4, zorder=2)
    ax.plot([100 * row["share"]], [height], marker="o", markersize=6, color=colour, zorder=3)
    ax.annotate(
        f"{words.label('schedule', row['flag'])} {row['share']:.0%}",
        (100 * row["share"], height),
        xytext=(0, 6),
        textcoords="offset points",
        ha="center",
        fontsize=8.0,
        color=colour,
        path_effects=theme.halo(),
        zorder=4,
    )
