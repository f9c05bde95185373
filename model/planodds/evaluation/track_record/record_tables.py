"""Read the committed tables of the track record, with each column checked by its kind."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pandas as pd

from planodds.errors import InputError
from planodds.execution.digests import hash_text
from planodds.inputs.tables.csv_reader import raise_for_rows, read_csv_cells, read_table
from planodds.inputs.tables.files import RECORD_FOLDER, shared_folder
from planodds.inputs.tables.input_file import display_path, read_bytes
from planodds.inputs.tables.schemas import ColumnRule, TableSchema

if TYPE_CHECKING:
    from pathlib import Path

_NUMBER = re.compile(r"-?[0-9]{1,5}(\.[0-9]{1,20})?(e-[0-9]{1,2})?")
_NAME = re.compile(r"[0-9a-z][0-9A-Za-z_.-]{0,79}")
_COUNT = re.compile(r"[0-9]{1,9}(\.0)?")
_REMEDY = "run `make record`, or restore the committed file"

_TEXT = ColumnRule(
    lambda cell: bool(_NAME.fullmatch(cell)), "a name of letters, digits and underscores", _REMEDY
)
_ANY = ColumnRule(lambda cell: True, "anything", _REMEDY)
_COUNTED = ColumnRule(
    lambda cell: bool(_COUNT.fullmatch(cell)), "a whole number, not below zero", _REMEDY
)
_MEASURED = ColumnRule(lambda cell: bool(_NUMBER.fullmatch(cell)), "a number", _REMEDY)
_SHARE = ColumnRule(
    lambda cell: bool(_NUMBER.fullmatch(cell)) and 0 <= float(cell) <= 1,
    "a share from 0 to 1",
    _REMEDY,
)
_SKILL = ColumnRule(
    lambda cell: bool(_NUMBER.fullmatch(cell)) and -100 <= float(cell) <= 1,
    "a skill of at most 1",
    _REMEDY,
)


def _or_empty(rule: ColumnRule) -> ColumnRule:
    return ColumnRule(
        lambda cell: not cell or rule.accepts(cell), f"{rule.expected}, or an empty cell", _REMEDY
    )


_PANEL = {"panel": _TEXT, "variable": _TEXT}
_RULES: dict[str, dict[str, ColumnRule]] = {
    "skill": {
        **_PANEL,
        "part": _TEXT,
        "horizon": _COUNTED,
        "model": _TEXT,
        "rival": _TEXT,
        **dict.fromkeys(("origins", "n_eff", "cells"), _COUNTED),
        **dict.fromkeys(("score", "score_rival"), _MEASURED),
        "skill": _SKILL,
        **dict.fromkeys(("lower", "upper", "log_gain"), _or_empty(_MEASURED)),
        "units": _COUNTED,
        "units_better": _SHARE,
        "worst": _or_empty(_MEASURED),
        "worst_origin": _or_empty(_COUNTED),
        "sample": _TEXT,
    },
    "coverage": {
        **_PANEL,
        "model": _TEXT,
        "part": _TEXT,
        "promise": _SHARE,
        **dict.fromkeys(("horizon", "origins", "cells", "n_eff"), _COUNTED),
        "held": _SHARE,
        **dict.fromkeys(("lower", "upper"), _or_empty(_SHARE)),
        **dict.fromkeys(("held_spread", "worst"), _SHARE),
        "worst_origin": _COUNTED,
        "sample": _TEXT,
    },
    "reliability": {
        **_PANEL,
        "model": _TEXT,
        "horizon": _COUNTED,
        **dict.fromkeys(
            ("forecast_probability", "observed_frequency", "lower", "upper", "density"), _SHARE
        ),
    },
    "reliability_bins": {
        **_PANEL,
        "model": _TEXT,
        "horizon": _COUNTED,
        "low": _SHARE,
        "high": _SHARE,
        "events": _COUNTED,
        "forecast_probability": _SHARE,
        "hits": _COUNTED,
        **dict.fromkeys(("lower", "upper"), _or_empty(_SHARE)),
    },
    "brier": {
        **_PANEL,
        "model": _TEXT,
        "horizon": _COUNTED,
        "events": _COUNTED,
        **dict.fromkeys(("brier", "miscalibration", "discrimination", "uncertainty"), _SHARE),
    },
    "schedule": {
        "panel": _TEXT,
        "flag": _TEXT,
        **dict.fromkeys(("windows", "first_base", "last_base", "units", "arrived"), _COUNTED),
        **dict.fromkeys(
            ("share", "lower", "upper", "brier_flag", "brier_record", "brier_chance"), _SHARE
        ),
        "chance_windows": _COUNTED,
    },
    "terms": {
        **dict.fromkeys(("made", "priors", "term"), _TEXT),
        "block": _ANY,
        **dict.fromkeys(("measure", "target"), _TEXT),
        "information": _ANY,
        "year": _COUNTED,
        "value": _MEASURED,
        **dict.fromkeys(("change", "error"), _or_empty(_MEASURED)),
        "n": _COUNTED,
        "n_eff": _or_empty(_MEASURED),
    },
}
_CALIBRATION = "calibration"  # one column for each quantity: shares of draws below its true value
_ORDERED = (("lower", "upper"), ("low", "high"), ("hits", "events"), ("arrived", "units"))
_TEXTS = (_TEXT, _ANY)
RECORD_TABLES = (*_RULES, _CALIBRATION)


def read_record_table(data_dir: Path, name: str) -> pd.DataFrame:
    """Read a table of the track record.

    Parameters
    ----------
    data_dir : Path
        Folder of a study.
    name : str
        One of ``RECORD_TABLES``.

    Returns
    -------
    DataFrame
        Names as str, all else float64, or int64 where every cell is a whole number; NaN where a
        cell is empty.

    Raises
    ------
    InputError
        The table is missing, has no row, a column is missing or unknown, a cell is not of its
        kind, a lower bound is above its upper one, or a row appears twice.

    Examples
    --------
    >>> from planodds.inputs.tables.files import DATA_DIR
    >>> read_record_table(DATA_DIR, "brier").columns[:4].to_list()
    ['panel', 'variable', 'model', 'horizon']
    """
    path = shared_folder(data_dir, RECORD_FOLDER) / f"{name}.csv"
    return _read(path, hash_text(read_bytes(path)), name).copy()


@lru_cache(maxsize=2 * len(RECORD_TABLES))
def _read(path: Path, digest: str, name: str) -> pd.DataFrame:
    if name == _CALIBRATION:
        rules = dict.fromkeys(read_csv_cells(path).columns, _SHARE) | {"simulation": _COUNTED}
    else:
        rules = _RULES[name]
    table = read_table(path, TableSchema(rules))
    if table.empty:
        raise InputError(
            f"{path.name} has no row",
            where=display_path(path),
            expected="the rows of the record",
            remedy=_REMEDY,
        )
    columns = {
        name: table[name].mask(table[name] == "") if rule in _TEXTS else pd.to_numeric(table[name])
        for name, rule in rules.items()
    }
    numbers = table.assign(**columns)
    _check_rows(numbers, path)
    return numbers.reset_index(drop=True)


def check_records(data_dir: Path) -> dict[str, int]:
    """Check every table of the track record that a run or a command for planners reads.

    Parameters
    ----------
    data_dir : Path
        Folder of a study.

    Returns
    -------
    dict of str to int
        Rows by file; only of the tables that are there.

    Raises
    ------
    InputError
        As ``read_record_table``.
    """
    folder = shared_folder(data_dir, RECORD_FOLDER)
    return {
        f"{RECORD_FOLDER}/{name}.csv": len(read_record_table(data_dir, name))
        for name in RECORD_TABLES
        if (folder / f"{name}.csv").exists(follow_symlinks=False)
    }


def _check_rows(table: pd.DataFrame, path: Path) -> None:
    for low, high in _ORDERED:
        if {low, high} <= set(table.columns):
            raise_for_rows(
                table,
                table[low] > table[high],
                path,
                low,
                expected=f"{low} at most as large as {high}",
                remedy=_REMEDY,
            )
    raise_for_rows(
        table,
        table.duplicated(),
        path,
        str(table.columns[0]),
        expected="each row once",
        remedy=_REMEDY,
    )
