"""Base rates: how many historical windows of a panel reached the growth or rank gain of a target.

All units of one window share its prices. The interval therefore counts *non-overlapping windows*
as clusters, and their number is reported; counts are also split by the direction of the coal
price over the window.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.execution.owner_cache import cached_on
from planodds.probability.events.clustered_interval import clustered_interval
from planodds.probability.events.plan_targets import (
    published_readings,
    target_level,
    threshold_of,
    variable_of,
)
from planodds.probability.events.published import (
    last_published_year,
    published_level,
    published_rank,
)
from planodds.probability.growth.historical_windows import (
    PanelLevels,
    Window,
    growth_by_window,
    rank_gains_by_window,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.plan import Interpretation, Plan, Target

_GROWTH, _RISE = "growth", "rise"
_COUNTIES = "counties"
EVERY, COAL_UP, COAL_DOWN = "all", "coal_up", "coal_down"
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


def base_rates(
    panel: Panel,
    plan: Plan,
    *,
    older: PanelLevels | None = None,
    others: Sequence[PanelLevels] = (),
) -> pd.DataFrame:
    """Count, for every open target of the plan, the historical windows that reached it.

    A level requires log growth per year from the last published figure; it is counted over
    windows of the same length within one census basis. A rank requires a gain; it is counted over
    the published ranks of all units that were low enough to gain so much. If the panel is too
    short, the longest window it has is used and reported in ``span``.

    Parameters
    ----------
    panel : Panel
    plan : Plan
    older : PanelLevels, optional
        Revenue of earlier years (亿元, 1e8 CNY), up to ``panel.years[-1]``; windows with fewer
        than 20 units are left out.
    others : sequence of PanelLevels
        Further panels for rank gains, which are scaled to their number of units.

    Returns
    -------
    DataFrame
        ``RATE_COLUMNS``. asked: log growth per year, or ranks; span_asked and span: years;
        regime: all, coal_up or coal_down (sign of the change of the coal price over the window,
        where it is observed); ``k`` of ``n`` unit-windows; windows: number of windows, of which
        ``apart`` do not overlap; first_year, last_year; share = k / n with lower and upper, a
        Wilson interval with non-overlapping windows as clusters (NaN if there is only one).
    """
    rows = [
        row
        for target, reading in published_readings(plan, ("level", "average_growth", "rank"))
        for row in _target_rows(panel, plan.unit, target, reading, older, others)
    ]
    return pd.DataFrame(rows, columns=list(RATE_COLUMNS))


def _target_rows(
    panel: Panel,
    unit: str,
    target: Target,
    reading: Interpretation,
    older: PanelLevels | None,
    others: Sequence[PanelLevels],
) -> Iterator[dict[str, object]]:
    """Yield the rows of one target under one reading, for its year and the later ones."""
    variable, ranked = variable_of(target), target.kind == "rank"
    last = panel.years[-1] if ranked else last_published_year(panel, unit, variable)
    for end in _end_years(target, panel):
        if end <= last:
            continue
        head: dict[str, object] = {
            "information": panel.information.name,
            "target": target.id,
            "reading": reading.name,
            "variable": variable,
            "from_year": last,
            "to_year": end,
            "span_asked": end - last,
        }
        if ranked:
            found = _gain_rows(panel, unit, target, reading.roster or "", others, end - last)
        else:
            level = published_level(panel, unit, variable, last)
            growth = math.log(target_level(panel, unit, target, end) / level) / (end - last)
            found = _growth_rows(panel, variable, growth, older, end - last)
        yield from (head | row for row in found)


def _end_years(target: Target, panel: Panel) -> list[int]:
    """Return the years in which a target is evaluated."""
    if target.kind == "average_growth":
        return [target.year]
    return sorted({target.year, *panel.study.report_years})


def _growth_rows(
    panel: Panel, variable: str, growth: float, older: PanelLevels | None, longest: int
) -> Iterator[dict[str, object]]:
    """Yield one row per regime, of the longest windows there are up to a length."""
    for window_years in range(longest, 0, -1):
        windows = growth_by_window(panel, variable, window_years, older)
        if windows:
            hits = {window: observed >= growth for window, observed in windows.items()}
            head = {"panel": _COUNTIES, "kind": _GROWTH, "asked": growth, "span": window_years}
            yield from (head | row for row in _regime_counts(panel, hits, window_years))
            return


def _gain_rows(
    panel: Panel,
    unit: str,
    target: Target,
    roster: str,
    others: Sequence[PanelLevels],
    longest: int,
) -> Iterator[dict[str, object]]:
    """Yield the rows of a rank: by regime in the county panel, in total in other panels."""
    members = panel.ranked_members(roster, panel.years[-1])
    rank = published_rank(panel, unit, roster, panel.years[-1])
    if rank is None or rank <= threshold_of(target):
        return
    gain = rank - int(threshold_of(target))
    counties = cached_on(panel, ("roster", roster), lambda: roster_levels(panel, roster))
    yield from _longest_gains(counties, gain, longest, panel)
    for other in others:
        scaled = math.ceil(gain * len(other.values) / int(members.sum()))
        yield from _longest_gains(other, scaled, longest, None)


def roster_levels(panel: Panel, roster: str) -> PanelLevels:
    """Return the figures of the units of a roster, each in the years in which it belonged to it.

    Parameters
    ----------
    panel : Panel
    roster : str
        Name of the roster.

    Returns
    -------
    PanelLevels
        Units that have ended come last.
    """
    members = np.array([panel.ranked_members(roster, year) for year in panel.years]).T
    levels = np.array([panel.ranked_levels(year) for year in panel.years]).T
    ever = members.any(axis=1)
    return PanelLevels(
        _COUNTIES, panel.years, np.where(members, levels, np.nan)[ever], members[ever]
    )


def _longest_gains(
    levels: PanelLevels, gain: int, longest: int, panel: Panel | None
) -> Iterator[dict[str, object]]:
    """Yield the rows of the longest windows there are up to a length, by regime given a panel."""
    for window_years in range(longest, 0, -1):
        hits = rank_gains_by_window(levels, gain, window_years)
        if hits:
            head = {"panel": levels.name, "kind": _RISE, "asked": float(gain), "span": window_years}
            yield from (head | row for row in _regime_counts(panel, hits, window_years))
            return


def _regime_counts(
    panel: Panel | None, hits: Mapping[Window, np.ndarray], window_years: int
) -> Iterator[dict[str, object]]:
    """Yield the counts of all windows, then of those with the exposed driver up and down."""
    yield {"regime": EVERY} | _count(hits, window_years)
    if panel is None or panel.study.exposure is None:
        return
    regimes = {window: coal_regime(panel, *window) for window in hits}
    for regime in (COAL_UP, COAL_DOWN):
        selected = {window: hit for window, hit in hits.items() if regimes[window] == regime}
        if selected:
            yield {"regime": regime} | _count(selected, window_years)


def coal_regime(panel: Panel, first: int, last: int) -> str:
    """Return the regime of a window: whether the coal price was higher at its end.

    Parameters
    ----------
    panel : Panel
    first, last : int
        First and last year of the window.

    Returns
    -------
    str
        ``COAL_UP``, ``COAL_DOWN``, or "" where the price is not observed in all years.
    """
    growth = dict(zip(panel.driver_years, panel.exposed_growth, strict=True))
    change = sum(growth.get(year, math.nan) for year in range(first + 1, last + 1))
    return "" if math.isnan(change) else COAL_UP if change > 0 else COAL_DOWN


def _count(hits: Mapping[Window, np.ndarray], window_years: int) -> dict[str, object]:
    """Return counts, clusters and bounds of some windows."""
    start = min((first for first, _ in hits), default=0)
    block = [(first - start) // window_years for first, _ in hits]
    k = np.array([int(h.sum()) for h in hits.values()])
    n = np.array([len(h) for h in hits.values()])
    apart = sorted(set(block))
    k_by_block, n_by_block = ([int(x[np.array(block) == b].sum()) for b in apart] for x in (k, n))
    lower, upper = clustered_interval(k_by_block, n_by_block)
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
