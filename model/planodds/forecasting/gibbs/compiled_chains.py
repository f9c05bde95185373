"""Chains of a block whose whole sweep is compiled and has no proposals to adapt."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class CompiledChains[State: NamedTuple, Data]:
    """Advance the chains of a block one after the other.

    Parameters
    ----------
    state : named tuple of ndarray
        State of all chains, the chain as first axis of every array; updated in place.
    data : sequence
        Data of each chain.
    sweep_chain : callable
        Runs a number of sweeps of one chain; returns False if a precision matrix was not positive
        definite.
    generator : numpy.random.Generator

    Attributes
    ----------
    state, data, generator
        As given.
    adapts : bool
        False.
    """

    adapts = False

    def __init__(
        self,
        state: State,
        data: Sequence[Data],
        sweep_chain: Callable[[State, Data, np.random.Generator, int], bool],
        generator: np.random.Generator,
    ) -> None:
        self.state, self.data, self.generator = state, data, generator
        self._sweep_chain = sweep_chain
        self._per_chain = [
            (type(state)(*(array[c] for array in state)), known) for c, known in enumerate(data)
        ]

    def sweep(self, *, adapt: bool, repeats: int = 1) -> None:
        """Run some sweeps of every chain.

        Parameters
        ----------
        adapt : bool
            Without effect.
        repeats : int
            Number of sweeps.

        Raises
        ------
        numpy.linalg.LinAlgError
            A precision matrix was not positive definite.
        """
        for state, data in self._per_chain:
            if not self._sweep_chain(state, data, self.generator, repeats):
                raise np.linalg.LinAlgError("a precision matrix is not positive definite")
