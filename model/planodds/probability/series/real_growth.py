"""GDP of a unit at constant prices: published real growth, or nominal growth less a deflator."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import numpy as np

from planodds.execution.owner_cache import cached_on
from planodds.forecasting.indicators.deflator import PriceData, draw_deflators
from planodds.inputs.panels.indicator_series import REAL_GROWTH
from planodds.inputs.plans.parts import SeriesDefinition
from planodds.probability.events.events import log_gdp_on_base_basis
from planodds.probability.series.gdp_growth import published_growth
from planodds.probability.series.series_values import SeriesValues

if TYPE_CHECKING:
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.probability.series.series_source import SeriesSource

REAL_INDEX = "index"  # unit of measurement: the base year is 1
_REAL = SeriesDefinition(indicator=REAL_GROWTH, unit="percent", scale="growth")


def real_gdp(source: SeriesSource, base_year: int, last: int) -> SeriesValues | None:
    """Return GDP at constant prices, as an index of the base year.

    Parameters
    ----------
    source : SeriesSource
    base_year, last : int

    Returns
    -------
    SeriesValues or None
        None if the study has no aggregate of its units, whose deflator would be needed.
    """
    home = source.home
    if not home.panel.study.drivers or not home.panel.study.drivers[-1].aggregate:
        return None
    years = range(base_year + 1, last + 1)
    own = source.figures(_REAL).get(home.unit, {})
    growth = cached_on(
        home.forecast,
        ("real growth", home.unit, base_year, last, id(source.indicators)),
        lambda: (_draw_real_growth(source, base_year, years), source.indicators),
    )[0]
    published, drawn, level = {base_year: 1.0}, {}, np.zeros(home.forecast.draws)
    for column, year in enumerate(years):
        level = level + (np.log1p(own[year] / 100) if year in own else growth[:, column])
        if all(earlier in own for earlier in range(base_year + 1, year + 1)):
            published[year] = float(np.exp(level[0]))
        else:
            drawn[year] = np.exp(level)
    return SeriesValues(REAL_INDEX, published, drawn)


def _draw_real_growth(source: SeriesSource, base_year: int, years: range) -> np.ndarray:
    """Return log growth at constant prices, shape (draw, year)."""
    home = source.home
    nominal = _nominal_growth(source, base_year, years)
    region = _region_growth(source, years)
    known = region_deflators(source.indicators, home.panel)
    deflators = draw_deflators(
        price_data(source.indicators, home.panel),
        nominal,
        region,
        np.array([known.get(year, np.nan) for year in years]),
        seed=home.forecast.seed,
        key=home.unit,
    )
    return nominal - deflators


def _nominal_growth(source: SeriesSource, base_year: int, years: range) -> np.ndarray:
    """Return log growth at current prices on the basis of the base year, shape (draw, year)."""
    home = source.home
    levels = [
        np.broadcast_to(log_gdp_on_base_basis(home, base_year, year), (home.forecast.draws,))
        for year in (base_year, *years)
    ]
    return np.diff(np.stack(levels, axis=1).astype(float), axis=1)


def _region_growth(source: SeriesSource, years: range) -> np.ndarray:
    """Return nominal growth of the aggregate, published or drawn, shape (draw, year)."""
    panel, forecast = source.home.panel, source.home.forecast
    known = _driver_growth(panel)
    columns = []
    for year in years:
        if year in known:
            columns.append(np.full(forecast.draws, known[year]))
        else:
            columns.append(np.asarray(forecast.common[:, -1, forecast.year_index(year)]))
    return np.stack(columns, axis=1).astype(float)


def _driver_growth(panel: Panel) -> dict[int, float]:
    """Return published log growth of the aggregate by year."""
    growth = panel.growth_of(panel.study.drivers[-1].symbol)
    return {
        year: float(value)
        for year, value in zip(panel.driver_years, growth, strict=True)
        if not np.isnan(value)
    }


def region_code(panel: Panel) -> str:
    """Return the code of the whole region in indicators.csv.

    Administrative codes nest: the region's is the prefix of its units' codes, filled with zeros.

    Parameters
    ----------
    panel : Panel

    Returns
    -------
    str

    Examples
    --------
    >>> from planodds.inputs.panels.county_panel import load_panel
    >>> region_code(load_panel())
    '140000'
    """
    same = takewhile(lambda digits: len(set(digits)) == 1, zip(*panel.units, strict=False))
    prefix = "".join(digits[0] for digits in same)
    return prefix.ljust(len(panel.units[0]), "0")


def region_deflators(indicators: IndicatorTable, panel: Panel) -> dict[int, float]:
    """Return the log deflator of the aggregate in the years with published real growth.

    Parameters
    ----------
    indicators : IndicatorTable
    panel : Panel

    Returns
    -------
    dict of int to float
        Log points.
    """
    series = panel.study.drivers[-1].series
    real = indicators.driver(f"{series}_growth_real")
    real = indicators.values(_REAL, region_code(panel)) | real
    nominal = _driver_growth(panel)
    return {
        year: nominal[year] - float(np.log1p(rate / 100))
        for year, rate in sorted(real.items())
        if year in nominal
    }


def price_data(indicators: IndicatorTable, panel: Panel) -> PriceData:
    """Return published nominal growth and deflators of the nation, the region and single units.

    Parameters
    ----------
    indicators : IndicatorTable
    panel : Panel

    Returns
    -------
    PriceData
    """
    nation: list[tuple[float, float]] = []
    for driver in panel.study.drivers[:-1]:
        real = indicators.driver(f"{driver.series}_growth_real")
        prices = indicators.driver(f"{driver.series}_deflator_growth")
        for year in sorted(real.keys() & prices.keys()):
            deflator = float(np.log1p(prices[year] / 100))
            nation.append((float(np.log1p(real[year] / 100)) + deflator, deflator))
    nominal = _driver_growth(panel)
    known = region_deflators(indicators, panel)
    region = [(nominal[year], deflator) for year, deflator in known.items()]
    units: list[tuple[float, float]] = []
    for unit, rates in indicators.values_of_all(_REAL).items():
        if unit not in panel.units:
            continue
        growth = published_growth(panel, panel.units.index(unit))
        for year, rate in rates.items():
            if year in growth and year in known:
                deflator = growth[year] - float(np.log1p(rate / 100))
                units.append((growth[year] - nominal[year], deflator - known[year]))
    return PriceData(_pairs(nation), _pairs(region), _pairs(units))


def _pairs(rows: list[tuple[float, float]]) -> np.ndarray:
    return np.array(rows, dtype=float).reshape(-1, 2)
