"""Most likely joint path of drivers and own growth among the paths that meet a target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.forecasting.scenarios.conditioning import mahalanobis_tail
from planodds.probability.events.events import census_columns
from planodds.probability.events.plan_targets import variable_of
from planodds.probability.events.probability import (
    MIN_CONDITION_HITS,
    RUN_COLUMNS,
    prob_event,
    run_identifiers,
)
from planodds.probability.growth.common_growth import MIN_SD, free_common_growth
from planodds.probability.growth.even_odds_path import most_likely_path_to_even_odds
from planodds.probability.growth.growth_shortfall import (
    growth_shortfall,
    open_targets,
    target_labels,
)

if TYPE_CHECKING:
    from planodds.inputs.plan import Plan, Target
    from planodds.probability.events.events import UnitForecast

OWN, CENSUS, LINKED = "own", "census", "linked"
LIKELIEST_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "target",
    "reading",
    "roster",
    "year",
    "component",
    "path_year",
    "baseline_percent",
    "path_percent",
    "difference_percent",
    "successful_percent",
    "even_odds_percent",
    "distance",
    "tail_probability",
    "mcse",
    "upper",
    "probability",
    "probability_mcse",
    "probability_upper",
    "even_odds_distance",
    "even_odds_tail",
)
_KEY = ["target", "year", "component", "path_year"]


class Components(NamedTuple):
    """Parts into which the growth of a unit falls, and the growth of the drivers.

    ``steps`` are the component and the year of each column, ``growth`` has shape (draw, column),
    log points.
    """

    steps: tuple[tuple[str, int], ...]
    growth: np.ndarray


def likeliest_paths(home: UnitForecast, plan: Plan, *, year: int) -> pd.DataFrame:
    """Return the most likely path to each target, and how it differs from the baseline by year.

    Let x be the growth of the drivers and the parts of the unit's own growth up to the year, z the
    log points by which a draw exceeds the target, and m the mean of z. If m < 0, the path of
    highest density among those that meet the target is
    x* = E x - Cov(x, z) m / Var z, exact for normal paths: it lies where the target is just met.
    For a level z is linear in x and its Mahalanobis distance is -m / sd z. If m >= 0 it is the
    baseline itself. The tail probability is counted: the share of draws at least as far in that
    direction.

    Parameters
    ----------
    home : UnitForecast
    plan : Plan
        Its level and rank targets, main readings.
    year : int
        A forecast year.

    Returns
    -------
    DataFrame
        ``LIKELIEST_COLUMNS``. ``component``: a driver; ``own``, growth relative to the common
        path; ``census``, the step to a new statistical basis; ``linked``, growth of the linked
        variable beyond that of the ranked one. Growth is in per cent: the median of the baseline,
        the path, their difference, the median of the draws that meet the target (NaN with fewer
        than 100), and the common path to even odds. ``distance`` (standard deviations) and
        ``tail_probability`` with its Monte Carlo error and bound are those of the whole path,
        ``even_odds_*`` those of the common path alone; ``probability`` is the chance of the target
        now.

    Raises
    ------
    UsageError
        No level or rank target of the plan is open in that year.
    """
    found = [(target, at) for target, at in open_targets(home, plan) if at == year]
    if not found:
        raise UsageError(
            f"no target of plan {plan.name} is open in {year}",
            where="--year",
            expected="the year of a target, or a later year of the report",
            remedy="name a forecast year that study.yaml lists under report_years",
        )
    parts = [_target_rows(home, target, year) for target, _ in found]
    table = pd.concat(parts, ignore_index=True)
    table = table.assign(**run_identifiers(home.forecast), unit=home.unit)
    return _add_even_odds(table, home, plan).reindex(columns=list(LIKELIEST_COLUMNS))


def growth_components(home: UnitForecast, variable: str, year: int) -> Components:
    """Return the growth of drivers and unit that adds up to the level of a variable in a year.

    Log level of the year = last published log level + growth of the aggregate + own growth +
    census steps (+ linked growth), summed over the years; other drivers act through these.

    Parameters
    ----------
    home : UnitForecast
    variable : str
        ``gdp`` or ``revenue``.
    year : int
        Last year.

    Returns
    -------
    Components
    """
    steps, common = free_common_growth(home.forecast)
    columns = [
        (step, values) for step, values in zip(steps, common, strict=True) if step[1] <= year
    ]
    for at in (at for at in home.forecast.years if at <= year):
        columns += _own_columns(home, variable, at)
    kept = [(step, values) for step, values in columns if values.std() > MIN_SD]
    return Components(
        tuple(step for step, _ in kept), np.stack([values for _, values in kept], axis=1)
    )


def _own_columns(
    home: UnitForecast, variable: str, year: int
) -> list[tuple[tuple[str, int], np.ndarray]]:
    """Return the parts of the unit's growth in one year."""
    forecast, at = home.forecast, home.forecast.year_index(year)
    census = census_columns(home.panel, year - 1, year)
    step = np.asarray(forecast.benchmark)[home.position][:, census].astype(float).sum(axis=1)
    ranked = _growth(home, constants.GDP, year)
    aggregate = np.asarray(forecast.common)[:, -1, at].astype(float)
    columns = [((OWN, year), ranked - aggregate - step)]
    if variable == constants.GDP:
        return [*columns, ((CENSUS, year), step)] if census else columns
    return [*columns, ((LINKED, year), _growth(home, variable, year) - (ranked - step))]


def _growth(home: UnitForecast, variable: str, year: int) -> np.ndarray:
    """Return the log growth of the unit's level on the year before, (draw,)."""
    level = home.level(variable, year).astype(float)
    if year - 1 in home.forecast.years:
        return level - home.level(variable, year - 1).astype(float)
    published = home.published(variable, year - 1)
    return level - (math.log(published) if published > 0 else float(level.mean()))


def _target_rows(home: UnitForecast, target: Target, year: int) -> pd.DataFrame:
    """Return the path to one target, one row per component and year."""
    parts = growth_components(home, variable_of(target), year)
    surplus = -growth_shortfall(home, target, year)
    met = surplus >= 0
    center = parts.growth.mean(axis=0)
    path, cluster = center, home.forecast.posterior_draw_index
    summary = {"distance": 0.0, "tail_probability": 1.0, "mcse": 0.0, "upper": 1.0}
    if surplus.mean() < 0 and surplus.std() > MIN_SD:
        slope = (parts.growth - center).T @ (surplus - surplus.mean()) / len(surplus)
        path = center - slope * surplus.mean() / surplus.var()
        summary = _plausibility(home, parts.growth, path)
    now = prob_event(met, cluster=cluster, ess=home.forecast.ess)
    baseline = np.median(parts.growth, axis=0)
    successful = np.full(len(path), math.nan)
    if met.sum() >= MIN_CONDITION_HITS:
        successful = np.median(parts.growth[met], axis=0)
    shown = {
        "baseline_percent": 100 * np.expm1(baseline),
        "path_percent": 100 * np.expm1(path),
        "difference_percent": 100 * (np.expm1(path) - np.expm1(baseline)),
        "successful_percent": 100 * np.expm1(successful),
    }
    return pd.DataFrame(
        {
            "component": [component for component, _ in parts.steps],
            "path_year": [at for _, at in parts.steps],
            **shown,
        }
    ).assign(
        **target_labels(target, year),
        **summary,
        probability=now.probability,
        probability_mcse=now.mcse,
        probability_upper=now.upper,
    )


def _plausibility(home: UnitForecast, growth: np.ndarray, path: np.ndarray) -> dict[str, float]:
    """Return the distance of a path, and the share of draws at least as far in its direction."""
    center = growth.mean(axis=0)
    distance, _ = mahalanobis_tail(growth, path, np.zeros(len(path)))
    covariance = np.atleast_2d(np.cov(growth, rowvar=False))
    direction = np.linalg.solve(covariance, path - center)
    beyond = (growth - path) @ direction >= 0
    tail = prob_event(beyond, cluster=home.forecast.posterior_draw_index, ess=home.forecast.ess)
    return {
        "distance": distance,
        "tail_probability": tail.probability,
        "mcse": tail.mcse,
        "upper": tail.upper,
    }


def _add_even_odds(table: pd.DataFrame, home: UnitForecast, plan: Plan) -> pd.DataFrame:
    """Add the common path under which each target has even odds, where there is one."""
    other = most_likely_path_to_even_odds(home.forecast, home.panel, plan)
    names = {
        "series": "component",
        "required_growth_percent": "even_odds_percent",
        "distance": "even_odds_distance",
        "tail_probability": "even_odds_tail",
    }
    other = other.rename(columns=names)
    common = other[[*_KEY, "even_odds_percent"]]
    whole = other.drop_duplicates(["target", "year"])
    whole = whole[["target", "year", "even_odds_distance", "even_odds_tail"]]
    return table.merge(common, on=_KEY, how="left").merge(whole, on=["target", "year"], how="left")
