"""The common drivers: log growth within one vintage, and the coal price spliced by ratio."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.errors import InputError
from planodds.inputs.panels.information import InformationSet, basis_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

FIRST_GROWTH_YEAR = 1996
_COAL_SPLICE_YEAR = 2018  # World Bank to here, IMF's growth after it
_NATIONAL_SPLICE_YEAR = 2015  # census5 levels start here
OLD_NATIONAL, NEW_NATIONAL = "wdi_2023", constants.CENSUS5


def _series_levels(drivers: pd.DataFrame, series: str, basis: str, *, to: int) -> pd.Series:
    """Return one series on one basis, index year, nothing after ``to``."""
    rows = drivers[
        (drivers["series"] == series) & (drivers["basis"] == basis) & (drivers["year"] <= to)
    ]
    return rows.set_index("year")["value"].sort_index()


def _log_growth(level: pd.Series, years: Sequence[int]) -> np.ndarray:
    """Return log(level_t / level_{t-1}), shape (year,); NaN where either year is missing.

    Examples
    --------
    >>> _log_growth(pd.Series({2000: 1.0, 2001: 2.0}), [2001, 2002]).round(3)
    array([0.693,   nan])
    """
    logs = np.log(level)
    now, before = (
        logs.reindex(list(wanted)).to_numpy() for wanted in (years, [year - 1 for year in years])
    )
    return now - before


def coalesce(*growths: np.ndarray) -> np.ndarray:
    """Return for each year the first of the growths that is known there."""
    result = growths[0]
    for other in growths[1:]:
        result = np.where(np.isnan(result), other, result)
    return result


def coal_growth(drivers: pd.DataFrame, years: Sequence[int], *, to: int) -> np.ndarray:
    """Return log growth of the Newcastle coal price, shape (year,), unit log points.

    The World Bank's level holds to 2018; after it the IMF's growth is attached, which is the
    splice by ratio in 2018: p_t = WB_2018 * IMF_t / IMF_2018.
    """
    world_bank = _series_levels(
        drivers, "coal_price_newcastle", "world_bank", to=min(to, _COAL_SPLICE_YEAR)
    )
    imf = _series_levels(drivers, "coal_price_newcastle", "imf", to=to)
    return coalesce(_log_growth(world_bank, years), _log_growth(imf, years))


def national_growth(
    drivers: pd.DataFrame, years: Sequence[int], information: InformationSet
) -> np.ndarray:
    """Return log growth of national nominal GDP, shape (year,), within one vintage a year.

    On the 5th census basis: the World Bank's 2023 vintage to 2015, the revised series after.
    For information sets on the 4th census basis the older vintage as far as it goes (2022).
    """
    to = information.drivers_to
    last_old = _NATIONAL_SPLICE_YEAR if information.basis == constants.CENSUS5 else to
    old = _series_levels(drivers, "china_gdp", OLD_NATIONAL, to=min(to, last_old))
    new = _series_levels(drivers, "china_gdp", NEW_NATIONAL, to=to)
    return coalesce(_log_growth(old, years), _log_growth(new, years))


def provincial_growth(
    drivers: pd.DataFrame, years: Sequence[int], information: InformationSet
) -> np.ndarray:
    """Return log growth of provincial nominal GDP, shape (year,), never across bases.

    Census4 for information sets to 2023. From 2024: census5 where both years are there (2021
    on), census4 before. A figure published before the counties' own (the edge of "latest") is
    used as it stands.
    """
    to = information.drivers_to
    growths = [_log_growth(_series_levels(drivers, "shanxi_gdp", constants.CENSUS4, to=to), years)]
    if information.basis == constants.CENSUS5:
        revised = _series_levels(drivers, "shanxi_gdp", constants.CENSUS5, to=to)
        growths.insert(0, _log_growth(revised, years))
    return coalesce(*growths)


def county_basis_growth(drivers: pd.DataFrame, years: Sequence[int]) -> np.ndarray:
    """Return provincial log growth on the basis of each year's county figures, shape (year,).

    Growth of year t compares t with t-1, both on the basis on which t was published: 2024 is
    log(25494.7 / 26050.8), although the county figures of 2023 stand on the older basis.
    """
    return np.array([_growth_on_own_basis(drivers, year) for year in years])


def _growth_on_own_basis(drivers: pd.DataFrame, year: int) -> float:
    level = _series_levels(drivers, "shanxi_gdp", basis_of(year), to=year)
    return float(_log_growth(level, [year])[0])


def published_level(drivers: pd.DataFrame, years: Sequence[int]) -> np.ndarray:
    """Return provincial GDP as published with that year's county figures, shape (year,).

    Raises
    ------
    InputError
        The figure of a year is missing: without it the counties have no common path there.
    """
    levels = [
        _series_levels(drivers, "shanxi_gdp", basis_of(year), to=year).get(year) for year in years
    ]
    for year, level in zip(years, levels, strict=True):
        if level is None:
            raise InputError(
                f"shanxi_gdp of {year} on basis {basis_of(year)} is missing",
                where="data/drivers.csv",
                expected="the province's GDP for every year in which the GDP of all units is known",
                remedy=f"add the row shanxi_gdp,{year},<value>,cny_1e8,"
                f"{basis_of(year)},preliminary,ok,<source_id>,",
            )
    return np.array(levels, dtype=float)
