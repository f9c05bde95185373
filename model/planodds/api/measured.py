"""Data frames that are shown with the units of measurement of their numbers."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from planodds.inputs.study import Study

_KEY = "measured_in"  # of the attributes, and the column that is shown
_NAMES = {"growth_per_year": "share per year", "rank": "place", "percent": "%"}
SHARE = "share from 0 to 1"


class MeasuredFrame(pd.DataFrame):
    """A data frame whose printed form states units of measurement; its columns stay as they are.

    What is selected from it is shown in the same way. ``pandas.DataFrame(frame)`` is the plain
    frame.

    Examples
    --------
    >>> table = pd.DataFrame({"variable": ["gdp", "rank"], "q50": [107.5, 73.0]})
    >>> units = {"gdp": "100 million yuan", "rank": "place"}
    >>> print(measure(table, rows=("variable", units, ["q50"])))
      variable       measured_in    q50
    0      gdp  100 million yuan  107.5
    1     rank             place   73.0
    >>> print(measure(pd.DataFrame({"mcse": [0.01]}), columns={"mcse": "share from 0 to 1"}))
       mcse
    0  0.01
    mcse: share from 0 to 1
    """

    @property
    def _constructor(self) -> Callable[..., MeasuredFrame]:
        return MeasuredFrame

    def __repr__(self) -> str:
        table, notes = _as_shown(self)
        return "\n".join([repr(table), *notes])

    def _repr_html_(self) -> str | None:
        table, notes = _as_shown(self)
        html = table._repr_html_()
        return html and html + "".join(f"<p>{escape(note)}</p>" for note in notes)


def measure(
    table: pd.DataFrame,
    *,
    rows: tuple[str, Mapping[str, str], Sequence[str]] | None = None,
    columns: Mapping[str, str] | None = None,
) -> MeasuredFrame:
    """Return a table that states its units of measurement when it is shown.

    Parameters
    ----------
    table : DataFrame
    rows : tuple of str, mapping of str to str and sequence of str, optional
        A column, the unit of measurement of each of its values, and the columns of numbers so
        measured.
    columns : mapping of str to str, optional
        Unit of measurement of columns that have one throughout.

    Returns
    -------
    MeasuredFrame
        The same values, column types and other attributes.
    """
    made = MeasuredFrame(table)
    key, units, numbers = rows or ("", {}, ())
    stated = {
        "key": key,
        "units": dict(units),
        "numbers": list(numbers),
        "columns": dict(columns or {}),
    }
    made.attrs = {**table.attrs, _KEY: stated}
    return made


def name_measure(code: str, study: Study) -> str:
    """Name a unit of measurement in English: that of a variable as the study names it.

    Parameters
    ----------
    code : str
        As in plans and panels: ``cny_1e8``, ``growth_per_year``.
    study : Study

    Returns
    -------
    str
        The code itself where it has no name.
    """
    named = {each.unit: each.measure["en"] for each in study.variables.values() if each.measure}
    return named.get(code) or _NAMES.get(code, code)


def _as_shown(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with the column of units, and notes on columns of one unit each."""
    table = pd.DataFrame(frame)
    known: dict[str, Any] = frame.attrs.get(_KEY) or {}
    present = [name for name in known.get("numbers", ()) if name in table.columns]
    units, notes = known.get("units", {}), []
    if present and known["key"] in table.columns and _KEY not in table.columns:
        stated = [units.get(str(value), "") for value in table[known["key"]]]
        table.insert(int(table.columns.get_indexer([present[0]])[0]), _KEY, stated)
    elif present:
        told = "; ".join(f"{value} in {unit}" for value, unit in units.items())
        notes.append(f"{', '.join(present)}: {told}")
    by_unit: dict[str, list[str]] = {}
    for name, unit in known.get("columns", {}).items():
        if name in table.columns:
            by_unit.setdefault(unit, []).append(name)
    return table, notes + [f"{', '.join(names)}: {unit}" for unit, names in by_unit.items()]
