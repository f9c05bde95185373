"""Rank of every unit over draws, and the odds that the home unit ranks above it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.vectorized_probability import prob_events
from planodds.probability.questions.neighbours import rank_published

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

_BLOCK = 2000  # draws ranked at a time, so that the working copy stays small
RANK_QUANTILES = {"rank_q10": 0.10, "rank_q50": 0.50, "rank_q90": 0.90}
_COLUMNS = (
    *RUN_COLUMNS,
    "roster",
    "home",
    "unit",
    "name_zh",
    "name_en",
    "last_rank",
    "last_gdp",
    "year",
    *RANK_QUANTILES,
    "probability_above",
    "mcse",
    "upper",
)


def rank_summary_of_units(
    forecast: Forecast, panel: Panel, *, unit: str | None = None
) -> pd.DataFrame:
    """Return the rank quantiles of every unit, and the odds that the home unit ranks above it.

    One sort per year ranks all units in every draw; ranks are counted within the draw, never from
    marginal distributions.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Its last year gives the published rank and GDP.
    unit : str
        Code of the home unit.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, roster, home, unit, name_zh, name_en, last_rank,
        last_gdp (亿元, 1e8 CNY), year, rank_q10, rank_q50, rank_q90 (smallest ranks r with
        P(rank <= r) >= p), probability_above (share of draws in which the home unit's GDP is
        larger; NaN for itself), mcse (batch means), upper (95 % Wilson bound).

    Raises
    ------
    UsageError
        If the unit is not in the forecast.
    """
    unit, roster = unit or panel.study.home.unit, panel.study.headline_roster
    home = forecast.unit_index(unit)
    years = [year for year in panel.study.report_years if year in forecast.years]
    members = np.asarray(panel.rosters[roster])
    parts = []
    for year in years:
        levels = np.ascontiguousarray(forecast.log_gdp[:, :, forecast.year_index(year)])
        odds = prob_events(
            levels[home] > levels, cluster=forecast.posterior_draw_index, ess=forecast.ess
        )
        odds.iloc[home] = math.nan
        parts.append(odds[members].assign(**_rank_quantiles(levels[members])))
    labels = panel.unit_table.loc[list(panel.units), ["name_zh", "name_en"]].join(
        rank_published(panel, roster)
    )[members]
    table = pd.concat([labels.rename_axis("unit").reset_index()] * len(years), ignore_index=True)
    table = (
        table.join(pd.concat(parts, ignore_index=True))
        .rename(columns={"probability": "probability_above"})
        .assign(
            **run_identifiers(forecast),
            home=unit,
            roster=roster,
            year=np.repeat(years, len(labels)),
        )
    )
    return table[list(_COLUMNS)]


def _rank_quantiles(levels: np.ndarray) -> dict[str, np.ndarray]:
    """Return quantiles of every unit's rank in one year, from float32 levels (unit, draw).

    The position of each unit is written into the low bits of the level as a double, which a
    single-precision level leaves empty. One sort then orders the levels and identifies their
    units, faster than an argsort.
    """
    units, draws = levels.shape
    width = 1 << (units - 1).bit_length()
    counts = np.zeros(units * width, dtype=np.int64)
    for start in range(0, draws, _BLOCK):
        descending = np.negative(levels[:, start : start + _BLOCK].T, dtype=float, order="C")
        bits = descending.view(np.int64)
        bits |= np.arange(units)
        descending.sort(axis=1)
        bits &= width - 1
        bits += width * np.arange(units)  # rank x unit
        counts += np.bincount(bits.ravel(), minlength=counts.size)
    share = counts.reshape(units, width)[:, :units].T.cumsum(axis=1) / draws
    return {name: 1 + (share >= p - 1e-9).argmax(axis=1) for name, p in RANK_QUANTILES.items()}
