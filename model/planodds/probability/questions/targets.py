"""Odds of every target of the plan, under each reading of its text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.probability.events.event_definitions import build_event
from planodds.probability.events.events import UnitForecast, build_unit_forecast
from planodds.probability.events.plan_targets import COUNTY_PANEL, later_years
from planodds.probability.events.probability import (
    NO_PROBABILITY,
    event_result,
    probability_columns,
    run_identifiers,
)
from planodds.probability.questions.joint import joint_probabilities

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Interpretation, Plan, Target

_COLUMNS = constants.RESULT_COLUMNS[1:]  # the edition is added when the table is saved


def compute_odds(forecast: Forecast, panel: Panel, plan: Plan) -> pd.DataFrame:
    """Return the odds of every target x reading at its year, and of levels and ranks later.

    Each probability is the share of draws in which the event occurs, with its Monte Carlo
    standard error by batch means and a Wilson interval on the effective number of draws.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws; every draw has equal weight.
    panel : Panel
        Of the same information set; decides what is already published.
    plan : Plan
        Targets with their readings.

    Returns
    -------
    DataFrame
        ``constants.RESULT_COLUMNS`` without the edition: information, origin, scenario, variant,
        unit, roster, target, reading, evidence, year, threshold (亿元, fraction per year or rank),
        probability, mcse, lower, upper (shares), draws, ess (counts), status.
        A row that is not open has no probability: status ``decided_met`` or ``decided_missed``
        (``year`` is then the deciding year), ``not_computable`` or ``no_data``. Level and rank
        targets are repeated for the later of ``study.report_years``. Joint rows:
        ``joint_gdp_revenue``, ``joint_all_three``, ``rank_30_given_gdp``.

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set.
    InputError
        If a reading is marked as computable and its kind cannot be computed.
    """
    home = build_unit_forecast(forecast, panel, plan.unit)
    rows = [
        _target_row(home, target, reading, year)
        for target in plan.targets
        for reading in target.readings
        for year in _target_years(target, forecast, panel)
    ]
    rows += joint_probabilities(home, plan)
    table = pd.DataFrame(rows).assign(
        **run_identifiers(forecast), unit=plan.unit, evidence=forecast.evidence
    )
    return table[list(_COLUMNS)]


def _target_years(target: Target, forecast: Forecast, panel: Panel) -> list[int]:
    """Return the target year, and for levels and ranks the later forecast years."""
    if target.data != COUNTY_PANEL or target.kind not in ("level", "rank"):
        return [target.year]
    return [target.year, *(year for year in later_years(target, panel) if year in forecast.years)]


def _target_row(
    home: UnitForecast, target: Target, reading: Interpretation, year: int
) -> dict[str, object]:
    """Return the columns of one target x reading x year."""
    row: dict[str, object] = {
        "roster": reading.roster or "",
        "target": target.id,
        "reading": reading.name,
        "threshold": math.nan if target.threshold is None else float(target.threshold),
    }
    if target.data != COUNTY_PANEL:
        return row | probability_columns(NO_PROBABILITY, year, constants.NO_DATA)
    if not reading.computable:
        return row | probability_columns(NO_PROBABILITY, year, constants.NOT_COMPUTABLE)
    event = build_event(home, target, reading, year)
    return row | event_result(home.forecast, event, year)
