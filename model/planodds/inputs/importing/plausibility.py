"""Find figures that look wrong: factor 10 000, sums, jumps, swapped and hidden cells."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING

from planodds.inputs.importing.comparison import UNCHANGED, CellKey, Change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from decimal import Decimal

    from planodds.inputs.importing.figures import Figure
    from planodds.inputs.study import Study

FACTOR, SUM, GROUP_SUM, JUMP, SWAP = "factor", "sum", "group_sum", "jump", "swap"
FUTURE, HIDDEN = "future", "hidden"

_FACTOR = 1e4
_FACTOR_TOLERANCE = math.log(3)  # a figure off by 3 300 to 30 000 times has a wrong unit
_LONG_BEFORE = 50  # years before the panel begins
_FACTOR_YEARS = 5  # how far the year of comparison may be
_JUMP = 0.40
_SWAPPED_BEFORE, _SWAPPED_AFTER = 0.30, 0.12  # log differences that suggest and confirm a swap
_SUM_TOLERANCE = 0.005
_GROUP_TOLERANCE = 0.01


@dataclass(frozen=True)
class Concern:
    """Reason to doubt one or more figures.

    Attributes
    ----------
    kind : str
        ``factor``, ``future``, ``sum``, ``group_sum``, ``jump``, ``swap`` or ``hidden``.
    text : str
        What looks wrong, with the numbers.
    cells : tuple of str
        Addresses in the file.
    keys : tuple
        Unit, year and indicator of the figures in doubt; empty for a sum over a group, or with
        figures of the panel.
    """

    kind: str
    text: str
    cells: tuple[str, ...]
    keys: tuple[CellKey, ...] = ()

    @property
    def blocking(self) -> bool:
        """True if the figures cannot be right, so that they are not appended."""
        return self.kind in (FACTOR, FUTURE)


@dataclass(frozen=True)
class _Deviation:
    """A figure and the log ratio to the one it is compared with."""

    change: Change
    year: int
    reference: float

    @property
    def log_ratio(self) -> float:
        return math.log(float(self.change.figure.value) / self.reference)


def find_concerns(
    changes: Sequence[Change],
    stated_sums: Sequence[Figure],
    current: Mapping[CellKey, Decimal],
    *,
    measure_of: Mapping[str, str],
    group_of: Mapping[str, str],
    sums: Mapping[str, Sequence[str]],
    study: Study,
    hidden: Collection[str] = (),
) -> tuple[Concern, ...]:
    """Find all figures that look wrong.

    Parameters
    ----------
    changes : sequence of Change
    stated_sums : sequence of Figure
        Sums over groups that the file states.
    current : mapping
        Figures of the panel.
    measure_of : mapping of str to str
        Indicator to its measurement unit; rates in percent are not compared between years.
    group_of : mapping of str to str
        Unit to its group; only cells of one group are taken for swapped.
    sums : mapping of str to sequence of str
        Indicator to those that add up to it.
    study : Study
        Its statistical bases: across a change of basis nothing is growth.
    hidden : collection of str
        Addresses of cells in rows and columns that the file does not show.

    Returns
    -------
    tuple of Concern
    """
    stated = {change.figure.key: change.figure for change in changes}
    combined = {**current, **{key: figure.value for key, figure in stated.items()}}
    levels = [
        change
        for change in changes
        if measure_of[change.figure.indicator] != "percent"
        and change.figure.value > 0
        and change.status != UNCHANGED
    ]
    factors = [*_find_factors(levels, current)]
    wrong = {key for concern in factors for key in concern.keys}
    deviations = [
        deviation
        for change in levels
        if change.figure.key not in wrong
        and (deviation := _deviation(change, combined, current, wrong, study)) is not None
    ]
    swaps = [*_find_swaps(deviations, measure_of, group_of)]
    wrong |= {key for concern in swaps for key in concern.keys}
    return (
        *_find_future(changes, current),
        *factors,
        *swaps,
        *_find_jumps(deviations, wrong, combined),
        *_find_sums(stated, combined, sums, wrong),
        *_find_group_sums(stated_sums, combined, stated),
        *_find_hidden(changes, hidden),
    )


def _label(figure: Figure) -> str:
    return f"{figure.indicator} of {figure.name} ({figure.code}) for {figure.year}"


def _find_future(
    changes: Sequence[Change], current: Mapping[CellKey, Decimal]
) -> Iterator[Concern]:
    """Find figures of years that have not begun, or that lie long before the panel.

    A clock that is behind the panel is not used.
    """
    newest = max((year for _, year, _ in current), default=0)
    oldest = min((year for _, year, _ in current), default=0)
    this_year = max(datetime.now(UTC).year, newest + 1)
    for change in changes:
        figure = change.figure
        if figure.year > this_year or figure.year < oldest - _LONG_BEFORE:
            when = (
                "in the future" if figure.year > this_year else f"long before the first, {oldest}"
            )
            yield Concern(
                FUTURE, f"{_label(figure)}: the year is {when}", (figure.cell,), (figure.key,)
            )


def _find_factors(
    levels: Sequence[Change], current: Mapping[CellKey, Decimal]
) -> Iterator[Concern]:
    """Find figures that are about 10 000 times the panel's of that or a close year."""
    by_series: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for (code, year, indicator), value in current.items():
        if value > 0:
            by_series.setdefault((code, indicator), []).append((year, float(value)))
    for change in levels:
        figure = change.figure
        known = by_series.get((figure.code, figure.indicator), ())
        closest = min(known, key=lambda item: abs(item[0] - figure.year), default=None)
        if closest is None or abs(closest[0] - figure.year) > _FACTOR_YEARS:
            continue
        year, reference = closest
        log_ratio = abs(math.log(float(figure.value) / reference))
        if abs(log_ratio - math.log(_FACTOR)) < _FACTOR_TOLERANCE:
            yield Concern(
                FACTOR,
                f"{_label(figure)}: {figure.value:f} ({figure.stated}) against {reference:g} in "
                f"{year}, a factor of about 10 000: the measurement unit is wrong",
                (figure.cell,),
                (figure.key,),
            )


def _deviation(
    change: Change,
    combined: Mapping[CellKey, Decimal],
    current: Mapping[CellKey, Decimal],
    wrong: set[CellKey],
    study: Study,
) -> _Deviation | None:
    """Return the figure with its panel value, or else that of the year before or after."""
    figure = change.figure
    candidates = [(figure.year, current.get(figure.key))]
    for year in (figure.year - 1, figure.year + 1):
        key = (figure.code, year, figure.indicator)
        if key not in wrong and _same_basis(figure, year, study):
            candidates.append((year, combined.get(key)))
    found = [(year, value) for year, value in candidates if value]
    return _Deviation(change, found[0][0], float(found[0][1])) if found else None


def _same_basis(figure: Figure, year: int, study: Study) -> bool:
    """Return whether figures of two years are on one basis; across a change nothing is growth."""
    return study.expected_basis(figure.indicator, figure.year) == study.expected_basis(
        figure.indicator, year
    )


def _find_swaps(
    deviations: Sequence[_Deviation], measure_of: Mapping[str, str], group_of: Mapping[str, str]
) -> Iterator[Concern]:
    """Find pairs of figures that fit when they change places."""
    unusual = [item for item in deviations if abs(item.log_ratio) > _SWAPPED_BEFORE]
    used: set[CellKey] = set()
    for first, second in combinations(unusual, 2):
        a, b = first.change.figure, second.change.figure
        comparable = a.year == b.year and (
            (a.indicator == b.indicator and group_of[a.code] == group_of[b.code])
            or (a.code == b.code and measure_of[a.indicator] == measure_of[b.indicator])
        )
        if not comparable or {a.key, b.key} & used:
            continue
        after = (
            math.log(float(b.value) / first.reference),
            math.log(float(a.value) / second.reference),
        )
        if max(map(abs, after)) < _SWAPPED_AFTER:
            used |= {a.key, b.key}
            yield Concern(
                SWAP,
                f"{_label(a)} ({a.value:f}) and {_label(b)} ({b.value:f}) look swapped: "
                f"{first.year} had {first.reference:g} and {second.reference:g}",
                (a.cell, b.cell),
                (a.key, b.key),
            )


def _find_jumps(
    deviations: Sequence[_Deviation], explained: set[CellKey], combined: Mapping[CellKey, Decimal]
) -> Iterator[Concern]:
    """Find figures that differ by more than 40 % from the panel or from the year beside."""
    flagged: set[CellKey] = set()
    for item in sorted(deviations, key=lambda item: item.change.figure.year):
        figure = item.change.figure
        growth = float(figure.value) / item.reference - 1
        if figure.key in explained or abs(growth) <= _JUMP:
            continue
        if _returns_to_level(figure, flagged, combined):
            continue
        flagged.add(figure.key)
        yield Concern(
            JUMP,
            f"{_label(figure)}: {figure.value:f} against {item.reference:g} "
            f"{'in the panel' if item.year == figure.year else f'in {item.year}'} "
            f"({growth:+.0%})",
            (figure.cell,),
            (figure.key,),
        )


def _returns_to_level(
    figure: Figure, flagged: set[CellKey], combined: Mapping[CellKey, Decimal]
) -> bool:
    """Return whether only the year before is out of line, which has been reported already."""
    before = combined.get((figure.code, figure.year - 2, figure.indicator))
    return (
        (figure.code, figure.year - 1, figure.indicator) in flagged
        and bool(before)
        and abs(float(figure.value) / float(before or 1) - 1) <= _JUMP
    )


def _find_sums(
    stated: Mapping[CellKey, Figure],
    combined: Mapping[CellKey, Decimal],
    sums: Mapping[str, Sequence[str]],
    explained: set[CellKey],
) -> Iterator[Concern]:
    """Find totals that differ from the sum of their parts by more than half a percent.

    Where some of them are the panel's, which may be of an earlier edition, no figure is in doubt.
    """
    for total, parts in sums.items():
        pairs = dict.fromkeys((c, y) for c, y, name in stated if name in (total, *parts))
        for code, year in pairs:
            keys = [(code, year, name) for name in (total, *parts)]
            if not all(key in combined for key in keys) or explained & set(keys):
                continue
            whole, added = combined[keys[0]], sum(combined[key] for key in keys[1:])
            limit = max(
                _SUM_TOLERANCE * float(whole),
                0.5
                * 10.0 ** -min((stated[key].decimals for key in keys if key in stated), default=4)
                * (len(parts) + 1),
            )
            if abs(float(whole) - float(added)) <= limit:
                continue
            shown = [stated[key] for key in keys if key in stated]
            complete = len(shown) == len(keys)
            yield Concern(
                SUM,
                f"{total} of {shown[0].name} ({code}) for {year}: {whole:f}, but "
                f"{' + '.join(parts)} = {added:f}"
                + ("" if complete else "; figures that are not in the file are those of the panel"),
                tuple(figure.cell for figure in shown),
                tuple(figure.key for figure in shown) if complete else (),
            )


def _find_group_sums(
    stated_sums: Sequence[Figure],
    combined: Mapping[CellKey, Decimal],
    stated: Mapping[CellKey, Figure],
) -> Iterator[Concern]:
    """Find stated sums over a group that differ from that of its units by more than 1 %."""
    for item in stated_sums:
        keys = [(code, item.year, item.indicator) for code in item.codes]
        if not any(key in stated for key in keys) or not all(key in combined for key in keys):
            continue
        added = sum(combined[key] for key in keys)
        if abs(float(added) - float(item.value)) > _GROUP_TOLERANCE * abs(float(item.value)):
            yield Concern(
                GROUP_SUM,
                f"{item.indicator} of {item.name} for {item.year}: the file states "
                f"{item.value:f}, its {len(keys)} units add up to {added:f}",
                (item.cell,),
            )


def _find_hidden(changes: Sequence[Change], hidden: Collection[str]) -> Iterator[Concern]:
    """Find figures that whoever opens the file does not see: they may be of an earlier draft."""
    figures = [
        change.figure
        for change in changes
        if change.status != UNCHANGED and change.figure.cell in hidden
    ]
    if figures:
        more = f" and {len(figures) - 1} more" if len(figures) > 1 else ""
        yield Concern(
            HIDDEN,
            f"{_label(figures[0])}{more}: in rows or columns that are hidden in the sheet",
            tuple(figure.cell for figure in figures),
            tuple(figure.key for figure in figures),
        )
