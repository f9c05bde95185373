"""Changes of order with the neighbours, and the set of ranks that holds in all years together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.vectorized_probability import prob_events
from planodds.probability.questions.neighbours import neighbours

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.types import Forecast
    from planodds.probability.events.events import UnitForecast

SET_LEVEL = 0.90
RANK_SET_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "roster",
    "year",
    "last_rank",
    "median",
    "single_low",
    "single_high",
    "band_low",
    "band_high",
    "band_coverage",
    "set_low",
    "set_high",
    "coverage",
    "level",
)


def overtaking(
    home: UnitForecast, *, years: Sequence[int], roster: str = "", k: int = 6
) -> pd.DataFrame:
    """Return the chances that the order with each neighbour changes.

    Parameters
    ----------
    home : UnitForecast
    years : sequence of int
        Forecast years.
    roster : str
        Empty: the headline roster of the study.
    k : int
        Neighbours on either side in the last ranking.

    Returns
    -------
    DataFrame
        As ``neighbours``, with ``changed`` (in the year the order is not that of the last
        ranking), ``changed_mcse``, ``changed_upper``, and ``changed_by`` with its error and bound:
        the order has changed in at least one year up to this one.
    """
    forecast = home.forecast
    table = neighbours(
        forecast,
        home.panel,
        unit=home.unit,
        years=list(years),
        k=k,
        roster=roster or home.panel.study.headline_roster,
    )
    own = forecast.log_gdp[home.position]
    now, ever = [], []
    for row in table.itertuples():
        column = forecast.year_index(int(row.year))
        other = forecast.log_gdp[forecast.unit_index(str(row.neighbour))]
        above = own[:, : column + 1] > other[:, : column + 1]
        changed = above if row.side == "ahead" else ~above
        now.append(changed[:, -1])
        ever.append(changed.any(axis=1))
    for name, hits in (("changed", now), ("changed_by", ever)):
        odds = prob_events(np.array(hits), cluster=forecast.posterior_draw_index, ess=forecast.ess)
        table[name] = odds["probability"]
        table[f"{name}_mcse"], table[f"{name}_upper"] = odds["mcse"], odds["upper"]
    return table


def simultaneous_rank_sets(
    home: UnitForecast, *, years: Sequence[int], roster: str = "", level: float = SET_LEVEL
) -> pd.DataFrame:
    """Return ranges of the rank that hold in all years together.

    The band cuts off the same number of draws on either side in every year, the largest number with
    which at least ``level`` of the draws lie inside in all years. The set needs no look at ranks.
    With d_j the log distance of unit j to the unit in a year, m_j its mean and s_j its standard
    deviation over the draws, c is the ``level`` quantile of the largest |d_j - m_j| / s_j over all
    units and years. Units with m_j - c s_j > 0 are surely ahead, those with m_j + c s_j < 0 surely
    behind; the rank lies between in all years at once in at least ``level`` of the draws (after
    Mogstad, Romano, Shaikh and Wilhelm 2024, Review of Economic Studies 91, 476-518).

    Parameters
    ----------
    home : UnitForecast
    years : sequence of int
        Forecast years.
    roster : str
        Empty: the headline roster of the study.
    level : float

    Returns
    -------
    DataFrame
        ``RANK_SET_COLUMNS``: by year the last published rank, the median, the central range of the
        year by itself (``single_low``, ``single_high``), the band (``band_low``, ``band_high``) and
        the wider set (``set_low``, ``set_high``), each with the share of draws whose ranks lie
        inside in every year (``band_coverage``, ``coverage``).
    """
    roster = roster or home.panel.study.headline_roster
    forecast, members = home.forecast, home.panel.rosters[roster].copy()
    ranks = home.ranks(roster)
    members[home.position] = False
    columns = [forecast.year_index(year) for year in years]
    mean, spread, cut = _distances(forecast, home.position, np.flatnonzero(members), columns, level)
    low = 1 + (mean - cut * spread > 0).sum(axis=0)
    high = 1 + int(members.sum()) - (mean + cut * spread < 0).sum(axis=0)
    shown = ranks[:, columns]
    tails = ((1 - level) / 2, 0.5, (1 + level) / 2)
    single = np.quantile(shown, tails, axis=0, method="inverted_cdf")
    band = _band(shown, level)
    table = pd.DataFrame(
        {
            "year": list(years),
            "last_rank": home.published_rank(roster, home.panel.years[-1]),
            "median": single[1],
            "single_low": single[0],
            "single_high": single[2],
            "band_low": band[0],
            "band_high": band[1],
            "band_coverage": float(_inside(shown, *band).mean()),
            "set_low": low,
            "set_high": high,
            "coverage": float(_inside(shown, low, high).mean()),
            "level": level,
        }
    ).assign(**run_identifiers(forecast), unit=home.unit, roster=roster)
    return table[list(RANK_SET_COLUMNS)]


def _inside(ranks: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Return the draws whose ranks lie in the ranges in every year."""
    inside: np.ndarray = ((ranks >= low) & (ranks <= high)).all(axis=1)
    return inside


def _band(ranks: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the narrowest ranges with equal tails that hold in all years together."""
    ordered, last = np.sort(ranks, axis=0), len(ranks) - 1
    low, high = 0, last // 2  # draws cut off on either side
    while low < high:
        middle = (low + high + 1) // 2
        if _inside(ranks, ordered[middle], ordered[last - middle]).mean() >= level:
            low = middle
        else:
            high = middle - 1
    return ordered[low], ordered[last - low]


def _distances(
    forecast: Forecast, unit: int, others: np.ndarray, columns: Sequence[int], level: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """Return mean and sd of the distances (unit, year), and the critical value."""
    own = np.asarray(forecast.log_gdp[unit][:, columns], dtype=float)
    mean, spread = (np.empty((others.size, len(columns))) for _ in range(2))
    largest = np.zeros(forecast.draws)
    for place, other in enumerate(others):
        distance = np.asarray(forecast.log_gdp[other][:, columns], dtype=float) - own
        mean[place], spread[place] = distance.mean(axis=0), distance.std(axis=0)
        standard = np.abs(distance - mean[place]) / spread[place]
        np.maximum(largest, standard.max(axis=1), out=largest)
    return mean, spread, float(np.quantile(largest, level, method="inverted_cdf"))
