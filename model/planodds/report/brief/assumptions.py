"""What each scenario assumes, in figures, and on whose word."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planodds.report.content import Table, say
from planodds.report.text import phrases
from planodds.report.text.formatting import format_money, format_percent
from planodds.report.text.labels import KINDS, MEASURES, SERIES, label

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition

_MONEY = ("level", "one_off", "in_base")
_RANGED = ("own_growth", "lasting", "one_off", "in_base")  # triangles, with their ends
_SAME = ["scenario", "series", "unit", "measure", "kind"]


def build_assumptions(edition: Edition, lang: str) -> Table | None:
    """Table of the assumptions at today's information; None where there are none."""
    if not edition.has("assumptions"):
        return None
    table = edition.table("assumptions")
    table = table[table["information"] == edition.now]
    if table.empty:
        return None
    rows = [
        _assumption_row(edition, own.sort_values("year"), lang)
        for _, own in table.groupby(_SAME, sort=False)
    ]
    columns = (
        say(lang, zh="情景与变量", en="Scenario and series"),
        say(lang, zh="年份", en="Years"),
        say(lang, zh="取值", en="Value"),
        say(lang, zh="性质", en="On whose word"),
    )
    note = say(
        lang,
        zh="增速为年增速；括号内为不确定范围，“±”后为一个标准差。依据全文见各情景的笔记本。",
        en="Growth is a year's; in brackets how uncertain it is, with ± one standard "
        "deviation. The sources stand in full in each scenario's notebook.",
    )
    return Table(
        say(lang, zh="各情景的假设及其性质", en="What each scenario assumes"),
        columns,
        tuple(rows),
        words=(0, 1, 2, 3),
        note=note,
    )


def _assumption_row(edition: Edition, own: pd.DataFrame, lang: str) -> tuple[str, ...]:
    first = own.iloc[0]
    scenario = phrases.scenario_label(edition, first["scenario"], lang)
    series, measure = label(SERIES, first["series"], lang), label(MEASURES, first["measure"], lang)
    values = list(dict.fromkeys(_value(row, lang) for _, row in own.iterrows()))
    comma = say(lang, zh="、", en=", ")
    return (
        f"{scenario}\n{say(lang, zh=f'{series}{measure}', en=f'{series}, {measure}')}",
        _years(own["year"].astype(int).tolist()),
        comma.join(values),
        label(KINDS, first["kind"], lang),
    )


def _years(years: list[int]) -> str:
    """ "2026", "2025–2029" or "2026, 2028"."""
    if len(years) > 1 and years == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _value(row: pd.Series, lang: str) -> str:
    """The value with its range: a pin's standard deviation, or the ends of a triangle."""
    money = row["measure"] in _MONEY
    if money:
        value = format_money(row["value"]) + say(lang, zh=" 亿元", en="")
    elif row["measure"] == "tilt_probability":
        value = format_percent(row["value"], digits=0)
    else:
        value = format_percent(row["value"], digits=1, signed=True)
    if row["measure"] in _RANGED and row["high"] > row["low"]:
        show = format_money if money else partial(format_percent, digits=1)
        low, high = show(row["low"]), show(row["high"])
        return say(lang, zh=f"{value}（{low} 至 {high}）", en=f"{value} ({low} to {high})")
    spread = f"±{format_percent(row['sd'], digits=0)}"
    return value + say(lang, zh=f"（{spread}）", en=f" ({spread})") if row["sd"] > 0 else value
