"""The units of every period: which code was which unit, and what they were called."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from planodds.errors import InputError
from planodds.inputs.tables.files import CROSSWALK_FILE, display_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

    from planodds.inputs.crosswalk.changes import Change, Step

_NAMES = ("name_zh", "name_en")


class Lineage(NamedTuple):
    """A unit through all changes of its name or code.

    Attributes
    ----------
    code : str
        Its last code.
    until : int
        First year without figures of it; 0 if it exists today.
    """

    code: str
    until: int = 0

    @property
    def label(self) -> str:
        """The code, and for a former unit its last year."""
        return f"{self.code} (to {self.until - 1})" if self.until else self.code


@dataclass(frozen=True)
class Period:
    """Units between two changes.

    Attributes
    ----------
    step : Step or None
        With which it begins; None for the first period.
    lineage_of : mapping of str to Lineage
        By code of the period.
    records : mapping of Lineage to mapping
        Row of units.csv as it was: column to cell.
    """

    step: Step | None
    lineage_of: Mapping[str, Lineage]
    records: Mapping[Lineage, Mapping[str, str]]

    @cached_property
    def code_of(self) -> dict[str, str]:
        """Code of the period by the last code of the unit."""
        pairs = reversed(list(self.lineage_of.items()))  # the first of several codes stands
        return {lineage.code: code for code, lineage in pairs}


class Timeline:
    """Periods of the units of a study, from the present back.

    Parameters
    ----------
    units : DataFrame
        The present units, as from ``read_units``.
    steps : sequence of Step
        In order of time.
    groups : str
        Stem of the columns of groups; '' if there is none.
    path : Path
        Folder of the study, for messages.
    """

    def __init__(
        self, units: pd.DataFrame, steps: tuple[Step, ...], *, groups: str, path: Path
    ) -> None:
        self.steps, self._groups, self._path = steps, groups, path
        records = {
            Lineage(row["code"]): {str(name): str(cell) for name, cell in row.items()}
            for row in units.to_dict("records")
        }
        period = Period(None, {lineage.code: lineage for lineage in records}, records)
        found = []
        for step in reversed(steps):
            found.append(Period(step, period.lineage_of, period.records))
            period = self._before(step, period)
        self.periods: tuple[Period, ...] = (period, *reversed(found))
        self._days = [step.day for step in steps]
        self._years = [step.year for step in steps]

    def __deepcopy__(self, memo: dict[int, object]) -> Timeline:
        """Return the same object: it is never changed, and readers copy what they have cached."""
        return self

    def _before(self, step: Step, later: Period) -> Period:
        """Return the period before a step."""
        ended = {change.after for change in step.changes}
        lineage_of = {c: lineage for c, lineage in later.lineage_of.items() if c not in ended}
        records = {lineage: later.records[lineage] for lineage in lineage_of.values()}
        untouched = set(lineage_of)
        for change in step.changes:
            self._check_codes(change, later, untouched)
            following = later.lineage_of[change.after]
            lineage = following if change.continues else Lineage(change.before, step.year)
            base = records.get(lineage) or later.records[following]
            records[lineage] = self._describe(base, change)
            lineage_of[change.before] = lineage
        return Period(None, lineage_of, records)

    def _check_codes(self, change: Change, later: Period, untouched: set[str]) -> None:
        """Refuse a later code that does not exist then, and a former one that does not end."""
        if change.after not in later.lineage_of:
            raise InputError(
                f"to_code = {change.after!r} ({change.kind} from {change.before})",
                where=f"{display_path(self._path / CROSSWALK_FILE)} row {change.line}",
                expected="a code of units.csv, or the from_code of a later change",
                remedy="correct the code, or add the change by which this unit ended",
            )
        if change.before in untouched:
            raise InputError(
                f"from_code = {change.before!r} ({change.kind} to {change.after})",
                where=f"{display_path(self._path / CROSSWALK_FILE)} row {change.line}",
                expected="a code that ends with the change; this one is still a code after it",
                remedy="correct the code, or add the row in which it is also the to_code",
            )

    def _describe(self, base: Mapping[str, str], change: Change) -> dict[str, str]:
        """Return the row of a former unit: as it is described, else as the later unit."""
        stated = dict(change.described)
        names = [stated[name] for name in _NAMES if name in stated]
        if names:
            stated = dict.fromkeys(_NAMES, names[0]) | stated
        if self._groups in stated:
            stated = {f"{self._groups}_{x}": stated[self._groups] for x in ("zh", "en")} | stated
        row = {**base, **stated}
        if self._groups:
            row |= {f"group_{x}": row[f"{self._groups}_{x}"] for x in ("zh", "en")}
        return row

    def of_year(self, year: int) -> Period:
        """Return the period to which the figures of a year belong.

        Parameters
        ----------
        year : int

        Returns
        -------
        Period
        """
        return self.periods[bisect_right(self._years, year)]

    def of_day(self, day: date | None) -> Period:
        """Return the period of a day; the present one for None.

        Parameters
        ----------
        day : date or None

        Returns
        -------
        Period
        """
        return self.periods[len(self.steps_until(day))]

    def steps_until(self, day: date | None) -> tuple[Step, ...]:
        """Return the steps that are in force on a day; all for None.

        Parameters
        ----------
        day : date or None

        Returns
        -------
        tuple of Step
        """
        if day is None:
            return self.steps
        return self.steps[: bisect_right(self._days, day.isoformat())]

    @property
    def codes(self) -> tuple[str, ...]:
        """All codes that ever were in force, sorted."""
        return tuple(sorted({code for period in self.periods for code in period.lineage_of}))

    def units_on(self, day: date | None) -> pd.DataFrame:
        """Return the units of a day, each under its last code.

        Parameters
        ----------
        day : date or None

        Returns
        -------
        DataFrame
            Columns as in ``read_units``, sorted by code.
        """
        period = self.of_day(day)
        rows = [
            {**record, "code": lineage.code} for lineage, record in sorted(period.records.items())
        ]
        return pd.DataFrame(rows, dtype=str)

    def code_in(self, lineage_code: str, year: int) -> str:
        """Return the code under which a unit publishes the figures of a year.

        Parameters
        ----------
        lineage_code : str
            The last code of the unit.
        year : int

        Returns
        -------
        str
            Empty if the unit did not exist.
        """
        return self.of_year(year).code_of.get(lineage_code, "")

    def explain(self, code: str, year: int) -> str:
        """Return why a code has no figures of a year.

        Parameters
        ----------
        code : str
        year : int

        Returns
        -------
        str
            Which codes were before it, or followed it, and from which year on.
        """
        for step in self.steps:
            later = sorted({c.after for c in step.changes if c.before == code})
            if later and step.year <= year and code not in later:
                return f"its figures end with {step.year - 1}; from {step.year} on: " + (
                    ", ".join(later)
                )
        for step in reversed(self.steps):
            former = sorted({c.before for c in step.changes if c.after == code})
            if former and step.year > year:
                return f"its figures begin with {step.year}; before: {', '.join(former)}"
        return "it was not in force"
