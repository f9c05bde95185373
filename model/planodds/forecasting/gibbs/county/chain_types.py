"""Arrays of one chain of the county block: data, state, sufficient sums, proposal factors."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from planodds.forecasting.gibbs.numba_utils import compile_loop

if TYPE_CHECKING:
    import numpy as np


# Names of the scalars of a chain; the constants below are their positions.
SCALARS = (
    "drift_scale",
    "slow_scale",
    "slow_persistence",
    "shock_median",
    "shock_spread",
    "benchmark_scale",
    "prefecture_scale",
    "prefecture_persistence",
    "benchmark_prefecture_scale",
    "volatility_scale",
)
(
    DRIFT,
    SLOW,
    PERSISTENCE,
    MEDIAN,
    SPREAD,
    STEP_SCALE,
    GROUP_SCALE,
    GROUP_PERSISTENCE,
    GROUP_STEP,
    VOLATILITY,
) = range(len(SCALARS))


class ChainData(NamedTuple):
    """Data and priors of one chain.

    Attributes
    ----------
    growth, observed : ndarray of float, shape (block, year, lane)
        Log growth above the province's; one where observed.
    observed_years, step_length : ndarray of float, shape (block, lane)
        Number of observed years; length of a Metropolis step on the log scale.
    share : ndarray of float, shape (block, lane)
        Centred secondary share.
    prefecture : ndarray of int, shape (block, lane)
    step_observed : ndarray of float, shape (block, 1, lane)
        One where the benchmark year was observed.
    benchmark : ndarray of float, shape (year,)
        One where the basis changes.
    units : int
    prior : ndarray of float, shape (scalar, 5)
        As from ``encode_priors``, in the order of ``SCALARS``.
    center : ndarray of float, shape (scalar,)
        Centers of the priors, used where ``learn`` is zero.
    learn, degrees : float
    persistence : float
        Of the yearly volatility.
    precision, shift : ndarray of float, shapes (2n, 2n) and (2n,)
        Prior of the shared coefficients: precision, and precision times mean.
    """

    growth: np.ndarray
    observed: np.ndarray
    observed_years: np.ndarray
    step_length: np.ndarray
    share: np.ndarray
    prefecture: np.ndarray
    step_observed: np.ndarray
    benchmark: np.ndarray
    units: int
    prior: np.ndarray
    center: np.ndarray
    learn: float
    degrees: float
    persistence: float
    precision: np.ndarray
    shift: np.ndarray


class ChainState(NamedTuple):
    """State of one chain; of several chains, stacked with the chain as first axis.

    Attributes
    ----------
    scalars : ndarray of float, shape (scalar,)
        In the order of ``SCALARS``.
    log_scale, step_inverse, drift, step, step_center : ndarray of float, shape (block, lane)
        Log scale of the shocks; inverse mixture weight of the benchmark step; drift; unit part of
        the step and its expected value.
    inverse_weight, slow : ndarray of float, shape (block, year, lane)
        Inverse mixture weights of the shocks; slow deviation.
    coefficients : ndarray of float, shape (2n,), n = years + 1
        Mean wedges, mean of the benchmark step, industry loadings, slope of the step on the share.
    prefecture_effect : ndarray of float, shape (prefecture, n)
        Prefecture factor and effect on the step.
    volatility : ndarray of float, shape (year,)
        Log of the factor by which the shocks of all units are larger in a year.
    """

    scalars: np.ndarray
    log_scale: np.ndarray
    step_inverse: np.ndarray
    drift: np.ndarray
    step: np.ndarray
    step_center: np.ndarray
    inverse_weight: np.ndarray
    slow: np.ndarray
    coefficients: np.ndarray
    prefecture_effect: np.ndarray
    volatility: np.ndarray


class SufficientSums(NamedTuple):
    """Sums over units of the cells' precisions and of precision times growth.

    Attributes
    ----------
    weight, weighted : ndarray of float, shape (prefecture, year)
        W; W1, weighted by the secondary share.
    squared : ndarray of float, shape (year,)
        W2, weighted by the squared share, over all units.
    pull : ndarray of float, shape (prefecture, year)
        r, precision times growth.
    pull_weighted : ndarray of float, shape (year,)
        r1, precision times growth times share, over all units.
    """

    weight: np.ndarray
    weighted: np.ndarray
    squared: np.ndarray
    pull: np.ndarray
    pull_weighted: np.ndarray


class ProposalFactors(NamedTuple):
    """Factors of the proposal covariances of the four joint updates, shape (size, size).

    ``mean`` and ``root`` are the adapted posterior mean and covariance factor of the scales, for
    the preconditioned Crank-Nicolson proposals.
    """

    scales: np.ndarray
    center: np.ndarray
    spread: np.ndarray
    group: np.ndarray
    mean: np.ndarray
    root: np.ndarray


@compile_loop
def effective_scale(data: ChainData, position: int, value: float) -> float:
    """Return the scale, or its prior center when the sample is too short to identify it.

    Parameters
    ----------
    data : ChainData
    position : int
        Position of the scalar in ``SCALARS``.
    value : float
        Sampled scale.

    Returns
    -------
    float
    """
    return data.learn * value + (1.0 - data.learn) * data.center[position]
