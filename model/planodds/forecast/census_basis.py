"""What graphs and paths both read of a panel; free of PyMC, so that paths need not import it."""

from __future__ import annotations

from typing import Any

import numpy as np

from planodds.constants import BENCHMARK_YEARS

FIRST_YEAR = 1996  # first growth year of the common block


def chained_log_gdp(panel: Any, coal_slope: float) -> np.ndarray:
    """Log GDP chained over benchmark years by expected growth, (unit, year), old basis."""
    log_gdp = np.log(panel.gdp)
    growth = np.diff(log_gdp, axis=1)
    coal = dict(zip(panel.driver_years, panel.coal_growth, strict=True))
    share = panel.secondary_share - panel.secondary_share.mean()
    for column, year in enumerate(panel.years[1:]):
        if year in BENCHMARK_YEARS:
            common = panel.provincial_growth_county_basis[column]
            growth[:, column] = common + coal_slope * share * coal[year]
    known = np.isfinite(log_gdp[:, 0])
    first = np.where(known, log_gdp[:, 0], log_gdp[:, min(1, log_gdp.shape[1] - 1)])
    filled = np.where(np.isfinite(growth), growth, 0.0)
    chained = np.concatenate([first[:, None], first[:, None] + filled.cumsum(axis=1)], axis=1)
    chained[~known, 0] = np.nan
    return chained
