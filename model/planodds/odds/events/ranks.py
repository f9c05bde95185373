"""Ranks, counted in each draw: never from marginal distributions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import UsageError
from planodds.execution.owner_cache import cached_on

if TYPE_CHECKING:
    from collections.abc import Sequence

POSITIONS = (20, 30)  # asked for by the plan: who wants one gets both sorted, other places alone
_BLOCK = 2000  # draws sorted at a time, to keep the working copy small


def rank_in_draws(log_gdp: np.ndarray, unit: int, members: np.ndarray) -> np.ndarray:
    """Rank of one unit within a roster, draw by draw.

    rank_m = 1 + number of roster units whose GDP is larger in draw m.

    Parameters
    ----------
    log_gdp : ndarray (unit, draw, year)
        Joint predictive draws of log GDP (log cny_1e8). They are read one unit at a time.
    unit : int
        Position of the unit.
    members : ndarray of bool (unit,)
        The roster.

    Returns
    -------
    ndarray of int16 (draw, year)

    Raises
    ------
    UsageError
        If the unit is not in the roster.

    Examples
    --------
    >>> draws = np.log(np.array([[[3.0]], [[5.0]], [[4.0]]]))
    >>> int(rank_in_draws(draws, 0, np.array([True, True, True]))[0, 0])
    3
    """
    members = np.asarray(members, dtype=bool)
    if not members[unit]:
        raise UsageError(
            f"unit number {unit} is not in the roster",
            where="rank_in_draws",
            expected="a unit of the roster it is ranked in",
        )
    own = np.asarray(log_gdp[unit])
    ranks = np.ones_like(own, dtype=np.int16)  # laid out as the draws are: both are read in runs
    larger = np.empty_like(own, dtype=bool)
    for other in np.flatnonzero(members):
        np.greater(log_gdp[other], own, out=larger)
        ranks += larger
    return ranks


def level_at_rank(log_gdp: np.ndarray, place: int, members: np.ndarray) -> np.ndarray:
    """Log GDP of whichever unit holds a place of the ranking, draw by draw.

    Parameters
    ----------
    log_gdp : ndarray (unit, draw, year)
        Joint predictive draws of log GDP (log cny_1e8).
    place : int
        1 for the largest.
    members : ndarray of bool (unit,)
        The roster.

    Returns
    -------
    ndarray (draw, year)
        Log cny_1e8, in the type of the draws.

    Raises
    ------
    UsageError
        If the roster has no such place.
    """
    return level_at_rank_and_next(log_gdp, place, members)[0]


def level_at_rank_and_next(
    log_gdp: np.ndarray, place: int, members: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Levels at a place and at the next one, which is the same place without one that leads it.

    Parameters and errors are those of ``level_at_rank``.

    Returns
    -------
    tuple of ndarray (draw, year)
        After the roster's last place there is nothing: minus infinity.
    """
    at, after = _levels_at_ranks_and_next(log_gdp, (place,), members)[0]
    return at.T, after.T


def _levels_at_ranks_and_next(
    log_gdp: np.ndarray, places: Sequence[int], members: np.ndarray
) -> np.ndarray:
    """``level_at_rank_and_next`` of several places, from one sort: (place, at or after, year, draw)."""
    chosen = np.flatnonzero(members)
    for place in places:
        if not 1 <= place <= chosen.size:
            raise UsageError(
                f"place {place} of a roster of {chosen.size}",
                where="level_at_place",
                expected=f"1 to {chosen.size}",
            )
    _, draws, years = log_gdp.shape
    levels = np.full((len(places), 2, years, draws), -np.inf, dtype=log_gdp.dtype)
    rows = [log_gdp[unit] for unit in chosen]
    for year in range(years):
        now = np.stack([row[:, year] for row in rows])
        for start in range(0, draws, _BLOCK):
            ordered = np.ascontiguousarray(now[:, start : start + _BLOCK].T)
            ordered.sort(axis=1)  # as quick as a partition
            for found, place in zip(levels, places, strict=True):
                pair = ordered[:, chosen.size - place :: -1].T[:2]
                found[: len(pair), year, start : start + _BLOCK] = pair
    return levels


def cached_ranks(forecast, unit: int, members: np.ndarray) -> np.ndarray:
    """Return ``rank_in_draws`` of a forecast's unit, counted once for all tables."""
    members = np.asarray(members, dtype=bool)
    return cached_on(
        forecast,
        ("ranks", unit, members.tobytes()),
        lambda: rank_in_draws(forecast.log_gdp, unit, members),
    )


def cached_level_at_rank(
    forecast, place: int, members: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``level_at_rank_and_next`` of a forecast, sorted once for all tables."""
    members = np.asarray(members, dtype=bool)
    places = tuple(p for p in POSITIONS if p <= members.sum())
    if place not in places:
        places = (place,)
    levels = cached_on(
        forecast,
        ("places", places, members.tobytes()),
        lambda: _levels_at_ranks_and_next(forecast.log_gdp, places, members),
    )
    at, after = levels[places.index(place)]
    return at.T, after.T


def rank_probabilities(ranks: np.ndarray, places: int) -> np.ndarray:
    """Share of draws at each place; every row sums to one.

    Parameters
    ----------
    ranks : ndarray of int (draw, year)
        Ranks, 1 for the largest.
    places : int
        Size of the roster.

    Returns
    -------
    ndarray (year, place)
    """
    draws = ranks.shape[0]
    counts = [np.bincount(ranks[:, t], minlength=places + 1)[1:] for t in range(ranks.shape[1])]
    return np.array(counts) / draws


def unit_rosters(panel, position: int) -> tuple[str, ...]:
    """Return the names of the rosters that hold the unit at ``position``, in order."""
    return tuple(r for r in constants.ROSTERS if panel.rosters[r][position])


def unit_position(forecast, unit: str) -> int:
    """Return the position of a unit's code in the forecast.

    Raises
    ------
    UsageError
        If there is no such unit.
    """
    if unit not in forecast.units:
        raise UsageError(
            f"unit {unit!r} is not in the forecast",
            where="unit",
            expected="the six-figure code of a unit of the panel",
        )
    return forecast.units.index(unit)
