"""Weights of the pool, learnt from origins whose outcomes were known at the time.

The log score of a linear pool, each origin counting as one test however many units it has, plus
a Dirichlet prior about equal weights:

    sum over origins o of mean over cells of log sum_m w_m p_m(y)  +  (S / M) sum_m log w_m

S is the prior's worth in origins. Where a member had too short a history to say anything, the
pool was of the others, scaled up, and its score is divided by their weight. The maximum is found
by expectation-maximisation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.forecasting.simulation.ensemble import (
    FINAL,
    GROUPS,
    PARTS,
    WEIGHT_COLUMNS,
    find_group,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PULL = 6.0  # worth of equal weights, in origins
_ROUNDS = 200


def learn_weights(
    rows: pd.DataFrame,
    members: Sequence[str],
    *,
    panel: str,
    origins: Iterable[int],
    pull: float = _PULL,
) -> pd.DataFrame:
    """Learn the weights for each origin from earlier ones, and those for now from all.

    Parameters
    ----------
    rows : DataFrame
        Scored rows of one panel: origin, model, unit, horizon, part, log_score (minus the log
        density).
    members : sequence of str
    panel : str
    origins : iterable of int
    pull : float
        S of the prior.

    Returns
    -------
    DataFrame
        ``WEIGHT_COLUMNS``; ``origins`` counts the earlier origins with a figure. A year ahead
        h of origin o is used for origin q only if o + h <= q.
    """
    found = []
    table = _density_table(rows, members)
    for origin in (*sorted(origins), FINAL):
        last = np.inf if origin == FINAL else origin
        for part in PARTS:
            for group in GROUPS:
                own = table[
                    (table["part"] == part)
                    & (table["group"] == group)
                    & (table["origin"] + table["horizon"] <= last)
                ]
                weights = fit_weights(
                    own[list(members)].to_numpy(), own["origin"].to_numpy(), pull=pull
                )
                found += [
                    (
                        panel,
                        str(origin),
                        part,
                        group,
                        name,
                        round(float(w), 4),
                        own["origin"].nunique(),
                    )
                    for name, w in zip(members, weights, strict=True)
                ]
    return pd.DataFrame(found, columns=list(WEIGHT_COLUMNS))


def fit_weights(log_density: np.ndarray, origin: np.ndarray, *, pull: float = _PULL) -> np.ndarray:
    """Weights of the penalised log pool, (member,).

    Parameters
    ----------
    log_density : ndarray (cell, member)
        NaN where a member said nothing; at least one a cell did.
    origin : ndarray (cell,)
        Cells of one origin share a weight of one.
    pull : float

    Examples
    --------
    >>> fit_weights(np.zeros((0, 2)), np.zeros(0)).tolist()
    [0.5, 0.5]
    """
    members = log_density.shape[1]
    weights = np.full(members, 1.0 / members)
    if not len(log_density):
        return weights
    _, place, counts = np.unique(origin, return_inverse=True, return_counts=True)
    share = 1.0 / counts[place]
    present = np.isfinite(log_density)
    density = np.exp(log_density - np.nanmax(log_density, axis=1, keepdims=True))
    density = np.where(present, density, 0.0)
    for _ in range(_ROUNDS):
        joint = density * weights
        # A mixture cut down to those present: the absent are credited as often as they would
        # have been drawn before one of the others.
        absent = np.where(present, 0.0, weights) / (present @ weights)[:, None]
        credit = share @ (joint / joint.sum(axis=1, keepdims=True) + absent) + pull / members
        weights = credit / credit.sum()
    return weights


def _density_table(rows: pd.DataFrame, members: Sequence[str]) -> pd.DataFrame:
    """Log density of each cell under each member, NaN where it had none."""
    own = rows[rows["model"].isin(members) & rows["part"].isin(PARTS)]
    table = -own.pivot_table(
        index=["origin", "horizon", "part", "unit"], columns="model", values="log_score"
    )
    table = table.reindex(columns=list(members)).dropna(how="all").reset_index()
    return table.assign(group=table["horizon"].map(find_group))
