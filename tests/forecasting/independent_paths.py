"""A second simulator of the paths, written from the equations alone, with its own random numbers.

It shares no function with ``planodds.forecasting.simulation``: Student-t shocks come from numpy
and not from mixture weights, every unit starts from the posterior's arrays, and the three common
series are written out. For Shanxi's study, whose aggregate is the sum of its units.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class IndependentPaths:
    """Paths of GDP and revenue in logs, (unit, year, path), and of the common series."""

    log_gdp: np.ndarray
    log_revenue: np.ndarray
    common: np.ndarray


def simulate_independently(posterior, panel, *, paths, seed, years) -> IndependentPaths:
    """Simulate ``paths`` joint paths, the same number from each posterior draw."""
    random = np.random.default_rng(seed)
    blocks, constants = posterior.blocks, posterior.constants
    draws = len(blocks["county"]["coal_slope"])
    each = paths // draws

    def on_paths(values):
        return np.repeat(values, each, axis=0)

    common = {name: on_paths(x) for name, x in blocks["common"].items()}
    county = {name: on_paths(x) for name, x in blocks["county"].items()}
    revenue = {name: on_paths(x) for name, x in blocks["revenue"].items()}
    coal, province = _simulate_common(common, constants, panel, years, paths, random)
    growth, steps = _relative_growth(county, constants, panel, coal, years, random)
    log_gdp, relative = _add_up(growth, steps, province, panel, constants, years, random)
    log_revenue = _simulate_revenue(
        revenue, county, constants, panel, coal, province, relative, random
    )
    return IndependentPaths(log_gdp, log_revenue, province)


def _simulate_common(p, constants, panel, years, paths, random):
    """Growth of the coal price and of the province, (year, path)."""
    known = {
        series: dict(zip(panel.driver_years, row, strict=True))
        for series, row in zip(("coal", "nation", "province"), panel.driver_growth, strict=True)
    }
    column = {year: number for number, year in enumerate(panel.driver_years)}
    degrees, back = constants["common.degrees"], constants["trend_reversion"]
    last = years[0] - 1
    trend = p["national_mean"][:, column[last]]
    trend_province = p["provincial_mean"][:, column[last]]
    excess = trend_province - trend
    z_coal = known["coal"][last] - p["coal_mean"]
    z_nation = known["nation"][last] - trend
    z_province = known["province"][last] - trend_province
    coal_path, province_path = [], []
    for year in years:
        seen_nation = np.isfinite(known["nation"].get(year, np.nan))
        shock = random.standard_normal((2, paths))
        if seen_nation:
            trend = p["national_mean"][:, column[year]]
        else:
            anchor = p["national_anchor"]
            trend = anchor + back * (trend - anchor) + p["national_innovation"] * shock[0]
        anchor = p["provincial_anchor"]
        excess = anchor + back * (excess - anchor) + p["provincial_innovation"] * shock[1]
        trend_province = trend + excess
        before = z_coal
        e = random.standard_t(degrees, (3, paths))
        if np.isfinite(known["coal"].get(year, np.nan)):
            z_coal = np.full(paths, known["coal"][year]) - p["coal_mean"]
        else:
            z_coal = p["coal_persistence"] * z_coal + p["coal_scale"] * e[0]
        if seen_nation:
            z_nation = known["nation"][year] - trend
        else:
            z_nation = (
                p["national_persistence"] * z_nation
                + p["coal_to_national"] * z_coal
                + p["coal_lag_to_national"] * before
                + p["national_scale"] * e[1]
            )
        z_province = (
            p["provincial_persistence"] * z_province
            + p["national_to_provincial"] * z_nation
            + p["coal_to_provincial"] * z_coal
            + p["coal_lag_to_provincial"] * before
            + p["provincial_scale"] * e[2]
        )
        coal_path.append(p["coal_mean"] + z_coal)
        province_path.append(trend_province + z_province)
    return np.array(coal_path), np.array(province_path)


def _relative_growth(p, constants, panel, coal, years, random):
    """Growth of each unit before adding up, (unit, year, path), and its census steps by year."""
    paths = coal.shape[1]
    last = len(panel.years) - 2  # position of the last growth year
    share = panel.secondary_share - panel.secondary_share.mean()
    groups = panel.prefecture
    slow, factor, volatility = (
        p["slow_last"].T.copy(),
        p["prefecture_factor"][:, :, last].T.copy(),
        p["volatility"][:, last].copy(),
    )
    growth = np.empty((len(panel.units), len(years), paths))
    steps = {}
    rho_v = constants["county.volatility_persistence"]
    for t, year in enumerate(years):
        volatility = rho_v * volatility + p["volatility_scale"] * np.sqrt(
            1 - rho_v**2
        ) * random.standard_normal(paths)
        rho = p["prefecture_persistence"]
        factor = rho * factor + p["prefecture_scale"] * np.sqrt(
            1 - rho**2
        ) * random.standard_normal(factor.shape)
        rho = p["slow_persistence"]
        slow = rho * slow + p["slow_scale"] * np.sqrt(1 - rho**2) * random.standard_normal(
            slow.shape
        )
        industry = constants["county.industry_scale"] * random.standard_normal(paths)
        noise = random.standard_t(constants["county.degrees"], slow.shape)
        growth[:, t] = (
            np.outer(share, np.ones(paths)) * (p["coal_slope"] * coal[t] + industry)
            + factor[groups]
            + p["drift"].T
            + slow
            + p["shock_scale"].T * np.exp(volatility) * noise
        )
        if year in panel.study.benchmark_years:
            steps[year] = (
                np.outer(
                    share, constants["county.benchmark_slope.sd"] * random.standard_normal(paths)
                )
                + (p["benchmark_prefecture_scale"] * random.standard_normal(factor.shape))[groups]
                + p["benchmark_scale"] * random.standard_t(constants["county.degrees"], slow.shape)
            )
    return growth, steps


def _add_up(growth, steps, province, panel, constants, years, random):
    """Levels whose sum follows the province, and relative growth after adding up."""
    paths = growth.shape[2]
    base = np.repeat(panel.gdp[:, -1, None], paths, axis=1)
    total, level = base.sum(axis=0), base
    log_gdp, relative = np.empty_like(growth), np.empty_like(growth)
    for t, year in enumerate(years):
        grown = level * np.exp(growth[:, t])
        total = total * np.exp(province[t])
        new = grown * total / grown.sum(axis=0)
        relative[:, t] = np.log(new / level) - province[t]
        level = new
        if year in steps:
            sd = constants["county.provincial_benchmark.sd"]
            total = total * np.exp(sd * random.standard_normal(paths))
            revised = level * np.exp(steps[year])
            level = revised * total / revised.sum(axis=0)
        log_gdp[:, t] = np.log(level)
    return log_gdp, relative


def _simulate_revenue(p, county, constants, panel, coal, province, relative, random):
    """Log revenue of units whose last figure is that of the panel's last year; others NaN."""
    units, years, paths = relative.shape
    share = panel.secondary_share - panel.secondary_share.mean()
    chained = np.log(panel.gdp[:, -1, None]) - county["benchmark"].T
    now = np.log(panel.revenue[:, -1, None]) + np.zeros(paths)
    out = np.empty((units, years, paths))
    for t in range(years):
        gap = now - chained - p["target_ratio"].T
        noise = random.standard_t(constants["revenue.degrees"], now.shape)
        now = (
            now
            + p["intercept"]
            + p["common_elasticity"] * province[t]
            + p["relative_elasticity"] * relative[:, t]
            + np.outer(share, np.ones(paths)) * p["coal_slope"] * coal[t]
            - p["reversion"] * gap
            + constants["revenue.year_scale"] * random.standard_normal(paths)
            + p["revenue_shock_scale"].T * noise
        )
        chained = chained + province[t] + relative[:, t]
        out[:, t] = now
    return out
