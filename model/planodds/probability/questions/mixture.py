"""Odds over a partition of scenarios: Dirichlet-weighted mean, and its range over the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError

if TYPE_CHECKING:
    from planodds.inputs.scenarios.weights import Weights

_KEYS = (
    "information",
    "origin",
    "unit",
    "roster",
    "target",
    "reading",
    "evidence",
    "year",
    "threshold",
)
_VALUES = ("probability", "mcse", "lower", "upper", "lowest", "highest")
MIXTURE_COLUMNS = (*_KEYS, "weights", *_VALUES, "status")
_RANGE = (0.05, 0.95)
_WEIGHT_DRAWS = 20_000


def mix_scenario_probabilities(
    results: pd.DataFrame, weights: Weights, *, generator: np.random.Generator
) -> pd.DataFrame:
    """Return the odds over a partition of scenarios.

    P = sum_s w_s P_s with w ~ Dirichlet(concentration): the mean is exact, the range is that of P
    over draws of w. Common random numbers correlate the errors of the P_s, so that the error is
    bounded by their sum, sum_s E[w_s] mcse_s.

    Parameters
    ----------
    results : DataFrame
        From ``compute_odds``, with the rows of every scenario of the partition.
    weights : Weights
        A declared partition.
    generator : numpy.random.Generator
        For the draws of the weights.

    Returns
    -------
    DataFrame
        information, origin, unit, roster, target, reading, evidence, year, threshold, weights
        (name of the partition), probability (mean), mcse (bound), lower and upper (5 and 95 %
        points over the weights), lowest and highest (over the scenarios: the range under any
        weights), status. A decided event keeps its status; one that some scenario cannot answer
        is ``not_computable``.

    Raises
    ------
    UsageError
        If a scenario has no row for an event that another scenario has.
    """
    scenarios = [cell.scenario for cell in weights.cells]
    rows = results[results["scenario"].isin(scenarios) & (results["variant"] == "")]
    concentration = np.array(weights.concentration)
    drawn = generator.dirichlet(concentration, _WEIGHT_DRAWS)
    mixed = []
    for key, group in rows.groupby(list(_KEYS), sort=False, dropna=False):
        by_scenario = group.set_index("scenario")
        missing = [name for name in scenarios if name not in by_scenario.index]
        if missing or by_scenario.index.has_duplicates:
            raise UsageError(
                f"{key[4]!r} has {len(group)} rows for {len(scenarios)} scenarios",
                where="mix_scenario_probabilities",
                expected=f"one row each of {', '.join(scenarios)}",
                remedy="run every scenario of the partition",
            )
        mixed.append(
            {
                **dict(zip(_KEYS, key, strict=True)),
                "weights": weights.name,
                **_mix_event(by_scenario.loc[scenarios], concentration, drawn),
            }
        )
    return pd.DataFrame(mixed, columns=list(MIXTURE_COLUMNS))


def mix_probability(
    probability: np.ndarray, concentration: np.ndarray, drawn: np.ndarray
) -> tuple[float, float, float]:
    """Return the mean of sum w P over Dirichlet weights, and its 5 and 95 % points.

    Parameters
    ----------
    probability, concentration : ndarray of float, shape (scenario,)
    drawn : ndarray of float, shape (draw, scenario)
        Draws of the weights.

    Returns
    -------
    tuple of float
        Mean, lower and upper point.

    Examples
    --------
    >>> mix_probability(np.array([0.2, 0.6]), np.array([3.0, 1.0]), np.array([[0.75, 0.25]]))[0]
    0.3
    """
    mean = float(concentration @ probability / concentration.sum())
    lower, upper = np.quantile(drawn @ probability, _RANGE)
    return round(mean, 15), float(lower), float(upper)


def _mix_event(
    scenarios: pd.DataFrame, concentration: np.ndarray, drawn: np.ndarray
) -> dict[str, object]:
    """Return the mixture of one event from its rows, one per scenario."""
    statuses, odds = set(scenarios["status"]), scenarios["probability"].to_numpy(dtype=float)
    if statuses != {constants.OPEN}:
        status = statuses.pop() if len(statuses) == 1 else constants.NOT_COMPUTABLE
        return {**dict.fromkeys(_VALUES, float("nan")), "status": status}
    mean, lower, upper = mix_probability(odds, concentration, drawn)
    error = concentration @ scenarios["mcse"].to_numpy(dtype=float) / concentration.sum()
    values = (mean, float(error), lower, upper, float(odds.min()), float(odds.max()))
    return {**dict(zip(_VALUES, values, strict=True)), "status": constants.OPEN}
