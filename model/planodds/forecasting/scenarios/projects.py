"""Growth of one county from its projects: value added, ramp-up, delays, only the excess growth.

    V_t = sum_j capacity x utilisation x ratio x (1 - displacement) x built x (R(t) - R(base))
    G_t = log(1 + V_t / Y_base) - log(1 + V_{t-1} / Y_base)
    D_t = max(G_t - usual, 0)

R is the ramp, stretched, and interpolated between its years where a delay is not a whole number.
Output that ran in the base year is part of its figure. D is growth of this unit alone: the
neighbours do not share it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import COUNTY_GDP, GDP
from planodds.errors import InputError
from planodds.forecasting.scenarios.unit_interventions import add_log_growth, triangular_quantile
from planodds.forecasting.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.projects import Factor, Project, ProjectPipeline, RampStretch


def apply_projects(
    forecast: Forecast, inputs: SimulationInputs, panel: Panel, pipeline: ProjectPipeline | None
) -> Forecast:
    """Add the excess growth of a county's projects to its draws.

    Parameters
    ----------
    forecast : Forecast
        Conditioned and resampled draws.
    inputs : SimulationInputs
    panel : Panel
    pipeline : ProjectPipeline or None
        None adds nothing.

    Returns
    -------
    Forecast
        With ``ledger_gross`` and ``ledger_excess`` in its diagnostics: mean log points by the
        last year, before and after subtracting usual growth.

    Raises
    ------
    InputError
        If the county has no GDP from which growth is measured.
    """
    if pipeline is None:
        return forecast
    gross, excess = draw_excess_growth(
        pipeline, panel, years=forecast.years, draws=forecast.draws, seed=forecast.seed
    )
    unit = inputs.units.index(pipeline.unit or panel.study.home.unit)
    shifted = add_log_growth(forecast, inputs, unit, GDP, excess)
    return replace(
        shifted,
        diagnostics={
            **shifted.diagnostics,
            "ledger_gross": float(gross.sum(axis=0).mean()),
            "ledger_excess": float(excess.sum(axis=0).mean()),
        },
    )


def draw_excess_growth(
    pipeline: ProjectPipeline, panel: Panel, *, years: Sequence[int], draws: int, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Draw the growth from a county's projects, gross and above the usual.

    Parameters
    ----------
    pipeline : ProjectPipeline
    panel : Panel
    years : sequence of int
        Forecast years.
    draws, seed : int

    Returns
    -------
    gross, excess : ndarray of float, shape (year, draw)
        Log points per year.

    Raises
    ------
    InputError
        If the county has no GDP from which growth is measured.
    """
    from planodds.inputs.scenarios.resolve_years import first_unknown_year

    unit = pipeline.unit or panel.study.home.unit
    first = first_unknown_year(panel, COUNTY_GDP, unit)
    base = _base_gdp(panel, unit, first)
    streams = _FactorStreams(seed, draws, unit)
    value_added = sum(
        (_value_added(project, streams, np.array(years), first) for project in pipeline.projects),
        start=np.zeros((len(years), draws)),
    )
    return project_growth(value_added / base, streams.factor("usual", pipeline.usual))


@dataclass(frozen=True)
class _FactorStreams:
    """Named uniforms of a unit's factors; they depend on names only: scenarios share them."""

    seed: int
    draws: int
    unit: str

    def uniform(self, key: str) -> np.ndarray:
        return make_generator(self.seed, "scenario", f"ledger-{self.unit}-{key}").random(self.draws)

    def factor(self, key: str, factor: Factor | RampStretch) -> np.ndarray:
        return triangular_quantile(self.uniform(key), factor.low, factor.mode, factor.high)


def project_growth(share: np.ndarray, usual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Convert value added relative to base GDP to growth, gross and above the usual.

    Parameters
    ----------
    share : ndarray of float, shape (year, draw)
        Value added of the projects over the GDP of the base year.
    usual : ndarray of float, shape (draw,)
        Log points per year.

    Returns
    -------
    gross, excess : ndarray of float, shape (year, draw)
        Log points per year.

    Examples
    --------
    >>> gross, excess = project_growth(np.array([[0.02], [0.02]]), np.array([0.005]))
    >>> gross.round(4).ravel().tolist(), excess.round(4).ravel().tolist()
    ([0.0198, 0.0], [0.0148, 0.0])
    """
    gross = np.diff(np.log1p(share), axis=0, prepend=0.0)
    return gross, np.maximum(gross - usual, 0.0)


def ramp_share(years: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Return the share of full output after a number of years of operation.

    Parameters
    ----------
    years : ndarray of float
        Years of operation; zero output before the first, the last share after the ramp.
    shares : sequence of float
        Shares of full output in the first, second, ... year.

    Returns
    -------
    ndarray of float, shape of ``years``

    Examples
    --------
    >>> ramp_share(np.array([-1.0, 0.5, 1.0, 1.5, 9.0]), (0.4, 1.0)).round(2).tolist()
    [0.0, 0.2, 0.4, 0.7, 1.0]
    """
    return np.interp(years, np.arange(len(shares) + 1), (0.0, *shares))


def _value_added(
    project: Project, streams: _FactorStreams, years: np.ndarray, first: int
) -> np.ndarray:
    """Draw value added above that of the base year, (year, draw), 亿元 (1e8 CNY)."""
    drawn = {
        name: streams.factor(f"{project.project}-{name}", factor)
        for name, factor in project.factors.items()
    }
    built = streams.uniform(f"{project.project}-built") < project.built.probability
    full = (
        drawn["capacity"]
        * drawn["utilisation"]
        * drawn["value_added_ratio"]
        * (1.0 - drawn["displacement"])
        * built
    )
    start = first + project.ahead - 1
    pace = streams.factor(f"{project.project}-ramp", project.ramp.stretch)
    run = (years[:, None] - start + 1.0 - drawn["delay"]) / pace
    before = (first - start - drawn["delay"]) / pace
    # No growth is added in a forecast year that the unit has published: its figure contains it.
    gained = ramp_share(run, project.ramp.shares) - ramp_share(before, project.ramp.shares)
    return full * np.maximum(gained, 0.0)


def _base_gdp(panel: Panel, unit: str, first: int) -> float:
    """Return the last observed GDP of a unit, early figures included, 亿元 (1e8 CNY)."""
    early = panel.ragged_edge
    figures = early[
        (early["code"] == unit) & (early["variable"] == GDP) & (early["year"] == first - 1)
    ]
    value = (
        float(figures["value"].iloc[0])
        if len(figures)
        else float(panel.gdp[panel.unit_index(unit), -1])
    )
    if not np.isfinite(value):
        raise InputError(
            f"GDP of {unit} in {first - 1} is missing",
            where="panel.csv",
            expected="a figure from which growth is measured",
            remedy="remove ledger: from the scenarios of this unit",
        )
    return value
