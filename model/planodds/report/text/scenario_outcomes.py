"""Scenarios beside the baseline in one table: level, second variable and rank in the last year."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants
from planodds.report.content import Table
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_percent,
    format_rank,
    is_missing,
)

if TYPE_CHECKING:
    import pandas as pd

    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

_VISIBLE = 0.005  # a smaller change of a median reads as none


def build_outcomes(edition: Edition, table: pd.DataFrame, words: Words) -> Table:
    """Build the table of medians in the last compared year, each beside the baseline's.

    Parameters
    ----------
    edition : Edition
    table : pandas.DataFrame
        Tidy comparison of the scenarios.
    words : Words

    Returns
    -------
    Table
    """
    rows = table[table["year"] == table["year"].max()]
    variables = [*edition.study.roles, constants.RANK]
    base = _medians(rows[rows["scenario"] == constants.BASELINE], variables)
    lines = [
        (own[f"label_{words.lang}"].iloc[0], *_cells(own, base, variables, words))
        for _, own in rows.groupby(["scenario", "variant"], sort=False)
        if (own["status"] == constants.OPEN).any()
    ]
    columns = (
        words("brief-scenarios-column-scenario"),
        *(_column(variable, words) for variable in variables),
    )
    caption = words("brief-scenarios-outcomes-caption", year=int(table["year"].max()))
    return Table(caption, columns, tuple(lines), note=words("brief-scenarios-outcomes-note"))


def _column(variable: str, words: Words) -> str:
    name = words.label("variable", variable)
    return name if variable == constants.RANK else words("common-with-money-unit", name=name)


def _medians(rows: pd.DataFrame, variables: list[str]) -> dict[str, float]:
    found = rows[rows["status"] == constants.OPEN].groupby("variable")["q50"].first()
    return {name: float(found.get(name, float("nan"))) for name in variables}


def _cells(
    own: pd.DataFrame, base: dict[str, float], variables: list[str], words: Words
) -> list[str]:
    medians = _medians(own, variables)
    baseline = own["scenario"].iloc[0] == constants.BASELINE
    return [
        _cell(name, medians[name], None if baseline else base[name], words) for name in variables
    ]


def _cell(variable: str, value: float, base: float | None, words: Words) -> str:
    """The median, and in a second line its distance from the baseline's."""
    if is_missing(value):
        return DASH
    rank = variable == constants.RANK
    shown = format_rank(value, words) if rank else format_money(value, words)
    if base is None:
        return shown
    if rank:
        return f"{shown}\n{_places(value - base, words)}"
    change = value / base - 1
    if abs(change) < _VISIBLE:
        return f"{shown}\n{words('brief-scenarios-no-effect')}"
    return f"{shown}\n{format_percent(change, signed=True)}"


def _places(change: float, words: Words) -> str:
    """A change of rank in words; a rank that falls is a larger number."""
    places = round(abs(change))
    if places == 0:
        return words("brief-scenarios-no-effect")
    return words("text-phrases-down" if change > 0 else "text-phrases-up", places=places)
