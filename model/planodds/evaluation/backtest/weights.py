"""Weights of the ensemble, estimated from origins whose outcomes were published at the time.

Maximise the log score of a linear pool, in which each origin counts as one test however many
units it has, plus a Dirichlet prior around equal weights:

    sum over origins o of mean over cells of log sum_m w_m p_m(y)  +  (S / M) sum_m log w_m

S is the weight of the prior in origins. In cells where a member has no forecast, the pool consists
of the other members, with weights rescaled to one. The maximum is found by expectation
maximisation.
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

_PRIOR_ORIGINS = 6.0  # weight of the prior for equal weights, in origins
_ITERATIONS = 200


def learn_weights(
    scores: pd.DataFrame,
    members: Sequence[str],
    *,
    panel: str,
    origins: Iterable[int],
    prior_origins: float = _PRIOR_ORIGINS,
) -> pd.DataFrame:
    """Estimate the weights for each origin from earlier origins, and final weights from all.

    Parameters
    ----------
    scores : DataFrame
        Scores of one panel: origin, model, unit, horizon, part, log_score (minus the log density).
    members : sequence of str
        Models of the ensemble.
    panel : str
        Name of the panel in the result.
    origins : iterable of int
        Origins that receive weights.
    prior_origins : float
        S of the prior.

    Returns
    -------
    DataFrame
        ``WEIGHT_COLUMNS``; ``origins`` is the number of origins used. The forecast h years ahead
        from origin o is used for origin q only if o + h <= q.
    """
    found = []
    table = _density_table(scores, members)
    for origin in (*sorted(origins), FINAL):
        last = np.inf if origin == FINAL else origin
        for part in PARTS:
            for group in GROUPS:
                cells = table[
                    (table["part"] == part)
                    & (table["group"] == group)
                    & (table["origin"] + table["horizon"] <= last)
                ]
                weights = fit_weights(
                    cells[list(members)].to_numpy(),
                    cells["origin"].to_numpy(),
                    prior_origins=prior_origins,
                )
                head, used = (panel, str(origin), part, group), cells["origin"].nunique()
                found += [
                    (*head, name, round(float(w), 4), used)
                    for name, w in zip(members, weights, strict=True)
                ]
    return pd.DataFrame(found, columns=list(WEIGHT_COLUMNS))


def fit_weights(
    log_density: np.ndarray, origin: np.ndarray, *, prior_origins: float = _PRIOR_ORIGINS
) -> np.ndarray:
    """Fit the weights of the penalised linear pool by expectation maximisation.

    Parameters
    ----------
    log_density : ndarray of float, shape (cell, member)
        NaN where a member has no forecast; at least one member per cell has one.
    origin : ndarray of int, shape (cell,)
        The cells of one origin have a total weight of one.
    prior_origins : float
        S of the prior.

    Returns
    -------
    ndarray of float, shape (member,)
        Positive, with sum one; equal without cells.

    Examples
    --------
    >>> fit_weights(np.zeros((0, 2)), np.zeros(0)).tolist()
    [0.5, 0.5]
    """
    members = log_density.shape[1]
    weights = np.full(members, 1.0 / members)
    if not len(log_density):
        return weights
    _, index, counts = np.unique(origin, return_inverse=True, return_counts=True)
    share = 1.0 / counts[index]
    present = np.isfinite(log_density)
    density = np.exp(log_density - np.nanmax(log_density, axis=1, keepdims=True))
    density = np.where(present, density, 0.0)
    for _ in range(_ITERATIONS):
        joint = density * weights
        # A mixture truncated to the present members: absent ones are credited with the expected
        # number of times they would have been drawn before a present one.
        absent = np.where(present, 0.0, weights) / (present @ weights)[:, None]
        responsibility = joint / joint.sum(axis=1, keepdims=True) + absent
        credit = share @ responsibility + prior_origins / members
        weights = credit / credit.sum()
    return weights


def _density_table(scores: pd.DataFrame, members: Sequence[str]) -> pd.DataFrame:
    """Return the log density of each cell under each member, NaN where it has no forecast."""
    scores = scores[scores["model"].isin(members) & scores["part"].isin(PARTS)]
    table = -scores.pivot_table(
        index=["origin", "horizon", "part", "unit"], columns="model", values="log_score"
    )
    table = table.reindex(columns=list(members)).dropna(how="all").reset_index()
    return table.assign(group=table["horizon"].map(find_group))
