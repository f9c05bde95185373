"""A unit by what it is called: its code, or one of its names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.errors import UsageError, suggest
from planodds.inputs.tables.csv_reader import quote

if TYPE_CHECKING:
    import pandas as pd

_NAMES = ("code", "name_zh", "name_en")


def find_unit(units: pd.DataFrame, named: str) -> str:
    """Return the code of a unit that is named by its code or by one of its names.

    Parameters
    ----------
    units : DataFrame
        As from ``read_units``, or indexed by code.
    named : str

    Returns
    -------
    str

    Raises
    ------
    UsageError
        No unit, or several, are called that.
    """
    if "code" not in units:
        units = units.rename_axis("code").reset_index()
    found = codes_called(units, named)
    if len(found) == 1:
        return found[0]
    known = [str(value) for column in _NAMES if column in units for value in units[column]]
    raise UsageError(
        f"{len(found)} units are called {quote(named)}"
        if found
        else f"unknown unit {quote(named)}",
        where="units.csv",
        expected=", ".join(found) or "a code or a name of units.csv",
        remedy="name the unit by its code"
        if found
        else suggest(named, known, otherwise="see units.csv"),
    )


def codes_called(units: pd.DataFrame, named: str) -> list[str]:
    """Return the codes of all units with this code or name, letter case apart.

    Parameters
    ----------
    units : DataFrame
        With a column ``code``.
    named : str

    Returns
    -------
    list of str
        Empty if no unit is called that.
    """
    name = named.strip().casefold()
    columns = [column for column in _NAMES if column in units]
    hit = units[columns].apply(lambda column: column.str.casefold() == name).any(axis=1)
    return [str(code) for code in units.loc[hit, "code"]]
