"""Signposts: figures to be read on the way for a target to stay within reach."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from planodds.probability.events.probability import RUN_COLUMNS, prob_event, run_identifiers
from planodds.probability.planning.codes import (
    ANY,
    FIGURE,
    LIKELY,
    LOST,
    NONE,
    POSSIBLE,
    SIGNPOST_LEVELS,
    UNLIKELY,
)
from planodds.probability.planning.conditional_chance import ConditionalChance, chance_given_figure
from planodds.probability.planning.outcomes import Outcome, panel_outcomes

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Plan
    from planodds.probability.events.events import UnitForecast

_VERDICTS = (LIKELY, POSSIBLE, UNLIKELY)
SIGNPOST_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    "target",
    "reading",
    "roster",
    "main",
    "variable",
    "target_year",
    "goal",
    "today",
    "today_mcse",
    "today_upper",
    "last_year",
    "last",
    "year",
    "chance",
    "kind",
    "figure",
    "growth",
    "probability",
    "mcse",
    "lower",
    "upper",
    "draws",
    "resolved",
    "published",
    "published_chance",
    "verdict",
)


def tabulate_signposts(home: UnitForecast, plan: Plan, newest: Panel) -> pd.DataFrame:
    """Return the figures to be read in every year on the way to every open target.

    After the figure of one year, and nothing else, is read, the target is met with the share of
    those draws that lie about the figure. A signpost is the least demanding figure after which that
    share is at least 50, 20 or 5 %; below the last the target is as good as lost.

    Parameters
    ----------
    home : UnitForecast
        Joint draws of the unit at an information set.
    plan : Plan
    newest : Panel
        Of the newest information set; its figures of the years ahead are read off.

    Returns
    -------
    DataFrame
        ``SIGNPOST_COLUMNS``, one row per target, reading, year and ``chance``. ``kind`` is
        ``figure``, ``any`` (every figure leaves that chance) or ``none`` (no figure does);
        ``growth`` is the average from the last published figure; ``probability`` that the signpost
        is met; ``resolved`` the share of today's uncertainty that the year's figure resolves;
        ``published`` the figure of ``newest``, ``published_chance`` the chance after it and
        ``verdict`` ``likely`` (50 % or more), ``possible``, ``unlikely`` or ``lost``.
    """
    rows = [
        row
        for outcome in panel_outcomes(home, plan)
        if (event := outcome.event()).hits is not None
        for row in _signposts(outcome, event.hits, newest)
    ]
    table = pd.DataFrame(rows).assign(**run_identifiers(home.forecast), unit=home.unit)
    return table.reindex(columns=list(SIGNPOST_COLUMNS))


def _signposts(outcome: Outcome, hits: np.ndarray, newest: Panel) -> Iterator[dict[str, object]]:
    """Yield the rows of one target under one reading."""
    last = outcome.last_published()
    target, forecast = outcome.target, outcome.home.forecast
    now = prob_event(hits, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    for year in (y for y in forecast.years if (last or 0) < y < target.year):
        figures = outcome.in_draws(year)
        curve = chance_given_figure(figures if outcome.upward else -figures, hits)
        row: dict[str, object] = {
            "target": target.id,
            "reading": outcome.reading.name,
            "roster": outcome.roster,
            "main": outcome.reading.main,
            "variable": outcome.variable,
            "target_year": target.year,
            "goal": outcome.goal,
            "today": now.probability,
            "today_mcse": now.mcse,
            "today_upper": now.upper,
            "last_year": last,
            "last": math.nan if last is None else outcome.published(last),
            "year": year,
            "resolved": curve.resolved_share(),
            **_read_off(outcome, curve, year, newest),
        }
        for chance in SIGNPOST_LEVELS:
            yield row | {"chance": chance, **_post(outcome, curve, figures, chance, row)}


def _post(
    outcome: Outcome,
    curve: ConditionalChance,
    figures: np.ndarray,
    chance: float,
    row: dict[str, object],
) -> dict[str, object]:
    """Return a signpost, and the probability that it is met."""
    turned = curve.least_figure(chance)
    kind = ANY if turned == -math.inf else NONE if turned == math.inf else FIGURE
    if kind != FIGURE:
        return {"kind": kind}
    figure = turned if outcome.upward else -turned
    met = figures >= figure if outcome.upward else figures <= figure
    forecast = outcome.home.forecast
    odds = prob_event(met, cluster=forecast.posterior_draw_index, ess=forecast.ess)
    growth = math.nan
    if not outcome.is_rank and row["last_year"] is not None:
        years = int(row["year"]) - int(row["last_year"])  # type: ignore[call-overload]
        growth = (figure / float(row["last"])) ** (1 / years) - 1  # type: ignore[arg-type]
    return {
        "kind": kind,
        "figure": figure,
        "growth": growth,
        "probability": odds.probability,
        "mcse": odds.mcse,
        "lower": odds.lower,
        "upper": odds.upper,
        "draws": odds.draws,
    }


def _read_off(
    outcome: Outcome, curve: ConditionalChance, year: int, newest: Panel
) -> dict[str, object]:
    """Return the figure that has been published since, and the chance after it."""
    published = outcome.published_in(newest, year)
    if math.isnan(published):
        return {}
    chance = curve.at(published if outcome.upward else -published)
    passed = sum(chance < level for level in SIGNPOST_LEVELS)
    verdict = LOST if passed == len(SIGNPOST_LEVELS) else _VERDICTS[passed]
    return {"published": published, "published_chance": chance, "verdict": verdict}
