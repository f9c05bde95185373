"""Arrays of the second engine's county block: panels side by side along the chain axis.

And as its compiled loops read them: units in blocks, priors as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import UsageError
from planodds.forecasting.gibbs.kalman import SIMD_WIDTH
from planodds.forecasting.gibbs.numba_utils import BETA, HALF_NORMAL, LOG_NORMAL, TRUNCATED_NORMAL

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.priors import Prior

_KINDS = {
    "half_normal": HALF_NORMAL,
    "beta": BETA,
    "log_normal": LOG_NORMAL,
    "truncated_normal": TRUNCATED_NORMAL,
}


@dataclass(frozen=True)
class CountyData:
    """Panels of one shape and calendar, ``chains`` chains of each in a row.

    Attributes
    ----------
    growth, seen : ndarray (chain, block, year, lane)
        Log growth above the province's; one where observed.
    coal : ndarray (chain, year)
        Log growth of the coal price.
    benchmark : ndarray (year,)
        One where the basis changes.
    step_observed : ndarray (chain, block, 1, lane)
        One where the year of the change was observed.
    share, place : ndarray (block, lane)
        Centred secondary share; prefecture's number.
    units, groups : int
        Units and prefectures.
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
    step_observed: np.ndarray
    share: np.ndarray
    place: np.ndarray
    units: int
    groups: int
    learn: float
    last: int
    census: int | None
    group: int


def stack_county(panels: Sequence[Mapping[str, Any]], chains: int) -> CountyData:
    """Lay the arrays of ``county_data`` side by side, ``chains`` copies of each in a row."""
    first = panels[0]
    growth, seen = (
        pack_lanes(np.repeat([p[name].T for p in panels], chains, axis=0))
        for name in ("excess", "mask")
    )
    years = np.flatnonzero(first["mask"].any(axis=0))
    last = int(years[-1]) if len(years) else 0
    marked = np.flatnonzero(first["benchmark"][: last + 1])
    benchmark = np.asarray(first["benchmark"], float)
    return CountyData(
        growth=growth,
        seen=seen,
        benchmark=benchmark,
        coal=np.repeat([np.asarray(p["coal"], float) for p in panels], chains, axis=0),
        step_observed=((seen * benchmark[:, None]).sum(axis=2, keepdims=True) > 0).astype(float),
        share=pack_lanes(np.asarray(first["share"], float)),
        place=pack_lanes(np.asarray(first["prefecture"], np.int64)),
        units=len(first["share"]),
        groups=int(first["prefecture"].max()) + 1,
        learn=float(first["learn"]),
        last=last,
        census=int(marked[0]) if len(marked) else None,
        group=chains,
    )


def pack_lanes(array: np.ndarray) -> np.ndarray:
    """(..., unit) to (..., block, lane), the block before the year if there are three axes."""
    blocks = -(-array.shape[-1] // SIMD_WIDTH)
    padded = np.zeros((*array.shape[:-1], blocks * SIMD_WIDTH), array.dtype)
    padded[..., : array.shape[-1]] = array
    split = padded.reshape(*array.shape[:-1], blocks, SIMD_WIDTH)
    return np.ascontiguousarray(split.swapaxes(1, 2)) if array.ndim == 3 else split


def unpack_lanes(array: np.ndarray, units: int) -> np.ndarray:
    """(chain, block, lane) back to (chain, unit), or with years to (chain, year, unit)."""
    if array.ndim == 4:
        array = array.swapaxes(1, 2)
    return array.reshape(*array.shape[:-2], -1)[..., :units]


def encode_priors(priors: list[Prior]) -> np.ndarray:
    """Priors as rows that compiled code can read: kind and up to four parameters.

    Raises
    ------
    UsageError
        If a prior is fixed or normal: no move here is meant for it.
    """
    rows = np.zeros((len(priors), 5))
    for row, prior in zip(rows, priors, strict=True):
        if prior.dist not in _KINDS:
            raise UsageError(
                f"prior {prior.name!r} is {prior.dist}",
                expected=", ".join(_KINDS),
                remedy="the second engine moves it only as one of these",
            )
        values = list(prior.parameters.values())
        row[0], row[1 : 1 + len(values)] = _KINDS[prior.dist], values
    return rows
