"""Base rates as a reader sees them: k of n windows, and how many of these stand apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds.report.content import Table, say
from planodds.report.text import phrases
from planodds.report.text.formatting import DASH, format_percent, is_missing
from planodds.report.text.labels import READINGS, label
from planodds.report.text.row_records import Record, group_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planodds.inputs.plan import Plan

COUNTIES, EVERY = "counties", "all"
_REGIMES = {
    "coal_up": {"zh": "煤价上行", "en": "coal dearer"},
    "coal_down": {"zh": "煤价下行", "en": "coal cheaper"},
}
_STATES = {"zh": "美国各州", "en": "US states"}


def rates_by_question(rates: pd.DataFrame) -> dict[tuple[str, str, int], Record]:
    """Row of the county panel over all windows, by the target, reading and year it answers."""
    rows = rates[(rates["panel"] == COUNTIES) & (rates["regime"] == EVERY)]
    groups = group_rows(rows, "target", "reading", "to_year")
    return {question: found[0] for question, found in groups.items()}


def format_rate(row: Record | pd.Series | None, lang: str) -> str:
    """ "2 of 467", "467 中有 2"; a dash where there is no window."""
    if row is None or not row["n"] > 0:
        return DASH
    return say(
        lang, zh=f"{int(row['k'])}/{int(row['n'])}", en=f"{int(row['k'])} of {int(row['n'])}"
    )


def rate_table(
    plan: Plan, rates: pd.DataFrame, lang: str, *, until: int, targets: Sequence[str] = ()
) -> Table:
    """Lay out each question: what is asked, how often it was done, by regime, in other panels.

    Parameters
    ----------
    plan : Plan
    rates : DataFrame
        From ``base_rates``, of one information set.
    until : int
        Last target year shown.
    targets : sequence of str
        Show only these, in their main reading; all if empty.
    """
    main = {t.id: t.main_reading.name for t in plan.targets}
    keys = ["target", "reading", "to_year"]
    rows = tuple(
        _question_row(plan, key, own, lang)
        for key, own in rates.groupby(keys, sort=False)
        if key[2] <= until
        and (key[0] in targets or not targets)
        and (key[1] == main[key[0]] or (not targets and own["kind"].iloc[0] == "rise"))
    )
    columns = (
        say(lang, zh="目标与年份", en="Target and year"),
        say(lang, zh="要求", en="Asked"),
        say(lang, zh="窗口年数", en="Years"),
        say(lang, zh="做到", en="Done"),
        say(lang, zh="占比（95% 区间）", en="Share (95% interval)"),
        say(lang, zh="不重叠窗口", en="Apart"),
        label(_REGIMES, "coal_up", lang),
        label(_REGIMES, "coal_down", lang),
        _STATES[lang],
    )
    caption = say(
        lang,
        zh="历史频率：同样长的窗口里，有多少做到过",
        en="Base rates: of windows as long, how many did it",
    )
    note = say(
        lang,
        zh="增速只在同一普查口径内计；收入含 2002 年以来各年。位次只计当时位次低于所需升幅的单位，"
        "各州按单位数折算。面板不够长时取最长的窗口。区间以不重叠的窗口为独立单位，只有一个时不给。"
        "煤价上行、下行按窗口首尾价格比较。",
        en="Growth within one census basis; revenue from 2002 on. Rises count units that "
        "stood low enough to rise so far, scaled by number of units for the states. "
        "Where the panel is too short its longest window is used. Intervals take windows "
        "that do not overlap as the independent ones; none is given for a single one. "
        "Coal is dearer or cheaper by its price at the window's two ends.",
    )
    return Table(caption, columns, rows, note=note)


def _question_row(
    plan: Plan, key: tuple[str, str, int], rows: pd.DataFrame, lang: str
) -> tuple[str, ...]:
    target, reading, year = key
    counties = rows[rows["panel"] == COUNTIES].set_index("regime")
    every = counties.loc[EVERY]
    regimes = (counties.loc[name] if name in counties.index else None for name in _REGIMES)
    states = rows[rows["panel"] != COUNTIES]
    name = phrases.short_label(plan.target(target), lang)
    if every["kind"] == "rise":
        name = f"{name}\n{label(READINGS, reading, lang)}"
    return (
        f"{name}\n{int(every['from_year'])}–{int(year)}",
        _asked(every, lang),
        str(int(every["span"])),
        format_rate(every, lang),
        _share(every),
        str(int(every["apart"])),
        *(format_rate(row, lang) for row in regimes),
        format_rate(states.iloc[0] if len(states) else None, lang),
    )


def _asked(row: pd.Series, lang: str) -> str:
    if row["kind"] == "rise":
        places = int(row["asked"])
        return say(lang, zh=f"上升 {places} 位", en=f"rise {places} places")
    rate = format_percent(math.expm1(row["asked"]), digits=1)
    return say(lang, zh=f"年均 {rate}", en=f"{rate} a year")


def _share(row: pd.Series) -> str:
    share = format_percent(row["share"])
    if is_missing(row["lower"]):
        return share
    return f"{share}\n({format_percent(row['lower'])}–{format_percent(row['upper'])})"
