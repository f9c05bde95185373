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
        name; a group is spelt in two ways; a roster names an unknown column or
        value, or leaves fewer than two units.
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
    _check_groups(units, study, data_dir)
    for name, roster in study.rosters.items():
        _check_roster(name, roster.exclude, units, where)


def _check_names(units: pd.DataFrame, study: Study, data_dir: Path) -> None:
    """Check that units of one group differ by name, whatever its case, width and blanks."""
    group = units[f"{study.groups}_en"] if study.groups else units["code"].str[:0]
    for column in ("name_zh", "name_en"):
        raise_for_rows(
            units,
            units.assign(plain=_plain(units[column]), group=group).duplicated(
                ["plain", "group"], keep=False
            )
            & (units[column] != units["code"]),
            data_dir / files.UNITS_FILE,
            column,
            expected="names that differ between the units of one group",
            remedy="correct the name, or add what tells the two units apart",
        )


def _plain(names: pd.Series) -> pd.Series:
    """Return names without differences of case, width and blanks."""
    return names.str.normalize("NFKC").str.casefold().str.replace(r"\s+", " ", regex=True)


def _check_groups(units: pd.DataFrame, study: Study, data_dir: Path) -> None:
    """Check that a group is spelt in one way: another spelling would be another group."""
    if not study.groups:
        return
    for column in dict.fromkeys((f"{study.groups}_en", f"{study.groups}_zh")):
        first = units.groupby(_plain(units[column]))[column].transform("first")
        raise_for_rows(
            units,
            units[column] != first,
            data_dir / files.UNITS_FILE,
            column,
            expected="one spelling of each group, in all of its rows",
            remedy="write the group as in the rows above",
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
        _check_excluded(column, values, units, f"{where} key rosters.{name}.exclude.{column}")
        left = left[~left[column].isin(values)]
    if len(left) < _FEWEST:
        raise InputError(
            f"roster {name!r} has {len(left)} of {len(units)} units",
            where=f"{where} key rosters.{name}",
            expected=f"at least {_FEWEST} units to rank",
            remedy="exclude fewer units, or remove the roster",
        )


def _check_excluded(column: str, values: tuple[str, ...], units: pd.DataFrame, where: str) -> None:
    """Refuse an excluded value that no unit has: it would leave out nothing."""
    known = units[column].unique().tolist()
    unknown = [value for value in values if value not in known]
    if unknown:
        raise InputError(
            f"no unit has {column} = {unknown[0]!r}",
            where=where,
            expected=f"a value of the column {column} of units.csv",
            remedy=suggest(unknown[0], known, otherwise="correct the value, or remove it"),
        )
