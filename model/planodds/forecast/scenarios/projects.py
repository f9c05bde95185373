"""Projects as growth of one county: value added, ramps and delays, only the excess.

    V_t = sum_j capacity x utilisation x ratio x (1 - displacement) x built x (R(t) - R(base))
    G_t = log(1 + V_t / Y_base) - log(1 + V_{t-1} / Y_base)
    D_t = max(G_t - usual, 0)

R is the ramp, stretched, and read between its years where a delay is not whole; what ran in the base year is in
its figure already. D is own growth: the neighbours do not share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import COUNTY_GDP, GDP
from planodds.errors import InputError
from planodds.forecast.scenarios.unit_interventions import add_log_growth, triangular_quantile
from planodds.forecast.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecast.simulation.simulation_inputs import SimulationInputs
    from planodds.forecast.types import Forecast


def apply_projects(
    forecast: Forecast, inputs: SimulationInputs, panel: Any, ledger: Any
) -> Forecast:
    """Add the excess growth of a county's projects to its draws.

    Parameters
    ----------
    forecast : Forecast
        As conditioned and resampled.
    ledger : ProjectPipeline or None
        None adds nothing.

    Returns
    -------
    Forecast
        With ``ledger_gross`` and ``ledger_excess`` in its diagnostics: mean log points by the
        last year, before and after the usual.

    Raises
    ------
    InputError
        If the county has no GDP to measure from.
    """
    if ledger is None:
        return forecast
    gross, excess = draw_excess_growth(
        ledger, panel, years=forecast.years, draws=forecast.draws, seed=forecast.seed
    )
    moved = add_log_growth(forecast, inputs, inputs.units.index(ledger.unit), GDP, excess)
    return replace(
        moved,
        diagnostics={
            **moved.diagnostics,
            "ledger_gross": float(gross.sum(axis=0).mean()),
            "ledger_excess": float(excess.sum(axis=0).mean()),
        },
    )


def draw_excess_growth(
    ledger: Any, panel: Any, *, years: Sequence[int], draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw a ledger's growth, gross and above the usual, each (year, draw), log points."""
    from planodds.inputs.scenarios.resolve_years import first_unknown_year

    first = first_unknown_year(panel, COUNTY_GDP, ledger.unit)
    base = _base_gdp(panel, ledger.unit, first)
    draw = _Streams(seed, draws, ledger.unit)
    value_added = sum(
        _project_value(item, draw, np.array(years), first) for item in ledger.projects
    )
    return project_growth(value_added / base, draw.factor("usual", ledger.usual))


@dataclass(frozen=True)
class _Streams:
    """Uniforms by name: they hang on unit and name, so that scenarios share them."""

    seed: int
    draws: int
    unit: str

    def uniform(self, key: str) -> np.ndarray:
        return make_generator(self.seed, "scenario", f"ledger-{self.unit}-{key}").random(self.draws)

    def factor(self, key: str, factor: Any) -> np.ndarray:
        return triangular_quantile(self.uniform(key), factor.low, factor.mode, factor.high)


def project_growth(share: np.ndarray, usual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Growth that a rising share of the base's GDP brings, gross and above the usual.

    Parameters
    ----------
    share : ndarray (year, draw)
        Value added of the projects over the GDP of the base year.
    usual : ndarray (draw,)
        Log points a year.

    Returns
    -------
    gross, excess : ndarray (year, draw)
        Log growth.

    Examples
    --------
    >>> gross, excess = project_growth(np.array([[0.02], [0.02]]), np.array([0.005]))
    >>> gross.round(4).ravel().tolist(), excess.round(4).ravel().tolist()
    ([0.0198, 0.0], [0.0148, 0.0])
    """
    gross = np.diff(np.log1p(share), axis=0, prepend=0.0)
    return gross, np.maximum(gross - usual, 0.0)


def ramp_share(years: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Share of full output after so many years of operation; nought before, the last after.

    Examples
    --------
    >>> ramp_share(np.array([-1.0, 0.5, 1.0, 1.5, 9.0]), (0.4, 1.0)).round(2).tolist()
    [0.0, 0.2, 0.4, 0.7, 1.0]
    """
    return np.interp(years, np.arange(len(shares) + 1), (0.0, *shares))


def _project_value(item: Any, draw: _Streams, years: np.ndarray, first: int) -> np.ndarray:
    """Value added above that of the base year, (year, draw), cny_1e8."""
    drawn = {
        name: draw.factor(f"{item.project}-{name}", factor) for name, factor in item.factors.items()
    }
    built = draw.uniform(f"{item.project}-built") < item.built.probability
    full = (
        drawn["capacity"]
        * drawn["utilisation"]
        * drawn["value_added_ratio"]
        * (1.0 - drawn["displacement"])
        * built
    )
    start = first + item.ahead - 1
    pace = draw.factor(f"{item.project}-ramp", item.ramp.stretch)
    run = (years[:, None] - start + 1.0 - drawn["delay"]) / pace
    before = (first - start - drawn["delay"]) / pace
    # Where a unit knows its own first year, nothing is added in it: its figure holds it.
    gained = ramp_share(run, item.ramp.shares) - ramp_share(before, item.ramp.shares)
    return full * np.maximum(gained, 0.0)


def _base_gdp(panel: Any, unit: str, first: int) -> float:
    """Last known GDP of the unit, its own early figure included, cny_1e8."""
    early = panel.ragged_edge
    own = early[(early["code"] == unit) & (early["variable"] == GDP) & (early["year"] == first - 1)]
    value = (
        float(own["value"].iloc[0]) if len(own) else float(panel.gdp[panel.unit_index(unit), -1])
    )
    if not np.isfinite(value):
        raise InputError(
            f"GDP of {unit} in {first - 1} is missing",
            where="data/county_panel.csv",
            expected="a figure to measure from",
            remedy="leave the ledger out for this unit",
        )
    return value
