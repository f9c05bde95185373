"""Joint predictive paths: each draw simulates all units, years and both variables together."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import REVENUE
from planodds.forecasting.simulation.common_paths import run_common
from planodds.forecasting.simulation.random_streams import draw_common, draw_normal
from planodds.forecasting.simulation.revenue_paths import simulate_revenue
from planodds.forecasting.simulation.simulation_inputs import (
    build_simulation_inputs,
    census_shocks,
    unit_shocks,
)
from planodds.forecasting.simulation.unit_paths import run_ar1, shared_growth
from planodds.forecasting.types import Forecast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Posterior
    from planodds.inputs.panels.county_panel import Panel

_DRAWS_AT_ONCE = 2000  # when the units of a large study are added up


def forecast_paths(
    posterior: Posterior,
    panel: Panel,
    *,
    paths: int = 20_000,
    seed: int = 20261123,
    final_year: int | None = None,
    observed_common: np.ndarray | None = None,
) -> Forecast:
    """Draw the joint predictive paths of one information set, without any condition.

    Parameters
    ----------
    posterior : Posterior
        Draws that passed the convergence criteria.
    panel : Panel
        The same information set.
    paths : int
        Number of joint draws; rounded down to a multiple of the posterior draws.
    seed : int
        Determines all random streams.
    final_year : int, optional
        Last year of the paths; default ``study.horizon``.
    observed_common : ndarray of float, shape (series, 1 + year), optional
        Growth of the common series as from ``observed_common_growth`` of a later information set:
        realised instead of forecast values, to evaluate relative growth alone. Posterior draws
        are not reweighted.

    Returns
    -------
    Forecast
        GDP and revenue, log of 亿元 (1e8 CNY), shape (unit, draw, year). The ratio of the sum of
        the units' GDP to the province's stays at its last value in every draw and year.

    Raises
    ------
    UsageError
        If fewer paths are requested than there are posterior draws.

    Notes
    -----
    ``y_it = y_i,t-1 + g_t + (s_i - mean s)(l1 z_t + q_t) + p_kt + alpha_i + a_it + e_it``, plus a
    census step in benchmark years, shifted by one constant per draw and year so that the units
    add up to the province.
    """
    inputs = build_simulation_inputs(
        posterior, panel, paths=paths, seed=seed, final_year=final_year
    )
    if observed_common is not None:
        inputs = replace(inputs, observed_common=observed_common)
    common = run_common(
        inputs.parameters,
        _scaled_common_shocks(inputs),
        inputs.observed_common,
        drivers=panel.study.common,
        first_year=inputs.years[0],
        first_fitted_year=inputs.first_fitted_year,
    )
    relative, steps = _relative_growth(inputs, common)
    log_gdp = _add_up(inputs, panel, common, relative, steps)
    log_revenue = simulate_revenue(inputs, panel, posterior, common, relative)
    return Forecast(
        information=panel.information,
        units=panel.units,
        years=inputs.years,
        log_gdp=log_gdp.transpose(0, 2, 1),
        log_revenue=log_revenue.transpose(0, 2, 1),
        benchmark=_all_census_steps(inputs, panel, posterior, steps),
        common=common.transpose(2, 0, 1),
        posterior_draw_index=inputs.posterior_draw_index,
        benchmark_years=panel.study.benchmark_years,
        series=tuple(driver.name for driver in panel.study.common),
        ess=float(inputs.draws),
        seed=seed,
        evidence=posterior.evidence,
    )


def _scaled_common_shocks(inputs: SimulationInputs) -> np.ndarray:
    """Return shocks of the common block in standard deviations, (shock, year, draw)."""
    years, paths = inputs.shape
    drawn = draw_common(
        inputs.seed,
        series=len(inputs.study.common),
        moving=inputs.moving_means,
        years=years,
        paths=paths,
        degrees=inputs.parameters["common.degrees"],
    )
    drawn["z"][: len(drawn["root"])] /= drawn["root"]
    return drawn["z"]


def _relative_growth(inputs: SimulationInputs, common: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return growth above the province before adding up, (unit, year, draw), and census steps."""
    industry, coal = _industry_shock(inputs), inputs.exposed_growth(common)
    factors = [_prefecture_factor(inputs, k) for k in range(inputs.prefectures)]
    shared = census_shocks(inputs)
    units = len(inputs.units)
    relative = np.empty((units, *inputs.shape), dtype=np.float32)
    steps = np.empty((units, len(inputs.census_years), inputs.draws), dtype=np.float32)
    for unit in range(units):
        z = unit_shocks(inputs, unit)
        relative[unit] = _unit_growth(inputs, unit, z) + shared_growth(
            inputs.parameters, inputs.share[unit], coal, industry, factors[inputs.prefecture[unit]]
        )
        steps[unit] = _unconstrained_census_step(inputs, unit, z, shared)
    return relative, steps


def _industry_shock(inputs: SimulationInputs) -> np.ndarray:
    """Return the industry-year shock q_t, (year, draw), log points."""
    scale = inputs.parameters["county.industry_scale"]
    return scale * draw_normal(inputs.seed, "industry", "", inputs.shape)


def _prefecture_factor(inputs: SimulationInputs, prefecture: int) -> np.ndarray:
    """Return a prefecture's factor from its last fitted value, (year, draw), log points."""
    p = inputs.parameters
    z = draw_normal(inputs.seed, "prefecture", str(prefecture), inputs.shape)
    start = p["prefecture_factor"][:, prefecture, p["last_growth_year"]][
        inputs.posterior_draw_index
    ]
    return run_ar1(z, p["prefecture_persistence"], p["prefecture_scale"], start)


def _unit_growth(inputs: SimulationInputs, unit: int, z: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return drift, slow deviation and shock of one unit, (year, draw), log points."""
    slow = run_ar1(
        z["slow"],
        inputs.parameters["slow_persistence"],
        inputs.parameters["slow_scale"],
        inputs.unit_parameter("slow_last", unit),
    )
    scale = inputs.unit_parameter("shock_scale", unit)
    return inputs.unit_parameter("drift", unit) + slow + scale * z["shock"] / z["root"]


def _unconstrained_census_step(
    inputs: SimulationInputs,
    unit: int,
    z: Mapping[str, np.ndarray],
    shared: Mapping[str, np.ndarray],
) -> np.ndarray:
    """Return a unit's census steps before adding up to the province, (census, draw)."""
    p = inputs.parameters
    return (
        p["county.benchmark_slope.sd"] * inputs.share[unit] * shared["slope"]
        + p["benchmark_prefecture_scale"] * shared["prefecture"][inputs.prefecture[unit]]
        + p["benchmark_scale"] * z["step"] / z["step_root"]
    )


def _add_up(
    inputs: SimulationInputs,
    panel: Panel,
    common: np.ndarray,
    relative: np.ndarray,
    steps: np.ndarray,
) -> np.ndarray:
    """Constrain the units to the aggregate; correct relative growth and steps in place.

    Each year all units are shifted alike, so that ranks are not affected: by
    ``-log sum_i w_i exp(x_i)``, w the shares of the year before, where the aggregate is their sum;
    by the mean of x_i where it is their mean growth. A census step also carries the revision of the
    aggregate. Where no linked variable needs the relative growth, the levels take its place: these
    are the two largest arrays of a forecast.
    """
    last = np.log(panel.gdp[:, -1]).astype(np.float32)
    province = (
        inputs.parameters["county.provincial_benchmark.sd"] * census_shocks(inputs)["province"]
    )
    linked = panel.study.variable(REVENUE) is not None
    log_gdp = np.empty_like(relative) if linked else relative
    for first in range(0, inputs.draws, _DRAWS_AT_ONCE):
        some = np.s_[..., first : first + _DRAWS_AT_ONCE]
        _add_up_draws(
            inputs,
            _normalise if panel.study.has_aggregate else _center,
            last,
            common[some][-1].astype(np.float32),
            province[some],
            relative=relative[some],
            steps=steps[some],
            log_gdp=log_gdp[some],
        )
    return log_gdp


def _add_up_draws(
    inputs: SimulationInputs,
    normalise: Callable[[np.ndarray, np.ndarray], np.ndarray],
    last: np.ndarray,
    aggregate: np.ndarray,
    province: np.ndarray,
    *,
    relative: np.ndarray,
    steps: np.ndarray,
    log_gdp: np.ndarray,
) -> None:
    """Add up some of the draws; ``relative``, ``steps`` and ``log_gdp`` are changed in place."""
    shares = np.exp(last) / np.exp(last).sum()
    weight = np.repeat(shares[:, None], relative.shape[-1], axis=1)
    level = last[:, None]
    for t, year in enumerate(inputs.years):
        weight = normalise(relative[:, t], weight)
        level = level + relative[:, t] + aggregate[t]
        if year in inputs.census_years:
            n = inputs.census_years.index(year)
            weight = normalise(steps[:, n], weight)
            steps[:, n] += province[n]
            level = level + steps[:, n]
        log_gdp[:, t] = level


def _normalise(change: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Shift ``change`` (unit, draw) in place so that shares sum to one; return the new shares."""
    grown = weight * np.exp(change)
    total = grown.sum(axis=0)
    change -= np.log(total)
    return grown / total


def _center(change: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Shift ``change`` (unit, draw) in place so that its mean over units is zero."""
    change -= change.mean(axis=0)
    return weight


def _all_census_steps(
    inputs: SimulationInputs, panel: Panel, posterior: Posterior, steps: np.ndarray
) -> np.ndarray:
    """Return steps of all benchmark years, (unit, draw, census); those of the sample as fitted."""
    shape = (len(inputs.units), inputs.draws, len(panel.study.benchmark_years))
    benchmark = np.zeros(shape, dtype=np.float32)
    offset = len(panel.study.benchmark_years) - len(inputs.census_years)
    benchmark[:, :, offset:] = steps.transpose(0, 2, 1)
    if offset:
        fitted = posterior.blocks["county"]["benchmark"]
        benchmark[:, :, offset - 1] = fitted.T[:, inputs.posterior_draw_index]
    return benchmark
