"""Fit a study with the Gibbs sampler and check convergence.

It makes the fits of every edition; it has the interface of the NUTS sampler, which checks it.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import POSTERIOR
from planodds.errors import ConvergenceError
from planodds.forecasting.block_data.blocks import block_data, blocks_of, empty_revenue_block
from planodds.forecasting.convergence import convergence_summary
from planodds.forecasting.gibbs.sampler import (
    GibbsSettings,
    sample_common,
    sample_county,
    sample_revenue,
)
from planodds.forecasting.posterior_constants import declared_constants
from planodds.forecasting.simulation.random_streams import make_generator
from planodds.forecasting.types import FitSettings, Posterior
from planodds.inputs.panels.variation import check_variation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

_THIN = {
    "common": 2,
    "county": 2,
    "revenue": 1,
}  # sweeps per stored draw: successive sweeps are correlated
_LONGER = (3, 8)  # least and most times as many sweeps per draw in a second fit
_WANTED_ESS = 1000.0  # of a second fit; with less, R-hat may still exceed 1.01 by chance
# Checked besides scalars: the states from which every path starts.
_STATES = ("drift", "slow_last", "shock_scale", "volatility", "target_ratio", "revenue_shock_scale")


class GibbsFitter:
    """Gibbs sampler with the interface of the NUTS ``Sampler``."""

    def fit_posterior(
        self,
        panel: Panel,
        priors: Priors,
        *,
        evidence: str = POSTERIOR,
        settings: FitSettings | None = None,
        progress: Callable[[str], None] = lambda text: None,
    ) -> Posterior:
        """Fit common, county and revenue block for one information set.

        Parameters
        ----------
        panel : Panel
        priors : Priors
        evidence : {"posterior", "prior_only"}
            ``prior_only`` masks every growth of the units; the common block is fitted.
        settings : FitSettings, optional
        progress : callable, optional
            Called with the name of each block before it is sampled.

        Returns
        -------
        Posterior
            Draws and diagnostics, in chain order.

        Raises
        ------
        InputError
            Growth does not vary.
        ConvergenceError
            If a block fails the convergence criteria after one refit with more sweeps per draw,
            unless the settings allow it; or if a covariance becomes singular.
        """
        check_variation(panel.gdp, where=f"information set {panel.information.name}")
        settings = settings or FitSettings()
        blocks: dict[str, dict[str, np.ndarray]] = {}
        rows = []
        for block in blocks_of(panel):
            progress(block)
            data = block_data(block, panel, priors, blocks, evidence=evidence)
            arrays, row = self._fit_block(block, panel, data, priors, settings)
            blocks[block] = arrays
            rows.append({"information": panel.information.name, "evidence": evidence, **row})
        posterior = Posterior(
            panel.information,
            evidence,
            {"revenue": empty_revenue_block(panel, settings.draws * settings.chains), **blocks},
            settings.chains,
            tuple(rows),
            settings,
            declared_constants(panel, priors),
        )
        if not posterior.passed and not settings.allow_gate_failure:
            failed = "; ".join(
                f"{row['block']} (R-hat {row['max_rhat']:.3f} of {row['max_rhat_of']}, "
                f"ESS {row['min_ess_bulk']:.0f})"
                for row in rows
                if not row["passed"]
            )
            raise ConvergenceError(
                f"the fit fails the convergence criteria: {failed}",
                where=f"information set {panel.information.name}",
                expected="R-hat <= 1.01, bulk and tail ESS >= 400",
                remedy="see the notebook 02_model; draw more samples or revise the model",
            )
        return posterior

    def refit_common(self, posterior: Posterior, panel: Panel, priors: Priors) -> Posterior:
        """Refit the common block under other priors, for the sensitivity analysis.

        Parameters
        ----------
        posterior : Posterior
            Its unit draws are reused.
        panel : Panel
        priors : Priors

        Returns
        -------
        Posterior
        """
        data = block_data("common", panel, priors, {})
        arrays, row = self._fit_block(
            "common", panel, data, priors, posterior.settings, all_years=False
        )
        return replace(
            posterior,
            blocks={**posterior.blocks, "common": arrays},
            diagnostics=({**posterior.diagnostics[0], **row}, *posterior.diagnostics[1:]),
            constants={**posterior.constants, **declared_constants(panel, priors)},
        )

    def _fit_block(
        self,
        block: str,
        panel: Panel,
        data: Mapping[str, np.ndarray],
        priors: Priors,
        settings: FitSettings,
        *,
        all_years: bool = True,
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Sample a block, and once more with more sweeps per draw if it has not converged."""
        start = time.perf_counter()
        run = partial(
            _sample, block, panel, data, priors=priors, settings=settings, all_years=all_years
        )
        arrays, row = run(thin=_THIN[block])
        row["refit"] = False
        if not row["passed"] and not settings.quick:
            arrays, again = run(thin=times_longer(row["min_ess_bulk"]) * _THIN[block])
            first = {"first_max_rhat": row["max_rhat"], "first_min_ess": row["min_ess_bulk"]}
            row = {**again, "refit": True, **first}
        row |= {
            "block": block,
            "chains": settings.chains,
            "draws": settings.draws,
            "tune": settings.tune,
            "seconds": round(time.perf_counter() - start, 1),
        }
        return arrays, row


def times_longer(ess: float) -> int:
    """Return how many times as many sweeps per draw a second fit takes.

    No shipped study needs one (docs/decisions/0027); a table of few units and many years may.

    Parameters
    ----------
    ess : float
        Smallest effective sample size of the first fit; NaN if a chain did not move.

    Returns
    -------
    int
        Enough for 1 000 effective draws, three to eight.

    Examples
    --------
    >>> times_longer(390.0), times_longer(192.0), times_longer(40.0)
    (3, 6, 8)
    """
    wanted = _WANTED_ESS / max(ess, 1.0) if np.isfinite(ess) else _LONGER[1]
    return int(np.clip(np.ceil(wanted), *_LONGER))


def _sample(
    block: str,
    panel: Panel,
    data: Mapping[str, np.ndarray],
    *,
    priors: Priors,
    settings: FitSettings,
    thin: int,
    all_years: bool,
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the draws of a block and its convergence; figures may be too regular for it."""
    try:
        arrays = _draw(block, panel, data, priors, settings, thin=thin)
    except np.linalg.LinAlgError as error:
        raise ConvergenceError(
            f"the {block} block cannot be sampled: {error}",
            where=f"information set {panel.information.name}",
            expected="figures whose growth varies between years and units",
            remedy="look for repeated, interpolated or proportional figures in the panel",
        ) from None
    checked = _checked(arrays, settings.chains, all_years=all_years)
    return arrays, convergence_summary(checked, divergences=0)


def _draw(
    block: str,
    panel: Panel,
    data: Mapping[str, np.ndarray],
    priors: Priors,
    settings: FitSettings,
    *,
    thin: int,
) -> dict[str, np.ndarray]:
    """Return the draws of a block."""
    length = GibbsSettings(
        draws=settings.draws, tune=settings.tune, chains=settings.chains, thin=thin
    )
    generator = make_generator(settings.seed, "states", f"gibbs-{block}-{thin}")
    if block == "common":
        (arrays,) = sample_common(
            [data], priors, settings=length, generator=generator, drivers=panel.study.common
        )
    elif block == "county":
        cores = settings.cores if settings.chains % settings.cores == 0 else 1
        (arrays,) = sample_county(
            [data], priors, settings=replace(length, cores=cores), generator=generator
        )
    else:
        (arrays,) = sample_revenue([data], priors, settings=length, generator=generator)
    return arrays


def _checked(
    arrays: Mapping[str, np.ndarray], chains: int, *, all_years: bool
) -> dict[str, np.ndarray]:
    """Return the draws by chain that the convergence criteria concern, (chain, draw, ...).

    Of the years of a moving mean all count, or only the last, from which every path starts.
    """
    chosen = {
        name: x for name, x in arrays.items() if x.ndim == 1 or name in _STATES or "mean" in name
    }
    out = {}
    for name, x in chosen.items():
        years = x if all_years or x.ndim == 1 else x[:, -1:]
        flat = years.reshape(chains, len(x) // chains, -1)
        varying = flat[:, :, flat.std(axis=(0, 1)) > 0]
        if varying.size:
            out[name] = varying
    return out
