"""Bands of average growth from the last published figure, taken from whole paths."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from planodds import constants
from planodds.odds.events.events import (
    UnitForecast,
    build_unit_forecast,
    log_gdp_on_base_basis,
    year_position,
)
from planodds.odds.events.published import published_level
from planodds.odds.events.result_rows import run_identifiers
from planodds.odds.questions.distributions import QUANTILE_NAMES


def growth_bands(forecast, panel, *, edition: str, unit: str = constants.HOME_UNIT) -> pd.DataFrame:
    """Quantiles of average growth a year, from the last year of the panel to each forecast year.

    In each draw g = (y_t / y_0)^(1 / (t - 0)) - 1; the quantiles are of g over draws, never
    ratios of quantiles of levels. GDP is chained within a basis: census steps are not growth.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    edition : str
        Written in the first column.
    unit : str
        Code of the unit.

    Returns
    -------
    DataFrame
        edition, information, origin, scenario, variant, unit, variable (gdp or revenue),
        from_year, year, q05 .. q95, mean: per cent a year.

    Raises
    ------
    UsageError
        If panel and forecast do not belong together.
    """
    outlook = build_unit_forecast(forecast, panel, unit)
    start = panel.years[-1]
    rows = []
    for variable in (constants.GDP, constants.REVENUE):
        for year in forecast.years:
            growth = 100 * np.expm1(average_log_growth(outlook, variable, start, year))
            bands = np.quantile(growth, constants.QUANTILES)
            rows.append(
                {
                    **run_identifiers(forecast, edition),
                    "unit": unit,
                    "variable": variable,
                    "from_year": start,
                    "year": year,
                    **dict(zip(QUANTILE_NAMES, bands, strict=True)),
                    "mean": growth.mean(),
                }
            )
    return pd.DataFrame(rows)


def average_log_growth(outlook: UnitForecast, variable: str, start: int, year: int) -> np.ndarray:
    """Average log growth a year from the published level of ``start``, draw by draw (draw,)."""
    base = math.log(published_level(outlook.panel, outlook.unit, variable, start))
    if variable == constants.GDP:
        level = log_gdp_on_base_basis(outlook, start, year)
    else:
        level = outlook.levels[variable][:, year_position(outlook.forecast, year)]
    return (np.asarray(level, dtype=float) - base) / (year - start)
