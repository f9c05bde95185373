"""Ranks of a unit by an indicator, or by GDP within its own group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError
from planodds.forecasting.indicators.transforms import choose_transform
from planodds.inputs.panels.indicator_series import MIN_POINTS
from planodds.inputs.plans.parts import GROUP_ROSTER, resolve_cut
from planodds.probability.events.events import Event, compare, rank_event
from planodds.probability.events.ranks import cached_ranks
from planodds.probability.series.series_source import SeriesSource, group_members
from planodds.probability.series.shortage import ShortageError

if TYPE_CHECKING:
    from planodds.inputs.plan import SeriesDefinition, Target


def roster_members(source: SeriesSource, roster: str) -> np.ndarray:
    """Return the units of a roster.

    Parameters
    ----------
    source : SeriesSource
    roster : str
        A roster of the study, or ``group``.

    Returns
    -------
    ndarray of bool, shape (unit,)

    Raises
    ------
    InputError
        The unit is not in the roster.
    """
    home = source.home
    if roster == GROUP_ROSTER:
        return group_members(home)
    members = np.asarray(home.panel.rosters[roster], dtype=bool)
    if not members[home.position]:
        raise InputError(
            f"unit {home.unit} is not in the roster {roster}",
            where=f"plan {source.plan.name}",
            expected=f"one of {', '.join(home.rosters)}, or {GROUP_ROSTER}",
            remedy="choose a roster that contains the unit",
        )
    return members


def rank_cut(target: Target, members: np.ndarray) -> float:
    """Return the last rank that meets a target.

    Parameters
    ----------
    target : Target
        Of kind ``rank`` or ``front``, with a threshold or a cut.
    members : ndarray of bool
        The roster.

    Returns
    -------
    float
    """
    if target.threshold is not None:
        return target.threshold
    assert target.cut is not None
    return float(resolve_cut(target.cut, int(members.sum())))


def rank_target_event(source: SeriesSource, target: Target, roster: str, year: int) -> Event:
    """Return the event that the unit's rank in a year meets a target.

    Parameters
    ----------
    source : SeriesSource
    target : Target
        Of kind ``rank`` or ``front``.
    roster : str
        A roster of the study, or ``group``.
    year : int

    Returns
    -------
    Event

    Raises
    ------
    ShortageError
        Units of the roster have fewer than three annual figures.
    """
    members = roster_members(source, roster)
    cut, direction = rank_cut(target, members), target.direction or "<="
    name = target.series[0] if target.series else constants.GDP
    if not source.is_variable(name):
        ranks = indicator_ranks(source, name, members, target.base_year, year)
        if ranks.size == 1:
            return Event(None, bool(compare(ranks[0], cut, direction)), year)
        return Event(compare(ranks, cut, direction))
    if name != source.home.panel.study.ranked:
        raise InputError(
            f"target {target.id!r} ranks by {name}",
            where=f"plan {source.plan.name}",
            expected=f"{source.home.panel.study.ranked}, or an indicator",
            remedy="mark its readings as not computable",
        )
    if roster != GROUP_ROSTER:
        return rank_event(source.home, roster, year, cut, direction)
    return _group_rank_event(source, members, year, cut, direction)


def _group_rank_event(
    source: SeriesSource, members: np.ndarray, year: int, cut: float, direction: str
) -> Event:
    """Return the event of a rank by GDP among the units of the unit's group."""
    home = source.home
    if year in home.panel.years:
        levels = home.panel.ranked_levels(year)
        own = levels[home.position]
        if not np.isnan(own):
            beside = levels[home.panel.ranked_in_group(home.position, year)]
            rank = 1 + int((beside > own).sum())
            return Event(None, bool(compare(rank, cut, direction)), year)
    ranks = cached_ranks(home.forecast, home.position, members)
    return Event(compare(ranks[:, home.forecast.year_index(year)], cut, direction))


def indicator_ranks(
    source: SeriesSource, name: str, members: np.ndarray, first: int, year: int
) -> np.ndarray:
    """Return the unit's rank by an indicator, draw by draw; the largest figure is first.

    Where all units have the figures of the same years, each is modelled as its difference from the
    mean of its year, in which shocks that all share cancel.

    Parameters
    ----------
    source : SeriesSource
    name : str
    members : ndarray of bool, shape (unit,)
        The roster.
    first, year : int
        First year of the model, and the year of the rank.

    Returns
    -------
    ndarray of int, shape (draw,), or (1,) if all figures of the year are published

    Raises
    ------
    ShortageError
        Units of the roster have fewer than three annual figures.
    """
    definition = source.define(name)
    figures = source.figures(definition)
    units = [source.home.units[position] for position in np.flatnonzero(members)]
    if all(year in figures.get(unit, {}) for unit in units):
        values = [np.asarray([figures[unit][year]]) for unit in units]
    else:
        short = [
            source.shortage(definition, unit, figures.get(unit, {}))
            for unit in units
            if len(figures.get(unit, {})) < MIN_POINTS
        ]
        if short:
            raise ShortageError(*short)
        values = _draw_values(source, definition, units, first, year)
    own = values[units.index(source.home.unit)]
    return np.asarray(1 + sum((other > own).astype(int) for other in values))


def _draw_values(
    source: SeriesSource, definition: SeriesDefinition, units: list[str], first: int, year: int
) -> list[np.ndarray]:
    """Return figures of the units in a year, or their ratios to the mean of all units."""
    figures = source.figures(definition)
    common = sorted(set.intersection(*(set(figures[unit]) for unit in units)))
    pooled = [figures[unit][y] for unit in units for y in common]
    transform = choose_transform(definition.scale, definition.unit, pooled)
    if len(common) < MIN_POINTS or transform.scale == "identity":
        return [source.indicator(definition, unit, first, year).at(year) for unit in units]
    z = transform.forward(np.array(pooled)).reshape(len(units), len(common))
    ratios = np.exp(z - z.mean(axis=0))
    relative: dict[str, dict[int, float]] = {
        unit: dict(zip(common, map(float, row), strict=True))
        for unit, row in zip(units, ratios, strict=True)
    }
    scale = definition.model_copy(update={"scale": "log", "unit": "ratio"})
    label = f"mean of {len(units)}"
    return [
        np.asarray(
            source.indicator(scale, unit, first, year, figures=relative, label=label).at(year)
        )
        for unit in units
    ]
