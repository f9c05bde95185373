"""Data arrays of the revenue block: growth of revenue, of GDP, and their ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.census_basis import chained_log_gdp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


def unobserved_growth_scale(
    county: Mapping[str, np.ndarray], share: np.ndarray, priors: Priors
) -> np.ndarray:
    """Compute the Student-t scale of a unit's relative growth if it is not observed in a year.

    The unit's shock is Student-t; prefecture, industry-year, slow deviation and drift are normal
    and enter with the scale that gives a Student-t their variance.

    Parameters
    ----------
    county : mapping of str to ndarray
        Draws of the county block: scales, shape (draw,), ``shock_scale``, shape (draw, unit),
        ``volatility``, shape (draw, year).
    share : ndarray of float, shape (unit,)
        Centred secondary share.
    priors : Priors

    Returns
    -------
    ndarray of float, shape (unit, year)
        Log points.

    Notes
    -----
    ``sqrt(E[scale_i^2 exp(2 v_t)] + V (nu - 2) / nu)`` with V the variance of the normal parts.
    """
    degrees = priors.value("county.degrees")
    normal = sum(
        (county[name] ** 2).mean() for name in ("prefecture_scale", "slow_scale", "drift_scale")
    )
    variance = normal + (priors.value("county.industry_scale") * share) ** 2
    scales, factors = county["shock_scale"] ** 2, np.exp(2.0 * county["volatility"])
    shock = scales.T @ factors / len(factors)
    return np.sqrt(shock + (variance * (degrees - 2.0) / degrees)[:, None])


def revenue_data(
    panel: Panel,
    *,
    first_year: int,
    last_year: int,
    coal_slope: float,
    growth_scale: np.ndarray | float = 0.0,
) -> dict[str, np.ndarray]:
    """Return the data arrays of the revenue block.

    Parameters
    ----------
    panel : Panel
    first_year, last_year : int
        Growth years, whatever the information set; masked where either side is missing.
    coal_slope : float
        l1 of the expected growth in a benchmark year.
    growth_scale : ndarray of float, shape (unit, year), or float
        Scale of unobserved growth, as from ``unobserved_growth_scale``; it counts in benchmark
        years.

    Returns
    -------
    dict of str to ndarray
        ``growth``, ``relative``, ``growth_scale``, ``ratio``, ``mask``, shape (unit, year);
        ``common``, ``coal``, shape (year,); ``share``, shape (unit,); ``center``. Log points.
    """
    years = list(range(first_year, last_year + 1))
    log_revenue = np.log(panel.revenue)
    log_gdp = chained_log_gdp(panel, coal_slope)
    common = _by_year(panel.years[1:], panel.provincial_growth_county_basis, years)
    coal = _by_year(panel.driver_years, panel.exposed_growth, years)
    growth = _columns(panel.years[1:], np.diff(log_revenue, axis=1), years)
    gdp_growth = _columns(panel.years[1:], np.diff(log_gdp, axis=1), years)
    ratio = _columns(panel.years[1:], (log_revenue - log_gdp)[:, :-1], years)
    relative = gdp_growth - common
    mask = np.isfinite(growth) & np.isfinite(relative) & np.isfinite(ratio)
    center = float(np.nanmean(log_revenue - log_gdp))
    benchmark = np.array([float(year in panel.study.benchmark_years) for year in years])
    return {
        "growth": np.where(mask, growth, 0.0),
        "relative": np.where(mask, relative, 0.0),
        "ratio": np.where(mask, ratio - center, 0.0),
        "mask": mask.astype(float),
        "growth_scale": np.broadcast_to(growth_scale, mask.shape) * benchmark,
        "common": np.nan_to_num(common),
        "coal": np.where(np.isfinite(common), coal, 0.0),
        "share": panel.secondary_share - panel.secondary_share.mean(),
        "center": np.array(center),
    }


def _by_year(from_years: Iterable[int], values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """Return values at ``years``, (year,); NaN where there is none."""
    by_year = dict(zip(from_years, values, strict=True))
    return np.array([by_year.get(year, np.nan) for year in years])


def _columns(from_years: Iterable[int], values: np.ndarray, years: Sequence[int]) -> np.ndarray:
    """Return columns of ``values`` at ``years``, (unit, year); NaN where there is none."""
    blank = np.full(values.shape[0], np.nan)
    by_year = dict(zip(from_years, values.T, strict=True))
    return np.array([by_year.get(year, blank) for year in years]).T
