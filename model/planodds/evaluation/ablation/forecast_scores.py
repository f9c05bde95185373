"""Coverage of the relative part at the hold-out origins, and odds of the headline targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planodds import constants
from planodds.evaluation.ablation.fits import join_posterior
from planodds.evaluation.ablation.measures import COVERAGE, NEXT_INFORMATION, ODDS
from planodds.evaluation.ablation.terms import COMMON, COUNTY, REVENUE
from planodds.evaluation.scoring.parts import RELATIVE, decompose_levels
from planodds.evaluation.scoring.scoring_rules import interval_coverage
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.probability.events.probability import prob_event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.evaluation.ablation.fits import AblationInputs, Blocks
    from planodds.evaluation.ablation.measures import Row
    from planodds.evaluation.ablation.terms import AblatedTerm
    from planodds.forecasting.lazy_paths import PathArray
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan

_PATHS = 8  # per posterior draw, for the odds
_TARGETS = {
    "gdp_level": constants.GDP,
    "revenue_level": constants.REVENUE,
    "gdp_rank_30": constants.RANK,
}
_ODDS_YEARS = {"2022": (2025,), "latest": (2027, 2030)}
_COVERAGE_ORIGINS = {"relative_gdp": 3, "census_gdp": 1, "relative_revenue": len(NEXT_INFORMATION)}


def score_forecasts(
    term: AblatedTerm, inputs: AblationInputs, blocks: Mapping[str, Blocks], *, seed: int
) -> list[Row]:
    """Compute the coverage of the relative part at the hold-out origins, and the headline odds.

    Parameters
    ----------
    term : AblatedTerm
    inputs : AblationInputs
    blocks : mapping of str to dict of str to dict of str to ndarray
        Block -> information set -> parameter -> draws, see ``fit_block``.
    seed : int
        Of the forecasts.

    Returns
    -------
    list of dict
    """
    rows = []
    if term.block != COMMON:
        rows += _coverage_rows(term, inputs, blocks, seed)
    for name, years in _ODDS_YEARS.items():
        posterior = join_posterior(term, inputs, name, blocks)
        forecast = forecast_paths(
            posterior,
            inputs.panels[name],
            seed=seed,
            final_year=years[-1],
            paths=_PATHS * posterior.draws,
        )
        rows += [
            _odds_row(forecast, inputs.plan, target, name, year)
            for target in _TARGETS
            for year in years
        ]
    return rows


def _odds_row(forecast: Forecast, plan: Plan, target: str, information: str, year: int) -> Row:
    """Return the probability of a headline target at the end of a year; all units are ranked."""
    threshold = next(t for t in plan.targets if t.id == target).threshold
    column = forecast.year_index(year)
    if _TARGETS[target] == constants.RANK:
        everyone = np.ones(len(forecast.units), dtype=bool)
        hits = forecast.rank(plan.unit, everyone)[:, column] <= threshold
    else:
        level = forecast.gdp if _TARGETS[target] == constants.GDP else forecast.revenue
        hits = level(plan.unit)[:, column] >= threshold
    result = prob_event(hits, cluster=forecast.posterior_draw_index)
    return {
        "measure": ODDS,
        "target": target,
        "information": information,
        "year": year,
        "value": result.probability,
        "error": result.mcse,
        "n": forecast.draws,
    }


def _coverage_rows(
    term: AblatedTerm, inputs: AblationInputs, blocks: Mapping[str, Blocks], seed: int
) -> list[Row]:
    """Return the share of units inside 90 % intervals of the relative part, over all origins."""
    counts: dict[str, list[tuple[float, int]]] = {}
    truth = inputs.panels["latest"]
    for name in NEXT_INFORMATION:
        panel = inputs.panels[name]
        posterior = join_posterior(term, inputs, name, blocks)
        forecast = forecast_paths(
            posterior, panel, seed=seed, paths=posterior.draws, final_year=truth.years[-1]
        )
        for year in forecast.years:
            census = truth.gdp_basis[truth.year_index(year)] != panel.gdp_basis[-1]
            target = "census_gdp" if census else "relative_gdp"
            if term.block != REVENUE:
                covered = _count_covered(
                    forecast.log_gdp, panel.gdp, truth.gdp, forecast, truth, year
                )
                counts.setdefault(target, []).append(covered)
            if term.block != COUNTY:
                covered = _count_covered(
                    forecast.log_revenue, panel.revenue, truth.revenue, forecast, truth, year
                )
                counts.setdefault("relative_revenue", []).append(covered)
    return [
        {
            "measure": COVERAGE,
            "target": target,
            "value": sum(hits for hits, _ in pairs) / sum(units for _, units in pairs),
            "n": sum(units for _, units in pairs),
            "n_eff": _COVERAGE_ORIGINS[target],
        }
        for target, pairs in counts.items()
    ]


def _count_covered(
    draws: PathArray,
    past_levels: np.ndarray,
    true_levels: np.ndarray,
    forecast: Forecast,
    truth: Panel,
    year: int,
) -> tuple[float, int]:
    """Return the number of units inside the 90 % interval of the relative part, and of units."""
    origin = np.log(past_levels[:, -1])
    outcome = np.log(true_levels[:, truth.year_index(year)])
    use = np.isfinite(origin) & np.isfinite(outcome)
    levels = np.asarray(draws[:, :, forecast.year_index(year)], dtype=float)[use]
    observed = decompose_levels(outcome[use, None], origin[use])[RELATIVE][:, 0]
    predicted = decompose_levels(levels, origin[use])[RELATIVE]
    share = interval_coverage(observed, predicted)["coverage_90"]
    return share * use.sum(), int(use.sum())
