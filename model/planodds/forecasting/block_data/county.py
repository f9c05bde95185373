"""Data arrays of the county block: relative growth of every unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


def county_data(
    panel: Panel, *, first_year: int, last_year: int, priors: Priors
) -> dict[str, np.ndarray]:
    """Return the data arrays of the county block.

    Parameters
    ----------
    panel : Panel
    first_year, last_year : int
        Growth years, whatever the information set. Years after it are masked, as are cells
        without both levels.
    priors : Priors

    Returns
    -------
    dict of str to ndarray
        ``excess``, shape (unit, year): growth above the province, log points; ``mask``, shape
        (unit, year); ``coal``, shape (year,): coal price growth; ``benchmark``, shape (year,): one
        where the basis changes; ``share``, shape (unit,): centred secondary share;
        ``prefecture``, shape (unit,); ``learn``: one if persistence and slow scales are
        identified by the sample.
    """
    years = list(range(first_year, last_year + 1))
    growth = dict(zip(panel.years[1:], np.diff(np.log(panel.gdp), axis=1).T, strict=True))
    province = dict(zip(panel.years[1:], panel.provincial_growth_county_basis, strict=True))
    coal = dict(zip(panel.driver_years, panel.exposed_growth, strict=True))
    blank = np.full(len(panel.units), np.nan)
    excess = np.array([growth.get(y, blank) - province.get(y, np.nan) for y in years]).T
    mask = np.isfinite(excess)
    growth_years = int(mask.any(axis=0).sum())
    return {
        "excess": np.where(mask, excess, 0.0),
        "mask": mask.astype(float),
        "coal": np.array([coal[y] if y in growth else 0.0 for y in years]),
        "benchmark": np.array(
            [float(y in panel.study.benchmark_years and y in growth) for y in years]
        ),
        "share": panel.secondary_share - panel.secondary_share.mean(),
        "prefecture": panel.prefecture,
        "learn": np.array(float(growth_years > priors.value("county.short_sample_years"))),
    }
