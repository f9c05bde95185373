"""Log growth of the common drivers: coal price, national GDP and provincial GDP."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.panels.information import basis_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planodds.inputs.panels.information import InformationSet

FIRST_GROWTH_YEAR = 1996
_COAL_SPLICE_YEAR = 2018  # World Bank levels to this year, IMF growth after it
_NATIONAL_SPLICE_YEAR = 2015  # first year of the census5 levels
_OLD_NATIONAL, _NEW_NATIONAL = "wdi_2023", constants.CENSUS5


def _series_levels(drivers: pd.DataFrame, series: str, basis: str, *, to: int) -> pd.Series:
    """Return one series on one basis, index year, nothing after ``to``."""
    selected = drivers[
        (drivers["series"] == series) & (drivers["basis"] == basis) & (drivers["year"] <= to)
    ]
    return selected.set_index("year")["value"].sort_index()


def _log_growth(level: pd.Series, years: Sequence[int]) -> np.ndarray:
    """Return log(level_t / level_{t-1}), shape (year,); NaN where either year is missing.

    Examples
    --------
    >>> import pandas as pd
    >>> _log_growth(pd.Series({2000: 1.0, 2001: 2.0}), [2001, 2002]).round(3)
    array([0.693,   nan])
    """
    log_level = np.log(level)
    current = log_level.reindex(list(years)).to_numpy()
    previous = log_level.reindex([year - 1 for year in years]).to_numpy()
    return current - previous


def coalesce(*series: np.ndarray) -> np.ndarray:
    """Return the elementwise first value that is not NaN.

    Examples
    --------
    >>> coalesce(np.array([np.nan, 1.0]), np.array([2.0, 3.0]))
    array([2., 1.])
    """
    result = series[0]
    for other in series[1:]:
        result = np.where(np.isnan(result), other, result)
    return result


def coal_growth(drivers: pd.DataFrame, years: Sequence[int], *, to: int) -> np.ndarray:
    """Return the log growth of the Newcastle coal price.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    years : sequence of int
    to : int
        Last year that may be used.

    Returns
    -------
    ndarray of float, shape (year,)
        Log points; NaN where either year is missing.

    Notes
    -----
    World Bank levels are used to 2018 and IMF growth after it. That is a ratio splice in 2018:
    p_t = WB_2018 * IMF_t / IMF_2018.
    """
    world_bank = _series_levels(
        drivers, "coal_price_newcastle", "world_bank", to=min(to, _COAL_SPLICE_YEAR)
    )
    imf = _series_levels(drivers, "coal_price_newcastle", "imf", to=to)
    return coalesce(_log_growth(world_bank, years), _log_growth(imf, years))


def national_growth(
    drivers: pd.DataFrame, years: Sequence[int], information: InformationSet
) -> np.ndarray:
    """Return the log growth of national nominal GDP, each year within one vintage.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    years : sequence of int
    information : InformationSet

    Returns
    -------
    ndarray of float, shape (year,)
        Log points; NaN where either year is missing.

    Notes
    -----
    On the 5th census basis: the World Bank's 2023 vintage to 2015, the revised series after.
    For information sets on the 4th census basis: the older vintage, which ends in 2022.
    """
    to = information.drivers_to
    last_old = _NATIONAL_SPLICE_YEAR if information.basis == constants.CENSUS5 else to
    old = _series_levels(drivers, "china_gdp", _OLD_NATIONAL, to=min(to, last_old))
    new = _series_levels(drivers, "china_gdp", _NEW_NATIONAL, to=to)
    return coalesce(_log_growth(old, years), _log_growth(new, years))


def provincial_growth(
    drivers: pd.DataFrame, years: Sequence[int], information: InformationSet
) -> np.ndarray:
    """Return the log growth of provincial nominal GDP, each year within one census basis.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    years : sequence of int
    information : InformationSet

    Returns
    -------
    ndarray of float, shape (year,)
        Log points; NaN where either year is missing.

    Notes
    -----
    Census4 for information sets to 2023. From 2024: census5 where both years have a value (2021
    on), census4 before. At "latest" a provincial figure published before those of the counties
    is used as it is.
    """
    to = information.drivers_to
    growths = [_log_growth(_series_levels(drivers, "shanxi_gdp", constants.CENSUS4, to=to), years)]
    if information.basis == constants.CENSUS5:
        revised = _series_levels(drivers, "shanxi_gdp", constants.CENSUS5, to=to)
        growths.insert(0, _log_growth(revised, years))
    return coalesce(*growths)


def county_basis_growth(drivers: pd.DataFrame, years: Sequence[int]) -> np.ndarray:
    """Return provincial log growth on the census basis of each year's county figures.

    Growth of year t compares t with t-1, both on the basis on which t was published: 2024 is
    log(25494.7 / 26050.8), although the county figures of 2023 are on the older basis.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    years : sequence of int

    Returns
    -------
    ndarray of float, shape (year,)
        Log points; NaN where either year is missing.
    """
    return np.array([_growth_on_basis_of(drivers, year) for year in years])


def _growth_on_basis_of(drivers: pd.DataFrame, year: int) -> float:
    level = _series_levels(drivers, "shanxi_gdp", basis_of(year), to=year)
    return float(_log_growth(level, [year])[0])


def published_level(drivers: pd.DataFrame, years: Sequence[int]) -> np.ndarray:
    """Return provincial GDP as published with each year's county figures.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    years : sequence of int

    Returns
    -------
    ndarray of float, shape (year,)
        cny_1e8 at current prices.

    Raises
    ------
    InputError
        The figure of a year is missing: the common path of the counties needs it.
    """
    levels = [
        _series_levels(drivers, "shanxi_gdp", basis_of(year), to=year).get(year) for year in years
    ]
    for year, level in zip(years, levels, strict=True):
        if level is None:
            raise InputError(
                f"shanxi_gdp of {year} on basis {basis_of(year)} is missing",
                where="data/drivers.csv",
                expected="provincial GDP for every year in which all units have a GDP",
                remedy=f"add the row shanxi_gdp,{year},<value>,cny_1e8,"
                f"{basis_of(year)},preliminary,ok,<source_id>,",
            )
    return np.array(levels, dtype=float)
