"""Sensitivity analysis: the forecast under one changed assumption at a time, on the same shocks."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.forecasting.simulation.common_paths import first_effect
from planodds.forecasting.simulation.paths import forecast_paths
from planodds.forecasting.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from planodds.forecasting.gibbs_fit import GibbsFitter
    from planodds.forecasting.nuts.fit import Sampler
    from planodds.forecasting.types import Forecast, Posterior
    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Driver

_ANCHORS = (0.04, 0.07)  # prior mean of long-run growth, log points per year
_INNOVATIONS = (0.006, 0.025)  # sd of the yearly step of mean growth, log points
_LEVELS = {"lower": -0.01, "higher": 0.01}  # shift of mean growth, log points per year
_DEGREES = 10.0  # of the shocks of the common series
_KNOWN = 0.05  # log sd of an innovation that is set
_GAUSSIAN = 1e7  # degrees of freedom at which a Student-t is normal
_CENSUS_SCALES = ("benchmark_scale", "benchmark_prefecture_scale")
_CENSUS_CONSTANTS = ("county.benchmark_slope.sd", "county.provincial_benchmark.sd")


def fit_sensitivities(
    posterior: Posterior, panel: Panel, *, sampler: Sampler | GibbsFitter, priors: Priors
) -> dict[str, Posterior]:
    """Refit the common block under assumptions that enter its likelihood.

    Parameters
    ----------
    posterior : Posterior
        Baseline fit; its county and revenue draws are reused.
    panel : Panel
    sampler : Sampler
        Its graph takes the changed assumptions as data.
    priors : Priors

    Returns
    -------
    dict of str to Posterior
        ``assumption@level`` -> posterior.
    """
    drivers = panel.study.common
    root = _root_of_aggregate(drivers)
    changed: dict[str, dict[str, Any]] = {
        f"anchor@{value:.3f}": {"name": f"common.{root}_anchor", "mean": value}
        for value in _ANCHORS
    }
    changed |= {
        f"trend_innovation@{value:.3f}": {
            "name": f"common.{root}_innovation",
            "median": value,
            "log_sd": _KNOWN,
        }
        for value in _INNOVATIONS
    }
    changed[f"degrees@{_DEGREES:.0f}"] = {"name": "common.degrees", "value": _DEGREES}
    effect = first_effect(drivers)
    if effect:
        label = f"{drivers[1].symbol}_{drivers[0].symbol}@0"
        changed[label] = {"name": f"common.{effect}", "mean": 0.0, "sd": 1e-3}
    return {
        label: sampler.refit_common(posterior, panel, priors.replaced(**change))
        for label, change in changed.items()
    }


def forecast_sensitivities(
    posterior: Posterior, panel: Panel, *, refits: Mapping[str, Posterior], paths: int, seed: int
) -> Iterator[tuple[str, str, Forecast]]:
    """Forecast under each alternative assumption, all on the same shocks.

    Parameters
    ----------
    posterior : Posterior
    panel : Panel
    refits : mapping of str to Posterior
        From ``fit_sensitivities``.
    paths, seed : int
        As in ``forecast_paths``.

    Yields
    ------
    name, level : str
        The changed assumption and its value; ``as_modelled`` comes first.
    forecast : Forecast
    """
    draw = partial(forecast_paths, panel=panel, paths=paths, seed=seed)
    baseline = draw(posterior)
    yield "as_modelled", "", baseline
    for level, change in _LEVELS.items():
        yield "trend_level", level, draw(_shift_means(posterior, panel, change))
    for label, refitted in refits.items():
        name, level = label.split("@")
        yield name, level, draw(refitted)
    yield "heavy_tails", "off", draw(_without_tails(posterior))
    for factor in (0.0, 2.0):
        yield "census", f"x{factor:.0f}", draw(_scale_census(posterior, factor))
    yield "common_shocks", "none", permute_units(baseline, seed=seed)


def _with_block(posterior: Posterior, block: str, **arrays: np.ndarray) -> Posterior:
    """Return the posterior with some arrays of one block replaced."""
    changed = {**posterior.blocks[block], **arrays}
    return replace(posterior, blocks={**posterior.blocks, block: changed})


def _root_of_aggregate(drivers: Sequence[Driver]) -> str:
    """Return the series to whose mean that of the aggregate is relative, directly or not."""
    by_symbol = {driver.symbol: driver for driver in drivers}
    driver = drivers[-1]
    while driver.relative_to:
        driver = by_symbol[driver.relative_to]
    return driver.symbol


def _shift_means(posterior: Posterior, panel: Panel, change: float) -> Posterior:
    """Shift the mean growth of the aggregate, and of what it is relative to, in every year."""
    common, drivers = posterior.blocks["common"], panel.study.common
    root = _root_of_aggregate(drivers)
    shifted = {root, *(d.symbol for d in drivers if d.relative_to)}
    means = {f"{symbol}_mean": common[f"{symbol}_mean"] + change for symbol in shifted}
    anchor = {f"{root}_anchor": common[f"{root}_anchor"] + change}
    return _with_block(posterior, "common", **means, **anchor)


def _without_tails(posterior: Posterior) -> Posterior:
    """Make the simulated shocks Gaussian, of the same scale (the fit is unchanged)."""
    degrees = {f"{block}.degrees": _GAUSSIAN for block in ("common", "county", "revenue")}
    return replace(posterior, constants={**posterior.constants, **degrees})


def _scale_census(posterior: Posterior, factor: float) -> Posterior:
    """Scale coming census steps by a factor; the step of the sample is unchanged."""
    scaled = {name: posterior.blocks["county"][name] * factor for name in _CENSUS_SCALES}
    constants = {name: posterior.constants[name] * factor for name in _CENSUS_CONSTANTS}
    changed = _with_block(posterior, "county", **scaled)
    return replace(changed, constants={**posterior.constants, **constants})


def permute_units(forecast: Forecast, *, seed: int) -> Forecast:
    """Permute each unit's draws independently: the same marginals without common shocks.

    Parameters
    ----------
    forecast : Forecast
    seed : int

    Returns
    -------
    Forecast
        The change in the odds of a rank measures the effect of dependence between units.
    """
    log_gdp = np.array(forecast.log_gdp)
    log_revenue = np.array(forecast.log_revenue)
    for unit, code in enumerate(forecast.units):
        order = make_generator(seed, "scenario", f"shuffle-{code}").permutation(forecast.draws)
        log_gdp[unit] = log_gdp[unit, order]
        log_revenue[unit] = log_revenue[unit, order]
    return replace(forecast, log_gdp=log_gdp, log_revenue=log_revenue)
