"""Scores of predictive draws against what came: CRPS, coverage, PIT, Brier."""

from __future__ import annotations

import numpy as np

from model import names


def score_crps(outcome: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Continuous ranked probability score of draws, fed with the outcome.

    CRPS(F, y) = E|X - y| - E|X - X'| / 2, from the sorted draws (Gneiting and Raftery 2007,
    doi:10.1198/016214506000001437). In the unit of the draws; smaller is better.

    Parameters
    ----------
    outcome : ndarray (unit,)
        What was published.
    draws : ndarray (unit, draw)
        Predictive draws.

    Returns
    -------
    ndarray (unit,)

    Examples
    --------
    >>> score_crps(np.array([1.0]), np.array([[0.0, 2.0]])).round(2).tolist()
    [0.5]
    """
    import scoringrules  # compiles with numba: seconds

    return scoringrules.crps_ensemble(np.asarray(outcome, dtype=float),
                                      np.asarray(draws, dtype=float), backend="numpy")


def score_interval(outcome: np.ndarray, draws: np.ndarray) -> dict[str, float]:
    """Share of outcomes inside the central intervals at ``names.LEVELS``.

    Parameters
    ----------
    outcome : ndarray (unit,)
    draws : ndarray (unit, draw)

    Returns
    -------
    dict
        coverage_50, coverage_80, coverage_90; ends count as inside.
    """
    found = {}
    for level in names.LEVELS:
        tails = [(1 - level) / 2, (1 + level) / 2]
        low, high = np.quantile(draws, tails, axis=1)
        inside = (outcome >= low) & (outcome <= high)
        found[f"coverage_{round(100 * level)}"] = float(inside.mean())
    return found


def score_pit(outcome: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Probability integral transform, P(X < y) + P(X = y) / 2: the middle of a jump.

    Parameters
    ----------
    outcome : ndarray (unit,)
    draws : ndarray (unit, draw)

    Returns
    -------
    ndarray (unit,)
        Uniform, with mean one half, for a calibrated forecast.
    """
    outcome = outcome[:, None]
    return ((draws < outcome) + 0.5 * (draws == outcome)).mean(axis=1)


def score_brier(happened: np.ndarray, probability: np.ndarray) -> float:
    """Mean of (p - outcome)^2 over events; smaller is better."""
    gap = np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)
    return float(np.mean(gap**2))


def score_skill(score: float, rival: float) -> float:
    """Skill 1 - score / rival; NaN where the rival's score is nought or there is none."""
    return 1 - score / rival if rival > 0 else float("nan")
