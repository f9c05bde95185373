"""Score joint paths of any model and panel against what came, unit by unit and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError
from planodds.evaluation.scoring.scoring_rules import (
    interval_coverage_by_unit,
    randomised_pit,
    score_crps,
    score_log,
)
from planodds.evaluation.track_record.county_scores import COMMON, LEVEL, RELATIVE, decompose_levels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

EVENT = "event"
RANK = constants.RANK
_NEAR_BOUNDARY = 6
_ALL_UNITS = "all"  # the unit of the common part: one number a horizon
ROW_COLUMNS = (
    "unit",
    "group",
    "horizon",
    "part",
    "crps",
    "log_score",
    "pit",
    "in_50",
    "in_80",
    "in_90",
    "probability",
    "happened",
)


def score_paths(
    paths: np.ndarray,
    outcome: np.ndarray,
    start: np.ndarray,
    *,
    place: int | None = None,
    near: int = _NEAR_BOUNDARY,
    groups: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Score joint predictive paths: level, relative and common part, rank, and the rank event.

    With y the log levels, *level* is y_ih; *relative* is the level less the cross-section mean
    of growth since the origin, y_ih - mean_j (y_jh - y_j0), draw by draw; *common* is that mean
    itself, one row a horizon under the unit ``all``; *rank* is 1 + units larger in the same draw;
    *event* is "rank <= place", for the units that start within ``near`` places of it. A unit
    without path, start or outcome is left out, of the mean and of the ranking as well.

    Parameters
    ----------
    paths : ndarray (unit, draw, horizon)
        Predictive log levels, draw m of all units being one world.
    outcome : ndarray (unit, horizon)
        Log levels published since; NaN where there is none.
    start : ndarray (unit,)
        Log levels at the origin.
    place : int, optional
        Of the rank event; none is scored without it.
    near : int
        YamlLocations.
    groups, units : sequence of str, optional
        Group and name of each unit; names default to their numbers.
    generator : numpy.random.Generator
        Spreads the probability integral transform over ties.

    Returns
    -------
    DataFrame
        ``ROW_COLUMNS``; CRPS in log points (places for ranks), log score in nats (NaN for ranks,
        events and draws that do not vary), pit in (0, 1), in_50 .. in_90 and happened 0 or 1,
        probability of the event. What does not apply is NaN.

    Raises
    ------
    UsageError
        If the shapes disagree.
    """
    _require_shapes(paths, outcome, start)
    labels = np.array([str(u) for u in (range(len(start)) if units is None else units)])
    kinds = np.array(["" if groups is None else str(g) for g in (groups or labels)])
    tables = []
    for h in range(paths.shape[2]):
        draws = np.asarray(paths[:, :, h], dtype=float)
        use = np.isfinite(outcome[:, h]) & np.isfinite(start) & np.isfinite(draws).all(axis=1)
        if use.sum() < 2:
            continue
        for part, table in _score_year(
            draws[use], outcome[use, h], start[use], place=place, near=near, generator=generator
        ):
            own = table.pop("use")
            named = (
                (np.array([_ALL_UNITS]), np.array([""]))
                if part == COMMON
                else (labels[use][own], kinds[use][own])
            )
            tables.append(
                pd.DataFrame(
                    {"unit": named[0], "group": named[1], "horizon": h + 1, "part": part, **table}
                )
            )
    rows = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return rows.reindex(columns=list(ROW_COLUMNS))


def _require_shapes(paths: np.ndarray, outcome: np.ndarray, start: np.ndarray) -> None:
    expected = (len(start), paths.shape[2]) if paths.ndim == 3 else None
    if expected is None or len(paths) != len(start) or outcome.shape != expected:
        raise UsageError(
            f"paths {paths.shape}, outcome {outcome.shape}, start {start.shape}",
            where="score_paths",
            expected="(unit, draw, horizon), (unit, horizon), (unit,)",
        )


def _score_year(
    draws: np.ndarray,
    outcome: np.ndarray,
    start: np.ndarray,
    *,
    place: int | None,
    near: int,
    generator: np.random.Generator,
) -> Iterator[tuple[str, dict[str, np.ndarray]]]:
    """Yield each part of one year; ``use`` says which units its values are of."""
    everyone = np.arange(len(start))
    ours, came = decompose_levels(draws, start), decompose_levels(outcome[:, None], start)
    for part in (LEVEL, RELATIVE, COMMON):
        y, x = came[part][:, 0], ours[part]
        yield part, {"use": everyone, "log_score": score_log(y, x), **_score(y, x, generator)}
    rank, came_rank = descending_rank(draws), descending_rank(outcome)
    yield RANK, {"use": everyone, **_score(came_rank, rank, generator)}
    if place is not None:
        close = np.flatnonzero(np.abs(descending_rank(start) - place) <= near)
        yield (
            EVENT,
            {
                "use": close,
                "probability": (rank[close] <= place).mean(axis=1),
                "happened": (came_rank[close] <= place).astype(float),
            },
        )


def _score(
    outcome: np.ndarray, draws: np.ndarray, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    held = interval_coverage_by_unit(outcome, draws)
    return {
        "crps": score_crps(outcome, draws),
        "pit": randomised_pit(outcome, draws, generator),
        **{name: value.astype(float) for name, value in held.items()},
    }


def descending_rank(level: np.ndarray) -> np.ndarray:
    """Rank along the first axis, 1 for the largest, ties sharing the better place.

    Examples
    --------
    >>> descending_rank(np.array([3.0, 5.0, 4.0])).tolist()
    [3.0, 1.0, 2.0]
    """
    from scipy.stats import rankdata

    return rankdata(-level, method="min", axis=0).astype(float)
