"""Linear functionals of the future log paths: the rows of the restriction matrix of conditions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.constants import COUNTY_GDP, COUNTY_REVENUE
from planodds.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.forecasting.scenarios.group_totals import GroupTotal
    from planodds.forecasting.scenarios.shock_response import ShockResponse
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel


@dataclass(frozen=True)
class Functional:
    """Log growth or log level of one series in one forecast year.

    Growth of county GDP is growth within a statistical basis, without census steps.

    Attributes
    ----------
    series : str
        A common series, or ``county_gdp`` or ``county_revenue``.
    unit : int
        Position of the unit; -1 for a common series.
    measure : {"growth", "level"}
    year : int
        Position of the forecast year.
    """

    series: str
    unit: int
    measure: str
    year: int

    @property
    def units(self) -> tuple[int, ...]:
        """Positions of the units that the functional refers to."""
        return (self.unit,) if self.unit >= 0 else ()

    def value(self, forecast: Forecast, panel: Panel) -> np.ndarray:
        """Return the value in every draw.

        Parameters
        ----------
        forecast : Forecast
        panel : Panel
            Last observed levels.

        Returns
        -------
        ndarray of float, shape (draw,)
            Log growth, or log of 亿元 (1e8 CNY).

        Raises
        ------
        InputError
            If growth has no observed level to start from, or the series has no level.
        """
        if self.series in forecast.series:
            growth = forecast.common[:, forecast.series.index(self.series)]
            if self.measure == "growth":
                return growth[:, self.year]
            return self._start_level(panel) + growth[:, : self.year + 1].sum(axis=1)
        array = forecast.log_gdp if self.series == COUNTY_GDP else forecast.log_revenue
        level = np.asarray(array[self.unit, :, self.year], dtype=np.float64)
        if self.measure == "level":
            return level
        before = (
            array[self.unit, :, self.year - 1].astype(np.float64)
            if self.year
            else self._last_observed(panel)
        )
        return level - before - self._step(forecast)

    def change(self, response: ShockResponse) -> np.ndarray:
        """Return the change in every draw under a response to shocks.

        Parameters
        ----------
        response : ShockResponse

        Returns
        -------
        ndarray of float, shape (draw,)
            Log points.
        """
        series = [driver.name for driver in response.inputs.study.common]
        if self.series in series:
            growth = self._over_years(response, response.common[series.index(self.series)])
            return (
                growth[self.year]
                if self.measure == "growth"
                else growth[: self.year + 1].sum(axis=0)
            )
        if self.series == COUNTY_GDP:
            if self.measure == "level":
                return response.log_gdp(self.unit)[self.year]
            growth = response.common[-1] + response.relative(self.unit)
            return self._over_years(response, growth)[self.year]
        level = response.log_revenue(self.unit)
        before = level[self.year - 1] if self.measure == "growth" and self.year else 0.0
        return level[self.year] - before

    @staticmethod
    def _over_years(response: ShockResponse, growth: np.ndarray) -> np.ndarray:
        """Return growth with all forecast years, (year, draw); a constant response has one."""
        return np.broadcast_to(growth, (response.inputs.shape[0], growth.shape[-1]))

    def _step(self, forecast: Forecast) -> np.ndarray | float:
        """Return the census step inside the level of the year, (draw,) or zero."""
        year = forecast.years[self.year]
        if self.series != COUNTY_GDP or year not in forecast.benchmark_years:
            return 0.0
        return forecast.benchmark[self.unit, :, forecast.benchmark_years.index(year)]

    def _last_observed(self, panel: Panel) -> float:
        """Return the log level in the last year of the panel."""
        values = panel.gdp if self.series == COUNTY_GDP else panel.revenue
        if not np.isfinite(values[self.unit, -1]):
            raise InputError(
                f"{self.series} of {panel.units[self.unit]} is missing in {panel.years[-1]}",
                where="panel.csv",
                expected="a figure from which growth is measured",
                remedy="set a condition on a level, or on growth from the second year on",
            )
        return float(np.log(values[self.unit, -1]))

    def _start_level(self, panel: Panel) -> float:
        """Return the last log level of the aggregate."""
        if self.series != panel.study.common[-1].name:
            raise InputError(
                f"{self.series} has no level, so none can be set",
                where="conditions",
                expected="measure: growth",
                remedy="set a condition on its growth in each year",
            )
        return float(np.log(panel.provincial_level[-1]))


def county_units(functionals: Iterable[Functional | GroupTotal]) -> tuple[int, ...]:
    """Return the positions of units that functionals refer to, ascending.

    Parameters
    ----------
    functionals : iterable of Functional or GroupTotal

    Returns
    -------
    tuple of int
    """
    county = [f for f in functionals if f.series in (COUNTY_GDP, COUNTY_REVENUE)]
    return tuple(sorted({unit for f in county for unit in f.units}))
