"""Inputs of a simulation: posterior parameters on each draw, calendar, shocks by name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import UsageError
from planodds.forecasting.simulation.common_paths import observed_common_growth
from planodds.forecasting.simulation.random_streams import draw_normal, draw_unit
from planodds.forecasting.simulation.unit_paths import run_ar1

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.types import Posterior
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.study import Study

# The same label in two blocks: the simulation reads the revenue block's under this name.
_LABELS = {"revenue": {"coal_slope": "revenue_coal_slope"}}


@dataclass(frozen=True)
class SimulationInputs:
    """Parameters on each draw, seed, calendar and unit data, shared by paths and scenarios.

    Attributes
    ----------
    parameters : mapping of str to ndarray or float
        Scalars and trends on each draw, shape (draw, ...); arrays with one entry per unit stay on
        the posterior draws (see ``unit_parameter``); fixed values are floats.
    seed : int
    years : tuple of int
        Forecast years.
    posterior_draw_index : ndarray of int, shape (draw,)
    observed_common : ndarray of float, shape (series, 1 + year)
        As from ``observed_common_growth``.
    share : ndarray of float, shape (unit,)
        Secondary share less its mean over units.
    prefecture : ndarray of int, shape (unit,)
    units : tuple of str
    census_years : tuple of int
        Benchmark years in the horizon.
    study : Study
    first_fitted_year : int
        First year of the fitted moving means.
    """

    parameters: Mapping[str, Any]
    seed: int
    years: tuple[int, ...]
    posterior_draw_index: np.ndarray
    observed_common: np.ndarray
    share: np.ndarray
    prefecture: np.ndarray
    units: tuple[str, ...]
    census_years: tuple[int, ...]
    study: Study
    first_fitted_year: int

    @property
    def draws(self) -> int:
        """Number of joint draws."""
        return len(self.posterior_draw_index)

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of years and draws."""
        return len(self.years), self.draws

    @property
    def moving_means(self) -> int:
        """Number of common series with a moving mean."""
        return sum(driver.mean == "moving" for driver in self.study.common)

    def exposed_growth(self, common: np.ndarray) -> np.ndarray:
        """Return the growth, or its change, of the driver to which units are exposed.

        Parameters
        ----------
        common : ndarray of float, shape (series, year, draw)

        Returns
        -------
        ndarray of float, shape (year, draw)
            Log points; zeros if units are exposed to none.
        """
        exposure = self.study.exposure
        if exposure is None:
            return np.zeros_like(common[0])
        symbols = [driver.symbol for driver in self.study.common]
        growth: np.ndarray = common[symbols.index(exposure.driver)]
        return growth

    @property
    def prefectures(self) -> int:
        """Number of prefectures."""
        return int(self.prefecture.max()) + 1

    @cached_property
    def volatility(self) -> np.ndarray:
        """Factor by which the shocks of all units are larger in a year, (year, draw)."""
        p = self.parameters
        z = draw_normal(self.seed, "volatility", "", self.shape)
        start = p["volatility"][:, p["last_growth_year"]][self.posterior_draw_index]
        rho = p["county.volatility_persistence"]
        return np.exp(run_ar1(z, rho, p["volatility_scale"], start)).astype(np.float32)

    def unit_parameter(self, name: str, unit: int) -> np.ndarray:
        """Return a parameter of one unit on each draw.

        Parameters
        ----------
        name : str
            Of a parameter with one entry per unit.
        unit : int
            Position of the unit.

        Returns
        -------
        ndarray of float, shape (draw,)
        """
        return self.parameters[name][:, unit][self.posterior_draw_index]


def build_simulation_inputs(
    posterior: Posterior, panel: Panel, *, paths: int, seed: int, final_year: int | None = None
) -> SimulationInputs:
    """Assign posterior draws to joint draws, each the same number of times.

    Parameters
    ----------
    posterior : Posterior
    panel : Panel
        The same information set.
    paths : int
        Number of joint draws; rounded down to a multiple of the posterior draws.
    seed : int
    final_year : int, optional
        Last year of the paths; default ``study.horizon``.

    Returns
    -------
    SimulationInputs

    Raises
    ------
    UsageError
        If fewer paths are requested than there are posterior draws.
    """
    if paths < posterior.draws:
        raise UsageError(
            f"{paths} paths for {posterior.draws} posterior draws",
            expected="at least one path per posterior draw",
            remedy="request more paths",
        )
    index = np.repeat(np.arange(posterior.draws), paths // posterior.draws)
    years = tuple(range(panel.information.county_to + 1, (final_year or panel.study.horizon) + 1))
    return SimulationInputs(
        parameters=_draw_parameters(posterior, index),
        seed=seed,
        years=years,
        posterior_draw_index=index,
        observed_common=observed_common_growth(panel, years),
        share=panel.secondary_share - panel.secondary_share.mean(),
        prefecture=panel.prefecture,
        units=panel.units,
        census_years=tuple(y for y in panel.study.benchmark_years if y > years[0] - 1),
        study=panel.study,
        first_fitted_year=panel.driver_years[0],
    )


def _draw_parameters(posterior: Posterior, index: np.ndarray) -> dict[str, Any]:
    """Return scalars and trends on each draw; arrays with one entry per unit as they are."""
    parameters: dict[str, Any] = dict(posterior.constants)
    for block, arrays in posterior.blocks.items():
        for name, array in arrays.items():
            label = _LABELS.get(block, {}).get(name, name)
            per_unit = array.ndim > 1 and not name.endswith("_mean")
            parameters[label] = array if per_unit else array[index]
    return parameters


def unit_shocks(inputs: SimulationInputs, unit: int) -> Mapping[str, np.ndarray]:
    """Return the standardised shocks of one unit's GDP, regenerated on every call.

    Parameters
    ----------
    inputs : SimulationInputs
    unit : int
        Position of the unit.

    Returns
    -------
    mapping of str to ndarray of float32
        As from ``draw_unit``.
    """
    years, paths = inputs.shape
    drawn = draw_unit(
        inputs.seed,
        inputs.units[unit],
        years=years,
        censuses=len(inputs.census_years),
        paths=paths,
        degrees=inputs.parameters["county.degrees"],
    )
    return {**drawn, "root": drawn["root"] / inputs.volatility}


def census_shocks(inputs: SimulationInputs) -> dict[str, np.ndarray]:
    """Return the standardised shocks of the coming censuses that units share.

    Parameters
    ----------
    inputs : SimulationInputs

    Returns
    -------
    dict of str to ndarray of float32
        ``slope`` and ``province``, shape (census, draw); ``prefecture``, shape
        (prefecture, census, draw).
    """
    shape = (len(inputs.census_years), inputs.draws)
    return {
        "slope": draw_normal(inputs.seed, "census", "slope", shape),
        "province": draw_normal(inputs.seed, "census", "province", shape),
        "prefecture": np.array(
            [draw_normal(inputs.seed, "census", str(k), shape) for k in range(inputs.prefectures)]
        ),
    }
