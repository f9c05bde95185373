"""The ranking: path of the rank, its distribution, and the sorted strip of all units."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
import pandas as pd

from planodds import constants
from planodds.report import theme
from planodds.report.figures.fan import BAND_COLUMNS, PAIRS
from planodds.report.text.formatting import format_money, format_percent_odds, format_rank

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from planodds.report.text.words import Words

_PATH_COLUMNS = ["part", "year", "value", *BAND_COLUMNS]
_STRIP_COLUMNS = ["code", "name_zh", "name_en", "rank", "value", "role"]
HOME, NEIGHBOUR, THIRTIETH, OTHER = "home", "neighbour", "thirtieth", "other"


def build_rank_path(
    facts: pd.DataFrame,
    quantiles: pd.DataFrame,
    *,
    roster: str,
    place: int,
    target_year: int,
    unit: str,
    final_year: int = 2030,
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
    final_year : int, default 2030
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


def plot_rank_path(table: pd.DataFrame, *, ax: Axes, words: Words) -> Axes:
    """Draw the rank over time, best at the top, with its fan and the rank that the plan asks for.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words

    Returns
    -------
    Axes
        The axes drawn on.
    """
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
    _finish_path(ax, table, words)
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
    )


def _finish_path(ax: Axes, table: pd.DataFrame, words: Words) -> None:
    theme.draw_grid(ax)
    lowest = float(table[["value", "q95"]].max().max())
    ax.set_ylim(lowest + 6, 1)
    ax.set_yticks([1, *range(20, int(lowest) + 6, 20)])
    theme.whole_years(ax, int(table["year"].min()), int(table["year"].max()))
    ax.set_title(
        words("figure-ranks-place-axis"), loc="left", fontsize=8.5, color=theme.GREY, pad=8
    )


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
    limits = (0, max(int(seen.max()), int(table["place"].iloc[0])) + 3)
    for one, (year, rows) in zip(axes, table.groupby("year"), strict=False):
        _draw_bars(one, int(year), rows, words)
        one.set(xlim=limits, ylim=(0, highest * 1.1), yticks=[])
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


def build_rank_strip(
    levels: pd.DataFrame, units: pd.DataFrame, *, home: str, place: int = 30, around: int = 2
) -> pd.DataFrame:
    """Sort the units of a roster by level, with rank and role in the figure.

    Parameters
    ----------
    levels : pandas.DataFrame
        Columns unit and value: one year's published GDP, cny_1e8, of the roster's units.
    units : pandas.DataFrame
        Columns code, name_zh, name_en.
    place : int, default 30
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
    for role, colour in ((THIRTIETH, theme.INK), (HOME, theme.ACCENT)):
        for _, row in table[table["role"] == role].iterrows():
            _name_above(ax, row, column, words, colour, compact=compact)
    _name_neighbours(ax, table, column)
    return ax


def _draw_level(ax: Axes, threshold: float, words: Words) -> None:
    ax.axhline(threshold, color=theme.TARGET, linewidth=1.2, linestyle=(0, (5, 2.5)), zorder=2)
    ax.annotate(
        words("figure-ranks-target", value=format_money(threshold, digits=0)),
        (1, threshold),
        xycoords=("axes fraction", "data"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="right",
        va="bottom",
        color=theme.TARGET,
    )


def _name_above(
    ax: Axes, row: pd.Series, column: str, words: Words, colour: str, *, compact: bool
) -> None:
    text = f"{row[column]} {format_rank(row['rank'], words)}"
    text += "" if compact else f" {format_money(row['value'], digits=1)}"
    late = row["rank"] > 0.45 * ax.get_xlim()[1] and compact
    ax.annotate(
        text,
        (row["rank"], row["value"]),
        xytext=(22 if late else 12, 13),
        color=colour,
        textcoords="offset points",
        va="bottom",
        weight="bold",
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


def _finish_strip(ax: Axes, table: pd.DataFrame, words: Words) -> None:
    from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

    low, high = table["value"].min(), table["value"].max()
    ticks = [t for t in (10, 20, 50, 100, 200, 500, 1000, 2000, 5000) if low / 2 < t < high * 1.5]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(lambda value, _: format_money(value, digits=0))
    ax.yaxis.set_minor_locator(NullLocator())
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_ylim(low * 0.8, high * 1.4)
    last = int(table["rank"].max())
    ax.set_xlim(-1, last + 2)
    ax.set_xticks([1, *range(30, last - 8, 30), last])
    theme.draw_grid(ax)
    ax.set_title(
        words("figure-ranks-strip-axis"), loc="left", fontsize=8.5, color=theme.GREY, pad=8
    )
