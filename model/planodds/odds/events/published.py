"""What the panel already says: published levels, ranks and growth of one basis."""

from __future__ import annotations

import math

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.execution.owner_cache import cached_on

_LEVELS = {constants.GDP: "gdp", constants.REVENUE: "revenue"}


def published_table(panel, variable: str) -> np.ndarray:
    """Return the panel's (unit, year) array of a variable, cny_1e8, NaN where unpublished.

    Raises
    ------
    UsageError
        If the variable is neither GDP nor revenue.
    """
    if variable not in _LEVELS:
        raise UsageError(
            f"variable {variable!r}", where="published_table", expected=" or ".join(_LEVELS)
        )
    return getattr(panel, _LEVELS[variable])


def published_level(panel, unit: str, variable: str, year: int) -> float:
    """Published level of a unit, early figures included.

    Parameters
    ----------
    panel : Panel
        What is known.
    unit : str
        Code of the unit.
    variable : str
        ``gdp`` or ``revenue``.
    year : int
        Data year.

    Returns
    -------
    float
        cny_1e8; NaN if it is not published.
    """
    if year in panel.years:
        row = panel.units.index(unit)
        return float(published_table(panel, variable)[row, panel.years.index(year)])
    return _early_levels(panel).get((unit, variable, year), math.nan)


def _early_levels(panel) -> dict[tuple[str, str, int], float]:
    """Early figures by unit, variable and year; of several the first holds."""

    def collect() -> dict[tuple[str, str, int], float]:
        return {
            (row.code, row.variable, int(row.year)): float(row.value)
            for row in panel.ragged_edge.iloc[::-1].itertuples()
        }

    return cached_on(panel, "early", collect)


def last_published_year(panel, unit: str, variable: str) -> int:
    """Return the last year with a published level of the unit, early figures included."""
    years = [*panel.years, *sorted({year for _, _, year in _early_levels(panel)})]
    known = [y for y in years if not math.isnan(published_level(panel, unit, variable, y))]
    if not known:
        raise UsageError(
            f"no published {variable} of unit {unit}",
            where="panel",
            expected="at least one figure",
            remedy="look at the unit's code",
        )
    return known[-1]


def published_rank(panel, unit: str, roster: str, year: int) -> int | None:
    """Published rank of a unit by GDP: 1 + number of roster units with a larger figure.

    Ranks use the figures as published for the year, on that year's basis. A unit whose figure
    is missing is not counted.

    Parameters
    ----------
    panel : Panel
        What is known.
    unit : str
        Code of the unit.
    roster : str
        Name of the roster.
    year : int
        Data year.

    Returns
    -------
    int or None
        None if the cross-section, or the unit's own figure, is not published.
    """
    if year not in panel.years:
        return None
    level = panel.gdp[:, panel.years.index(year)]
    own = level[panel.units.index(unit)]
    if math.isnan(own):
        return None
    return 1 + int((level[np.asarray(panel.rosters[roster])] > own).sum())


def published_position(panel, place: int, roster: str, year: int) -> float:
    """Return the published GDP (cny_1e8) of the unit at a place of the roster's ranking."""
    level = panel.gdp[np.asarray(panel.rosters[roster]), panel.years.index(year)]
    return float(np.sort(level[~np.isnan(level)])[::-1][place - 1])


def rank_of_level(panel, level: float, roster: str, year: int, *, unit: str) -> int:
    """Return the rank that ``unit`` would have held in ``year`` with GDP of ``level``."""
    column = panel.gdp[:, panel.years.index(year)].copy()
    column[panel.units.index(unit)] = math.nan
    return 1 + int((column[np.asarray(panel.rosters[roster])] > level).sum())


def same_basis_pairs(panel, variable: str, span: int = 1) -> list[tuple[int, int]]:
    """Positions of the (first, last) years of windows that lie within one basis.

    Parameters
    ----------
    panel : Panel
        What is known.
    variable : str
        ``gdp`` breaks with the census; ``revenue`` is not touched by it.
    span : int
        Growth years in a window; the years must follow one another.

    Returns
    -------
    list of (int, int)
    """
    pairs = []
    for last in range(span, len(panel.years)):
        first = last - span
        whole = panel.years[last] - panel.years[first] == span
        same = variable == constants.REVENUE or len(set(panel.gdp_basis[first : last + 1])) == 1
        if whole and same:
            pairs.append((first, last))
    return pairs
