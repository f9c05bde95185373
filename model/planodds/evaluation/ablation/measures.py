"""Measures of an ablation, and the information sets on which they are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    type Row = dict[str, object]

LOG_SCORE, COVERAGE, ODDS = "log_score", "coverage_90", "odds"
# Origin -> the first information set that contains the following year.
NEXT_INFORMATION = {"2020": "2021", "2021": "2022", "2022": "2023", "2023": "latest"}


def log_score_row(target: str, scores: Sequence[tuple[float, float]]) -> Row:
    """Return the row of a joint log score, summed over independent cross-sections.

    Parameters
    ----------
    target : str
        What is predicted.
    scores : sequence of tuple of float
        Log score and Monte Carlo standard error of each cross-section.

    Returns
    -------
    dict
        ``measure``, ``target``, ``value`` (the sum), ``error`` (its Monte Carlo standard error),
        ``n`` and ``n_eff`` (number of cross-sections).

    Examples
    --------
    >>> row = log_score_row("growth", [(1.0, 0.3), (2.0, 0.4)])
    >>> float(row["value"]), float(row["error"]), row["n"]
    (3.0, 0.5, 2)
    """
    total, error = np.array(scores).T
    return {
        "measure": LOG_SCORE,
        "target": target,
        "value": total.sum(),
        "error": np.sqrt((error**2).sum()),
        "n": len(scores),
        "n_eff": len(scores),
    }
