"""Published levels and ranks of a panel, and year pairs on one statistical basis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.execution.owner_cache import cached_on

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel


def published_table(panel: Panel, variable: str) -> np.ndarray:
    """Return the panel's levels of a variable.

    Parameters
    ----------
    panel : Panel
    variable : str
        ``gdp`` or ``revenue``.

    Returns
    -------
    ndarray of float, shape (unit, year)
        亿元 (1e8 CNY); NaN where unpublished.

    Raises
    ------
    UsageError
        If the variable is neither GDP nor revenue.
    """
    if variable == constants.GDP:
        return panel.gdp
    if variable == constants.REVENUE:
        return panel.revenue
    raise UsageError(
        f"variable {variable!r}",
        where="published_table",
        expected=f"{constants.GDP} or {constants.REVENUE}",
    )


def published_level(panel: Panel, unit: str, variable: str, year: int) -> float:
    """Return the published level of a unit, early figures of single units included.

    Parameters
    ----------
    panel : Panel
    unit : str
        Code of the unit.
    variable : str
        ``gdp`` or ``revenue``.
    year : int
        Data year.

    Returns
    -------
    float
        亿元 (1e8 CNY); NaN if it is not published.
    """
    if year in panel.years:
        row = panel.units.index(unit)
        return float(published_table(panel, variable)[row, panel.years.index(year)])
    return _early_levels(panel).get((unit, variable, year), math.nan)


def _early_levels(panel: Panel) -> dict[tuple[str, str, int], float]:
    """Return early figures by unit, variable and year; the first of several is used."""

    def collect() -> dict[tuple[str, str, int], float]:
        return {
            (row.code, row.variable, int(row.year)): float(row.value)
            for row in panel.ragged_edge.iloc[::-1].itertuples()
        }

    return cached_on(panel, "early", collect)


def last_published_year(panel: Panel, unit: str, variable: str) -> int:
    """Return the last year with a published level of a unit, early figures included.

    Parameters
    ----------
    panel : Panel
    unit : str
        Code of the unit.
    variable : str
        ``gdp`` or ``revenue``.

    Returns
    -------
    int

    Raises
    ------
    UsageError
        If the panel has no figure of the unit.
    """
    years = [*panel.years, *sorted({year for _, _, year in _early_levels(panel)})]
    published = [y for y in years if not math.isnan(published_level(panel, unit, variable, y))]
    if not published:
        raise UsageError(
            f"no published {variable} of unit {unit}",
            where="panel",
            expected="at least one figure",
            remedy="check the code of the unit",
        )
    return published[-1]


def published_rank(panel: Panel, unit: str, roster: str, year: int) -> int | None:
    """Return the published rank of a unit by GDP: 1 + number of roster units with a larger figure.

    Ranks use the figures published for the year, on that year's basis, and the units that existed
    then. Units without a figure are not counted.

    Parameters
    ----------
    panel : Panel
    unit : str
        Code of the unit.
    roster : str
        Name of the roster.
    year : int
        Data year.

    Returns
    -------
    int or None
        None if the cross-section or the unit's figure is not published, or it did not exist.
    """
    if year not in panel.years:
        return None
    level = panel.ranked_levels(year)
    unit_level = level[panel.units.index(unit)]
    if math.isnan(unit_level):
        return None
    return 1 + int((level[panel.ranked_members(roster, year)] > unit_level).sum())


def published_level_at_rank(panel: Panel, rank: int, roster: str, year: int) -> float:
    """Return the published GDP of the unit at a rank.

    Parameters
    ----------
    panel : Panel
    rank : int
        1 for the largest.
    roster : str
        Name of the roster.
    year : int
        Data year of the panel.

    Returns
    -------
    float
        亿元 (1e8 CNY); NaN if fewer units than that have a figure.
    """
    level = panel.ranked_levels(year)[panel.ranked_members(roster, year)]
    known = np.sort(level[~np.isnan(level)])[::-1]
    return float(known[rank - 1]) if rank <= len(known) else math.nan


def rank_of_level(panel: Panel, level: float, roster: str, year: int, *, unit: str) -> int:
    """Return the rank that a unit would have had in a year with another GDP.

    Parameters
    ----------
    panel : Panel
    level : float
        GDP, 亿元 (1e8 CNY).
    roster : str
        Name of the roster.
    year : int
        Data year of the panel.
    unit : str
        Code of the unit, whose published figure is left out.

    Returns
    -------
    int
    """
    column = panel.ranked_levels(year).copy()
    column[panel.units.index(unit)] = math.nan
    return 1 + int((column[panel.ranked_members(roster, year)] > level).sum())


def same_basis_pairs(panel: Panel, variable: str, window_years: int = 1) -> list[tuple[int, int]]:
    """Return the first and last year of each window on one statistical basis, as positions.

    Parameters
    ----------
    panel : Panel
    variable : str
        ``gdp``, whose basis changes with an economic census, or ``revenue``, which is unaffected.
    window_years : int
        Years of growth in a window, consecutive.

    Returns
    -------
    list of (int, int)
        Positions in ``panel.years``.
    """
    pairs = []
    for last in range(window_years, len(panel.years)):
        first = last - window_years
        consecutive = panel.years[last] - panel.years[first] == window_years
        bases = set(panel.gdp_basis[first : last + 1])
        if consecutive and (variable == constants.REVENUE or len(bases) == 1):
            pairs.append((first, last))
    return pairs
