"""Pairs of levels of both variables that are reached together with the same probability."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.vectorized_probability import prob_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.probability.events.events import UnitForecast

FRONTIER_PROBABILITIES = (0.8, 0.5, 0.2)
FRONTIER_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "year",
    "probability",
    "gdp",
    "revenue",
    "joint",
    "joint_mcse",
    "joint_upper",
    "gdp_alone",
    "revenue_alone",
    "balanced",
)
_POINTS = 25
_LOWEST = 0.02  # quantile of GDP at which each curve begins


def joint_frontier(
    home: UnitForecast,
    *,
    year: int,
    probabilities: Sequence[float] = FRONTIER_PROBABILITIES,
    points: int = _POINTS,
) -> pd.DataFrame:
    """Return levels of GDP and revenue that are reached together with given probabilities.

    For a level g of GDP the level of revenue is the largest r with P(GDP >= g, revenue >= r) >= p:
    of the draws with GDP of g or more, the revenue of the draw in place p M from above, with M the
    number of all draws. It falls as g rises, and where g is so high that P(GDP >= g) = p it ends.

    Parameters
    ----------
    home : UnitForecast
        With levels of both variables.
    year : int
        A forecast year.
    probabilities : sequence of float
        Above 0 and below 1.
    points : int
        Levels of GDP on each curve.

    Returns
    -------
    DataFrame
        ``FRONTIER_COLUMNS``: by probability, the pairs in ascending GDP, each in the unit of
        measurement of its variable, their joint probability with its Monte Carlo error and bound,
        the probability of each level alone, and ``balanced``, true for the pair at which these
        two are closest to each other.

    Raises
    ------
    UsageError
        The study has one variable, the year is outside the horizon, or a probability is not
        between 0 and 1.
    """
    _check(home, probabilities)
    gdp, revenue = (
        np.exp(home.level(name, year).astype(float)) for name in (constants.GDP, constants.REVENUE)
    )
    parts = []
    for probability in probabilities:
        pairs = _curve(gdp, revenue, probability, points)
        hits = (gdp >= pairs[:, :1]) & (revenue >= pairs[:, 1:])
        odds = prob_events(hits, cluster=home.forecast.posterior_draw_index, ess=home.forecast.ess)
        alone = (gdp >= pairs[:, :1]).mean(axis=1), (revenue >= pairs[:, 1:]).mean(axis=1)
        apart = np.abs(alone[0] - alone[1])
        parts.append(
            pd.DataFrame(
                {
                    "probability": probability,
                    "gdp": pairs[:, 0],
                    "revenue": pairs[:, 1],
                    "joint": odds["probability"],
                    "joint_mcse": odds["mcse"],
                    "joint_upper": odds["upper"],
                    "gdp_alone": alone[0],
                    "revenue_alone": alone[1],
                    "balanced": np.arange(len(pairs)) == apart.argmin(),
                }
            )
        )
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(**run_identifiers(home.forecast), unit=home.unit, year=year)
    return table[list(FRONTIER_COLUMNS)]


def _check(home: UnitForecast, probabilities: Sequence[float]) -> None:
    """Check that there are two variables and that the probabilities are between 0 and 1."""
    if home.panel.study.variable(constants.REVENUE) is None:
        raise UsageError(
            f"study {home.panel.study.name!r} has one variable",
            where="frontier",
            expected="a study with a second variable, such as revenue",
            remedy="use set-targets for the levels of a single variable",
        )
    wrong = [p for p in probabilities if not 0 < p < 1]
    if wrong or not probabilities:
        raise UsageError(
            f"probability {', '.join(map(str, wrong)) or 'none'}",
            where="--probability",
            expected="one or more numbers above 0 and below 1",
            remedy="0.5 stands for 50 %",
        )


def _curve(gdp: np.ndarray, revenue: np.ndarray, probability: float, points: int) -> np.ndarray:
    """Return pairs (gdp, revenue), ascending in GDP, of one joint probability."""
    needed = math.ceil(probability * len(gdp))
    ordered = np.sort(gdp)
    last = ordered[len(gdp) - needed]  # the highest level with enough draws at or above it
    first = min(np.quantile(gdp, _LOWEST, method="lower"), last)
    levels = np.unique(np.concatenate([np.linspace(first, last, points)[:-1], [last]]))
    pairs = []
    for level in levels:
        reached = revenue[gdp >= level]
        pairs.append((level, np.partition(reached, len(reached) - needed)[len(reached) - needed]))
    return np.array(pairs)
