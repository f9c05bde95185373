"""Counties to compare with: the reader's own choice, by default neighbours and prefecture."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from planodds.errors import UsageError
from planodds.report.content import Table
from planodds.report.text.formatting import (
    DASH,
    format_money,
    format_percent_odds,
    format_rank,
    is_missing,
    tidy_label,
)
from planodds.report.text.row_records import Record, by_year, group_rows

if TYPE_CHECKING:
    import pandas as pd

    from planodds.report.text.words import Words

_NEIGHBOUR_RANKS = 3  # places of the ranking on either side
_BREAKS = re.compile("[,;，；、\n]+")


def default_peers(counties: pd.DataFrame, units: pd.DataFrame, home: str) -> list[str]:
    """Return the neighbours in the ranking and the other counties of the prefecture, by rank.

    Parameters
    ----------
    counties : DataFrame
        Rows of one run, from ``rank_summary_of_units``: unit, last_rank.
    units : DataFrame
        Index code; group_zh.
    home : str
        Code of the home unit, which is included.

    Returns
    -------
    list of str
        Codes.
    """
    ranks = counties.drop_duplicates("unit").set_index("unit")["last_rank"].astype(float)
    away = (ranks - ranks[home]).abs()
    same = units.loc[units["group_zh"] == units.loc[home, "group_zh"]].index
    kept = ranks[(away <= _NEIGHBOUR_RANKS) | ranks.index.isin(same)]
    return kept.sort_values(kind="stable").index.tolist()


def find_peers(chosen: str, units: pd.DataFrame, home: str) -> list[str]:
    """Find the counties that a reader has named; the home unit comes first.

    Parameters
    ----------
    chosen : str
        Codes, names or beginnings of names in either language, with commas between.
    units : DataFrame
        Index code; name_zh, name_en.
    home : str
        Code of the home unit.

    Returns
    -------
    list of str
        Codes.

    Raises
    ------
    UsageError
        No unit has that name, or several have.

    Examples
    --------
    >>> units = pd.DataFrame({"name_zh": ["甲县"], "name_en": ["Jia County"]}, index=["140001"])
    >>> find_peers("jia", units, "141122")
    ['141122', '140001']
    """
    found = [home]
    for name in filter(None, (part.strip() for part in _BREAKS.split(chosen))):
        found += [code for code in [_find_unit(name, units)] if code not in found]
    return found


def _find_unit(name: str, units: pd.DataFrame) -> str:
    wanted = name.casefold()
    spoken = [units["name_zh"].astype(str), units["name_en"].astype(str).str.casefold()]
    exact = (units.index == name) | (spoken[0] == name) | (spoken[1] == wanted)
    begun = spoken[0].str.startswith(name) | spoken[1].str.startswith(wanted)
    for hits in (units.index[exact], units.index[begun]):
        if len(hits) == 1:
            return str(hits[0])
    known = [*spoken[0], *units["name_en"].astype(str)]
    near = get_close_matches(name, known, n=3, cutoff=0.4)
    raise UsageError(
        f"county {name!r}",
        where="peers",
        expected="one county's name or code",
        remedy=f"one of {', '.join(near)}" if near else "see units.csv",
    )


def peer_table(counties: pd.DataFrame, codes: list[str], home: str, words: Words) -> Table:
    """Tabulate published rank and GDP, the outlook for the rank, and who ranks above whom.

    Parameters
    ----------
    counties : DataFrame
        Rows of one run, from ``rank_summary_of_units``.
    codes : list of str
        Units to show, in this order; those without rows are left out.
    home : str
        Code of the home unit.
    words : Words

    Returns
    -------
    Table
        One row per unit.
    """
    by_unit = group_rows(counties[counties["unit"].isin(codes)], "unit")
    years = [
        year
        for year in dict.fromkeys(words.study.headline_pair)
        if (counties["year"] == year).any()
    ]
    rows = [
        _peer_row(by_unit[code], years, code == home, words) for code in codes if code in by_unit
    ]
    columns = [words("common-column-unit"), words("common-column-rank-now"), words("common-gdp")]
    for year in years:
        columns += [
            words("text-peers-column-rank-median-80-percent", year=year),
            words("text-peers-column-we-lead", year=year),
        ]
    caption = words("text-peers-caption")
    note = words("text-peers-note")
    return Table(caption, tuple(columns), tuple(rows), note=note)


def _peer_row(rows: list[Record], years: list[int], is_home: bool, words: Words) -> tuple[str, ...]:
    """Cells of one county."""
    first, told = rows[0], by_year(rows)
    name = tidy_label(str(first[f"name_{words.lang}"]))
    if is_home:
        name = words("text-peers-county", name=name)
    cells = [
        name,
        published_rank_cell(first["last_rank"], words),
        format_money(first["last_gdp"], words, digits=1),
    ]
    for year in years:
        cells += [_rank_cell(told[year]), probability_ahead_cell(told[year])]
    return tuple(cells)


def published_rank_cell(rank: float | None, words: Words) -> str:
    """Format a published rank.

    Parameters
    ----------
    rank : float or None
        A missing rank becomes a dash.
    words : Words

    Returns
    -------
    str
    """
    return DASH if rank is None or is_missing(rank) else format_rank(float(rank), words)


def _rank_cell(row: Record) -> str:
    """Median and 80 % interval of the rank: the number above, the interval below it."""
    return f"{row['rank_q50']:.0f}\n{row['rank_q10']:.0f}–{row['rank_q90']:.0f}"


def probability_ahead_cell(row: Record | pd.Series) -> str:
    """Format the odds that the home unit ranks above another unit.

    Parameters
    ----------
    row : Record or Series
        With probability_above, mcse and upper.

    Returns
    -------
    str
        A dash in the home unit's own row, whose probability is missing.
    """
    if is_missing(row["probability_above"]):
        return DASH
    return format_percent_odds(row["probability_above"], mcse=row["mcse"], upper=row["upper"])
