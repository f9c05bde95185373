"""The ranking: path of the rank and its distribution."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from planodds import constants
from planodds.report import theme
from planodds.report.figures.fan import BAND_COLUMNS, PAIRS, draw_breaks
from planodds.report.text.formatting import format_percent_odds, format_rank

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from planodds.report.text.words import Words

_PATH_COLUMNS = ["part", "year", "value", *BAND_COLUMNS]


def build_rank_path(
    facts: pd.DataFrame,
    quantiles: pd.DataFrame,
    *,
    roster: str,
    place: int,
    target_year: int,
    unit: str,
    final_year: int,
) -> pd.DataFrame:
    """Build the tidy table of the rank path: published ranks, then forecast quantiles.

    Parameters
    ----------
    facts : pandas.DataFrame
        Columns year and value: published ranks of the unit in the roster.
    quantiles : pandas.DataFrame
        Rows of one information set, scenario and variant.
    roster : str
        Set of units that are ranked.
    place : int
        Rank that the plan asks for.
    target_year : int
        Year in which the target is due.
    unit : str
        Code of the unit.
    final_year : int
        Last year shown.

    Returns
    -------
    pandas.DataFrame
        Columns part (history, forecast, threshold), year, value and the quantiles.
    """
    rows = quantiles[
        (quantiles["unit"] == unit)
        & (quantiles["variable"] == constants.RANK)
        & (quantiles["roster"] == roster)
    ].sort_values("year")
    forecast = rows[["year", *BAND_COLUMNS]].assign(value=rows["q50"], part="forecast")
    target = pd.DataFrame([{"part": "threshold", "year": target_year, "value": place}])
    parts = [facts[["year", "value"]].sort_values("year").assign(part="history"), forecast, target]
    table = pd.concat(parts, ignore_index=True).reindex(columns=_PATH_COLUMNS)
    return table[table["year"] <= final_year].reset_index(drop=True)


def plot_rank_path(
    table: pd.DataFrame,
    *,
    ax: Axes,
    words: Words,
    compact: bool = False,
    breaks: Sequence[int] = (),
) -> Axes:
    """Draw the rank over time, best at the top, with its fan and the rank that the plan asks for.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words
    compact : bool, default False
        For a phone: fewer ticks.
    breaks : sequence of int
        First years on a new statistical basis, which are marked as in the fan of GDP.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    draw_breaks(ax, table, breaks, words)
    history, forecast = (table[table["part"] == p] for p in ("history", "forecast"))
    goal = table[table["part"] == "threshold"].iloc[0]
    start = history.tail(1)
    joined = pd.concat(
        [start.assign(**dict.fromkeys(BAND_COLUMNS, float(start["value"].iloc[0]))), forecast],
        ignore_index=True,
    )
    for level in sorted(theme.BANDS, reverse=True):
        low, high = PAIRS[level]
        ax.fill_between(
            joined["year"],
            joined[low],
            joined[high],
            color=theme.BANDS[level],
            linewidth=0,
            zorder=2,
        )
    ax.plot(joined["year"], joined["q50"], color=theme.ACCENT, linewidth=1.1, zorder=2.5)
    ax.plot(
        history["year"],
        history["value"],
        color=theme.ACCENT,
        linewidth=1.6,
        marker="o",
        markersize=4,
        zorder=4,
    )
    _draw_place(ax, goal, words)
    _label_path(ax, start.iloc[0], forecast.iloc[-1], words)
    _finish_path(ax, table, words, goal=int(goal["year"]), compact=compact)
    return ax


def _draw_place(ax: Axes, goal: pd.Series, words: Words) -> None:
    ax.axhline(goal["value"], color=theme.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)), zorder=3)
    ax.plot(
        [goal["year"]],
        [goal["value"]],
        marker="D",
        color=theme.TARGET,
        markersize=5.5,
        markeredgecolor=theme.PAPER,
        zorder=5,
    )
    ax.annotate(
        words("figure-ranks-top", rank=int(goal["value"])),
        (goal["year"], goal["value"]),
        xytext=(7, 3),
        textcoords="offset points",
        color=theme.TARGET,
        va="bottom",
        bbox=theme.backing(),
    )


def _label_path(ax: Axes, last: pd.Series, end: pd.Series, words: Words) -> None:
    text = words("figure-ranks-now", year=int(last["year"]), rank=format_rank(last["value"], words))
    ax.annotate(
        text,
        (last["year"], last["value"]),
        xytext=(-6, -7),
        textcoords="offset points",
        ha="right",
        va="top",
        color=theme.ACCENT,
        weight="bold",
        zorder=1.5,  # above the lines of a census, below the path
        bbox=theme.backing(),
    )
    text = words("figure-ranks-median", year=int(end["year"]), rank=format_rank(end["q50"], words))
    ax.annotate(
        text,
        (end["year"], end["q05"]),
        xytext=(0, 5),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=theme.ACCENT,
        weight="bold",
        bbox=theme.backing(),
    )


def _finish_path(ax: Axes, table: pd.DataFrame, words: Words, *, goal: int, compact: bool) -> None:
    theme.draw_grid(ax)
    lowest = float(table[["value", "q95"]].max().max())
    ax.set_ylim(lowest + 0.03 * lowest, 1 - 0.03 * lowest)
    ax.set_yticks(rank_ticks(lowest))
    first, last = int(table["year"].min()), int(table["year"].max())
    theme.whole_years(ax, first, last, step=3 if compact else None, include=goal)
    ax.set_title(
        words("figure-ranks-place-axis"), loc="left", fontsize=8.5, color=theme.GREY, pad=16
    )


def rank_step(lowest: float) -> int:
    """Return the round number of ranks between two ticks of an axis.

    Parameters
    ----------
    lowest : float
        Largest rank that is drawn.

    Returns
    -------
    int

    Examples
    --------
    >>> rank_step(117), rank_step(38), rank_step(9)
    (20, 10, 2)
    """
    return next((step for step in (20, 10, 5) if lowest >= 2 * step), 2)


def rank_ticks(lowest: float) -> list[int]:
    """Return the ticks of a rank axis: from the best rank to the lowest shown, round between.

    Parameters
    ----------
    lowest : float
        Largest rank that is drawn.

    Returns
    -------
    list of int

    Examples
    --------
    >>> rank_ticks(93), rank_ticks(9)
    ([1, 20, 40, 60, 80, 93], [1, 2, 4, 6, 9])
    """
    step = rank_step(lowest)
    last = math.ceil(lowest)
    return [1, *range(step, last - step // 2, step), *([last] if last > 1 else [])]


def build_rank_histogram(
    distribution: pd.DataFrame,
    results: pd.DataFrame,
    *,
    roster: str,
    place: int,
    target: str,
    years: tuple[int, ...],
) -> pd.DataFrame:
    """Build the tidy table of rank probabilities, with the odds of the plan's rank.

    Parameters
    ----------
    distribution : pandas.DataFrame
        Probability of each rank by roster and year.
    results : pandas.DataFrame
        Odds of one run.
    roster : str
        Set of units that are ranked.
    place : int
        Rank that the plan asks for.
    target : str
        Identifier of the rank target.
    years : tuple of int
        Years shown.

    Returns
    -------
    pandas.DataFrame
        Columns year, rank, probability, place, place_probability, place_upper, place_mcse.
    """
    rows = distribution[(distribution["roster"] == roster) & distribution["year"].isin(years)]
    goal = results[(results["target"] == target) & (results["roster"] == roster)]
    goal = goal.drop_duplicates("year").set_index("year")
    table = rows[["year", "rank", "probability"]].assign(place=place)
    for column in ("probability", "upper", "mcse"):
        table[f"place_{column}"] = table["year"].map(goal[column])
    return table.sort_values(["year", "rank"]).reset_index(drop=True)


def plot_rank_histogram(
    table: pd.DataFrame, *, ax: Axes | np.ndarray, words: Words
) -> Axes | np.ndarray:
    """Draw the distribution of the rank, one row of thin bars for each year, on one scale.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes or ndarray of Axes
        One axes (then the first year is drawn) or as many as there are years.
    words : Words

    Returns
    -------
    Axes or ndarray of Axes
        The axes drawn on.
    """
    axes = theme.list_axes(ax)
    highest = table["probability"].max()
    # ranks that a reader would look at, the plan's place always among them
    seen = table[table["probability"] > 0.0005]["rank"]
    last = max(int(seen.max()), int(table["place"].iloc[0]))
    for one, (year, rows) in zip(axes, table.groupby("year"), strict=False):
        _draw_bars(one, int(year), rows, words)
        one.set(xlim=(0, last + 3), ylim=(0, highest * 1.1), xticks=rank_ticks(last), yticks=[])
    axes[-1].set_xlabel(words("figure-ranks-rank-axis"), loc="right")
    return ax


def _draw_bars(ax: Axes, year: int, rows: pd.DataFrame, words: Words) -> None:
    place, seen = int(rows["place"].iloc[0]), rows[rows["probability"] > 0]
    inside = seen["rank"] <= place
    ax.vlines(
        seen["rank"],
        0,
        seen["probability"],
        linewidth=0.3 * cast("Figure", ax.figure).get_figwidth(),
        color=np.where(inside, theme.TARGET, theme.tint(theme.ACCENT, 0.65)),
    )
    ax.axvline(place + 0.5, color=theme.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)))
    median = rows.loc[rows["probability"].cumsum() >= 0.5, "rank"].iloc[0]
    first = rows.iloc[0]
    odds = (
        "—"
        if pd.isna(first["place_probability"])
        else format_percent_odds(
            first["place_probability"], mcse=first["place_mcse"], upper=first["place_upper"]
        )
    )
    title = words(
        "figure-ranks-panel", year=year, median=format_rank(median, words), rank=place, odds=odds
    )
    ax.set_title(title, fontsize=9, color=theme.INK, y=1.0)
