"""Prior and posterior predictive checks of county growth, ranks and the revenue ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.forecasting.census_basis import chained_log_gdp

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast, Posterior
    from planodds.inputs.panels.county_panel import Panel

_LARGE_GROWTH = 0.40
_WINDOW_YEARS = 5
_MAD_TO_SD = 1.4826  # scales a median absolute deviation to a normal standard deviation
# Declared before any fit: what a sensible prior may imply about county growth and ranks.
_LIMITS = {
    "share_of_growth_beyond_40_percent": (0.0, 0.02),
    "five_year_growth_q05": (-0.04, 0.20),
    "five_year_growth_q95": (-0.04, 0.20),
    "five_year_rank_change_sd": (5.0, 10.0),
}


def summarise_prior_predictive(
    forecast: Forecast, panel: Panel, *, draws: int = 2000
) -> pd.DataFrame:
    """Compare a prior-only forecast with the declared limits, within one census basis.

    Parameters
    ----------
    forecast : Forecast
        Of evidence ``prior_only``.
    panel : Panel
        Of the same information set; its last year is the start of growth.
    draws : int
        Number of draws, evenly spaced.

    Returns
    -------
    DataFrame
        One row per quantity: quantity, value, lower, upper (limits), inside (bool). Growth is a
        fraction per year, the rank change is in ranks.
    """
    chosen = np.linspace(0, forecast.draws - 1, min(draws, forecast.draws)).astype(int)
    start = np.log(panel.gdp[:, -1])
    level = np.stack([forecast.chained_log_gdp(code)[chosen] for code in forecast.units])
    growth = np.expm1(np.diff(level, axis=2, prepend=start[:, None, None] + 0 * level[:, :, :1]))
    last = level[:, :, _WINDOW_YEARS - 1]
    average = np.expm1((last - start[:, None]) / _WINDOW_YEARS)
    change = _ranks(last) - _ranks(start[:, None])
    values = {
        "share_of_growth_beyond_40_percent": (np.abs(growth) > _LARGE_GROWTH).mean(),
        "five_year_growth_q05": np.quantile(average, 0.05),
        "five_year_growth_q95": np.quantile(average, 0.95),
        "five_year_rank_change_sd": change.std(),
    }
    table = pd.DataFrame(
        [(name, float(value), *_LIMITS[name]) for name, value in values.items()],
        columns=["quantity", "value", "lower", "upper"],
    )
    return table.assign(inside=table["value"].between(table["lower"], table["upper"]))


def check_posterior_predictive(
    posterior: Posterior, panel: Panel, *, seed: int, draws: int = 400
) -> pd.DataFrame:
    """Compare observed relative growth and the revenue ratio with posterior replicates.

    Growth is replicated for new counties: prefecture factors, drifts, slow deviations, shock
    scales and shocks are redrawn; the provincial wedge and the industry loading of each year are
    those of the posterior draw. For the ratio see ``check_revenue_ratio``.

    Parameters
    ----------
    posterior : Posterior
    panel : Panel
        Of the same information set.
    seed : int
    draws : int
        Number of replicates.

    Returns
    -------
    DataFrame
        quantity, year, observed, q05, q50, q95, tail (share of replicates at least as large).
        Quantities: ``spread`` (scaled median absolute deviation over units, log points),
        ``tails`` (share of units beyond three spreads), ``autocorrelation`` (with the year
        before), and ``ratio_level`` and ``ratio_spread``.
    """
    observed, years = _relative_growth(panel)
    generator = np.random.default_rng(seed)
    replicates = [
        _describe_growth(
            _replicate_growth(posterior, panel, draw, len(years), generator) + 0 * observed
        )
        for draw in _choose_draws(posterior, draws, generator)
    ]
    growth = [
        _compare(name, years[t], value, np.array([replicate[name, t] for replicate in replicates]))
        for (name, t), value in _describe_growth(observed).items()
    ]
    ratio = check_revenue_ratio(posterior, panel, seed=seed, draws=draws)
    return pd.concat([pd.DataFrame(growth), ratio], ignore_index=True)


def check_revenue_ratio(
    posterior: Posterior, panel: Panel, *, seed: int, draws: int = 400
) -> pd.DataFrame:
    """Compare the ratio of revenue to GDP with posterior replicates, given observed GDP.

    Each replicate starts from the unit's first observed ratio and runs the revenue equation over
    the panel's years with one posterior draw; year effects and shocks are redrawn. GDP is chained
    on the basis of the first year, as in the fit.

    Parameters
    ----------
    posterior : Posterior
    panel : Panel
        Of the same information set.
    seed : int
    draws : int
        Number of replicates.

    Returns
    -------
    DataFrame
        quantity, year, observed, q05, q50, q95, tail (share of replicates at least as large).
        ``ratio_level``: median over units of revenue / GDP, a fraction. ``ratio_spread``: scaled
        median absolute deviation over units of its logarithm, log points.
    """
    slope = float(posterior.blocks["county"]["coal_slope"].mean())
    log_gdp = chained_log_gdp(panel, slope)
    observed = np.log(panel.revenue) - log_gdp
    generator = np.random.default_rng(seed)
    replicates = [
        _describe_ratio(
            _replicate_ratio(posterior, panel, draw, log_gdp, observed, generator) + 0 * observed
        )
        for draw in _choose_draws(posterior, draws, generator)
    ]
    return pd.DataFrame(
        [
            _compare(name, year, values[t], np.array([r[name][t] for r in replicates]))
            for name, values in _describe_ratio(observed).items()
            for t, year in enumerate(panel.years)
            if t  # replicates start from the first year
        ]
    )


def _choose_draws(posterior: Posterior, draws: int, generator: np.random.Generator) -> list[int]:
    """Return distinct positions of posterior draws."""
    size = min(draws, posterior.draws)
    return [int(draw) for draw in generator.choice(posterior.draws, size=size, replace=False)]


def _compare(
    quantity: str, year: int, observed: float, replicates: np.ndarray
) -> dict[str, str | int | float]:
    """Return one row: the observed value, quantiles of the replicates and the upper tail."""
    q05, q50, q95 = np.quantile(replicates, [0.05, 0.5, 0.95])
    return {
        "quantity": quantity,
        "year": year,
        "observed": float(observed),
        "q05": q05,
        "q50": q50,
        "q95": q95,
        "tail": float((replicates >= observed).mean()),
    }


def _ranks(levels: np.ndarray) -> np.ndarray:
    """Return descending ranks along the first axis."""
    return (-levels).argsort(axis=0).argsort(axis=0) + 1


def _relative_growth(panel: Panel) -> tuple[np.ndarray, tuple[int, ...]]:
    """Return growth above the province within one basis, (unit, year), and its years."""
    same = [a == b for a, b in zip(panel.gdp_basis[:-1], panel.gdp_basis[1:], strict=True)]
    growth = np.diff(np.log(panel.gdp), axis=1) - panel.provincial_growth_county_basis
    years = tuple(year for year, on_basis in zip(panel.years[1:], same, strict=True) if on_basis)
    return growth[:, same], years


def _replicate_growth(
    posterior: Posterior, panel: Panel, draw: int, years: int, generator: np.random.Generator
) -> np.ndarray:
    """Return relative growth of new counties with the observed shares, (unit, year)."""
    p = {name: array[draw] for name, array in posterior.blocks["county"].items()}
    share = panel.secondary_share - panel.secondary_share.mean()
    units = len(share)
    prefectures = _stationary_ar1(
        p["prefecture_persistence"],
        p["prefecture_scale"],
        (len(panel.prefectures), years),
        generator,
    )
    slow = _stationary_ar1(p["slow_persistence"], p["slow_scale"], (units, years), generator)
    drift = p["drift_scale"] * generator.standard_normal((units, 1))
    scale = p["shock_median"] * np.exp(p["shock_spread"] * generator.standard_normal((units, 1)))
    scale = scale * np.exp(p["volatility"][:years])
    shock = scale * generator.standard_t(posterior.constants["county.degrees"], (units, years))
    shared = p["mean_wedge"][:years] + share[:, None] * p["industry_loading"][:years]
    growth: np.ndarray = shared + prefectures[panel.prefecture] + drift + slow + shock
    return growth


def _stationary_ar1(
    persistence: float, scale: float, shape: tuple[int, int], generator: np.random.Generator
) -> np.ndarray:
    """Draw stationary AR(1) series with standard deviation ``scale``, (series, year)."""
    series = scale * generator.standard_normal(shape)
    for t in range(1, shape[1]):
        innovation = np.sqrt(1 - persistence**2) * series[:, t]
        series[:, t] = persistence * series[:, t - 1] + innovation
    return series


def _describe_growth(growth: np.ndarray) -> dict[tuple[str, int], float]:
    """Return spread and tails of each year, and correlation with the year before, by column."""
    result = {}
    for t in range(growth.shape[1]):
        centered = growth[:, t] - np.nanmedian(growth[:, t])
        spread = _MAD_TO_SD * float(np.nanmedian(np.abs(centered)))
        result["spread", t] = spread
        observed = centered[np.isfinite(centered)]
        result["tails", t] = float((np.abs(observed) > 3 * spread).mean())
        if t:
            both = np.isfinite(growth[:, t]) & np.isfinite(growth[:, t - 1])
            result["autocorrelation", t] = float(
                np.corrcoef(growth[both, t - 1], growth[both, t])[0, 1]
            )
    return result


def _describe_ratio(log_ratio: np.ndarray) -> dict[str, np.ndarray]:
    """Return level and spread over units, each (year,)."""
    median = np.nanmedian(log_ratio, axis=0)
    spread = _MAD_TO_SD * np.nanmedian(np.abs(log_ratio - median), axis=0)
    return {"ratio_level": np.exp(median), "ratio_spread": spread}


def _replicate_ratio(
    posterior: Posterior,
    panel: Panel,
    draw: int,
    log_gdp: np.ndarray,
    observed: np.ndarray,
    generator: np.random.Generator,
) -> np.ndarray:
    """Return the log ratio of every unit under one posterior draw, (unit, year)."""
    p = {name: array[draw] for name, array in posterior.blocks["revenue"].items()}
    share = panel.secondary_share - panel.secondary_share.mean()
    coal = dict(zip(panel.driver_years, panel.exposed_growth, strict=True))
    common, growth = panel.provincial_growth_county_basis, np.diff(log_gdp, axis=1)
    degrees = posterior.constants["revenue.degrees"]
    shock = p["revenue_shock_scale"][:, None] * generator.standard_t(degrees, growth.shape)
    effect = posterior.constants["revenue.year_scale"] * generator.standard_normal(len(common))
    ratio = np.full(observed.shape, np.nan)
    ratio[:, 0] = observed[:, 0]
    for t, year in enumerate(panel.years[1:]):
        unit_growth = growth[:, t]
        step = (
            p["intercept"]
            + p["common_elasticity"] * common[t]
            + p["relative_elasticity"] * (unit_growth - common[t])
            + p["coal_slope"] * share * coal[year]
            + effect[t]
            + shock[:, t]
            - p["reversion"] * (ratio[:, t] - p["target_ratio"])
        )
        ratio[:, t + 1] = np.where(
            np.isfinite(ratio[:, t]), ratio[:, t] + step - unit_growth, observed[:, t + 1]
        )
    return ratio
