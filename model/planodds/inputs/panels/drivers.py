"""Log growth of the drivers of a study, and levels of its aggregate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds.errors import InputError
from planodds.inputs.tables.files import DRIVERS_FILE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from planodds.inputs.panels.information import InformationSet
    from planodds.inputs.study import Driver, Study


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


def spliced_growth(
    drivers: pd.DataFrame, driver: Driver, years: Sequence[int], information: InformationSet
) -> np.ndarray:
    """Return the log growth of a driver, each year within one vintage.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    driver : Driver
        Its vintages in order of preference.
    years : sequence of int
    information : InformationSet
        Nothing after ``drivers_to`` is used.

    Returns
    -------
    ndarray of float, shape (year,)
        Log points; NaN where no vintage has both the year and the year before.

    Notes
    -----
    Growth of a year is that of the first listed vintage that has it. Joining growth rates is a
    ratio splice of levels: p_t = a_T b_t / b_T for vintages a to year T and b after it.
    """
    growths = [
        _log_growth(
            _series_levels(
                drivers,
                driver.series,
                vintage.basis,
                to=min(information.drivers_to, vintage.to or information.drivers_to),
            ),
            years,
        )
        for vintage in driver.vintages
        if vintage.when in (None, information.basis)
    ]
    return coalesce(*growths)


def growth_on_unit_basis(drivers: pd.DataFrame, study: Study, years: Sequence[int]) -> np.ndarray:
    """Return log growth of the aggregate on the statistical basis of each year's unit figures.

    Growth of year t compares t with t-1, both on the basis on which t was published, although
    the units' figures of t-1 may be on an older basis.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    study : Study
        Its last driver is the aggregate.
    years : sequence of int

    Returns
    -------
    ndarray of float, shape (year,)
        Log points; NaN where either year is missing.
    """
    series = study.drivers[-1].series
    return np.array(
        [
            float(
                _log_growth(_series_levels(drivers, series, study.basis_of(year), to=year), [year])[
                    0
                ]
            )
            for year in years
        ]
    )


def published_level(drivers: pd.DataFrame, study: Study, years: Sequence[int]) -> np.ndarray:
    """Return the aggregate as published with each year's unit figures.

    Parameters
    ----------
    drivers : DataFrame
        As ``read_drivers`` returns it.
    study : Study
        Its last driver is the aggregate.
    years : sequence of int

    Returns
    -------
    ndarray of float, shape (year,)
        In the driver's unit of measurement, current prices.

    Raises
    ------
    InputError
        The figure of a year is missing: the common path of the units needs it.
    """
    aggregate = study.drivers[-1]
    levels = [
        _series_levels(drivers, aggregate.series, study.basis_of(year), to=year).get(year)
        for year in years
    ]
    for year, level in zip(years, levels, strict=True):
        if level is None:
            basis = study.basis_of(year)
            raise InputError(
                f"{aggregate.series} of {year} on basis {basis} is missing",
                where=DRIVERS_FILE,
                expected="the aggregate for every year in which all units have a figure",
                remedy=f"add the row {aggregate.series},{year},<value>,{aggregate.unit},"
                f"{basis},preliminary,ok,<source_id>,",
            )
    return np.array(levels, dtype=float)
