"""The odds of every target of the plan, under each of its readings."""

from __future__ import annotations

import math

import pandas as pd

from model import names
from model.odds.events import Outlook, build_outlook
from model.odds.joint import joint_rows
from model.odds.readings import COUNTY_PANEL, build_event
from model.odds.rows import NO_NUMBER, event_columns, probability_columns, run_labels


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
    outlook = build_outlook(forecast, panel, plan.unit)
    rows = [_target_row(outlook, target, reading, year)
            for target in plan.targets for reading in target.readings
            for year in _target_years(target, forecast)]
    rows += joint_rows(outlook, plan)
    labels = run_labels(forecast, edition)
    table = pd.DataFrame([{**labels, "unit": plan.unit, "evidence": forecast.evidence, **row}
                          for row in rows])
    return table[list(names.RESULT_COLUMNS)]


def _target_years(target, forecast) -> list[int]:
    """Return the target year, and for levels and ranks the later years of reach."""
    if target.data != COUNTY_PANEL or target.kind not in ("level", "rank"):
        return [target.year]
    later = [y for y in names.REACH_YEARS if y > target.year and y in forecast.years]
    return [target.year, *later]


def _target_row(outlook: Outlook, target, reading, year: int) -> dict[str, object]:
    """Return the columns of one target x reading x year."""
    row = {"roster": reading.roster or "", "target": target.id, "reading": reading.name,
           "threshold": math.nan if target.threshold is None else float(target.threshold)}
    if target.data != COUNTY_PANEL:
        return row | probability_columns(NO_NUMBER, year, names.NO_DATA)
    if not reading.computable:
        return row | probability_columns(NO_NUMBER, year, names.NOT_COMPUTABLE)
    return row | event_columns(outlook, build_event(outlook, target, reading, year), year)
