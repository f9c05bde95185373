"""Run the Gibbs sampler of the common, county and revenue block on one or more panels.

It shares with the PyMC model the arrays of ``common_data``, ``county_data`` and ``revenue_data``
and the declared priors, and no code of its graphs. It returns the same arrays under the same names,
so that a ``Posterior`` can be built from them. A sweep of each block is compiled, chain by chain.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from planodds.constants import POSTERIOR
from planodds.errors import UsageError
from planodds.forecasting.block_data.blocks import empty_revenue_block
from planodds.forecasting.posterior_constants import declared_constants
from planodds.forecasting.types import FitSettings, Posterior

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Driver


@dataclass(frozen=True)
class GibbsSettings:
    """Length of a Gibbs run.

    Attributes
    ----------
    draws, tune : int
        Stored draws and warm-up sweeps per chain.
    chains : int
        Chains per panel.
    thin : int
        Sweeps per stored draw.
    cores : int
        Threads that share the chains of the county block; the draws depend on their number.
    """

    draws: int = 1000
    tune: int = 500
    chains: int = 4
    thin: int = 1
    cores: int = 1


def sample_common(
    panels: Sequence[Mapping[str, np.ndarray]],
    priors: Priors,
    *,
    settings: GibbsSettings,
    generator: np.random.Generator,
    drivers: Sequence[Driver],
) -> list[dict[str, np.ndarray]]:
    """Draw the common block's posterior of each panel.

    Parameters
    ----------
    panels : sequence of mapping
        As from ``common_data``, all of one shape.
    priors : Priors
    settings : GibbsSettings
    generator : numpy.random.Generator
    drivers : sequence of Driver
        ``study.common``.

    Returns
    -------
    list of dict
        One element per panel: parameter -> array of shape (draw, ...), chain after chain, log
        points per year; with anchor and innovation of every moving mean.

    Examples
    --------
    >>> from planodds.forecasting.block_data.common import common_data
    >>> from planodds.inputs import DATA_DIR, load_panel, load_priors
    >>> priors = load_priors(DATA_DIR, "2020")
    >>> panel = load_panel(DATA_DIR, "2020")
    >>> data = common_data(panel, last_year=2025, priors=priors)
    >>> block, = sample_common([data], priors,
    ...                        settings=GibbsSettings(draws=5, tune=5, chains=2),
    ...                        generator=np.random.default_rng(1),
    ...                        drivers=panel.study.common)
    >>> block["national_mean"].shape
    (10, 30)
    """
    from planodds.forecasting.gibbs.common.chains import CommonSampler  # imports Numba

    sampler = CommonSampler(panels, priors, settings.chains, generator, drivers)
    return run_chains(sampler, len(panels), settings)


def sample_county(
    panels: Sequence[Mapping[str, np.ndarray]],
    priors: Priors,
    *,
    settings: GibbsSettings,
    generator: np.random.Generator,
) -> list[dict[str, np.ndarray]]:
    """Draw the county block's posterior of each panel, including unit states.

    Parameters
    ----------
    panels : sequence of mapping
        As from ``county_data``: one shape, one calendar, the same units.
    priors : Priors
    settings : GibbsSettings
    generator : numpy.random.Generator

    Returns
    -------
    list of dict
        One element per panel: parameter -> array of shape (draw, ...), chain after chain.
        ``drift``, ``slow_last`` and ``benchmark``, shape (draw, unit), are those that
        ``draw_states`` adds to the NUTS fit.

    Raises
    ------
    UsageError
        If the chains cannot be divided equally among the cores.
    """
    from planodds.forecasting.gibbs.county.arrays import stack_county
    from planodds.forecasting.gibbs.county.chains import CountySampler  # imports Numba

    if settings.chains % settings.cores:
        raise UsageError(
            f"{settings.chains} chains on {settings.cores} cores",
            expected="the same number of chains on every core",
            remedy="change settings.cores or settings.chains",
        )
    share = replace(settings, chains=settings.chains // settings.cores)

    def run(stream: np.random.Generator) -> list[dict[str, np.ndarray]]:
        return run_chains(
            CountySampler(stack_county(panels, share.chains), priors, stream), len(panels), share
        )

    if settings.cores == 1:
        return run(generator)
    with ThreadPoolExecutor(settings.cores) as pool:
        parts = list(pool.map(run, generator.spawn(settings.cores)))
    return [
        {name: np.concatenate([part[panel][name] for part in parts]) for name in parts[0][panel]}
        for panel in range(len(panels))
    ]


def sample_revenue(
    panels: Sequence[Mapping[str, np.ndarray]],
    priors: Priors,
    *,
    settings: GibbsSettings,
    generator: np.random.Generator,
) -> list[dict[str, np.ndarray]]:
    """Draw the revenue block's posterior of each panel.

    Parameters
    ----------
    panels : sequence of mapping
        As from ``revenue_data``, all of one shape.
    priors : Priors
    settings : GibbsSettings
    generator : numpy.random.Generator

    Returns
    -------
    list of dict
        One element per panel: parameter -> array of shape (draw, ...), chain after chain.
    """
    from planodds.forecasting.gibbs.revenue.chains import RevenueSampler  # imports Numba

    sampler = RevenueSampler(panels, priors, settings.chains, generator)
    return run_chains(sampler, len(panels), settings)


class ChainSampler(Protocol):
    """Sampler of several chains at once, panel after panel.

    Attributes
    ----------
    adapts : bool
        Whether it has proposals that adapt to the chains.
    """

    adapts: bool

    def sweep(self, *, adapt: bool, repeats: int = 1) -> None:
        """Advance all chains by some sweeps.

        Parameters
        ----------
        adapt : bool
            Whether the proposals adapt to the chains (warm-up).
        repeats : int
            Number of sweeps.
        """

    def record(self) -> dict[str, np.ndarray]:
        """Return the current state by name, the chain as first axis."""


def run_chains(
    sampler: ChainSampler, panels: int, settings: GibbsSettings
) -> list[dict[str, np.ndarray]]:
    """Run warm-up and sampling, and collect the draws.

    Parameters
    ----------
    sampler : ChainSampler
    panels : int
        Number of panels, ``settings.chains`` consecutive chains each.
    settings : GibbsSettings

    Returns
    -------
    list of dict of str to ndarray, shape (draw, ...)
        One element per panel, draws chain after chain.
    """
    sampler.sweep(adapt=sampler.adapts, repeats=settings.tune)
    draws: dict[str, np.ndarray] = {}
    for draw in range(settings.draws):
        sampler.sweep(adapt=False, repeats=settings.thin)
        for name, value in sampler.record().items():
            if name not in draws:
                draws[name] = np.empty((len(value), settings.draws, *value.shape[1:]))
            draws[name][:, draw] = value
    return [
        {name: _stack_chains(value, panel, settings.chains) for name, value in draws.items()}
        for panel in range(panels)
    ]


def _stack_chains(value: np.ndarray, panel: int, chains: int) -> np.ndarray:
    """Return the draws of one panel, chain after chain."""
    selected = value[panel * chains : (panel + 1) * chains]
    return selected.reshape(-1, *selected.shape[2:])


def build_posterior(
    panel: Panel, priors: Priors, blocks: Mapping[str, Mapping[str, np.ndarray]], *, chains: int = 4
) -> Posterior:
    """Build a posterior from blocks of the Gibbs sampler.

    Parameters
    ----------
    panel : Panel
    priors : Priors
    blocks : mapping
        ``common`` and ``county`` with the same number of draws; without ``revenue`` that block
        is zero, and simulated revenue is meaningless.
    chains : int

    Returns
    -------
    Posterior
        Without diagnostics: for checks, not for an edition.
    """
    draws = len(next(iter(blocks["common"].values())))
    return Posterior(
        panel.information,
        POSTERIOR,
        {"revenue": empty_revenue_block(panel, draws), **blocks},
        chains,
        (),
        FitSettings(chains=chains),
        declared_constants(panel, priors),
    )
