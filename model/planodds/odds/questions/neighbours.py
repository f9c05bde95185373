"""Who is likely to be overtaken, and who to overtake: the unit against those next to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.odds.events.batch_probability import prob_events
from planodds.odds.events.ranks import unit_position
from planodds.odds.events.result_rows import run_identifiers

if TYPE_CHECKING:
    from collections.abc import Sequence

AHEAD, BEHIND = "ahead", "behind"
_NEIGHBOUR_COLUMNS = (
    "edition",
    "information",
    "origin",
    "scenario",
    "variant",
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
    forecast,
    panel,
    *,
    edition: str,
    unit: str = constants.HOME_UNIT,
    years: Sequence[int] = constants.REACH_YEARS,
    k: int = 6,
    roster: str = constants.ROSTER_ALL,
) -> pd.DataFrame:
    """Odds that the unit stands above each of its neighbours in the last published ranking.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Its last year gives the ranking and the neighbours.
    edition : str
        Written in the first column.
    unit : str
        Code of the unit.
    years : sequence of int
        Data years, of which those that are forecast are shown.
    k : int
        Neighbours on either side.
    roster : str
        Who is ranked.

    Returns
    -------
    DataFrame
        edition, information, origin, scenario, variant, roster, unit, neighbour, name_zh,
        name_en, side (ahead or behind of the unit when last published), last_rank, last_gdp
        (cny_1e8), year, probability_above (that the unit's GDP is larger), mcse.

    Raises
    ------
    UsageError
        If the unit is not in the forecast.
    """
    own = unit_position(forecast, unit)
    ranking = rank_published(panel, roster)
    place = int(ranking.loc[unit, "last_rank"])
    near = pd.concat(
        [
            ranking[ranking["last_rank"] < place].tail(k),
            ranking[(ranking["last_rank"] >= place) & (ranking.index != unit)].head(k),
        ]
    )
    columns = {y: tuple(forecast.years).index(y) for y in years if y in forecast.years}
    others = [unit_position(forecast, other) for other in near.index]
    above = [
        forecast.log_gdp[own, :, column] > forecast.log_gdp[other, :, column]
        for other in others
        for column in columns.values()
    ]
    odds = prob_events(
        np.array(above, dtype=bool).reshape(-1, len(forecast.posterior_draw_index)),
        cluster=forecast.posterior_draw_index,
        ess=forecast.ess,
    )
    known = near.reset_index(names="neighbour").join(
        panel.unit_table[["name_zh", "name_en"]], on="neighbour"
    )
    known = known.loc[np.repeat(known.index, len(columns))].reset_index(drop=True)
    table = known.assign(
        side=np.where(known["last_rank"] < place, AHEAD, BEHIND),
        year=np.tile(list(columns), len(others)),
        probability_above=odds["probability"],
        mcse=odds["mcse"],
        **run_identifiers(forecast, edition),
        roster=roster,
        unit=unit,
    )
    return table[list(_NEIGHBOUR_COLUMNS)]


def rank_published(panel, roster: str) -> pd.DataFrame:
    """Rank the roster by GDP as published for the panel's last year, the largest first.

    Returns
    -------
    DataFrame
        Index code; last_gdp (cny_1e8), last_rank (1 + number of larger units). Units without a
        figure are left out.
    """
    members = np.asarray(panel.rosters[roster])
    table = pd.DataFrame(
        {"last_gdp": panel.gdp[members, -1]}, index=np.asarray(panel.units)[members]
    ).dropna()
    table = table.sort_values("last_gdp", ascending=False, kind="stable")
    return table.assign(last_rank=table["last_gdp"].rank(ascending=False, method="min").astype(int))
