"""The same forecast under other assumptions: one change at a time, the same shocks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.forecast.simulation.paths import forecast_paths
from planodds.forecast.simulation.random_streams import make_generator

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from planodds.forecast.types import Forecast, Posterior

_ANCHORS = (0.04, 0.07)
_INNOVATIONS = (0.006, 0.020)
_GAUSSIAN = 1e7
_CENSUS_SCALES = ("benchmark_scale", "benchmark_prefecture_scale")
_CENSUS_CONSTANTS = ("county.benchmark_slope.sd", "county.provincial_benchmark.sd")


def fit_sensitivities(
    posterior: Posterior, panel: Any, *, sampler: Any, priors: Any
) -> dict[str, Posterior]:
    """Refit the common block where an assumption enters its likelihood.

    Parameters
    ----------
    sampler : Sampler
        Its graph takes the changed assumptions as data.

    Returns
    -------
    dict
        ``assumption@level`` -> posterior.
    """
    changed = {
        f"trend_innovation@{value:.3f}": {"name": "common.trend_innovation", "value": value}
        for value in _INNOVATIONS
    }
    changed["national_coal@0"] = {"name": "common.coal_to_national", "mean": 0.0, "sd": 1e-3}
    return {
        label: sampler.refit_common(posterior, panel, priors.replaced(**change))
        for label, change in changed.items()
    }


def forecast_sensitivities(
    posterior: Posterior, panel: Any, *, refits: Mapping[str, Posterior], paths: int, seed: int
) -> Iterator[tuple[str, str, Forecast]]:
    """Forecast under each alternative assumption, all on the same shocks.

    Parameters
    ----------
    refits : mapping
        From ``fit_sensitivities``.

    Yields
    ------
    name, level, forecast
        What is changed, to what; ``as_modelled`` comes first.
    """
    draw = _drawer(panel, paths=paths, seed=seed)
    baseline = draw(posterior)
    yield "as_modelled", "", baseline
    for value in _ANCHORS:
        yield "anchor", f"{value:.3f}", draw(_shift_anchor(posterior, value))
    for label, refitted in refits.items():
        name, level = label.split("@")
        yield name, level, draw(refitted)
    yield "heavy_tails", "off", draw(_without_tails(posterior))
    for factor in (0.0, 2.0):
        yield "census", f"x{factor:.0f}", draw(_scale_census(posterior, factor))
    yield "common_shocks", "none", permute_units(baseline, seed=seed)


def _drawer(panel: Any, *, paths: int, seed: int) -> Callable[[Posterior], Forecast]:
    return lambda posterior: forecast_paths(posterior, panel, paths=paths, seed=seed)


def _with_block(posterior: Posterior, block: str, **arrays: np.ndarray) -> Posterior:
    changed = {**posterior.blocks[block], **arrays}
    return replace(posterior, blocks={**posterior.blocks, block: changed})


def _shift_anchor(posterior: Posterior, mean: float) -> Posterior:
    """Move the province's long-run anchor to another mean, its spread kept."""
    anchor = posterior.blocks["common"]["provincial_anchor"]
    return _with_block(posterior, "common", provincial_anchor=anchor - anchor.mean() + mean)


def _without_tails(posterior: Posterior) -> Posterior:
    """Gaussian shocks of the same scale in the paths (the fit keeps its weights)."""
    degrees = {f"{block}.degrees": _GAUSSIAN for block in ("common", "county", "revenue")}
    return replace(posterior, constants={**posterior.constants, **degrees})


def _scale_census(posterior: Posterior, factor: float) -> Posterior:
    """Coming census steps off or wider; the step of the sample stays."""
    scaled = {name: posterior.blocks["county"][name] * factor for name in _CENSUS_SCALES}
    constants = {name: posterior.constants[name] * factor for name in _CENSUS_CONSTANTS}
    changed = _with_block(posterior, "county", **scaled)
    return replace(changed, constants={**posterior.constants, **constants})


def permute_units(forecast: Forecast, *, seed: int) -> Forecast:
    """Break the dependence between units, keep every unit's own paths.

    Each unit's draws are permuted on their own: the same marginals, no common shock. What it
    does to the odds of a rank is what the joint draws are worth.
    """
    log_gdp = np.array(forecast.log_gdp)
    log_revenue = np.array(forecast.log_revenue)
    for place, code in enumerate(forecast.units):
        order = make_generator(seed, "scenario", f"shuffle-{code}").permutation(forecast.draws)
        log_gdp[place] = log_gdp[place, order]
        log_revenue[place] = log_revenue[place, order]
    return replace(forecast, log_gdp=log_gdp, log_revenue=log_revenue)
