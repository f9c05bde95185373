"""Common block: growth of the drivers and of the units' aggregate, recursive, with moving means.

    x_kt = m_kt + f_k (x_k,t-1 - m_k,t-1)
           + sum over earlier j, lag l of b_jkl (x_j,t-l - m_j,t-l) + e_kt

Growth is in logs; shocks are Student-t. Which series there are, which of them has a constant mean,
and which depends on which is declared in study.yaml. A moving mean reverts slowly to an anchor, by
one process in the sample and beyond it (``simulation.common_paths``)::

    w_kt = A_k + rho (w_k,t-1 - A_k) + tau_k u_kt,   m_kt = w_kt, or m_jt + w_kt relative to j

Its innovation tau_k and anchor A_k are estimated.
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

    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Driver

    Term = tuple[TensorVariable | float, TensorVariable]


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
        means = _add_means(drivers, priors, years, d)
        deviation = {
            driver.symbol: d["growth"][:, column] - means[driver.symbol]
            for column, driver in enumerate(drivers)
        }
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
            _add_equation(
                driver.symbol, priors, deviation[driver.symbol], terms, observed, d["degrees"]
            )
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


def _add_means(
    drivers: Sequence[Driver], priors: Priors, years: int, d: Mapping[str, TensorVariable]
) -> dict[str, TensorVariable | float]:
    """Create the mean of every series: constant, or moving, of shape (year,)."""
    means: dict[str, TensorVariable | float] = {}
    row = 0
    for driver in drivers:
        symbol = driver.symbol
        if driver.mean == "constant":
            means[symbol] = prior_variable(priors, f"common.{symbol}_mean")
            continue
        anchor = pm.Normal(f"{symbol}_anchor", d["anchor"][row, 0], d["anchor"][row, 1])
        log_innovation = d["innovation"][row]
        innovation = pm.LogNormal(f"{symbol}_innovation", log_innovation[0], log_innovation[1])
        start = prior_variable(priors, f"common.{symbol}_start")
        steps = pm.Normal(f"{symbol}_steps", 0.0, 1.0, shape=years - 1)
        process = _mean_process(start, anchor, innovation * steps, d["trend_reversion"], years)
        base = means[driver.relative_to] if driver.relative_to else 0.0
        means[symbol] = pm.Deterministic(f"{symbol}_mean", base + process)
        row += 1
    return means


def _mean_process(
    start: TensorVariable | float,
    anchor: TensorVariable,
    steps: TensorVariable,
    reversion: TensorVariable,
    years: int,
) -> TensorVariable:
    """Return w_t = A + rho (w_t-1 - A) + steps_t from w_0 = start, solved for all years."""
    t = np.arange(years)
    lag = t[:, None] - t[None, 1:]
    loading = pt.where(lag >= 0, reversion ** np.maximum(lag, 0), 0.0)
    return anchor + reversion**t * (start - anchor) + pt.dot(loading, steps)


def _add_equation(
    symbol: str,
    priors: Priors,
    deviation: TensorVariable,
    terms: Sequence[Term],
    observed: TensorVariable,
    degrees: TensorVariable,
) -> None:
    """Add the likelihood of one series given its lag and the terms of other series."""
    prior = persistence_prior(priors, symbol)
    persistence = pm.Normal(f"{symbol}_persistence", prior.mean, prior.sd)
    scale = prior_variable(priors, f"common.{symbol}_scale")
    location = persistence * deviation[:-1] + sum(load * value for load, value in terms)
    add_masked_t(
        f"{symbol}_likelihood", deviation[1:], location, scale, degrees=degrees, mask=observed
    )
