"""Does replicated revenue stand to GDP as the observed revenue does, year by year?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from planodds.forecast.census_basis import chained_log_gdp

LEVEL, SPREAD = "ratio_level", "ratio_spread"


def check_revenue_ratio(posterior: Any, panel: Any, *, seed: int, draws: int = 400) -> pd.DataFrame:
    """Compare the ratio of revenue to GDP with replicates, given the GDP that was observed.

    Each replicate starts from a unit's first observed ratio and runs the revenue equation over
    the panel's years with one posterior draw, its year effects and shocks drawn anew. GDP is
    chained on the basis of the first year, as the fit has it.

    Parameters
    ----------
    posterior : Posterior
    panel : Panel
        Of the same information set.
    seed : int
    draws : int
        Replicates.

    Returns
    -------
    DataFrame
        quantity, year, observed, q05, q50, q95, tail (share of replicates at least as large).
        ``ratio_level``: median over units of revenue / GDP, a fraction. ``ratio_spread``: median
        absolute deviation over units of its logarithm, scaled to a standard deviation.
    """
    slope = float(posterior.blocks["county"]["coal_slope"].mean())
    log_gdp = chained_log_gdp(panel, slope)
    observed = np.log(panel.revenue) - log_gdp
    generator = np.random.default_rng(seed)
    take = generator.choice(posterior.draws, size=min(draws, posterior.draws), replace=False)
    replicates = [
        _describe(_replicate(posterior, panel, int(d), log_gdp, observed, generator) + 0 * observed)
        for d in take
    ]
    return _tabulate(_describe(observed), replicates, panel.years)


def _tabulate(actual, replicates, years) -> pd.DataFrame:
    rows = []
    for quantity, values in actual.items():
        drawn = np.array([replicate[quantity] for replicate in replicates])
        for t, year in enumerate(years):
            if t:  # the first year is where replicates start
                low, middle, high = np.quantile(drawn[:, t], [0.05, 0.5, 0.95])
                rows.append(
                    {
                        "quantity": quantity,
                        "year": year,
                        "observed": float(values[t]),
                        "q05": low,
                        "q50": middle,
                        "q95": high,
                        "tail": float((drawn[:, t] >= values[t]).mean()),
                    }
                )
    return pd.DataFrame(rows)


def _describe(log_ratio: np.ndarray) -> dict[str, np.ndarray]:
    """Level and spread over units, each (year,)."""
    middle = np.nanmedian(log_ratio, axis=0)
    spread = 1.4826 * np.nanmedian(np.abs(log_ratio - middle), axis=0)
    return {LEVEL: np.exp(middle), SPREAD: spread}


def _replicate(
    posterior: Any,
    panel: Any,
    draw: int,
    log_gdp: np.ndarray,
    observed: np.ndarray,
    generator: np.random.Generator,
) -> np.ndarray:
    """Log ratio of every unit under one posterior draw, (unit, year)."""
    p = {name: array[draw] for name, array in posterior.blocks["revenue"].items()}
    share = panel.secondary_share - panel.secondary_share.mean()
    coal = dict(zip(panel.driver_years, panel.coal_growth, strict=True))
    common, growth = panel.provincial_growth_county_basis, np.diff(log_gdp, axis=1)
    degrees = posterior.constants["revenue.degrees"]
    shock = p["revenue_shock_scale"][:, None] * generator.standard_t(degrees, growth.shape)
    effect = posterior.constants["revenue.year_scale"] * generator.standard_normal(len(common))
    ratio = np.full(observed.shape, np.nan)
    ratio[:, 0] = observed[:, 0]
    for t, year in enumerate(panel.years[1:]):
        own = growth[:, t]
        step = (
            p["intercept"]
            + p["common_elasticity"] * common[t]
            + p["relative_elasticity"] * (own - common[t])
            + p["coal_slope"] * share * coal[year]
            + effect[t]
            + shock[:, t]
            - p["reversion"] * (ratio[:, t] - p["target_ratio"])
        )
        ratio[:, t + 1] = np.where(
            np.isfinite(ratio[:, t]), ratio[:, t] + step - own, observed[:, t + 1]
        )
    return ratio
