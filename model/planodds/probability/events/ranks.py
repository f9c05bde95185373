"""Ranks by GDP, counted within each joint draw, never from marginal distributions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import UsageError
from planodds.execution.owner_cache import cached_on

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.forecasting.lazy_paths import PathArray
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

PRESORTED_RANKS = (20, 30)  # ranks of the plan: one sort serves both
_BLOCK = 2000  # draws per sort, so that the working copy stays small


def rank_in_draws(log_gdp: PathArray, unit: int, members: np.ndarray) -> np.ndarray:
    """Return the rank of one unit within a roster, draw by draw.

    rank_m = 1 + #{j in roster : gdp_jm > gdp_im} in draw m. Ties share the better rank.

    Parameters
    ----------
    log_gdp : array of float, shape (unit, draw, year)
        Joint predictive draws of log GDP, log of 亿元 (1e8 CNY); read one unit at a time.
    unit : int
        Position of the unit.
    members : ndarray of bool, shape (unit,)
        The roster.

    Returns
    -------
    ndarray of int16, shape (draw, year)

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
            expected="a unit of the roster",
        )
    unit_log_gdp = np.asarray(log_gdp[unit])
    ranks = np.ones_like(unit_log_gdp, dtype=np.int16)  # memory order of the draws: faster
    larger = np.empty_like(unit_log_gdp, dtype=bool)
    for other in np.flatnonzero(members):
        np.greater(log_gdp[other], unit_log_gdp, out=larger)
        ranks += larger
    return ranks


def level_at_rank(log_gdp: PathArray, rank: int, members: np.ndarray) -> np.ndarray:
    """Return the log GDP of whichever unit has a rank, draw by draw.

    Parameters
    ----------
    log_gdp : array of float, shape (unit, draw, year)
        Joint predictive draws of log GDP, log of 亿元 (1e8 CNY).
    rank : int
        1 for the largest.
    members : ndarray of bool, shape (unit,)
        The roster.

    Returns
    -------
    ndarray of float, shape (draw, year)
        Log of 亿元 (1e8 CNY), in the data type of the draws.

    Raises
    ------
    UsageError
        If the roster has no such rank.

    Examples
    --------
    >>> draws = np.array([[[3.0]], [[5.0]], [[4.0]]])
    >>> float(level_at_rank(draws, 2, np.array([True, True, True]))[0, 0])
    4.0
    """
    return level_at_rank_and_next(log_gdp, rank, members)[0]


def level_at_rank_and_next(
    log_gdp: PathArray, rank: int, members: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the log GDP at a rank and at the next rank.

    The second is the level at the same rank among the other units, for a unit at or above it.

    Parameters
    ----------
    log_gdp, rank, members
        As in ``level_at_rank``.

    Returns
    -------
    tuple of ndarray of float, shape (draw, year)
        Minus infinity after the last rank of the roster.

    Raises
    ------
    UsageError
        If the roster has no such rank.
    """
    at, after = _levels_at_ranks_and_next(log_gdp, (rank,), members)[0]
    return at.T, after.T


def _levels_at_ranks_and_next(
    log_gdp: PathArray, ranks: Sequence[int], members: np.ndarray
) -> np.ndarray:
    """Return the levels of several ranks from one sort: (rank, at or next, year, draw)."""
    chosen = np.flatnonzero(members)
    for rank in ranks:
        if not 1 <= rank <= chosen.size:
            raise UsageError(
                f"rank {rank} in a roster of {chosen.size} units",
                where="level_at_rank",
                expected=f"1 to {chosen.size}",
            )
    _, draws, years = log_gdp.shape
    levels = np.full((len(ranks), 2, years, draws), -np.inf, dtype=log_gdp.dtype)
    unit_draws = [log_gdp[unit] for unit in chosen]
    for year in range(years):
        one_year = np.stack([unit[:, year] for unit in unit_draws])
        for start in range(0, draws, _BLOCK):
            ordered = np.ascontiguousarray(one_year[:, start : start + _BLOCK].T)
            ordered.sort(axis=1)  # as fast as a partition
            for level, rank in zip(levels, ranks, strict=True):
                pair = ordered[:, chosen.size - rank :: -1].T[:2]
                level[: len(pair), year, start : start + _BLOCK] = pair
    return levels


def cached_ranks(forecast: Forecast, unit: int, members: np.ndarray) -> np.ndarray:
    """Return ``rank_in_draws`` of a unit, computed once per forecast.

    Parameters
    ----------
    forecast : Forecast
    unit : int
        Position of the unit.
    members : ndarray of bool, shape (unit,)
        The roster.

    Returns
    -------
    ndarray of int16, shape (draw, year)
        Read-only.
    """
    members = np.asarray(members, dtype=bool)
    return cached_on(
        forecast,
        ("ranks", unit, members.tobytes()),
        lambda: rank_in_draws(forecast.log_gdp, unit, members),
    )


def ranks_of_all_units(
    log_gdp: PathArray, rosters: Mapping[str, np.ndarray]
) -> dict[str, np.ndarray]:
    """Return the rank of every unit within each roster, draw by draw; equals ``rank_in_draws``.

    Each year and block of draws is sorted once; the ranks of all units in all rosters are counted
    along that order.

    Parameters
    ----------
    log_gdp : array of float, shape (unit, draw, year)
        Joint predictive draws of log GDP, log of 亿元 (1e8 CNY).
    rosters : mapping of str to ndarray of bool, shape (unit,)

    Returns
    -------
    dict of str to ndarray of int16, shape (unit, draw, year)
        By roster. Units outside a roster have the rank that they would have if they were added.

    Examples
    --------
    >>> draws = np.array([[[3.0]], [[5.0]], [[4.0]]])
    >>> everyone = np.array([True, True, True])
    >>> ranks_of_all_units(draws, {"all": everyone})["all"][:, 0, 0].tolist()
    [3, 1, 2]
    """
    units, draws, years = log_gdp.shape
    ranks = {name: np.empty((units, years, draws), dtype=np.int16) for name in rosters}
    for year in range(years):
        one_year = np.asarray(log_gdp[:, :, year])
        for start in range(0, draws, _BLOCK):
            block = np.negative(one_year[:, start : start + _BLOCK].T, order="C")
            order = np.argsort(block, axis=1)
            ordered = np.take_along_axis(block, order, axis=1)
            first = np.tile(np.arange(units), (len(block), 1))  # of units with equal levels
            first[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = 0
            np.maximum.accumulate(first, axis=1, out=first)
            for name, members in rosters.items():
                counted = np.asarray(members, dtype=np.int16)[order]
                larger = counted.cumsum(axis=1, dtype=np.int16) - counted
                found = np.empty_like(larger)
                np.put_along_axis(found, order, 1 + np.take_along_axis(larger, first, 1), 1)
                ranks[name][:, year, start : start + _BLOCK] = found.T
    return {name: array.transpose(0, 2, 1) for name, array in ranks.items()}


def cache_ranks_of_all_units(forecast: Forecast, rosters: Mapping[str, np.ndarray]) -> None:
    """Compute the ranks of every unit at once, for ``cached_ranks`` of each unit to return.

    Parameters
    ----------
    forecast : Forecast
    rosters : mapping of str to ndarray of bool, shape (unit,)
    """
    for name, ranks in ranks_of_all_units(forecast.log_gdp, rosters).items():
        members = np.asarray(rosters[name], dtype=bool)
        for unit in np.flatnonzero(members):
            key = ("ranks", int(unit), members.tobytes())
            cached_on(forecast, key, partial(ranks.__getitem__, unit))


def cached_level_at_rank(
    forecast: Forecast, rank: int, members: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return ``level_at_rank_and_next``, computed once per forecast.

    Parameters
    ----------
    forecast : Forecast
    rank : int
        1 for the largest. The ranks of ``PRESORTED_RANKS`` share one sort.
    members : ndarray of bool, shape (unit,)
        The roster.

    Returns
    -------
    tuple of ndarray of float, shape (draw, year)
        Read-only.
    """
    members = np.asarray(members, dtype=bool)
    ranks = tuple(r for r in PRESORTED_RANKS if r <= members.sum())
    if rank not in ranks:
        ranks = (rank,)
    levels = cached_on(
        forecast,
        ("levels at ranks", ranks, members.tobytes()),
        lambda: _levels_at_ranks_and_next(forecast.log_gdp, ranks, members),
    )
    at, after = levels[ranks.index(rank)]
    return at.T, after.T


def rank_probabilities(ranks: np.ndarray, size: int) -> np.ndarray:
    """Return the share of draws at each rank.

    Parameters
    ----------
    ranks : ndarray of int, shape (draw, year)
        Ranks, 1 for the largest.
    size : int
        Number of units in the roster.

    Returns
    -------
    ndarray of float, shape (year, rank)
        Each row sums to one.

    Examples
    --------
    >>> rank_probabilities(np.array([[1], [2], [1], [1]]), 2)
    array([[0.75, 0.25]])
    """
    draws = ranks.shape[0]
    counts = [np.bincount(ranks[:, t], minlength=size + 1)[1:] for t in range(ranks.shape[1])]
    return np.array(counts) / draws


def unit_rosters(panel: Panel, unit: int) -> tuple[str, ...]:
    """Return the names of the rosters that contain a unit.

    Parameters
    ----------
    panel : Panel
    unit : int
        Position of the unit.

    Returns
    -------
    tuple of str
        In the order of ``study.rosters``.
    """
    return tuple(roster for roster in panel.rosters if panel.rosters[roster][unit])
