"""The sources behind the figures, those with most rows first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report.content import Section, Table
from planodds.report.text.formatting import format_number

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

_SHOWN = 8


def source_text(row: pd.Series, column: str, words: Words) -> str:
    """Return the title or publisher of a source, in the language where there is one.

    Parameters
    ----------
    row : pandas.Series
        Row of the table ``sources_used``.
    column : str
        "title" or "publisher".
    words : Words

    Returns
    -------
    str
    """
    own = str(row.get(f"{column}_zh", "")) if words.lang == "zh" else ""
    return own or str(row[column])


def build_sources(edition: Edition, words: Words) -> Section | None:
    """Build the section with the main sources.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    Section or None
        None without a row of the table ``sources_used``, which has the full list.
    """
    if not edition.has("sources_used"):
        return None
    table = edition.table("sources_used").sort_values("rows", ascending=False, kind="stable")
    if table.empty:
        return None
    total, first = int(table["rows"].sum()), table.iloc[0]
    share = f"{first['rows'] / total:.0%}"
    rows = tuple(
        (
            source_text(row, "title", words),
            source_text(row, "publisher", words),
            format_number(row["rows"]),
        )
        for _, row in table.head(_SHOWN).iterrows()
    )
    rest = len(table) - len(rows)
    note = words("brief-sources-note", rest=rest)
    columns = (
        words("common-column-source"),
        words("common-column-publisher"),
        words("brief-sources-column-rows"),
    )
    heading = words("brief-sources-heading", count=len(table), share=share)
    caption = words("brief-sources-caption")
    return Section(
        "sources",
        words("brief-sources-label"),
        heading,
        (Table(caption, columns, rows, words=(0, 1), note=note),),
    )
