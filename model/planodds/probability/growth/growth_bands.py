"""Quantiles of average growth from the last published figure, computed on whole paths."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.probability.events.events import (
    UnitForecast,
    build_unit_forecast,
    log_gdp_on_base_basis,
)
from planodds.probability.events.probability import run_identifiers

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel


def growth_bands(forecast: Forecast, panel: Panel, *, unit: str | None = None) -> pd.DataFrame:
    """Return quantiles of average growth from the panel's last year to each forecast year.

    In each draw g = (y_t / y_0)^(1 / (t - t_0)) - 1. The quantiles are of g over draws, never
    ratios of quantiles of levels. GDP is chained within a basis: census steps are not growth.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    unit : str
        Code of the unit; None: the home unit of the study.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, unit, variable (gdp or revenue), from_year, year,
        q05 .. q95, mean (per cent per year).

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set.
    """
    home, start = build_unit_forecast(forecast, panel, unit), panel.years[-1]
    rows = []
    for variable in panel.study.roles:
        for year in forecast.years:
            growth = 100 * np.expm1(average_log_growth(home, variable, start, year))
            bands = np.quantile(growth, constants.QUANTILES)
            rows.append(
                {
                    **run_identifiers(forecast),
                    "unit": unit,
                    "variable": variable,
                    "from_year": start,
                    "year": year,
                    **dict(zip(constants.QUANTILE_NAMES, bands, strict=True)),
                    "mean": growth.mean(),
                }
            )
    return pd.DataFrame(rows)


def average_log_growth(home: UnitForecast, variable: str, start: int, year: int) -> np.ndarray:
    """Return average log growth per year from the published level of a year.

    Parameters
    ----------
    home : UnitForecast
    variable : str
        ``gdp``, chained on the basis of ``start``, or ``revenue``.
    start, year : int
        Published year and forecast year.

    Returns
    -------
    ndarray of float, shape (draw,)
        Log growth per year.
    """
    base = math.log(home.published(variable, start))
    if variable == constants.GDP:
        level = log_gdp_on_base_basis(home, start, year)
    else:
        level = home.level(variable, year)
    return (np.asarray(level, dtype=float) - base) / (year - start)
