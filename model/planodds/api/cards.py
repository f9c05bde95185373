"""Short HTML cards that JupyterLab shows for results."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_STYLE = "border:1px solid #ccc;border-radius:4px;padding:.5em 1em;display:inline-block"


def text_card(title: str, entries: Mapping[str, object]) -> str:
    """Return a card as one line of text.

    Parameters
    ----------
    title : str
        What the object is.
    entries : mapping of str to object
        Labels and values.

    Returns
    -------
    str

    Examples
    --------
    >>> text_card("Forecast", {"units": 117, "draws": 20000})
    '<Forecast: units 117, draws 20000>'
    """
    return f"<{title}: {', '.join(f'{label} {value}' for label, value in entries.items())}>"


def html_card(title: str, entries: Mapping[str, object]) -> str:
    """Return a card as HTML; all text is escaped.

    Parameters
    ----------
    title : str
        What the object is.
    entries : mapping of str to object
        Labels and values.

    Returns
    -------
    str

    Examples
    --------
    >>> "&lt;b&gt;" in html_card("<b>", {})
    True
    """
    cells = "".join(
        f'<tr><th style="text-align:left">{escape(str(label))}</th>'
        f'<td style="text-align:left">{escape(str(value))}</td></tr>'
        for label, value in entries.items()
    )
    return f'<div style="{_STYLE}"><strong>{escape(title)}</strong><table>{cells}</table></div>'
