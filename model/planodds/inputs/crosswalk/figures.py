"""Figures under former codes: brought to the units of a day, and kept for ranks of the past."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds.inputs.tables.csv_reader import raise_for_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from planodds.inputs.crosswalk.changes import Step
    from planodds.inputs.crosswalk.timeline import Lineage, Timeline

LINEAGE = "lineage"
_KEY = ["year", "indicator"]
_NOT_SUMMED = ("percent", "unit_of_the_table")
_DERIVED, _DOUBTFUL = "derived", "doubtful"


def can_be_summed(measure: str) -> bool:
    """Return whether the figure of a merged unit is the sum of its parts' figures.

    Parameters
    ----------
    measure : str
        Unit of measurement of the panel.

    Returns
    -------
    bool
        False for a ratio, and where the unit of measurement is not known.

    Examples
    --------
    >>> can_be_summed("cny_1e8"), can_be_summed("cny_per_person"), can_be_summed("percent")
    (True, False, False)
    """
    return measure not in _NOT_SUMMED and "_per_" not in measure


def check_in_force(cells: pd.DataFrame, timeline: Timeline, path: Path) -> None:
    """Refuse a figure under a code after its end or before its start.

    Parameters
    ----------
    cells : DataFrame
        Index ``line``; code, year and more.
    timeline : Timeline
    path : Path
        The file, for the message.

    Raises
    ------
    InputError
    """
    if not timeline.steps:
        return
    faulty = pd.Series([found is None for found in _lineages(cells, timeline)], cells.index)
    if not faulty.any():
        return
    row = cells[faulty].iloc[0]
    raise_for_rows(
        cells,
        faulty,
        path,
        "code",
        expected=f"a code of {row['year']}: {timeline.explain(row['code'], row['year'])}",
        remedy="write the figure under the code of its year, or correct crosswalk.csv",
    )


def _lineages(cells: pd.DataFrame, timeline: Timeline) -> list[Lineage | None]:
    """Return the unit of each row; None where the code was not in force."""
    periods = {year: timeline.of_year(int(year)).lineage_of for year in cells["year"].unique()}
    return [
        periods[year].get(code) for code, year in zip(cells["code"], cells["year"], strict=True)
    ]


def names_then(cells: pd.DataFrame, timeline: Timeline) -> pd.Series:
    """Return the name that the unit of each row had in its year.

    Parameters
    ----------
    cells : DataFrame
        code, year and more, each code in force.
    timeline : Timeline

    Returns
    -------
    Series of str
    """
    if not timeline.steps:
        records = timeline.periods[-1].records
        return cells["code"].map({unit.code: row["name_zh"] for unit, row in records.items()})
    found = [
        timeline.of_year(int(year)).records[unit]["name_zh"]
        for unit, year in zip(label_units(cells, timeline)[LINEAGE], cells["year"], strict=True)
    ]
    return pd.Series(found, cells.index, dtype=str)


def distinguish_units(cells: pd.DataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return the rows with one code for each unit, also where a later unit has the same code.

    Parameters
    ----------
    cells : DataFrame
        code, year and more, each code in force.
    timeline : Timeline

    Returns
    -------
    DataFrame
        ``code`` is the label of the unit.
    """
    if not timeline.steps:
        return cells
    labels = [unit.label for unit in label_units(cells, timeline)[LINEAGE]]
    return cells.assign(code=labels)


def under_last_codes(cells: pd.DataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return the figures of all units, ended ones included, each under the last code of its unit.

    Parameters
    ----------
    cells : DataFrame
        code, year and more, each code in force.
    timeline : Timeline

    Returns
    -------
    DataFrame
    """
    if not timeline.steps:
        return cells
    return cells.assign(code=[unit.code for unit in label_units(cells, timeline)[LINEAGE]])


def bring_keys_to_day(rows: pd.DataFrame, timeline: Timeline, day: date | None) -> pd.DataFrame:
    """Return rows that name cells of the panel, with the units of a day to which they belong.

    Parameters
    ----------
    rows : DataFrame
        code, year and more, each code in force.
    timeline : Timeline
    day : date or None
        The present units if None.

    Returns
    -------
    DataFrame
        The columns of ``rows``; a part of a merged unit has the code of that unit. Rows of units
        that do not continue are left out.
    """
    if not timeline.steps or rows.empty:
        return rows
    labelled = label_units(rows, timeline)
    units = labelled[LINEAGE].to_numpy()
    for step in timeline.steps_until(day):
        units = _follow(units, timeline, step)
    codes = pd.Series([unit.code for unit in units], rows.index, dtype=str)
    kept = [unit in timeline.of_day(day).records for unit in units]
    return rows.assign(code=codes)[kept]


def _follow(units: Sequence[Lineage], timeline: Timeline, step: Step) -> list[Lineage]:
    """Return the units that follow by a merger; others stay as they are."""
    merged = {part: whole for whole, parts in merged_units(timeline, step) for part in parts}
    return [merged.get(unit, unit) for unit in units]


def merged_units(timeline: Timeline, step: Step) -> Iterator[tuple[Lineage, tuple[Lineage, ...]]]:
    """Yield each unit that a step makes of whole former ones, with these.

    Parameters
    ----------
    timeline : Timeline
    step : Step

    Yields
    ------
    tuple of Lineage and tuple of Lineage
    """
    position = timeline.steps.index(step)
    before, after = timeline.periods[position], timeline.periods[position + 1]
    for code in sorted({change.after for change in step.changes}):
        parts = step.parts_of(code)
        if parts:
            yield after.lineage_of[code], tuple(before.lineage_of[part] for part in parts)


def label_units(cells: pd.DataFrame, timeline: Timeline) -> pd.DataFrame:
    """Return the rows with the unit to which each belongs.

    Parameters
    ----------
    cells : DataFrame
        code, year and more, each code in force.
    timeline : Timeline

    Returns
    -------
    DataFrame
        Also ``lineage``, a Lineage.
    """
    labels = pd.Series(_lineages(cells, timeline), cells.index, dtype=object)
    return cells.assign(**{LINEAGE: labels})


def bring_to_day(cells: pd.DataFrame, timeline: Timeline, day: date | None) -> pd.DataFrame:
    """Return the figures of the units of a day, each under its last code.

    A figure under a former code of a unit is its own. A merged unit has the sum of its parts for
    the years before the change in which all of them are known, if the indicator can be summed. The
    parts of a split unit have no figures before it. Years of a roster that was not yet in force on
    the day are left out.

    Parameters
    ----------
    cells : DataFrame
        One edition, as stated in the file.
    timeline : Timeline
    day : date or None
        The present units if None.

    Returns
    -------
    DataFrame
        The columns of ``cells``.
    """
    if not timeline.steps:
        return cells
    labelled = label_units(cells[cells["year"] < _end_of_roster(timeline, day)], timeline)
    for step in timeline.steps_until(day):
        labelled = pd.concat([labelled, *_sums(labelled, timeline, step)])
    return _keep_units(labelled, timeline, day)[list(cells.columns)]


def keep_units_of_day(rows: pd.DataFrame, timeline: Timeline, day: date | None) -> pd.DataFrame:
    """Return the rows of units that exist on a day, each under the last code; nothing is summed.

    Parameters
    ----------
    rows : DataFrame
        code, year and more, each code in force.
    timeline : Timeline
    day : date or None
        The present units if None.

    Returns
    -------
    DataFrame
        The columns of ``rows``.
    """
    return _keep_units(label_units(rows, timeline), timeline, day)[list(rows.columns)]


def _keep_units(labelled: pd.DataFrame, timeline: Timeline, day: date | None) -> pd.DataFrame:
    """Return the rows of units that exist on a day, with code and name of that day."""
    records = timeline.of_day(day).records
    kept = labelled[labelled[LINEAGE].isin(list(records))].sort_index(kind="stable")
    units = kept[LINEAGE]
    return kept.assign(
        code=pd.Series([unit.code for unit in units], kept.index, dtype=str),
        name_zh=pd.Series([records[unit]["name_zh"] for unit in units], kept.index, dtype=str),
    )


def _end_of_roster(timeline: Timeline, day: date | None) -> float:
    """Return the first year whose figures are those of units that do not exist on a day."""
    later = timeline.steps[len(timeline.steps_until(day)) :]
    ends = [s.year for s in later if not all(change.continues for change in s.changes)]
    return min(ends, default=math.inf)


def _sums(labelled: pd.DataFrame, timeline: Timeline, step: Step) -> Iterator[pd.DataFrame]:
    """Yield the figures of each unit that was merged, for the years before."""
    for unit, parts in merged_units(timeline, step):
        rows = labelled[
            labelled[LINEAGE].isin(list(parts))
            & (labelled["kind"] == "preferred")
            & labelled["unit"].map(can_be_summed).astype(bool)
        ]
        yield _sum(rows, parts, unit)


def _sum(rows: pd.DataFrame, parts: tuple[Lineage, ...], unit: Lineage) -> pd.DataFrame:
    """Return one row for each year and indicator with the figures of all parts."""
    rows = rows.sort_values([*_KEY, "code"])
    rows = rows[rows.groupby(_KEY)["code"].transform("size") == len(parts)]
    total = rows.groupby(_KEY)["value"].transform("sum").round(10)
    doubtful = (rows["flag"] == _DOUBTFUL).groupby([rows[k] for k in _KEY]).transform("any")
    rows = rows.assign(
        value=total,
        flag=doubtful.map({True: _DOUBTFUL, False: _DERIVED}),
        note=f"sum of {', '.join(part.code for part in parts)}",
    ).drop_duplicates(_KEY)
    return rows.assign(**{LINEAGE: pd.Series([unit] * len(rows), rows.index, dtype=object)})
