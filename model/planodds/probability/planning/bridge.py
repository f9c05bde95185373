"""Split of the change of a chance between two forecasts by cause; the parts add up exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds import constants
from planodds.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

REVISED, NEW, MODEL, SCENARIO = "revised_data", "new_data", "model", "scenario"
MONTE_CARLO, TOGETHER = "monte_carlo", "together"
PARTS = (REVISED, NEW, MODEL, SCENARIO, TOGETHER, MONTE_CARLO)
KEY = ("target", "reading", "roster", "year")
_ENDS = ("first", "second")
BRIDGE_COLUMNS = (
    *KEY,
    *_ENDS,
    *(f"{end}_{column}" for end in _ENDS for column in ("mcse", "status")),
    "part",
    "value",
    "measured",
    "error",
)
_ERRORS = 2.0  # Monte Carlo standard errors that count as simulation noise
_CERTAIN = {constants.DECIDED_MET: 1.0, constants.DECIDED_MISSED: 0.0}


@dataclass(frozen=True, eq=False)
class Stage:
    """Chances at one stage between two forecasts.

    Attributes
    ----------
    odds : DataFrame
        ``KEY`` with probability, mcse, lower, upper and status.
    causes : frozenset of str
        What differs from the stage before; empty for the first stage and where only the random
        numbers differ. Several causes count together.
    """

    odds: pd.DataFrame
    causes: frozenset[str] = frozenset()


def simulation_error(odds: pd.DataFrame) -> pd.Series:
    """Return by how much a chance may differ by simulation noise alone.

    Two Monte Carlo standard errors, or the distance to the farther end of the 95 % interval where
    that is larger: without a hit in any draw the standard error is 0, the interval is not.

    Parameters
    ----------
    odds : DataFrame
        probability, mcse, lower, upper and status.

    Returns
    -------
    Series of float
        Shares; 0 for a decided target.
    """
    ends = pd.concat(
        [
            _ERRORS * odds["mcse"],
            odds["upper"] - odds["probability"],
            odds["probability"] - odds["lower"],
        ],
        axis=1,
    )
    return ends.max(axis=1).where(~odds["status"].isin(_CERTAIN), 0.0).fillna(0.0)


def split_change(stages: Sequence[Stage]) -> pd.DataFrame:
    """Split the change of each chance from the first to the last stage by cause.

    With p_k the chance at stage k and e_k its simulation error, step k contributes
    d_k = p_k - p_(k-1) to its cause if abs(d_k) > sqrt(e_k^2 + e_(k-1)^2); a smaller step is
    simulation noise and counts as Monte Carlo, as does a step without a cause. The
    parts add up to p_K - p_0 exactly.

    Parameters
    ----------
    stages : sequence of Stage
        At least two, from the first forecast to the second.

    Returns
    -------
    DataFrame
        ``BRIDGE_COLUMNS``: by target and year the chances ``first`` and ``second`` with their
        Monte Carlo standard errors and statuses, and by part ``value`` (share, what counts),
        ``measured`` (share, the sum of its steps) and ``error`` (share, the simulation error
        of that sum). Only chances that every stage has; a decided target has 0 or 1.

    Raises
    ------
    UsageError
        There are fewer than two stages.
    """
    if len(stages) < 2:
        raise UsageError(
            f"{len(stages)} stages", where="split_change", expected="two forecasts or more"
        )
    tables = [_as_numbers(stage.odds) for stage in stages]
    shared = tables[0].index
    for table in tables[1:]:
        shared = shared[shared.isin(table.index)]
    tables = [table.loc[shared] for table in tables]
    parts = {part: _Part.empty(len(shared)) for part in PARTS}
    for before, after, stage in zip(tables, tables[1:], stages[1:], strict=False):
        change = (after["probability"] - before["probability"]).to_numpy()
        error = np.hypot(after["noise"], before["noise"]).to_numpy()
        part = _part_of(stage.causes)
        parts[part].add(change, error)
        counted = np.abs(change) > error if part != MONTE_CARLO else np.zeros(len(change), bool)
        parts[part].value += np.where(counted, change, 0.0)
    total = (tables[-1]["probability"] - tables[0]["probability"]).to_numpy()
    parts[MONTE_CARLO].value = total - sum(
        (parts[part].value for part in PARTS if part != MONTE_CARLO), np.zeros(len(shared))
    )
    return _as_table(parts, tables)


@dataclass(eq=False)
class _Part:
    """One part of every change: what counts, what was measured, and its squared error."""

    value: np.ndarray
    measured: np.ndarray
    variance: np.ndarray

    @classmethod
    def empty(cls, size: int) -> _Part:
        return cls(np.zeros(size), np.zeros(size), np.zeros(size))

    def add(self, change: np.ndarray, error: np.ndarray) -> None:
        self.measured = self.measured + change
        self.variance = self.variance + error**2


def _part_of(causes: frozenset[str]) -> str:
    """Return the part to which a step with these causes belongs."""
    return next(iter(causes)) if len(causes) == 1 else TOGETHER if causes else MONTE_CARLO


def _as_numbers(odds: pd.DataFrame) -> pd.DataFrame:
    """Return probability and error by key; 0 or 1 without error where a target is decided."""
    table = odds.set_index(list(KEY))[["probability", "mcse", "lower", "upper", "status"]]
    certain = table["status"].map(_CERTAIN)
    table = table.assign(
        probability=certain.fillna(table["probability"]),
        mcse=table["mcse"].where(certain.isna(), 0.0).fillna(0.0),
        noise=simulation_error(table),
    )
    return table[table["probability"].notna()]


def _as_table(parts: dict[str, _Part], tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return the parts as tidy rows, those of one chance together."""
    head = tables[0].index.to_frame(index=False)
    for end, table in zip(_ENDS, (tables[0], tables[-1]), strict=True):
        head[end] = table["probability"].to_numpy()
        head[f"{end}_mcse"] = table["mcse"].to_numpy()
        head[f"{end}_status"] = table["status"].to_numpy()
    rows = [
        head.assign(
            part=name,
            value=part.value,
            measured=part.measured,
            error=np.sqrt(part.variance),
            place=np.arange(len(head)),
        )
        for name, part in parts.items()
    ]
    joined = pd.concat(rows, ignore_index=True).sort_values("place", kind="stable")
    return joined[list(BRIDGE_COLUMNS)].reset_index(drop=True)
