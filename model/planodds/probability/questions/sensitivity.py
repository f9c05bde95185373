"""Sensitivity of the headline odds to each modelling assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable

    from planodds.inputs.plan import Plan

_COLUMNS = (
    "information",
    "evidence",
    "assumption",
    "level",
    "target",
    "reading",
    "year",
    "probability",
    "mcse",
    "as_modelled",
    "change",
)


def tabulate_sensitivity(odds: Iterable[tuple[str, str, pd.DataFrame]], plan: Plan) -> pd.DataFrame:
    """Return the odds of the headline targets under each alternative assumption.

    Parameters
    ----------
    odds : iterable of (str, str, DataFrame)
        Assumption, its level, and the odds under it from ``compute_odds``; the model as it is
        (``as_modelled``) comes first.
    plan : Plan
        Names the headline targets and their main readings.

    Returns
    -------
    DataFrame
        information, evidence, assumption, level, target, reading, year, probability, mcse,
        as_modelled (probability of the model as it is), change (difference from it; common
        random numbers make its error smaller than that of two separate runs).
    """
    parts: list[pd.DataFrame] = []
    baseline: pd.Series | None = None
    for assumption, level, table in odds:
        headline = _headline_odds(table, plan)
        baseline = headline["probability"] if baseline is None else baseline
        parts.append(
            headline.assign(
                assumption=assumption,
                level=level,
                as_modelled=baseline,
                change=headline["probability"] - baseline,
            )
        )
    return pd.concat(parts, ignore_index=True)[list(_COLUMNS)]


def _headline_odds(odds: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Return the open rows of the headline targets under their main readings."""
    main = {name: plan.target(name).main_reading.name for name in plan.headlines}
    shown = odds["reading"] == odds["target"].map(main)
    return (
        odds[shown & odds["probability"].notna()]
        .sort_values(["target", "year"])
        .reset_index(drop=True)
    )
