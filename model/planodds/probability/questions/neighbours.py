"""Odds that the unit ranks above each neighbour in the last published ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.vectorized_probability import prob_events

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

_AHEAD, _BEHIND = "ahead", "behind"
_COLUMNS = (
    *RUN_COLUMNS,
    "roster",
    "unit",
    "neighbour",
    "name_zh",
    "name_en",
    "side",
    "last_rank",
    "last_gdp",
    "year",
    "probability_above",
    "mcse",
)


def neighbours(
    forecast: Forecast,
    panel: Panel,
    *,
    unit: str | None = None,
    years: Sequence[int] | None = None,
    k: int = 6,
    roster: str | None = None,
) -> pd.DataFrame:
    """Return the odds that the unit ranks above each of its neighbours, as shares of draws.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Its last year gives the ranking and the neighbours.
    unit : str
        Code of the unit; None: the home unit of the study.
    years : sequence of int
        Data years, of which those that are forecast are shown; None: the report years.
    k : int
        Neighbours on either side.
    roster : str
        Name of the roster; None: that of the headline.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, roster, unit, neighbour, name_zh, name_en, side
        (``ahead`` or ``behind`` of the unit when last published), last_rank, last_gdp (亿元, 1e8
        CNY), year, probability_above (the unit's GDP is larger), mcse (batch means).

    Raises
    ------
    UsageError
        If the unit is not in the forecast.
    """
    unit, roster = unit or panel.study.home.unit, roster or panel.study.headline_roster
    ranking = rank_published(panel, roster)
    rank = int(ranking.loc[unit, "last_rank"])
    ahead = ranking[ranking["last_rank"] < rank].tail(k)
    behind = ranking[(ranking["last_rank"] >= rank) & (ranking.index != unit)].head(k)
    nearest = pd.concat([ahead, behind])
    shown = [year for year in years or panel.study.report_years if year in forecast.years]
    odds = _odds_above(forecast, unit, list(nearest.index), shown)
    labels = nearest.reset_index(names="neighbour").join(
        panel.unit_table[["name_zh", "name_en"]], on="neighbour"
    )
    labels = labels.loc[np.repeat(labels.index, len(shown))].reset_index(drop=True)
    table = labels.assign(
        side=np.where(labels["last_rank"] < rank, _AHEAD, _BEHIND),
        year=np.tile(shown, len(nearest)),
        probability_above=odds["probability"],
        mcse=odds["mcse"],
        **run_identifiers(forecast),
        roster=roster,
        unit=unit,
    )
    return table[list(_COLUMNS)]


def _odds_above(
    forecast: Forecast, unit: str, others: Sequence[str], years: Sequence[int]
) -> pd.DataFrame:
    """Return the odds that the unit's GDP is larger, by other unit and year."""
    columns = [forecast.year_index(year) for year in years]
    unit_gdp = forecast.log_gdp[forecast.unit_index(unit)][:, columns]
    positions = [forecast.unit_index(other) for other in others]
    above = [(unit_gdp > forecast.log_gdp[other][:, columns]).T for other in positions]
    hits = np.array(above, dtype=bool).reshape(-1, forecast.draws)
    return prob_events(hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)


def rank_published(panel: Panel, roster: str) -> pd.DataFrame:
    """Rank a roster by the GDP published for the panel's last year.

    Parameters
    ----------
    panel : Panel
    roster : str
        Name of the roster.

    Returns
    -------
    DataFrame
        Index code, the largest first; last_gdp (亿元, 1e8 CNY), last_rank (1 + number of larger
        units that existed in that year). Units without a figure are left out.
    """
    year = panel.years[-1]
    levels, members = panel.ranked_levels(year), panel.ranked_members(roster, year)
    codes = [*panel.units, *[""] * (len(levels) - len(panel.units))]
    table = pd.DataFrame({"last_gdp": levels[members]}, index=np.asarray(codes)[members]).dropna()
    table = table.sort_values("last_gdp", ascending=False, kind="stable")
    ranks = table["last_gdp"].rank(ascending=False, method="min").astype(int)
    return table.assign(last_rank=ranks).drop(index="", errors="ignore")
