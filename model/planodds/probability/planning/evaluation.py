"""Evaluation of a plan (评估): linear schedule, chance to be met, forecast and advice by target."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.probability.events.events import build_unit_forecast
from planodds.probability.events.probability import RUN_COLUMNS
from planodds.probability.planning.codes import (
    ACHIEVED,
    BINDING,
    CANNOT_JUDGE,
    KEEP,
    MISSED,
    REVISE,
    STRENGTHEN,
)
from planodds.probability.planning.outcomes import Outcome, panel_outcomes
from planodds.probability.planning.schedule import (
    NOT_MEASURED,
    covered_share,
    elapsed_share,
    schedule_flag,
)
from planodds.probability.questions.distributions import level_quantiles, rank_quantiles
from planodds.probability.questions.targets import compute_odds

if TYPE_CHECKING:
    from planodds.forecasting.types import Forecast
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.panels.indicator_series import IndicatorTable
    from planodds.inputs.plan import Interpretation, Plan, Target
    from planodds.inputs.plans.advice_rules import AdviceRules

_OUTCOME_QUANTILES = ("q10", "q50", "q90")
_KEYS = ["target", "reading", "roster"]
_ODDS = ["threshold", "probability", "mcse", "lower", "upper", "draws", "ess", "status"]
EVALUATION_COLUMNS = (
    *RUN_COLUMNS,
    "unit",
    *_KEYS,
    "main",
    "kind",
    "variable",
    "nature",
    "base_year",
    "year",
    "checked_year",
    "base",
    "current",
    "goal",
    "covered",
    "elapsed",
    "schedule",
    "so_far",
    "needed",
    *_OUTCOME_QUANTILES,
    *_ODDS,
    "decided_year",
    "advice",
)


def evaluate_plan(
    forecast: Forecast,
    panel: Panel,
    plan: Plan,
    rules: AdviceRules,
    indicators: IndicatorTable | None = None,
) -> pd.DataFrame:
    """Return progress, schedule, chance, forecast and advice for every target and reading.

    The chance is that of ``compute_odds``. The linear schedule compares (x_t - x_0) / (x_T - x_0)
    with (t - t_0) / (T - t_0), t the last year with a published figure.

    Parameters
    ----------
    forecast : Forecast
        Joint predictive draws.
    panel : Panel
        Of the same information set.
    plan : Plan
    rules : AdviceRules
        Declared thresholds.
    indicators : IndicatorTable, optional
        As for ``compute_odds``.

    Returns
    -------
    DataFrame
        ``EVALUATION_COLUMNS``. Levels (base, current, goal, quantiles of the outcome) are in the
        unit of the variable, ranks are whole numbers. ``so_far`` and ``needed`` are growth a year
        as a fraction: from the base to today, and from today to the goal; for ranks the number of
        ranks gained and still to be gained. Empty where the panel has no figure of the target.
    """
    home = build_unit_forecast(forecast, panel, plan.unit or None)
    plan = plan.for_unit(home.unit)
    odds = compute_odds(forecast, panel, plan, indicators)
    measured = {
        (outcome.target.id, outcome.reading.name): _measure(outcome)
        for outcome in panel_outcomes(home, plan)
    }
    gone = panel.years[-1] - plan.base_year
    rows = [
        _describe(target, reading, odds, measured, rules, gone)
        for target in plan.targets
        for reading in target.readings
    ]
    first = {name: odds[name].iloc[0] for name in (*RUN_COLUMNS, "unit")}
    return pd.DataFrame(rows).assign(**first).reindex(columns=list(EVALUATION_COLUMNS))


def advise(row: dict[str, object], rules: AdviceRules, *, gone: int) -> str:
    """Return the advice for a target from its chance and the declared thresholds.

    Parameters
    ----------
    row : dict
        status, probability, mcse and nature.
    rules : AdviceRules
    gone : int
        Years of the plan with published figures.

    Returns
    -------
    str
        ``achieved`` or ``missed`` once decided; ``keep``, ``strengthen``, ``revise``, ``binding``
        (a binding target that would be revised) or ``cannot_judge``.
    """
    status, probability, mcse = row["status"], row["probability"], row["mcse"]
    if status == constants.DECIDED_MET:
        return ACHIEVED
    if status == constants.DECIDED_MISSED:
        return MISSED
    limits = rules.cannot_judge
    if status != constants.OPEN or gone < limits.years_gone or not float(mcse) <= limits.mcse:  # type: ignore[arg-type]
        return CANNOT_JUDGE
    if float(probability) >= rules.keep.probability:  # type: ignore[arg-type]
        return KEEP
    if float(probability) >= rules.revise.probability:  # type: ignore[arg-type]
        return STRENGTHEN
    return BINDING if row["nature"] == "binding" else REVISE


def _describe(
    target: Target,
    reading: Interpretation,
    odds: pd.DataFrame,
    measured: dict[tuple[str, str], dict[str, object]],
    rules: AdviceRules,
    gone: int,
) -> dict[str, object]:
    """Return the columns of one target under one reading."""
    found = odds[(odds["target"] == target.id) & (odds["reading"] == reading.name)].iloc[0]
    decided = found["status"] in (constants.DECIDED_MET, constants.DECIDED_MISSED)
    row: dict[str, object] = {
        "target": target.id,
        "reading": reading.name,
        "main": reading.main,
        "kind": target.kind,
        "variable": target.variable or "",
        "nature": target.nature,
        "base_year": target.base_year,
        "year": target.year,
        "schedule": NOT_MEASURED,
        "decided_year": int(found["year"]) if decided else None,
        **{name: found[name] for name in ("roster", *_ODDS)},
    }
    row |= measured.get((target.id, reading.name), {})
    return row | {"advice": advise(row, rules, gone=gone)}


def _measure(outcome: Outcome) -> dict[str, object]:
    """Return figures, schedule and forecast of a target of the panel."""
    target, base = outcome.target, outcome.published(outcome.target.base_year)
    columns: dict[str, object] = {
        "variable": outcome.variable,
        "base": base,
        "goal": outcome.goal,
        **_forecast(outcome),
    }
    year = outcome.last_published()
    if year is None:
        return columns
    current = outcome.published(year)
    covered = covered_share(base, current, outcome.goal)
    elapsed = elapsed_share(target.base_year, year, target.year)
    years, left = year - target.base_year, target.year - year
    return columns | {
        "checked_year": year,
        "current": current,
        "covered": covered,
        "elapsed": elapsed,
        "schedule": schedule_flag(base, current, outcome.goal, elapsed, upward=outcome.upward),
        "so_far": _pace(outcome, base, current, years),
        "needed": _pace(outcome, current, outcome.goal, left),
    }


def _pace(outcome: Outcome, start: float, end: float, years: int) -> float:
    """Return growth a year as a fraction, or the number of ranks gained."""
    if outcome.is_rank:
        return start - end
    return (end / start) ** (1 / years) - 1 if years > 0 else math.nan


def _forecast(outcome: Outcome) -> dict[str, float]:
    """Return the 80 % range and the median of the figure that decides."""
    draws = outcome.in_draws(outcome.target.year)[:, None]
    if outcome.is_rank:
        quantiles, _ = rank_quantiles(draws)
    else:
        quantiles, _ = level_quantiles(np.log(draws))
    return {
        name: float(quantiles[0, constants.QUANTILE_NAMES.index(name)])
        for name in _OUTCOME_QUANTILES
    }
