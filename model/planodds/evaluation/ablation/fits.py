"""Fits of the model with one term changed, at every hold-out origin: short and comparable.

Common and county block by the second engine, revenue by NUTS; a term's own block is fitted
again, the other two are the baseline's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.errors import ConvergenceError
from planodds.evaluation.ablation.terms import COMMON, COUNTY, REVENUE, AblatedTerm
from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    build_posterior,
    sample_common,
    sample_county,
)
from planodds.inputs.panels.county_panel import Panel, load_panel
from planodds.inputs.plan import Plan, load_plan
from planodds.inputs.priors import Priors, load_priors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from planodds.forecasting.types import Posterior

_INFORMATION = ("2020", "2021", "2022", "2023", "latest")
# Origins of the common block: the series as they stand today, cut off after each year.
CUT_YEARS = tuple(range(2010, 2025))
FIRST_GROWTH_YEAR = 2020
CHAINS = 4
_GIBBS = GibbsSettings(draws=400, tune=300, chains=CHAINS)
_GIBBS_COMMON = GibbsSettings(draws=400, tune=300, chains=CHAINS)
NUTS_DRAWS, NUTS_TUNE = 1200, 600
_MAX_RHAT = 1.02  # of the revenue block's scalars
Blocks = dict[str, dict[str, np.ndarray]]


@dataclass(frozen=True)
class AblationInputs:
    """Panels and priors of every information set, and the plan."""

    panels: Mapping[str, Panel]
    priors: Mapping[str, Priors]
    plan: Plan

    def changed(self, term: AblatedTerm, information: str) -> Priors:
        """Priors of an information set with the term left out."""
        return term.apply(self.priors[information])


def load_inputs(data_dir: Path) -> AblationInputs:
    """Read what the fits need."""
    return AblationInputs(
        {name: load_panel(data_dir, name) for name in _INFORMATION},
        {name: load_priors(data_dir, name) for name in _INFORMATION},
        load_plan(data_dir),
    )


def fit_block(
    term: AblatedTerm, block: str, book: AblationInputs, *, seed: int, county: Blocks | None = None
) -> Blocks:
    """Fit one block with the term changed, at every origin.

    Parameters
    ----------
    term : Term
    block : {"common", "county", "revenue"}
    book : Book
    seed : int
    county : dict
        For revenue: the county block at each information set, which it takes as given.

    Returns
    -------
    dict
        Information set (for the common block also a year of ``CUT_YEARS``, as text with a
        leading ``cut``) -> parameter -> (draw, ...), chain after chain.
    """
    generator = np.random.default_rng((seed, len(term.name), len(block)))
    if block == COMMON:
        return _fit_common(term, book, generator)
    if block == COUNTY:
        return {name: _fit_county(term, book, name, generator) for name in _INFORMATION}
    return _fit_revenue(term, book, county or {}, seed)


def _fit_common(term: AblatedTerm, book: AblationInputs, generator: np.random.Generator) -> Blocks:
    """All origins side by side: their likelihoods share one set of priors."""
    from planodds.forecasting.nuts.common import common_data

    latest = book.panels["latest"]
    priors, last = book.changed(term, "latest"), latest.driver_years[-1]
    data = {
        name: common_data(panel, last_year=last, priors=priors)
        for name, panel in book.panels.items()
    }
    years = np.array(latest.driver_years)
    for year in CUT_YEARS:
        full = data["latest"]
        known = (years <= year)[:, None]
        data[f"cut{year}"] = full | {"mask": full["mask"] * known, "growth": full["growth"] * known}
    blocks = sample_common(list(data.values()), priors, settings=_GIBBS_COMMON, generator=generator)
    fitted = dict(zip(data, blocks, strict=True))
    for name in _INFORMATION:
        for label in ("national", "provincial"):
            anchor = book.changed(term, name)[f"common.{label}_anchor"]
            fitted[name][f"{label}_anchor"] = anchor.draw(generator, len(blocks[0]["coal_mean"]))
    return fitted


def _fit_county(
    term: AblatedTerm, book: AblationInputs, name: str, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    from planodds.forecasting.nuts.county import county_data

    panel, priors = book.panels[name], book.changed(term, name)
    data = county_data(
        panel, first_year=FIRST_GROWTH_YEAR, last_year=panel.years[-1], priors=priors
    )
    (block,) = sample_county([data], priors, settings=_GIBBS, generator=generator)
    return block


def _fit_revenue(term: AblatedTerm, book: AblationInputs, county: Blocks, seed: int) -> Blocks:
    """One graph, compiled once, serves every origin."""
    import nutpie

    from planodds.forecasting.nuts.revenue import (
        build_revenue_model,
        revenue_data,
        unobserved_growth_scale,
    )

    last = book.panels["latest"].years[-1]
    data = {
        name: revenue_data(
            panel,
            first_year=FIRST_GROWTH_YEAR,
            last_year=last,
            coal_slope=float(county[name]["coal_slope"].mean()),
            growth_scale=unobserved_growth_scale(
                county[name], _centred_share(panel), book.priors[name]
            ),
        )
        for name, panel in book.panels.items()
    }
    model = build_revenue_model(data["latest"], book.changed(term, "latest"))
    compiled = nutpie.compile_pymc_model(model)
    return {
        name: _sample_revenue(compiled.with_data(**arrays), seed, f"{term.name} at {name}")
        for name, arrays in data.items()
    }


def _centred_share(panel: Panel) -> np.ndarray:
    return panel.secondary_share - panel.secondary_share.mean()


def _sample_revenue(compiled: Any, seed: int, where: str) -> dict[str, np.ndarray]:
    """Sample; once more with three times the draws where a changed prior mixes slowly."""
    for longer in (1, 3):
        arrays, row = _sample_once(compiled, seed, NUTS_DRAWS * longer)
        if row["max_rhat"] <= _MAX_RHAT:
            return {name: x.reshape(-1, *x.shape[2:]) for name, x in arrays.items()}
    raise ConvergenceError(
        f"R-hat {row['max_rhat']:.3f} of {row['max_rhat_of']}",
        where=where,
        expected=f"at most {_MAX_RHAT} after a second, longer run",
        remedy="lengthen the run",
    )


def _sample_once(
    compiled: Any, seed: int, draws: int
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    import nutpie

    from planodds.forecasting.convergence import convergence_summary

    tree = nutpie.sample(
        compiled,
        draws=draws,
        tune=NUTS_TUNE,
        chains=CHAINS,
        cores=2,
        seed=seed,
        target_accept=0.9,
        progress_bar=False,
    )
    drawn = tree["posterior"].to_dataset()
    arrays = {str(name): np.asarray(drawn[name]) for name in drawn.data_vars}
    return arrays, convergence_summary(
        {name: x for name, x in arrays.items() if x.ndim == 2},
        divergences=int(tree["sample_stats"]["diverging"].sum()),
    )


def join_posterior(
    term: AblatedTerm, book: AblationInputs, name: str, blocks: Mapping[str, Blocks]
) -> Posterior:
    """Combine the three blocks of one information set together; constants are the term's own."""
    own = {block: _thin(blocks[block][name]) for block in (COMMON, COUNTY, REVENUE)}
    posterior = build_posterior(book.panels[name], book.changed(term, name), own, chains=CHAINS)
    return replace(posterior, constants={**posterior.constants, **term.paths})


def _thin(block: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Evenly spaced draws, as many as the second engine keeps."""
    keep = CHAINS * _GIBBS.draws
    return {name: x[:: max(1, len(x) // keep)][:keep] for name, x in block.items()}
