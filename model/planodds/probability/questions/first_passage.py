"""First-passage times: the first year in which a level or rank target is reached."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.probability.events.event_definitions import build_event
from planodds.probability.events.events import UnitForecast, build_unit_forecast
from planodds.probability.events.plan_targets import published_readings, variable_of
from planodds.probability.events.probability import RUN_COLUMNS, run_identifiers
from planodds.probability.events.vectorized_probability import prob_events

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Interpretation, Plan, Target

_EVEN = 0.5
_KEYS = (*RUN_COLUMNS, "target", "reading", "roster")


def first_passage(forecast: Forecast, panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return the distribution of the first year in which each level or rank target is reached.

    P(by t) is the share of draws in which the event occurs in some year of base_year + 1 .. t;
    published years count, past years without a figure do not. P(in t) is the share in which it
    occurs in year t itself: a level or a rank that was reached can be lost again.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    plan : Plan
        Its level and rank targets with data, under their published readings.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, target, reading, roster, year, probability_in,
        probability_by (shares), mcse_by (batch means); one row per forecast year.

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set.
    """
    home = build_unit_forecast(forecast, panel, plan.unit)
    tables = [
        _passage_table(home, target, reading)
        for target, reading in published_readings(plan, ("level", "rank"))
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def median_passage_year(passage: pd.DataFrame) -> pd.DataFrame:
    """Return the first year in which each event has a probability above one half.

    Parameters
    ----------
    passage : DataFrame
        From ``first_passage``.

    Returns
    -------
    DataFrame
        information, origin, scenario, variant, target, reading, roster, and ``year_by``: first
        year with P(reached by then) > 0.5; ``year_in``: first year with P(occurs in that year)
        > 0.5; <NA> if there is none up to the last forecast year.
    """
    rows = [
        {
            **dict(zip(_KEYS, key, strict=True)),
            "year_by": _first_above_even(group, "probability_by"),
            "year_in": _first_above_even(group, "probability_in"),
        }
        for key, group in passage.groupby(list(_KEYS), sort=False)
    ]
    table = pd.DataFrame(rows, columns=[*_KEYS, "year_by", "year_in"])
    return table.astype({"year_by": "Int64", "year_in": "Int64"})


def _first_above_even(passage: pd.DataFrame, column: str) -> int | None:
    """Return the first year whose probability in ``column`` is above one half."""
    years = passage.loc[passage[column] > _EVEN, "year"]
    return int(years.min()) if len(years) else None


def _is_published(home: UnitForecast, target: Target, reading: Interpretation, year: int) -> bool:
    """Return whether the figure or rank of a past year is known: units can have gaps."""
    if target.kind == "rank":
        return home.published_rank(reading.roster or "", year) is not None
    return not math.isnan(home.published(variable_of(target), year))


def _passage_table(home: UnitForecast, target: Target, reading: Interpretation) -> pd.DataFrame:
    """Return the rows of one target under one reading, by year."""
    forecast = home.forecast
    later = range(target.base_year + 1, forecast.years[-1] + 1)
    years = [y for y in later if y in forecast.years or _is_published(home, target, reading, y)]
    occurs = np.stack(
        [build_event(home, target, reading, year).in_draws(forecast.draws) for year in years]
    )
    reached = np.logical_or.accumulate(occurs)
    shown = [row for row, year in enumerate(years) if year in forecast.years]
    by = prob_events(reached[shown], cluster=forecast.posterior_draw_index, ess=forecast.ess)
    names = {"target": target.id, "reading": reading.name, "roster": reading.roster or ""}
    return pd.DataFrame(
        {
            **run_identifiers(forecast),
            **names,
            "year": [years[row] for row in shown],
            "probability_in": occurs[shown].mean(axis=1),
            "probability_by": by["probability"],
            "mcse_by": by["mcse"],
        }
    )
