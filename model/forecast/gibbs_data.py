"""Arrays of the second engine's county block: panels side by side along the chain axis.

And as its compiled loops read them: units in blocks, priors as numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.errors import UsageError
from model.forecast.gibbs_lanes import BETA, HALF_NORMAL, LANES, LOG_NORMAL, TRUNCATED_NORMAL
from model.inputs.priors import Prior

KINDS = {"half_normal": HALF_NORMAL, "beta": BETA, "log_normal": LOG_NORMAL,
         "truncated_normal": TRUNCATED_NORMAL}

@dataclass(frozen=True)
class CountyData:
    """Panels of one shape and calendar, ``chains`` chains of each in a row.

    Attributes
    ----------
    growth, seen : ndarray (year, chain, unit)
        Log growth above the province's; one where observed.
    coal : ndarray (chain, year)
        Log growth of the coal price.
    benchmark : ndarray (year,)
        One where the basis changes.
    step_seen : ndarray (chain, unit)
        One where the year of the change was observed.
    share, prefecture : ndarray (unit,)
        Centred secondary share; prefecture's number.
    member : ndarray (unit, prefecture)
        One where the unit belongs.
    learn : float
        One where persistence and slow scales can be learnt.
    last : int
        Place of the last year with an observation.
    census : int or None
        Place of the benchmark year, if it was observed.
    group : int
        Chains of one panel.
    """

    growth: np.ndarray
    seen: np.ndarray
    coal: np.ndarray
    benchmark: np.ndarray
    step_seen: np.ndarray
    share: np.ndarray
    prefecture: np.ndarray
    member: np.ndarray
    learn: float
    last: int
    census: int | None
    group: int


def stack_county(panels: Sequence[Mapping[str, Any]], chains: int) -> CountyData:
    """Lay the arrays of ``county_data`` side by side, ``chains`` copies of each in a row."""
    first = panels[0]
    growth = np.repeat([p["excess"].T for p in panels], chains, axis=0).swapaxes(0, 1)
    seen = np.repeat([p["mask"].T for p in panels], chains, axis=0).swapaxes(0, 1)
    years = np.flatnonzero(first["mask"].any(axis=0))
    last = int(years[-1]) if len(years) else 0
    marked = np.flatnonzero(first["benchmark"][: last + 1])
    prefecture = first["prefecture"]
    return CountyData(
        growth=np.ascontiguousarray(growth), seen=np.ascontiguousarray(seen),
        coal=np.repeat([p["coal"] for p in panels], chains, axis=0),
        benchmark=first["benchmark"], share=first["share"], prefecture=prefecture,
        step_seen=(np.tensordot(first["benchmark"], seen, axes=1) > 0).astype(float),
        member=np.eye(int(prefecture.max()) + 1)[prefecture], learn=float(first["learn"]),
        last=last, census=int(marked[0]) if len(marked) else None, group=chains)


def pack_lanes(array: np.ndarray) -> np.ndarray:
    """(year, chain, unit) to (chain, block, year, lane), or the same without years."""
    blocks = -(-array.shape[-1] // LANES)
    padded = np.zeros((*array.shape[:-1], blocks * LANES))
    padded[..., :array.shape[-1]] = array
    split = padded.reshape(*array.shape[:-1], blocks, LANES)
    return split if array.ndim == 2 else np.ascontiguousarray(split.transpose(1, 2, 0, 3))


def unpack_lanes(array: np.ndarray, units: int) -> np.ndarray:
    """(chain, block, lane) back to (chain, unit)."""
    return array.reshape(len(array), -1)[:, :units]


def encode_priors(priors: list[Prior]) -> np.ndarray:
    """Priors as rows that compiled code can read: kind and up to four parameters.

    Raises
    ------
    UsageError
        If a prior is fixed or normal: no move here is meant for it.
    """
    rows = np.zeros((len(priors), 5))
    for row, prior in zip(rows, priors, strict=True):
        if prior.dist not in KINDS:
            raise UsageError(f"prior {prior.name!r} is {prior.dist}", expected=", ".join(KINDS),
                             remedy="the second engine moves it only as one of these")
        values = list(prior.parameters.values())
        row[0], row[1:1 + len(values)] = KINDS[prior.dist], values
    return rows
