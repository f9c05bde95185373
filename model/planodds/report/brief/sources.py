"""The sources behind the figures, those with most rows first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.report.content import Section, Table, say
from planodds.report.text.formatting import format_number

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition

_SHOWN = 8


def source_text(row: pd.Series, column: str, lang: str) -> str:
    """Title or publisher of a source in one language; the other where there is only that."""
    own = str(row.get(f"{column}_zh", "")) if lang == "zh" else ""
    return own or str(row[column])


def build_sources(edition: Edition, lang: str) -> Section | None:
    """Section with the main sources; the whole list is in the edition's table."""
    if not edition.has("sources_used"):
        return None
    table = edition.table("sources_used").sort_values("rows", ascending=False, kind="stable")
    total, first = int(table["rows"].sum()), table.iloc[0]
    share = f"{first['rows'] / total:.0%}"
    rows = tuple(
        (
            source_text(row, "title", lang),
            source_text(row, "publisher", lang),
            format_number(row["rows"]),
        )
        for _, row in table.head(_SHOWN).iterrows()
    )
    rest = len(table) - len(rows)
    note = say(
        lang,
        zh=f"其余 {rest} 个来源见 tables/sources_used.csv。",
        en=f"The other {rest} are in tables/sources_used.csv.",
    )
    columns = (
        say(lang, zh="来源", en="Source"),
        say(lang, zh="发布者", en="Publisher"),
        say(lang, zh="数据行", en="Rows"),
    )
    heading = say(
        lang,
        zh=f"数据来自 {len(table)} 个来源，{share} 的数据行出自同一份县域面板",
        en=f"The data rest on {len(table)} sources; {share} of the rows on one panel",
    )
    caption = say(lang, zh="主要数据来源", en="Main sources")
    return Section(
        "sources",
        say(lang, zh="数据来源", en="Sources"),
        heading,
        (Table(caption, columns, rows, words=(0, 1), note=note),),
    )
