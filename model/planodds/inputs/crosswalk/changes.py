"""crosswalk.csv: changes of units with their dates, each row one former and one later code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from planodds.inputs.tables.csv_reader import raise_for_rows, read_table
from planodds.inputs.tables.files import CROSSWALK_FILE
from planodds.inputs.tables.schemas import CHANGES, crosswalk_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from planodds.inputs.study import Study

RENAMED, RECODED, MERGED, SPLIT = CHANGES
_NAMES = ("name_zh", "name_en")
_RULES = {
    RENAMED: "the same from_code and to_code, in one row of the day",
    RECODED: "two codes, each in one row of the day",
    MERGED: "two or more rows of the day with this to_code, and one row with each from_code",
    SPLIT: "two or more rows of the day with this from_code",
}


@dataclass(frozen=True)
class Change:
    """One row: a former unit and a unit that follows it.

    Attributes
    ----------
    line : int
        Row of the file.
    kind : str
        One of ``CHANGES``.
    before, after : str
        Former and later code.
    described : mapping of str to str
        Columns of units.csv as they were; without those that are empty.
    """

    line: int
    kind: str
    before: str
    after: str
    described: Mapping[str, str]

    @property
    def continues(self) -> bool:
        """True if the later unit is the former one under another name or code."""
        return self.kind in (RENAMED, RECODED)


@dataclass(frozen=True)
class Step:
    """All changes of one day.

    Attributes
    ----------
    day : str
        ISO day from which they are in force.
    year : int
        First year whose figures are those of the later units.
    changes : tuple of Change
    """

    day: str
    year: int
    changes: tuple[Change, ...]

    def parts_of(self, after: str) -> tuple[str, ...]:
        """Return the former codes whose sum is a later unit.

        Parameters
        ----------
        after : str

        Returns
        -------
        tuple of str
            Empty if a part of a former unit went elsewhere: then no sum exists.
        """
        rows = [change for change in self.changes if change.after == after]
        whole = all(change.kind == MERGED for change in rows)
        return tuple(sorted(change.before for change in rows)) if whole else ()


def read_steps(
    data_dir: Path, units: pd.DataFrame, sources: Sequence[str], study: Study
) -> tuple[Step, ...]:
    """Read crosswalk.csv.

    Parameters
    ----------
    data_dir : Path
    units : DataFrame
        As from ``read_units``.
    sources : sequence of str
        The source_ids of sources.csv.
    study : Study

    Returns
    -------
    tuple of Step
        In order of time; empty if the study has no such file.

    Raises
    ------
    InputError
        A cell or a column breaks its rule; the rows of a day do not agree with their kind; a later
        day has an earlier year.
    """
    path = data_dir / CROSSWALK_FILE
    schema = crosswalk_table(tuple(units.columns), sources, study)
    if not path.is_file() and path.name not in study.files:
        return ()
    rows = read_table(path, schema).sort_values(["date", "from_code", "to_code"], kind="stable")
    rows["year"] = rows["year"].where(rows["year"] != "", rows["date"].str[:4]).astype(int)
    _check_years(rows, path)
    _check_kinds(rows, path)
    _check_names(rows, path)
    columns = [name for name in units.columns if name in rows.columns and name != "code"]
    return tuple(_steps(rows, columns))


def _steps(rows: pd.DataFrame, columns: list[str]) -> Iterator[Step]:
    for day, group in rows.groupby("date", sort=True):
        changes = tuple(
            Change(
                line=int(line),
                kind=row["kind"],
                before=row["from_code"],
                after=row["to_code"],
                described={name: row[name] for name in columns if row[name]},
            )
            for line, row in zip(group.index, group.to_dict("records"), strict=True)
        )
        yield Step(str(day), int(group["year"].iloc[0]), changes)


def _check_years(rows: pd.DataFrame, path: Path) -> None:
    """Refuse a day with two years, and a year before that of an earlier day."""
    by_day = rows.groupby("date")["year"]
    latest = rows["date"].map(by_day.max().cummax())
    raise_for_rows(
        rows,
        (rows["year"] != by_day.transform("first")) | (rows["year"] != latest),
        path,
        "year",
        expected="one year for all rows of a day, not before that of an earlier day",
        remedy="correct the year, the first one whose figures are those of the later units",
    )


def _check_kinds(rows: pd.DataFrame, path: Path) -> None:
    """Refuse rows whose kind does not follow from their codes."""
    later = rows.groupby(["date", "from_code"])["to_code"].transform("size")
    former = rows.groupby(["date", "to_code"])["from_code"].transform("size")
    alone, same = (later == 1) & (former == 1), rows["from_code"] == rows["to_code"]
    fitting = {
        RENAMED: alone & same,
        RECODED: alone & ~same,
        MERGED: (former > 1) & (later == 1),
        SPLIT: later > 1,
    }
    for kind, fits in fitting.items():
        raise_for_rows(
            rows,
            (rows["kind"] == kind) & ~fits,
            path,
            "kind",
            expected=_RULES[kind],
            remedy="correct the kind or the codes, or add the missing rows",
        )


def _check_names(rows: pd.DataFrame, path: Path) -> None:
    """Refuse a former unit without a name, unless only its code changed."""
    nameless = pd.concat([rows[name] == "" for name in _NAMES], axis=1).all(axis=1)
    first = rows.groupby(["date", "from_code"])["name_zh"].transform("max")
    raise_for_rows(
        rows,
        nameless & (first == "") & (rows["kind"] != RECODED),
        path,
        "name_zh",
        expected="the name of the former unit",
        remedy="write its name into name_zh or name_en",
    )
