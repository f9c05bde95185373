"""Ablation fits: the model with one term changed, fitted at every hold-out origin.

The common and the county block are fitted by the Gibbs sampler, revenue by NUTS, in short runs of
equal length. Only the block of the changed term is refitted; the other two are the baseline's.
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

    from nutpie.compiled_pymc import CompiledPyMCModel

    from planodds.forecasting.types import Posterior

    type Blocks = dict[str, dict[str, np.ndarray]]  # information set -> parameter -> (draw, ...)

_INFORMATION = ("2020", "2021", "2022", "2023", "latest")
# Origins of the common block: the latest series, cut off after each year.
CUT_YEARS = tuple(range(2010, 2025))
CHAINS = 4
_GIBBS = GibbsSettings(draws=400, tune=300, chains=CHAINS)
_GIBBS_COMMON = GibbsSettings(draws=400, tune=300, chains=CHAINS)
_NUTS_DRAWS, _NUTS_TUNE = 1200, 600
_MAX_RHAT = 1.02  # of the revenue block's scalars


@dataclass(frozen=True)
class AblationInputs:
    """Panels and priors of every information set, and the plan.

    Attributes
    ----------
    panels : mapping of str to Panel
    priors : mapping of str to Priors
    plan : Plan
    """

    panels: Mapping[str, Panel]
    priors: Mapping[str, Priors]
    plan: Plan

    def ablated_priors(self, term: AblatedTerm, information: str) -> Priors:
        """Return the priors of an information set without the term.

        Parameters
        ----------
        term : AblatedTerm
        information : str
            Name of an information set.

        Returns
        -------
        Priors
        """
        return term.apply(self.priors[information])


def load_inputs(data_dir: Path) -> AblationInputs:
    """Load panels, priors and plan.

    Parameters
    ----------
    data_dir : Path

    Returns
    -------
    AblationInputs
    """
    return AblationInputs(
        {name: load_panel(data_dir, name) for name in _INFORMATION},
        {name: load_priors(data_dir, name) for name in _INFORMATION},
        load_plan(data_dir),
    )


def fit_block(
    term: AblatedTerm,
    block: str,
    inputs: AblationInputs,
    *,
    seed: int,
    county: Blocks | None = None,
) -> Blocks:
    """Fit one block with the term changed, at every origin.

    Parameters
    ----------
    term : AblatedTerm
    block : {"common", "county", "revenue"}
    inputs : AblationInputs
    seed : int
    county : dict of str to dict of str to ndarray, optional
        For revenue: the county block at each information set, on which it is conditional.

    Returns
    -------
    dict of str to dict of str to ndarray, shape (draw, ...)
        Information set -> parameter -> draws, chain after chain. For the common block also
        ``cut2010`` etc.: the latest series cut off after a year of ``CUT_YEARS``.

    Raises
    ------
    ConvergenceError
        If revenue has not converged after the longer of two runs.
    """
    generator = np.random.default_rng((seed, len(term.name), len(block)))
    if block == COMMON:
        return _fit_common(term, inputs, generator)
    if block == COUNTY:
        return {name: _fit_county(term, inputs, name, generator) for name in _INFORMATION}
    return _fit_revenue(term, inputs, county or {}, seed)


def _fit_common(
    term: AblatedTerm, inputs: AblationInputs, generator: np.random.Generator
) -> Blocks:
    """Fit all origins together, with one set of priors."""
    from planodds.forecasting.block_data.common import common_data

    latest = inputs.panels["latest"]
    priors, last = inputs.ablated_priors(term, "latest"), latest.driver_years[-1]
    data = {
        name: common_data(panel, last_year=last, priors=inputs.ablated_priors(term, name))
        for name, panel in inputs.panels.items()
    }
    years = np.array(latest.driver_years)
    for year in CUT_YEARS:
        full = data["latest"]
        past = (years <= year)[:, None]
        cut = full | {"mask": full["mask"] * past, "growth": full["growth"] * past}
        data[f"cut{year}"] = cut | {"anchor": _anchor_of_sample(cut)}
    blocks = sample_common(
        list(data.values()),
        priors,
        settings=_GIBBS_COMMON,
        generator=generator,
        drivers=latest.study.common,
    )
    return dict(zip(data, blocks, strict=True))


def _anchor_of_sample(data: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return the anchors' priors with the nation's about its mean growth in the sample."""
    anchor = data["anchor"].copy()
    anchor[0, 0] = data["growth"][:, 1].sum() / data["mask"][:, 1].sum()
    return anchor


def _fit_county(
    term: AblatedTerm, inputs: AblationInputs, name: str, generator: np.random.Generator
) -> dict[str, np.ndarray]:
    from planodds.forecasting.block_data.county import county_data

    panel, priors = inputs.panels[name], inputs.ablated_priors(term, name)
    data = county_data(panel, first_year=panel.years[1], last_year=panel.years[-1], priors=priors)
    (block,) = sample_county([data], priors, settings=_GIBBS, generator=generator)
    return block


def _fit_revenue(term: AblatedTerm, inputs: AblationInputs, county: Blocks, seed: int) -> Blocks:
    """Fit every origin with one graph, compiled once."""
    import nutpie

    from planodds.forecasting.nuts.revenue import build_revenue_model

    data = revenue_arrays(inputs, county)
    model = build_revenue_model(data["latest"], inputs.ablated_priors(term, "latest"))
    compiled = nutpie.compile_pymc_model(model)
    return {
        name: _sample_revenue(compiled.with_data(**arrays), seed, f"{term.name} at {name}")
        for name, arrays in data.items()
    }


def revenue_arrays(inputs: AblationInputs, county: Blocks) -> Blocks:
    """Return the data arrays of the revenue block at every origin, all of the same shape.

    Parameters
    ----------
    inputs : AblationInputs
    county : dict of str to dict of str to ndarray
        The county block at each information set.

    Returns
    -------
    dict of str to dict of str to ndarray
        Information set -> array; years after an origin are masked.
    """
    from planodds.forecasting.block_data.revenue import revenue_data, unobserved_growth_scale

    last = inputs.panels["latest"].years[-1]
    return {
        name: revenue_data(
            panel,
            first_year=panel.years[1],
            last_year=last,
            coal_slope=float(county[name]["coal_slope"].mean()),
            growth_scale=_pad_years(
                unobserved_growth_scale(county[name], _centred_share(panel), inputs.priors[name]),
                last + 1 - panel.years[1],
            ),
        )
        for name, panel in inputs.panels.items()
    }


def _pad_years(scale: np.ndarray, years: int) -> np.ndarray:
    """Return a scale by unit and year with zeros for the years after the origin, all masked."""
    return np.pad(scale, ((0, 0), (0, years - scale.shape[1])))


def _centred_share(panel: Panel) -> np.ndarray:
    return panel.secondary_share - panel.secondary_share.mean()


def _sample_revenue(compiled: CompiledPyMCModel, seed: int, where: str) -> dict[str, np.ndarray]:
    """Sample; a second time with three times the draws if the first run has not converged."""
    for longer in (1, 3):
        arrays, row = _sample_once(compiled, seed, _NUTS_DRAWS * longer)
        if row["max_rhat"] <= _MAX_RHAT:
            return {name: x.reshape(-1, *x.shape[2:]) for name, x in arrays.items()}
    raise ConvergenceError(
        f"R-hat {row['max_rhat']:.3f} of {row['max_rhat_of']}",
        where=where,
        expected=f"at most {_MAX_RHAT} after a second, longer run",
        remedy="lengthen the run",
    )


def _sample_once(
    compiled: CompiledPyMCModel, seed: int, draws: int
) -> tuple[dict[str, np.ndarray], Mapping[str, Any]]:
    """Return draws by parameter, (chain, draw, ...), and their convergence summary."""
    import nutpie

    from planodds.forecasting.convergence import convergence_summary

    tree = nutpie.sample(
        compiled,
        draws=draws,
        tune=_NUTS_TUNE,
        chains=CHAINS,
        cores=2,
        seed=seed,
        target_accept=0.9,
        progress_bar=False,
    )
    dataset = tree["posterior"].to_dataset()
    arrays = {str(name): np.asarray(dataset[name]) for name in dataset.data_vars}
    return arrays, convergence_summary(
        {name: x for name, x in arrays.items() if x.ndim == 2},
        divergences=int(tree["sample_stats"]["diverging"].sum()),
    )


def join_posterior(
    term: AblatedTerm, inputs: AblationInputs, name: str, blocks: Mapping[str, Blocks]
) -> Posterior:
    """Join the three blocks of one information set, with the term's constants for simulation.

    Parameters
    ----------
    term : AblatedTerm
    inputs : AblationInputs
    name : str
        Information set.
    blocks : mapping of str to dict of str to dict of str to ndarray
        Block -> information set -> parameter -> draws.

    Returns
    -------
    Posterior
    """
    joined = {block: _thin(blocks[block][name]) for block in (COMMON, COUNTY, REVENUE)}
    posterior = build_posterior(
        inputs.panels[name], inputs.ablated_priors(term, name), joined, chains=CHAINS
    )
    return replace(posterior, constants={**posterior.constants, **term.path_constants})


def _thin(block: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return evenly spaced draws, as many as the Gibbs sampler stores."""
    count = CHAINS * _GIBBS.draws
    return {name: x[:: max(1, len(x) // count)][:count] for name, x in block.items()}
