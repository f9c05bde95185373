"""Common block: growth of the drivers and of the units' aggregate, recursive, with moving means.

    x_kt = m_kt + f_k (x_k,t-1 - m_k,t-1)
           + sum over earlier j, lag l of b_jkl (x_j,t-l - m_j,t-l) + e_kt

Growth is in logs; shocks are Student-t. Which series there are, which of them has a constant mean,
and which depends on which is declared in study.yaml. Moving means are random walks with a fixed
innovation; beyond the data they revert to a declared anchor (``simulation.common_paths``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pymc as pm
import pytensor.tensor as pt

from planodds.forecasting.nuts.pymc_priors import add_masked_t, prior_variable
from planodds.forecasting.simulation.common_paths import first_effect
from planodds.inputs.priors import persistence_prior
from planodds.inputs.study import coefficient

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pytensor.tensor.variable import TensorVariable

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Driver

    Term = tuple[TensorVariable | float, TensorVariable]


def common_data(panel: Panel, *, last_year: int, priors: Priors) -> dict[str, np.ndarray]:
    """Return the data arrays of the common block, with unobserved cells masked.

    Parameters
    ----------
    panel : Panel
    last_year : int
        Years are those of the drivers to ``last_year`` whatever the information set.
    priors : Priors

    Returns
    -------
    dict of str to ndarray
        ``growth`` and ``mask``, shape (year, series), in the order of ``study.common``, log
        points; ``trend_innovation`` and, if there is one, ``first_effect`` (mean, sd): assumptions
        of the sensitivity analysis, replaceable without compiling another graph.
    """
    years = range(panel.driver_years[0], last_year + 1)
    by_year = [dict(zip(panel.driver_years, values, strict=True)) for values in panel.driver_growth]
    growth = np.array([[values.get(year, np.nan) for values in by_year] for year in years])
    mask = np.isfinite(growth).astype(float)
    first = first_effect(panel.study.common)
    return {
        "growth": np.where(mask, growth, 0.0),
        "mask": mask,
        "trend_innovation": np.array(priors.value("common.trend_innovation")),
    } | ({"first_effect": _mean_and_sd(priors, first)} if first else {})


def _mean_and_sd(priors: Priors, name: str) -> np.ndarray:
    prior = priors[f"common.{name}"]
    return np.array([prior.mean, prior.sd])


def build_common_model(
    data: Mapping[str, np.ndarray], priors: Priors, drivers: Sequence[Driver]
) -> pm.Model:
    """Build the PyMC model of the common block.

    Parameters
    ----------
    data : mapping of str to ndarray
        As from ``common_data``; every array is replaceable data.
    priors : Priors
    drivers : sequence of Driver
        ``study.common``.

    Returns
    -------
    pymc.Model
    """
    years = data["growth"].shape[0]
    with pm.Model() as pymc_model:
        d = {key: pm.Data(key, value) for key, value in data.items()}
        deviation = {}
        for column, driver in enumerate(drivers):
            mean = _mean(driver, priors, years, d["trend_innovation"])
            deviation[driver.symbol] = d["growth"][:, column] - mean
        for column, driver in enumerate(drivers):
            terms = [
                (
                    _coefficient(driver, other, lag, priors, drivers, d),
                    _shift(deviation[other], lag),
                )
                for other, lags in reversed(driver.lags.items())
                for lag in lags
            ]
            observed = d["mask"][1:, column] * d["mask"][:-1, column]
            _add_equation(driver.symbol, priors, deviation[driver.symbol], terms, observed)
    return pymc_model


def _shift(deviation: TensorVariable, lag: int) -> TensorVariable:
    """Return a regressor of all years but the first: of the same year, or of the year before."""
    return deviation[:-1] if lag else deviation[1:]


def _coefficient(
    driver: Driver,
    other: str,
    lag: int,
    priors: Priors,
    drivers: Sequence[Driver],
    d: Mapping[str, TensorVariable],
) -> TensorVariable | float:
    """Create the coefficient of another series in a driver's equation."""
    name = coefficient(other, driver.symbol, lag)
    if name == first_effect(drivers):
        return pm.Normal(name, d["first_effect"][0], d["first_effect"][1])
    return prior_variable(priors, f"common.{name}")


def _mean(
    driver: Driver, priors: Priors, years: int, innovation: TensorVariable
) -> TensorVariable | float:
    """Create the mean of a series: constant, or a random walk of shape (year,)."""
    symbol = driver.symbol
    if driver.mean == "constant":
        return prior_variable(priors, f"common.{symbol}_mean")
    start = prior_variable(priors, f"common.{symbol}_start")
    steps = pm.Normal(f"{symbol}_steps", 0.0, 1.0, shape=years - 1)
    walk = innovation * pt.cumsum(steps)
    return pm.Deterministic(f"{symbol}_mean", start + pt.concatenate([pt.zeros(1), walk]))


def _add_equation(
    symbol: str,
    priors: Priors,
    deviation: TensorVariable,
    terms: Sequence[Term],
    observed: TensorVariable,
) -> None:
    """Add the likelihood of one series given its lag and the terms of other series."""
    prior = persistence_prior(priors, symbol)
    persistence = pm.Normal(f"{symbol}_persistence", prior.mean, prior.sd)
    scale = prior_variable(priors, f"common.{symbol}_scale")
    location = persistence * deviation[:-1] + sum(load * value for load, value in terms)
    add_masked_t(
        f"{symbol}_likelihood",
        deviation[1:],
        location,
        scale,
        degrees=priors.value("common.degrees"),
        mask=observed,
    )
