"""Section on the assumptions of each scenario, in figures, with their sources."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from planodds.report.content import Table
from planodds.report.text import phrases
from planodds.report.text.formatting import format_money, format_percent

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

MONEY_MEASURES = ("level", "one_off", "in_base")
_RANGED = ("own_growth", "lasting", "one_off", "in_base")  # triangles, with their ends
_SAME = ["scenario", "series", "unit", "measure", "kind"]


def build_assumptions(edition: Edition, words: Words) -> Table | None:
    """Build the section on what each scenario assumes.

    Parameters
    ----------
    edition : Edition
    words : Words

    Returns
    -------
    Table or None
    """
    if not edition.has("assumptions"):
        return None
    table = edition.table("assumptions")
    table = table[table["information"] == edition.now]
    if table.empty:
        return None
    rows = [
        _assumption_row(edition, own.sort_values("year"), words)
        for _, own in table.groupby(_SAME, sort=False)
    ]
    columns = (
        words("brief-assumptions-column-scenario-series"),
        words("brief-assumptions-column-years"),
        words("common-column-value"),
        words("brief-assumptions-column-whose-word"),
    )
    note = words("brief-assumptions-note")
    return Table(
        words("brief-assumptions-caption"), columns, tuple(rows), words=(0, 1, 2, 3), note=note
    )


def _assumption_row(edition: Edition, own: pd.DataFrame, words: Words) -> tuple[str, ...]:
    first = own.iloc[0]
    scenario = phrases.scenario_label(edition, first["scenario"], words)
    series, measure = (
        words.label_or_code("series", first["series"]),
        words.label_or_code("measure", first["measure"]),
    )
    values = list(dict.fromkeys(_value(row, words) for _, row in own.iterrows()))
    comma = words("common-list-comma")
    return (
        f"{scenario}\n{words('common-series-measure', series=series, measure=measure)}",
        _years(own["year"].astype(int).tolist()),
        comma.join(values),
        words.label("kind", first["kind"]),
    )


def _years(years: list[int]) -> str:
    """Format years as "2026", "2025–2029" or "2026, 2028"."""
    if len(years) > 1 and years == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _value(row: pd.Series, words: Words) -> str:
    """The value with its range: a pin's standard deviation, or the ends of a triangle."""
    money = row["measure"] in MONEY_MEASURES
    if money:
        value = format_money(row["value"], words) + words("common-money-suffix")
    elif row["measure"] == "tilt_probability":
        value = format_percent(row["value"], digits=0)
    else:
        value = format_percent(row["value"], digits=1, signed=True)
    if row["measure"] in _RANGED and row["high"] > row["low"]:
        show = partial(format_money, words=words) if money else partial(format_percent, digits=1)
        low, high = show(row["low"]), show(row["high"])
        return words("brief-assumptions-to", value=value, low=low, high=high)
    spread = f"±{format_percent(row['sd'], digits=0)}"
    return value + words("common-bracketed", spread=spread) if row["sd"] > 0 else value
