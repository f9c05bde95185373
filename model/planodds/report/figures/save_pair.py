"""Figures of a page: drawn for a wide and for a narrow screen, and saved with their tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planodds.report import theme
from planodds.report.content import Figure
from planodds.report.figures.save import add_titles, save_figure, svg_bytes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from planodds.report.text.words import Words


def panel_layout(
    count: int, *, panel: tuple[float, float], phone: tuple[float, float]
) -> dict[str, Any]:
    """Return sizes and grids of small multiples: side by side, on a phone one above the other.

    Parameters
    ----------
    count : int
        Panels.
    panel, phone : tuple of float
        Inches of one panel in either form.

    Returns
    -------
    dict
        ``wide``, ``phone``, ``grid`` and ``phone_grid`` of ``draw_figure``.
    """
    return {
        "wide": (panel[0] * count, panel[1]),
        "phone": (phone[0], phone[1] * count),
        "grid": {"columns": count},
        "phone_grid": {"rows": count},
    }


def draw_figure(
    plot: Callable[..., object],
    table: pd.DataFrame,
    *,
    folder: Path,
    name: str,
    words: Words,
    title: str,
    note: str,
    alt: str = "",
    wide: tuple[float, float] = theme.FULL_WIDTH,
    phone: tuple[float, float] = theme.PHONE,
    grid: dict[str, Any] | None = None,
    phone_grid: dict[str, Any] | None = None,
) -> Figure:
    """Draw one figure twice and save it; must be called inside ``house_style``.

    Parameters
    ----------
    plot : callable
        Takes ``ax`` and ``compact``; draws ``table``.
    table : pandas.DataFrame
        Tidy; saved beside the picture as ``name.csv``.
    folder : Path
        Where the SVG as pages show it, the PNG (with title and reading line) and the table go.
    name : str
        Stem of the files.
    words : Words
    title, note, alt : str
        The finding, how to read it, and the text for those who do not see it.
    wide, phone : tuple of float
        Inches.
    grid, phone_grid : dict, optional
        ``rows`` and ``columns`` of small multiples in either form.

    Returns
    -------
    Figure
        With both drawings as SVG.
    """
    narrow, ax = theme.new_figure(size=phone, **(phone_grid or grid or {}))
    plot(ax=ax, compact=True)
    figure, ax = theme.new_figure(size=wide, **(grid or {}))
    plot(ax=ax, compact=False)
    page = svg_bytes(figure)
    add_titles(figure, title, note)
    save_figure(figure, folder, name, words, table, svg=page)
    return Figure(name, title, note, alt or title, page, svg_bytes(narrow))
