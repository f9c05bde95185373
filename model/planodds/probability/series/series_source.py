"""Find a named series of a unit: a variable of the forecast, or an indicator that is modelled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.execution.owner_cache import cached_on
from planodds.forecasting.indicators.pooled_fit import MIN_POINTS, UnitSeries, fit_pooled
from planodds.forecasting.indicators.series_draws import draw_parameters, draw_series
from planodds.forecasting.indicators.transforms import choose_transform
from planodds.probability.events.events import log_gdp_on_base_basis
from planodds.probability.events.plan_targets import CHAINED
from planodds.probability.events.published import published_table
from planodds.probability.series.gdp_growth import cumulated_growth
from planodds.probability.series.series_values import SeriesValues, finite
from planodds.probability.series.shortage import MissingSeries, ShortageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.indicators.pooled_fit import PooledFit
    from planodds.forecasting.indicators.transforms import Transform
    from planodds.forecasting.lazy_paths import PathArray
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.inputs.plan import Plan, Reference, SeriesDefinition
    from planodds.probability.events.events import UnitForecast

_GROUP = "group_zh"  # column of the unit table
Figures = dict[str, dict[int, float]]  # unit -> year -> figure


@dataclass(frozen=True)
class SeriesSource:
    """Source of the series of a plan: the forecast, and indicators with their model.

    Attributes
    ----------
    home : UnitForecast
        Draws and published figures of the plan's unit.
    plan : Plan
    indicators : IndicatorTable
    """

    home: UnitForecast
    plan: Plan
    indicators: IndicatorTable

    def is_variable(self, name: str) -> bool:
        """Return whether a series is a variable of the panel and its forecast.

        Parameters
        ----------
        name : str

        Returns
        -------
        bool
        """
        return name in self.home.levels and name not in self.plan.series

    def define(self, name: str, *, follows: bool = False) -> SeriesDefinition:
        """Return the definition of an indicator series.

        Parameters
        ----------
        name : str
        follows : bool
            Whether it must respond to growth of GDP, whatever the plan says.

        Returns
        -------
        SeriesDefinition
        """
        definition = self.indicators.define(name, self.plan)
        return definition.model_copy(update={"follows_gdp": True}) if follows else definition

    def variable(self, name: str, first: int, last: int, *, basis: str | None) -> SeriesValues:
        """Return a variable of the panel.

        Parameters
        ----------
        name : str
        first, last : int
            Years; on a chained basis, figures are those on the basis of ``first``.
        basis : str or None
            As in a reading.

        Returns
        -------
        SeriesValues
        """
        home, years = self.home, range(first, last + 1)
        chained = basis == CHAINED and name == constants.GDP
        published = finite({year: home.published(name, year) for year in years})
        if chained:
            censuses = home.panel.study.benchmark_years
            published = {
                year: value
                for year, value in published.items()
                if not any(first < census <= year for census in censuses)
            }
        drawn = {}
        for year in years:
            if year in published:
                continue
            if chained and (year in home.forecast.years or year in home.panel.years):
                drawn[year] = np.exp(log_gdp_on_base_basis(home, first, year).astype(float))
            elif year in home.forecast.years:
                drawn[year] = np.exp(home.level(name, year).astype(float))
        measure = home.panel.study.variables[name].unit
        return SeriesValues(measure, published, drawn)

    def variable_of(self, name: str, unit: str, first: int, last: int) -> SeriesValues:
        """Return a variable of another unit of the panel, or the sum over the unit's group.

        Parameters
        ----------
        name : str
        unit : str
            Code of a unit; any other code or name: the group of the plan's unit.
        first, last : int

        Returns
        -------
        SeriesValues
        """
        home = self.home
        members = (
            np.array([code == unit for code in home.units])
            if unit in home.units
            else group_members(home)
        )
        levels = published_table(home.panel, name)[members]
        draws = home.forecast.log_gdp if name == constants.GDP else home.forecast.log_revenue
        known = {
            year: float(levels[:, home.panel.years.index(year)].sum())
            for year in range(first, last + 1)
            if year in home.panel.years
        }
        drawn = {
            year: sum_levels(draws, members, home.forecast.year_index(year))
            for year in range(first, last + 1)
            if year in home.forecast.years
        }
        return SeriesValues(home.panel.study.variables[name].unit, finite(known), drawn)

    def indicator(
        self,
        definition: SeriesDefinition,
        unit: str,
        first: int,
        last: int,
        *,
        figures: Figures | None = None,
        label: str = "",
    ) -> SeriesValues:
        """Return an indicator of one unit, modelled in the years without a figure.

        Parameters
        ----------
        definition : SeriesDefinition
        unit : str
            Code of the unit.
        first, last : int
            Years that are needed.
        figures : dict, optional
            Figures by unit and year instead of those of the definition, such as ratios.
        label : str
            Distinguishes such figures.

        Returns
        -------
        SeriesValues

        Raises
        ------
        ShortageError
            The unit has fewer than three annual figures.
        """
        found = self.figures(definition) if figures is None else figures
        own = found.get(unit, {})
        needed = range(first, last + 1)
        rate = definition.scale == "growth"
        years = needed[1:] if rate and len(needed) > 1 else needed
        if all(year in own for year in years):
            return SeriesValues(definition.unit, own, {}, rate)
        if len(own) < MIN_POINTS:
            raise ShortageError(self.shortage(definition, unit, own))
        fit, transform, key = self._fit(definition, found, first, label)
        missing = [year for year in needed if year not in own]
        driver = self._driver(definition, fit, unit, missing)
        forecast = self.home.forecast
        nodes = draw_parameters(fit, seed=forecast.seed, key=key, draws=forecast.draws)
        z = draw_series(fit, unit, missing, nodes, seed=forecast.seed, key=key, driver=driver)
        values = transform.inverse(z)
        drawn = {year: values[:, column] for column, year in enumerate(missing)}
        return SeriesValues(definition.unit, own, drawn, rate)

    def figures(self, definition: SeriesDefinition) -> Figures:
        """Return the annual figures of an indicator by unit.

        Parameters
        ----------
        definition : SeriesDefinition

        Returns
        -------
        dict of str to dict of int to float
        """
        return self.indicators.values_of_all(definition)

    def shortage(
        self, definition: SeriesDefinition, unit: str, own: Mapping[int, float]
    ) -> MissingSeries:
        """Return the description of a series with too few figures.

        Parameters
        ----------
        definition : SeriesDefinition
        unit : str
        own : mapping of int to float
            The figures at hand.

        Returns
        -------
        MissingSeries
        """
        return MissingSeries(
            definition.indicator,
            unit,
            definition.unit,
            definition.basis or "",
            len(own),
            MIN_POINTS,
            max(own, default=0),
        )

    def reference_unit(self, reference: Reference, unit: str | None = None) -> str:
        """Return the code of the unit that a reference names.

        Parameters
        ----------
        reference : Reference
        unit : str, optional
            The unit that is compared; by default the plan's.

        Returns
        -------
        str
            For a group without figures, its name.
        """
        unit = unit or self.plan.unit
        if reference.unit:
            return reference.unit
        if not reference.group:
            return unit
        name = self.group_name(unit)
        return self.indicators.code_of(name) or name

    def group_name(self, unit: str) -> str:
        """Return the name of a unit's group as indicators.csv writes it.

        Parameters
        ----------
        unit : str
            Code of a unit of the panel.

        Returns
        -------
        str
        """
        return str(self.home.panel.unit_table.loc[unit, _GROUP])

    def _fit(
        self, definition: SeriesDefinition, found: Figures, first: int, label: str
    ) -> tuple[PooledFit, Transform, str]:
        """Return the pooled fit of an indicator, computed once for a forecast."""
        key = f"{definition.indicator}/{definition.over or ''}/{label}"
        fit, transform, _ = cached_on(
            self.home.forecast,
            ("indicator", definition.model_dump_json(), first, label, id(self.indicators)),
            lambda: (*self._compute_fit(definition, found, first), self.indicators),
        )  # the table is stored with its fit, so that its identity is not used again
        return fit, transform, key

    def _compute_fit(
        self, definition: SeriesDefinition, found: Figures, first: int
    ) -> tuple[PooledFit, Transform]:
        enough = {unit: values for unit, values in found.items() if len(values) >= MIN_POINTS}
        pooled = [value for values in enough.values() for value in values.values()]
        transform = choose_transform(definition.scale, definition.unit, pooled)
        start = min(first, *(min(values) for values in enough.values()))
        series = {}
        for unit, values in enough.items():
            years = tuple(sorted(values))
            z = transform.forward(np.array([values[year] for year in years]))
            driver = np.zeros(len(years))
            if definition.follows_gdp and unit in self.home.panel.units:
                steps = range(start, years[-1] + 1)
                mean, _ = self._growth(unit, steps, years[-1])
                driver = np.array([mean[year - start] for year in years])
            series[unit] = UnitSeries(years, z, driver)
        fit = fit_pooled(series, start=start, follows=definition.follows_gdp)
        return fit, transform

    def _driver(
        self, definition: SeriesDefinition, fit: PooledFit, unit: str, years: list[int]
    ) -> np.ndarray | None:
        """Return the cumulated growth of the unit's GDP in the years to draw."""
        if not definition.follows_gdp or unit not in self.home.panel.units:
            return None
        last = fit.series[unit].years[-1]
        steps = range(fit.start, max(*years, last) + 1)
        _, draws = self._growth(unit, steps, last)
        return draws[:, [year - fit.start for year in years]]

    def _growth(self, unit: str, years: range, last: int) -> tuple[np.ndarray, np.ndarray]:
        home = self.home
        position = home.panel.units.index(unit)
        return cumulated_growth(home.forecast, home.panel, position, years, last)


def group_members(home: UnitForecast) -> np.ndarray:
    """Return the units of the unit's own group.

    Parameters
    ----------
    home : UnitForecast

    Returns
    -------
    ndarray of bool, shape (unit,)
    """
    groups = home.panel.unit_table.loc[list(home.units), _GROUP].to_numpy()
    return np.asarray(groups == groups[home.position])


def sum_levels(paths: PathArray, members: np.ndarray, column: int) -> np.ndarray:
    """Return the sum of levels over some units in one year, draw by draw.

    Parameters
    ----------
    paths : array of float, shape (unit, draw, year)
        Logs.
    members : ndarray of bool, shape (unit,)
    column : int
        Position of the year.

    Returns
    -------
    ndarray of float, shape (draw,)
    """
    levels = [
        np.exp(np.asarray(paths[unit])[:, column].astype(float)) for unit in np.flatnonzero(members)
    ]
    return np.asarray(np.sum(levels, axis=0))
