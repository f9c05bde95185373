"""Curves of pairs of levels that are reached together with the same probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_STRENGTHS = (1.0, 0.75, 0.55, 0.4)  # of the colour, from the most probable curve


def plot_frontier(
    table: pd.DataFrame,
    *,
    ax: Axes,
    words: Words,
    axis_labels: tuple[str, str],
    goals: Sequence[tuple[float, float, str]] = (),
) -> Axes:
    """Draw one curve per probability, its balanced pair as a dot, and goals as crosses.

    Parameters
    ----------
    table : DataFrame
        From ``joint_frontier``.
    ax : Axes
    words : Words
    axis_labels : tuple of str
        Names of both variables with their units of measurement.
    goals : sequence of tuple of float, float, str
        Levels of both variables, and the label of the cross.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    curves = list(table.groupby("probability", sort=False))
    for (probability, curve), strength in zip(curves, _STRENGTHS, strict=False):
        colour = theme.tint(theme.ACCENT, strength)
        ax.plot(curve["gdp"], curve["revenue"], color=colour, linewidth=1.8, zorder=2)
        dot = curve[curve["balanced"]].iloc[0]
        ax.plot([dot["gdp"]], [dot["revenue"]], marker="o", markersize=5, color=colour, zorder=3)
        _label(ax, dot, f"{probability:.0%}", colour)
    for gdp, revenue, label in goals:
        ax.plot([gdp], [revenue], marker="x", markersize=6, color=theme.INK, zorder=4)
        ax.annotate(
            label,
            (gdp, revenue),
            xytext=(-6, 6),
            textcoords="offset points",
            ha="right",
            fontsize=7.5,
            color=theme.INK,
            path_effects=theme.halo(),
        )
    ax.set_xlabel(axis_labels[0])
    ax.set_ylabel(axis_labels[1])
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
