"""County scores: forecasts from past origins scored against the figures published since."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.evaluation.benchmarks.benchmarks import (
    BENCHMARKS,
    draw_benchmark,
    persistence_rank,
    rank_levels,
)
from planodds.evaluation.model_names import PERSISTENCE
from planodds.evaluation.scoring.parts import COMMON, LEVEL, RELATIVE, decompose_levels
from planodds.evaluation.scoring.scoring_rules import (
    interval_coverage,
    mid_pit,
    score_brier,
    score_crps,
    skill_score,
)
from planodds.evaluation.track_record.independent_tests import count_independent_tests
from planodds.probability.events.published import published_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel

ONE_BASIS, ACROSS_CENSUS = "one_basis", "across_census"
_RANK_THRESHOLD, _RANK_MARGIN = 30, 6  # the rank event, and the distance in ranks at the origin
_DRAWS = 4000  # draws scored, evenly spaced over the posterior draws
SCORE_COLUMNS = (
    "variable",
    "part",
    "roster",
    "stratum",
    "origin",
    "horizon",
    "year",
    "rival",
    "units",
    "crps",
    "crps_rival",
    "skill",
    "coverage_50",
    "coverage_80",
    "coverage_90",
    "mean_pit",
    "events",
    "brier",
    "brier_rival",
    "brier_skill",
)


def score_record(
    forecasts: Mapping[str, Forecast],
    panels: Mapping[str, Panel],
    truth: Panel,
    *,
    seed: int = 20261123,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score the forecasts from past origins against published figures.

    Three parts of log GDP and log revenue are scored. *Level*: y_it. *Common*: the cross-section
    mean of the units' log growth since the origin, mean_j (y_jt - y_j0), one number (``units`` 1)
    per origin and year. *Relative*: the level minus the common part, computed in the same way for
    draws and outcome. GDP is scored within the census basis of the origin. Figures across a change
    of basis are in a separate stratum (``across_census``), levels only: the predictive
    distribution includes the census step but the benchmarks do not, so no skill is computed.
    Ranks are scored as published. A unit without a figure at the origin or in the year is
    excluded. Horizons are calendar years.

    Parameters
    ----------
    forecasts : mapping of str to Forecast
        By origin: baselines from that information set.
    panels : mapping of str to Panel
        The information sets, under the same names.
    truth : Panel
        The figures published since.
    seed : int
        Of the benchmarks' draws.

    Returns
    -------
    scores : DataFrame
        ``SCORE_COLUMNS``, one row per variable, part, origin, year and benchmark (``rival``). CRPS
        in log points (for ranks, in ranks), mean over ``units``; ``skill`` = 1 - crps /
        crps_rival. For ranks the benchmark is an unchanged rank; ``brier`` is over ``events``,
        "rank <= 30 in that year" for the units within 6 ranks of it at the origin.
    n_eff : DataFrame
        The same averaged over origins, with ``n_eff``: see ``count_independent_tests``. There are
        no verdicts.

    Raises
    ------
    UsageError
        If an origin has no panel, or none of the forecast years has been published.
    """
    rows: list[dict[str, object]] = []
    for number, (name, forecast) in enumerate(sorted(forecasts.items())):
        if name not in panels:
            raise UsageError(
                f"origin {name!r} has no panel",
                where="score_record",
                expected="a panel for each forecast",
            )
        generator = np.random.default_rng([seed, number])
        for variable in (constants.GDP, constants.REVENUE):
            rows += _level_scores(forecast, panels[name], truth, variable, generator)
        for roster in panels[name].rosters:
            rows += _rank_scores(forecast, panels[name], truth, roster)
    if not rows:
        raise UsageError(
            "no forecast year has been published",
            where="score_record",
            expected="origins before the last year of the panel",
        )
    scores = pd.DataFrame(rows, columns=list(SCORE_COLUMNS))
    return scores, count_independent_tests(scores)


def _level_scores(
    forecast: Forecast, panel: Panel, truth: Panel, variable: str, generator: np.random.Generator
) -> Iterator[dict[str, object]]:
    """Yield the rows of one origin and variable."""
    draws = forecast.log_gdp if variable == constants.GDP else forecast.log_revenue
    stride = max(1, draws.shape[1] // _DRAWS)
    origin = np.log(published_table(panel, variable)[:, -1])
    years = [year for year in forecast.years if year in truth.years]
    if not years:
        return
    walks = {
        benchmark: draw_benchmark(
            panel,
            variable,
            benchmark=benchmark,
            horizon=len(years),
            draws=_DRAWS,
            generator=generator,
        )
        for benchmark in BENCHMARKS
    }
    for column, year in enumerate(years):
        outcome = np.log(published_table(truth, variable)[:, truth.years.index(year)])
        use = np.isfinite(outcome) & np.isfinite(origin)
        predictive = np.asarray(draws[:, ::stride, column], dtype=float)[use]
        ours = decompose_levels(predictive, origin[use])
        observed = decompose_levels(outcome[use, None], origin[use])
        stratum = _stratum(panel, truth, variable, year)
        head = _head(forecast, variable, year) | {"stratum": stratum}
        for part in (LEVEL,) if stratum == ACROSS_CENSUS else (LEVEL, RELATIVE, COMMON):
            y = observed[part][:, 0]
            scores = _score_draws(y, ours[part])
            # Walks that are independent across units do not predict their mean, and do not model
            # a change of basis.
            fair = part != COMMON and stratum == ONE_BASIS
            for benchmark, walk in walks.items():
                theirs = decompose_levels(walk[use, :, column], origin[use])[part]
                crps = float(score_crps(y, theirs).mean())
                yield (
                    head
                    | scores
                    | {
                        "part": part,
                        "units": len(y),
                        "rival": benchmark,
                        "crps_rival": crps,
                        "skill": skill_score(scores["crps"], crps) if fair else float("nan"),
                    }
                )


def _score_draws(outcome: np.ndarray, draws: np.ndarray) -> dict[str, float]:
    """Return CRPS, coverage and mean PIT over the units."""
    return {
        "crps": float(score_crps(outcome, draws).mean()),
        **interval_coverage(outcome, draws),
        "mean_pit": float(mid_pit(outcome, draws).mean()),
    }


def _rank_scores(
    forecast: Forecast, panel: Panel, truth: Panel, roster: str
) -> Iterator[dict[str, object]]:
    """Yield the rows of one origin and roster; the benchmark is an unchanged rank."""
    members = np.flatnonzero(panel.rosters[roster])
    start = persistence_rank(panel, roster)
    stride = max(1, forecast.log_gdp.shape[1] // _DRAWS)
    for year in (y for y in forecast.years if y in truth.years):
        column = tuple(forecast.years).index(year)
        draws = rank_levels(np.asarray(forecast.log_gdp[members, ::stride, column]))
        outcome = rank_levels(truth.gdp[members, truth.years.index(year)])
        use = np.isfinite(outcome) & np.isfinite(start)
        scores = _score_draws(outcome[use], draws[use])
        persistence_crps = float(np.abs(outcome - start)[use].mean())
        close = use & (np.abs(start - _RANK_THRESHOLD) <= _RANK_MARGIN)
        yield _head(forecast, constants.RANK, year) | {
            "part": constants.RANK,
            "roster": roster,
            "rival": PERSISTENCE,
            "units": int(use.sum()),
            "stratum": _stratum(panel, truth, constants.GDP, year),
            **scores,
            "crps_rival": persistence_crps,
            "skill": skill_score(scores["crps"], persistence_crps),
            **_score_events(outcome[close], draws[close], start[close]),
        }


def _score_events(outcome: np.ndarray, draws: np.ndarray, start: np.ndarray) -> dict[str, float]:
    """Return the Brier scores of the rank event: of the forecast, and of an unchanged rank."""
    if not outcome.size:
        return {"events": 0}
    happened = outcome <= _RANK_THRESHOLD
    ours = score_brier(happened, (draws <= _RANK_THRESHOLD).mean(axis=1))
    theirs = score_brier(happened, start <= _RANK_THRESHOLD)
    return {
        "events": int(happened.size),
        "brier": ours,
        "brier_rival": theirs,
        "brier_skill": skill_score(ours, theirs),
    }


def _stratum(panel: Panel, truth: Panel, variable: str, year: int) -> str:
    """Return whether a year is on the origin's census basis; revenue has no change of basis."""
    same = truth.gdp_basis[truth.years.index(year)] == panel.gdp_basis[-1]
    return ONE_BASIS if variable == constants.REVENUE or same else ACROSS_CENSUS


def _head(forecast: Forecast, variable: str, year: int) -> dict[str, object]:
    """Return the columns that identify a forecast."""
    origin = int(forecast.information.county_to)
    return {
        "variable": variable,
        "roster": "",
        "origin": origin,
        "year": int(year),
        "horizon": int(year - origin),
    }
