"""Average growth of each component in the baseline and on the most likely path to a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes


def plot_likeliest_paths(
    table: pd.DataFrame,
    *,
    ax: Axes | np.ndarray,
    titles: Mapping[str, str],
    names: Mapping[str, str],
    axis_label: str,
) -> None:
    """Draw one row per component: baseline hollow, path solid, common path to even odds as a line.

    Parameters
    ----------
    table : DataFrame
        target, component, baseline, path and even_odds (per cent per year).
    ax : Axes or ndarray of Axes
        One for each target.
    titles : mapping of str to str
        Heading of each target.
    names : mapping of str to str
        Labels of the components.
    axis_label : str
    """
    for axes, (target, rows) in zip(
        theme.list_axes(ax), table.groupby("target", sort=False), strict=True
    ):
        heights = range(len(rows))[::-1]
        for height, (_, row) in zip(heights, rows.iterrows(), strict=True):
            _draw_row(axes, row, height)
        labels = [names[component] for component in rows["component"]]
        axes.set_yticks(heights, labels)
        axes.tick_params(axis="y", labelcolor=theme.INK)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.margins(x=0.16)
        axes.axvline(0, color=theme.MID, linewidth=0.8, zorder=1)
        axes.set_title(titles[str(target)], fontsize=9, weight="bold", loc="left")
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_formatter("{x:g}%")
        theme.draw_grid(axes, axis="x")


def _draw_row(ax: Axes, row: pd.Series, height: int) -> None:
    """Draw baseline and path of one component, with the value of the path."""
    ends = [row["baseline"], row["path"]]
    ax.plot(ends, [height] * 2, color=theme.tint(theme.ACCENT, 0.45), linewidth=2.2, zorder=2)
    ax.plot([row["even_odds"]], [height], marker="|", markersize=11, color=theme.TARGET, zorder=3)
    for place, filled in zip(ends, (False, True), strict=True):
        ax.plot(
            [place],
            [height],
            marker="o",
            markersize=6,
            color=theme.ACCENT,
            markerfacecolor=theme.ACCENT if filled else theme.PAPER,
            zorder=4,
        )
    ax.annotate(
        f"{row['path']:.1f}%".replace("-", "−"),
        (row["path"], height),
        xytext=(0, 6),
        textcoords="offset points",
        ha="center",
        fontsize=8,
        weight="bold",
        color=theme.ACCENT,
        path_effects=theme.halo(),
        zorder=5,
    )
