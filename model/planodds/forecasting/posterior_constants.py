"""Fixed values that the simulation needs besides posterior draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors


def declared_constants(panel: Panel, priors: Priors) -> dict[str, float]:
    """Return declared values that the simulation needs besides the draws, by name.

    Parameters
    ----------
    panel : Panel
    priors : Priors

    Returns
    -------
    dict of str to float
        Fixed priors, reversion of the common trends, spread of census steps;
        ``last_growth_year`` is a position counted from the panel's first growth year.
    """
    fixed = {name: prior.value for name, prior in priors.items() if prior.dist == "fixed"}
    return fixed | {
        "trend_reversion": priors.value("common.trend_reversion"),
        "county.benchmark_slope.sd": priors["county.benchmark_slope"].sd,
        "county.provincial_benchmark.sd": priors["county.provincial_benchmark"].sd,
        "last_growth_year": panel.years[-1] - panel.years[1],
    }
