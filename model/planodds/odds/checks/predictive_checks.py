"""Does the model make sense before data, and does it resemble the data after them?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from planodds.odds.checks.revenue_ratio import check_revenue_ratio

_LARGE_GROWTH = 0.40
_WINDOW = 5
# Declared before any fit: what a sensible prior may say of county growth and ranks.
_LIMITS = {
    "share_of_growth_beyond_40_percent": (0.0, 0.02),
    "five_year_growth_q05": (-0.04, 0.20),
    "five_year_growth_q95": (-0.04, 0.20),
    "five_year_rank_change_sd": (5.0, 10.0),
}


def summarise_prior_predictive(forecast: Any, panel: Any, *, draws: int = 2000) -> pd.DataFrame:
    """Hold the prior-only forecast to the declared limits, within one census basis.

    Parameters
    ----------
    forecast : Forecast
        Of evidence ``prior_only``.
    draws : int
        Paths looked at, evenly spread.

    Returns
    -------
    DataFrame
        quantity, value, lower, upper, inside.
    """
    take = np.linspace(0, forecast.draws - 1, min(draws, forecast.draws)).astype(int)
    start = np.log(panel.gdp[:, -1])
    level = np.stack([forecast.chained_log_gdp(code)[take] for code in forecast.units])
    growth = np.expm1(np.diff(level, axis=2, prepend=start[:, None, None] + 0 * level[:, :, :1]))
    average = np.expm1((level[:, :, _WINDOW - 1] - start[:, None]) / _WINDOW)
    before = _ranks(start[:, None])
    change = _ranks(level[:, :, _WINDOW - 1]) - before
    values = {
        "share_of_growth_beyond_40_percent": (np.abs(growth) > _LARGE_GROWTH).mean(),
        "five_year_growth_q05": np.quantile(average, 0.05),
        "five_year_growth_q95": np.quantile(average, 0.95),
        "five_year_rank_change_sd": change.std(),
    }
    return pd.DataFrame(
        [
            {
                "quantity": name,
                "value": float(value),
                "lower": _LIMITS[name][0],
                "upper": _LIMITS[name][1],
                "inside": bool(_LIMITS[name][0] <= value <= _LIMITS[name][1]),
            }
            for name, value in values.items()
        ]
    )


def check_posterior_predictive(
    posterior: Any, panel: Any, *, seed: int, draws: int = 400
) -> pd.DataFrame:
    """Compare relative growth and revenue's ratio to GDP as observed with replicates.

    Replicates of growth are new counties: prefecture factors, drifts, slow deviations, unit
    scales' shocks are drawn anew; the province, coal and the year's industry loading are those
    of the fit. For the ratio see ``check_revenue_ratio``.

    Returns
    -------
    DataFrame
        quantity, year, observed, q05, q50, q95, tail (share of replicates at least as large).
        Quantities: ``spread`` (median absolute deviation, scaled), ``autocorrelation`` of
        relative growth from year to year, ``tails`` (share beyond three spreads), and
        ``ratio_level`` and ``ratio_spread``.
    """
    observed, years = _relative_growth(panel)
    generator = np.random.default_rng(seed)
    take = generator.choice(posterior.draws, size=min(draws, posterior.draws), replace=False)
    replicates = [
        _describe(_replicate(posterior, panel, int(d), len(years), generator) + 0 * observed)
        for d in take
    ]
    actual = _describe(observed)
    rows = []
    for key, value in actual.items():
        drawn = np.array([replicate[key] for replicate in replicates])
        rows.append(
            {
                "quantity": key[0],
                "year": years[key[1]],
                "observed": value,
                **dict(
                    zip(("q05", "q50", "q95"), np.quantile(drawn, [0.05, 0.5, 0.95]), strict=True)
                ),
                "tail": float((drawn >= value).mean()),
            }
        )
    ratio = check_revenue_ratio(posterior, panel, seed=seed, draws=draws)
    return pd.concat([pd.DataFrame(rows), ratio], ignore_index=True)


def _ranks(levels: np.ndarray) -> np.ndarray:
    return (-levels).argsort(axis=0).argsort(axis=0) + 1


def _relative_growth(panel: Any) -> tuple[np.ndarray, tuple[int, ...]]:
    """Growth above the province within one basis, (unit, year), NaN where a level is missing."""
    same = [a == b for a, b in zip(panel.gdp_basis[:-1], panel.gdp_basis[1:], strict=True)]
    growth = np.diff(np.log(panel.gdp), axis=1) - panel.provincial_growth_county_basis
    years = tuple(year for year, keep in zip(panel.years[1:], same, strict=True) if keep)
    return growth[:, same], years


def _replicate(
    posterior: Any, panel: Any, draw: int, years: int, generator: np.random.Generator
) -> np.ndarray:
    """Relative growth of new counties with the observed shares, (unit, year)."""
    p = {name: array[draw] for name, array in posterior.blocks["county"].items()}
    share = panel.secondary_share - panel.secondary_share.mean()
    units = len(share)
    prefectures = _stationary(
        p["prefecture_persistence"],
        p["prefecture_scale"],
        (len(panel.prefectures), years),
        generator,
    )
    slow = _stationary(p["slow_persistence"], p["slow_scale"], (units, years), generator)
    drift = p["drift_scale"] * generator.standard_normal((units, 1))
    scale = p["shock_median"] * np.exp(p["shock_spread"] * generator.standard_normal((units, 1)))
    shock = scale * generator.standard_t(posterior.constants["county.degrees"], (units, years))
    shared = p["mean_wedge"][:years] + share[:, None] * p["industry_loading"][:years]
    return shared + prefectures[panel.prefecture] + drift + slow + shock


def _stationary(
    persistence: float, scale: float, shape: tuple[int, int], generator: np.random.Generator
) -> np.ndarray:
    out = scale * generator.standard_normal(shape)
    for t in range(1, shape[1]):
        fresh = np.sqrt(1 - persistence**2) * out[:, t]
        out[:, t] = persistence * out[:, t - 1] + fresh
    return out


def _describe(growth: np.ndarray) -> dict[tuple[str, int], float]:
    """Spread and tails of each year, correlation with the year before (key: name, column)."""
    result = {}
    for t in range(growth.shape[1]):
        x = growth[:, t] - np.nanmedian(growth[:, t])
        spread = 1.4826 * float(np.nanmedian(np.abs(x)))
        result["spread", t] = spread
        result["tails", t] = float((np.abs(x[np.isfinite(x)]) > 3 * spread).mean())
        if t:
            both = np.isfinite(growth[:, t]) & np.isfinite(growth[:, t - 1])
            result["autocorrelation", t] = float(
                np.corrcoef(growth[both, t - 1], growth[both, t])[0, 1]
            )
    return result
