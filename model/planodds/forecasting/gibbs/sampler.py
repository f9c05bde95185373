"""Second engine: the common and the county block by Gibbs sampling, without PyMC.

Shares with the first engine the arrays of ``common_data`` and ``county_data`` and the declared
priors, and no line of its graphs. It returns the same arrays under the same names, so that a
``Posterior`` can be made of them. It is for long panels (docs/decisions/0006) and for checks:
agreement of the engines, simulation-based calibration. All chains of all panels move together
through the common block; a sweep of the county block is compiled, chain by chain.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import POSTERIOR
from planodds.errors import UsageError
from planodds.forecasting.gibbs.common import CommonSampler
from planodds.forecasting.types import FitSettings, Posterior

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from planodds.inputs.priors import Priors


@dataclass(frozen=True)
class GibbsSettings:
    """Kept draws and warm-up sweeps a chain, chains a panel, sweeps between kept draws.

    ``cores`` threads share the chains of the county block; the draws depend on their number.
    """

    draws: int = 1000
    tune: int = 500
    chains: int = 4
    thin: int = 1
    cores: int = 1


def sample_common(
    panels: Sequence[Mapping[str, Any]],
    priors: Priors,
    *,
    settings: GibbsSettings,
    generator: np.random.Generator,
) -> list[dict[str, np.ndarray]]:
    """Draw the common block's posterior of each panel.

    Parameters
    ----------
    panels : sequence of mapping
        As from ``common_data``, all of one shape.
    priors : Priors
    settings : GibbsSettings
    generator : numpy.random.Generator

    Returns
    -------
    list of dict
        A panel: parameter -> (draw, ...), chain after chain, log points a year; with
        ``national_anchor`` and ``provincial_anchor``, on which the data have no bearing.

    Examples
    --------
    >>> from planodds.forecasting.nuts.common import common_data
    >>> from planodds.inputs import DATA_DIR, load_panel, load_priors
    >>> priors = load_priors(DATA_DIR, "2020")
    >>> data = common_data(load_panel(DATA_DIR, "2020"), last_year=2025, priors=priors)
    >>> block, = sample_common([data], priors,
    ...                        settings=GibbsSettings(draws=5, tune=5, chains=2),
    ...                        generator=np.random.default_rng(1))
    >>> block["national_mean"].shape
    (10, 30)
    """
    sampler = CommonSampler(panels, priors, settings.chains, generator)
    blocks = run_chains(sampler, len(panels), settings)
    for block in blocks:
        for label in ("national", "provincial"):
            block[f"{label}_anchor"] = priors[f"common.{label}_anchor"].draw(
                generator, len(block["coal_mean"])
            )
    return blocks


def sample_county(
    panels: Sequence[Mapping[str, Any]],
    priors: Priors,
    *,
    settings: GibbsSettings,
    generator: np.random.Generator,
) -> list[dict[str, np.ndarray]]:
    """Draw the county block's posterior of each panel, unit states among it.

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
        A panel: parameter -> (draw, ...), chain after chain. ``drift``, ``slow_last`` and
        ``benchmark`` (draw, unit) stand where ``draw_states`` puts them for the first engine.
    """
    from planodds.forecasting.gibbs.arrays import stack_county
    from planodds.forecasting.gibbs.county import CountySampler  # brings the compiler

    if settings.chains % settings.cores:
        raise UsageError(
            f"{settings.chains} chains on {settings.cores} cores",
            expected="the same number of chains on every core",
            remedy="change cores or chains",
        )
    share = replace(settings, chains=settings.chains // settings.cores)

    def run(own: np.random.Generator) -> list[dict[str, np.ndarray]]:
        return run_chains(
            CountySampler(stack_county(panels, share.chains), priors, own), len(panels), share
        )

    if settings.cores == 1:
        return run(generator)
    with ThreadPoolExecutor(settings.cores) as pool:
        parts = list(pool.map(run, generator.spawn(settings.cores)))
    return [
        {name: np.concatenate([part[panel][name] for part in parts]) for name in parts[0][panel]}
        for panel in range(len(panels))
    ]


def run_chains(sampler: Any, panels: int, settings: GibbsSettings) -> list[dict[str, np.ndarray]]:
    for _ in range(settings.tune):
        sampler.sweep(adapt=True)
    kept: dict[str, np.ndarray] = {}
    for draw in range(settings.draws):
        for _ in range(settings.thin):
            sampler.sweep(adapt=False)
        for name, value in sampler.record().items():
            if name not in kept:
                kept[name] = np.empty((len(value), settings.draws, *value.shape[1:]))
            kept[name][:, draw] = value
    return [
        {name: _flatten(value, panel, settings.chains) for name, value in kept.items()}
        for panel in range(panels)
    ]


def _flatten(value: np.ndarray, panel: int, chains: int) -> np.ndarray:
    """Chains of one panel, stacked chain after chain."""
    own = value[panel * chains : (panel + 1) * chains]
    return own.reshape(-1, *own.shape[2:])


def build_posterior(
    panel: Any, priors: Priors, blocks: Mapping[str, Mapping[str, np.ndarray]], *, chains: int = 4
) -> Posterior:
    """Put blocks of this engine where paths are drawn from.

    Parameters
    ----------
    panel : Panel
    priors : Priors
    blocks : mapping
        ``common`` and ``county`` with the same number of draws; without ``revenue`` that block
        is nil, and the paths of revenue mean nothing.
    chains : int

    Returns
    -------
    Posterior
        Without diagnostics: it is for checks, not for an edition.
    """
    from planodds.forecasting.posterior_constants import declared_constants

    draws = len(blocks["common"]["coal_mean"])
    names = ("intercept", "common_elasticity", "relative_elasticity", "coal_slope", "reversion")
    nil = {name: np.zeros(draws) for name in names}
    nil |= {
        name: np.zeros((draws, len(panel.units)))
        for name in ("target_ratio", "revenue_shock_scale")
    }
    return Posterior(
        panel.information,
        POSTERIOR,
        {"revenue": nil, **blocks},
        chains,
        (),
        FitSettings(chains=chains),
        declared_constants(panel, priors),
    )
