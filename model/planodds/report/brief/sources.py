"""The sources behind the figures, those with most rows first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from planodds.report.content import Section, Table
from planodds.report.text.formatting import format_number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

_SHOWN = 8
_NAME = re.compile(r"[a-z][a-z0-9_]*")


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


def chinese_titles(data_dir: Path) -> dict[str, str]:
    """Return the Chinese title of every source of a study that has one.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    dict of str to str
        By source_id.
    """
    from planodds.inputs.tables.csv_tables import read_sources

    table = read_sources(data_dir).fillna("")
    if "title_zh" not in table:
        return {}
    titles = dict(zip(table["source_id"], table["title_zh"], strict=True))
    return {name: title for name, title in titles.items() if title}


def translate_source(source: str, titles: Mapping[str, str], words: Words) -> str:
    """Return the source of an assumption as a page shows it.

    A scenario file states it in English, with the source_id of each source. A Chinese page shows
    the titles of these sources.

    Parameters
    ----------
    source : str
    titles : mapping of str to str
        From ``chinese_titles``.
    words : Words

    Returns
    -------
    str
        The source as it is in English, and where it names no source with a Chinese title.
    """
    named = [titles[name] for name in dict.fromkeys(_NAME.findall(source)) if name in titles]
    if words.lang != "zh" or not named:
        return source
    return words("common-list-semicolon").join(named)


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
