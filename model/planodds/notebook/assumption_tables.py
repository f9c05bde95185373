"""Table of a scenario's assumptions, year by year, with kind and source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.forecasting.scenarios.projects import draw_excess_growth
from planodds.inputs.scenarios.resolve_years import (
    resolve_conditions,
    resolve_measures,
    resolve_moments,
    resolve_unit_growth,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.scenarios.resolved import ResolvedCondition
    from planodds.inputs.scenarios.scenario import Scenario

_PROJECT_DRAWS, _PROJECT_SEED = 4000, 20261123  # for this table only; the odds have their own
_MIN_GROWTH = 5e-4  # log points; years whose 95 % point of project growth is smaller are left out
_COLUMNS = [
    "information",
    "scenario",
    "series",
    "unit",
    "measure",
    "year",
    "value",
    "sd",
    "low",
    "high",
    "kind",
    "source",
]


def tabulate_assumptions(scenario: Scenario, panel: Panel) -> pd.DataFrame:
    """Return what a scenario assumes, year by year.

    Parameters
    ----------
    scenario : Scenario
    panel : Panel
        Determines the years of the assumptions.

    Returns
    -------
    DataFrame
        information, scenario, series, unit, measure, year, value, sd (log points), low, high,
        kind, source. By measure: growth, a fraction; level, 亿元 (1e8 CNY); own_growth, log
        points, mode and ends (of projects: median, q05 and q95 of their excess growth);
        tilt_mean, as growth or level; tilt_probability; lasting, a fraction; one_off and in_base,
        亿元 (1e8 CNY).
    """
    rows = [
        *_condition_rows(scenario, panel),
        *_unit_growth_rows(scenario, panel),
        *_project_rows(scenario, panel),
        *_moment_rows(scenario, panel),
        *_revenue_measure_rows(scenario, panel),
    ]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    return table.assign(information=panel.information.name, scenario=scenario.name)


def _condition_rows(scenario: Scenario, panel: Panel) -> Iterator[dict[str, object]]:
    """Yield the conditions on series and levels."""
    for item in resolve_conditions(scenario, panel):
        yield {
            "series": item.series,
            "unit": item.unit,
            "measure": item.measure,
            "year": item.year,
            "value": _plain_value(item),
            "sd": item.sd,
            "kind": item.kind,
            "source": item.source,
        }


def _unit_growth_rows(scenario: Scenario, panel: Panel) -> Iterator[dict[str, object]]:
    """Yield the extra growth of single units."""
    for item in resolve_unit_growth(scenario, panel):
        yield {
            "series": f"county_{item.variable}",
            "unit": item.unit,
            "measure": "own_growth",
            "year": item.year,
            "value": item.mode,
            "low": item.low,
            "high": item.high,
            "kind": item.kind,
            "source": item.source,
        }


def _project_rows(scenario: Scenario, panel: Panel) -> Iterator[dict[str, object]]:
    """Yield the excess growth of a project pipeline, in the years in which there may be any."""
    pipeline = scenario.ledger
    if pipeline is None:
        return
    years = range(panel.information.county_to + 1, panel.study.horizon + 1)
    _, excess = draw_excess_growth(
        pipeline, panel, years=years, draws=_PROJECT_DRAWS, seed=_PROJECT_SEED
    )
    source = ", ".join(dict.fromkeys(item.source for item in pipeline.projects))
    quantiles = np.quantile(excess, (0.05, 0.5, 0.95), axis=1).T
    for year, (q05, q50, q95) in zip(years, quantiles, strict=True):
        if q95 > _MIN_GROWTH:
            yield {
                "series": constants.COUNTY_GDP,
                "unit": pipeline.unit,
                "measure": "own_growth",
                "year": year,
                "value": q50,
                "low": q05,
                "high": q95,
                "kind": scenario.kind,
                "source": f"{len(pipeline.projects)} projects of the ledger ({source})",
            }


def _moment_rows(scenario: Scenario, panel: Panel) -> Iterator[dict[str, object]]:
    """Yield the moment conditions: means and probabilities."""
    for item in resolve_moments(scenario, panel):
        value = item.target
        if item.threshold is None:
            value = float(np.expm1(value) if item.measure == "growth" else np.exp(value))
        yield {
            "series": item.series,
            "unit": item.unit,
            "measure": f"tilt_{item.statistic}",
            "year": item.year,
            "value": value,
            "kind": item.kind,
            "source": item.source,
        }


def _revenue_measure_rows(scenario: Scenario, panel: Panel) -> Iterator[dict[str, object]]:
    """Yield the revenue measures."""
    for item in resolve_measures(scenario, panel):
        for year in item.years:
            yield {
                "series": constants.COUNTY_REVENUE,
                "unit": item.unit,
                "measure": item.effect,
                "year": year,
                "value": item.mode,
                "low": item.low,
                "high": item.high,
                "kind": item.kind,
                "source": item.source,
            }


def _plain_value(condition: ResolvedCondition) -> float:
    """Return growth or level as in the scenario file, without the rounding error of logs."""
    log_value = condition.log_value
    value = np.expm1(log_value) if condition.measure == "growth" else np.exp(log_value)
    return round(float(value), 10)
