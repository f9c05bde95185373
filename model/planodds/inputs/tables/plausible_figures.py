"""Figures that cannot be meant: too large for their unit, or far from the unit's figure before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import InputError
from planodds.inputs.tables.csv_reader import quote
from planodds.inputs.tables.input_file import display_path

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

_NAMES = ("code", "unit_code", "series", "indicator", "year")  # of a row, for messages
_POWER = re.compile(r"_1e(\d+)$")
_LARGEST = 1e17  # in single units: the sum of all economies is below it in every currency
_RATES = {"percent": (-100.0, 1000.0), "share": (-1.0, 10.0), "growth_per_year": (-1.0, 10.0)}
_PERSONS = "persons"
_MOST_PERSONS = 2e10
_MAX_FACTOR = 50.0  # of a level in a year; the largest in 78 000 shipped figures is 14
_MAX_NEW_FACTOR = 3.0  # of a single unit's new figure, which no other unit's supports
MEANT_FLAG = "corrected"  # flag of a figure that has been looked at
_HINTS = ((1e4, "10,000"), (1e8, "100,000,000"), (1e3, "1,000"), (1e6, "1,000,000"))
_NEAR = 3.0  # a factor within three of 10,000 suggests another unit


def figure_limits(measure: str) -> tuple[float, float]:
    """Return the smallest and the largest figure that a unit of measurement allows.

    Parameters
    ----------
    measure : str
        Such as ``percent``, ``persons_1e4`` or ``cny_1e8``.

    Returns
    -------
    low, high : float

    Examples
    --------
    >>> figure_limits("percent"), figure_limits("cny_1e8")
    ((-100.0, 1000.0), (-1000000000.0, 1000000000.0))
    """
    if measure in _RATES:
        return _RATES[measure]
    match = _POWER.search(measure)
    largest = _MOST_PERSONS if measure.startswith(_PERSONS) else _LARGEST
    largest /= 10.0 ** int(match[1]) if match else 1.0
    return -largest, largest


def check_magnitude(cells: pd.DataFrame, path: Path) -> None:
    """Check that every figure is finite and possible in its unit of measurement.

    Parameters
    ----------
    cells : DataFrame
        Index ``line``; ``value`` and ``unit``.
    path : Path

    Raises
    ------
    InputError
        A figure is not.
    """
    limits = {measure: figure_limits(measure) for measure in cells["unit"].unique()}
    low, high = (
        cells["unit"].map({measure: pair[side] for measure, pair in limits.items()}).astype(float)
        for side in (0, 1)
    )
    inside = np.isfinite(cells["value"]) & (cells["value"] >= low) & (cells["value"] <= high)
    if inside.all():
        return
    faulty = cells[~inside]
    first = faulty.iloc[0]
    named = " ".join(str(first[name]) for name in _NAMES if name in faulty.columns)
    more = f"; {len(faulty)} such rows" if len(faulty) > 1 else ""
    raise InputError(
        f"value = {quote(f'{first["value"]:g}')} {first['unit']} ({named}){more}",
        where=f"{display_path(path)} row {faulty.index[0]}",
        expected=f"a figure from {low[faulty.index[0]]:g} to {high[faulty.index[0]]:g} "
        f"{first['unit']}",
        remedy="correct the figure or its unit of measurement",
    )


def check_steps(cells: pd.DataFrame, key: Sequence[str], path: Path) -> None:
    """Check each level against the figure before it: a wrong unit changes it by 10,000 at once.

    Parameters
    ----------
    cells : DataFrame
        Index ``line``; the columns of ``key``, ``year``, ``value`` and ``flag``, levels above
        zero. Rows whose flag is ``corrected`` are taken as meant.
    key : sequence of str
        Columns that identify a series.
    path : Path

    Raises
    ------
    InputError
        A level is more than 50 times the one before, or less than a 50th, for each year between
        the two.
    """
    ordered = cells.sort_values([*key, "year"], kind="stable")
    groups = ordered.groupby(list(key), sort=False)
    before, since = groups["value"].shift(), ordered["year"] - groups["year"].shift()
    _refuse_far(ordered, before, since, key, path, limit=_MAX_FACTOR)


def check_new_figures(new: pd.DataFrame, before: pd.Series, path: Path) -> None:
    """Check new figures of single units against each unit's last one.

    Parameters
    ----------
    new : DataFrame
        Index ``line``; ``code``, ``indicator``, ``year``, ``value`` and ``flag``.
    before : Series of float
        The unit's last figure, on the same index; NaN where there is none.
    path : Path

    Raises
    ------
    InputError
        A figure is more than three times the last one, or less than a third of it.
    """
    years = new["year"] * 0 + 1
    _refuse_far(new, before, years, ("code", "indicator"), path, limit=_MAX_NEW_FACTOR)


def _refuse_far(
    cells: pd.DataFrame,
    before: pd.Series,
    since: pd.Series,
    key: Sequence[str],
    path: Path,
    *,
    limit: float,
) -> None:
    """Refuse levels that are far from those before them, unless they are flagged as meant."""
    known = (before > 0) & (cells["value"] > 0) & (cells["flag"] != MEANT_FLAG)
    factor = (cells["value"] / before).where(known, 1.0)
    faulty = cells[np.abs(np.log(factor)) > np.log(limit * np.maximum(since.fillna(1), 1))]
    if faulty.empty:
        return
    line = faulty.index.min()
    row, name = faulty.loc[line], " ".join(str(faulty.at[line, part]) for part in key)
    more = f"; {len(faulty)} such rows" if len(faulty) > 1 else ""
    raise InputError(
        f"value = {row['value']:.12g} of {name} in {row['year']} is {_describe(factor[line])} the "
        f"figure before it, {before[line]:.12g}{more}",
        where=f"{display_path(path)} row {line} column value",
        expected=f"a level within a factor of {limit:g} per year",
        remedy="convert the figure to the unit of its column; if it is right, write "
        f"{MEANT_FLAG} in the column flag, and why in note",
    )


def _describe(factor: float) -> str:
    """Describe a factor, with the factor between units of measurement that it suggests."""
    size = max(factor, 1 / factor)
    text = f"{size:,.3g} times" if factor > 1 else f"1/{size:,.3g} of"
    near = [name for power, name in _HINTS if power / _NEAR < size < power * _NEAR]
    if not near:
        return text
    return f"{text} (in a unit {near[0]} times {'smaller' if factor > 1 else 'larger'}?)"
