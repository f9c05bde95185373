"""The same questions asked of every unit of a study, from one set of joint draws."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import InputError
from planodds.probability.events.probability import (
    NO_PROBABILITY,
    RUN_COLUMNS,
    probability_columns,
    run_identifiers,
)
from planodds.probability.events.published import (
    last_published_year,
    published_level,
    published_rank,
)
from planodds.probability.events.ranks import cache_ranks_of_all_units, cached_ranks, unit_rosters
from planodds.probability.questions.distributions import level_quantiles, rank_quantiles

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.inputs.plan import Plan

PUBLISHED, REACH, QUANTILE, TARGET = "published", "reach", "quantile", "target"
REACHED_WITH = (0.50, 0.80)  # probabilities with which levels and ranks are shown
RANK_QUANTILES = ("q10", "q50", "q90")  # 80 % range and median
NAME_COLUMNS = ("name_zh", "name_en", "group_zh", "group_en")
_FROM_ODDS = ("probability", "mcse", "lower", "upper", "draws", "ess", "status")
ATLAS_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    *NAME_COLUMNS,
    "measure",
    "variable",
    "roster",
    "target",
    "reading",
    "year",
    "quantile",
    "reach_probability",
    "value",
    "threshold",
    *_FROM_ODDS,
)
_TEXT = ("variable", "roster", "target", "reading", "quantile", "status")


def build_atlas(
    forecast: Forecast,
    panel: Panel,
    plan_for_unit: Callable[[str], Plan | None] | None,
    indicators: IndicatorTable | None = None,
) -> pd.DataFrame:
    """Return published figures, levels within reach, ranks and odds of every unit.

    The ranks of all units are counted once, within each draw. The odds are those of
    ``compute_odds`` for each unit, with the same Monte Carlo errors and intervals.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws; one set for all units.
    panel : Panel
        Of the same information set.
    plan_for_unit : callable, optional
        From the code of a unit to its plan; None where the unit lacks a figure that its thresholds
        are computed from. Without it the atlas has levels and ranks alone.
    indicators : IndicatorTable, optional
        As for ``compute_odds``.

    Returns
    -------
    DataFrame
        ``ATLAS_COLUMNS``, one row per unit and number. ``measure`` is ``published`` (the last
        level and rank), ``reach`` (value reached with ``reach_probability``), ``quantile`` (of
        ranks: q10, q50, q90) or ``target`` (the columns of ``compute_odds``). Levels in 亿元
        (1e8 CNY); years are ``study.report_years`` and those of the targets.

    Raises
    ------
    InputError
        No unit has a plan.
    UsageError
        If panel and forecast differ in units or information set.
    """
    from planodds.probability.questions.targets import compute_odds

    plans = {unit: plan_for_unit(unit) for unit in panel.units} if plan_for_unit else {}
    example = next((plan for plan in plans.values() if plan is not None), None)
    if plan_for_unit and example is None:
        raise InputError(
            "no unit has the figures that the plan's thresholds are computed from",
            where="plan",
            expected="a published figure of the base year",
            remedy="add the figures to the panel, or write threshold",
        )
    cache_ranks_of_all_units(forecast, panel.rosters)
    years = [year for year in panel.study.report_years if year in forecast.years]
    parts = []
    for position, unit in enumerate(panel.units):
        numbers = [
            *_published(panel, unit, position),
            *_levels(forecast, panel, position, years),
            *_ranks(forecast, panel, position, years),
        ]
        parts.append(pd.DataFrame(numbers).assign(unit=unit))
        if example is None:
            continue
        plan = plans[unit]
        odds = (
            _odds_without_plan(example)
            if plan is None
            else compute_odds(forecast, panel, plan, indicators)
        )
        parts.append(odds.assign(measure=TARGET, unit=unit))
    table = pd.concat(parts, ignore_index=True).assign(**run_identifiers(forecast))
    labels = panel.unit_table.reindex(columns=list(NAME_COLUMNS)).fillna("")
    table = table.join(labels, on="unit").reindex(columns=list(ATLAS_COLUMNS))
    table[list(_TEXT)] = table[list(_TEXT)].astype(object).fillna("")
    return table.astype({"year": int, "draws": "Int64"})


def widen_atlas(atlas: pd.DataFrame, *, home: str = "") -> pd.DataFrame:
    """Return the atlas with one row per unit.

    Parameters
    ----------
    atlas : DataFrame
        From ``build_atlas``.
    home : str
        Code of the unit that is marked; empty: none.

    Returns
    -------
    DataFrame
        unit, names and group, home (``yes`` or empty), then one column per number of the atlas:
        ``gdp_published`` and ``gdp_published_year``, ``gdp_2030_reach50``,
        ``rank_2030_q10:<roster>``, and for each target
        ``<target>:<reading>[:<roster>]:<year>:probability`` with threshold, mcse, lower, upper and
        status.
        The roster is left out where it is the reading. A decided target is in the column of the
        year that other units' draws are asked about.
    """
    units = atlas.drop_duplicates("unit").set_index("unit")[list(NAME_COLUMNS)]
    units.insert(len(units.columns), "home", np.where(units.index == home, "yes", ""))
    numbers = _wide_numbers(atlas[atlas["measure"] != TARGET], units.index)
    odds = _wide_odds(atlas[atlas["measure"] == TARGET], units.index)
    return pd.concat([units, numbers, odds], axis=1).rename_axis("unit").reset_index()


def target_columns(rows: pd.DataFrame) -> pd.Series:
    """Return the stem of the wide columns of each row of odds.

    Parameters
    ----------
    rows : DataFrame
        Rows of the atlas with the measure ``target``.

    Returns
    -------
    Series of str
        ``<target>:<reading>[:<roster>]:<year>``.
    """
    roster = rows["roster"].where(rows["roster"] != rows["reading"], "")
    roster = (":" + roster).where(roster != "", "")
    year = ":" + _asked_years(rows).astype(str)
    return rows["target"] + ":" + rows["reading"] + roster + year


def _asked_years(rows: pd.DataFrame) -> pd.Series:
    """Return the year each row was asked about, which a decision may precede.

    The rows of a target, reading and roster come in the same order for every unit; open rows have
    the year that was asked about.
    """
    keys = ["target", "reading", "roster"]
    number = rows.groupby(["unit", *keys], sort=False).cumcount().rename("number")
    asked = rows["year"].groupby([*(rows[key] for key in keys), number]).transform("max")
    return asked.astype(int)


def _wide_numbers(rows: pd.DataFrame, units: pd.Index) -> pd.DataFrame:
    """Return one column per published figure, level within reach and quantile of ranks."""
    roster = (":" + rows["roster"]).where(rows["roster"] != "", "")
    year = "_" + rows["year"].astype(int).astype(str)
    last = "_" + rows["quantile"]
    reach = (100 * rows["reach_probability"]).round().fillna(0).astype(int).astype(str)
    last = last.where(rows["measure"] != REACH, "_reach" + reach)
    published = rows["measure"] == PUBLISHED
    column = rows["variable"] + (year + last).where(~published, "_published") + roster
    values = _spread(rows.assign(column=column), "value", units)
    of_year = rows[published].assign(column=column[published].str.replace("ed", "ed_year", n=1))
    dates = _spread(of_year, "year", units).astype("Int64")
    return pd.concat([dates, values], axis=1)[
        [name for pair in _pairs(of_year["column"], column) for name in pair]
    ]


def _pairs(years: pd.Series, columns: pd.Series) -> Iterator[tuple[str, ...]]:
    """Yield the columns of values in their order, each published one after its year."""
    dated = set(years)
    for name in dict.fromkeys(columns):
        year = name.replace("published", "published_year", 1)
        yield (year, name) if year in dated else (name,)


def _wide_odds(rows: pd.DataFrame, units: pd.Index) -> pd.DataFrame:
    """Return the columns of every target."""
    rows = rows.assign(column=target_columns(rows))
    parts = {
        name: _spread(rows, name, units)
        for name in ("threshold", "probability", "mcse", "lower", "upper", "status")
    }
    return pd.DataFrame(
        {
            f"{stem}:{name}": part[stem]
            for stem in dict.fromkeys(rows["column"])
            for name, part in parts.items()
        }
    )


def _spread(rows: pd.DataFrame, value: str, units: pd.Index) -> pd.DataFrame:
    table = rows.set_index(["unit", "column"])[value].unstack("column")
    return table.reindex(index=units, columns=list(dict.fromkeys(rows["column"])))


def _published(panel: Panel, unit: str, position: int) -> Iterator[dict[str, object]]:
    """Yield the last published level of each variable, and the ranks of the last ranking."""
    for variable in panel.study.roles:
        if (year := _last_year(panel, unit, variable)) is not None:
            value = published_level(panel, unit, variable, year)
            yield {"measure": PUBLISHED, "variable": variable, "year": year, "value": value}
    for roster in unit_rosters(panel, position):
        rank = published_rank(panel, unit, roster, panel.years[-1])
        if rank is not None:
            yield {
                "measure": PUBLISHED,
                "variable": constants.RANK,
                "roster": roster,
                "year": panel.years[-1],
                "value": float(rank),
            }


def _last_year(panel: Panel, unit: str, variable: str) -> int | None:
    values = panel.gdp if variable == constants.GDP else panel.revenue
    early = panel.ragged_edge
    if np.isnan(values[panel.unit_index(unit)]).all() and unit not in set(early["code"]):
        return None
    return last_published_year(panel, unit, variable)


def _levels(
    forecast: Forecast, panel: Panel, position: int, years: Sequence[int]
) -> Iterator[dict[str, object]]:
    """Yield the levels within reach."""
    columns = [forecast.year_index(year) for year in years]
    for variable in panel.study.roles:
        draws = forecast.log_gdp if variable == constants.GDP else forecast.log_revenue
        quantiles, _ = level_quantiles(draws[position][:, columns])
        for row, year in enumerate(years):
            for probability in REACHED_WITH:
                column = constants.QUANTILES.index(round(1 - probability, 2))
                yield {
                    "measure": REACH,
                    "variable": variable,
                    "year": year,
                    "reach_probability": probability,
                    "value": float(quantiles[row, column]),
                }


def _ranks(
    forecast: Forecast, panel: Panel, position: int, years: Sequence[int]
) -> Iterator[dict[str, object]]:
    """Yield median and 80 % range of the rank in each roster of the unit."""
    columns = [forecast.year_index(year) for year in years]
    for roster in unit_rosters(panel, position):
        ranks = cached_ranks(forecast, position, panel.rosters[roster])
        quantiles, _ = rank_quantiles(ranks[:, columns])
        for row, year in enumerate(years):
            for name in RANK_QUANTILES:
                yield {
                    "measure": QUANTILE,
                    "variable": constants.RANK,
                    "roster": roster,
                    "year": year,
                    "quantile": name,
                    "value": float(quantiles[row, constants.QUANTILE_NAMES.index(name)]),
                }


def _odds_without_plan(plan: Plan) -> pd.DataFrame:
    """Return a row without a probability for each target and reading."""
    return pd.DataFrame(
        {
            "roster": reading.roster or "",
            "target": target.id,
            "reading": reading.name,
            "threshold": math.nan,
            **probability_columns(NO_PROBABILITY, target.year, constants.NOT_ENOUGH_DATA),
        }
        for target in plan.targets
        for reading in target.readings
    )
