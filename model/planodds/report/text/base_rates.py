"""Base rates as a reader sees them: k of n windows, and how many of these stand apart."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds.report.content import Table
from planodds.report.text import phrases
from planodds.report.text.formatting import DASH, format_percent, is_missing
from planodds.report.text.row_records import Record, group_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planodds.inputs.plan import Plan
    from planodds.report.text.words import Words

COUNTIES, EVERY = "counties", "all"
_REGIMES = ("coal_up", "coal_down")


def rates_by_question(rates: pd.DataFrame) -> dict[tuple[str, str, int], Record]:
    """Return the base rates of the county panel over all windows, by question.

    Parameters
    ----------
    rates : DataFrame
        ``RATE_COLUMNS`` of one information set, from ``base_rates``.

    Returns
    -------
    dict of (str, str, int) to Record
        Rows by target, reading and ``to_year``.
    """
    rows = rates[(rates["panel"] == COUNTIES) & (rates["regime"] == EVERY)]
    groups = group_rows(rows, "target", "reading", "to_year")
    return {question: found[0] for question, found in groups.items()}


def format_rate(row: Record | pd.Series | None, words: Words) -> str:
    """Format a base rate: "2 of 467", "467 中有 2"; a dash where there is no window.

    Parameters
    ----------
    row : Record, Series or None
        With ``k`` of ``n`` windows; None where the question has no row.
    words : Words

    Returns
    -------
    str
    """
    if row is None or not row["n"] > 0:
        return DASH
    return words("common-of", hits=int(row["k"]), windows=int(row["n"]))


def is_comparable(row: Record | pd.Series) -> bool:
    """Return whether a base rate rests on more than one window that stands apart.

    Parameters
    ----------
    row : Record or Series
        With ``apart``, the number of windows that do not overlap.

    Returns
    -------
    bool
        False for a single episode, whose units all grew together.
    """
    return bool(row["apart"] > 1)


def rate_table(
    plan: Plan, rates: pd.DataFrame, words: Words, *, until: int, targets: Sequence[str] = ()
) -> Table:
    """Tabulate each question: what is asked, how often it was done, by regime, in other panels.

    Parameters
    ----------
    plan : Plan
    rates : DataFrame
        ``RATE_COLUMNS`` of one information set, from ``base_rates``.
    words : Words
    until : int
        Last target year shown.
    targets : sequence of str, optional
        Targets to show, in their main reading; by default all, with all readings of rank gains.

    Returns
    -------
    Table
    """
    main = {t.id: t.main_reading.name for t in plan.targets}
    keys = ["target", "reading", "to_year"]
    regimes = [name for name in _REGIMES if (rates["regime"] == name).any()]
    others = [name for name in rates["panel"].unique() if name != COUNTIES]
    rows = tuple(
        _question_row(plan, key, own, (regimes, others), words)
        for key, own in rates.groupby(keys, sort=False)
        if key[2] <= until
        and (key[0] in targets or not targets)
        and (key[1] == main[key[0]] or (not targets and own["kind"].iloc[0] == "rise"))
    )
    columns = (
        words("common-column-target-year"),
        words("text-base-rates-column-asked"),
        words("text-base-rates-column-years"),
        words("text-base-rates-column-done"),
        words("text-base-rates-column-share"),
        words("text-base-rates-column-apart"),
        *(words.label("regime", name) for name in regimes),
        *(words.label("panel", name) for name in others),
    )
    caption = words("text-base-rates-caption")
    note = words("text-base-rates-note")
    return Table(caption, columns, rows, note=note)


def _question_row(
    plan: Plan,
    key: tuple[str, str, int],
    rows: pd.DataFrame,
    shown: tuple[list[str], list[str]],
    words: Words,
) -> tuple[str, ...]:
    """Cells of one question; `shown` are the regimes, then the other panels, of the columns."""
    target, reading, year = key
    counties = rows[rows["panel"] == COUNTIES].set_index("regime")
    every = counties.loc[EVERY]
    regimes = (counties.loc[name] if name in counties.index else None for name in shown[0])
    elsewhere = group_rows(rows, "panel")
    name = phrases.short_label(plan.target(target), words)
    if every["kind"] == "rise":
        name = f"{name}\n{words.label_or_code('reading', reading)}"
    return (
        f"{name}\n{int(every['from_year'])}–{int(year)}",
        _asked(every, words),
        str(int(every["span"])),
        format_rate(every, words),
        _share(every),
        str(int(every["apart"])),
        *(format_rate(row, words) for row in regimes),
        *(format_rate(elsewhere.get(name, [None])[0], words) for name in shown[1]),
    )


def _asked(row: pd.Series, words: Words) -> str:
    if row["kind"] == "rise":
        places = int(row["asked"])
        return words("text-base-rates-rise-places", places=places)
    rate = format_percent(math.expm1(row["asked"]), digits=1)
    return words("text-base-rates-year", rate=rate)


def _share(row: pd.Series) -> str:
    """Share and bounds; none of a single window, no bounds where all windows agree."""
    if not is_comparable(row):
        return DASH
    share = format_percent(row["share"])
    if is_missing(row["lower"]) or row["k"] in (0, row["n"]):
        return share
    return f"{share}\n({format_percent(row['lower'])}–{format_percent(row['upper'])})"
