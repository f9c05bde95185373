"""Curves of pairs of levels that are reached together with the same probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.report import theme
from planodds.report.text.formatting import format_tick

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_FAINTEST = 0.45  # strength of the colour of the last curve; the first has the full colour


def plot_frontier(
    table: pd.DataFrame, *, ax: Axes, words: Words, axis_labels: tuple[str, str]
) -> Axes:
    """Draw one curve per probability, its balanced pair as a dot.

    Parameters
    ----------
    table : DataFrame
        From ``joint_frontier``.
    ax : Axes
    words : Words
    axis_labels : tuple of str
        Names of both variables with their units of measurement.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    curves = list(table.groupby("probability", sort=False))
    for (probability, curve), strength in zip(
        curves, np.linspace(1.0, _FAINTEST, len(curves)), strict=True
    ):
        colour = theme.tint(theme.ACCENT, float(strength))
        ax.plot(curve["gdp"], curve["revenue"], color=colour, linewidth=1.8, zorder=2)
        dot = curve[curve["balanced"]].iloc[0]
        ax.plot([dot["gdp"]], [dot["revenue"]], marker="o", markersize=5, color=colour, zorder=3)
        _label(ax, dot, f"{probability:.0%}", colour)
    ax.set_xlabel(axis_labels[0])
    ax.set_ylabel(axis_labels[1])
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(lambda value, _: format_tick(value, words))
    theme.draw_grid(ax, axis="both")
    return ax


def _label(ax: Axes, dot: pd.Series, text: str, colour: str) -> None:
    """Write the probability of a curve beside its balanced pair."""
    ax.annotate(
        text,
        (dot["gdp"], dot["revenue"]),
        xytext=(5, 5),
        textcoords="offset points",
        fontsize=8,
        fontweight="bold",
        color=colour,
        path_effects=theme.halo(),
        zorder=4,
    )
