"""Whom does it beat? Skill over each rival on the same cells, origins drawn again in blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.scoring.bootstrap import (
    FEWEST,
    INTERVAL,
    circular_block_indices,
    count_nonoverlapping,
    ratio_interval,
)
from planodds.evaluation.scoring.score_paths import EVENT

if TYPE_CHECKING:
    from collections.abc import Sequence

_SKILL_COLUMNS = (
    "panel",
    "variable",
    "part",
    "horizon",
    "model",
    "rival",
    "origins",
    "n_eff",
    "cells",
    "score",
    "score_rival",
    "skill",
    "lower",
    "upper",
    "log_gain",
    "units",
    "units_better",
    "worst",
    "worst_origin",
)
_CELLS = ["origin", "unit"]


def score_column(rows: pd.DataFrame) -> pd.Series:
    """One score a row, smaller is better: the CRPS, for events the Brier score."""
    return rows["crps"].where(rows["part"] != EVENT, (rows["probability"] - rows["happened"]) ** 2)


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
        ``_SKILL_COLUMNS``: ``skill = 1 - score / score_rival`` over cells that both have;
        ``log_gain`` the mean log density gained, in nats; ``worst`` the skill at the origin
        where it was least. Horizon 0 is the mean of the skills over horizons, with an interval of
        its own from origins drawn again as a whole.
    """
    found = []
    for key, own in rows.groupby(["panel", "variable", "part"]):
        head = dict(zip(("panel", "variable", "part"), key, strict=True))
        scores, logs = (
            own.pivot_table(index=["horizon", *_CELLS], columns="model", values=column)
            for column in ("score", "log_score")
        )
        for model in (m for m in judged if m in scores):
            for rival in (r for r in scores if r != model):
                named = head | {"model": model, "rival": rival}
                pair = scores[[model, rival]].dropna().set_axis(["ours", "theirs"], axis=1)
                for horizon, cells in pair.groupby("horizon"):
                    gain = _gain(logs, model, rival, horizon)
                    found.append(
                        named
                        | {"horizon": horizon, "log_gain": gain}
                        | _compare(cells, int(horizon), seed)
                    )
                if len(pair):
                    found.append(named | {"horizon": 0} | _average(pair, seed))
    return pd.DataFrame(found, columns=list(_SKILL_COLUMNS))


def _compare(pair: pd.DataFrame, horizon: int, seed: int) -> dict[str, object]:
    """Columns of one model and rival at one horizon."""
    by_origin = pair.groupby("origin").sum()
    origins, ours, theirs = (
        by_origin.index.to_numpy(),
        by_origin["ours"].to_numpy(),
        by_origin["theirs"].to_numpy(),
    )
    blocks = circular_block_indices(
        origins, horizon, generator=np.random.default_rng([seed, horizon])
    )
    bounds = ratio_interval(ours, theirs, blocks)
    with np.errstate(divide="ignore", invalid="ignore"):
        each = np.where(theirs > 0, 1.0 - ours / theirs, np.nan)
    worst = int(np.nanargmin(each)) if np.isfinite(each).any() else 0
    return {
        **_count(pair, horizon),
        "score": pair["ours"].mean(),
        "score_rival": pair["theirs"].mean(),
        "skill": 1.0 - ours.sum() / theirs.sum() if theirs.sum() > 0 else np.nan,
        "lower": 1.0 - bounds[1],
        "upper": 1.0 - bounds[0],
        "worst": float(each[worst]),
        "worst_origin": int(origins[worst]),
    }


def _average(pair: pd.DataFrame, seed: int) -> dict[str, object]:
    """Columns of the mean over horizons; ``score`` are sums of the horizons' means."""
    sums = pair.groupby(["origin", "horizon"]).sum().unstack("horizon").fillna(0.0)
    ours, theirs = sums["ours"].to_numpy(), sums["theirs"].to_numpy()
    origins, longest = sums.index.to_numpy(), int(sums["ours"].columns.max())
    means = pair.groupby("horizon").mean()
    found = {
        **_count(pair, longest),
        "score": means["ours"].sum(),
        "score_rival": means["theirs"].sum(),
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        skill = 1.0 - (ours.sum(axis=0) / theirs.sum(axis=0)).mean()
        found["skill"] = skill if np.isfinite(skill) else np.nan
        if len(origins) < FEWEST:
            return found
        blocks = circular_block_indices(
            origins, longest, generator=np.random.default_rng([seed, 0])
        )
        ratios = ours[blocks].sum(axis=1) / theirs[blocks].sum(axis=1)
    ratios = ratios[np.isfinite(ratios).all(axis=1)].mean(axis=1)
    if len(ratios):
        found["upper"], found["lower"] = 1.0 - np.quantile(
            ratios, [(1 - INTERVAL) / 2, (1 + INTERVAL) / 2]
        )
    return found


def _count(pair: pd.DataFrame, horizon: int) -> dict[str, object]:
    """Origins, windows apart, cells, units, and the share of units with the lower mean score."""
    origins = np.unique(pair.index.get_level_values("origin"))
    by_unit = pair.groupby("unit").mean()
    return {
        "origins": len(origins),
        "n_eff": count_nonoverlapping(origins, horizon),
        "cells": len(pair),
        "units": len(by_unit),
        "units_better": float((by_unit["ours"] < by_unit["theirs"]).mean()),
    }


def _gain(logs: pd.DataFrame, model: str, rival: str, horizon: int) -> float:
    if model not in logs or rival not in logs or horizon not in logs.index.get_level_values(0):
        return float("nan")
    own = logs.loc[horizon]
    return float((own[rival] - own[model]).mean())
