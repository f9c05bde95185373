"""Arrays of one chain of the revenue block: data, state, and sums given the mixture weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

# Positions of the shared coefficients; the effects of the years follow.
INTERCEPT, COMMON, COAL, RELATIVE, YEAR = range(5)
# Positions of the logarithms of reversion, and of median and spread of the shock scales.
REVERSION, MEDIAN, SPREAD = range(3)


class RevenueData(NamedTuple):
    """Data and priors of one chain, log points.

    Attributes
    ----------
    growth, relative, growth_scale, ratio, mask : ndarray of float, shape (unit, year)
        As from ``revenue_data``.
    common : ndarray of float, shape (year,)
    coal : ndarray of float, shape (unit, year)
        Growth of the coal price times the centred secondary share.
    coefficient : ndarray of float, shape (4 + year, 2)
        Prior mean and precision of the shared coefficients.
    reversion, median, spread : ndarray of float, shape (5,)
        Priors, as from ``encode_priors``.
    ratio_precision, degrees : float
        Prior precision of the ratio to which a unit reverts; degrees of freedom of the shocks.
    """

    growth: np.ndarray
    relative: np.ndarray
    growth_scale: np.ndarray
    ratio: np.ndarray
    mask: np.ndarray
    common: np.ndarray
    coal: np.ndarray
    coefficient: np.ndarray
    reversion: np.ndarray
    median: np.ndarray
    spread: np.ndarray
    ratio_precision: float
    degrees: float


class RevenueState(NamedTuple):
    """State of one chain; of several chains, stacked with the chain as first axis.

    Attributes
    ----------
    scalars : ndarray of float, shape (3,)
        In the order ``REVERSION``, ``MEDIAN``, ``SPREAD``.
    coefficient : ndarray of float, shape (4 + year,)
    target : ndarray of float, shape (unit,)
        Centred log ratio to which a unit reverts.
    log_scale : ndarray of float, shape (unit,)
    weight, hidden : ndarray of float, shape (unit, year)
        Mixture weights of the shocks; relative growth that a benchmark year hides.
    """

    scalars: np.ndarray
    coefficient: np.ndarray
    target: np.ndarray
    log_scale: np.ndarray
    weight: np.ndarray
    hidden: np.ndarray


class RevenueSums(NamedTuple):
    """Weighted sums of the regression ``growth + kappa ratio = X beta + kappa target + noise``.

    Attributes
    ----------
    precision : ndarray of float, shape (coefficient, coefficient)
        Prior precision plus X'PX, lower triangle.
    shift : ndarray of float, shape (2, coefficient)
        Prior shift plus X'P growth; X'P ratio.
    by_unit : ndarray of float, shape (unit, coefficient)
        Sums of precision times X.
    unit : ndarray of float, shape (unit, 3)
        Sums of precision, of precision times growth, and times ratio.
    square : ndarray of float, shape (3,)
        growth'P growth, growth'P ratio, ratio'P ratio.
    """

    precision: np.ndarray
    shift: np.ndarray
    by_unit: np.ndarray
    unit: np.ndarray
    square: np.ndarray
