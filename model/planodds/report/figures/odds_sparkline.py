"""The odds of one target as dots on a line from 0 to 100, small enough for a table's cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from planodds import constants
from planodds.report import theme
from planodds.report.text.formatting import format_result

if TYPE_CHECKING:
    import pandas as pd

    from planodds.report.text.words import Words

WIDTH, MARGIN, MIDDLE = 200.0, 8.0, 11.0
_LINE = (
    '<svg class="odds" viewBox="0 0 {width} 22" role="img" aria-label="{alt}">'
    '<line class="axis" x1="{left}" y1="11" x2="{right}" y2="11"/>{ticks}{marks}</svg>'
)

_STYLE = (
    f".axis,.tick{{stroke:{theme.MID};stroke-width:1}}"
    f".range{{stroke:{theme.ACCENT};stroke-width:3;opacity:.45}}"
    f".now{{fill:{theme.ACCENT}}}"
    f".then{{fill:none;stroke:{theme.ACCENT};stroke-width:1.6}}"
)


def draw_odds_line(then: pd.Series | None, now: pd.Series | None, words: Words) -> Markup:
    """Draw a hollow dot for then and a solid one for now, each with bounds.

    Parameters
    ----------
    then, now : pandas.Series or None
        Rows of the results.
    words : Words

    Returns
    -------
    Markup
        Markup; a decided target has no dot.
    """
    marks = "".join(_mark(row, solid) for row, solid in ((then, False), (now, True)))
    ticks = "".join(
        f'<line class="tick" x1="{_place(p):.1f}" y1="8" x2="{_place(p):.1f}" y2="14"/>'
        for p in (0.0, 0.5, 1.0)
    )
    alt = words("figure-sparkline-scale") + _spoken(then, now, words)
    return Markup(
        _LINE.format(
            width=int(WIDTH),
            left=MARGIN,
            right=WIDTH - MARGIN,
            ticks=ticks,
            alt=escape(alt),
            marks=marks,
        )
    )


def _spoken(then: pd.Series | None, now: pd.Series | None, words: Words) -> str:
    parts = []
    if now is not None:
        parts.append(words("figure-sparkline-now") + format_result(now, words))
    if then is not None:
        parts.append(words("figure-sparkline-then") + format_result(then, words))
    return words("common-clause-comma").join(parts)


def _place(probability: float) -> float:
    return MARGIN + probability * (WIDTH - 2 * MARGIN)


def _mark(row: pd.Series | None, solid: bool) -> str:
    if row is None or row["status"] != constants.OPEN:
        return ""
    kind, size = ("now", 4.0) if solid else ("then", 6.6)
    low, high, dot = (_place(row[c]) for c in ("lower", "upper", "probability"))
    return (
        f'<line class="range" x1="{low:.1f}" y1="11" x2="{high:.1f}" y2="11"/>'
        f'<circle class="{kind}" cx="{dot:.1f}" cy="11" r="{size}"/>'
    )


def standalone_svg(line: Markup) -> bytes:
    """Return the same line as a complete SVG file.

    Parameters
    ----------
    line : Markup
        From ``draw_odds_line``.

    Returns
    -------
    bytes
    """
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    drawn = str(line).replace("<svg ", head, 1)
    return drawn.replace(">", f"><style>{_STYLE}</style>", 1).encode("utf-8")
