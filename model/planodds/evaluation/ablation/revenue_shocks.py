"""Shocks to revenue: effects of policy years, and the share and persistence of large shocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.evaluation.ablation.measures import Row
    from planodds.inputs.panels.county_panel import Panel

# A jump in addition to the Student-t shock, as a test: probability 0.05 per year, sd 0.30.
JUMP = (0.05, 0.30)
_LARGE = 2.5  # in scales of the unit's shock
YEAR_EFFECT, LARGE_SHARE, RETURN = "year_effect", "large_shocks", "return_after_jump"


def describe_years(block: Mapping[str, np.ndarray], panel: Panel, scale: float) -> list[Row]:
    """Return the effect of each year on the revenue of all units, with its posterior sd.

    Parameters
    ----------
    block : mapping of str to ndarray, shape (draw, ...)
        Draws of the revenue block.
    panel : Panel
    scale : float
        Prior sd of a year effect.

    Returns
    -------
    list of dict
        One row per year from the panel's second on: ``measure``, ``target``, ``year``, ``value``
        (mean effect, log points), ``error`` (posterior sd, log points), ``n``.
    """
    effects = scale * block["year_z"]
    return [
        {
            "measure": YEAR_EFFECT,
            "target": "revenue",
            "year": year,
            "value": float(effects[:, t].mean()),
            "error": float(effects[:, t].std()),
            "n": 1,
        }
        for t, year in enumerate(panel.years[1:])
    ]


def describe_jumps(
    block: Mapping[str, np.ndarray], panel: Panel, coal_slope: float, year_scale: float
) -> list[Row]:
    """Return the share of large shocks, and how far a large shock is reversed in the next year.

    ``return_after_jump`` is the slope of the next year's shock on this year's, over the cells
    beyond 2.5 scales: 0 if a jump is permanent, -1 if it is reversed in the next year.

    Parameters
    ----------
    block : mapping of str to ndarray, shape (draw, ...)
        Draws of the revenue block.
    panel : Panel
    coal_slope, year_scale : float

    Returns
    -------
    list of dict
        Two rows: ``measure``, ``target``, ``value``, ``error`` (standard error), and ``n``: number
        of shocks for the share, of pairs of successive shocks for the slope.
    """
    shock, scale = _find_shocks(block, panel, coal_slope, year_scale)
    ratio = shock / scale[:, None]
    observed = np.isfinite(ratio)
    large = observed & (np.abs(np.nan_to_num(ratio)) > _LARGE)
    pairs = large[:, :-1] & observed[:, 1:]
    current, following = shock[:, :-1][pairs], shock[:, 1:][pairs]
    slope = float(current @ following / (current @ current))
    squares = ((following - slope * current) ** 2).sum()
    error = float(np.sqrt(squares / max(len(current) - 1, 1) / (current @ current)))
    n, k = int(observed.sum()), int(large.sum())
    share = k / n
    return [
        {
            "measure": LARGE_SHARE,
            "target": "revenue",
            "value": share,
            "error": float(np.sqrt(share * (1 - share) / n)),
            "n": n,
        },
        {"measure": RETURN, "target": "revenue", "value": slope, "error": error, "n": len(current)},
    ]


def _find_shocks(
    block: Mapping[str, np.ndarray], panel: Panel, coal_slope: float, year_scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the shocks at the posterior means, (unit, year), and the units' scales."""
    from planodds.forecasting.block_data.revenue import revenue_data

    d = revenue_data(
        panel, first_year=panel.years[1], last_year=panel.years[-1], coal_slope=coal_slope
    )
    p = {name: x.mean(axis=0) for name, x in block.items()}
    gap = d["ratio"] + d["center"] - p["target_ratio"][:, None]
    location = (
        p["intercept"]
        + p["common_elasticity"] * d["common"]
        + year_scale * p["year_z"]
        + p["relative_elasticity"] * d["relative"]
        + p["coal_slope"] * d["share"][:, None] * d["coal"]
        - p["reversion"] * gap
    )
    shock = np.where(d["mask"] > 0, d["growth"] - location, np.nan)
    return shock, p["revenue_shock_scale"]
