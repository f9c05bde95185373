"""Amounts in the tables of an edition, in the unit in which a language shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants

if TYPE_CHECKING:
    from planodds.editions.reader import Edition
    from planodds.report.text.words import Words

# columns of nothing but amounts
AMOUNT_COLUMNS = frozenset(("last_gdp", "from_value", "to_value", "before", "after"))
_QUANTILES = frozenset(f"q{percent:02}" for percent in range(1, 100))
_BY_VARIABLE = {  # columns of amounts where the row's variable is one, not a rank
    "quantiles": _QUANTILES | {"mean"},
    "comparison": _QUANTILES | {"baseline_q50"},
    "thresholds": {"threshold"},
    "early_figures": _QUANTILES | {"value", "q10_without", "q50_without", "q90_without"},
    "history": {"value"},
}
_BY_TARGET = {"results": {"threshold"}, "mixture": {"threshold"}}
_ASSUMED = ("level", "one_off", "in_base")  # measures of an assumption
_LOGS = ("then", "now")  # of a revision: logarithms of amounts, where its unit is that
_DIGITS = 12  # that a conversion by a power of ten keeps


def show_amount(value: float, words: Words) -> float:
    """Convert an amount to the unit in which the language shows it.

    Parameters
    ----------
    value : float
        In the unit of the data.
    words : Words
        Its study declares the scale.

    Returns
    -------
    float

    Examples
    --------
    >>> from planodds.report.text.words import Words
    >>> show_amount(107.483, Words.load("zh")), show_amount(107.483, Words.load("en"))
    (107.483, 10.7483)
    """
    return value if words.scale == 1.0 else float(f"{value * words.scale:.{_DIGITS}g}")


def show_amounts(
    edition: Edition, words: Words, stem: str, table: pd.DataFrame
) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """Convert the amounts of a table to the unit in which the language shows them.

    Parameters
    ----------
    edition : Edition
        Its plan has the units of the targets, its study those of the variables.
    words : Words
    stem : str
        Name of the table.
    table : DataFrame

    Returns
    -------
    shown : DataFrame
        A copy where there are amounts; logarithms of amounts have become amounts.
    places : dict of str to ndarray of bool
        By column: the rows that hold an amount. Columns without any are left out.
    """
    found = _find_amounts(edition, stem, table)
    places = {column: rows for column, rows in found.items() if rows.any()}
    shown = table.copy() if places else table
    for column, rows in places.items():
        values = shown[column].to_numpy(dtype=float, copy=True)
        own = values[rows]
        if stem == "forecast_revision":
            own = np.exp(own)
        values[rows] = [show_amount(value, words) for value in own.tolist()]
        shown[column] = values
    return shown, places


def is_amount(edition: Edition, target: str) -> bool:
    """Return whether the threshold of a target is an amount in the unit of a variable.

    Parameters
    ----------
    edition : Edition
    target : str
        Its id in the plan.

    Returns
    -------
    bool
    """
    units = {variable.unit for variable in edition.study.variables.values()}
    return any(known.id == target and known.unit in units for known in edition.plan.targets)


def _find_amounts(edition: Edition, stem: str, table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Rows with an amount, by column."""
    whole = np.ones(len(table), dtype=bool)
    found = {column: whole for column in table.columns if column in AMOUNT_COLUMNS}
    if stem in _BY_VARIABLE:
        rows = table["variable"].isin(edition.study.roles).to_numpy()
        found |= {column: rows for column in table.columns if column in _BY_VARIABLE[stem]}
    if stem in _BY_TARGET:
        codes = table["target"].astype(str)
        known = {code for code in codes.unique() if is_amount(edition, code)}
        rows = codes.isin(known).to_numpy()
        found |= dict.fromkeys(_BY_TARGET[stem], rows)
    if stem == "facts":
        units = [variable.unit for variable in edition.study.variables.values()]
        found["value"] = table["unit"].isin(units).to_numpy()
    if stem == "assumptions":
        rows = table["series"].isin(constants.COUNTY_SERIES) & table["measure"].isin(_ASSUMED)
        found |= dict.fromkeys(("value", "low", "high"), rows.to_numpy())
    if stem == "forecast_revision":
        found |= dict.fromkeys(_LOGS, (table["unit"] == "log").to_numpy())
    return {
        column: rows & pd.to_numeric(table[column], errors="coerce").notna().to_numpy()
        for column, rows in found.items()
    }
