"""How far each headline probability hangs on each assumption."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from planodds.odds.questions.targets import compute_odds

if TYPE_CHECKING:
    from collections.abc import Iterable

_HEADLINES = ("gdp_level", "revenue_level", "gdp_rank_30")
_READINGS = ("published", "all_117")
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


def tabulate_sensitivity(
    variants: Iterable[tuple[str, str, Any]], panel: Any, plan: Any
) -> pd.DataFrame:
    """Odds of the headline targets under each alternative assumption.

    Parameters
    ----------
    variants : iterable of (name, level, Forecast)
        ``as_modelled`` first; see ``forecast_sensitivities``.

    Returns
    -------
    DataFrame
        ``COLUMNS``; ``change`` is the difference from the model as it is, with common random
        numbers (for ``common_shocks``: the same draws, shuffled within each unit).
    """
    pieces, baseline = [], None
    for name, level, forecast in variants:
        odds = _headline_odds(forecast, panel, plan)
        baseline = odds["probability"] if baseline is None else baseline
        pieces.append(
            odds.assign(
                assumption=name,
                level=level,
                as_modelled=baseline,
                change=odds["probability"] - baseline,
            )
        )
    return pd.concat(pieces, ignore_index=True)[list(_COLUMNS)]


def _headline_odds(forecast: Any, panel: Any, plan: Any) -> pd.DataFrame:
    odds = compute_odds(forecast, panel, plan, edition="")
    keep = (
        odds["target"].isin(_HEADLINES)
        & odds["reading"].isin(_READINGS)
        & odds["probability"].notna()
    )
    return odds[keep].sort_values(["target", "year"]).reset_index(drop=True)
