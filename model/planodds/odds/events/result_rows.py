"""Rows of the table of results: which run, which number, or why there is none."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from planodds import constants
from planodds.odds.events.probability import Probability, prob_event

if TYPE_CHECKING:
    from planodds.odds.events.events import Event, UnitForecast

NO_NUMBER = Probability(math.nan, math.nan, math.nan, math.nan, 0, 0, math.nan)


def run_identifiers(forecast, edition: str) -> dict[str, object]:
    """Return the columns that say which run a row came from."""
    return {
        "edition": edition,
        "information": forecast.information.name,
        "origin": int(forecast.information.county_to),
        "scenario": forecast.scenario,
        "variant": forecast.variant,
    }


def event_result(outlook: UnitForecast, event: Event, year: int) -> dict[str, object]:
    """Return the columns that tell an event's odds, or how it was decided and in which year."""
    if event.met is not None:
        return probability_columns(NO_NUMBER, event.year, event.status)
    forecast = outlook.forecast
    odds = prob_event(event.hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    return probability_columns(odds, year, constants.OPEN)


def probability_columns(odds: Probability, year: int, status: str) -> dict[str, object]:
    """Return the numeric columns of a row of results."""
    return {
        "year": int(year),
        "probability": odds.probability,
        "mcse": odds.mcse,
        "lower": odds.lower,
        "upper": odds.upper,
        "draws": odds.draws,
        "ess": odds.ess,
        "status": status,
    }
