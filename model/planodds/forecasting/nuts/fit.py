"""Fit common, county and revenue block with NUTS and check convergence; one graph per block."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from planodds.constants import POSTERIOR
from planodds.errors import ConvergenceError
from planodds.forecasting.block_data.blocks import block_data, blocks_of, empty_revenue_block
from planodds.forecasting.nuts.sampling import sample_graph
from planodds.forecasting.nuts.state_draws import draw_states
from planodds.forecasting.posterior_constants import declared_constants
from planodds.forecasting.simulation.random_streams import make_generator
from planodds.forecasting.types import FitSettings, Posterior
from planodds.inputs.panels.variation import check_variation

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import nutpie
    import pymc as pm

    from planodds.inputs.panels.county_panel import Panel
    from planodds.inputs.priors import Priors
    from planodds.inputs.study import Driver


class Sampler:
    """NUTS sampler whose compiled graphs are reused for all information sets of one shape.

    Parameters
    ----------
    last_county_year, last_driver_year : int
        Last years of the data arrays; cells after an information set are masked.
    drivers : sequence of Driver
        ``study.common``.
    """

    def __init__(
        self, *, last_county_year: int, last_driver_year: int, drivers: Sequence[Driver]
    ) -> None:
        self.drivers = tuple(drivers)
        self.last_county_year = last_county_year
        self.last_driver_year = last_driver_year
        self._compiled: dict[str, nutpie.CompiledModel] = {}

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
            Data of the information set.
        priors : Priors
            As declared for that information set.
        evidence : {"posterior", "prior_only"}
            ``prior_only`` masks every county and revenue growth; the common block is fitted.
        settings : FitSettings, optional
            Length of the run and whether failed convergence criteria raise an error.
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
            If a block fails the convergence criteria after one refit with twice the draws and
            target_accept 0.99, unless the settings allow it.
        """
        check_variation(panel.gdp, where=f"information set {panel.information.name}")
        settings = settings or FitSettings()
        blocks: dict[str, dict[str, np.ndarray]] = {}
        rows = []
        for block in blocks_of(panel):
            progress(block)
            data = self._data(block, panel, priors, blocks, evidence)
            arrays, row = self._fit_block(block, data, priors, settings)
            blocks[block] = arrays
            rows.append({"information": panel.information.name, "evidence": evidence, **row})
        blocks = _align(blocks)
        self._add_states(blocks, panel, priors, evidence, settings.seed)
        draws = len(blocks["common"][next(iter(blocks["common"]))])
        blocks.setdefault("revenue", empty_revenue_block(panel, draws))
        posterior = Posterior(
            panel.information,
            evidence,
            blocks,
            settings.chains,
            tuple(rows),
            settings,
            declared_constants(panel, priors),
        )
        if not posterior.passed and not settings.allow_gate_failure:
            raise ConvergenceError(
                _describe_failures(rows),
                where=f"information set {panel.information.name}",
                expected="R-hat <= 1.01, bulk and tail ESS >= 400, no divergence",
                remedy="see the notebook 02_model; draw more samples or revise the model",
            )
        return posterior

    def compile_block(
        self,
        block: str,
        panel: Panel,
        priors: Priors,
        fitted: Mapping[str, Mapping[str, np.ndarray]],
    ) -> None:
        """Compile the graph of a block without sampling it.

        Parameters
        ----------
        block : {"common", "county", "revenue"}
        panel : Panel
        priors : Priors
        fitted : mapping of str to mapping
            Draws of the blocks before it, of any length.
        """
        self._compile(block, self._data(block, panel, priors, fitted), priors)

    def refit_common(self, posterior: Posterior, panel: Panel, priors: Priors) -> Posterior:
        """Refit the common block under other priors, for the sensitivity analysis.

        Parameters
        ----------
        posterior : Posterior
            Its county and revenue draws are reused.
        panel : Panel
        priors : Priors

        Returns
        -------
        Posterior
            The common block and its row in the diagnostics are replaced.
        """
        data = self._data("common", panel, priors, {})
        arrays, row = self._fit_block("common", data, priors, posterior.settings)
        row = {**posterior.diagnostics[0], **row}
        arrays = {key: _thin(value, posterior.draws) for key, value in arrays.items()}
        return replace(
            posterior,
            blocks={**posterior.blocks, "common": arrays},
            diagnostics=(row, *posterior.diagnostics[1:]),
            constants={**posterior.constants, **declared_constants(panel, priors)},
        )

    def _data(
        self,
        block: str,
        panel: Panel,
        priors: Priors,
        blocks: Mapping[str, Mapping[str, np.ndarray]],
        evidence: str = POSTERIOR,
    ) -> dict[str, np.ndarray]:
        """Return the data arrays of a block, of the shape of the compiled graphs."""
        return block_data(
            block,
            panel,
            priors,
            blocks,
            evidence=evidence,
            last_county_year=self.last_county_year,
            last_driver_year=self.last_driver_year,
        )

    def _add_states(
        self,
        blocks: dict[str, dict[str, np.ndarray]],
        panel: Panel,
        priors: Priors,
        evidence: str,
        seed: int,
    ) -> None:
        """Draw the quantities that the graphs integrate out: the states of the counties."""
        data = self._data("county", panel, priors, blocks, evidence)
        blocks["county"] |= draw_states(
            blocks["county"], data, priors, generator=make_generator(seed, "states")
        )

    def _fit_block(
        self, block: str, data: Mapping[str, np.ndarray], priors: Priors, settings: FitSettings
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
        """Sample a block, and once more with twice the draws if it has not converged."""
        start = time.perf_counter()
        compiled = self._compile(block, data, priors).with_data(**data)
        arrays, row = sample_graph(compiled, settings)
        row["refit"] = False
        if not row["passed"] and not settings.quick:
            longer = replace(settings, draws=2 * settings.draws, target_accept=0.99)
            arrays, again = sample_graph(compiled, longer)
            row = {
                **again,
                "refit": True,
                "first_max_rhat": row["max_rhat"],
                "first_min_ess": row["min_ess_bulk"],
            }
        row |= {
            "block": block,
            "chains": settings.chains,
            "tune": settings.tune,
            "seconds": round(time.perf_counter() - start, 1),
        }
        return arrays, row

    def _compile(
        self, block: str, data: Mapping[str, np.ndarray], priors: Priors
    ) -> nutpie.CompiledModel:
        """Return a block's compiled graph; its priors do not depend on the information set."""
        if block not in self._compiled:
            import nutpie

            from planodds.forecasting.nuts.common import build_common_model
            from planodds.forecasting.nuts.county import build_county_model
            from planodds.forecasting.nuts.revenue import build_revenue_model

            builders: dict[str, Callable[..., pm.Model]] = {
                "common": partial(build_common_model, drivers=self.drivers),
                "county": build_county_model,
                "revenue": build_revenue_model,
            }
            self._compiled[block] = nutpie.compile_pymc_model(builders[block](data, priors))
        return self._compiled[block]


def fit_posterior(
    panel: Panel,
    priors: Priors,
    *,
    evidence: str = POSTERIOR,
    settings: FitSettings | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Posterior:
    """Fit one information set with graphs compiled for it alone.

    Parameters
    ----------
    panel, priors, evidence, settings, progress
        As in ``Sampler.fit_posterior``.

    Returns
    -------
    Posterior

    Raises
    ------
    ConvergenceError
        If a block fails the convergence criteria, unless the settings allow it.
    """
    sampler = Sampler(
        last_county_year=panel.years[-1],
        last_driver_year=panel.driver_years[-1],
        drivers=panel.study.common,
    )
    return sampler.fit_posterior(
        panel, priors, evidence=evidence, settings=settings, progress=progress
    )


def _align(blocks: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, dict[str, np.ndarray]]:
    """Thin all blocks to the same number of draws (a refitted block has twice as many)."""
    draws = min(len(next(iter(arrays.values()))) for arrays in blocks.values())
    return {
        name: {key: _thin(value, draws) for key, value in arrays.items()}
        for name, arrays in blocks.items()
    }


def _thin(array: np.ndarray, draws: int) -> np.ndarray:
    """Return every k-th draw, ``draws`` in total."""
    return array[:: max(1, len(array) // draws)][:draws]


def _describe_failures(rows: list[dict[str, Any]]) -> str:
    failures = [
        f"{row['block']} (R-hat {row['max_rhat']:.3f} of {row['max_rhat_of']}, "
        f"ESS {row['min_ess_bulk']:.0f}, {row['divergences']} divergences)"
        for row in rows
        if not row["passed"]
    ]
    return "the fit fails the convergence criteria: " + "; ".join(failures)
