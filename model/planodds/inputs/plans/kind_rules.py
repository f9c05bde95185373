"""Kinds of target: the keys that each needs, the keys it refuses, and the old names of kinds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from planodds.inputs.tables.yaml_models import check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.inputs.plans.target import Target

Kind = Literal[
    "level",
    "average_growth",
    "rank",
    "path_rank",
    "outlook",
    "share",
    "ratio",
    "cumulative_change",
    "cumulative_count",
    "floor_every_year",
    "cap_every_year",
    "all_sections_share",
    "relative_growth",
    "annual_path",
    "range",
    "assigned",
    "front",
]
OLD_KINDS: Mapping[str, str] = {"count": "cumulative_count", "sections": "all_sections_share"}
RANK_KINDS = ("rank", "front")  # one rank at the target year
EVERY_YEAR = ("floor_every_year", "cap_every_year", "annual_path", "all_sections_share")

_THRESHOLD = ("threshold", "direction")
_NUMBERS = ("threshold", "thresholds", "lower", "upper", "cut")


@dataclass(frozen=True)
class KindRule:
    """Keys of one kind of target.

    Attributes
    ----------
    needs : tuple of str
        Keys of a computable target.
    allows : tuple of str
        Numbers and references that it may have besides.
    upward : bool or None
        True: direction >= or >; False: <= or <; None: any.
    """

    needs: tuple[str, ...]
    allows: tuple[str, ...] = ()
    upward: bool | None = None


RULES: Mapping[str, KindRule] = {
    "level": KindRule(_THRESHOLD),
    "average_growth": KindRule(_THRESHOLD),
    "rank": KindRule(("direction",), ("threshold", "cut"), upward=False),
    "path_rank": KindRule((), ("direction",), upward=False),
    "outlook": KindRule((), ("direction", "cut"), upward=False),
    "share": KindRule(_THRESHOLD),
    "ratio": KindRule((*_THRESHOLD, "reference")),
    "cumulative_change": KindRule(_THRESHOLD, ("change",)),
    "cumulative_count": KindRule(_THRESHOLD),
    "floor_every_year": KindRule(_THRESHOLD, upward=True),
    "cap_every_year": KindRule(_THRESHOLD, upward=False),
    "all_sections_share": KindRule(_THRESHOLD, upward=True),
    "relative_growth": KindRule(("direction", "reference"), ("threshold",)),
    "annual_path": KindRule(("thresholds", "direction")),
    "range": KindRule(("lower", "upper")),
    "assigned": KindRule((), ("direction",)),
    "front": KindRule((), ("cut", "direction"), upward=False),
}
_OPTIONAL = (*_NUMBERS, "direction", "reference", "change")


def check_kind(target: Target) -> None:
    """Check that a target has the keys of its kind and no others.

    Parameters
    ----------
    target : Target

    Raises
    ------
    PydanticCustomError
        A key is missing, or does not belong to the kind.
    """
    rule = RULES[target.kind]
    for key in _OPTIONAL:
        check(
            getattr(target, key) is None or key in (*rule.needs, *rule.allows),
            f"no {key} in a target of kind {target.kind}: it takes {_describe(rule)}",
            remedy=f"remove {key}, or choose the kind that takes it",
            key=key,
        )
    if target.pending:
        _check_pending(target)
    elif target.computable:
        _check_complete(target, rule)
    check(
        rule.upward is None or target.direction in (None, *_directions(rule.upward)),
        f"direction {' or '.join(_directions(bool(rule.upward)))} for the kind {target.kind}",
        remedy="correct the direction",
        key="direction",
    )
    _check_numbers(target)


def _describe(rule: KindRule) -> str:
    return ", ".join((*rule.needs, *rule.allows)) or "no number"


def _directions(upward: bool) -> tuple[str, str]:
    return (">=", ">") if upward else ("<=", "<")


def _check_pending(target: Target) -> None:
    for key in _NUMBERS:
        check(
            getattr(target, key) is None,
            f"no {key} beside pending: true",
            remedy=f"remove pending: true once {key} is set",
            key=key,
        )


def _check_complete(target: Target, rule: KindRule) -> None:
    """Check what the computation of a target needs."""
    if set(_THRESHOLD) <= set(rule.needs):
        check(
            None not in (target.threshold or target.growth_to_threshold, target.direction),
            "a threshold and a direction for a computable target",
            remedy="set both, or write pending: true until the number is set",
        )
    for key in rule.needs:
        if key == "threshold" and target.growth_to_threshold is not None:
            continue
        check(
            getattr(target, key) is not None,
            f"{key} for a target of kind {target.kind}",
            remedy=f"add {key}, or write pending: true until the number is set",
        )
    if target.kind == "rank":
        check(
            (target.threshold is None) != (target.cut is None),
            "a threshold and a direction for a computable target: for a rank either threshold "
            "or cut",
            remedy="set one of the two",
        )
    if target.kind in (*RANK_KINDS, "path_rank"):
        check(
            all(reading.roster for reading in target.readings if reading.computable),
            "a roster for each rank reading",
            remedy="name a roster of study.yaml, or group",
            key="readings",
        )
    else:
        check(
            bool(target.series),
            "variable or series: the name of the figures that decide the target",
            remedy="add series",
        )
    if target.kind == "relative_growth":
        check(
            target.reference is not None and target.reference.series is not None,
            "reference with the series whose growth is compared",
            remedy="write reference: {series: gdp}",
            key="reference",
        )


def _check_numbers(target: Target) -> None:
    """Check that years and bounds are in order."""
    years = list(target.thresholds or {})
    check(
        all(target.base_year < year <= target.year for year in years),
        f"years after {target.base_year} up to {target.year}",
        remedy="correct the years of thresholds",
        key="thresholds",
    )
    check(
        target.thresholds is None or bool(years),
        "at least one year",
        remedy="write a year and its threshold",
        key="thresholds",
    )
    check(
        target.lower is None or target.upper is None or target.lower < target.upper,
        "lower below upper",
        remedy="exchange the two",
        key="lower",
    )
    check(
        target.kind == "level" or target.base_year < target.year,
        "base_year before year",
        remedy="correct one of the two years",
        key="base_year",
    )
