"""How much a record is worth: scores over origins, and how few these are."""

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

    All units of one origin share that origin's prices and province: for the common part, and so
    for levels, they are *one* test. ``n_eff`` is therefore the number of origins, whatever the
    number of ``cells`` (units x origins); windows of several years overlap, and are worth
    less still. Skill is 1 - mean crps / mean crps_rival, where every origin has a skill.

    Parameters
    ----------
    scores : DataFrame
        From ``score_record``.

    Returns
    -------
    DataFrame
        ``_NEFF_COLUMNS``, one row for each variable, part, roster, stratum, rival and horizon.
    """
    rows = [
        dict(zip(_KEYS, key, strict=True)) | _average(group) for key, group in scores.groupby(_KEYS)
    ]
    return pd.DataFrame(rows, columns=list(_NEFF_COLUMNS))


def _average(group: pd.DataFrame) -> dict[str, object]:
    """Return the averages over the origins of one group, each cell with equal weight."""
    origins, weights = int(group["origin"].nunique()), group["units"]
    row = {"origins": origins, "n_eff": origins, "cells": int(weights.sum())}
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


def describe_independent_tests(n_eff: pd.DataFrame) -> dict[str, str]:
    """Say in one sentence a language how few tests the record holds.

    Parameters
    ----------
    n_eff : DataFrame
        From ``count_independent_tests``.

    Returns
    -------
    dict
        ``zh`` and ``en``.
    """
    levels = n_eff[(n_eff["variable"] == "gdp") & (n_eff["stratum"] == "one_basis")]
    origins = levels.groupby("horizon")["origins"].max()
    first, last = origins.index.min(), origins.index.max()
    if origins.empty:
        return {
            "zh": "同一普查口径内尚无可检验的年份。",
            "en": "No year within one census basis can be tested yet.",
        }
    return {
        "zh": f"同一普查口径内，提前{first}年的预测只有{origins[first]}个起点可检验，"
        f"提前{last}年的只有{origins[last]}个；同一起点的117个单位同受全省走势影响，"
        "对共同部分只算一次检验。样本过少，不据此判定模型优劣。",
        "en": f"Within one census basis {origins[first]} origins test the forecasts "
        f"{first} year ahead and {origins[last]} those {last} years ahead; all units of "
        "one origin share the province's path and are one test of the common part. These "
        "are too few to judge by, so no pass or fail is given.",
    }
