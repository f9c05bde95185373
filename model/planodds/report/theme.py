"""The house style of figures: one accent, greys, one warm colour for targets."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patheffects import AbstractPathEffect

ACCENT = "#1f4e79"  # the county
TARGET = "#b3470b"  # what the plan asks for
INK = "#1b1f24"
GREY = "#5f6770"
MID = "#8a929b"
LIGHT = "#c3c9cf"
FAINT = "#e8ebee"
PAPER = "#ffffff"

FULL_WIDTH = (7.2, 4.1)  # inches; 691 px on a page
PHONE = (3.42, 3.75)  # 328 px, a 360 px screen less its margins


def tint(colour: str, strength: float) -> str:
    """Mix a colour with white.

    Parameters
    ----------
    colour : str
        Hexadecimal, such as ``#1f4e79``.
    strength : float
        1 for the colour itself, 0 for white.

    Returns
    -------
    str
        Hexadecimal.
    """
    channels = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - c) * strength):02x}" for c in channels)


BANDS = {0.90: tint(ACCENT, 0.16), 0.80: tint(ACCENT, 0.30), 0.50: tint(ACCENT, 0.50)}
GREY_BANDS = {0.80: tint(GREY, 0.16), 0.50: tint(GREY, 0.28)}


def _rc_params(family: str) -> dict[str, object]:
    """Matplotlib settings of the house, with ``family`` as the only typeface."""
    return {
        "font.family": family,
        "font.size": 9.0,
        "axes.titlesize": 11.0,
        "axes.labelsize": 9.0,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "text.color": INK,
        "axes.labelcolor": GREY,
        "axes.edgecolor": LIGHT,
        "xtick.color": GREY,
        "ytick.color": GREY,
        "axes.linewidth": 0.8,
        "xtick.major.size": 3.0,
        "ytick.major.size": 0.0,
        "xtick.major.width": 0.8,
        "axes.grid": False,
        "grid.color": FAINT,
        "grid.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.spines.left": False,
        "axes.axisbelow": True,
        "axes.formatter.limits": (-9, 15),  # 1 500 000 in full, not 1.5 and a power of ten apart
        "axes.unicode_minus": True,
        "axes.titlelocation": "left",
        "figure.facecolor": PAPER,
        "axes.facecolor": PAPER,
        "savefig.facecolor": PAPER,
        "figure.dpi": 96,
        "savefig.dpi": 200,
        "lines.solid_capstyle": "round",
        "svg.fonttype": "path",
        "svg.hashsalt": "planodds",
        "legend.frameon": False,
        "figure.constrained_layout.use": False,
        "text.parse_math": False,
    }


@contextmanager
def house_style(*, cache_dir: Path | None = None) -> Iterator[str]:
    """Draw in the house style; yields the family name of the typeface.

    Parameters
    ----------
    cache_dir : Path, optional
        Directory of the cached typefaces; by default that of the project.

    Yields
    ------
    str

    Examples
    --------
    >>> with house_style():          # doctest: +SKIP
    ...     figure, ax = new_figure()
    """
    import matplotlib as mpl
    import seaborn as sns

    from planodds.report.fonts import register

    family = register(cache_dir)
    base = {k: v for k, v in sns.axes_style("ticks").items() if not k.startswith("font")}
    with mpl.rc_context({**base, **_rc_params(family)}):
        yield family


def restyle(ax: Axes) -> None:
    """Apply typeface and frame of the house style to axes that were made outside it.

    Their texts and frame keep the style of their making: a Chinese title would be empty boxes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Drawn on; within ``house_style``.
    """
    import matplotlib as mpl
    from matplotlib.text import Text

    family = mpl.rcParams["font.family"]
    for text in ax.findobj(Text):
        text.set_fontfamily(family)
    ax.tick_params(labelfontfamily=family[0])
    for side, spine in ax.spines.items():
        spine.set_visible(mpl.rcParams[f"axes.spines.{side}"])


def new_figure(
    *,
    size: tuple[float, float] = FULL_WIDTH,
    columns: int = 1,
    rows: int = 1,
    sharex: bool = False,
    sharey: bool = False,
) -> tuple[Figure, Any]:
    """Create a figure and its axes without pyplot's global state (safe in parallel runs).

    Parameters
    ----------
    size : tuple of float, default FULL_WIDTH
        Width and height in inches.
    columns : int, default 1
        Number of axes side by side.
    rows : int, default 1
        Number of axes one above the other.
    sharex : bool, default False
    sharey : bool, default False

    Returns
    -------
    tuple[Figure, Axes or ndarray of Axes]
        The axes are an array if there are several.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=size, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, sharex=sharex, sharey=sharey)


def list_axes(ax: Axes | np.ndarray) -> list[Axes]:
    """Return the axes of ``new_figure`` as a list, row by row.

    Parameters
    ----------
    ax : Axes or ndarray of Axes

    Returns
    -------
    list of Axes
    """
    return list(ax.flat) if isinstance(ax, np.ndarray) else [ax]


def draw_grid(ax: Axes, *, axis: Literal["x", "y", "both"] = "y") -> None:
    """Draw faint guide lines behind the data, on one axis only.

    Parameters
    ----------
    ax : Axes
    axis : {"x", "y", "both"}, default "y"
        Axis whose guide lines are drawn.
    """
    ax.grid(axis=axis, visible=True)
    ax.set_axisbelow(True)


def halo(width: float = 2.5) -> list[AbstractPathEffect]:
    """Return a white rim that makes a label legible where it lies on a line.

    Parameters
    ----------
    width : float, default 2.5
        Width of the rim in points.

    Returns
    -------
    list of AbstractPathEffect
    """
    from matplotlib import patheffects

    return [patheffects.withStroke(linewidth=width, foreground=PAPER)]


def backing() -> dict[str, Any]:
    """Return the ground of a label that a line would cross: the line is interrupted there.

    A rim of the letters alone leaves the line visible between them.

    Returns
    -------
    dict
        Argument ``bbox`` of a text.
    """
    return {"boxstyle": "square,pad=0.12", "facecolor": PAPER, "edgecolor": "none"}


def year_ticks(
    first: int, last: int, *, step: int | None = None, include: int | None = None
) -> list[int]:
    """Return the ticks of an axis of years: the last year, and the year of a target.

    Parameters
    ----------
    first : int
    last : int
    step : int, optional
        Least number of years between ticks; by default about what the length of the period asks
        for.
    include : int, optional
        Year that must have a tick, such as that of a target; ignored outside the period.

    Returns
    -------
    list of int

    Examples
    --------
    >>> year_ticks(2019, 2030)
    [2020, 2022, 2024, 2026, 2028, 2030]
    >>> year_ticks(2019, 2030, step=3, include=2025)
    [2020, 2025, 2030]
    """
    span = last - first
    wanted = step or (1 if span <= 7 else 2 if span <= 13 else 3 if span <= 18 else 5)
    anchor = last
    if include is not None and first <= include <= last:
        least = wanted if step else max(wanted - 1, 1)
        shared = [n for n in range(least, 2 * wanted + 1) if (last - include) % n == 0]
        wanted = min(shared, key=lambda n: (abs(n - wanted), -n), default=wanted)
        anchor = last if shared else include
    return [year for year in range(first, last + 1) if (anchor - year) % wanted == 0]


def whole_years(
    ax: Axes, first: int, last: int, *, step: int | None = None, include: int | None = None
) -> None:
    """Set ticks at whole years, written as integers.

    Parameters
    ----------
    ax : Axes
    first : int
    last : int
    step : int, optional
        Least number of years between ticks; by default from the length of the period.
    include : int, optional
        Year that must have a tick, such as that of a target.
    """
    ticks = year_ticks(first, last, step=step, include=include)
    ax.set_xticks(ticks, [str(year) for year in ticks])


def spread_labels(
    positions: list[float], *, gap: float, low: float | None = None, high: float | None = None
) -> list[float]:
    """Move positions apart to at least ``gap``, in their order, as little as possible.

    Labels are pooled into blocks that keep the mean of their positions.

    Parameters
    ----------
    positions : list of float
    gap : float
        Least distance between neighbours.
    low : float, optional
        Lower limit of the positions.
    high : float, optional
        Upper limit of the positions.

    Returns
    -------
    list of float
    """
    order = sorted(range(len(positions)), key=positions.__getitem__)
    blocks: list[tuple[float, list[int]]] = []
    for index in order:
        blocks.append((positions[index], [index]))
        while len(blocks) > 1 and _too_close(blocks[-2], blocks[-1], gap):
            (_, first), (_, second) = blocks[-2:]
            members = first + second
            blocks[-2:] = [(sum(positions[i] for i in members) / len(members), members)]
    placed = [0.0] * len(positions)
    for centre, members in blocks:
        start = _inside(centre - gap * (len(members) - 1) / 2, gap * (len(members) - 1), low, high)
        for offset, index in enumerate(members):
            placed[index] = start + gap * offset
    return placed


def _too_close(lower: tuple[float, list[int]], upper: tuple[float, list[int]], gap: float) -> bool:
    reach = gap * (len(lower[1]) + len(upper[1])) / 2
    return upper[0] - lower[0] < reach


def _inside(start: float, length: float, low: float | None, high: float | None) -> float:
    if high is not None:
        start = min(start, high - length)
    return start if low is None else max(start, low)
