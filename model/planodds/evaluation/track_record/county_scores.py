"""The track record: forecasts of past origins against what was then published."""

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
from planodds.evaluation.scoring.scoring_rules import (
    interval_coverage,
    score_brier,
    score_crps,
    score_pit,
    score_skill,
)
from planodds.evaluation.track_record.independent_tests import count_independent_tests
from planodds.odds.events.published import published_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LEVEL, RELATIVE, COMMON = "level", "relative", "common"
ONE_BASIS, ACROSS_CENSUS = "one_basis", "across_census"
PERSISTENCE = "stay"
PLACE, NEAR = 30, 6  # rank events: the place, and how many places off it a unit may start
_MEMBERS = 4000  # draws scored, evenly spaced over the posterior draws
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
    forecasts: Mapping[str, object], panels: Mapping[str, object], truth, *, seed: int = 20261123
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Score the forecasts of past origins against published figures.

    Three parts of log GDP and log revenue are scored. *Level*: y_it. *Relative*: the level less
    the cross-section mean of the units' log growth since the origin,
    y_it - mean_j (y_jt - y_j0), the same for draws and outcome. *Common*: that mean itself, one
    number (``units`` 1) an origin and year. GDP is scored within the census basis of the origin; figures
    across a change of basis stand apart (stratum ``across_census``), levels only, their
    predictive holding the census step; the rivals know of no step, so that no skill is given
    there. Ranks are scored as published. A unit without a figure at the origin or in the year
    is left out. Horizons are calendar years.

    Parameters
    ----------
    forecasts : mapping of str to Forecast
        By origin: baselines made from that information set.
    panels : mapping of str to Panel
        The information sets, under the same names.
    truth : Panel
        What has been published since.
    seed : int
        Of the rivals' draws.

    Returns
    -------
    scores : DataFrame
        ``SCORE_COLUMNS``, a row for each variable, part, origin, year and rival. CRPS in log
        points (places for ranks), mean over ``units``; ``skill`` = 1 - crps / crps_rival. For
        ranks the rival is to stay where one is; ``brier`` is over ``events``, "rank <= 30 in
        that year" for the units that start within 6 places of it.
    n_eff : DataFrame
        The same over origins, with ``n_eff``: see ``count_independent_tests``. No pass or fail.

    Raises
    ------
    UsageError
        If an origin has no panel, or none of the years forecast has been published.
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
        for roster in constants.ROSTERS:
            rows += _rank_scores(forecast, panels[name], truth, roster)
    if not rows:
        raise UsageError(
            "no forecast year has been published",
            where="score_record",
            expected="origins before the last year of the panel",
        )
    scores = pd.DataFrame(rows, columns=list(SCORE_COLUMNS))
    return scores, count_independent_tests(scores)


def decompose_levels(log_level: np.ndarray, origin: np.ndarray) -> dict[str, np.ndarray]:
    """Split log levels of one year into level, relative and common part.

    Parameters
    ----------
    log_level : ndarray (unit, draw)
        Log cny_1e8.
    origin : ndarray (unit,)
        Log level at the origin.

    Returns
    -------
    dict
        level (unit, draw); relative (unit, draw), the level less the mean growth; common
        (1, draw), the mean over units of log growth since the origin.
    """
    common = (log_level - origin[:, None]).mean(axis=0, keepdims=True)
    return {LEVEL: log_level, RELATIVE: log_level - common, COMMON: common}


def _level_scores(
    forecast, panel, truth, variable: str, generator: np.random.Generator
) -> Iterator[dict[str, object]]:
    """Yield the rows of one origin and variable."""
    draws = forecast.log_gdp if variable == constants.GDP else forecast.log_revenue
    stride = max(1, draws.shape[1] // _MEMBERS)
    origin = np.log(published_table(panel, variable)[:, -1])
    years = [year for year in forecast.years if year in truth.years]
    if not years:
        return
    rival_draws = {
        rival: draw_benchmark(
            panel, variable, benchmark=rival, horizon=len(years), draws=_MEMBERS, generator=generator
        )
        for rival in BENCHMARKS
    }
    for column, year in enumerate(years):
        outcome = np.log(published_table(truth, variable)[:, truth.years.index(year)])
        use = np.isfinite(outcome) & np.isfinite(origin)
        ours = decompose_levels(
            np.asarray(draws[:, ::stride, column], dtype=float)[use], origin[use]
        )
        came = decompose_levels(outcome[use, None], origin[use])
        stratum = _stratum(panel, truth, variable, year)
        head = _head(forecast, variable, year) | {"stratum": stratum}
        for part in (LEVEL,) if stratum == ACROSS_CENSUS else (LEVEL, RELATIVE, COMMON):
            scored = head | {"part": part} | _score_draws(came[part][:, 0], ours[part])
            scored["units"] = len(came[part])
            for rival, walk in rival_draws.items():
                theirs = decompose_levels(walk[use, :, column], origin[use])[part]
                yield scored | _score_rival(scored, came[part][:, 0], theirs, rival)


def _score_draws(outcome: np.ndarray, draws: np.ndarray) -> dict[str, float]:
    """Return CRPS, coverage and mean PIT over the units."""
    return {
        "crps": float(score_crps(outcome, draws).mean()),
        **interval_coverage(outcome, draws),
        "mean_pit": float(score_pit(outcome, draws).mean()),
    }


def _score_rival(
    scored: dict[str, object], outcome: np.ndarray, draws: np.ndarray, rival: str
) -> dict[str, object]:
    """Return the rival's CRPS, and the skill over it where the comparison is fair.

    Walks independent across units say next to nothing of their mean, and know of no census.
    """
    crps = float(score_crps(outcome, draws).mean())
    fair = scored["part"] != COMMON and scored["stratum"] == ONE_BASIS
    return {
        "rival": rival,
        "crps_rival": crps,
        "skill": score_skill(scored["crps"], crps) if fair else float("nan"),
    }


def _rank_scores(forecast, panel, truth, roster: str) -> Iterator[dict[str, object]]:
    """Yield the rows of one origin and roster, against staying where one is."""
    members = np.flatnonzero(panel.rosters[roster])
    stay = persistence_rank(panel, roster)
    stride = max(1, forecast.log_gdp.shape[1] // _MEMBERS)
    for year in (y for y in forecast.years if y in truth.years):
        column = tuple(forecast.years).index(year)
        draws = rank_levels(np.asarray(forecast.log_gdp[members, ::stride, column]))
        outcome = rank_levels(truth.gdp[members, truth.years.index(year)])
        use = np.isfinite(outcome) & np.isfinite(stay)
        scored = _score_draws(outcome[use], draws[use])
        rival = float(np.abs(outcome - stay)[use].mean())
        near = use & (np.abs(stay - PLACE) <= NEAR)
        yield _head(forecast, constants.RANK, year) | {
            "part": constants.RANK,
            "roster": roster,
            "rival": PERSISTENCE,
            "units": int(use.sum()),
            "stratum": _stratum(panel, truth, constants.GDP, year),
            **scored,
            "crps_rival": rival,
            "skill": score_skill(scored["crps"], rival),
            **_score_events(outcome[near], draws[near], stay[near]),
        }


def _score_events(outcome: np.ndarray, draws: np.ndarray, stay: np.ndarray) -> dict[str, object]:
    """Return the Brier score of "within the place", and that of staying."""
    if not outcome.size:
        return {"events": 0}
    happened = outcome <= PLACE
    ours = score_brier(happened, (draws <= PLACE).mean(axis=1))
    theirs = score_brier(happened, stay <= PLACE)
    return {
        "events": int(happened.size),
        "brier": ours,
        "brier_rival": theirs,
        "brier_skill": score_skill(ours, theirs),
    }


def _stratum(panel, truth, variable: str, year: int) -> str:
    """Return whether a year stands on the origin's basis; revenue knows no change of basis."""
    same = truth.gdp_basis[truth.years.index(year)] == panel.gdp_basis[-1]
    return ONE_BASIS if variable == constants.REVENUE or same else ACROSS_CENSUS


def _head(forecast, variable: str, year: int) -> dict[str, object]:
    """Return the columns that say which forecast of what."""
    origin = int(forecast.information.county_to)
    return {
        "variable": variable,
        "roster": "",
        "origin": origin,
        "year": int(year),
        "horizon": int(year - origin),
    }
