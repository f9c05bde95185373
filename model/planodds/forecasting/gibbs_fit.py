"""Fit the common and the unit block of a study with the Gibbs sampler, and check convergence.

It is used for studies without a linked variable, whose panels may be long or large; it has the
interface of the NUTS sampler.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import POSTERIOR, PRIOR_ONLY
from planodds.errors import ConvergenceError
from planodds.forecasting.convergence import convergence_summary
from planodds.forecasting.gibbs.sampler import GibbsSettings, sample_common, sample_county
from planodds.forecasting.posterior_constants import declared_constants
from planodds.forecasting.simulation.random_streams import make_generator
from planodds.forecasting.types import FitSettings, Posterior
from planodds.inputs.panels.variation import check_variation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors

_THIN = {"common": 2, "county": 4}  # sweeps per stored draw: successive sweeps are correlated
_LONGER = 3  # times as many sweeps per draw in a second fit
_LINKED = ("intercept", "common_elasticity", "relative_elasticity", "coal_slope", "reversion")
# Checked besides scalars: the states from which every path starts.
_STATES = ("drift", "slow_last", "shock_scale", "volatility")


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
        """Fit the common and the unit block for one information set.

        Parameters
        ----------
        panel : Panel
            Of a study without a linked variable.
        priors : Priors
        evidence : {"posterior", "prior_only"}
            ``prior_only`` masks the growth of every unit; the common block is fitted.
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
        blocks, rows = {}, []
        for block in ("common", "county"):
            progress(block)
            arrays, row = self._fit_block(block, panel, priors, evidence, settings)
            blocks[block] = arrays
            rows.append({"information": panel.information.name, "evidence": evidence, **row})
        posterior = Posterior(
            panel.information,
            evidence,
            {**blocks, "revenue": _no_linked_variable(panel, settings)},
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
        arrays, row = self._fit_block(
            "common", panel, priors, posterior.evidence, posterior.settings
        )
        return replace(
            posterior,
            blocks={**posterior.blocks, "common": arrays},
            diagnostics=({**posterior.diagnostics[0], **row}, *posterior.diagnostics[1:]),
            constants={**posterior.constants, **declared_constants(panel, priors)},
        )

    def _fit_block(
        self, block: str, panel: Panel, priors: Priors, evidence: str, settings: FitSettings
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Sample a block, and once more with more sweeps per draw if it has not converged."""
        start = time.perf_counter()
        arrays, row = _sample(block, panel, priors, evidence, settings, thin=_THIN[block])
        row["refit"] = False
        if not row["passed"] and not settings.quick:
            thin = _LONGER * _THIN[block]
            arrays, again = _sample(block, panel, priors, evidence, settings, thin=thin)
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


def _sample(
    block: str, panel: Panel, priors: Priors, evidence: str, settings: FitSettings, *, thin: int
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the draws of a block and its convergence; figures may be too regular for it."""
    try:
        return _draw(block, panel, priors, evidence, settings, thin=thin)
    except np.linalg.LinAlgError as error:
        raise ConvergenceError(
            f"the {block} block cannot be sampled: {error}",
            where=f"information set {panel.information.name}",
            expected="figures whose growth varies between years and units",
            remedy="look for repeated, interpolated or proportional figures in the panel",
        ) from None


def _draw(
    block: str, panel: Panel, priors: Priors, evidence: str, settings: FitSettings, *, thin: int
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the draws of a block and its convergence."""
    from planodds.forecasting.nuts.common import common_data
    from planodds.forecasting.nuts.county import county_data

    length = GibbsSettings(
        draws=settings.draws, tune=settings.tune, chains=settings.chains, thin=thin
    )
    generator = make_generator(settings.seed, "states", f"gibbs-{block}-{thin}")
    if block == "common":
        data = common_data(panel, last_year=panel.driver_years[-1], priors=priors)
        (arrays,) = sample_common(
            [data], priors, settings=length, generator=generator, drivers=panel.study.common
        )
    else:
        data = county_data(
            panel, first_year=panel.years[1], last_year=panel.years[-1], priors=priors
        )
        if evidence == PRIOR_ONLY:
            data = {**data, "mask": 0.0 * data["mask"], "benchmark": 0.0 * data["benchmark"]}
        cores = settings.cores if settings.chains % settings.cores == 0 else 1
        (arrays,) = sample_county(
            [data], priors, settings=replace(length, cores=cores), generator=generator
        )
    return arrays, convergence_summary(_checked(arrays, settings.chains), divergences=0)


def _checked(arrays: Mapping[str, np.ndarray], chains: int) -> dict[str, np.ndarray]:
    """Return the draws by chain that the convergence criteria concern, (chain, draw, ...)."""
    chosen = {
        name: x for name, x in arrays.items() if x.ndim == 1 or name in _STATES or "mean" in name
    }
    out = {}
    for name, x in chosen.items():
        flat = x.reshape(chains, len(x) // chains, -1)
        varying = flat[:, :, flat.std(axis=(0, 1)) > 0]
        if varying.size:
            out[name] = varying
    return out


def _no_linked_variable(panel: Panel, settings: FitSettings) -> dict[str, np.ndarray]:
    """Return a revenue block of zeros, which the simulation does not use."""
    draws = settings.draws * settings.chains
    return {name: np.zeros(draws) for name in _LINKED} | {
        name: np.zeros((draws, len(panel.units)))
        for name in ("target_ratio", "revenue_shock_scale")
    }
