"""Base rates: of all windows of that length, how many grew so fast, or rose so many places.

A probability of the model stands beside what has happened without any model: k of n windows. All
units of one window share its prices, so that the interval counts *windows that do not overlap*,
and their number is said; the regime of coal, up or down over the window, is told apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.execution.owner_cache import cached_on
from planodds.odds.events.event_definitions import CHAINED, COUNTY_PANEL, target_level
from planodds.odds.events.probability import wilson_interval
from planodds.odds.events.published import (
    last_published_year,
    published_level,
    published_rank,
    same_basis_pairs,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

GROWTH, RISE = "growth", "rise"
_COUNTIES = "counties"
EVERY, COAL_UP, COAL_DOWN = "all", "coal_up", "coal_down"
_FEWEST_UNITS = 20  # units in a window of older years, for it to count as a cross-section
RATE_COLUMNS = (
    "information",
    "panel",
    "target",
    "reading",
    "kind",
    "variable",
    "from_year",
    "to_year",
    "asked",
    "span_asked",
    "span",
    "regime",
    "k",
    "n",
    "windows",
    "apart",
    "lower",
    "upper",
    "first_year",
    "last_year",
    "share",
)


@dataclass(frozen=True)
class Levels:
    """Published levels of a panel from which windows are counted.

    Attributes
    ----------
    name : str
    years : tuple of int
        In order, without gaps.
    values : ndarray (unit, year)
        NaN where there is no figure.
    """

    name: str
    years: tuple[int, ...]
    values: np.ndarray


def base_rates(
    panel, plan, *, older: Levels | None = None, others: Sequence[Levels] = ()
) -> pd.DataFrame:
    """Count, for every open question of the plan, the windows in which it was done.

    A level asks for log growth a year from the last published figure, counted over windows of the
    same length within one census basis; a rank asks for a rise, counted over the published ranks
    of all units that stood low enough to rise so far. Where the panel is too short for the
    length, the longest it has is used and named in ``span``.

    Parameters
    ----------
    panel : Panel
        What is known.
    plan : Plan
    older : Levels, optional
        Revenue of earlier years (cny_1e8), to ``panel.years[-1]``; windows with fewer than 20
        units are left out.
    others : sequence of Levels
        Further panels for rises: the places asked are scaled to their number of units.

    Returns
    -------
    DataFrame
        ``RATE_COLUMNS``: ``asked`` is log growth a year or places; ``regime`` all, coal_up or
        coal_down (the sign of the coal price's change over the window, told where the price is
        known); ``k`` of ``n`` windows of single units, ``windows`` of time, of which ``apart`` do
        not overlap; the 95 % bounds of ``share`` take these as clusters, and are NaN with one.
    """
    rows: list[dict[str, object]] = []
    for target in plan.targets:
        if target.data != COUNTY_PANEL or target.kind not in ("level", "average_growth", "rank"):
            continue
        for reading in target.readings:
            if reading.computable and reading.basis != CHAINED:
                rows += _question_rows(panel, plan.unit, target, reading, older, others)
    return pd.DataFrame(rows, columns=list(RATE_COLUMNS))


def _question_rows(
    panel, unit: str, target, reading, older: Levels | None, others: Sequence[Levels]
) -> Iterator[dict[str, object]]:
    """Yield the rows of one target under one reading, for its own year and the later ones."""
    variable = target.variable or constants.GDP
    last = last_published_year(panel, unit, variable)
    if target.kind == "rank":
        last = panel.years[-1]
    ends = [y for y in sorted({target.year, *constants.REACH_YEARS}) if y > last]
    for end in ends if target.kind != "average_growth" else [y for y in ends if y == target.year]:
        head = {
            "information": panel.information.name,
            "target": target.id,
            "reading": reading.name,
            "variable": variable,
            "from_year": last,
            "to_year": end,
            "span_asked": end - last,
        }
        if target.kind == "rank":
            yield from _rise_rows(panel, unit, target, reading, others, head)
        else:
            wanted = target_level(panel, unit, target, end)
            now = published_level(panel, unit, variable, last)
            asked = math.log(wanted / now) / (end - last)
            yield from _growth_rows(panel, variable, asked, older, head)


def _growth_rows(
    panel, variable: str, asked: float, older: Levels | None, head: dict[str, object]
) -> Iterator[dict[str, object]]:
    """Yield one row a regime; the span is the longest at hand that is not longer than asked."""
    for span in range(int(head["span_asked"]), 0, -1):
        found = growth_by_window(panel, variable, span, older)
        if found:
            hits = {window: growth >= asked for window, growth in found.items()}
            yield from _count_rows(
                panel,
                hits,
                head | {"panel": _COUNTIES, "kind": GROWTH, "asked": asked, "span": span},
            )
            return


def growth_by_window(
    panel, variable: str, span: int, older: Levels | None = None
) -> dict[tuple[int, int], np.ndarray]:
    """Average log growth a year of every unit, by window (first year, last year).

    Windows of GDP lie within one basis; revenue takes those of ``older`` as well.
    """
    if variable == constants.REVENUE and older is not None:
        pairs = [(k, k + span) for k in range(len(older.years) - span)]
        years, levels, fewest = older.years, np.log(older.values), _FEWEST_UNITS
    else:
        pairs = same_basis_pairs(panel, variable, span)
        values = panel.gdp if variable == constants.GDP else panel.revenue
        years, levels, fewest = panel.years, np.log(values), 1
    found = {}
    for first, last in pairs:
        growth = (levels[:, last] - levels[:, first]) / span
        growth = growth[np.isfinite(growth)]
        if len(growth) >= fewest:
            found[years[first], years[last]] = growth
    return found


def _rise_rows(
    panel, unit: str, target, reading, others: Sequence[Levels], head: dict[str, object]
) -> Iterator[dict[str, object]]:
    """Yield the rows of a rank: in the county panel by regime, in other panels as a whole."""
    members = np.asarray(panel.rosters[reading.roster])
    rank = published_rank(panel, unit, reading.roster, panel.years[-1])
    if rank is None or rank <= target.threshold:
        return
    asked = rank - int(target.threshold)
    beds = [
        cached_on(
            panel,
            ("roster", reading.roster),
            lambda: Levels(_COUNTIES, panel.years, panel.gdp[members]),
        ),
        *others,
    ]
    for bed in beds:
        places = (
            asked
            if bed.name == _COUNTIES
            else math.ceil(asked * len(bed.values) / int(members.sum()))
        )
        for span in range(int(head["span_asked"]), 0, -1):
            hits = rank_gains_by_window(bed, places, span)
            if hits:
                yield from _count_rows(
                    panel,
                    hits,
                    head | {"panel": bed.name, "kind": RISE, "asked": float(places), "span": span},
                )
                break


def rank_gains_by_window(bed: Levels, places: int, span: int) -> dict[tuple[int, int], np.ndarray]:
    """Whether each unit rose at least ``places``, by window; only units that could.

    Ranks are among the units with a figure in both years.
    """
    ranks = cached_on(bed, ("ranks", span), lambda: _ranks_by_window(bed, span))
    return {
        window: (start - end >= places)[start > places]
        for window, (start, end) in ranks.items()
        if len(start) > places
    }


def _ranks_by_window(bed: Levels, span: int) -> dict[tuple[int, int], np.ndarray]:
    """Ranks of the units with a figure in both years of each window, (first or last, unit)."""
    found = {}
    for first in range(len(bed.years) - span):
        pair = bed.values[:, [first, first + span]]
        pair = pair[np.isfinite(pair).all(axis=1)].T
        not_above = [np.sort(year).searchsorted(year, side="right") for year in pair]
        found[bed.years[first], bed.years[first + span]] = 1 + pair.shape[1] - np.array(not_above)
    return found


def _count_rows(
    panel, hits: dict[tuple[int, int], np.ndarray], head: dict[str, object]
) -> Iterator[dict[str, object]]:
    """Yield the counts of all windows, then of those in which coal went up, and down."""
    span = int(head["span"])
    yield head | {"regime": EVERY} | _count(hits, span)
    if head["panel"] != _COUNTIES:
        return
    regimes = {window: coal_regime(panel, *window) for window in hits}
    for regime in (COAL_UP, COAL_DOWN):
        own = {window: hit for window, hit in hits.items() if regimes[window] == regime}
        if own:
            yield head | {"regime": regime} | _count(own, span)


def coal_regime(panel, first: int, last: int) -> str:
    """Regime of a window: coal dearer at its end than at its start, or not; "" if unknown."""
    growth = dict(zip(panel.driver_years, panel.coal_growth, strict=True))
    change = sum(growth.get(year, math.nan) for year in range(first + 1, last + 1))
    return "" if math.isnan(change) else COAL_UP if change > 0 else COAL_DOWN


def _count(hits: dict[tuple[int, int], np.ndarray], span: int) -> dict[str, object]:
    """Counts, clusters and bounds of some windows."""
    start = min((first for first, _ in hits), default=0)
    block = [(first - start) // span for first, _ in hits]
    k = np.array([int(h.sum()) for h in hits.values()])
    n = np.array([len(h) for h in hits.values()])
    apart = sorted(set(block))
    by_block = [[int(x[np.array(block) == b].sum()) for b in apart] for x in (k, n)]
    lower, upper = clustered_interval(*by_block)
    total = int(n.sum())
    return {
        "k": int(k.sum()),
        "n": total,
        "windows": len(hits),
        "apart": len(apart),
        "lower": lower,
        "upper": upper,
        "share": int(k.sum()) / total if total else math.nan,
        "first_year": start,
        "last_year": max((last for _, last in hits), default=0),
    }


def clustered_interval(hits: Sequence[int], trials: Sequence[int]) -> tuple[float, float]:
    """Bounds (95 %) of a share whose trials come in few clusters.

    Wilson's interval at an effective number of trials, n p (1 - p) over the variance between
    clusters, shrunk by (t_{n-1} / t_{d-1})^2 for d clusters (Korn and Graubard 1998, Survey
    Methodology 24, 193-201). With no hits, or nothing else, only the shrinking applies.

    Parameters
    ----------
    hits, trials : sequence of int
        By cluster.

    Returns
    -------
    tuple of float
        NaN with fewer than two clusters.

    Examples
    --------
    >>> low, high = clustered_interval([0, 10], [20, 20])
    >>> bool(low < 0.05 and high > 0.8)
    True
    """
    h, n = np.asarray(hits, dtype=float), np.asarray(trials, dtype=float)
    h, n = h[n > 0], n[n > 0]
    d, total = len(n), n.sum()
    if d < 2:
        return math.nan, math.nan
    p = h.sum() / total
    variance = d / (d - 1) * float(((h - p * n) ** 2).sum()) / total**2
    effective = min(total, p * (1 - p) / variance) if variance > 0 else total
    effective *= min(1.0, (_t_quantile(total - 1) / _t_quantile(d - 1)) ** 2)
    lower, upper = wilson_interval(p * effective, effective)
    return lower, min(upper, 1.0)


@lru_cache(maxsize=256)
def _t_quantile(degrees: float) -> float:
    """Quantile of Student's t at .975."""
    from scipy.stats import t

    return float(t.ppf(0.975, degrees))
