"""What a condition speaks about: linear functionals of the future log paths."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import COMMON_SERIES, COUNTY_GDP, COUNTY_REVENUE
from planodds.errors import InputError

if TYPE_CHECKING:
    from planodds.forecast.scenarios.shock_response import ShockResponse
    from planodds.forecast.types import Forecast


@dataclass(frozen=True)
class Functional:
    """Log growth or log level of one series in one forecast year.

    County growth of GDP is growth within a basis: a census step is not growth.
    """

    series: str
    unit: int
    measure: str
    year: int

    def value(self, forecast: Forecast, panel: Any) -> np.ndarray:
        """Value in every draw, (draw,)."""
        if self.series in COMMON_SERIES:
            growth = forecast.common[:, COMMON_SERIES.index(self.series)]
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
            else self._last_known(panel)
        )
        return level - before - self._step(forecast)

    def change(self, response: ShockResponse) -> np.ndarray:
        """Change under a response, (draw,)."""
        if self.series in COMMON_SERIES:
            growth = response.common[COMMON_SERIES.index(self.series)]
            growth = np.broadcast_to(growth, (response.inputs.shape[0], growth.shape[-1]))
            return (
                growth[self.year]
                if self.measure == "growth"
                else growth[: self.year + 1].sum(axis=0)
            )
        if self.series == COUNTY_GDP:
            if self.measure == "level":
                return response.log_gdp(self.unit)[self.year]
            growth = response.common[2] + response.relative(self.unit)
            return np.broadcast_to(growth, (response.inputs.shape[0], growth.shape[-1]))[self.year]
        level = response.log_revenue(self.unit)
        before = level[self.year - 1] if self.measure == "growth" and self.year else 0.0
        return level[self.year] - before

    def _step(self, forecast: Forecast) -> np.ndarray | float:
        year = forecast.years[self.year]
        if self.series != COUNTY_GDP or year not in forecast.benchmark_years:
            return 0.0
        return forecast.benchmark[self.unit, :, forecast.benchmark_years.index(year)]

    def _last_known(self, panel: Any) -> float:
        values = panel.gdp if self.series == COUNTY_GDP else panel.revenue
        if not np.isfinite(values[self.unit, -1]):
            raise InputError(
                f"{self.series} of {panel.units[self.unit]} is missing in {panel.years[-1]}",
                where="data/county_panel.csv",
                expected="a figure to measure growth from",
                remedy="pin a level, or growth from the second year on",
            )
        return float(np.log(values[self.unit, -1]))

    def _start_level(self, panel: Any) -> float:
        if self.series != "provincial_gdp":
            raise InputError(
                f"a level of {self.series} cannot be pinned",
                where="conditions",
                expected="measure: growth",
                remedy="pin its growth year by year",
            )
        return float(np.log(panel.provincial_level[-1]))


def county_units(functionals: tuple[Functional, ...]) -> tuple[int, ...]:
    """Units that the functionals name, ascending."""
    return tuple(sorted({f.unit for f in functionals if f.series in (COUNTY_GDP, COUNTY_REVENUE)}))
