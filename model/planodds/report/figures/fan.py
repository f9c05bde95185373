"""Fans of a level: history, nested central intervals, the plan's line, the moving 30th place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.report import theme
from planodds.report.text.formatting import format_goal, format_money, format_rank, format_tick

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes

    from planodds.report.text.words import Words

_ROOM_OF_PLACES = 2.0  # their bands end at twice what else is shown
COUNTY, PLACE, THRESHOLD = "county", "rank_", "target"  # the number of the place follows
PREVIOUS = "previous"  # part of the table: the fan of the edition before
_BEFORE = {"q05": 0.7, "q50": 0.9, "q95": 0.7}  # its lines and their widths
BAND_COLUMNS = [f"q{round(q * 100):02d}" for q in constants.QUANTILES]
_FAN_COLUMNS = ["series", "part", "year", "value", "basis", *BAND_COLUMNS]
PAIRS = {0.90: ("q05", "q95"), 0.80: ("q10", "q90"), 0.50: ("q25", "q75")}


def build_fan(
    history: pd.DataFrame,
    quantiles: pd.DataFrame,
    *,
    variable: str,
    threshold: float | None,
    target_year: int | None,
    unit: str,
    roster: str = "",
    place: int | None = None,
    rank_history: pd.DataFrame | None = None,
    previous: pd.DataFrame | None = None,
    final_year: int,
) -> pd.DataFrame:
    """Build the tidy table of one fan.

    Parameters
    ----------
    history : DataFrame
        Published figures: unit, variable, year, value (亿元, 1e8 CNY), basis.
    quantiles : DataFrame
        Rows of one information set, scenario and variant, from ``summarise_quantiles``.
    variable : {"gdp", "revenue"}
    threshold, target_year : float and int, or None
        Level (亿元, 1e8 CNY) and year of the plan's target; None where the plan has none.
    roster : str
        Roster of the rank, for GDP.
    place : int, optional
        Rank whose GDP is shown beside the unit's; none by default.
    unit : str
        Code of the unit.
    rank_history : DataFrame, optional
        Published GDP at the rank: year, value, basis. Used for GDP only.
    previous : DataFrame, optional
        Quantiles of the edition before, as ``quantiles``.
    final_year : int
        Last year shown.

    Returns
    -------
    DataFrame
        series (county, rank_<place>, target), part (history, forecast, previous, threshold), year,
        value (亿元, 1e8 CNY; the median of forecasts), basis and the quantiles.
    """
    own = history[(history["unit"] == unit) & (history["variable"] == variable)]
    parts = [_history_rows(own, COUNTY), _forecast_rows(quantiles, unit, variable, COUNTY)]
    if previous is not None:
        parts.append(_forecast_rows(previous, unit, variable, COUNTY).assign(part=PREVIOUS))
    if variable == constants.GDP and place is not None:
        name = f"{PLACE}{place}"
        parts.append(_forecast_rows(quantiles, f"{name}:{roster}", constants.GDP, name))
        if rank_history is not None:
            parts.append(_history_rows(rank_history, name))
    if threshold is not None:
        target = {"series": THRESHOLD, "part": "threshold", "year": target_year, "value": threshold}
        parts.append(pd.DataFrame([target]))
    table = pd.concat(parts, ignore_index=True).reindex(columns=_FAN_COLUMNS)
    return table[table["year"] <= final_year].reset_index(drop=True)


def _history_rows(rows: pd.DataFrame, series: str) -> pd.DataFrame:
    return (
        rows[["year", "value", "basis"]].sort_values("year").assign(series=series, part="history")
    )


def _forecast_rows(quantiles: pd.DataFrame, unit: str, variable: str, series: str) -> pd.DataFrame:
    rows = quantiles[(quantiles["unit"] == unit) & (quantiles["variable"] == variable)]
    rows = rows.drop_duplicates("year").sort_values("year")
    return rows[["year", *BAND_COLUMNS]].assign(value=rows["q50"], series=series, part="forecast")


def plot_fan(
    table: pd.DataFrame,
    *,
    ax: Axes,
    words: Words,
    compact: bool = False,
    unit_label: str,
    breaks: Sequence[int] = (),
) -> Axes:
    """Draw a fan table.

    Parameters
    ----------
    table : DataFrame
        From ``build_fan``.
    ax : Axes
    words : Words
    compact : bool, default False
        For a phone: labels inside the axes, fewer ticks.
    unit_label : str
        Name of the unit on its line.
    breaks : sequence of int
        First years on a new statistical basis, which are marked.

    Returns
    -------
    Axes
        The axes drawn on.
    """
    from matplotlib.ticker import MaxNLocator

    theme.draw_grid(ax)
    draw_breaks(ax, table, breaks, words)
    for place in _places(table):
        _draw_place(ax, table, place)
    _draw_county(ax, table)
    if (table["series"] == THRESHOLD).any():
        _draw_threshold(ax, table, words)
    ax.set_ylim(0, _top(table))
    _label_lines(ax, table, words, compact=compact, unit_label=unit_label)
    first, last = int(table["year"].min()), int(table["year"].max())
    years = table.loc[table["series"] == THRESHOLD, "year"]
    goal = int(years.iloc[0]) if years.notna().any() else None
    theme.whole_years(ax, first, last, step=3 if compact else None, include=goal)
    ax.set_xlim(first - 0.3, last + (0.3 if compact else 0.1))
    ax.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: format_tick(value, words))
    ax.set_title(
        words("common-100-million-yuan"), loc="left", fontsize=8.5, color=theme.GREY, y=1.0, pad=16
    )
    return ax


def _places(table: pd.DataFrame) -> list[str]:
    """Series of the level at a rank; at most one."""
    names = table["series"].unique().tolist()
    return [name for name in names if name.startswith(PLACE)][:1]


def _top(table: pd.DataFrame) -> float:
    """Return the end of the axis; the band of a place is cut where it would dwarf all else."""
    places = table["series"].isin(_places(table))
    shown = max(table.loc[~places, ["value", "q95"]].max().max(), table["value"].max())
    upper = table.loc[places, "q95"].max()
    return float(max(shown, min(upper, _ROOM_OF_PLACES * shown) if upper == upper else 0.0)) * 1.06


def _part(table: pd.DataFrame, series: str, part: str) -> pd.DataFrame:
    return table[(table["series"] == series) & (table["part"] == part)]


def _joined(table: pd.DataFrame, series: str) -> pd.DataFrame:
    """Forecast rows led by the last published point, so that the fan opens from it."""
    forecast = _part(table, series, "forecast")
    start = _part(table, series, "history").tail(1)
    if start.empty or forecast.empty:
        return forecast
    first = start.assign(**dict.fromkeys(BAND_COLUMNS, float(start["value"].iloc[0])))
    return pd.concat([first, forecast], ignore_index=True)


def _draw_bands(ax: Axes, rows: pd.DataFrame, colours: dict[float, str], zorder: float) -> None:
    for level in sorted(colours, reverse=True):
        low, high = PAIRS[level]
        ax.fill_between(
            rows["year"], rows[low], rows[high], color=colours[level], linewidth=0, zorder=zorder
        )


def _draw_history(ax: Axes, rows: pd.DataFrame, colour: str, *, marker: float) -> None:
    """One line for each basis, and one for all years of a study without bases."""
    for _, part in rows.groupby("basis", sort=False, dropna=False):
        ax.plot(
            part["year"],
            part["value"],
            color=colour,
            linewidth=1.6,
            marker="o",
            markersize=marker,
            zorder=4,
        )


def _draw_place(ax: Axes, table: pd.DataFrame, place: str) -> None:
    rows = _joined(table, place)
    _draw_bands(ax, rows, theme.GREY_BANDS, 1.5)
    ax.plot(
        rows["year"],
        rows["q50"],
        color=theme.GREY,
        linewidth=1.2,
        linestyle=(0, (1, 1.6)),
        zorder=2.55,  # above the unit's bands, below its median
    )
    _draw_history(ax, _part(table, place, "history"), theme.GREY, marker=2.8)


def _draw_county(ax: Axes, table: pd.DataFrame) -> None:
    """Bands, and the median as a line: all there is to see where a path is pinned."""
    rows = _joined(table, COUNTY)
    _draw_bands(ax, rows, theme.BANDS, 2.5)
    ax.plot(rows["year"], rows["q50"], color=theme.ACCENT, linewidth=1.1, zorder=2.6)
    _draw_previous(ax, _part(table, COUNTY, PREVIOUS))
    _draw_history(ax, _part(table, COUNTY, "history"), theme.ACCENT, marker=4.0)


def _draw_previous(ax: Axes, rows: pd.DataFrame) -> None:
    """Draw median and outer range of the edition before as thin dashed lines, if there are any."""
    for quantile, width in _BEFORE.items() if len(rows) else ():
        ax.plot(
            rows["year"],
            rows[quantile],
            color=theme.INK,
            alpha=0.55,
            linewidth=width,
            linestyle=(0, (4, 2.5)),
            zorder=2.7,
        )


def _draw_threshold(ax: Axes, table: pd.DataFrame, words: Words) -> None:
    row = _part(table, THRESHOLD, "threshold").iloc[0]
    ax.axhline(row["value"], color=theme.TARGET, linewidth=1.3, linestyle=(0, (5, 2.5)), zorder=3)
    ax.plot(
        [row["year"]],
        [row["value"]],
        marker="D",
        color=theme.TARGET,
        markersize=5.5,
        markeredgecolor=theme.PAPER,
        zorder=5,
    )
    value = format_goal(row["value"], words)
    text = words("figure-fan-target", value=value, year=int(row["year"]))
    _write(ax, row["year"] + 0.25, row["value"], text, theme.TARGET, ha="left", va="bottom", dy=2)


def draw_breaks(ax: Axes, table: pd.DataFrame, breaks: Sequence[int], words: Words) -> None:
    """Mark where the census basis of GDP changes, in the past and in the forecast.

    Parameters
    ----------
    ax : Axes
        Drawn on; the labels stand above it.
    table : DataFrame
        With the years drawn, in the column year.
    breaks : sequence of int
        First years on a new statistical basis; those outside the period are left out.
    words : Words
    """
    first, last = table["year"].min(), table["year"].max()
    for year in (year for year in breaks if first < year <= last):
        ax.axvline(year - 0.5, color=theme.MID, linewidth=0.8, linestyle=(0, (2, 2)), zorder=1)
        ax.annotate(
            words("figure-fan-basis-change"),
            (year - 0.5, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=8.0,
            color=theme.GREY,
        )


def _label_lines(
    ax: Axes, table: pd.DataFrame, words: Words, *, compact: bool, unit_label: str
) -> None:
    """Names and end values on the lines themselves, published values at their last points."""
    places = _places(table)
    series = [s for s in (COUNTY, *places) if not _part(table, s, "forecast").empty]
    ends = [_part(table, s, "forecast").iloc[-1] for s in series]
    colours = {COUNTY: theme.ACCENT} | dict.fromkeys(places, theme.GREY)
    labels = {name: unit_label if name == COUNTY else _place_label(name, words) for name in series}
    write_labels = _label_inside if compact else _label_beside
    write_labels(ax, labels, ends, colours, words, _top(table))
    for name in series:
        last = _part(table, name, "history").tail(1)
        if not last.empty:
            value = float(last["value"].iloc[0])
            _write(
                ax,
                float(last["year"].iloc[0]),
                value,
                format_money(value, words, digits=1),
                colours[name],
                ha="center",
                va="top",
                dy=-6,
                bold=True,
            )


def _place_label(series: str, words: Words) -> str:
    place = format_rank(int(series.removeprefix(PLACE)), words)
    return words("figure-fan-place", place=place)


def _end_text(name: str, end: pd.Series, words: Words, separator: str) -> str:
    value = format_money(end["q50"], words)
    return words("figure-fan-median", name=name, gap=separator, value=value)


def _label_beside(
    ax: Axes,
    labels: Mapping[str, str],
    ends: Sequence[pd.Series],
    colours: Mapping[str, str],
    words: Words,
    top: float,
) -> None:
    places = theme.spread_labels([end["q50"] for end in ends], gap=top * 0.13)
    for (name, label), end, place in zip(labels.items(), ends, places, strict=True):
        ax.annotate(
            _end_text(label, end, words, "\n"),
            (end["year"], place),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            color=colours[name],
            weight="bold",
            annotation_clip=False,
        )


def _label_inside(
    ax: Axes,
    labels: Mapping[str, str],
    ends: Sequence[pd.Series],
    colours: Mapping[str, str],
    words: Words,
    top: float,
) -> None:
    """Above the upper band, below the lower one, at the right edge."""
    for (name, label), end in zip(labels.items(), ends, strict=True):
        above = name != COUNTY or len(labels) == 1
        level = end["q90" if name != COUNTY else "q95"] if above else end["q05"]
        text = _end_text(label, end, words, words("figure-fan-gap"))
        _write(
            ax,
            end["year"],
            level,
            text,
            colours[name],
            ha="right",
            va="bottom" if above else "top",
            dy=4 if above else -4,
            bold=True,
            ground=True,
        )
    ax.set_ylim(0, top * 1.06)


def _write(
    ax: Axes,
    x: float,
    y: float,
    text: str,
    colour: str,
    *,
    ha: str,
    va: str,
    dy: float = 0,
    bold: bool = False,
    ground: bool = False,
) -> None:
    """Write a label over all else; ``ground`` interrupts the line of a census below the bands."""
    place = partial(
        ax.annotate,
        text,
        (x, y),
        xytext=(0, dy),
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=8.5,
        weight="bold" if bold else "normal",
    )
    if ground:
        place(color=theme.PAPER, zorder=1.4, bbox=theme.backing())
    place(color=colour, zorder=6, path_effects=theme.halo())
