"""Tornado chart: the odds under each alternative assumption, around the baseline odds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report import theme
from planodds.report.text.formatting import format_percent_odds

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_COLUMNS = [
    "target",
    "year",
    "assumption",
    "level",
    "label_zh",
    "label_en",
    "as_modelled",
    "probability",
    "mcse",
    "change",
]
AS_MODELLED = "as_modelled"


def build_tornado(
    sensitivity: pd.DataFrame,
    labels: dict[tuple[str, str], dict[str, str]],
    *,
    targets: list[str],
    year: int,
) -> pd.DataFrame:
    """Build the tidy table of the odds under each alternative, the largest effect first.

    Parameters
    ----------
    sensitivity : pandas.DataFrame
        From ``tabulate_sensitivity``, rows of one information set.
    labels : dict
        Words of (assumption, level) in both languages.
    targets : list of str
    year : int

    Returns
    -------
    pandas.DataFrame
        ``COLUMNS``; the row of the model as it is comes first for each target.
    """
    rows = sensitivity[sensitivity["target"].isin(targets) & (sensitivity["year"] == year)]
    largest = rows.assign(size=rows["change"].abs()).groupby("assumption")["size"].max()
    rows = rows.assign(
        order=rows["assumption"].map(-largest).where(rows["assumption"] != AS_MODELLED, -9.0),
        place=rows["target"].map({target: i for i, target in enumerate(targets)}),
        **{
            f"label_{lang}": [
                labels[(a, str(level))][lang]
                for a, level in zip(rows["assumption"], rows["level"], strict=True)
            ]
            for lang in ("zh", "en")
        },
    )
    return rows.sort_values(["place", "order", "level"], kind="stable")[_COLUMNS].reset_index(
        drop=True
    )


def plot_tornado(
    table: pd.DataFrame,
    *,
    ax: Axes,
    words: Words,
    target: str,
    title: str,
    names_shown: bool = True,
) -> Axes:
    """Draw the odds of one target under each alternative, as a dot joined to the baseline odds.

    Parameters
    ----------
    table : pandas.DataFrame
    ax : Axes
    words : Words
    target : str
        Identifier of the target drawn.
    title : str
    names_shown : bool, default True
        Whether rows are named beside the axis.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    rows = table[(table["target"] == target) & (table["assumption"] != AS_MODELLED)]
    base = table[(table["target"] == target) & (table["assumption"] == AS_MODELLED)].iloc[0]
    ax.axvline(100 * base["probability"], color=theme.MID, linewidth=0.9, zorder=1)
    for place, (_, row) in enumerate(reversed(list(rows.iterrows()))):
        _draw_row(ax, row, 100 * base["probability"], place, room=_top(table) / 6)
    labels = rows[f"label_{words.lang}"][::-1] if names_shown else [""] * len(rows)
    ax.set_yticks(range(len(rows)), labels)
    ax.tick_params(axis="y", labelcolor=theme.INK, pad=2)
    ax.set_ylim(-0.7, len(rows) - 0.2)
    odds = format_percent_odds(base["probability"], mcse=base["mcse"])
    ax.annotate(
        words("figure-tornado-as-modelled", odds=odds),
        (100 * base["probability"], len(rows) - 0.35),
        ha="left",
        va="bottom",
        fontsize=8.0,
        color=theme.GREY,
        xytext=(3, -2),
        textcoords="offset points",
    )
    _fit_axis(ax, table)
    ax.set_title(title, fontsize=8.5, weight="bold", pad=8)
    return ax


def _draw_row(ax: Axes, row: pd.Series, base: float, place: float, *, room: float) -> None:
    """The number stands on the far side of the dot, where there is ``room`` for it."""
    value = 100 * row["probability"]
    ax.plot(
        [base, value],
        [place, place],
        color=theme.tint(theme.ACCENT, 0.5),
        linewidth=2.6,
        solid_capstyle="butt",
        zorder=2,
    )
    ax.plot(
        [value],
        [place],
        marker="o",
        markersize=6,
        color=theme.ACCENT,
        markeredgecolor=theme.PAPER,
        zorder=3,
    )
    left = room < value < base
    ax.annotate(
        format_percent_odds(row["probability"], mcse=row["mcse"]),
        (value, place),
        xytext=(-7 if left else 7, 0),
        textcoords="offset points",
        va="center",
        ha="right" if left else "left",
        fontsize=8.0,
        color=theme.ACCENT,
        zorder=4,
    )


def _top(table: pd.DataFrame) -> float:
    return max(5.0, 100 * float(table["probability"].max()))


def _fit_axis(ax: Axes, table: pd.DataFrame) -> None:
    """Set one scale for all targets, from zero, with room for the labels."""
    top = _top(table)
    ax.set_xlim(-0.03 * top, 1.22 * top)
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50) if top / s <= 4)
    ticks = [t for t in range(0, 101, step) if t <= top * 1.1]
    ax.set_xticks(ticks, [f"{t}%" for t in ticks])
    theme.draw_grid(ax, axis="x")
