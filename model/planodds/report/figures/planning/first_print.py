"""Chance that the final figure reaches a level, by its distance from the first print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes


def plot_first_print(
    table: pd.DataFrame,
    *,
    ax: Axes | np.ndarray,
    titles: Mapping[str, str],
    axis_label: str,
    firsts: Mapping[str, str],
) -> None:
    """Draw one curve per variable, with the first print and the 80 % range of the final figure.

    Parameters
    ----------
    table : DataFrame
        Rows of kind curve from ``judge_first_print``.
    ax : Axes or ndarray of Axes
        One for each variable.
    titles : mapping of str to str
        Heading of each variable.
    axis_label : str
        Name of the distance from the first print.
    firsts : mapping of str to str
        First print of each variable as text.
    """
    for axes, (variable, curve) in zip(
        theme.list_axes(ax), table.groupby("variable", sort=False), strict=True
    ):
        first = float(curve["first_print"].iloc[0])
        distance = 100 * (curve["threshold"] / first - 1)
        ends = [100 * (float(curve[name].iloc[0]) / first - 1) for name in ("low", "high")]
        axes.axvspan(*ends, color=theme.FAINT, linewidth=0, zorder=1)
        axes.axvline(0, color=theme.MID, linewidth=0.9, linestyle=(0, (3, 2)), zorder=2)
        axes.plot(distance, 100 * curve["probability"], color=theme.ACCENT, linewidth=1.8, zorder=3)
        axes.annotate(
            firsts[str(variable)],
            (0, 50),
            xytext=(7, 6),
            textcoords="offset points",
            fontsize=8.5,
            weight="bold",
            color=theme.ACCENT,
            path_effects=theme.halo(),
        )
        axes.set_title(titles[str(variable)], fontsize=9, weight="bold", loc="left")
        axes.set_xlim(distance.min(), distance.max())
        axes.set_ylim(0, 100)
        axes.set_xlabel(axis_label)
        axes.xaxis.set_major_formatter("{x:g}%")
        axes.yaxis.set_major_formatter("{x:g}%")
        theme.draw_grid(axes)
