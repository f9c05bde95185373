"""Sentences on a scenario's distance from the baseline, or the reason for its refusal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from planodds.report.text.formatting import format_number, format_odds, format_percent
from planodds.report.text.words import Words

if TYPE_CHECKING:
    from planodds.errors import ConditioningError


class _ConditioningRow(Protocol):
    """Distances of one run, a row of ``itertuples`` of the table ``conditioning``."""

    tail_probability: float
    tilt_kl: float
    ess_share: float
    ledger_gross: float
    ledger_excess: float


_STATISTICS = {"mean": "text-plausibility-mean", "probability": "text-plausibility-probability"}


def describe_refusal(refusal: ConditioningError) -> dict[str, str]:
    """Describe one refusal: the obstacle, and which assumption to loosen.

    Parameters
    ----------
    refusal : ConditioningError

    Returns
    -------
    dict of str to str
        ``message_zh``, ``message_en``.
    """
    return {
        f"message_{lang}": words("common-sentence-gap").join(
            filter(None, [_what(refusal, words), _remedy(refusal, words)])
        )
        for lang, words in Words.by_column().items()
    }


def _what(refusal: ConditioningError, words: Words) -> str:
    share = refusal.plausibility.get("ess_share", math.nan)
    divergence = refusal.plausibility.get("tilt_kl")
    percent = format_percent(share, digits=1)
    if not refusal.farthest.get("tilt"):
        return words("text-plausibility-refused-paths", percent=percent)
    if divergence is None:
        return words("text-plausibility-refused-judgements")
    distance = format_number(divergence, 2)
    return words("text-plausibility-refused-weights", percent=percent, distance=distance)


def _remedy(refusal: ConditioningError, words: Words) -> str:
    far = refusal.farthest
    if not far:
        return ""
    series = words.label_or_code("series", far["series"])
    measure = words.label_or_code("measure", far["measure"])
    message = _STATISTICS.get(far["tilt"], "text-plausibility-condition")
    assumption = words(message, series=series, measure=measure)
    told = ""
    if math.isfinite(far["distance"]):
        told = words("text-plausibility-distance", distance=format_number(far["distance"], 1))
    how = words(
        "text-plausibility-loosen-judgement"
        if far["tilt"]
        else "text-plausibility-loosen-condition"
    )
    return words(
        "text-plausibility-farthest",
        year=far["year"],
        assumption=assumption,
        distance=told,
        remedy=how,
    )


def describe_distance(
    row: _ConditioningRow, words: Words, *, horizon: int, bound: bool = True
) -> str:
    """Describe how far the conditions lie, the cost of tilting, and the effect of the projects.

    Parameters
    ----------
    row : named tuple
        Row of the table ``conditioning`` from ``itertuples``: tail_probability, ess_share, tilt_kl,
        ledger_gross, ledger_excess. A missing value has no sentence.
    words : Words
    horizon : int
        Last year of the forecast, to which the effect of the projects is counted.
    bound : bool, default True
        Whether the scenario has conditions of its own; without any its tail is the baseline's,
        about which there is nothing to say.

    Returns
    -------
    str
    """
    parts = [
        _tail(row, words) if bound else "",
        _tilted(row, words),
        _projects(row, words, horizon),
    ]
    told = [part for part in parts if part]
    return words("common-sentence-gap").join(told) or words("text-plausibility-unconditional")


def _tail(row: _ConditioningRow, words: Words) -> str:
    if pd.isna(row.tail_probability):
        return ""
    tail = format_odds(row.tail_probability, words, word=False)
    share = format_percent(row.ess_share)
    if pd.isna(row.ess_share) or not pd.isna(row.tilt_kl):
        return words("text-plausibility-tail", tail=tail)
    return words("text-plausibility-tail-and-sample", tail=tail, share=share)


def _tilted(row: _ConditioningRow, words: Words) -> str:
    if pd.isna(row.tilt_kl):
        return ""
    distance, share = format_number(row.tilt_kl, 2), format_percent(row.ess_share)
    return words("text-plausibility-tilted", distance=distance, share=share)


def _projects(row: _ConditioningRow, words: Words, horizon: int) -> str:
    if pd.isna(row.ledger_gross):
        return ""
    gross, excess = (
        format_percent(math.expm1(value), digits=1)
        for value in (row.ledger_gross, row.ledger_excess)
    )
    return words("text-plausibility-projects", year=horizon, gross=gross, excess=excess)
