"""Score joint predictive paths of any model and panel, by unit, year and part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.errors import UsageError
from planodds.evaluation.scoring.parts import (
    COMMON,
    EVENT,
    LEVEL,
    RANK,
    RELATIVE,
    decompose_levels,
    descending_rank,
)
from planodds.evaluation.scoring.scoring_rules import (
    interval_coverage_by_unit,
    randomised_pit,
    score_crps,
    score_log,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    type PartScores = tuple[str, np.ndarray, dict[str, np.ndarray]]  # part, units, columns

_RANK_MARGIN = 6
_ALL_UNITS = "all"  # the unit of the common part: one value per horizon
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
    rank_threshold: int | None = None,
    rank_margin: int = _RANK_MARGIN,
    groups: Sequence[str] | None = None,
    units: Sequence[str] | None = None,
    generator: np.random.Generator,
) -> pd.DataFrame:
    """Score joint predictive paths: level, relative and common part, rank, and the rank event.

    With y the log levels, *level* is y_ih; *common* is the cross-section mean of growth since the
    origin, mean_j (y_jh - y_j0), one row per horizon with the unit ``all``; *relative* is the
    level minus the common part, draw by draw; *rank* is 1 + the number of units with a larger
    level in the same draw; *event* is "rank <= rank_threshold", for the units whose rank at the
    origin is within ``rank_margin`` of it. A unit without path, start or outcome is excluded from
    the mean and from the ranking too.

    Parameters
    ----------
    paths : ndarray of float, shape (unit, draw, horizon)
        Predictive log levels; draw m of all units is one joint simulation.
    outcome : ndarray of float, shape (unit, horizon)
        Published log levels; NaN where there is none.
    start : ndarray of float, shape (unit,)
        Log levels at the origin.
    rank_threshold : int, optional
        Threshold of the rank event; without it no event is scored.
    rank_margin : int
        Largest distance in ranks from the threshold at the origin.
    groups, units : sequence of str, optional
        Group and name of each unit; names default to numbers.
    generator : numpy.random.Generator
        Of the randomised PIT.

    Returns
    -------
    DataFrame
        ``ROW_COLUMNS``: CRPS in log points (for ranks, in ranks); log score in nats (NaN for
        ranks, events and constant draws); pit in (0, 1); in_50, in_80, in_90 and happened 0 or 1;
        probability of the event. Columns that do not apply are NaN.

    Raises
    ------
    UsageError
        If the shapes do not match.
    """
    _check_shapes(paths, outcome, start)
    names = np.array([str(u) for u in (range(len(start)) if units is None else units)])
    group_names = np.array(["" if groups is None else str(g) for g in (groups or names)])
    tables = []
    for h in range(paths.shape[2]):
        draws = np.asarray(paths[:, :, h], dtype=float)
        use = np.isfinite(outcome[:, h]) & np.isfinite(start) & np.isfinite(draws).all(axis=1)
        if use.sum() < 2:
            continue
        for part, index, columns in _score_year(
            draws[use],
            outcome[use, h],
            start[use],
            rank_threshold=rank_threshold,
            rank_margin=rank_margin,
            generator=generator,
        ):
            head = (
                {"unit": np.array([_ALL_UNITS]), "group": np.array([""])}
                if part == COMMON
                else {"unit": names[use][index], "group": group_names[use][index]}
            )
            tables.append(pd.DataFrame({**head, "horizon": h + 1, "part": part, **columns}))
    scores = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return scores.reindex(columns=list(ROW_COLUMNS))


def _check_shapes(paths: np.ndarray, outcome: np.ndarray, start: np.ndarray) -> None:
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
    rank_threshold: int | None,
    rank_margin: int,
    generator: np.random.Generator,
) -> Iterator[PartScores]:
    """Yield the parts of one year, each with the indices of its units and its columns."""
    everyone = np.arange(len(start))
    forecast = decompose_levels(draws, start)
    observed = decompose_levels(outcome[:, None], start)
    for part in (LEVEL, RELATIVE, COMMON):
        y, x = observed[part][:, 0], forecast[part]
        yield part, everyone, {"log_score": score_log(y, x), **_score(y, x, generator)}
    rank, observed_rank = descending_rank(draws), descending_rank(outcome)
    yield RANK, everyone, _score(observed_rank, rank, generator)
    if rank_threshold is not None:
        close = np.flatnonzero(np.abs(descending_rank(start) - rank_threshold) <= rank_margin)
        yield (
            EVENT,
            close,
            {
                "probability": (rank[close] <= rank_threshold).mean(axis=1),
                "happened": (observed_rank[close] <= rank_threshold).astype(float),
            },
        )


def _score(
    outcome: np.ndarray, draws: np.ndarray, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    covered = interval_coverage_by_unit(outcome, draws)
    return {
        "crps": score_crps(outcome, draws),
        "pit": randomised_pit(outcome, draws, generator),
        **{name: inside.astype(float) for name, inside in covered.items()},
    }
