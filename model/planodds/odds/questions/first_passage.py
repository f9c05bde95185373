"""When: the first year in which a level or a place of the ranking is reached."""

from __future__ import annotations

import numpy as np
import pandas as pd

from planodds.odds.events.batch_probability import prob_events
from planodds.odds.events.event_definitions import CHAINED, COUNTY_PANEL, build_event
from planodds.odds.events.events import Event, UnitForecast, build_unit_forecast
from planodds.odds.events.result_rows import run_identifiers

_EVEN = 0.5


def first_passage(forecast, panel, plan, *, edition: str) -> pd.DataFrame:
    """Distribution of the first year in which each level or rank target is reached, to 2035.

    P(by t) = share of the draws in which the event holds in some year of base_year + 1 .. t;
    published years count. P(in t) is the share in which it holds in year t itself: a level once
    reached can be lost again, and a place is lost to others.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    plan : Plan
        Its level and rank targets with data, under their published readings.
    edition : str
        Written in the first column.

    Returns
    -------
    DataFrame
        edition, information, origin, scenario, variant, target, reading, roster, year,
        probability_in, probability_by, mcse_by; one row for each forecast year.

    Raises
    ------
    UsageError
        If panel and forecast do not belong together.
    """
    outlook = build_unit_forecast(forecast, panel, plan.unit)
    rows = []
    for target in plan.targets:
        if target.data != COUNTY_PANEL or target.kind not in ("level", "rank"):
            continue
        for reading in target.readings:
            if reading.computable and reading.basis != CHAINED:
                rows += _passage_rows(outlook, target, reading)
    labels = run_identifiers(forecast, edition)
    return pd.DataFrame([{**labels, **row} for row in rows])


def median_passage_year(passage: pd.DataFrame) -> pd.DataFrame:
    """Find the first year in which each event is likelier than not.

    Parameters
    ----------
    passage : DataFrame
        From ``first_passage``.

    Returns
    -------
    DataFrame
        information, scenario, variant, target, reading, roster; ``year_by``: first year with
        P(reached by then) above one half; ``year_in``: first year with P(holds in that year)
        above one half; missing (<NA>) if there is none to the last forecast year.
    """
    keys = [
        "edition",
        "information",
        "origin",
        "scenario",
        "variant",
        "target",
        "reading",
        "roster",
    ]
    rows = []
    for key, group in passage.groupby(keys, sort=False):
        found = {
            f"year_{kind}": _first_above(group, f"probability_{kind}") for kind in ("by", "in")
        }
        rows.append(dict(zip(keys, key, strict=True)) | found)
    table = pd.DataFrame(rows, columns=[*keys, "year_by", "year_in"])
    return table.astype({"year_by": "Int64", "year_in": "Int64"})


def _first_above(group: pd.DataFrame, column: str) -> int | None:
    """Return the first year whose probability in ``column`` is above one half."""
    years = group.loc[group[column] > _EVEN, "year"]
    return int(years.min()) if len(years) else None


def _passage_rows(outlook: UnitForecast, target, reading) -> list[dict[str, object]]:
    """Return the rows of one target under one reading, year after year."""
    forecast = outlook.forecast
    years = range(target.base_year + 1, forecast.years[-1] + 1)
    holds = np.stack(
        [
            _as_hits(build_event(outlook, target, reading, year), len(forecast.posterior_draw_index))
            for year in years
        ]
    )
    reached = np.logical_or.accumulate(holds)
    shown = [place for place, year in enumerate(years) if year in forecast.years]
    by = prob_events(reached[shown], cluster=forecast.posterior_draw_index, ess=forecast.ess)
    label = {"target": target.id, "reading": reading.name, "roster": reading.roster or ""}
    return [
        label
        | {
            "year": years[place],
            "probability_in": float(holds[place].mean()),
            "probability_by": share,
            "mcse_by": error,
        }
        for place, share, error in zip(shown, by["probability"], by["mcse"], strict=True)
    ]


def _as_hits(event: Event, draws: int) -> np.ndarray:
    """Return the event as one boolean for each draw, published facts included."""
    return event.hits if event.met is None else np.full(draws, event.met)
