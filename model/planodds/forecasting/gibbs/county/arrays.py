"""Pack panels into the arrays of the Gibbs sampler's county block.

Panels are stacked along the chain axis, units are split into blocks of lanes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from planodds.forecasting.gibbs.county.kalman import SIMD_WIDTH

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True)
class CountyData:
    """Data of several panels of one shape and calendar, consecutive chains for each.

    Attributes
    ----------
    growth, observed : ndarray of float, shape (chain, block, year, lane)
        Log growth above the province's; one where observed.
    coal : ndarray of float, shape (chain, year)
        Log growth of the coal price.
    benchmark : ndarray of float, shape (year,)
        One where the basis changes.
    step_observed : ndarray of float, shape (chain, block, 1, lane)
        One where the benchmark year was observed.
    share : ndarray of float, shape (block, lane)
        Centred secondary share.
    prefecture : ndarray of int, shape (block, lane)
    units, prefectures : int
        Numbers of units and prefectures.
    learn : float
        One if the sample identifies persistence and slow scales.
    last : int
        Position of the last year with an observation.
    census : int or None
        Position of the benchmark year, if it was observed.
    chains_per_panel : int
    """

    growth: np.ndarray
    observed: np.ndarray
    coal: np.ndarray
    benchmark: np.ndarray
    step_observed: np.ndarray
    share: np.ndarray
    prefecture: np.ndarray
    units: int
    prefectures: int
    learn: float
    last: int
    census: int | None
    chains_per_panel: int


def stack_county(panels: Sequence[Mapping[str, np.ndarray]], chains: int) -> CountyData:
    """Stack the arrays of ``county_data`` of several panels.

    Parameters
    ----------
    panels : sequence of mapping
        Of one shape and calendar.
    chains : int
        Copies of each panel, next to each other.

    Returns
    -------
    CountyData
    """
    first = panels[0]
    growth, observed = (
        pack_lanes(np.repeat([p[name].T for p in panels], chains, axis=0))
        for name in ("excess", "mask")
    )
    years = np.flatnonzero(first["mask"].any(axis=0))
    last = int(years[-1]) if len(years) else 0
    marked = np.flatnonzero(first["benchmark"][: last + 1])
    benchmark = np.asarray(first["benchmark"], float)
    return CountyData(
        growth=growth,
        observed=observed,
        benchmark=benchmark,
        coal=np.repeat([np.asarray(p["coal"], float) for p in panels], chains, axis=0),
        step_observed=((observed * benchmark[:, None]).sum(axis=2, keepdims=True) > 0).astype(
            float
        ),
        share=pack_lanes(np.asarray(first["share"], float)),
        prefecture=pack_lanes(np.asarray(first["prefecture"], np.int64)),
        units=len(first["share"]),
        prefectures=int(first["prefecture"].max()) + 1,
        learn=float(first["learn"]),
        last=last,
        census=int(marked[0]) if len(marked) else None,
        chains_per_panel=chains,
    )


def pack_lanes(array: np.ndarray) -> np.ndarray:
    """Split the unit axis into blocks of lanes.

    Parameters
    ----------
    array : ndarray, shape (..., unit)

    Returns
    -------
    ndarray, shape (..., block, lane)
        Zero beyond the last unit; (chain, block, year, lane) for an array (chain, year, unit).
    """
    blocks = -(-array.shape[-1] // SIMD_WIDTH)
    padded = np.zeros((*array.shape[:-1], blocks * SIMD_WIDTH), array.dtype)
    padded[..., : array.shape[-1]] = array
    split = padded.reshape(*array.shape[:-1], blocks, SIMD_WIDTH)
    return np.ascontiguousarray(split.swapaxes(1, 2)) if array.ndim == 3 else split


def unpack_lanes(array: np.ndarray, units: int) -> np.ndarray:
    """Merge blocks and lanes into the unit axis, the inverse of ``pack_lanes``.

    Parameters
    ----------
    array : ndarray, shape (chain, block, lane) or (chain, block, year, lane)
    units : int

    Returns
    -------
    ndarray, shape (chain, unit) or (chain, year, unit)
    """
    if array.ndim == 4:
        array = array.swapaxes(1, 2)
    return array.reshape(*array.shape[:-2], -1)[..., :units]
