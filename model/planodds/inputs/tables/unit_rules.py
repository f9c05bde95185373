"""Rules between study.yaml and units.csv: the home unit, rosters and groups must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.errors import InputError, suggest
from planodds.inputs.tables import files
from planodds.inputs.tables.csv_reader import raise_for_rows

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from planodds.inputs.study import Study

_FEWEST = 2  # units that can be ranked


def check_units(units: pd.DataFrame, study: Study, data_dir: Path) -> None:
    """Check the units against the description of the study.

    Parameters
    ----------
    units : DataFrame
        Index ``line``, as from the file.
    study : Study
    data_dir : Path

    Raises
    ------
    InputError
        There is no unit, or the home unit is not among them; two units of one group have the same
        name; a roster names an unknown column, or leaves fewer than two units.
    """
    where = files.display_path(data_dir / files.STUDY_FILE)
    if units.empty:
        raise InputError(
            "no unit",
            where=files.display_path(data_dir / files.UNITS_FILE),
            expected="one row per unit below the header",
            remedy="restore the rows",
        )
    codes = units["code"].tolist()
    if study.home.unit not in codes:
        raise InputError(
            f"home unit {study.home.unit!r} is not in units.csv",
            where=f"{where} key home.unit",
            expected="a code of units.csv",
            remedy=suggest(study.home.unit, codes, otherwise="look the code up in units.csv"),
        )
    _check_names(units, study, data_dir)
    for name, roster in study.rosters.items():
        _check_roster(name, roster.exclude, units, where)


def _check_names(units: pd.DataFrame, study: Study, data_dir: Path) -> None:
    """Check that units of one group differ by name, whatever its case, width and blanks."""
    group = units[f"{study.groups}_en"] if study.groups else units["code"].str[:0]
    for column in ("name_zh", "name_en"):
        plain = (
            units[column].str.normalize("NFKC").str.casefold().str.replace(r"\s+", " ", regex=True)
        )
        raise_for_rows(
            units,
            units.assign(plain=plain, group=group).duplicated(["plain", "group"], keep=False)
            & (units[column] != units["code"]),
            data_dir / files.UNITS_FILE,
            column,
            expected="names that differ between the units of one group",
            remedy="correct the name, or add what tells the two units apart",
        )


def _check_roster(
    name: str, exclude: dict[str, tuple[str, ...]], units: pd.DataFrame, where: str
) -> None:
    left = units
    for column, values in exclude.items():
        if column not in units.columns:
            raise InputError(
                f"roster {name!r} excludes by the unknown column {column!r}",
                where=f"{where} key rosters.{name}.exclude",
                expected="a column of units.csv",
                remedy=suggest(column, list(units.columns), otherwise="add the column"),
            )
        left = left[~left[column].isin(values)]
    if len(left) < _FEWEST:
        raise InputError(
            f"roster {name!r} has {len(left)} of {len(units)} units",
            where=f"{where} key rosters.{name}",
            expected=f"at least {_FEWEST} units to rank",
            remedy="exclude fewer units, or remove the roster",
        )
