"""Odds over a partition of scenarios: the weighted mean, and its range as weights vary."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError

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
MIXTURE_COLUMNS = (
    "edition",
    *_KEYS,
    "weights",
    "probability",
    "mcse",
    "lower",
    "upper",
    "lowest",
    "highest",
    "status",
)
_RANGE = (0.05, 0.95)
_WEIGHT_DRAWS = 20_000


def mix_scenario_probabilities(
    results: pd.DataFrame, weights, *, generator: np.random.Generator
) -> pd.DataFrame:
    """Mix the odds of the scenarios of a partition.

    P = sum_s w_s P_s with w Dirichlet(concentration): its mean is exact, its range is that of P
    over draws of w. Common random numbers make the errors of the P_s alike, so that they are
    added: sum_s E[w_s] mcse_s is a bound.

    Parameters
    ----------
    results : DataFrame
        Columns ``names.RESULT_COLUMNS``, with rows of every scenario weighed.
    weights : Weights
        A declared partition.
    generator : numpy.random.Generator
        Of the weights.

    Returns
    -------
    DataFrame
        ``MIXTURE_COLUMNS``: probability (mean), mcse, lower and upper (5 and 95 % over the
        weights), lowest and highest (over the scenarios: the range under any weights at all),
        status. An event that is decided stays so; one that a scenario cannot answer is
        not computable.

    Raises
    ------
    UsageError
        If a scenario weighed has no row for an event that another has.
    """
    chosen = [cell.scenario for cell in weights.cells]
    rows = results[results["scenario"].isin(chosen) & (results["variant"] == "")]
    concentration = np.array(weights.concentration)
    drawn = generator.dirichlet(concentration, _WEIGHT_DRAWS)
    mixed = []
    for key, own in rows.groupby(list(_KEYS), sort=False, dropna=False):
        by_scenario = own.set_index("scenario")
        missing = [name for name in chosen if name not in by_scenario.index]
        if missing or by_scenario.index.has_duplicates:
            raise UsageError(
                f"{key[4]!r} has {len(own)} rows for {len(chosen)} scenarios",
                where="mix_odds",
                expected=f"one row of each: {', '.join(chosen)}",
                remedy="run every scenario of the partition",
            )
        mixed.append(
            {
                "edition": own["edition"].iloc[0],
                **dict(zip(_KEYS, key, strict=True)),
                "weights": weights.name,
                **_mix(by_scenario.loc[chosen], concentration, drawn),
            }
        )
    return pd.DataFrame(mixed, columns=list(MIXTURE_COLUMNS))


def mix_probability(
    probability: np.ndarray, concentration: np.ndarray, drawn: np.ndarray
) -> tuple[float, float, float]:
    """Mean of sum w P over Dirichlet weights, and its 5 and 95 % points.

    Parameters
    ----------
    probability, concentration : ndarray (scenario,)
    drawn : ndarray (draw, scenario)
        Draws of the weights.

    Examples
    --------
    >>> mix_probability(np.array([0.2, 0.6]), np.array([3.0, 1.0]), np.array([[0.75, 0.25]]))[0]
    0.3
    """
    mean = float(concentration @ probability / concentration.sum())
    lower, upper = np.quantile(drawn @ probability, _RANGE)
    return round(mean, 15), float(lower), float(upper)


def _mix(rows: pd.DataFrame, concentration: np.ndarray, drawn: np.ndarray) -> dict[str, object]:
    statuses, odds = set(rows["status"]), rows["probability"].to_numpy(dtype=float)
    blank = dict.fromkeys(
        ("probability", "mcse", "lower", "upper", "lowest", "highest"), float("nan")
    )
    if statuses != {constants.OPEN}:
        status = statuses.pop() if len(statuses) == 1 else constants.NOT_COMPUTABLE
        return blank | {"status": status}
    mean, lower, upper = mix_probability(odds, concentration, drawn)
    error = concentration @ rows["mcse"].to_numpy(dtype=float) / concentration.sum()
    return {
        "probability": mean,
        "mcse": float(error),
        "lower": lower,
        "upper": upper,
        "lowest": float(odds.min()),
        "highest": float(odds.max()),
        "status": constants.OPEN,
    }
