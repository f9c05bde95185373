"""A named series of one unit: its published figures, and draws of the years without one."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class SeriesValues:
    """Figures of one series, published or drawn jointly with the forecast.

    Attributes
    ----------
    measure : str
        Unit of measurement.
    published : mapping of int to float
        Year to figure.
    drawn : mapping of int to ndarray of float, shape (draw,)
        Years without a figure; draw m belongs to draw m of the forecast.
    rate : bool
        True for a series of growth rates, whose growth over years is their product.
    """

    measure: str
    published: Mapping[int, float]
    drawn: Mapping[int, np.ndarray]
    rate: bool = False

    def at(self, year: int) -> np.ndarray:
        """Return the figure of a year.

        Parameters
        ----------
        year : int

        Returns
        -------
        ndarray of float
            Shape () if it is published, else (draw,).
        """
        if year in self.published:
            return np.asarray(self.published[year], dtype=float)
        return self.drawn[year]

    def is_published(self, years: Sequence[int]) -> bool:
        """Return whether the figures of all years are published.

        Parameters
        ----------
        years : sequence of int

        Returns
        -------
        bool
        """
        return all(year in self.published for year in years)

    def converted(self, factor: float, measure: str) -> SeriesValues:
        """Return the series in another unit of measurement.

        Parameters
        ----------
        factor : float
            Value of one present unit in the new one.
        measure : str

        Returns
        -------
        SeriesValues
        """
        return SeriesValues(
            measure,
            {year: value * factor for year, value in self.published.items()},
            {year: value * factor for year, value in self.drawn.items()},
            self.rate,
        )

    def growth(self, first: int, last: int) -> np.ndarray:
        """Return average log growth per year.

        Parameters
        ----------
        first, last : int
            Growth counts from ``first`` to ``last``; for a series of rates the rates of the years
            after ``first`` are multiplied.

        Returns
        -------
        ndarray of float
            Log points per year, shape () or (draw,).
        """
        if self.rate:
            factor = 0.01 if self.measure == "percent" else 1.0
            logs = [np.log1p(self.at(year) * factor) for year in range(first + 1, last + 1)]
            return np.asarray(sum(logs[1:], logs[0]) / (last - first))
        return np.asarray(np.log(self.at(last) / self.at(first)) / (last - first))

    def years_of_growth(self, first: int, last: int) -> tuple[int, ...]:
        """Return the years whose figures decide the growth between two years.

        Parameters
        ----------
        first, last : int

        Returns
        -------
        tuple of int
        """
        return tuple(range(first + 1, last + 1)) if self.rate else (first, last)


def divide(numerator: SeriesValues, divisor: SeriesValues) -> SeriesValues:
    """Return the ratio of two series, draw by draw.

    Parameters
    ----------
    numerator, divisor : SeriesValues

    Returns
    -------
    SeriesValues
        Published where both are.
    """
    years = sorted(_years(numerator) & _years(divisor))
    both = [y for y in years if y in numerator.published and y in divisor.published]
    return SeriesValues(
        "ratio",
        {year: float(numerator.at(year) / divisor.at(year)) for year in both},
        {year: numerator.at(year) / divisor.at(year) for year in years if year not in both},
    )


def _years(series: SeriesValues) -> set[int]:
    return {*series.published, *series.drawn}


def finite(values: Mapping[int, float]) -> dict[int, float]:
    """Return the entries that are numbers.

    Parameters
    ----------
    values : mapping of int to float

    Returns
    -------
    dict of int to float
    """
    return {year: value for year, value in values.items() if not math.isnan(value)}
