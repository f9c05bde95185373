"""Two editions side by side: which odds moved, what was decided between, what stands in one only.

Nothing is computed anew: the rows are those of `results.csv`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds import constants
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
    """How the odds of two editions differ; columns of the first end in `_a`, the others in `_b`.

    Attributes
    ----------
    moved : DataFrame
        Open in both and not equal: `probability`, `mcse`, `upper`, `threshold` of each,
        `change`, `error` (2 x combined MCSE) and `beyond`, whether the change exceeds it.
        The biggest moves come first.
    unchanged : int
        Rows that say the same in both.
    status : DataFrame
        Rows whose status, or deciding year, is not the same: `status_a`, `year_a`, ….
    only_first, only_second : DataFrame
        Rows that stand in one edition only; `whole_run`, whether the other has none of that
        run at all.
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

    Raises
    ------
    InputError
        A table of odds is missing, lacks a column, or holds a row twice.
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
    moved = _measure(paired[is_open])
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
    if not path.is_file():
        raise InputError(
            f"{path.name} is missing",
            where=str(folder),
            expected="the table of odds of a complete edition",
            remedy="make that edition anew with `planodds run`",
        )
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    lacking = [name for name in constants.RESULT_COLUMNS if name not in table.columns]
    if lacking:
        raise InputError(
            f"no column {', '.join(lacking)}",
            where=str(path),
            expected=", ".join(constants.RESULT_COLUMNS),
            remedy="make that edition anew with `planodds run`",
        )
    table = parse_types(table[list(constants.RESULT_COLUMNS)])
    _require_single(table, path)
    return table


def _require_single(table: pd.DataFrame, path: Path) -> None:
    twice = table[table.duplicated(list(_KEY))]
    if len(twice):
        row = ", ".join(str(value) for value in twice.iloc[0][list(_KEY)] if value != "")
        raise InputError(
            f"{len(twice)} rows stand twice, the first: {row}",
            where=str(path),
            expected="one row for each question and year",
            remedy="make that edition anew with `planodds run`",
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
    known = set(other[list(RUN)].itertuples(index=False, name=None))
    runs = rows[list(RUN)].itertuples(index=False, name=None)
    return rows.assign(whole_run=[run not in known for run in runs])


def _with_years(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(year_a=rows["year"], year_b=rows["year"])


def _pair_decided(
    left: pd.DataFrame, right: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Pair rows of one question that bear different years because it was decided.

    A decided row bears the year that decided it, an open one the year it asks about.
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
    """Return the rows that are the only ones of their question, in one edition's columns."""
    rows = rows[~rows.duplicated(list(_QUESTION), keep=False)]
    own = [name for name in rows.columns if name.endswith(suffix)]
    kept = rows[[*_QUESTION, *own]]
    return kept.assign(**{f"year{suffix}": rows["year"], f"row{suffix}": rows.index})


def _same_status(rows: pd.DataFrame) -> pd.Series:
    """Tell where both say the same: the status, and of a decided question the year too."""
    other_year = (rows["year_a"] != rows["year_b"]).fillna(False)
    return (rows["status_a"] == rows["status_b"]) & ~other_year


def _measure(rows: pd.DataFrame) -> pd.DataFrame:
    """Add change, error and whether the one exceeds the other; the biggest moves first."""
    change = rows["probability_b"] - rows["probability_a"]
    error = _ERRORS * np.hypot(rows["mcse_a"], rows["mcse_b"])
    table = rows.assign(change=change, error=error, beyond=change.abs() > error)
    return table.sort_values("change", key=lambda values: -values.abs(), kind="stable")


def compare_manifests(
    first: Mapping[str, Any], second: Mapping[str, Any]
) -> dict[str, dict[str, tuple[object, object]]]:
    """Describe what went into two editions differently, from their manifests.

    Returns
    -------
    dict
        By subject (`data`, `priors`, `code`, `versions`, `settings`, `asked for`), for each
        thing that differs its two values; None where one edition does not have it.
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
        "asked for": _pairs(_asked(first), _asked(second)),
    }
    return {subject: pairs for subject, pairs in subjects.items() if pairs}


def _asked(manifest: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{kind} {name}": "yes"
        for kind, listed in _LISTED.items()
        for name in manifest.get(listed, ())
    }


def _pick(
    first: Mapping[str, Any], second: Mapping[str, Any], *wanted: str
) -> dict[str, tuple[object, object]]:
    return _pairs(
        {name: first.get(name) for name in wanted}, {name: second.get(name) for name in wanted}
    )


def _pairs(first: Mapping[str, Any], second: Mapping[str, Any]) -> dict[str, tuple[object, object]]:
    """Return the two values of each name whose values are not equal."""
    return {
        name: (first.get(name), second.get(name))
        for name in dict.fromkeys((*first, *second))
        if first.get(name) != second.get(name)
    }
