"""Scores averaged over origins, with the number of independent tests behind each average."""

from __future__ import annotations

import numpy as np
import pandas as pd

_KEYS = ["variable", "part", "roster", "stratum", "rival", "horizon"]
_NEFF_COLUMNS = (
    *_KEYS,
    "origins",
    "n_eff",
    "cells",
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
_WEIGHTED = ("crps", "crps_rival", "coverage_50", "coverage_80", "coverage_90", "mean_pit")


def count_independent_tests(scores: pd.DataFrame) -> pd.DataFrame:
    """Average scores over origins, and count the independent tests behind each average.

    All units of one origin share the prices and the province's path: for the common part, and so
    for levels, they are *one* test. ``n_eff`` is therefore the number of origins, whatever the
    number of ``cells`` (units x origins); windows of several years overlap and contain even less
    information. Skill is 1 - mean crps / mean crps_rival, where every origin has a skill.

    Parameters
    ----------
    scores : DataFrame
        From ``score_record``.

    Returns
    -------
    DataFrame
        ``_NEFF_COLUMNS``, one row per variable, part, roster, stratum, benchmark (``rival``) and
        horizon.
    """
    averages = [
        dict(zip(_KEYS, key, strict=True)) | _average(group) for key, group in scores.groupby(_KEYS)
    ]
    return pd.DataFrame(averages, columns=list(_NEFF_COLUMNS))


def _average(group: pd.DataFrame) -> dict[str, float]:
    """Return the averages over the origins of one group, each cell with equal weight."""
    origins, weights = int(group["origin"].nunique()), group["units"]
    row: dict[str, float] = {"origins": origins, "n_eff": origins, "cells": int(weights.sum())}
    row |= {name: float(np.average(group[name], weights=weights)) for name in _WEIGHTED}
    row["skill"] = 1 - row["crps"] / row["crps_rival"] if group["skill"].notna().all() else np.nan
    events = group[group["events"] > 0]
    row["events"] = int(events["events"].sum())
    if row["events"]:
        row |= {
            name: float(np.average(events[name], weights=events["events"]))
            for name in ("brier", "brier_rival")
        }
        if row["brier_rival"] > 0:
            row["brier_skill"] = 1 - row["brier"] / row["brier_rival"]
    return row
