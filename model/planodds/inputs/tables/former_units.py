"""A unit by what it is or was called: also former codes and names, from crosswalk.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import UsageError
from planodds.inputs.tables.csv_reader import quote
from planodds.inputs.tables.csv_tables import read_timeline, read_units
from planodds.inputs.tables.files import CROSSWALK_FILE, display_path
from planodds.inputs.tables.unit_search import codes_called, find_unit

if TYPE_CHECKING:
    from pathlib import Path

    from planodds.inputs.crosswalk.timeline import Lineage, Timeline


def find_study_unit(data_dir: Path, named: str) -> str:
    """Return the present code of a unit that has or had this code or name.

    Parameters
    ----------
    data_dir : Path
        Folder of the study.
    named : str
        A present code or name has precedence over a former one.

    Returns
    -------
    str

    Raises
    ------
    UsageError
        No unit, or several, are called that; or the unit of that name was merged or divided, so
        that no present unit is the same.
    """
    units = read_units(data_dir)
    if codes_called(units, named):
        return find_unit(units, named)
    timeline = read_timeline(data_dir)
    former = _lineages_called(timeline, named)
    if not former:
        return find_unit(units, named)  # refuses, with the closest name
    if len(former) == 1 and not former[0].until:
        return former[0].code
    followers = sorted({code for lineage in former for code in _followers(timeline, lineage)})
    raise UsageError(
        f"{quote(named)} is no present unit: it was merged, divided, or several were called that",
        where=f"--unit, {display_path(data_dir / CROSSWALK_FILE)}",
        expected=f"a present unit, such as {', '.join(followers)} that followed",
        remedy=f"--unit {followers[0]}",
    )


def _lineages_called(timeline: Timeline, named: str) -> list[Lineage]:
    """Return every unit, of any period, with this code or name."""
    found: dict[Lineage, None] = {}
    for period in timeline.periods[:-1]:
        table = pd.DataFrame(
            [
                {**period.records[lineage], "code": code}
                for code, lineage in period.lineage_of.items()
            ]
        )
        found |= {period.lineage_of[code]: None for code in codes_called(table, named)}
    return list(found)


def _followers(timeline: Timeline, lineage: Lineage) -> set[str]:
    """Return the present codes of the units that followed a former one."""
    if not lineage.until:
        return {lineage.code}
    current = {lineage.code}
    for step in timeline.steps:
        if step.year >= lineage.until:
            gone = {change.before for change in step.changes} & current
            current -= gone
            current |= {change.after for change in step.changes if change.before in gone}
    return current
