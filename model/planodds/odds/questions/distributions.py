"""Distributions over draws: quantiles of levels and ranks, the rank place by place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.odds.events.ranks import (
    cached_level_at_rank,
    cached_ranks,
    rank_probabilities,
    unit_position,
    unit_rosters,
)
from planodds.odds.events.result_rows import run_identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

_POSITION_FORMAT = 30  # the place whose moving GDP is shown, unless the caller names another
QUANTILE_NAMES = tuple(f"q{round(100 * p):02d}" for p in constants.QUANTILES)


def summarise_quantiles(
    forecast,
    panel,
    *,
    edition: str,
    unit: str = constants.HOME_UNIT,
    units: Sequence[str] | None = None,
    place: int = _POSITION_FORMAT,
) -> pd.DataFrame:
    """Quantiles over draws of levels and ranks, for every forecast year.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Its rosters are used.
    edition : str
        Written in the first column.
    unit : str
        Code of the unit whose revenue and rank are summarised.
    units : sequence of str, optional
        Units whose GDP is summarised; default all, so that the whole ranking can be drawn.
    place : int
        Place of the ranking whose GDP, whoever holds it, is summarised in each roster.

    Returns
    -------
    DataFrame
        Columns ``names.QUANTILE_COLUMNS``. ``gdp`` and ``revenue`` in cny_1e8 (roster empty);
        ``rank`` by roster, its quantiles whole ranks r with P(rank <= r) >= p; the unit
        ``rank_30:<roster>`` holds the GDP at the place.

    Raises
    ------
    UsageError
        If a unit is not in the forecast, or a roster has no such place.
    """
    home = unit_position(forecast, unit)
    blocks = [
        (code, constants.GDP, "", forecast.log_gdp[unit_position(forecast, code)])
        for code in (forecast.units if units is None else units)
    ]
    blocks.append((unit, constants.REVENUE, "", forecast.log_revenue[home]))
    for roster in constants.ROSTERS:
        level, _ = cached_level_at_rank(forecast, place, panel.rosters[roster])
        blocks.append((f"rank_{place}:{roster}", constants.GDP, roster, level))
    for roster in unit_rosters(panel, home):
        ranks = cached_ranks(forecast, home, panel.rosters[roster])
        blocks.append((unit, constants.RANK, roster, ranks))
    table = _quantile_table(blocks, forecast.years).assign(**run_identifiers(forecast, edition))
    return table[list(constants.QUANTILE_COLUMNS)]


def level_quantiles(log_level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles and mean of levels from draws of their logs.

    Parameters
    ----------
    log_level : ndarray (draw, year)
        Log cny_1e8.

    Returns
    -------
    quantiles : ndarray (year, quantile)
        At ``names.QUANTILES``, interpolated in logs; cny_1e8.
    mean : ndarray (year,)
        cny_1e8.
    """
    ordered = np.sort(np.ascontiguousarray(log_level.T), axis=1)
    spots = np.asarray(constants.QUANTILES) * (ordered.shape[1] - 1)
    lower = np.floor(spots).astype(int)
    upper = np.minimum(lower + 1, ordered.shape[1] - 1)
    below, above = ordered[:, lower].astype(float), ordered[:, upper].astype(float)
    return np.exp(below + (spots - lower) * (above - below)), np.exp(ordered).mean(
        axis=1, dtype=float
    )


def rank_quantiles(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Quantiles and mean of ranks.

    The p-quantile is the smallest rank r with P(rank <= r) >= p, a rank that can be held.

    Parameters
    ----------
    ranks : ndarray of int (draw, year)

    Returns
    -------
    quantiles : ndarray (year, quantile)
    mean : ndarray (year,)
    """
    ordered = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    draws = ordered.shape[1]
    spots = [max(0, int(np.ceil(round(p * draws, 9))) - 1) for p in constants.QUANTILES]
    return ordered[:, spots].astype(float), ordered.mean(axis=1, dtype=float)


def attainable_levels(
    quantiles: pd.DataFrame, *, years: Sequence[int] = constants.REACH_YEARS
) -> pd.DataFrame:
    """Level and rank within reach with probability 50, 80 and 90 %.

    A level is reached with probability P at its quantile 1 - P, a rank at its quantile P.

    Parameters
    ----------
    quantiles : DataFrame
        From ``summarise_quantiles``.
    years : sequence of int
        Years shown, of those that are forecast.

    Returns
    -------
    DataFrame
        edition, information, origin, scenario, variant, unit, variable, roster, year,
        reach_probability, value (cny_1e8, or a place of the ranking).
    """
    shown = quantiles[quantiles["year"].isin(years)]
    keys = list(constants.QUANTILE_COLUMNS[:9])
    parts = []
    for level in constants.REACH_PROBABILITIES:
        ranked = shown["variable"] == constants.RANK
        value = shown[f"q{round(100 * level):02d}"].where(
            ranked, shown[f"q{round(100 * (1 - level)):02d}"]
        )
        parts.append(shown[keys].assign(reach_probability=level, value=value))
    return pd.concat(parts).sort_values(
        ["unit", "variable", "roster", "year", "reach_probability"],
        kind="stable",
        ignore_index=True,
    )


def rank_distribution(
    forecast, panel, *, edition: str, unit: str = constants.HOME_UNIT
) -> pd.DataFrame:
    """Tabulate P(rank = r) of a unit for every forecast year and both rosters.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Its rosters are used.
    edition : str
        Written in the first column.
    unit : str
        Code of the unit.

    Returns
    -------
    DataFrame
        Columns edition, information, origin, scenario, variant, roster, year, rank,
        probability; one row for each place of each roster that the unit belongs to.

    Raises
    ------
    UsageError
        If the unit is not in the forecast.
    """
    position = unit_position(forecast, unit)
    frames = []
    for roster in unit_rosters(panel, position):
        members = panel.rosters[roster]
        places = int(np.sum(members))
        shares = rank_probabilities(cached_ranks(forecast, position, members), places)
        index = pd.MultiIndex.from_product(
            [[roster], forecast.years, range(1, places + 1)], names=["roster", "year", "rank"]
        )
        frames.append(pd.DataFrame({"probability": shares.ravel()}, index=index).reset_index())
    table = pd.concat(frames, ignore_index=True)
    for column, value in reversed(run_identifiers(forecast, edition).items()):
        table.insert(0, column, value)
    return table


def _quantile_table(
    blocks: list[tuple[str, str, str, np.ndarray]], years: Sequence[int]
) -> pd.DataFrame:
    """Return the rows of all units and variables, year by year."""
    quantiles, means = [], []
    for _, variable, _, draws in blocks:
        summarise = rank_quantiles if variable == constants.RANK else level_quantiles
        quantile, mean = summarise(draws)
        quantiles.append(quantile)
        means.append(mean)
    table = pd.DataFrame(np.concatenate(quantiles), columns=list(QUANTILE_NAMES))
    label = {
        name: np.repeat([block[place] for block in blocks], len(years))
        for place, name in enumerate(("unit", "variable", "roster"))
    }
    return table.assign(
        **label, year=np.tile(np.asarray(years), len(blocks)), mean=np.concatenate(means)
    )
