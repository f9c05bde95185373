"""Simulate the common block: coal price, national and provincial GDP growth.

The recursion is affine in its shocks. With ``level=1`` it returns growth. With ``level=0`` all
constants vanish and it returns the response to a change of the shocks, as conditioning needs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.census_basis import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel


def observed_common_growth(panel: Panel, years: tuple[int, ...]) -> np.ndarray:
    """Return observed growth of the common series in the year before the horizon and in it.

    Parameters
    ----------
    panel : Panel
    years : tuple of int
        Forecast years.

    Returns
    -------
    ndarray of float, shape (series, 1 + year)
        Log growth of coal price, national and provincial GDP; NaN where not observed. Column 0 is
        the year before the horizon.
    """
    series = (panel.coal_growth, panel.national_growth, panel.provincial_growth)
    columns = (years[0] - 1, *years)
    by_year = [dict(zip(panel.driver_years, values, strict=True)) for values in series]
    return np.array([[values.get(y, np.nan) for y in columns] for values in by_year])


def run_common(
    p: Mapping[str, np.ndarray],
    shocks: np.ndarray,
    observed: np.ndarray,
    *,
    first_year: int,
    level: float = 1.0,
) -> np.ndarray:
    """Run the recursion coal -> national -> provincial.

    Parameters
    ----------
    p : mapping of str to ndarray, shape (draw,)
        Parameters; ``national_mean`` and ``provincial_mean`` have shape (draw, year from 1996);
        ``trend_innovation`` and ``trend_reversion`` are constants.
    shocks : ndarray of float, shape (5, year, draw)
        In standard deviations, divided by the roots of the mixture weights: coal, national,
        provincial, national trend, provincial trend.
    observed : ndarray of float, shape (series, 1 + year)
        Observed log growth as from ``observed_common_growth``.
    first_year : int
        First year of the horizon.
    level : float
        1 for growth, 0 for the response to the shocks alone.

    Returns
    -------
    ndarray of float, shape (series, year, draw)
        Log growth (or its change) of coal price, national and provincial GDP.

    Notes
    -----
    With c, n, v the deviations of coal, national and provincial growth from their means::

        c_t = rho_c c_{t-1} + s_c e_c
        n_t = rho_n n_{t-1} + b_0 c_t + b_1 c_{t-1} + s_n e_n
        v_t = rho_v v_{t-1} + d n_t + f_0 c_t + f_1 c_{t-1} + s_v e_v
        m_t = A + rho (m_{t-1} - A) + s_m u_t            (means, beyond the sample)

    Observed growth replaces the simulated value of its year.
    """
    years = shocks.shape[1]
    last_fitted = {"n": _last_observed(observed[1]), "p": _last_observed(observed[2])}
    mean = {
        "n": _fitted_mean(p, "national", first_year - 1) * level,
        "p": _fitted_mean(p, "provincial", first_year - 1) * level,
    }
    coal, national, provincial = (
        observed[0, 0] * level - p["coal_mean"] * level,
        observed[1, 0] * level - mean["n"],
        observed[2, 0] * level - mean["p"],
    )
    growth = np.empty((3, years, shocks.shape[2]))
    for t in range(years):
        for key, label, row in (("n", "national", 3), ("p", "provincial", 4)):
            if t + 1 <= last_fitted[key]:
                mean[key] = _fitted_mean(p, label, first_year + t) * level
            else:
                mean[key] = _revert(p, label, mean[key], shocks[row, t], level)
        new_coal = p["coal_persistence"] * coal + p["coal_scale"] * shocks[0, t]
        new_coal = _observed_or(new_coal, observed[0, t + 1], p["coal_mean"], level)
        new_national = (
            p["national_persistence"] * national
            + p["coal_to_national"] * new_coal
            + p["coal_lag_to_national"] * coal
            + p["national_scale"] * shocks[1, t]
        )
        new_national = _observed_or(new_national, observed[1, t + 1], mean["n"], level)
        new_provincial = (
            p["provincial_persistence"] * provincial
            + p["national_to_provincial"] * new_national
            + p["coal_to_provincial"] * new_coal
            + p["coal_lag_to_provincial"] * coal
            + p["provincial_scale"] * shocks[2, t]
        )
        new_provincial = _observed_or(new_provincial, observed[2, t + 1], mean["p"], level)
        coal, national, provincial = new_coal, new_national, new_provincial
        growth[0, t] = p["coal_mean"] * level + coal
        growth[1, t] = mean["n"] + national
        growth[2, t] = mean["p"] + provincial
    return growth


def _last_observed(row: np.ndarray) -> int:
    """Return the offset of the last observed column (0 is the year before the horizon)."""
    return int(np.flatnonzero(np.isfinite(row))[-1])


def _fitted_mean(p: Mapping[str, np.ndarray], label: str, year: int) -> np.ndarray:
    """Return the fitted trend of a series in a year of the sample, shape (draw,)."""
    return p[f"{label}_mean"][:, year - FIRST_YEAR]


def _revert(
    p: Mapping[str, np.ndarray], label: str, mean: np.ndarray, shock: np.ndarray, level: float
) -> np.ndarray:
    """Return the next trend, ``m_t = A + rho (m_{t-1} - A) + s u_t`` with long-run anchor A."""
    anchor = p[f"{label}_anchor"] * level
    return anchor + p["trend_reversion"] * (mean - anchor) + p["trend_innovation"] * shock


def _observed_or(
    deviation: np.ndarray, observed: float, mean: np.ndarray, level: float
) -> np.ndarray:
    """Return the observed deviation from the mean, or the simulated one if not observed."""
    return deviation if np.isnan(observed) else observed * level - mean * level
