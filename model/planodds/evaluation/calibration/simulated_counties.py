"""Simulated growth of the counties above the province, by the equations of the county block.

    x_it = (s_i - mean s) l_t + f_jt + d_i + w_it + scale_i exp(v_t) u_it
    l_t = b c_t + industry_t

with s the secondary share, c coal growth, f the factor of prefecture j, w the slow deviation and v
the log volatility of a year (stationary first-order autoregressions), d the drift and u Student-t
shocks; in the history plus a shared wedge and, in census years, the unit's census step.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


def simulate_relative_growth(
    p: Mapping[str, float],
    panel: Panel,
    priors: Priors,
    coal: np.ndarray,
    horizon: int,
    generator: np.random.Generator,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Simulate the counties' growth above the province in history and future.

    Parameters
    ----------
    p : mapping of str to float
        Parameters of the county block.
    panel : Panel
        Source of units, prefectures, shares and calendar.
    priors : Priors
        Source of the fixed parameters.
    coal : ndarray of float, shape (growth year,)
        Log growth of the coal price.
    horizon : int
        Number of the last years that are in the future.
    generator : numpy.random.Generator

    Returns
    -------
    relative : ndarray of float, shape (unit, growth year)
        Log points; census steps and wedge are included in the history.
    states : dict of str to ndarray of float
        Drift, last slow deviation, shock scale, census step and last prefecture factor.
    """
    years, units = len(coal), len(panel.units)
    share = panel.secondary_share - panel.secondary_share.mean()
    loading = p["coal_slope"] * coal + (
        priors.value("county.industry_scale") * generator.standard_normal(years)
    )
    factor = _simulate_ar1(
        p["prefecture_scale"],
        p["prefecture_persistence"],
        (len(panel.prefectures), years),
        generator,
    )
    drift = p["drift_scale"] * generator.standard_normal(units)
    slow = _simulate_ar1(p["slow_scale"], p["slow_persistence"], (units, years), generator)
    scale = p["shock_median"] * np.exp(p["shock_spread"] * generator.standard_normal(units))
    degrees = priors.value("county.degrees")
    persistence = priors.value("county.volatility_persistence")
    volatility = _simulate_ar1(p["volatility_scale"], persistence, (1, years), generator)
    relative = (
        share[:, None] * loading
        + factor[panel.prefecture]
        + drift[:, None]
        + slow
        + scale[:, None] * np.exp(volatility) * generator.standard_t(degrees, (units, years))
    )
    history = years - horizon
    wedge = priors.value("county.mean_wedge") * generator.standard_normal(history)
    step = p["benchmark_mean"] + _simulate_step(p, p["benchmark_slope"], panel, degrees, generator)
    relative[:, :history] += wedge + step[:, None] * census_indicator(panel)
    return relative, {
        "drift": drift,
        "slow_last": slow[:, history - 1],
        "shock_scale": scale,
        "benchmark": step,
        "prefecture_factor": factor[:, history - 1],
    }


def census_indicator(panel: Panel) -> np.ndarray:
    """Return 1.0 for growth years that include a census step, else 0.0.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    ndarray of float, shape (growth year,)
    """
    return np.array([float(year in panel.study.benchmark_years) for year in panel.years[1:]])


def simulate_future_levels(
    p: Mapping[str, float],
    panel: Panel,
    priors: Priors,
    level: np.ndarray,
    province: np.ndarray,
    relative: np.ndarray,
    years: tuple[int, ...],
    generator: np.random.Generator,
) -> np.ndarray:
    """Simulate log GDP after the information set, with the sum of the units equal to the province.

    Parameters
    ----------
    p : mapping of str to float
        Parameters of the county block.
    panel : Panel
    priors : Priors
    level : ndarray of float, shape (unit,)
        Last log levels, log cny_1e8.
    province : ndarray of float, shape (year,)
        Log growth of the province.
    relative : ndarray of float, shape (unit, year)
        Growth above the province; changed in place, so that its weighted sum is zero.
    years : tuple of int
    generator : numpy.random.Generator

    Returns
    -------
    ndarray of float, shape (unit, year)
        Log cny_1e8, census steps included.
    """
    log_gdp = np.empty(relative.shape)
    for t, year in enumerate(years):
        relative[:, t] = _preserve_sum(level, relative[:, t])
        level = level + province[t] + relative[:, t]
        if year in panel.study.benchmark_years:
            slope = priors["county.benchmark_slope"].sd * generator.standard_normal()
            step = _simulate_step(p, slope, panel, priors.value("county.degrees"), generator)
            revision = priors["county.provincial_benchmark"].sd * generator.standard_normal()
            level = level + _preserve_sum(level, step) + revision
        log_gdp[:, t] = level
    return log_gdp


def _simulate_ar1(
    scale: float, persistence: float, shape: tuple[int, int], generator: np.random.Generator
) -> np.ndarray:
    """Simulate stationary first-order autoregressions, (series, year)."""
    path = scale * generator.standard_normal(shape)
    for t in range(1, shape[1]):
        path[:, t] = persistence * path[:, t - 1] + np.sqrt(1 - persistence**2) * path[:, t]
    return path


def _simulate_step(
    p: Mapping[str, float],
    slope: float,
    panel: Panel,
    degrees: float,
    generator: np.random.Generator,
) -> np.ndarray:
    """Simulate share, prefecture and unit part of a census step, (unit,)."""
    share = panel.secondary_share - panel.secondary_share.mean()
    effect = p["benchmark_prefecture_scale"] * generator.standard_normal(len(panel.prefectures))
    shock = p["benchmark_scale"] * generator.standard_t(degrees, len(panel.units))
    return slope * share + effect[panel.prefecture] + shock


def _preserve_sum(level: np.ndarray, change: np.ndarray) -> np.ndarray:
    """Return the changes minus their effect on the sum of the units."""
    return change - np.log(np.exp(level + change).sum() / np.exp(level).sum())
