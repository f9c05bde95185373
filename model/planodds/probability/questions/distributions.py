"""Quantiles of levels and ranks over draws, and the full rank distribution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.ranks import (
    cached_level_at_rank,
    cached_ranks,
    rank_probabilities,
    unit_rosters,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan

_QUANTILE_COLUMNS = constants.QUANTILE_COLUMNS[1:]  # the edition is added when the table is saved


def summarise_quantiles(
    forecast: Forecast,
    panel: Panel,
    plan: Plan | None = None,
    *,
    unit: str | None = None,
    units: Sequence[str] | None = None,
    rank: int | None = None,
) -> pd.DataFrame:
    """Return quantiles over draws of levels and ranks, for every forecast year.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Supplies the rosters.
    plan : Plan, optional
        Its first rank target sets ``rank`` where that is not given.
    unit : str
        Code of the unit whose revenue and rank are summarised.
    units : sequence of str, optional
        Units whose GDP is summarised; default all, so that the whole ranking can be drawn.
    rank : int, optional
        Rank whose GDP, whichever unit has it in a draw, is summarised in each roster.

    Returns
    -------
    DataFrame
        ``constants.QUANTILE_COLUMNS`` without the edition: information, origin, scenario,
        variant, unit, variable, roster, year, q05 .. q95, mean. ``gdp`` and ``revenue`` in 亿元
        (1e8 CNY; roster empty); ``rank`` by roster, whose quantiles are the smallest ranks r with
        P(rank <= r) >= p; the unit ``rank_<n>:<roster>`` has the GDP at the rank.

    Raises
    ------
    UsageError
        If a unit is not in the forecast, or a roster has no such rank.
    """
    unit = unit or panel.study.home.unit
    home = forecast.unit_index(unit)
    blocks = [
        (code, constants.GDP, "", forecast.log_gdp[forecast.unit_index(code)])
        for code in (forecast.units if units is None else units)
    ]
    if constants.REVENUE in panel.study.roles:
        blocks.append((unit, constants.REVENUE, "", forecast.log_revenue[home]))
    if rank is None and plan is not None:
        rank = plan.rank_cut
    ranked = [] if rank is None else [(rank, roster) for roster in panel.rosters]
    for rank, roster in ranked:
        level, _ = cached_level_at_rank(forecast, rank, panel.rosters[roster])
        blocks.append((f"rank_{rank}:{roster}", constants.GDP, roster, level))
    for roster in unit_rosters(panel, home):
        ranks = cached_ranks(forecast, home, panel.rosters[roster])
        blocks.append((unit, constants.RANK, roster, ranks))
    table = _quantile_table(blocks, forecast.years).assign(**run_identifiers(forecast))
    return table[list(_QUANTILE_COLUMNS)]


def level_quantiles(log_level: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return quantiles and mean of levels from draws of their logs.

    Parameters
    ----------
    log_level : ndarray of float, shape (draw, year)
        Log of 亿元 (1e8 CNY).

    Returns
    -------
    quantiles : ndarray of float, shape (year, quantile)
        At ``constants.QUANTILES``, interpolated linearly in logs; 亿元 (1e8 CNY).
    mean : ndarray of float, shape (year,)
        亿元 (1e8 CNY).
    """
    ordered = np.sort(np.ascontiguousarray(log_level.T), axis=1)
    positions = np.asarray(constants.QUANTILES) * (ordered.shape[1] - 1)
    lower = np.floor(positions).astype(int)
    upper = np.minimum(lower + 1, ordered.shape[1] - 1)
    below, above = ordered[:, lower].astype(float), ordered[:, upper].astype(float)
    quantiles = np.exp(below + (positions - lower) * (above - below))
    return quantiles, np.exp(ordered).mean(axis=1, dtype=float)


def rank_quantiles(ranks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return quantiles and mean of ranks.

    The p-quantile is the smallest rank r with P(rank <= r) >= p, so that it is an integer.

    Parameters
    ----------
    ranks : ndarray of int, shape (draw, year)

    Returns
    -------
    quantiles : ndarray of float, shape (year, quantile)
        At ``constants.QUANTILES``.
    mean : ndarray of float, shape (year,)

    Examples
    --------
    >>> quantiles, mean = rank_quantiles(np.array([[1], [2], [2], [3]]))
    >>> float(quantiles[0, constants.QUANTILES.index(0.5)]), float(mean[0])
    (2.0, 2.0)
    """
    ordered = np.sort(np.ascontiguousarray(ranks.T), axis=1)
    draws = ordered.shape[1]
    positions = [max(0, int(np.ceil(round(p * draws, 9))) - 1) for p in constants.QUANTILES]
    return ordered[:, positions].astype(float), ordered.mean(axis=1, dtype=float)


def attainable_levels(quantiles: pd.DataFrame, *, years: Sequence[int]) -> pd.DataFrame:
    """Return the level and rank reached with probability 50, 80 and 90 %.

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
        information, origin, scenario, variant, unit, variable, roster, year, reach_probability,
        value (亿元, 1e8 CNY, or a rank).
    """
    shown = quantiles[quantiles["year"].isin(years)]
    keys = [*RUN_COLUMNS, "unit", "variable", "roster", "year"]
    parts = []
    for probability in constants.REACH_PROBABILITIES:
        ranked = shown["variable"] == constants.RANK
        value = shown[f"q{round(100 * probability):02d}"].where(
            ranked, shown[f"q{round(100 * (1 - probability)):02d}"]
        )
        parts.append(shown[keys].assign(reach_probability=probability, value=value))
    return pd.concat(parts).sort_values(
        ["unit", "variable", "roster", "year", "reach_probability"],
        kind="stable",
        ignore_index=True,
    )


def rank_distribution(forecast: Forecast, panel: Panel, *, unit: str | None = None) -> pd.DataFrame:
    """Return P(rank = r) of a unit for every forecast year and roster, as shares of draws.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Supplies the rosters.
    unit : str
        Code of the unit.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, roster, year, rank, probability; one row per rank
        of each roster that contains the unit.

    Raises
    ------
    UsageError
        If the unit is not in the forecast.
    """
    position = forecast.unit_index(unit or panel.study.home.unit)
    parts = []
    for roster in unit_rosters(panel, position):
        members = panel.rosters[roster]
        size = int(np.sum(members))
        shares = rank_probabilities(cached_ranks(forecast, position, members), size)
        index = pd.MultiIndex.from_product(
            [[roster], forecast.years, range(1, size + 1)], names=["roster", "year", "rank"]
        )
        parts.append(pd.DataFrame({"probability": shares.ravel()}, index=index).reset_index())
    table = pd.concat(parts, ignore_index=True).assign(**run_identifiers(forecast))
    return table[[*RUN_COLUMNS, "roster", "year", "rank", "probability"]]


def _quantile_table(
    blocks: list[tuple[str, str, str, np.ndarray]], years: Sequence[int]
) -> pd.DataFrame:
    """Return the rows of all units and variables, by year."""
    summaries = [
        rank_quantiles(draws) if variable == constants.RANK else level_quantiles(draws)
        for _, variable, _, draws in blocks
    ]
    quantiles, means = zip(*summaries, strict=True)
    table = pd.DataFrame(np.concatenate(quantiles), columns=list(constants.QUANTILE_NAMES))
    names = {
        name: np.repeat([block[column] for block in blocks], len(years))
        for column, name in enumerate(("unit", "variable", "roster"))
    }
    return table.assign(
        **names, year=np.tile(np.asarray(years), len(blocks)), mean=np.concatenate(means)
    )
