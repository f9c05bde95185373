"""Odds of every target of the plan, under each reading of its text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds import constants
from planodds.inputs.plans.parts import CONSTANT_PRICES, GROUP_ROSTER, resolve_cut
from planodds.probability.events.event_definitions import build_event
from planodds.probability.events.events import Event, UnitForecast, build_unit_forecast
from planodds.probability.events.plan_targets import later_years
from planodds.probability.events.probability import (
    NO_PROBABILITY,
    event_result,
    probability_columns,
    run_identifiers,
)
from planodds.probability.questions.joint import joint_probabilities
from planodds.probability.series.kind_events import series_event
from planodds.probability.series.series_source import SeriesSource, group_members
from planodds.probability.series.shortage import ShortageError

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.inputs.plan import Interpretation, Plan, Target

_COLUMNS = constants.RESULT_COLUMNS[1:]  # the edition is added when the table is saved
_FORECAST_KINDS = ("level", "average_growth", "rank", "path_rank")


def compute_odds(
    forecast: Forecast, panel: Panel, plan: Plan, indicators: IndicatorTable | None = None
) -> pd.DataFrame:
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
    indicators : IndicatorTable, optional
        Figures of series beyond the panel, of the same information set. Without it their targets
        have the status ``no_data``, and readings at constant prices ``not_computable``.

    Returns
    -------
    DataFrame
        ``constants.RESULT_COLUMNS`` without the edition: information, origin, scenario, variant,
        unit, roster, target, reading, evidence, year, threshold (亿元, fraction per year or rank),
        probability, mcse, lower, upper (shares), draws, ess (counts), status.
        A row that is not open has no probability: status ``decided_met`` or ``decided_missed``
        (``year`` is then the deciding year), ``not_computable``, ``no_data``,
        ``not_enough_data`` or ``threshold_pending``. Level and rank targets of the panel are
        repeated for the later of ``study.report_years``. Joint rows: ``joint_gdp_revenue``,
        ``joint_all_three``, ``rank_30_given_gdp``.

    Raises
    ------
    UsageError
        If panel and forecast differ in units or information set.
    InputError
        If a reading is marked as computable and its kind cannot be computed.
    """
    home = build_unit_forecast(forecast, panel, plan.unit or None)
    plan = plan.for_unit(home.unit)
    source = None if indicators is None else SeriesSource(home, plan, indicators)
    rows = [
        _target_row(home, source, target, reading, year)
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
    if not target.from_panel or target.kind not in ("level", "rank") or target.awaits_number:
        return [target.year]
    return [target.year, *(year for year in later_years(target, panel) if year in forecast.years)]


def _target_row(
    home: UnitForecast,
    source: SeriesSource | None,
    target: Target,
    reading: Interpretation,
    year: int,
) -> dict[str, object]:
    """Return the columns of one target x reading x year."""
    row: dict[str, object] = {
        "roster": reading.roster or "",
        "target": target.id,
        "reading": reading.name,
        "threshold": _threshold(home, target, reading),
    }
    status = _status_without_number(source, target, reading)
    if not status and reading.roster in home.panel.rosters and reading.roster not in home.rosters:
        status = constants.NOT_COMPUTABLE  # such as the rank of a district among counties
    if status:
        return row | probability_columns(NO_PROBABILITY, year, status)
    try:
        event = _event(home, source, target, reading, year)
    except ShortageError as error:
        status = constants.NOT_ENOUGH_DATA if error.found else constants.NO_DATA
        return row | probability_columns(NO_PROBABILITY, year, status)
    return row | event_result(home.forecast, event, year)


def _status_without_number(
    source: SeriesSource | None, target: Target, reading: Interpretation
) -> str:
    """Return the status of a target that is not computed; empty if it is."""
    if target.awaits_number and (reading.computable or not target.from_panel):
        return constants.THRESHOLD_PENDING
    without_series = not target.from_panel and not target.series
    if without_series or (source is None and not target.from_panel):
        return constants.NO_DATA
    if not reading.computable or (source is None and not _from_forecast(target, reading)):
        return constants.NOT_COMPUTABLE
    return ""


def _from_forecast(target: Target, reading: Interpretation) -> bool:
    """Return whether a target follows from levels and ranks of the forecast alone."""
    return (
        target.from_panel
        and target.kind in _FORECAST_KINDS
        and reading.basis != CONSTANT_PRICES
        and reading.roster != GROUP_ROSTER
        and (target.kind != "rank" or target.has_number)
    )


def _event(
    home: UnitForecast,
    source: SeriesSource | None,
    target: Target,
    reading: Interpretation,
    year: int,
) -> Event:
    """Return the event of a target, from the forecast alone where that is enough."""
    if source is None or _from_forecast(target, reading):
        return build_event(home, target, reading, year)
    return series_event(source, target, reading, year)


def _threshold(home: UnitForecast, target: Target, reading: Interpretation) -> float:
    """Return the number of a target: its threshold, or the last rank of its cut."""
    if target.threshold is not None:
        return float(target.threshold)
    if target.cut is None or reading.roster is None:
        return math.nan
    members = (
        group_members(home)
        if reading.roster == GROUP_ROSTER
        else home.panel.rosters[reading.roster]
    )
    return float(resolve_cut(target.cut, int(members.sum())))
