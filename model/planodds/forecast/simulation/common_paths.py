"""Paths of the common block: one recursion, affine in its shocks.

With ``level=1`` it gives growth; with ``level=0`` all constants vanish and it gives the response
to a change of the shocks. Conditioning needs the second, forecasting the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.forecast.census_basis import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping


def common_start(panel: Any, years: tuple[int, ...]) -> dict[str, np.ndarray]:
    """Known growth on the year before the horizon and in it, NaN where unknown.

    Returns
    -------
    dict
        ``known`` (series, 1 + year): the last year of the information set, then the horizon.
    """
    series = (panel.coal_growth, panel.national_growth, panel.provincial_growth)
    span = (years[0] - 1, *years)
    by_year = [dict(zip(panel.driver_years, values, strict=True)) for values in series]
    return {"known": np.array([[values.get(y, np.nan) for y in span] for values in by_year])}


def run_common(
    p: Mapping[str, np.ndarray],
    shocks: np.ndarray,
    known: np.ndarray,
    *,
    first_year: int,
    level: float = 1.0,
) -> np.ndarray:
    """Run the recursion coal -> national -> province.

    Parameters
    ----------
    p : mapping
        Parameters, (path,), and ``national_mean``, ``provincial_mean`` (path, year from 1996);
        ``constants`` trend_innovation and trend_reversion under those names.
    shocks : ndarray (5, year, path)
        Scaled by the mixture, in standard deviations: coal, national, provincial, the two means.
    known : ndarray (series, 1 + year)
        Log growth already known, NaN where not; column 0 is the year before the horizon.
    first_year : int
        First year of the horizon.
    level : float
        1 for growth, 0 for the response to the shocks alone.

    Returns
    -------
    ndarray (series, year, path)
        Log growth (or its change) of coal price, national and provincial GDP.
    """
    years = shocks.shape[1]
    fixed = {"n": _last_known(known[1]), "p": _last_known(known[2])}
    mean = {
        "n": _fitted_mean(p, "national", first_year - 1) * level,
        "p": _fitted_mean(p, "provincial", first_year - 1) * level,
    }
    coal, national, provincial = (
        known[0, 0] * level - p["coal_mean"] * level,
        known[1, 0] * level - mean["n"],
        known[2, 0] * level - mean["p"],
    )
    growth = np.empty((3, years, shocks.shape[2]))
    for t in range(years):
        for key, label, row in (("n", "national", 3), ("p", "provincial", 4)):
            if t + 1 <= fixed[key]:
                mean[key] = _fitted_mean(p, label, first_year + t) * level
            else:
                mean[key] = _revert(p, label, mean[key], shocks[row, t], level)
        new_coal = p["coal_persistence"] * coal + p["coal_scale"] * shocks[0, t]
        new_coal = _pin(new_coal, known[0, t + 1], p["coal_mean"], level)
        new_national = (
            p["national_persistence"] * national
            + p["coal_to_national"] * new_coal
            + p["coal_lag_to_national"] * coal
            + p["national_scale"] * shocks[1, t]
        )
        new_national = _pin(new_national, known[1, t + 1], mean["n"], level)
        new_provincial = (
            p["provincial_persistence"] * provincial
            + p["national_to_provincial"] * new_national
            + p["coal_to_provincial"] * new_coal
            + p["coal_lag_to_provincial"] * coal
            + p["provincial_scale"] * shocks[2, t]
        )
        new_provincial = _pin(new_provincial, known[2, t + 1], mean["p"], level)
        coal, national, provincial = new_coal, new_national, new_provincial
        growth[0, t] = p["coal_mean"] * level + coal
        growth[1, t] = mean["n"] + national
        growth[2, t] = mean["p"] + provincial
    return growth


def _last_known(row: np.ndarray) -> int:
    """Offset of the last known column (0 is the year before the horizon)."""
    return int(np.flatnonzero(np.isfinite(row))[-1])


def _fitted_mean(p: Mapping[str, np.ndarray], label: str, year: int) -> np.ndarray:
    return p[f"{label}_mean"][:, year - FIRST_YEAR]


def _revert(p, label, mean, shock, level):
    """m_t = A + rho (m_{t-1} - A) + innovation, toward the long-run anchor A."""
    anchor = p[f"{label}_anchor"] * level
    return anchor + p["trend_reversion"] * (mean - anchor) + p["trend_innovation"] * shock


def _pin(deviation, known, mean, level):
    return deviation if np.isnan(known) else known * level - mean * level
