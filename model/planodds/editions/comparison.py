"""Comparison of two editions: odds that moved, targets decided in between, rows in one only.

The odds are those of `results.csv`; nothing is computed again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds import constants
from planodds.editions.files import read_text_table
from planodds.editions.layout import TOP_TABLES, parse_types
from planodds.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RUN = ("information", "scenario", "variant", "evidence")
_QUESTION = (*RUN, "unit", "target", "reading", "roster")
_KEY = (*_QUESTION, "year")
_DECIDED = (constants.DECIDED_MET, constants.DECIDED_MISSED)
FIRST, SECOND = "_a", "_b"
_LISTED = {"information": "information", "scenario": "scenarios"}  # as in the manifest
_ERRORS = 2.0  # combined Monte Carlo standard errors that a move must exceed


@dataclass(frozen=True, eq=False)
class OddsComparison:
    """Differences between the odds of two editions; columns end in `_a` (first) or `_b` (second).

    Attributes
    ----------
    moved : DataFrame
        Open in both and not equal: `probability`, `mcse`, `upper`, `threshold` of each,
        `change`, `error` (2 x combined MCSE) and `beyond`, whether the change exceeds it.
        The largest changes come first.
    unchanged : int
        Number of rows that are equal in both.
    status : DataFrame
        Rows whose status, or deciding year, is not the same: `status_a`, `year_a`, ….
    only_first, only_second : DataFrame
        Rows of one edition only; `whole_run`, whether the other lacks the entire run.
    """

    moved: pd.DataFrame
    unchanged: int
    status: pd.DataFrame
    only_first: pd.DataFrame
    only_second: pd.DataFrame


def compare_odds(first: Path, second: Path) -> OddsComparison:
    """Compare the odds of two editions, row by row.

    Parameters
    ----------
    first, second : Path
        Folders of editions.

    Returns
    -------
    OddsComparison

    Raises
    ------
    InputError
        A table of odds is missing, lacks a column, or has duplicate rows.
    """
    tables = _read_odds(first), _read_odds(second)
    joined = _join(*tables)
    both = joined["_merge"] == "both"
    paired, only_first, only_second = _pair_decided(
        joined[joined["_merge"] == "left_only"], joined[joined["_merge"] == "right_only"]
    )
    paired = pd.concat([_with_years(joined[both]), paired], ignore_index=True)
    same = _same_status(paired)
    is_open = (paired["status_a"] == constants.OPEN) & (paired["status_b"] == constants.OPEN)
    moved = _measure_changes(paired[is_open])
    unchanged = int((same & ~is_open).sum() + (moved["change"] == 0).sum())
    return OddsComparison(
        moved=moved[moved["change"] != 0].reset_index(drop=True),
        unchanged=unchanged,
        status=paired[~same].reset_index(drop=True),
        only_first=_mark_runs(only_first, tables[1]),
        only_second=_mark_runs(only_second, tables[0]),
    )


def _read_odds(folder: Path) -> pd.DataFrame:
    """Read an edition's table of odds, its numbers as numbers.

    Raises
    ------
    InputError
        It is missing, lacks a column, or answers a question twice.
    """
    path = folder / f"{TOP_TABLES[0]}.csv"
    table = read_text_table(path, folder)
    missing = [name for name in constants.RESULT_COLUMNS if name not in table.columns]
    if missing:
        raise InputError(
            f"no column {', '.join(missing)}",
            where=str(path),
            expected=", ".join(constants.RESULT_COLUMNS),
            remedy="build that edition again with `planodds run`",
        )
    table = parse_types(table[list(constants.RESULT_COLUMNS)])
    _check_unique(table, path)
    return table


def _check_unique(table: pd.DataFrame, path: Path) -> None:
    twice = table[table.duplicated(list(_KEY))]
    if len(twice):
        row = ", ".join(str(value) for value in twice.iloc[0][list(_KEY)] if value != "")
        raise InputError(
            f"{len(twice)} duplicate rows, the first: {row}",
            where=str(path),
            expected="one row for each question and year",
            remedy="build that edition again with `planodds run`",
        )


def _join(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    return first.merge(
        second,
        on=list(_KEY),
        how="outer",
        suffixes=(FIRST, SECOND),
        indicator=True,
        validate="one_to_one",
        sort=False,
    )


def _mark_runs(rows: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    other_runs = set(other[list(RUN)].itertuples(index=False, name=None))
    runs = rows[list(RUN)].itertuples(index=False, name=None)
    return rows.assign(whole_run=[run not in other_runs for run in runs])


def _with_years(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(year_a=rows["year"], year_b=rows["year"])


def _pair_decided(
    left: pd.DataFrame, right: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Pair rows of one question whose years differ because it was decided.

    A decided row has the year that decided it, an open one the year of the question.
    """
    sides = [_single_rows(rows, suffix) for rows, suffix in ((left, FIRST), (right, SECOND))]
    pairs = sides[0].merge(sides[1], on=list(_QUESTION))
    decided = pairs["status_a"].isin(_DECIDED) | pairs["status_b"].isin(_DECIDED)
    pairs = pairs[decided]
    rest = [
        rows[~rows.index.isin(pairs[f"row{suffix}"])]
        for rows, suffix in ((left, FIRST), (right, SECOND))
    ]
    return pairs.assign(year=pairs["year_b"]), *(rows.reset_index(drop=True) for rows in rest)


def _single_rows(rows: pd.DataFrame, suffix: str) -> pd.DataFrame:
    """Return rows that are unique for their question, with the columns of one edition."""
    rows = rows[~rows.duplicated(list(_QUESTION), keep=False)]
    columns = [name for name in rows.columns if name.endswith(suffix)]
    return rows[[*_QUESTION, *columns]].assign(
        **{f"year{suffix}": rows["year"], f"row{suffix}": rows.index}
    )


def _same_status(rows: pd.DataFrame) -> pd.Series:
    """Return where both have the same status and, of a decided question, the same year."""
    other_year = (rows["year_a"] != rows["year_b"]).fillna(False)
    return (rows["status_a"] == rows["status_b"]) & ~other_year


def _measure_changes(rows: pd.DataFrame) -> pd.DataFrame:
    """Add change, error and whether the change exceeds it; the largest changes first."""
    change = rows["probability_b"] - rows["probability_a"]
    error = _ERRORS * np.hypot(rows["mcse_a"], rows["mcse_b"])
    table = rows.assign(change=change, error=error, beyond=change.abs() > error)
    return table.sort_values("change", key=lambda values: -values.abs(), kind="stable")


def compare_manifests(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, dict[str, tuple[object, object]]]:
    """Compare the inputs of two editions, from their manifests.

    Parameters
    ----------
    first, second : mapping
        Manifests.

    Returns
    -------
    dict
        By subject (`data`, `priors`, `code`, `versions`, `settings`, `asked for`), the two
        values of each item that differs; None if one edition does not have it.
    """
    files = _pairs(first.get("data_hashes") or {}, second.get("data_hashes") or {})
    priors = {name: pair for name, pair in files.items() if name == "priors.yaml"}
    subjects = {
        "data": {name: pair for name, pair in files.items() if name not in priors},
        "priors": priors,
        "code": _pick(first, second, "commit", "dirty", "source_hash"),
        "versions": _pairs(first.get("versions") or {}, second.get("versions") or {})
        | _pick(first, second, "platform"),
        "settings": _pairs(first.get("settings") or {}, second.get("settings") or {})
        | _pick(first, second, "seed", "paths", "quick"),
        "asked for": _pairs(_requested_runs(first), _requested_runs(second)),
    }
    return {subject: pairs for subject, pairs in subjects.items() if pairs}


def _requested_runs(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{kind} {name}": "yes"
        for kind, listed in _LISTED.items()
        for name in manifest.get(listed, ())
    }


def _pick(
    first: Mapping[str, Any], second: Mapping[str, Any], *names: str
) -> dict[str, tuple[object, object]]:
    return _pairs(
        {name: first.get(name) for name in names}, {name: second.get(name) for name in names}
    )


def _pairs(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """Return both values of each name whose values differ."""
    return {
        name: (first.get(name), second.get(name))
        for name in dict.fromkeys((*first, *second))
        if first.get(name) != second.get(name)
    }
