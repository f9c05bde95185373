"""Summary tables of scored forecasts: mean scores, skill, coverage, PIT histogram, reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import InputError
from planodds.evaluation.model_names import ENSEMBLE, MODEL, MODEL_GIVEN
from planodds.evaluation.protocol import LAST_TUNING_ORIGIN
from planodds.evaluation.scoring.bootstrap import (
    circular_block_indices,
    count_nonoverlapping,
    ratio_interval,
)
from planodds.evaluation.scoring.coverage import COVERAGE_COLUMNS, tabulate_coverage
from planodds.evaluation.scoring.parts import ALL_HORIZONS, EVENT
from planodds.evaluation.scoring.reliability import reliability_bins, tabulate_reliability
from planodds.evaluation.scoring.score_paths import ROW_COLUMNS
from planodds.evaluation.scoring.skill import compare_models, score_column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

HEAD = ("panel", "variable", "origin", "model")
ALL_ORIGINS, UNTUNED = "all", "opened"  # samples: all origins, and those not used for tuning
_JUDGED = (MODEL, ENSEMBLE, MODEL_GIVEN)
_SERIES = ["panel", "variable", "model", "part", "horizon"]
_PIT_BINS = 10
_SEED = 20261124


def summarise_scores(
    scores: pd.DataFrame, *, judged: Sequence[str] = _JUDGED, seed: int = _SEED
) -> dict[str, pd.DataFrame]:
    """Summarise scored forecasts: averages by origin, skill, coverage, PIT, reliability.

    Parameters
    ----------
    scores : DataFrame
        ``HEAD`` and the columns of ``score_paths``, for any number of panels, variables, origins
        and models.
    judged : sequence of str
        Models that are compared with all others, and whose reliability is tabulated.
    seed : int
        Of resampling; the same rows give the same tables.

    Returns
    -------
    dict of str to DataFrame
        ``scores``: per panel, variable, model, part, horizon and origin, the number of cells, mean
        CRPS (Brier score for events), mean log score and coverage. ``skill``: see
        ``compare_models``. ``coverage``: see ``tabulate_coverage``. Both have a column ``sample``:
        all origins or, for panels of the protocol, those after ``LAST_TUNING_ORIGIN``.
        ``pit``: counts in ten bins. ``reliability``, ``reliability_bins`` and ``brier``: see
        ``planodds.evaluation.scoring.reliability``; horizon 0 combines all horizons.

    Raises
    ------
    InputError
        If a column is missing.
    """
    missing = [c for c in (*HEAD, *ROW_COLUMNS) if c not in scores.columns and c != "group"]
    if missing:
        raise InputError(
            f"columns missing: {', '.join(missing)}",
            where="summarise_scores",
            expected=", ".join((*HEAD, *ROW_COLUMNS)),
        )
    scores = scores.assign(score=score_column(scores))
    present = [name for name in judged if name in set(scores["model"])]
    events = scores[(scores["part"] == EVENT) & scores["model"].isin(present)]
    samples = {ALL_ORIGINS: scores, UNTUNED: _untuned_origins(scores)}
    return {
        "scores": _average_scores(scores),
        "skill": _by_sample(samples, lambda sample: compare_models(sample, present, seed=seed)),
        "coverage": _by_sample(samples, lambda sample: tabulate_coverage(sample, seed=seed)),
        "pit": _pit_histogram(scores[scores["model"].isin(present)]),
        **_event_reliability(events, seed=seed),
    }


def _untuned_origins(scores: pd.DataFrame) -> pd.DataFrame:
    """Return rows of origins after the last one for tuning, of panels that were used for it."""
    last = scores["panel"].map(LAST_TUNING_ORIGIN)  # NaN for panels that were never used
    return scores[scores["origin"] > last]


def _by_sample(
    samples: dict[str, pd.DataFrame], tabulate: Callable[[pd.DataFrame], pd.DataFrame]
) -> pd.DataFrame:
    """Tabulate each sample that has rows, and concatenate the tables."""
    tables = [tabulate(rows).assign(sample=name) for name, rows in samples.items() if len(rows)]
    return pd.concat(tables, ignore_index=True)


def _average_scores(scores: pd.DataFrame) -> pd.DataFrame:
    """Return mean scores per origin; every cell (unit) of an origin has equal weight."""
    groups = scores.groupby([*_SERIES, "origin"], sort=True)
    table = groups[["score", "log_score", *COVERAGE_COLUMNS]].mean()
    table.insert(0, "cells", groups["score"].count())
    return table.reset_index()


def _pit_histogram(scores: pd.DataFrame) -> pd.DataFrame:
    """Count PIT values in ten equal bins, ``bin`` 0 to 9."""
    scores = scores[scores["pit"].notna()]
    index = np.minimum((scores["pit"] * _PIT_BINS).astype(int), _PIT_BINS - 1).rename("bin")
    return scores.groupby([*_SERIES, index]).size().rename("count").reset_index()


def _event_reliability(events: pd.DataFrame, *, seed: int) -> dict[str, pd.DataFrame]:
    """Tabulate reliability curve, bins and Brier terms, by horizon and over all horizons."""
    tables: dict[str, list[pd.DataFrame]] = {"reliability": [], "reliability_bins": [], "brier": []}
    keys = ["panel", "variable", "model"]
    with_all = pd.concat([events, events.assign(horizon=ALL_HORIZONS)])
    for (*key, horizon), cells in with_all.groupby([*keys, "horizon"]):
        head = dict(zip(keys, key, strict=True)) | {"horizon": int(horizon)}
        generator = np.random.default_rng([seed, int(horizon)])
        bins = reliability_bins(cells)
        bins[["lower", "upper"]] = _bin_intervals(cells, bins, generator)
        curve, terms = tabulate_reliability(cells, generator=generator)
        results = {"reliability": curve, "reliability_bins": bins, "brier": pd.DataFrame([terms])}
        for name, table in results.items():
            tables[name].append(table.assign(**head)[[*head, *table.columns]])
    return {
        name: pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
        for name, parts in tables.items()
    }


def _bin_intervals(
    events: pd.DataFrame, bins: pd.DataFrame, generator: np.random.Generator
) -> list[tuple[float, float]]:
    """Return the block-bootstrap interval of the observed frequency in each bin."""
    origins = np.unique(events["origin"])
    horizon = int(events["horizon"].max()) or 1
    blocks = circular_block_indices(origins, horizon, generator=generator)
    intervals = []
    for row in bins.itertuples():
        last = row.high == bins["high"].max()
        p = events["probability"]
        cells = events[(p >= row.low) & ((p <= row.high) if last else (p < row.high))]
        counts = (
            cells.groupby("origin")["happened"].agg(["sum", "count"]).reindex(origins, fill_value=0)
        )
        lower, upper = ratio_interval(
            counts["sum"].to_numpy(float),
            counts["count"].to_numpy(float),
            blocks,
            windows=count_nonoverlapping(origins[counts["count"] > 0], horizon),
        )
        intervals.append((max(lower, 0.0), min(upper, 1.0)))
    return intervals
