"""GDP chained over benchmark revisions, for the fit and the simulation; free of PyMC."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel


def chained_log_gdp(panel: Panel, coal_slope: float) -> np.ndarray:
    """Return log GDP on the old statistical basis, chained over benchmark years.

    Parameters
    ----------
    panel : Panel
    coal_slope : float
        Effect l1 of coal price growth on a unit's relative growth, per unit of secondary share.

    Returns
    -------
    ndarray of float, shape (unit, year)
        Log of 亿元 (1e8 CNY). In a benchmark year, where published growth contains the revision,
        expected growth ``g_t + l1 (s_i - mean s) z_t`` is chained instead.
    """
    log_gdp = np.log(panel.gdp)
    growth = np.diff(log_gdp, axis=1)
    coal = dict(zip(panel.driver_years, panel.exposed_growth, strict=True))
    share = panel.secondary_share - panel.secondary_share.mean()
    for column, year in enumerate(panel.years[1:]):
        if year in panel.study.benchmark_years:
            common = panel.provincial_growth_county_basis[column]
            growth[:, column] = common + coal_slope * share * coal[year]
    observed = np.isfinite(log_gdp[:, 0])
    first = np.where(observed, log_gdp[:, 0], log_gdp[:, min(1, log_gdp.shape[1] - 1)])
    filled = np.where(np.isfinite(growth), growth, 0.0)
    chained = np.concatenate([first[:, None], first[:, None] + filled.cumsum(axis=1)], axis=1)
    chained[~observed, 0] = np.nan
    return chained
