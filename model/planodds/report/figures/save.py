"""A figure on disk: SVG for pages, PNG for messages, and the tidy table it was drawn from."""

from __future__ import annotations

import re
from functools import lru_cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING

from planodds.execution.atomic import write_bytes_atomic
from planodds.report.figures.png import png_bytes

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

    from planodds.report.text.words import Words

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # how a cell begins that a spreadsheet runs
_METADATA = {"Date": None, "Creator": None}
_PATH = re.compile(rb' d="([^"]*)"')
_SPACE, _LOOSE = re.compile(rb"\s+"), re.compile(rb" ?([MLQCZz]) ?")
_LONG = re.compile(rb"(\d\.\d\d)\d+")  # a hundredth of a point is as fine as a screen needs


def svg_bytes(figure: Figure) -> bytes:
    """Return the figure as SVG with its text as paths (no font needed to show it).

    Parameters
    ----------
    figure : Figure

    Returns
    -------
    bytes
    """
    freeze_layout(figure)
    out = BytesIO()
    figure.savefig(out, format="svg", metadata=_METADATA)
    return _PATH.sub(lambda path: _pack_path(path.group(1)), out.getvalue())


def freeze_layout(figure: Figure) -> None:
    """Fix the positions of the axes once, by the SVG's measures, for all later drawings.

    Otherwise constrained layout would be solved again, and everything drawn twice, for each file.

    Parameters
    ----------
    figure : Figure
    """
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    engine = figure.get_layout_engine()
    if engine is None:
        return
    for axis in (axis for ax in figure.axes for axis in (ax.xaxis, ax.yaxis)):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)  # else the place of no label is sought at every turn
    canvas, dpi = figure.canvas, figure.dpi
    FigureCanvasSVG(figure)
    figure.set_dpi(FigureCanvasSVG.fixed_dpi)
    engine.execute(figure)
    figure.set_dpi(dpi)
    figure.set_canvas(canvas)
    figure.set_layout_engine(None)


@lru_cache(maxsize=8192)  # most paths are letters, and figures share these
def _pack_path(path: bytes) -> bytes:
    """The same path in fewer bytes: short numbers, no space that says nothing."""
    short = _SPACE.sub(b" ", _LONG.sub(rb"\1", path)).strip()
    return b' d="' + _LOOSE.sub(rb"\1", short) + b'"'


def save_figure(
    figure: Figure,
    folder: Path,
    name: str,
    words: Words,
    table: pd.DataFrame,
    *,
    svg: bytes | None = None,
) -> list[Path]:
    """Write ``name.lang.svg``, ``name.lang.png`` and ``name.csv``, each complete or not at all.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    folder : Path
        Made if it is not there.
    name : str
        Stem, the same in both languages.
    words : Words
        "zh" or "en".
    table : pandas.DataFrame
        What was drawn; the same for both languages.
    svg : bytes, optional
        The figure as SVG, if it has been made already.

    Returns
    -------
    list of Path
        SVG, PNG, CSV.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    text = StringIO()
    _escape_formulas(table).to_csv(text, index=False, lineterminator="\n")
    return [
        write_bytes_atomic(folder / f"{name}.{words.lang}.svg", svg or svg_bytes(figure)),
        write_bytes_atomic(folder / f"{name}.{words.lang}.png", png_bytes(figure)),
        write_bytes_atomic(folder / f"{name}.csv", text.getvalue().encode("utf-8")),
    ]


def _escape_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """The table with an apostrophe before words that a spreadsheet would take for a formula.

    Examples
    --------
    >>> _escape_formulas(pd.DataFrame({"label": ["=cmd()", "GDP"]}))["label"].tolist()
    ["'=cmd()", 'GDP']
    """
    return table.map(
        lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
    )


def add_titles(figure: Figure, title: str, note: str = "", *, width: int | None = None) -> None:
    """Add the finding above the figure and, under it, how to read it.

    For pictures on their own; pages have both as text.

    Parameters
    ----------
    figure : Figure
    title : str
        Finding of the figure.
    note : str, default ""
        How to read the figure.
    width : int, optional
        Line length in Latin characters; by default from the width of the figure.
    """
    freeze_layout(figure)
    inches = figure.get_size_inches()
    columns = width or int(inches[0] * 11.2)
    head, body = wrap_text(title, columns), wrap_text(note, int(columns * 1.33)) if note else ""
    lines = (head.count("\n") + 1) * 0.235 + (body.count("\n") + 1 if body else 0) * 0.17 + 0.16
    figure.set_size_inches(inches[0], inches[1] + lines)
    top = inches[1] + lines
    for ax in figure.axes:  # as large as before, and as far from the lower edge
        x, y, width, height = ax.get_position(original=True).bounds
        ax.set_position((x, y * inches[1] / top, width, height * inches[1] / top))
    figure.text(
        0.012,
        1 - 0.06 / top,
        head,
        ha="left",
        va="top",
        fontsize=11.5,
        weight="bold",
        linespacing=1.3,
    )
    if body:
        offset = 0.11 + (head.count("\n") + 1) * 0.235
        figure.text(
            0.012,
            1 - offset / top,
            body,
            ha="left",
            va="top",
            fontsize=8.5,
            color="#5f6770",
            linespacing=1.35,
        )


def wrap_text(text: str, columns: int) -> str:
    """Break ``text`` at ``columns`` Latin widths: between words, or between Chinese signs.

    No line begins with a closing sign.

    Parameters
    ----------
    text : str
    columns : int
        Latin widths in a line.

    Returns
    -------
    str
    """
    lines, line, used = [], "", 0
    for piece in _pieces(text):
        size = sum(2 if ord(c) > 0x2E7F or c in "“”‘’…—" else 1 for c in piece)
        closing = piece[0] in "，。、；：！？）》”’%"
        if line and used + size > columns and not closing:
            lines.append(line.rstrip())
            line, used = "", 0
            piece = piece.lstrip()
        line, used = line + piece, used + size
    return "\n".join([*lines, line.rstrip()])


def _pieces(text: str) -> list[str]:
    """Words with the space before them, and single Chinese signs."""
    pieces: list[str] = []
    for sign in text:
        alone = ord(sign) > 0x2E7F or sign == " "
        joined = pieces and not alone and (ord(pieces[-1][-1]) <= 0x2E7F)
        if joined:
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces
