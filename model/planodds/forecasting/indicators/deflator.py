"""Deflator of a unit's GDP where growth at constant prices is not published every year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Sequence

STREAM = "deflator"
DEGREES = 4.0  # prior degrees of freedom of a residual variance

# Declared priors, log points: coefficients with their standard deviations, and the residual sd.
NATION_PRIOR = ((0.0, 0.5), (0.05, 0.5), 0.015)  # deflator on nominal growth: constant, slope
REGION_SDS, REGION_SD = (0.02, 0.25), 0.015  # about the coefficients of the nation
UNIT_PRIOR = ((0.5,), (0.25,), 0.03)  # deviation from the region on deviation of nominal growth


@dataclass(frozen=True)
class Regression:
    """Posterior of a linear regression with a normal and inverse-gamma prior.

    Attributes
    ----------
    mean : ndarray of float, shape (coefficient,)
    covariance : ndarray of float, shape (coefficient, coefficient)
        In units of the residual variance.
    degrees : float
    scale : float
        Squared scale of the residual.
    """

    mean: np.ndarray
    covariance: np.ndarray
    degrees: float
    scale: float

    def draw(self, generator: np.random.Generator, draws: int) -> tuple[np.ndarray, np.ndarray]:
        """Draw coefficients and residual standard deviations.

        Parameters
        ----------
        generator : numpy.random.Generator
        draws : int

        Returns
        -------
        coefficients : ndarray of float, shape (draw, coefficient)
        sd : ndarray of float, shape (draw,)
        """
        sd = np.sqrt(self.degrees * self.scale / generator.chisquare(self.degrees, draws))
        root = np.linalg.cholesky(self.covariance)
        normal = generator.standard_normal((draws, len(self.mean)))
        return self.mean + sd[:, None] * (normal @ root.T), sd


def regress(
    design: np.ndarray,
    outcome: np.ndarray,
    *,
    mean: Sequence[float] | np.ndarray,
    sds: Sequence[float],
    residual_sd: float,
) -> Regression:
    """Return the posterior of a regression under its declared prior.

    Parameters
    ----------
    design : ndarray of float, shape (row, coefficient)
        May have no rows: the prior is returned.
    outcome : ndarray of float, shape (row,)
    mean, sds : sequence of float
        Prior means and standard deviations of the coefficients.
    residual_sd : float
        Prior scale of the residual.

    Returns
    -------
    Regression

    Notes
    -----
    sigma^2 is scaled inverse chi-squared, coefficients given sigma are normal with covariance
    proportional to sigma^2; the predictive distribution is Student-t.
    """
    b0 = np.asarray(mean, dtype=float)
    precision0 = np.diag(residual_sd**2 / np.asarray(sds, dtype=float) ** 2)
    precision = precision0 + design.T @ design
    center = np.linalg.solve(precision, precision0 @ b0 + design.T @ outcome)
    squares = DEGREES * residual_sd**2 + float(
        outcome @ outcome + b0 @ precision0 @ b0 - center @ precision @ center
    )
    degrees = DEGREES + len(outcome)
    return Regression(center, np.linalg.inv(precision), degrees, squares / degrees)


@dataclass(frozen=True)
class PriceData:
    """Published growth from which deflators follow, log points by row.

    Attributes
    ----------
    nation, region : ndarray of float, shape (row, 2)
        Nominal growth and deflator of the same year.
    units : ndarray of float, shape (row, 2)
        Nominal growth and deflator of single units, each less that of the region.
    """

    nation: np.ndarray
    region: np.ndarray
    units: np.ndarray


def draw_deflators(
    data: PriceData,
    nominal: np.ndarray,
    region_nominal: np.ndarray,
    region_known: np.ndarray,
    *,
    seed: int,
    key: str,
) -> np.ndarray:
    """Draw the log deflator of a unit in each year.

    The deflator of the region is known, or follows its nominal growth with the coefficients of the
    region's own years about those of the nation. That of the unit differs from it by a share of
    the difference in nominal growth, estimated from the units with published real growth, and by
    a residual of its own.

    Parameters
    ----------
    data : PriceData
    nominal, region_nominal : ndarray of float, shape (draw, year)
        Log nominal growth of the unit and of the region.
    region_known : ndarray of float, shape (year,)
        Log deflator of the region; NaN where it is not published.
    seed : int
    key : str
        Code of the unit.

    Returns
    -------
    ndarray of float, shape (draw, year)
        Log deflator growth.
    """
    generator = make_generator(seed, STREAM, key)
    draws, years = nominal.shape
    nation = _regress_on_growth(data.nation, *NATION_PRIOR)
    region = _regress_on_growth(data.region, nation.mean, REGION_SDS, REGION_SD)
    unit = regress(
        data.units[:, :1],
        data.units[:, 1],
        mean=UNIT_PRIOR[0],
        sds=UNIT_PRIOR[1],
        residual_sd=UNIT_PRIOR[2],
    )
    coefficients, sd = region.draw(generator, draws)
    modelled = (
        coefficients[:, :1]
        + coefficients[:, 1:] * region_nominal
        + sd[:, None] * generator.standard_normal((draws, years))
    )
    of_region = np.where(np.isnan(region_known), modelled, region_known)
    share, spread = unit.draw(generator, draws)
    residual = spread[:, None] * generator.standard_normal((draws, years))
    return np.asarray(of_region + share * (nominal - region_nominal) + residual)


def _regress_on_growth(
    rows: np.ndarray, mean: Sequence[float] | np.ndarray, sds: Sequence[float], residual_sd: float
) -> Regression:
    """Regress deflators on a constant and nominal growth."""
    design = np.column_stack([np.ones(len(rows)), rows[:, 0]])
    return regress(design, rows[:, 1], mean=mean, sds=sds, residual_sd=residual_sd)
