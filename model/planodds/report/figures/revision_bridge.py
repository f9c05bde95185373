"""From the median when the plan was made to the median now, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.report import theme
from planodds.report.text.formatting import format_goal, format_money, format_percent, format_tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_COLUMNS = ["variable", "step", "kind", "start", "end", "change"]
THEN, NOW = "then", "now"
_ORDER = ("common", "own", "census")


def build_revision(moved: pd.DataFrame, *, variable: str, year: int) -> pd.DataFrame:
    """Build the tidy table of the steps between two medians of one level.

    Parameters
    ----------
    moved : pandas.DataFrame
        Columns variable, year, then, now (log medians), part, value (log); several stages are
        added up.
    variable : str
        Variable whose median is explained.
    year : int
        Year of the two medians.

    Returns
    -------
    pandas.DataFrame
        Columns variable, step, kind (then, a part, now), start and end (cny_1e8), change (log).
    """
    rows = moved[(moved["variable"] == variable) & (moved["year"] == year)]
    parts = rows.groupby("part")["value"].sum()
    then, now = float(rows["then"].iloc[0]), float(rows["now"].iloc[0])
    steps = [(THEN, then, then)]
    for part in (*(p for p in _ORDER if p in parts), *(p for p in parts.index if p not in _ORDER)):
        steps.append((part, steps[-1][2], steps[-1][2] + float(parts[part])))
    steps.append((NOW, now, now))
    return pd.DataFrame(
        [
            {
                "variable": variable,
                "step": i,
                "kind": kind,
                "start": np.exp(a),
                "end": np.exp(b),
                "change": b - a,
            }
            for i, (kind, a, b) in enumerate(steps)
        ],
        columns=_COLUMNS,
    )


def plot_revision(
    table: pd.DataFrame, *, ax: Axes, words: Words, threshold: float | None = None
) -> Axes:
    """Draw a bridge from median to median, with the plan's line.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words
    threshold : float, optional
        Level that the plan asks for; None draws no line.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    count = len(table)
    for _, row in table.iterrows():
        _draw_step(ax, row, count - 1 - int(row["step"]), words, last=row["kind"] == NOW)
    ends = {THEN: words("figure-bridge-then"), NOW: words("figure-bridge-now")}
    texts = [ends.get(kind) or words.label("part", kind) for kind in table["kind"]]
    ax.set_yticks(range(count)[::-1], texts)
    ax.tick_params(axis="y", labelcolor=theme.INK)
    low, high = table[["start", "end"]].min().min(), table[["start", "end"]].max().max()
    if threshold is not None:
        ax.axvline(threshold, color=theme.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)))
        ax.annotate(
            words("figure-bridge-target", value=format_goal(threshold, words)),
            (threshold, -0.45),
            xytext=(-4, 0),
            textcoords="offset points",
            ha="right",
            color=theme.TARGET,
            path_effects=theme.halo(),
        )
        high = max(high, threshold)
    ax.set_xlim(low - 0.14 * (high - low), high + 0.06 * (high - low))
    ax.set_ylim(-0.7, count - 0.4)
    variable = words.label("variable", table["variable"].iloc[0])
    title = words("figure-bridge-title", variable=variable, unit=words("brief-revision-100m-yuan"))
    ax.set_title(title, fontsize=9.5, weight="bold")
    ax.xaxis.set_major_formatter(lambda value, _: format_tick(value, words))
    theme.draw_grid(ax, axis="x")
    return ax


def _draw_step(ax: Axes, row: pd.Series, place: int, words: Words, *, last: bool) -> None:
    if row["kind"] in (THEN, NOW):
        ax.plot(
            [row["end"]],
            [place],
            marker="o",
            markersize=9,
            color=theme.ACCENT,
            markerfacecolor=theme.ACCENT if last else theme.PAPER,
            markeredgewidth=1.6,
        )
        text, at = format_money(row["end"], words), row["end"]
    else:
        ax.plot(
            [row["start"], row["end"]],
            [place, place],
            color=theme.GREY,
            linewidth=4,
            solid_capstyle="butt",
        )
        ax.plot(
            [row["end"], row["end"]], [place - 0.75, place + 0.2], color=theme.MID, linewidth=0.8
        )
        text = format_percent(np.expm1(row["change"]), signed=True)
        at = max(row["start"], row["end"])
    ax.annotate(
        text,
        (at, place),
        xytext=(9, 0),
        textcoords="offset points",
        va="center",
        weight="bold" if row["kind"] in (THEN, NOW) else "normal",
        fontsize=8.5,
        color=theme.ACCENT if row["kind"] in (THEN, NOW) else theme.INK,
        path_effects=theme.halo(),
    )
