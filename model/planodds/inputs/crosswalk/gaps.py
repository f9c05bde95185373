"""Years without a figure because a unit was formed by a change, for `planodds check`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planodds.errors import InputError
from planodds.inputs.crosswalk.figures import can_be_summed
from planodds.inputs.study import load_study
from planodds.inputs.tables.csv_tables import read_county_panel, read_stated_cells, read_timeline
from planodds.inputs.tables.files import STUDY_FILE, display_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from planodds.inputs.crosswalk.changes import Step
    from planodds.inputs.crosswalk.timeline import Lineage


@dataclass(frozen=True)
class Gap:
    """Years in which a unit that a change has formed has no figure.

    Attributes
    ----------
    unit : str
        Its name and code.
    indicator : str
    years : tuple of int
        Before the change, from the first year of the study on.
    reason : str
    """

    unit: str
    indicator: str
    years: tuple[int, ...]
    reason: str

    def describe(self) -> str:
        """Return the sentence of the check.

        Returns
        -------
        str
        """
        years = ", ".join(map(str, self.years))
        return f"{self.indicator} of {self.unit} stays missing for {years}: {self.reason}"


def find_gaps(data_dir: Path) -> tuple[Gap, ...]:
    """Find the years in which the present units have no figure because of a change.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    tuple of Gap
        For the variables of the study, in order of time.
    """
    return tuple(gap for step in read_timeline(data_dir).steps for gap in _gaps_of(step, data_dir))


def _gaps_of(step: Step, data_dir: Path) -> Iterator[Gap]:
    timeline, study = read_timeline(data_dir), load_study(data_dir)
    cells = read_county_panel(data_dir)
    period = timeline.periods[timeline.steps.index(step) + 1]
    present = timeline.periods[-1].records
    formed = {c.after for c in step.changes if not c.continues}
    for unit in sorted({period.lineage_of[code] for code in formed} & set(present)):
        for variable in study.variables.values():
            rows = cells[(cells["code"] == unit.code) & (cells["indicator"] == variable.indicator)]
            known = set(rows["year"])
            years = tuple(y for y in range(study.first_year, step.year) if y not in known)
            if years:
                reason = _reason(step, unit, variable.indicator, variable.unit, years, data_dir)
                named = f"{present[unit]['name_zh']} ({unit.code})"
                yield Gap(named, variable.indicator, years, reason)


def _reason(
    step: Step, unit: Lineage, indicator: str, measure: str, years: tuple[int, ...], data_dir: Path
) -> str:
    """Return why the figures of a unit before a change are not known."""
    timeline = read_timeline(data_dir)
    period = timeline.periods[timeline.steps.index(step) + 1]
    code = next(c for c, found in period.lineage_of.items() if found == unit)
    parts = step.parts_of(code)
    if not parts:
        return f"only part of a former unit became this one on {step.day}"
    if not can_be_summed(measure):
        return f"figures in {measure} of {', '.join(parts)} cannot be added"
    cells = read_stated_cells(data_dir)
    rows = cells[(cells["indicator"] == indicator) & (cells["kind"] == "preferred")]
    stated = set(zip(rows["code"], rows["year"], strict=True))
    without = [part for part in parts if any((part, year) not in stated for year in years)]
    return f"no figure of {', '.join(without or parts)}"


def check_origins(data_dir: Path) -> None:
    """Check that forecasts of the past begin where every present unit has a figure.

    Parameters
    ----------
    data_dir : Path

    Raises
    ------
    InputError
        A unit that a change has formed has no figure of the ranked variable at an origin.
    """
    study = load_study(data_dir)
    ranked = study.variables[study.ranked].indicator
    for gap in find_gaps(data_dir):
        late = [year for year in gap.years if year >= study.first_origin]
        if gap.indicator == ranked and late:
            raise InputError(
                f"first_origin = {study.first_origin}, but {gap.describe()}",
                where=f"{display_path(data_dir / STUDY_FILE)} key first_origin",
                expected="a year with the figures of all present units",
                remedy=f"begin with {max(late) + 1}, or add the figures of the former units",
            )
