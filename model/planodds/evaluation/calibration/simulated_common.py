"""Simulated growth of coal price, nation and province, by the equations of the common block.

    c_t - m_c = rho_c (c_(t-1) - m_c) + s_c e_1t
    n_t - m_nt = rho_n (n_(t-1) - m_n(t-1)) + b_0 (c_t - m_c) + b_1 (c_(t-1) - m_c) + s_n e_2t
    p_t - m_pt = rho_p (p_(t-1) - m_p(t-1)) + g (n_t - m_nt) + d_0 (c_t - m_c) + d_1 (c_(t-1) - m_c)
                 + s_p e_3t

with Student-t shocks e. The means m_n and m_p - m_n each revert to an anchor:
w_t = A + rho (w_(t-1) - A) + tau u_t.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


def simulate_common(
    p: Mapping[str, float],
    panel: Panel,
    priors: Priors,
    last_year: int,
    generator: np.random.Generator,
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Simulate the common series from the first driver year to ``last_year``.

    Parameters
    ----------
    p : mapping of str to float
        Parameters of the common block.
    panel : Panel
        Source of the calendar and of the first values.
    priors : Priors
        Source of the fixed parameters.
    last_year : int
    generator : numpy.random.Generator

    Returns
    -------
    growth : ndarray of float, shape (series, year)
        Log growth of coal price, nation and province.
    means : dict of str to ndarray of float, shape (year,)
        ``national_mean`` and ``provincial_mean``.
    """
    years = last_year - panel.driver_years[0] + 1
    degrees = priors.value("common.degrees")
    national = _simulate_mean(p, "national", years, priors, generator)
    provincial = national + _simulate_mean(p, "provincial", years, priors, generator)
    shock = generator.standard_t(degrees, (3, years))
    growth = np.empty((3, years))
    growth[:, 0] = panel.driver_growth[:, 0]
    for t in range(1, years):
        c0, n0, p0 = (
            growth[0, t - 1] - p["coal_mean"],
            growth[1, t - 1] - national[t - 1],
            growth[2, t - 1] - provincial[t - 1],
        )
        c1 = p["coal_persistence"] * c0 + p["coal_scale"] * shock[0, t]
        n1 = (
            p["national_persistence"] * n0
            + p["coal_to_national"] * c1
            + p["coal_lag_to_national"] * c0
            + p["national_scale"] * shock[1, t]
        )
        p1 = (
            p["provincial_persistence"] * p0
            + p["national_to_provincial"] * n1
            + p["coal_to_provincial"] * c1
            + p["coal_lag_to_provincial"] * c0
            + p["provincial_scale"] * shock[2, t]
        )
        growth[:, t] = (p["coal_mean"] + c1, national[t] + n1, provincial[t] + p1)
    return growth, {"national_mean": national, "provincial_mean": provincial}


def _simulate_mean(
    p: Mapping[str, float], label: str, years: int, priors: Priors, generator: np.random.Generator
) -> np.ndarray:
    """Simulate the process of a mean, which reverts to its anchor."""
    step = p[f"{label}_innovation"]
    reversion = priors.value("common.trend_reversion")
    anchor, z = p[f"{label}_anchor"], generator.standard_normal(years)
    path = np.empty(years)
    path[0] = p[f"{label}_start"]
    for t in range(1, years):
        path[t] = anchor + reversion * (path[t - 1] - anchor) + step * z[t]
    return path
