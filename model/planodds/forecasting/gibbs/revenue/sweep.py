"""One compiled sweep of a chain of the revenue block.

A Student-t shock is a scale mixture of normals. Where a benchmark year hides the growth of a unit,
that growth is drawn too, so that everything but the scales and the reversion is Gaussian.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from planodds.forecasting.gibbs.numba_utils import compile_loop
from planodds.forecasting.gibbs.revenue.coefficients import draw_coefficients
from planodds.forecasting.gibbs.revenue.scales import draw_scales

if TYPE_CHECKING:
    import numpy as np

    from planodds.forecasting.gibbs.revenue.chain_types import RevenueData, RevenueState


@compile_loop
def sweep_chain(
    state: RevenueState, data: RevenueData, generator: np.random.Generator, repeats: int
) -> bool:
    """Run all steps a number of times, in place.

    Parameters
    ----------
    state : RevenueState
        Updated in place.
    data : RevenueData
    generator : numpy.random.Generator
    repeats : int

    Returns
    -------
    bool
        False if a precision matrix was not positive definite.
    """
    regular = True
    for _ in range(repeats):
        regular &= draw_coefficients(state, data, generator)
        draw_scales(state, data, generator)
    return regular
