"""Skill over benchmark models on matched cells, with block-bootstrap intervals over origins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.evaluation.scoring.bootstrap import (
    MIN_ORIGINS,
    circular_block_indices,
    count_nonoverlapping,
    ratio_interval,
    widened_interval,
)
from planodds.evaluation.scoring.parts import EVENT

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
_MODEL, _BENCHMARK = "model", "benchmark"  # columns of matched scores


def score_column(scores: pd.DataFrame) -> pd.Series:
    """Return one score per row: the CRPS, for events the Brier score.

    Parameters
    ----------
    scores : DataFrame
        Rows of ``score_paths``.

    Returns
    -------
    Series of float
        With the index of ``scores``; lower is better.
    """
    brier = (scores["probability"] - scores["happened"]) ** 2
    return scores["crps"].where(scores["part"] != EVENT, brier)


def compare_models(scores: pd.DataFrame, judged: Sequence[str], *, seed: int) -> pd.DataFrame:
    """Compare each judged model with every other model, by part and horizon.

    Parameters
    ----------
    scores : DataFrame
        Rows of ``score_paths`` with a column ``score``.
    judged : sequence of str
        Models whose skill is computed.
    seed : int
        Of resampling.

    Returns
    -------
    DataFrame
        ``skill = 1 - score / score_rival`` over the cells of both models, with the interval
        ``lower`` .. ``upper``; ``log_gain``, the mean gain in log density, in nats;
        ``units_better``, the share of units with the lower mean score; ``worst``, the lowest skill
        at one origin. Horizon 0 is the mean skill over horizons, resampled jointly.
    """
    found = []
    for key, cells in scores.groupby(["panel", "variable", "part"]):
        head = dict(zip(("panel", "variable", "part"), key, strict=True))
        by_model, logs = (
            cells.pivot_table(index=["horizon", *_CELLS], columns="model", values=column)
            for column in ("score", "log_score")
        )
        for model in (m for m in judged if m in by_model):
            for benchmark in (name for name in by_model if name != model):
                names = head | {"model": model, "rival": benchmark}
                pair = by_model[[model, benchmark]].dropna().set_axis([_MODEL, _BENCHMARK], axis=1)
                for horizon, matched in pair.groupby("horizon"):
                    gain = _log_gain(logs, model, benchmark, horizon)
                    found.append(
                        names
                        | {"horizon": horizon, "log_gain": gain}
                        | _compare(matched, int(horizon), seed)
                    )
                if len(pair):
                    found.append(names | {"horizon": 0} | _average(pair, seed))
    return pd.DataFrame(found, columns=list(_SKILL_COLUMNS))


def _compare(pair: pd.DataFrame, horizon: int, seed: int) -> dict[str, object]:
    """Return the columns of one model and benchmark at one horizon."""
    by_origin = pair.groupby("origin").sum()
    origins = by_origin.index.to_numpy()
    ours, theirs = by_origin[_MODEL].to_numpy(), by_origin[_BENCHMARK].to_numpy()
    blocks = circular_block_indices(
        origins, horizon, generator=np.random.default_rng([seed, horizon])
    )
    windows = count_nonoverlapping(origins, horizon)
    bounds = ratio_interval(ours, theirs, blocks, windows=windows)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_origin_skill = np.where(theirs > 0, 1.0 - ours / theirs, np.nan)
    finite = np.isfinite(by_origin_skill).any()
    worst = int(np.nanargmin(by_origin_skill)) if finite else 0
    return {
        **_count(pair, horizon),
        "score": pair[_MODEL].mean(),
        "score_rival": pair[_BENCHMARK].mean(),
        "skill": 1.0 - ours.sum() / theirs.sum() if theirs.sum() > 0 else np.nan,
        "lower": 1.0 - bounds[1],
        "upper": 1.0 - bounds[0],
        "worst": float(by_origin_skill[worst]),
        "worst_origin": int(origins[worst]),
    }


def _average(pair: pd.DataFrame, seed: int) -> dict[str, object]:
    """Return the columns of the mean over horizons; ``score`` is the sum of mean scores."""
    sums = pair.groupby(["origin", "horizon"]).sum().unstack("horizon").fillna(0.0)
    ours, theirs = sums[_MODEL].to_numpy(), sums[_BENCHMARK].to_numpy()
    origins, longest = sums.index.to_numpy(), int(sums[_MODEL].columns.max())
    means = pair.groupby("horizon").mean()
    columns: dict[str, object] = {
        **_count(pair, longest),
        "score": means[_MODEL].sum(),
        "score_rival": means[_BENCHMARK].sum(),
    }
    with np.errstate(divide="ignore", invalid="ignore"):
        skill = 1.0 - (ours.sum(axis=0) / theirs.sum(axis=0)).mean()
        columns["skill"] = skill if np.isfinite(skill) else np.nan
        if len(origins) < MIN_ORIGINS:
            return columns
        blocks = circular_block_indices(
            origins, longest, generator=np.random.default_rng([seed, 0])
        )
        ratios = ours[blocks].sum(axis=1) / theirs[blocks].sum(axis=1)
    ratios = ratios[np.isfinite(ratios).all(axis=1)].mean(axis=1)
    if len(ratios):
        columns["lower"], columns["upper"] = widened_interval(
            skill,
            1.0 - ratios,
            origins=len(origins),
            windows=count_nonoverlapping(origins, longest),
        )
    return columns


def _count(pair: pd.DataFrame, horizon: int) -> dict[str, object]:
    """Return counts of origins, non-overlapping windows, cells and units; units with less error."""
    origins = np.unique(pair.index.get_level_values("origin"))
    by_unit = pair.groupby("unit").mean()
    return {
        "origins": len(origins),
        "n_eff": count_nonoverlapping(origins, horizon),
        "cells": len(pair),
        "units": len(by_unit),
        "units_better": float((by_unit[_MODEL] < by_unit[_BENCHMARK]).mean()),
    }


def _log_gain(logs: pd.DataFrame, model: str, benchmark: str, horizon: int) -> float:
    """Return the mean gain in log density at one horizon; NaN where either has no density."""
    absent = model not in logs or benchmark not in logs
    if absent or horizon not in logs.index.get_level_values(0):
        return float("nan")
    cells = logs.loc[horizon]
    return float((cells[benchmark] - cells[model]).mean())
