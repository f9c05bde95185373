"""Tests of the revenue shocks: effects of policy years, and the return of large jumps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.panels.county_panel import Panel

# A jump beside the Student-t shock, to see whether the data ask for one: 5 % a year, sd .30.
JUMP = (0.05, 0.30)
_LARGE = 2.5  # scales of a unit's own shock
YEAR_EFFECT, LARGE_SHARE, RETURN = "year_effect", "large_shocks", "return_after_jump"


def describe_years(
    block: Mapping[str, np.ndarray], panel: Panel, scale: float
) -> list[dict[str, Any]]:
    """Effect of each year on all units' revenue: mean, with the posterior sd as ``error``."""
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
) -> list[dict[str, Any]]:
    """Share of large shocks, and how much of a large one is given back the year after.

    ``return_after_jump`` is the slope of next year's shock on this year's over the cells beyond
    ``LARGE`` scales: 0 if a jump lasts, -1 if it is gone the year after.
    """
    shock, scale = _find_shocks(block, panel, coal_slope, year_scale)
    ratio = shock / scale[:, None]
    seen = np.isfinite(ratio)
    large = seen & (np.abs(np.nan_to_num(ratio)) > _LARGE)
    pairs = large[:, :-1] & seen[:, 1:]
    now, after = shock[:, :-1][pairs], shock[:, 1:][pairs]
    slope = float(now @ after / (now @ now))
    error = float(np.sqrt(((after - slope * now) ** 2).sum() / max(len(now) - 1, 1) / (now @ now)))
    n, k = int(seen.sum()), int(large.sum())
    share = k / n
    return [
        {
            "measure": LARGE_SHARE,
            "target": "revenue",
            "value": share,
            "error": float(np.sqrt(share * (1 - share) / n)),
            "n": n,
        },
        {"measure": RETURN, "target": "revenue", "value": slope, "error": error, "n": len(now)},
    ]


def _find_shocks(
    block: Mapping[str, np.ndarray], panel: Panel, coal_slope: float, year_scale: float
) -> tuple[np.ndarray, np.ndarray]:
    """Each cell's shock at the posterior means, (unit, year), and the units' scales."""
    from planodds.forecasting.nuts.revenue import revenue_data

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
