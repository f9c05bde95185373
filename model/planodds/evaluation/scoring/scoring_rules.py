"""Proper scoring rules and calibration measures for predictive draws.

Scores are negatively oriented: smaller is better. Reference: Gneiting and Raftery (2007), Strictly
proper scoring rules, prediction, and estimation, doi:10.1198/016214506000001437.
"""

from __future__ import annotations

import numpy as np

from planodds import constants

_TAIL_WEIGHT, _TAIL_DEGREES = 0.01, 4.0  # the Student-t component of the log score's density
_ENERGY_DRAWS = 500


def score_crps(outcome: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Compute the continuous ranked probability score (CRPS) of predictive draws.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit,)
    draws : ndarray of float, shape (unit, draw)

    Returns
    -------
    ndarray of float, shape (unit,)
        In the measure unit of the draws; NaN where the outcome or a draw is NaN.

    Notes
    -----
    ``CRPS(F, y) = E|X - y| - E|X - X'| / 2`` with X, X' independent draws from F. This is the
    ensemble form: the m draws are the distribution, and E|X - X'| is the mean over all m^2 pairs.
    (The fair form divides by m (m - 1) instead; for 1,000 draws and more the difference is
    negligible.)

    Examples
    --------
    >>> score_crps(np.array([1.0]), np.array([[0.0, 2.0]])).round(2).tolist()
    [0.5]
    """
    import scoringrules  # compiles with numba, which takes seconds

    return scoringrules.crps_ensemble(
        np.asarray(outcome, dtype=float), np.asarray(draws, dtype=float), backend="numpy"
    )


def score_log(outcome: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Compute the log score: minus the log of a smooth predictive density at the outcome.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit,)
    draws : ndarray of float, shape (unit, draw)

    Returns
    -------
    ndarray of float, shape (unit,)
        In nats, for the measure unit of the draws; NaN where the quartiles of the draws coincide.

    Notes
    -----
    ``-log(0.99 k(y) + 0.01 t(y))``: k is a Gaussian kernel estimate over the draws (Silverman's
    rule of thumb), t a Student-t density with 4 degrees of freedom and the median and quartiles of
    the draws. The second component keeps the score finite for an outcome beyond all draws.

    Examples
    --------
    >>> quantiles = np.linspace(-1.0, 1.0, 201)[None, :]
    >>> score_log(np.array([0.0]), quantiles) < score_log(np.array([9.0]), quantiles)
    array([ True])
    """
    import scoringrules
    from scipy.stats import t

    outcome, draws = np.asarray(outcome, dtype=float), np.asarray(draws, dtype=float)
    low, median, high = np.quantile(draws, [0.25, 0.5, 0.75], axis=1)
    scale = (high - low) / (2.0 * t.ppf(0.75, _TAIL_DEGREES))
    score, varies = np.full(len(outcome), np.nan), scale > 0
    if not varies.any():
        return score
    outcome, median, scale = outcome[varies], median[varies], scale[varies]
    with np.errstate(divide="ignore"):
        kernel = scoringrules.logs_ensemble(outcome, draws[varies], backend="numpy")
    tail = t.logpdf((outcome - median) / scale, _TAIL_DEGREES) - np.log(scale)
    score[varies] = -np.logaddexp(np.log1p(-_TAIL_WEIGHT) - kernel, np.log(_TAIL_WEIGHT) + tail)
    return score


def score_energy(
    outcome: np.ndarray, draws: np.ndarray, *, max_draws: int = _ENERGY_DRAWS
) -> np.ndarray:
    """Compute the energy score of joint draws of several variables.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit, variable)
        All variables in one measure unit, for example log points.
    draws : ndarray of float, shape (unit, draw, variable)
    max_draws : int
        Number of draws used, evenly spaced: the cost grows with their square.

    Returns
    -------
    ndarray of float, shape (unit,)
        NaN where a figure is missing.

    Notes
    -----
    ``ES(F, y) = E||X - y|| - E||X - X'|| / 2`` with the Euclidean norm, in the ensemble form; for
    one variable it is the CRPS.

    Examples
    --------
    >>> score_energy(np.array([[1.0]]), np.array([[[0.0], [2.0]]])).round(2).tolist()
    [0.5]
    """
    from scipy.spatial.distance import pdist

    used = draws[:, :: max(1, -(-draws.shape[1] // max_draws))].astype(float)
    count, score = used.shape[1], np.full(len(outcome), np.nan)
    for unit, (observed, points) in enumerate(zip(outcome, used, strict=True)):
        if np.isfinite(observed).all() and np.isfinite(points).all():
            distance = np.linalg.norm(points - observed, axis=1).mean()
            score[unit] = distance - pdist(points).sum() / count**2
    return score


def score_brier(happened: np.ndarray, probability: np.ndarray) -> float:
    """Compute the Brier score: the mean squared error of event probabilities.

    Parameters
    ----------
    happened : ndarray of bool or float, shape (event,)
        1 if the event occurred, else 0.
    probability : ndarray of float, shape (event,)

    Returns
    -------
    float
        Between 0 and 1, lower is better.

    Examples
    --------
    >>> score_brier(np.array([True, False]), np.array([0.5, 0.5]))
    0.25
    """
    gap = np.asarray(probability, dtype=float) - np.asarray(happened, dtype=float)
    return float(np.mean(gap**2))


def skill_score(score: float, benchmark_score: float) -> float:
    """Return the skill 1 - score / benchmark score; NaN if the benchmark score is 0 or NaN.

    Parameters
    ----------
    score, benchmark_score : float
        Mean scores over the same outcomes.

    Returns
    -------
    float
        At most 1; 0 is as good as the benchmark.

    Examples
    --------
    >>> skill_score(0.75, 1.0)
    0.25
    """
    return 1 - score / benchmark_score if benchmark_score > 0 else float("nan")


def interval_coverage_by_unit(outcome: np.ndarray, draws: np.ndarray) -> dict[str, np.ndarray]:
    """Return whether each central prediction interval covers each outcome, ends included.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit,)
    draws : ndarray of float, shape (unit, draw)

    Returns
    -------
    dict of str to ndarray of bool, shape (unit,)
        ``in_50``, ``in_80``, ``in_90``: the levels of ``constants.LEVELS``.

    Examples
    --------
    >>> interval_coverage_by_unit(np.array([0.8]), np.linspace(-1, 1, 101)[None])["in_50"].tolist()
    [False]
    """
    covered = {}
    for level in constants.LEVELS:
        low, high = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=1)
        covered[f"in_{round(100 * level)}"] = (outcome >= low) & (outcome <= high)
    return covered


def interval_coverage(outcome: np.ndarray, draws: np.ndarray) -> dict[str, float]:
    """Return the share of outcomes inside the central prediction intervals, ends included.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit,)
    draws : ndarray of float, shape (unit, draw)

    Returns
    -------
    dict of str to float
        ``coverage_50``, ``coverage_80``, ``coverage_90``.
    """
    covered = interval_coverage_by_unit(outcome, draws)
    return {
        name.replace("in_", "coverage_"): float(inside.mean()) for name, inside in covered.items()
    }


def mid_pit(outcome: np.ndarray, draws: np.ndarray) -> np.ndarray:
    """Return the mid-point probability integral transform (PIT), P(X < y) + P(X = y) / 2.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit,)
    draws : ndarray of float, shape (unit, draw)

    Returns
    -------
    ndarray of float, shape (unit,)
        Uniform for a calibrated continuous forecast; mean 0.5 for any calibrated forecast.

    Examples
    --------
    >>> mid_pit(np.array([2]), np.array([[1, 2, 2, 3]])).tolist()
    [0.5]
    """
    outcome = outcome[:, None]
    return ((draws < outcome) + 0.5 * (draws == outcome)).mean(axis=1)


def randomised_pit(
    outcome: np.ndarray, draws: np.ndarray, generator: np.random.Generator
) -> np.ndarray:
    """Return the randomised probability integral transform (PIT), for discrete outcomes too.

    Parameters
    ----------
    outcome : ndarray of float, shape (unit,)
    draws : ndarray of float, shape (unit, draw)
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (unit,)
        Inside (0, 1); exactly uniform if the outcome is exchangeable with the n draws.

    Notes
    -----
    ``u = (#{draw < y} + v (1 + #{draw = y})) / (n + 1)`` with v uniform (Czado, Gneiting and Held
    2009, doi:10.1111/j.1541-0420.2009.01191.x).

    Examples
    --------
    >>> u = randomised_pit(np.array([2.5]), np.array([[1.0, 2.0, 3.0]]), np.random.default_rng(1))
    >>> bool(0.5 < u[0] < 0.75)
    True
    """
    outcome = np.asarray(outcome)[:, None]
    below, ties = (draws < outcome).sum(axis=1), (draws == outcome).sum(axis=1)
    return (below + generator.random(len(outcome)) * (1 + ties)) / (draws.shape[1] + 1)
