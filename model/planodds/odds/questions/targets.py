"""The odds of every target of the plan, under each of its readings."""

from __future__ import annotations

import math

import pandas as pd

from planodds import constants
from planodds.odds.events.event_definitions import COUNTY_PANEL, build_event
from planodds.odds.events.events import UnitForecast, build_unit_forecast
from planodds.odds.events.result_rows import (
    NO_NUMBER,
    event_result,
    probability_columns,
    run_identifiers,
)
from planodds.odds.questions.joint import joint_probabilities


def compute_odds(forecast, panel, plan, *, edition: str) -> pd.DataFrame:
    """Odds of every target x reading at its year, and of levels and ranks at later years.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws; every draw has equal weight.
    panel : Panel
        Of the same information set; decides what is already published.
    plan : Plan
        Its targets with their readings.
    edition : str
        Written in the first column.

    Returns
    -------
    DataFrame
        Columns ``names.RESULT_COLUMNS``. A row that is not open carries no probability: status
        decided_met or decided_missed (``year`` is then the deciding year), not_computable or
        no_data. Level and rank targets are repeated for the later of ``names.REACH_YEARS``.
        Rows that no single target owns: joint_gdp_revenue, joint_all_three, rank_30_given_gdp.

    Raises
    ------
    UsageError
        If panel and forecast do not belong together.
    InputError
        If a reading says that it can be computed and there is no way to.
    """
    outlook = build_unit_forecast(forecast, panel, plan.unit)
    rows = [
        _target_row(outlook, target, reading, year)
        for target in plan.targets
        for reading in target.readings
        for year in _target_years(target, forecast)
    ]
    rows += joint_probabilities(outlook, plan)
    labels = run_identifiers(forecast, edition)
    table = pd.DataFrame(
        [{**labels, "unit": plan.unit, "evidence": forecast.evidence, **row} for row in rows]
    )
    return table[list(constants.RESULT_COLUMNS)]


def _target_years(target, forecast) -> list[int]:
    """Return the target year, and for levels and ranks the later years of reach."""
    if target.data != COUNTY_PANEL or target.kind not in ("level", "rank"):
        return [target.year]
    later = [y for y in constants.REACH_YEARS if y > target.year and y in forecast.years]
    return [target.year, *later]


def _target_row(outlook: UnitForecast, target, reading, year: int) -> dict[str, object]:
    """Return the columns of one target x reading x year."""
    row = {
        "roster": reading.roster or "",
        "target": target.id,
        "reading": reading.name,
        "threshold": math.nan if target.threshold is None else float(target.threshold),
    }
    if target.data != COUNTY_PANEL:
        return row | probability_columns(NO_NUMBER, year, constants.NO_DATA)
    if not reading.computable:
        return row | probability_columns(NO_NUMBER, year, constants.NOT_COMPUTABLE)
    return row | event_result(outlook, build_event(outlook, target, reading, year), year)
