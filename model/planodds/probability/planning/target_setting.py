"""Targets to set: what is reached with a probability, singly and jointly, and the way there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.inputs.plans.parts import Fraction, resolve_cut
from planodds.probability.events.probability import (
    MIN_CONDITION_HITS,
    RUN_COLUMNS,
    Probability,
    prob_event,
    prob_given,
    run_identifiers,
)
from planodds.probability.planning.codes import (
    AGREEMENT,
    ECHELON,
    JOINT,
    MILESTONE,
    SIMULTANEOUS,
    SINGLE,
)
from planodds.probability.planning.quantities import Quantity, unit_quantities

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planodds.forecasting.types import Forecast
    from planodds.probability.events.events import UnitForecast

REACHED_WITH = (0.80, 0.70, 0.50, 0.20)
_CUTS: tuple[Fraction, ...] = ("first third", "first quarter")
_PATH_QUANTILES = (0.1, 0.5, 0.9)
TARGET_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "measure",
    "variable",
    "roster",
    "condition",
    "base_year",
    "base",
    "year",
    "asked",
    "value",
    "growth",
    "low",
    "high",
    "margin",
    "straight",
    "probability",
    "mcse",
    "lower",
    "upper",
    "draws",
)


def set_targets(
    home: UnitForecast, *, year: int, probability: float, ranks: Sequence[int] = ()
) -> pd.DataFrame:
    """Return goals for a year by the probability with which they are reached.

    Parameters
    ----------
    home : UnitForecast
        Joint draws and published figures of the unit.
    year : int
        In which the goals are due.
    probability : float
        With which the whole set should hold.
    ranks : sequence of int
        Ranks whose probability is shown beside the first third and the first quarter.

    Returns
    -------
    DataFrame
        ``TARGET_COLUMNS``. ``measure`` is ``single`` (goal of one quantity that is reached with
        ``asked``), ``simultaneous`` (goals that all hold together with ``asked``; their own
        probability is ``probability``), ``joint`` (all goals of one ``asked`` together; for
        ``simultaneous`` the condition has that name), ``milestone`` (median ``value`` and 80 %
        range of the draws in which all simultaneous goals are met; ``margin``, the figure of that
        year that is reached with the goal's own probability; ``straight``, constant growth),
        ``agreement`` (probability of the goal of ``variable``, given that of
        ``condition``) and ``echelon`` (probability of a rank up to ``value``).

    Raises
    ------
    UsageError
        The year is outside the horizon.
    """
    quantities = unit_quantities(home)
    forecast = home.forecast
    goals = simultaneous_goals(quantities, year, probability)
    rows = [
        *_single(forecast, quantities, year, sorted({*REACHED_WITH, probability}, reverse=True)),
        *_joint(forecast, quantities, year, probability, goals),
        *_milestones(quantities, year, goals),
        *_agreement(forecast, quantities, year, goals),
        *_echelons(home, year, ranks),
    ]
    table = pd.DataFrame(rows).assign(**run_identifiers(forecast), unit=home.unit)
    return table.reindex(columns=list(TARGET_COLUMNS))


def simultaneous_goals(
    quantities: Sequence[Quantity], year: int, probability: float
) -> list[float]:
    """Return the goals of one common margin that all hold together with a probability.

    Each goal is met by the same number k of draws on its own; k is the smallest with which at least
    ``probability`` of the draws meet all of them. The joint share rises with k, so that k is found
    by bisection; one by one, the goals are met with k / n >= ``probability``.

    Parameters
    ----------
    quantities : sequence of Quantity
    year : int
    probability : float

    Returns
    -------
    list of float
        In the order of the quantities.
    """
    draws = len(quantities[0].draws)
    needed = math.ceil(round(probability * draws, 9))
    low, high = needed, draws
    while low < high:
        middle = (low + high) // 2
        goals = [quantity.reached_with(year, middle) for quantity in quantities]
        if _all_met(quantities, year, goals).sum() >= needed:
            high = middle
        else:
            low = middle + 1
    return [quantity.reached_with(year, low) for quantity in quantities]


def _all_met(quantities: Sequence[Quantity], year: int, goals: Sequence[float]) -> np.ndarray:
    met = [quantity.meets(year, goal) for quantity, goal in zip(quantities, goals, strict=True)]
    return np.logical_and.reduce(met)


def _columns(odds: Probability) -> dict[str, object]:
    return {
        "probability": odds.probability,
        "mcse": odds.mcse,
        "lower": odds.lower,
        "upper": odds.upper,
        "draws": odds.draws,
    }


def _odds(forecast: Forecast, hits: np.ndarray) -> dict[str, object]:
    odds = prob_event(hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    return _columns(odds)


def _names(quantity: Quantity, measure: str, year: int) -> dict[str, object]:
    return {
        "measure": measure,
        "variable": quantity.variable,
        "roster": quantity.roster,
        "base_year": quantity.base_year,
        "base": quantity.base,
        "year": year,
    }


def _goal_row(
    forecast: Forecast, quantity: Quantity, measure: str, year: int, goal: float, asked: float
) -> dict[str, object]:
    return {
        **_names(quantity, measure, year),
        "asked": asked,
        "value": goal,
        "growth": quantity.growth(year, goal),
        **_odds(forecast, quantity.meets(year, goal)),
    }


def _single(
    forecast: Forecast, quantities: Sequence[Quantity], year: int, shares: Sequence[float]
) -> Iterator[dict[str, object]]:
    """Yield the goal of each quantity by itself."""
    for quantity in quantities:
        for asked in shares:
            goal = _goal(quantity, year, asked)
            yield _goal_row(forecast, quantity, SINGLE, year, goal, asked)


def _goal(quantity: Quantity, year: int, asked: float) -> float:
    return quantity.reached_with(year, math.ceil(round(asked * len(quantity.draws), 9)))


def _joint(
    forecast: Forecast,
    quantities: Sequence[Quantity],
    year: int,
    asked: float,
    goals: Sequence[float],
) -> Iterator[dict[str, object]]:
    """Yield the goals that hold together, and the probability of each set as a whole."""
    for quantity, goal in zip(quantities, goals, strict=True):
        yield _goal_row(forecast, quantity, SIMULTANEOUS, year, goal, asked)
    single = [_goal(quantity, year, asked) for quantity in quantities]
    for condition, chosen in ((SINGLE, single), (SIMULTANEOUS, goals)):
        hits = _all_met(quantities, year, chosen)
        row = {"measure": JOINT, "condition": condition, "year": year, "asked": asked}
        yield row | _odds(forecast, hits)


def _milestones(
    quantities: Sequence[Quantity], year: int, goals: Sequence[float]
) -> Iterator[dict[str, object]]:
    """Yield the way of the draws that meet all goals, year by year."""
    arrived = _all_met(quantities, year, goals)
    if arrived.sum() < MIN_CONDITION_HITS:
        return
    for quantity, goal in zip(quantities, goals, strict=True):
        growth, own = quantity.growth(year, goal), int(quantity.meets(year, goal).sum())
        for current in (y for y in quantity.years if y <= year):
            low, median, high = np.quantile(
                quantity.at(current)[arrived], _PATH_QUANTILES, method="inverted_cdf"
            )
            yield {
                **_names(quantity, MILESTONE, current),
                "value": float(median),
                "growth": quantity.growth(current, float(median)),
                "low": float(low),
                "high": float(high),
                "margin": quantity.reached_with(current, own),
                "straight": quantity.base * (1 + growth) ** (current - quantity.base_year),
                "draws": int(arrived.sum()),
            }


def _agreement(
    forecast: Forecast, quantities: Sequence[Quantity], year: int, goals: Sequence[float]
) -> Iterator[dict[str, object]]:
    """Yield the probability of each goal, given each other one."""
    met = [quantity.meets(year, goal) for quantity, goal in zip(quantities, goals, strict=True)]
    for first, quantity in enumerate(quantities):
        for second, condition in enumerate(quantities):
            if first == second:
                continue
            odds = prob_given(
                met[first], met[second], cluster=forecast.posterior_draw_index, ess=forecast.ess
            )
            row = _names(quantity, AGREEMENT, year) | {"value": goals[first]}
            yield row | {"condition": condition.variable, **_columns(odds)}


def _echelons(home: UnitForecast, year: int, ranks: Sequence[int]) -> Iterator[dict[str, object]]:
    """Yield the probability of a rank within each cut, in each roster of the unit."""
    for quantity in unit_quantities(home, home.rosters):
        if not quantity.is_rank:
            continue
        size = int(home.panel.rosters[quantity.roster].sum())
        cuts: Mapping[str, int] = {
            **{str(rank): rank for rank in ranks if rank <= size},
            **{name: resolve_cut(name, size) for name in _CUTS},
        }
        for name, cut in cuts.items():
            row = _names(quantity, ECHELON, year) | {"condition": name, "value": float(cut)}
            yield row | _odds(home.forecast, quantity.meets(year, cut))
