"""Units as they existed in each year of a panel, for ranks of the past."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from planodds.inputs.crosswalk.figures import LINEAGE, label_units
from planodds.inputs.panels.arrays import freeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import pandas as pd

    from planodds.inputs.crosswalk.timeline import Lineage, Timeline
    from planodds.inputs.study import Study


@dataclass(frozen=True, eq=False)
class RosterHistory:
    """Levels and rosters of the years of a panel, by units as they existed. Arrays are read-only.

    Attributes
    ----------
    levels : ndarray of float, shape (row, year)
        The ranked variable. The first rows are the units of the panel, in its order; then come
        units that have ended. NaN where a unit did not exist or has no figure.
    existed : ndarray of bool, shape (row, year)
    members : mapping of str to ndarray of bool, shape (row, year)
        Units of each roster in each year.
    groups : ndarray of str, shape (row, year)
        Group of each unit in each year; empty where it did not exist.
    """

    levels: np.ndarray
    existed: np.ndarray
    members: Mapping[str, np.ndarray]
    groups: np.ndarray


def roster_history(
    cells: pd.DataFrame, timeline: Timeline, study: Study, *, years: Sequence[int], day: date | None
) -> RosterHistory | None:
    """Return the units of each year with their figures.

    Parameters
    ----------
    cells : DataFrame
        Preferred figures as the file states them, without those that are not fitted.
    timeline : Timeline
    study : Study
    years : sequence of int
        Of the panel.
    day : date or None
        Of the edition: later changes are not known.

    Returns
    -------
    RosterHistory or None
        None if no unit has changed after the first year.
    """
    steps = timeline.steps_until(day)
    if not steps or steps[-1].year <= years[0]:
        return None
    last = len(steps)
    periods = [
        timeline.periods[min(last, timeline.periods.index(timeline.of_year(year)))]
        for year in years
    ]
    present = sorted(timeline.periods[last].records)
    ended = sorted({unit for period in periods for unit in period.records} - set(present))
    units = [*present, *ended]
    records = [[period.records.get(unit) for period in periods] for unit in units]
    existed = np.array([[record is not None for record in row] for row in records])
    return RosterHistory(
        freeze(np.where(existed, _levels(cells, timeline, study, units, years), np.nan)),
        freeze(existed),
        MappingProxyType({name: freeze(_members(name, records, study)) for name in study.rosters}),
        freeze(np.array([[r["group_en"] if r else "" for r in row] for row in records])),
    )


def _levels(
    cells: pd.DataFrame,
    timeline: Timeline,
    study: Study,
    units: Sequence[Lineage],
    years: Sequence[int],
) -> np.ndarray:
    """Return the ranked variable by unit and year; NaN where there is no figure."""
    chosen = cells["indicator"] == study.variables[study.ranked].indicator
    rows = label_units(cells[chosen & cells["year"].isin(years)], timeline)
    row_of = {unit: row for row, unit in enumerate(units)}
    levels = np.full((len(units), len(years)), np.nan)
    for unit, year, value in zip(rows[LINEAGE], rows["year"], rows["value"], strict=True):
        if unit in row_of:
            levels[row_of[unit], year - years[0]] = value
    return levels


def _members(
    roster: str, records: Sequence[Sequence[Mapping[str, str] | None]], study: Study
) -> np.ndarray:
    """Return whether each unit was in a roster, (row, year)."""
    exclude = study.rosters[roster].exclude
    return np.array(
        [
            [
                record is not None
                and all(record[column] not in values for column, values in exclude.items())
                for record in row
            ]
            for row in records
        ]
    )
