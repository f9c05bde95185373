"""Blocks of the model of a study, and the data arrays of each, which both samplers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import POSTERIOR, PRIOR_ONLY, REVENUE
from planodds.forecasting.block_data.common import common_data
from planodds.forecasting.block_data.county import county_data
from planodds.forecasting.block_data.revenue import revenue_data, unobserved_growth_scale

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

_PER_DRAW = ("intercept", "common_elasticity", "relative_elasticity", "coal_slope", "reversion")
_PER_UNIT = ("target_ratio", "revenue_shock_scale")


def blocks_of(panel: Panel) -> tuple[str, ...]:
    """Return the names of the blocks that are fitted, in order.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    tuple of str
        ``revenue`` only where the study has a linked variable.

    Examples
    --------
    >>> from planodds.inputs import DATA_DIR, load_panel
    >>> blocks_of(load_panel(DATA_DIR, "2020"))
    ('common', 'county', 'revenue')
    """
    linked = panel.study.variable(REVENUE) is not None
    return ("common", "county", *(["revenue"] if linked else []))


def block_data(
    block: str,
    panel: Panel,
    priors: Priors,
    fitted: Mapping[str, Mapping[str, np.ndarray]],
    *,
    evidence: str = POSTERIOR,
    last_county_year: int | None = None,
    last_driver_year: int | None = None,
) -> dict[str, np.ndarray]:
    """Return the data arrays of a block.

    Parameters
    ----------
    block : {"common", "county", "revenue"}
    panel : Panel
    priors : Priors
    fitted : mapping
        Draws of the county block, by its name, from which the revenue block takes what it needs.
    evidence : {"posterior", "prior_only"}
        ``prior_only`` masks every growth of the units.
    last_county_year, last_driver_year : int, optional
        Last years of the arrays, those after the panel masked; by default the panel's own.

    Returns
    -------
    dict of str to ndarray
        As from ``common_data``, ``county_data`` or ``revenue_data``.
    """
    if block == "common":
        last = last_driver_year or panel.driver_years[-1]
        return common_data(panel, last_year=last, priors=priors)
    years = {"first_year": panel.years[1], "last_year": last_county_year or panel.years[-1]}
    if block == "county":
        data = county_data(panel, priors=priors, **years)
    else:
        county, share = fitted["county"], panel.secondary_share - panel.secondary_share.mean()
        data = revenue_data(
            panel,
            coal_slope=float(county["coal_slope"].mean()),
            growth_scale=unobserved_growth_scale(county, share, priors),
            **years,
        )
    if evidence == PRIOR_ONLY:
        return {k: 0.0 * x if k in ("mask", "benchmark") else x for k, x in data.items()}
    return data


def empty_revenue_block(panel: Panel, draws: int) -> dict[str, np.ndarray]:
    """Return a revenue block of zeros, for a study without a linked variable.

    Parameters
    ----------
    panel : Panel
    draws : int
        Posterior draws of the other blocks.

    Returns
    -------
    dict of str to ndarray, shape (draw, ...)
        Simulated revenue is meaningless with it, and no target may ask for it.
    """
    return {name: np.zeros(draws) for name in _PER_DRAW} | {
        name: np.zeros((draws, len(panel.units))) for name in _PER_UNIT
    }
