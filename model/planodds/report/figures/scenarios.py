"""Scenarios side by side: dot and interval for levels and ranks, refusals shown as such."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.report import theme
from planodds.report.text.formatting import format_goal, format_money, format_rank, format_tick
from planodds.report.text.labels import with_variant
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

_COLUMNS = [
    "scenario",
    "variant",
    "label_zh",
    "label_en",
    "variable",
    "roster",
    "year",
    "status",
    "q10",
    "q25",
    "q50",
    "q75",
    "q90",
]
_RIGHT = {
    constants.GDP: "q90",
    constants.REVENUE: "q90",
    constants.RANK: "q10",
}  # end of the interval
_FACE = (theme.tint(theme.ACCENT, 0.45), theme.ACCENT)  # the nearer year, the farther one
_LABEL = 1.6  # above the lines of baseline and target, below the intervals of other rows
_NAME = (theme.GREY, theme.ACCENT)  # a tint that shows as a dot is too faint to read


def build_comparison(
    quantiles: pd.DataFrame,
    conditioning: pd.DataFrame,
    labels: Mapping[str, Mapping[str, str]],
    *,
    years: Sequence[int],
    roster: str,
    unit: str,
) -> pd.DataFrame:
    """Build the tidy table of the scenarios of one information set, refused ones included.

    Parameters
    ----------
    quantiles : pandas.DataFrame
        Rows of one information set, all scenarios and variants.
    conditioning : pandas.DataFrame
        Columns scenario, variant, status: which conditions could be met.
    labels : mapping of scenario to mapping of language to label
    years : sequence of int
    roster : str
        Roster of the rank.
    unit : str
        Code of the unit.

    Returns
    -------
    pandas.DataFrame
        One row for each scenario, variant, variable and year; quantiles NaN when refused.
    """
    rows = quantiles[(quantiles["unit"] == unit) & quantiles["year"].isin(list(years))]
    rows = rows[(rows["variable"] != constants.RANK) | (rows["roster"] == roster)]
    refused = conditioning[conditioning["status"] == constants.REFUSED][["scenario", "variant"]]
    grid = (
        refused.drop_duplicates()
        .merge(rows[["variable", "roster", "year"]].drop_duplicates(), how="cross")
        .assign(status=constants.REFUSED)
    )
    table = pd.concat([rows.assign(status=constants.OPEN), grid], ignore_index=True)
    for lang, words in Words.by_column().items():
        table[f"label_{lang}"] = [
            with_variant(labels.get(name, {}).get(lang, name), variant, words)
            for name, variant in zip(table["scenario"], table["variant"], strict=True)
        ]
    order = {name: i for i, name in enumerate(dict.fromkeys([constants.BASELINE, *labels]))}
    table["order"] = table["scenario"].map(order).fillna(len(order))
    return table.sort_values(["variable", "order", "variant", "year"], kind="stable")[
        _COLUMNS
    ].reset_index(drop=True)


def plot_comparison(
    table: pd.DataFrame,
    *,
    ax: Axes,
    words: Words,
    variable: str,
    years: tuple[int, int],
    goal: float | None = None,
    names_shown: bool = True,
    names_above: bool = False,
) -> Axes:
    """Draw medians with 50 and 80 % intervals, one row for each scenario, for two years.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words
    variable : str
        Variable whose rows are drawn.
    years : tuple of int
        The two years shown.
    goal : float, optional
        Level or rank that the plan asks for, drawn as a line.
    names_shown : bool, default True
        Whether rows are named beside the axis.
    names_above : bool, default False
        Whether each name is set over its row, for narrow screens.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    rows = table[table["variable"] == variable]
    groups = [group for _, group in rows.groupby(["scenario", "variant"], sort=False)]
    labels = [group[f"label_{words.lang}"].iloc[0] for group in groups]
    _draw_baseline(ax, rows, years[-1])
    if goal is not None:
        _draw_goal(ax, goal, variable, words)
    _name_years(ax, groups[0], len(groups) - 1, years, words)
    for place, group in enumerate(reversed(groups)):
        _draw_scenario(ax, group, place, years, variable, words)
    _name_rows(ax, labels, beside=names_shown and not names_above, above=names_above)
    if variable == constants.RANK:
        ax.invert_xaxis()
    else:
        ax.xaxis.set_major_formatter(lambda value, _: format_tick(value, words))
    theme.draw_grid(ax, axis="x")
    ax.set_title(words.label("comparison-axis", variable), fontsize=9.5, weight="bold", pad=8)
    return ax


def _name_rows(ax: Axes, labels: list[str], *, beside: bool, above: bool) -> None:
    ticks = np.arange(len(labels))[::-1]
    ax.set_yticks(ticks, labels if beside else [""] * len(labels))
    ax.tick_params(axis="y", labelcolor=theme.INK, pad=2)
    ax.set_ylim(-0.7, len(labels) - (0.1 if above else 0.3))
    for place, text in zip(ticks, labels, strict=True):
        if above:
            ax.annotate(
                text,
                (0, place + 0.27),
                xycoords=("axes fraction", "data"),
                va="bottom",
                fontsize=8.5,
                zorder=_LABEL,
                bbox=theme.backing(),
            )


def _draw_baseline(ax: Axes, rows: pd.DataFrame, year: int) -> None:
    """A faint line at the baseline's median, against which the others are read."""
    base = rows[(rows["scenario"] == constants.BASELINE) & (rows["year"] == year)]
    if len(base):
        ax.axvline(
            base["q50"].iloc[0], color=theme.MID, linewidth=0.9, linestyle=(0, (2, 2)), zorder=1
        )


def _draw_goal(ax: Axes, goal: float, variable: str, words: Words) -> None:
    """The target of the plan, named at the foot of its line where no scenario is drawn."""
    ax.axvline(goal, color=theme.TARGET, linewidth=1.1, linestyle=(0, (5, 2)), zorder=1)
    value = f"{goal:.0f}" if variable == constants.RANK else format_goal(goal, words)
    ax.annotate(
        words("figure-ranks-target", value=value),
        (goal, 0.0),
        xycoords=("data", "axes fraction"),
        xytext=(3, 3),
        textcoords="offset points",
        fontsize=8.5,
        color=theme.TARGET,
        zorder=_LABEL,
        bbox=theme.backing(),
        annotation_clip=False,
    )


def _draw_scenario(
    ax: Axes, rows: pd.DataFrame, place: float, years: tuple[int, int], variable: str, words: Words
) -> None:
    if (rows["status"] == constants.REFUSED).all():
        ax.annotate(
            words.label("outcome", constants.REFUSED),
            (0.5, place),
            xycoords=("axes fraction", "data"),
            ha="center",
            va="center",
            fontsize=8.5,
            color=theme.GREY,
            zorder=_LABEL,
            bbox=theme.backing(),
        )
        return
    for year, shift, colour in zip(years, (0.17, -0.17), _FACE, strict=True):
        for _, row in rows[rows["year"] == year].iterrows():
            _draw_interval(ax, row, place + shift, colour)
            if year == years[-1]:
                text = (
                    format_rank(row["q50"], words)
                    if variable == constants.RANK
                    else format_money(row["q50"], words)
                )
                ax.annotate(
                    text,
                    (row["q50"], place + shift),
                    xytext=(0, -5),
                    ha="center",
                    va="top",
                    textcoords="offset points",
                    fontsize=8.5,
                    color=colour,
                    zorder=_LABEL,
                    bbox=theme.backing(),
                )


def _name_years(
    ax: Axes, rows: pd.DataFrame, place: float, years: tuple[int, int], words: Words
) -> None:
    """Label the dots of the first row with their years."""
    for year, shift, colour in zip(years, (0.17, -0.17), _NAME, strict=True):
        for _, row in rows[rows["year"] == year].iterrows():
            ax.annotate(
                words("common-year", year=year),
                (row[_RIGHT[row["variable"]]], place + shift),
                xytext=(5, 0),
                textcoords="offset points",
                va="center",
                fontsize=8.5,
                color=colour,
                annotation_clip=False,
                zorder=_LABEL,
                bbox=theme.backing(),
            )


def _draw_interval(ax: Axes, row: pd.Series, place: float, colour: str) -> None:
    ax.plot([row["q10"], row["q90"]], [place, place], color=colour, linewidth=1.2, zorder=2)
    ax.plot([row["q25"], row["q75"]], [place, place], color=colour, linewidth=3.4, zorder=2.5)
    ax.plot(
        [row["q50"]],
        [place],
        marker="o",
        markersize=6,
        color=colour,
        markeredgecolor=theme.PAPER,
        zorder=3,
    )
