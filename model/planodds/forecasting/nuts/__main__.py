"""Compile the graphs of the check by NUTS, so that the first edition does not have to.

Run as ``python -m planodds.forecasting.nuts``, as the installation does. PyTensor keeps what it
compiles in the user's cache; most of it serves graphs of other shapes too.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from planodds.forecasting.gibbs_fit import GibbsFitter
from planodds.forecasting.nuts.fit import Sampler
from planodds.forecasting.types import FitSettings
from planodds.inputs import DATA_DIR, load_panel, load_priors

if TYPE_CHECKING:
    from collections.abc import Sequence

_NEWEST = "latest"
_SHORT = FitSettings(draws=10, tune=10, chains=2, quick=True, allow_gate_failure=True)
# Two processes for as long.
_SHARES = (("county",), ("common", "revenue"))


def compile_blocks(blocks: Sequence[str]) -> None:
    """Compile the graphs of some blocks, of the shape of the default study.

    Parameters
    ----------
    blocks : sequence of str
        Of "common", "county" and "revenue".
    """
    panel, priors = load_panel(DATA_DIR, _NEWEST), load_priors(DATA_DIR, _NEWEST)
    sampler = Sampler(
        last_county_year=panel.years[-1],
        last_driver_year=panel.driver_years[-1],
        drivers=panel.study.common,
    )
    # The arrays of the revenue block need some draws of the county block.
    fitted = GibbsFitter().fit_posterior(panel, priors, settings=_SHORT)
    for block in blocks:
        sampler.compile_block(block, panel, priors, fitted.blocks)


def compile_all() -> None:
    """Compile the blocks in two processes."""
    with ProcessPoolExecutor(len(_SHARES)) as pool:
        for done in [pool.submit(partial(compile_blocks, share)) for share in _SHARES]:
            done.result()


if __name__ == "__main__":
    compile_all()
