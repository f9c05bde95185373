"""Scores of predictive draws against what came: CRPS, log score, coverage, PIT, energy, Brier."""

from __future__ import annotations

import numpy as np

from planodds import constants

TAIL_WEIGHT, TAIL_DEGREES = 0.01, 4.0  # of the smooth density: what it grants to the unforeseen
_ENERGY_MEMBERS = 500


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

    return scoringrules.crps_ensemble(
        np.asarray(outcome, dtype=float), np.asarray(draws, dtype=float), backend="numpy"
    )


def interval_coverage(outcome: np.ndarray, draws: np.ndarray) -> dict[str, float]:
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
    for level in constants.LEVELS:
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


def score_log(outcome: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Minus the log of a smooth predictive density at the outcome; smaller is better.

    The density is declared: .99 of a Gaussian kernel estimate over the draws (scoringrules,
    Silverman's rule of thumb) and .01 of a Student t4 with their median and their quartiles,
    so that an outcome beyond every draw costs much, and not infinitely much.

    Parameters
    ----------
    outcome : ndarray (unit,)
    draws : ndarray (unit, draw)

    Returns
    -------
    ndarray (unit,)
        In nats, for the unit of the draws; NaN where the draws do not vary.

    Examples
    --------
    >>> quantiles = np.linspace(-1.0, 1.0, 201)[None, :]
    >>> score_log(np.array([0.0]), quantiles) < score_log(np.array([9.0]), quantiles)
    array([ True])
    """
    import scoringrules
    from scipy.stats import t

    outcome, draws = np.asarray(outcome, dtype=float), np.asarray(draws, dtype=float)
    low, middle, high = np.quantile(draws, [0.25, 0.5, 0.75], axis=1)
    scale = (high - low) / (2.0 * t.ppf(0.75, TAIL_DEGREES))
    found, varies = np.full(len(outcome), np.nan), scale > 0
    if not varies.any():
        return found
    outcome, middle, scale = outcome[varies], middle[varies], scale[varies]
    with np.errstate(divide="ignore"):
        kernel = scoringrules.logs_ensemble(outcome, draws[varies], backend="numpy")
    tail = t.logpdf((outcome - middle) / scale, TAIL_DEGREES) - np.log(scale)
    found[varies] = -np.logaddexp(np.log1p(-TAIL_WEIGHT) - kernel, np.log(TAIL_WEIGHT) + tail)
    return found


def randomised_pit(
    outcome: np.ndarray, draws: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Randomised probability integral transform, uniform for ranks and levels alike.

    ``u = (#{draw < y} + v (1 + #{draw = y})) / (n + 1)``, v uniform: exactly uniform when the
    outcome is exchangeable with the n draws (Czado, Gneiting and Held 2009,
    doi:10.1111/j.1541-0420.2009.01191.x).

    Parameters
    ----------
    outcome : ndarray (unit,)
    draws : ndarray (unit, draw)
    generator : numpy.random.Generator

    Returns
    -------
    ndarray (unit,)
        Inside (0, 1).
    """
    outcome = np.asarray(outcome)[:, None]
    below, ties = (draws < outcome).sum(axis=1), (draws == outcome).sum(axis=1)
    return (below + generator.random(len(outcome)) * (1 + ties)) / (draws.shape[1] + 1)


def interval_coverage_by_unit(outcome: np.ndarray, draws: np.ndarray) -> dict[str, np.ndarray]:
    """Whether each central interval held each outcome, ends included: in_50, in_80, in_90."""
    found = {}
    for level in constants.LEVELS:
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=1)
        found[f"in_{round(100 * level)}"] = (outcome >= low) & (outcome <= high)
    return found


def score_energy(
    outcome: np.ndarray, draws: np.ndarray, *, members: int = _ENERGY_MEMBERS
) -> np.ndarray:
    """Energy score of joint draws, GDP and revenue of one county together, say.

    ES = E|X - y| - E|X - X'| / 2 with the Euclidean norm (Gneiting and Raftery 2007,
    doi:10.1198/016214506000001437); with one dimension it is the CRPS.

    Parameters
    ----------
    outcome : ndarray (unit, variable)
        In one unit of measure, log points say.
    draws : ndarray (unit, draw, variable)
    members : int
        Draws used, evenly spaced: the cost grows with their square.

    Returns
    -------
    ndarray (unit,)
        NaN where a figure is missing.
    """
    from scipy.spatial.distance import pdist

    used = draws[:, :: max(1, -(-draws.shape[1] // members))].astype(float)
    n, found = used.shape[1], np.full(len(outcome), np.nan)
    for unit, (came, cloud) in enumerate(zip(outcome, used, strict=True)):
        if np.isfinite(came).all() and np.isfinite(cloud).all():
            apart = np.linalg.norm(cloud - came, axis=1).mean()
            found[unit] = apart - pdist(cloud).sum() / n**2
    return found


def score_brier(happened: np.ndarray, probability: np.ndarray) -> float:
    """Mean of (p - outcome)^2 over events; smaller is better."""
    gap = np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)
    return float(np.mean(gap**2))


def score_skill(score: float, rival: float) -> float:
    """Skill 1 - score / rival; NaN where the rival's score is nought or there is none."""
    return 1 - score / rival if rival > 0 else float("nan")
