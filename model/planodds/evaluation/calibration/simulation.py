"""Simulated datasets for simulation-based calibration: parameters and data from the priors.

Written from the equations of the method, independently of the code that fits the model and of the
code that simulates forecasts. A simulated dataset is a panel as it would have been published,
with the outcomes of the following years.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.evaluation.calibration.simulated_common import simulate_common
from planodds.evaluation.calibration.simulated_counties import (
    census_indicator,
    simulate_future_levels,
    simulate_relative_growth,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

_COMMON = (
    "coal_mean",
    "coal_persistence",
    "coal_scale",
    "national_start",
    "provincial_start",
    "coal_to_national",
    "coal_lag_to_national",
    "coal_to_provincial",
    "coal_lag_to_provincial",
    "national_to_provincial",
    "national_scale",
    "provincial_scale",
    "national_anchor",
    "provincial_anchor",
    "national_innovation",
    "provincial_innovation",
)
_COUNTY = (
    "coal_slope",
    "prefecture_scale",
    "prefecture_persistence",
    "drift_scale",
    "slow_scale",
    "slow_persistence",
    "shock_median",
    "shock_spread",
    "benchmark_mean",
    "benchmark_prefecture_scale",
    "benchmark_slope",
    "benchmark_scale",
    "volatility_scale",
)


@dataclass(frozen=True)
class SimulatedDataset:
    """Panel that the model could have generated, with its parameters and its future.

    Attributes
    ----------
    panel : Panel
        The given panel with simulated growth; gaps and calendar are unchanged.
    truth : mapping of str to mapping of str to float or ndarray
        Block -> parameter -> value; scalars first, then means and unit states.
    log_gdp : ndarray of float, shape (unit, year)
        Log cny_1e8 in the years after the information set, census steps included.
    years : tuple of int
        Years of ``log_gdp``.
    relative : ndarray of float, shape (unit, growth year)
        Log growth minus the province's, without census steps, in history and future.
    coal, province : ndarray of float, shape (growth year,)
        Log growth in the same years.
    """

    panel: Panel
    truth: Mapping[str, Mapping[str, float | np.ndarray]]
    log_gdp: np.ndarray
    years: tuple[int, ...]
    relative: np.ndarray
    coal: np.ndarray
    province: np.ndarray


def simulate_dataset(
    panel: Panel, priors: Priors, generator: np.random.Generator, *, horizon: int = 5
) -> SimulatedDataset:
    """Simulate parameters, the common series, the counties' history and their following years.

    Parameters
    ----------
    panel : Panel
        Source of calendar, units, shares, gaps and first levels; its growth is not used.
    priors : Priors
        Distribution of the parameters.
    generator : numpy.random.Generator
    horizon : int
        Years after the information set.

    Returns
    -------
    SimulatedDataset

    Raises
    ------
    InputError
        If a prior that has to be fixed is a distribution.
    """
    last = panel.years[-1]
    years = tuple(range(last + 1, last + 1 + horizon))
    common = {name: draw_parameter(priors, f"common.{name}", generator) for name in _COMMON}
    for label in ("national", "provincial"):
        common[f"{label}_persistence"] = draw_parameter(priors, "common.own_lag", generator)
    growth, means = simulate_common(common, panel, priors, years[-1], generator)
    county = {name: draw_parameter(priors, f"county.{name}", generator) for name in _COUNTY}
    first = panel.driver_years[0]
    past = slice(panel.years[1] - first, last + 1 - first)
    ahead = slice(last + 1 - first, None)
    coal = growth[0, past.start : past.stop + horizon]
    relative, states = simulate_relative_growth(county, panel, priors, coal, horizon, generator)
    gdp = _levels(panel, growth[2, past], relative[:, : -horizon or None])
    log_gdp = simulate_future_levels(
        county,
        panel,
        priors,
        np.log(gdp[:, -1]),
        growth[2, ahead],
        relative[:, -horizon:],
        years,
        generator,
    )
    relative[:, :-horizon] -= states["benchmark"][:, None] * census_indicator(panel)
    from_first = slice(past.start, None)
    return SimulatedDataset(
        _replace_growth(panel, growth, gdp),
        {"common": {**common, **means}, "county": {**county, **states}},
        log_gdp,
        years,
        relative,
        growth[0, from_first],
        growth[2, from_first],
    )


def draw_parameter(priors: Priors, name: str, generator: np.random.Generator) -> float:
    """Draw one value of a parameter from its prior.

    Parameters
    ----------
    priors : Priors
    name : str
        ``block.parameter``.
    generator : numpy.random.Generator

    Returns
    -------
    float
    """
    return float(priors[name].draw(generator, 1)[0])


def _levels(panel: Panel, province: np.ndarray, relative: np.ndarray) -> np.ndarray:
    """Return GDP from the first levels on, (unit, year); a missing first level is the next one."""
    start = np.where(np.isfinite(panel.gdp[:, 0]), panel.gdp[:, 0], panel.gdp[:, 1])
    growth = np.cumsum(province + relative, axis=1)
    return start[:, None] * np.exp(np.concatenate([np.zeros((len(start), 1)), growth], axis=1))


def _replace_growth(panel: Panel, growth: np.ndarray, gdp: np.ndarray) -> Panel:
    """Return the panel with simulated figures where it has figures."""
    observed = growth[:, : len(panel.driver_years)]
    first = panel.years[1] - panel.driver_years[0]
    province = observed[2, first : first + len(panel.years) - 1]
    drivers = np.where(np.isfinite(panel.driver_growth), observed, np.nan)
    level = panel.provincial_level[0] * np.exp(np.concatenate([[0.0], np.cumsum(province)]))
    return replace(
        panel,
        gdp=np.where(np.isfinite(panel.gdp), gdp, np.nan),
        driver_growth=drivers,
        provincial_growth_county_basis=province,
        provincial_level=level,
    )
