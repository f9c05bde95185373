"""Shocks of the first forecast years alone: conditions on these years depend on no later shock."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from planodds.forecasting.scenarios.shock_response import Block
    from planodds.forecasting.simulation.simulation_inputs import SimulationInputs


def shorten_inputs(inputs: SimulationInputs, years: int) -> SimulationInputs:
    """Return the inputs of a simulation that ends earlier.

    Parameters
    ----------
    inputs : SimulationInputs
    years : int
        Number of forecast years that remain.

    Returns
    -------
    SimulationInputs
        With the same parameters and coming censuses.
    """
    return replace(
        inputs, years=inputs.years[:years], observed_common=inputs.observed_common[:, : years + 1]
    )


def shorten_shocks(
    arrays: Mapping[Block, np.ndarray], inputs: SimulationInputs, years: int
) -> dict[Block, np.ndarray]:
    """Return the shocks, or the roots of their mixture weights, of the first years.

    Parameters
    ----------
    arrays : mapping of block to ndarray of float, shape (..., year, draw)
        With the years of ``inputs`` in their rows; series of the common block may be stacked.
    inputs : SimulationInputs
    years : int
        Number of years that remain.

    Returns
    -------
    dict of block to ndarray of float
        In the same layout; those of censuses unchanged.
    """
    short = {}
    for block, array in arrays.items():
        if is_yearly(block):
            stacked = array.reshape(-1, *inputs.shape)[:, :years]
            shape = (-1, inputs.draws) if array.ndim == 2 else stacked.shape
            array = stacked.reshape(shape)
        short[block] = array
    return short


def extend_shifts(
    dz: Mapping[Block, np.ndarray], short: SimulationInputs, inputs: SimulationInputs
) -> dict[Block, np.ndarray]:
    """Return changes of the shocks of the first years as changes over the whole horizon.

    Parameters
    ----------
    dz : mapping of block to ndarray of float, shape (shock, draw)
    short, inputs : SimulationInputs
        Of the first years and of all.

    Returns
    -------
    dict of block to ndarray of float, shape (shock, draw)
        Zero in later years.
    """
    full = {}
    for block, array in dz.items():
        if is_yearly(block):
            stacked = array.reshape(-1, *short.shape)
            extended = np.zeros((len(stacked), *inputs.shape))
            extended[:, : short.shape[0]] = stacked
            array = extended.reshape(-1, inputs.draws)
        full[block] = array
    return full


def is_yearly(block: Block) -> bool:
    """Return whether a block has a shock in every year; the others have one in every census.

    Parameters
    ----------
    block : tuple of str

    Returns
    -------
    bool
    """
    return not block[0].startswith("step")
