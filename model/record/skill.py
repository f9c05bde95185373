"""Whom does it beat? Skill over each rival on the same cells, origins drawn again in blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from model.record.bootstrap import bound_ratio, count_apart, draw_blocks
from model.record.scoring import EVENT

SKILL_COLUMNS = ("panel", "variable", "part", "horizon", "model", "rival", "origins", "n_eff",
                 "cells", "score", "score_rival", "skill", "lower", "upper", "log_gain", "units",
                 "units_better", "worst", "worst_origin")
CELLS = ["origin", "unit"]


def score_column(rows: pd.DataFrame) -> pd.Series:
    """One score a row, smaller is better: the CRPS, for events the Brier score."""
    return rows["crps"].where(rows["part"] != EVENT, (rows["probability"] - rows["happened"])**2)


def compare_models(rows: pd.DataFrame, judged: Sequence[str], *, seed: int) -> pd.DataFrame:
    """Set each judged model against every other model, part by part and year by year.

    Parameters
    ----------
    rows : DataFrame
        Scored rows with ``score``.
    judged : sequence of str
    seed : int

    Returns
    -------
    DataFrame
        ``SKILL_COLUMNS``: ``skill = 1 - score / score_rival`` over cells that both have;
        ``log_gain`` the mean log density gained, in nats; ``worst`` the skill at the origin
        where it was least.
    """
    found = []
    for key, own in rows.groupby(["panel", "variable", "part", "horizon"]):
        head = dict(zip(("panel", "variable", "part", "horizon"), key, strict=True))
        scores, logs = (own.pivot_table(index=CELLS, columns="model", values=column, observed=True)
                        for column in ("score", "log_score"))
        for model in (m for m in judged if m in scores):
            for rival in (r for r in scores if r != model):
                found += _compare(scores, logs, head | {"model": model, "rival": rival}, seed)
    return pd.DataFrame(found, columns=list(SKILL_COLUMNS))


def _compare(scores: pd.DataFrame, logs: pd.DataFrame, head: dict[str, object],
             seed: int) -> Iterator[dict[str, object]]:
    """Yield the row of one model and rival, if they share cells."""
    model, rival, horizon = head["model"], head["rival"], int(head["horizon"])
    pair = scores[[model, rival]].dropna()
    if pair.empty:
        return
    by_origin = pair.groupby("origin").sum()
    origins = by_origin.index.to_numpy()
    ours, theirs = by_origin[model].to_numpy(), by_origin[rival].to_numpy()
    blocks = draw_blocks(origins, horizon, generator=np.random.default_rng([seed, horizon]))
    bounds = bound_ratio(ours, theirs, blocks)
    by_unit = pair.groupby("unit").mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        each = 1.0 - ours / theirs
    worst = int(np.nanargmin(each)) if np.isfinite(each).any() else 0
    yield head | {
        "origins": len(origins), "n_eff": count_apart(origins, horizon), "cells": len(pair),
        "score": pair[model].mean(), "score_rival": pair[rival].mean(),
        "skill": 1.0 - ours.sum() / theirs.sum() if theirs.sum() > 0 else np.nan,
        "lower": 1.0 - bounds[1], "upper": 1.0 - bounds[0],
        "log_gain": _gain(logs, model, rival), "units": len(by_unit),
        "units_better": float((by_unit[model] < by_unit[rival]).mean()),
        "worst": float(each[worst]), "worst_origin": int(origins[worst])}


def _gain(logs: pd.DataFrame, model: str, rival: str) -> float:
    if model not in logs or rival not in logs:
        return float("nan")
    return float((logs[rival] - logs[model]).mean())
