"""The sorted strip of all units by their published GDP."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds.report import theme
from planodds.report.text.formatting import format_goal, format_money, format_rank, format_tick

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_STRIP_COLUMNS = ["code", "name_zh", "name_en", "rank", "value", "role"]
_FEWEST_TICKS = 3
_CLOSE, _NAME_HEIGHT = 0.3, 14  # share of the units that a name covers; points
HOME, NEIGHBOUR, THIRTIETH, OTHER = "home", "neighbour", "thirtieth", "other"


def build_rank_strip(
    levels: pd.DataFrame, units: pd.DataFrame, *, home: str, place: int | None, around: int = 2
) -> pd.DataFrame:
    """Sort the units of a roster by level, with rank and role in the figure.

    Parameters
    ----------
    levels : pandas.DataFrame
        Columns unit and value: one year's published GDP, cny_1e8, of the roster's units.
    units : pandas.DataFrame
        Columns code, name_zh, name_en.
    place : int or None
        Rank that the plan asks for.
    home : str
        Code of the unit of the plan.
    around : int
        How many neighbours to name on each side of the home unit.

    Returns
    -------
    pandas.DataFrame
        Columns code, name_zh, name_en, rank, value, role.
    """
    table = levels.dropna(subset=["value"]).merge(units, left_on="unit", right_on="code")
    table = table.sort_values("value", ascending=False, kind="stable").reset_index(drop=True)
    table["rank"] = table["value"].rank(ascending=False, method="min").astype(int)
    own = int(table.loc[table["code"] == home, "rank"].iloc[0])
    near = (table["rank"] - own).abs() <= around
    table["role"] = np.select(
        [table["code"] == home, table["rank"] == place, near], [HOME, THIRTIETH, NEIGHBOUR], OTHER
    )
    return table[_STRIP_COLUMNS]


def plot_rank_strip(
    table: pd.DataFrame,
    *,
    ax: Axes,
    words: Words,
    threshold: float | None = None,
    compact: bool = False,
) -> Axes:
    """Draw sorted dots of all units; name the county, its neighbours and the 30th unit.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words
    threshold : float, optional
        Level that the plan asks for; None draws no line.
    compact : bool, default False
        Whether to draw for a narrow screen.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    column = f"name_{words.lang}"
    styles = {
        OTHER: (theme.LIGHT, 14),
        NEIGHBOUR: (theme.GREY, 22),
        THIRTIETH: (theme.INK, 30),
        HOME: (theme.ACCENT, 54),
    }
    for role, (colour, size) in styles.items():
        rows = table[table["role"] == role]
        ax.scatter(rows["rank"], rows["value"], s=size, color=colour, linewidth=0, zorder=3)
    ax.set_yscale("log")
    _finish_strip(ax, table, words)
    if threshold is not None:
        _draw_level(ax, threshold, words)
    lift = _NAME_HEIGHT if _are_close(table) else 0
    for role, colour, higher in ((THIRTIETH, theme.INK, lift), (HOME, theme.ACCENT, 0)):
        for _, row in table[table["role"] == role].iterrows():
            _name_above(ax, row, column, words, colour, compact=compact, lift=higher)
    _name_neighbours(ax, table, column)
    return ax


def _are_close(table: pd.DataFrame) -> bool:
    """Whether the names of the unit and of the unit at the place would lie on each other."""
    ranks = table.loc[table["role"].isin([HOME, THIRTIETH]), "rank"]
    return len(ranks) == 2 and float(ranks.max() - ranks.min()) < _CLOSE * len(table)


def _draw_level(ax: Axes, threshold: float, words: Words) -> None:
    ax.axhline(threshold, color=theme.TARGET, linewidth=1.2, linestyle=(0, (5, 2.5)), zorder=2)
    ax.annotate(
        words("figure-ranks-target", value=format_goal(threshold, words)),
        (1, threshold),
        xycoords=("axes fraction", "data"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=theme.TARGET,
    )


def _name_above(
    ax: Axes, row: pd.Series, column: str, words: Words, colour: str, *, compact: bool, lift: float
) -> None:
    text = f"{row[column]} {format_rank(row['rank'], words)}"
    text += "" if compact else f" {format_money(row['value'], words, digits=1)}"
    late = row["rank"] > 0.45 * ax.get_xlim()[1] and compact
    ax.annotate(
        text,
        (row["rank"], row["value"]),
        xytext=(22 if late else 12, 13 + lift),
        color=colour,
        textcoords="offset points",
        va="bottom",
        weight="bold",
        path_effects=theme.halo(),
        ha="center" if late else "left",
        arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.8, "shrinkB": 3},
    )


def _name_neighbours(ax: Axes, table: pd.DataFrame, column: str) -> None:
    """Neighbours' names in a column left of the dots, so that no leader crosses a name."""
    rows = table[table["role"] == NEIGHBOUR]
    home = table[table["role"] == HOME].iloc[0]
    low, high = np.log(ax.get_ylim())
    start = max((np.log(home["value"]) - low) / (high - low) - 0.10, 0.065 * len(rows) + 0.02)
    for step, (_, row) in enumerate(rows.iterrows()):
        ax.annotate(
            row[column],
            (row["rank"], row["value"]),
            ha="right",
            va="center",
            xytext=(home["rank"] - 9, start - 0.065 * step),
            fontsize=8,
            color=theme.GREY,
            textcoords=("data", "axes fraction"),
            arrowprops={"arrowstyle": "-", "color": theme.LIGHT, "linewidth": 0.7, "shrinkB": 2},
        )


def _round_levels(low: float, high: float) -> list[float]:
    """Levels of one, two and five times the powers of ten; more of them for a narrow range."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    coarse = [digit * 10.0**power for power in powers for digit in (1, 2, 5)]
    if sum(low / 2 < level < high * 1.5 for level in coarse) > _FEWEST_TICKS:
        return coarse
    return [digit * 10.0**power for power in powers for digit in (1, 2, 3, 4, 5, 7)]


def _finish_strip(ax: Axes, table: pd.DataFrame, words: Words) -> None:
    from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

    low, high = table["value"].min(), table["value"].max()
    ticks = [t for t in _round_levels(low, high) if low / 2 < t < high * 1.5]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(lambda value, _: format_tick(value, words))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_ylim(low * 0.8, high * 1.4)
    last = int(table["rank"].max())
    ax.set_xlim(-1, last + 2)
    step = next(size for size in (10, 30, 100, 300, 1000) if last <= 6 * size or size == 1000)
    ax.set_xticks([1, *range(step, last - step // 4, step), last])
    theme.draw_grid(ax)
    ax.set_title(
        words("figure-ranks-strip-axis"), loc="left", fontsize=8.5, color=theme.GREY, pad=8
    )
