"""Charts of the track record: coverage of bands, skill over benchmarks, reliability of odds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.evaluation.protocol import SHANXI, US_STATES
from planodds.report import theme

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

PARTS = ("level", "relative", "rank")
_SHOWN = ("level", "relative")
PROMISE, ROOM = 0.90, (0.86, 0.94)
BED, HOLD_OUT = US_STATES, SHANXI
UNIT = ("model", "ensemble", "model_given_common")  # our own engines are no rivals


def build_coverage(coverage: pd.DataFrame, *, engine: str) -> pd.DataFrame:
    """Build the tidy table of coverage of 90 % bands by part and horizon: states and Shanxi.

    Parameters
    ----------
    coverage : DataFrame
        From the committed record.
    engine : str
        ``model`` or ``ensemble``; a panel without an ensemble uses the model.

    Returns
    -------
    pandas.DataFrame
        One row for each panel, part and horizon.
    """
    rows = coverage[
        (coverage["sample"] == "all")
        & (coverage["promise"] == PROMISE)
        & coverage["part"].isin(PARTS)
        & (coverage["horizon"] > 0)
    ]
    bed = rows[(rows["panel"] == BED) & (rows["model"] == engine)]
    own = rows[(rows["panel"] == HOLD_OUT) & (rows["variable"] == constants.GDP)]
    chosen = engine if engine in set(own["model"]) else "model"
    table = pd.concat([bed, own[own["model"] == chosen]])
    return table[
        [
            "panel",
            "model",
            "part",
            "horizon",
            "held",
            "lower",
            "upper",
            "origins",
            "n_eff",
            "worst",
            "worst_origin",
        ]
    ].reset_index(drop=True)


def plot_coverage(table: pd.DataFrame, *, ax: np.ndarray, words: Words) -> np.ndarray:
    """Draw coverage at each horizon, one axes per part, with nominal level and tolerance.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : ndarray
    words : Words

    Returns
    -------
    ndarray
        The axes drawn on.
    """
    low = min(60, 10 * math.floor(10 * table[["held", "lower"]].min().min()))
    for place, (part, own) in enumerate(zip(PARTS, np.ravel(ax), strict=True)):
        own.axhspan(100 * ROOM[0], 100 * ROOM[1], color=theme.FAINT, zorder=0)
        own.axhline(100 * PROMISE, color=theme.TARGET, linewidth=1.2, zorder=1)
        rows = table[table["part"] == part]
        _plot_bed(own, rows[rows["panel"] == BED])
        held = rows[rows["panel"] == HOLD_OUT]
        own.scatter(
            held["horizon"],
            100 * held["held"],
            marker="D",
            s=26,
            zorder=3,
            facecolor=theme.PAPER,
            edgecolor=theme.GREY,
            linewidth=1.2,
        )
        own.set_title(words.label("figure-part", part), fontsize=9.5, color=theme.INK)
        own.set(
            xlim=(0.5, 5.5),
            ylim=(low, 102),
            xticks=range(1, 6),
            yticks=range(10 * math.ceil(low / 10), 101, 10),
        )
        own.set_xlabel(words("figure-record-horizon-axis"))
        if place == 0:
            own.set_ylabel(words("figure-record-coverage-axis"))
            _name_marks(own, rows, words)
    return ax


def _plot_bed(ax: Axes, rows: pd.DataFrame) -> None:
    held, low, high = (100 * rows[name].to_numpy() for name in ("held", "lower", "upper"))
    ax.vlines(rows["horizon"], low, high, color=theme.tint(theme.ACCENT, 0.5), linewidth=2.2)
    ax.plot(
        rows["horizon"],
        held,
        color=theme.ACCENT,
        linewidth=1.0,
        marker="o",
        markersize=5.5,
        markeredgecolor=theme.PAPER,
        zorder=4,
    )


def _name_marks(ax: Axes, rows: pd.DataFrame, words: Words) -> None:
    """Name what the marks stand for, at the foot of the first axes."""
    ax.text(
        0.03,
        0.13,
        words("figure-record-states"),
        transform=ax.transAxes,
        fontsize=8,
        color=theme.ACCENT,
    )
    if (rows["panel"] == HOLD_OUT).any():
        ax.text(
            0.03,
            0.04,
            words("figure-record-shanxi"),
            transform=ax.transAxes,
            fontsize=8,
            color=theme.GREY,
        )
    ax.text(
        5.45,
        100 * PROMISE - 0.8,
        words("figure-record-nominal"),
        fontsize=8.0,
        ha="right",
        va="top",
        color=theme.TARGET,
        path_effects=theme.halo(),
        zorder=5,
    )


def build_skill(skill: pd.DataFrame, *, engine: str) -> pd.DataFrame:
    """Build the tidy table of skill over each benchmark on the long panel, mean over horizons.

    Parameters
    ----------
    skill : pandas.DataFrame
        From the committed record.
    engine : str
        Model whose rows are drawn.

    Returns
    -------
    pandas.DataFrame
        Columns part, rival, skill, lower, upper, origins, n_eff.
    """
    rows = skill[
        (skill["panel"] == BED)
        & (skill["sample"] == "all")
        & (skill["horizon"] == 0)
        & (skill["model"] == engine)
        & skill["part"].isin(_SHOWN)
        & ~skill["rival"].isin(UNIT)
    ]
    level = rows[rows["part"] == "level"].set_index("rival")["skill"]
    order = rows["rival"].map(level)
    return (
        rows.assign(order=order)
        .sort_values(["part", "order"])[
            ["part", "rival", "skill", "lower", "upper", "origins", "n_eff"]
        ]
        .reset_index(drop=True)
    )


def plot_skill(
    table: pd.DataFrame, *, ax: np.ndarray, words: Words, rivals: dict[str, str]
) -> np.ndarray:
    """Draw skill over each benchmark as dot and interval, one axes per part.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : ndarray
    words : Words
    rivals : dict[str, str]
        Label of each benchmark by its name.

    Returns
    -------
    ndarray
        The axes drawn on.
    """
    order = list(table.loc[table["part"] == "level", "rival"])
    for place, (part, own) in enumerate(zip(_SHOWN, np.ravel(ax), strict=True)):
        rows = table[table["part"] == part]
        rows = rows.assign(y=[order.index(name) for name in rows["rival"]])
        clear = (rows["lower"] > 0) | (rows["upper"] < 0)
        own.axvline(0, color=theme.GREY, linewidth=1.0)
        own.hlines(
            rows["y"],
            100 * rows["lower"],
            100 * rows["upper"],
            linewidth=2.2,
            color=theme.tint(theme.ACCENT, 0.5),
        )
        fill = np.where(clear, theme.ACCENT, theme.PAPER)
        own.scatter(
            100 * rows["skill"], rows["y"], s=36, color=fill, edgecolor=theme.ACCENT, zorder=3
        )
        shown = [rivals.get(name, name) for name in order] if _is_first(own, place) else []
        own.set_yticks(range(len(order)), shown or [""] * len(order))
        own.tick_params(axis="y", labelcolor=theme.INK)
        own.set_ylim(-0.6, len(order) - 0.4)
        own.set_title(words.label("figure-part", part), fontsize=9.5, color=theme.INK)
        own.set_xlabel(words("figure-record-skill-axis"), loc="left")
        theme.draw_grid(own, axis="x")
    return ax


def _is_first(ax: Axes, place: int) -> bool:
    """Whether rivals are to be named here: at the left edge, or in every row of a column."""
    spec = ax.get_subplotspec()
    return place == 0 or spec is None or spec.is_first_col()


def build_reliability(curve: pd.DataFrame, forecasts: pd.DataFrame, *, engine: str) -> pd.DataFrame:
    """Build the tidy table of the reliability curve and of groups of forecast probabilities.

    Parameters
    ----------
    curve : pandas.DataFrame
        Reliability curve, from the committed record.
    forecasts : pandas.DataFrame
        Forecast probabilities in groups, from the committed record.
    engine : str
        Model whose rows are drawn.

    Returns
    -------
    pandas.DataFrame
        Rows of kind "curve" and "group".
    """

    def pick(table: pd.DataFrame) -> pd.DataFrame:
        return table[(table["panel"] == BED) & (table["model"] == engine) & (table["horizon"] == 0)]

    groups = pick(forecasts)
    groups = groups.assign(kind="group", observed_frequency=groups["hits"] / groups["events"])
    lines = pick(curve).assign(kind="curve")
    columns = [
        "kind",
        "forecast_probability",
        "observed_frequency",
        "lower",
        "upper",
        "density",
        "events",
        "hits",
    ]
    return pd.concat([lines, groups]).reindex(columns=columns).reset_index(drop=True)


def plot_reliability(table: pd.DataFrame, *, ax: Axes, words: Words) -> Axes:
    """Draw forecast probability against frequency: curve, band, groups and density.

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
    curve, groups = table[table["kind"] == "curve"], table[table["kind"] == "group"]
    x = 100 * curve["forecast_probability"]
    ax.fill_between(x, 100 * curve["lower"], 100 * curve["upper"], color=theme.FAINT, linewidth=0)
    ax.plot([0, 100], [0, 100], color=theme.TARGET, linewidth=1.0)
    tallest = curve["density"].max()
    ax.bar(x, 9 * curve["density"] / tallest, width=0.8, bottom=-10, color=theme.LIGHT)
    ax.plot(x, 100 * curve["observed_frequency"], color=theme.ACCENT, linewidth=1.8)
    ax.scatter(
        100 * groups["forecast_probability"],
        100 * groups["observed_frequency"],
        s=26,
        zorder=4,
        facecolor=theme.PAPER,
        edgecolor=theme.ACCENT,
        linewidth=1.3,
    )
    for row in groups.itertuples():
        above = row.observed_frequency < 0.5
        ax.annotate(
            f"{int(row.hits)}/{int(row.events)}",
            (100 * row.forecast_probability, 100 * row.observed_frequency),
            xytext=(-7 if above else 7, 6 if above else -11),
            textcoords="offset points",
            ha="right" if above else "left",
            fontsize=8.0,
            color=theme.ACCENT,
            path_effects=theme.halo(),
        )
    ticks = range(0, 101, 20)
    ax.set(xlim=(-4, 104), ylim=(-10, 106), xticks=ticks, yticks=ticks, aspect="equal")
    ax.set_xlabel(words("figure-record-forecast-axis"))
    ax.set_ylabel(words("figure-record-frequency-axis"))
    return ax
