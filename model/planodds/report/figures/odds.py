"""Odds as dots on a line from 0 to 100: then and now, and by origin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.report import theme
from planodds.report.text.formatting import format_percent_odds, format_result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_COLUMNS = [
    "target",
    "label_zh",
    "label_en",
    "information",
    "origin",
    "evidence",
    "probability",
    "mcse",
    "lower",
    "upper",
    "status",
    "year",
]


def build_odds(
    results: pd.DataFrame,
    labels: Mapping[str, Mapping[str, str]],
    *,
    target_year: int,
    roster: str,
    readings: Mapping[str, str],
) -> pd.DataFrame:
    """Build the tidy table of baseline odds of the headline targets at every information set.

    Parameters
    ----------
    results : pandas.DataFrame
        The contract's result columns; baseline, posterior and prior-only rows.
    labels : mapping of target to mapping of language to label
        The targets wanted, in their order.
    target_year : int
        Year in which the target is due.
    roster : str
        Set of units that are ranked.
    readings : mapping of target to the reading shown

    Returns
    -------
    pandas.DataFrame
        One row for each target, information set and kind of evidence.
    """
    rows = results[
        (results["scenario"] == constants.BASELINE) & results["target"].isin(list(labels))
    ]
    rows = rows[rows["reading"] == rows["target"].map(readings)]
    rows = rows[(rows["roster"] == roster) | ~rows["target"].str.contains("rank")]
    rows = rows[(rows["year"] == target_year) | (rows["status"] != constants.OPEN)]
    rows = rows.drop_duplicates(["target", "information", "evidence"]).copy()
    for lang in constants.LANGUAGES:
        rows[f"label_{lang}"] = [labels[target][lang] for target in rows["target"]]
    order = {target: i for i, target in enumerate(labels)}
    rows["order"] = rows["target"].map(order)
    return rows.sort_values(["order", "evidence", "origin"], kind="stable")[_COLUMNS].reset_index(
        drop=True
    )


def plot_odds(
    table: pd.DataFrame, *, ax: Axes, words: Words, then: str = "2020", now: str = "latest"
) -> Axes:
    """Draw the odds then (hollow) and now (solid), with their bounds, from 0 to 100.

    The odds from the priors alone are a hollow square.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words
    then : str, default "2020"
        Information set drawn hollow.
    now : str, default "latest"
        Information set drawn solid.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    priors = table[table["evidence"] == constants.PRIOR_ONLY].set_index("target")
    table = table[table["evidence"] == constants.POSTERIOR]
    targets = list(dict.fromkeys(table["target"]))
    for place, target in enumerate(reversed(targets)):
        rows = table[table["target"] == target]
        ax.plot([0, 100], [place, place], color=theme.LIGHT, linewidth=1.0, zorder=1)
        if target in priors.index and priors.loc[target, "status"] == constants.OPEN:
            ax.plot(
                [100 * priors.loc[target, "probability"]],
                [place],
                marker="s",
                markersize=9,
                color=theme.GREY,
                markerfacecolor="none",
                markeredgewidth=1.2,
                zorder=2.5,
            )
        for information, solid in ((then, False), (now, True)):
            for _, row in rows[rows["information"] == information].iterrows():
                _draw_dot(ax, row, place, words, solid=solid)
    labels = [
        table.loc[table["target"] == t, f"label_{words.lang}"].iloc[0] for t in reversed(targets)
    ]
    ax.set_yticks(range(len(targets)), labels)
    ax.tick_params(axis="y", labelcolor=theme.INK)
    ax.set(xlim=(-3, 103), ylim=(-0.6, len(targets) - 0.4), xticks=range(0, 101, 25))
    ax.set_xlabel(words("figure-odds-axis"), loc="right")
    marks = [words("figure-odds-now"), words("figure-odds-then")]
    if len(priors):
        marks.append(words("figure-odds-prior"))
    ax.set_title("   ".join(marks), fontsize=8.5, color=theme.GREY, loc="left", x=0)
    return ax


def _draw_dot(ax: Axes, row: pd.Series, place: float, words: Words, *, solid: bool) -> None:
    """One dot with its number: above the line for now, below it for then."""
    offset = (0, 8) if solid else (0, -8)
    if row["status"] != constants.OPEN:
        ax.annotate(
            format_result(row, words),
            (50, place),
            xytext=offset,
            fontsize=8.5,
            textcoords="offset points",
            ha="center",
            va="center",
            color=theme.INK,
        )
        return
    position = 100 * row["probability"]
    ax.plot(
        [100 * row["lower"], 100 * row["upper"]],
        [place, place],
        color=theme.ACCENT,
        linewidth=3,
        alpha=0.45,
        zorder=2,
    )
    ax.plot(
        [position],
        [place],
        marker="o",
        markersize=8,
        color=theme.ACCENT,
        zorder=3,
        markerfacecolor=theme.ACCENT if solid else theme.PAPER,
        markeredgewidth=1.5,
    )
    text = format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
    ax.annotate(
        text,
        (position, place),
        xytext=offset,
        textcoords="offset points",
        fontsize=8.5,
        ha="left" if position < 5 else "center",
        va="bottom" if solid else "top",
        color=theme.ACCENT,
        weight="bold" if solid else "normal",
    )


def plot_odds_path(
    table: pd.DataFrame, *, ax: Axes | np.ndarray, words: Words
) -> Axes | np.ndarray:
    """Draw how the data of each year moved the odds: one small panel for each target.

    The scale is the same in each panel.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes or ndarray of Axes
        As many axes as there are targets.
    words : Words

    Returns
    -------
    Axes or ndarray of Axes
        The axes drawn on.
    """
    rows = table[(table["evidence"] == constants.POSTERIOR) & (table["status"] == constants.OPEN)]
    targets = list(dict.fromkeys(table["target"]))
    top = max(10.0, 100 * float(rows["upper"].max()) * 1.15)
    axes = theme.list_axes(ax)
    for one, target in zip(axes, targets, strict=False):
        _draw_path(one, rows[rows["target"] == target].sort_values("origin"), words)
        one.set_ylim(0, top)
        one.set_title(
            table.loc[table["target"] == target, f"label_{words.lang}"].iloc[0],
            fontsize=9.5,
            weight="bold",
        )
    axes[0].set_ylabel(words("figure-odds-axis"))
    axes[-1].set_xlabel(words("figure-odds-origin-axis"), loc="right")
    return ax


def _draw_path(ax: Axes, rows: pd.DataFrame, words: Words) -> None:
    theme.draw_grid(ax)
    x, y = rows["origin"], 100 * rows["probability"]
    ax.plot(x, y, color=theme.ACCENT, linewidth=1.4, zorder=2)
    ax.vlines(
        x, 100 * rows["lower"], 100 * rows["upper"], color=theme.ACCENT, linewidth=3, alpha=0.45
    )
    hollow = rows["information"] == "2020"
    ax.scatter(
        x,
        y,
        s=36,
        zorder=3,
        edgecolor=theme.ACCENT,
        linewidth=1.4,
        color=np.where(hollow, theme.PAPER, theme.ACCENT),
    )
    for position in (0, len(rows) - 1):
        row = rows.iloc[position]
        text = format_percent_odds(row["probability"], mcse=row["mcse"], upper=row["upper"])
        ax.annotate(
            text,
            (row["origin"], 100 * row["probability"]),
            xytext=(0, 7),
            ha="center",
            textcoords="offset points",
            color=theme.ACCENT,
            weight="bold",
            fontsize=8.5,
            path_effects=theme.halo(),
        )
    ax.set_xticks(x, [str(int(year)) for year in x])
    ax.set_xlim(x.min() - 0.5, x.max() + 0.5)
