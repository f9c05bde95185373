"""Sentence on the number of independent tests that an edition's own forecasts give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds import constants

if TYPE_CHECKING:
    import pandas as pd

    from planodds.report.text.words import Words


def describe_independent_tests(n_eff: pd.DataFrame, words: Words) -> str:
    """Describe in one sentence how few independent tests an edition's own forecasts provide.

    Parameters
    ----------
    n_eff : DataFrame
        From ``count_independent_tests``: variable, stratum, horizon, origins.
    words : Words

    Returns
    -------
    str
    """
    levels = n_eff[(n_eff["variable"] == constants.GDP) & (n_eff["stratum"] == "one_basis")]
    origins = levels.groupby("horizon")["origins"].max()
    if origins.empty:
        return words("text-record-no-independent-test")
    first, last = origins.index.min(), origins.index.max()
    return words(
        "text-record-independent-tests",
        first=first,
        first_origins=origins[first],
        last=last,
        last_origins=origins[last],
    )
