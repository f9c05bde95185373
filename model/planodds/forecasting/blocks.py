"""Blocks of the model of a study: common, county and, with a linked variable, revenue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import REVENUE

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel

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
