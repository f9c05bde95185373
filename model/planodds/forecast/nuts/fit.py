"""Fit the three blocks with NUTS and hold them to the gate; one compiled graph a block."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from planodds.constants import POSTERIOR, PRIOR_ONLY
from planodds.errors import ConvergenceError
from planodds.forecast.convergence import convergence_summary
from planodds.forecast.nuts.state_draws import draw_states
from planodds.forecast.simulation.random_streams import make_generator
from planodds.forecast.types import FitSettings, Posterior

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from planodds.inputs.priors import Priors

FIRST_GROWTH_YEAR = 2020
# Sampled and gated, but of no use to paths.
_AUXILIARY = ("_z", "_steps")
# The sign of a folded scale has no meaning: neither gated nor kept.
SIGNED = "_signed"


class Sampler:
    """Compiled graphs by block, reused for every information set of the same shape.

    Parameters
    ----------
    _last_county_year, _last_driver_year : int
        Fixed ends of the arrays; what lies after an information set is masked.
    """

    def __init__(self, *, last_county_year: int, last_driver_year: int) -> None:
        self.last_county_year = last_county_year
        self.last_driver_year = last_driver_year
        self._compiled: dict[str, Any] = {}
        self._build_seconds: dict[str, float] = {}

    def fit_posterior(
        self,
        panel: Any,
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
            What could be known.
        priors : Priors
            As declared for that information set.
        evidence : {"posterior", "prior_only"}
            ``prior_only`` masks every county and revenue growth; the common block is fitted.
        settings : FitSettings, optional
            Length of the run and what a missed gate means.

        Returns
        -------
        Posterior
            Draws and diagnostics, in chain order.

        Raises
        ------
        ConvergenceError
            If a block misses the gate after one refit with twice the draws and target_accept
            .99, unless the settings allow it.
        """
        settings = settings or FitSettings()
        seen = 0.0 if evidence == PRIOR_ONLY else 1.0
        blocks, rows = {}, []
        for block in ("common", "county", "revenue"):
            progress(block)
            data = self._block_data(block, panel, priors, blocks)
            if block != "common":
                data = {**data, "mask": data["mask"] * seen}
            arrays, row = self._fit_block(block, data, priors, settings)
            blocks[block] = arrays
            rows.append({"information": panel.information.name, "evidence": evidence, **row})
        blocks = _align(blocks)
        self._add_states(blocks, panel, priors, seen, settings.seed)
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
                _describe_miss(rows),
                where=f"information set {panel.information.name}",
                expected="R-hat <= 1.01, bulk and tail ESS >= 400, no divergence",
                remedy="look at 02_model; lengthen the run or mend the model",
            )
        return posterior

    def refit_common(self, posterior: Posterior, panel: Any, priors: Priors) -> Posterior:
        """Refit the common block under other priors, the rest as it stands (sensitivities).

        Returns
        -------
        Posterior
            Same county and revenue draws; the common block's row replaced in the diagnostics.
        """
        data = self._block_data("common", panel, priors, {})
        arrays, row = self._fit_block("common", data, priors, posterior.settings)
        for label in ("national", "provincial"):
            arrays[f"{label}_anchor"] = posterior.blocks["common"][f"{label}_anchor"]
        row = {**posterior.diagnostics[0], **row}
        arrays = {key: _thin(value, posterior.draws) for key, value in arrays.items()}
        return replace(
            posterior,
            blocks={**posterior.blocks, "common": arrays},
            diagnostics=(row, *posterior.diagnostics[1:]),
            constants={**posterior.constants, **declared_constants(panel, priors)},
        )

    def _block_data(
        self, block: str, panel: Any, priors: Priors, blocks: Mapping[str, Any]
    ) -> dict[str, Any]:
        from planodds.forecast.nuts.common import common_data
        from planodds.forecast.nuts.county import county_data
        from planodds.forecast.nuts.revenue import growth_doubt, revenue_data

        years = {"first_year": FIRST_GROWTH_YEAR, "last_year": self.last_county_year}
        if block == "common":
            return common_data(panel, last_year=self.last_driver_year, priors=priors)
        if block == "county":
            return county_data(panel, priors=priors, **years)
        county, share = blocks["county"], panel.secondary_share - panel.secondary_share.mean()
        return revenue_data(
            panel,
            coal_slope=float(county["coal_slope"].mean()),
            doubt=growth_doubt(county, share, priors),
            **years,
        )

    def _add_states(
        self,
        blocks: dict[str, dict[str, np.ndarray]],
        panel: Any,
        priors: Priors,
        seen: float,
        seed: int,
    ) -> None:
        """Draw what the graphs leave out: integrated county states, long-run anchors."""
        data = self._block_data("county", panel, priors, blocks)
        data["mask"] = data["mask"] * seen
        data["benchmark"] = data["benchmark"] * seen
        blocks["county"] |= draw_states(
            blocks["county"], data, priors, generator=make_generator(seed, "states")
        )
        draws = len(blocks["county"]["drift"])
        for label in ("national", "provincial"):
            generator = make_generator(seed, "anchor", label)
            blocks["common"][f"{label}_anchor"] = priors[f"common.{label}_anchor"].draw(
                generator, draws
            )

    def _fit_block(
        self, block: str, data: dict[str, Any], priors: Priors, settings: FitSettings
    ) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
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

    def _compile(self, block: str, data: dict[str, Any], priors: Priors) -> Any:
        """Compile a block's graph once; its priors do not depend on the information set."""
        if block not in self._compiled:
            import nutpie

            from planodds.forecast.nuts.common import build_common_model
            from planodds.forecast.nuts.county import build_county_model
            from planodds.forecast.nuts.revenue import build_revenue_model

            build = {
                "common": build_common_model,
                "county": build_county_model,
                "revenue": build_revenue_model,
            }[block]
            self._compiled[block] = nutpie.compile_pymc_model(build(data, priors))
        return self._compiled[block]


def fit_posterior(
    panel: Any,
    priors: Priors,
    *,
    evidence: str = POSTERIOR,
    settings: FitSettings | None = None,
    progress: Callable[[str], None] = lambda text: None,
) -> Posterior:
    """Fit one information set with graphs of its own; see ``Sampler.fit_posterior``."""
    sampler = Sampler(last_county_year=panel.years[-1], last_driver_year=panel.driver_years[-1])
    return sampler.fit_posterior(
        panel, priors, evidence=evidence, settings=settings, progress=progress
    )


def sample_graph(
    compiled: Any, settings: FitSettings
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Run NUTS on a compiled graph; return the kept draws, stacked by chain, and the gate's row.

    Parameters
    ----------
    compiled : nutpie.CompiledModel
    settings : FitSettings

    Returns
    -------
    dict
        Parameter -> (draw, ...), chain after chain, without auxiliaries and signed scales.
    dict
        As from ``diagnose``, over everything sampled, with ``draws`` a chain.
    """
    import nutpie

    tree = nutpie.sample(
        compiled,
        draws=settings.draws,
        tune=settings.tune,
        chains=settings.chains,
        cores=settings.cores,
        seed=settings.seed,
        target_accept=settings.target_accept,
        progress_bar=False,
    )
    posterior = tree["posterior"].to_dataset()
    divergences = int(tree["sample_stats"]["diverging"].sum())
    arrays = {
        str(name): np.asarray(posterior[name])
        for name in posterior.data_vars
        if not str(name).endswith(SIGNED)
    }
    row = convergence_summary(_varying(arrays), divergences=divergences)
    row["draws"] = int(posterior.sizes["draw"])
    kept = {
        name: x.reshape(-1, *x.shape[2:])
        for name, x in arrays.items()
        if not name.endswith(_AUXILIARY)
    }
    return kept, row


def _varying(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Drop elements that are constant by construction (a walk's zero start has no R-hat)."""
    out = {}
    for name, x in arrays.items():
        flat = x.reshape(*x.shape[:2], -1)
        out[name] = flat[:, :, flat.std(axis=(0, 1)) > 0]
    return {name: x for name, x in out.items() if x.size}


def _align(blocks: Mapping[str, Mapping[str, np.ndarray]]) -> dict[str, dict[str, np.ndarray]]:
    """Keep the same number of draws of every block (a refitted block has twice as many)."""
    draws = min(len(next(iter(arrays.values()))) for arrays in blocks.values())
    return {
        name: {key: _thin(value, draws) for key, value in arrays.items()}
        for name, arrays in blocks.items()
    }


def declared_constants(panel: Any, priors: Priors) -> dict[str, float]:
    """Declared values that the paths read besides the draws, by name.

    Fixed priors, the common block's trend, the spread of census steps; ``last_growth_year``
    counts from the first growth year of the graphs.
    """
    fixed = {name: prior.value for name, prior in priors.items() if prior.dist == "fixed"}
    return fixed | {
        "trend_innovation": priors.value("common.trend_innovation"),
        "trend_reversion": priors.value("common.trend_reversion"),
        "county.benchmark_slope.sd": priors["county.benchmark_slope"].sd,
        "county.provincial_benchmark.sd": priors["county.provincial_benchmark"].sd,
        "last_growth_year": panel.years[-1] - FIRST_GROWTH_YEAR,
    }


def _thin(array: np.ndarray, draws: int) -> np.ndarray:
    """Take every k-th draw so that all blocks hold the same number."""
    return array[:: max(1, len(array) // draws)][:draws]


def _describe_miss(rows: list[dict[str, Any]]) -> str:
    missed = [
        f"{row['block']} (R-hat {row['max_rhat']:.3f} of {row['max_rhat_of']}, "
        f"ESS {row['min_ess_bulk']:.0f}, {row['divergences']} divergences)"
        for row in rows
        if not row["passed"]
    ]
    return "the fit missed the convergence gate: " + "; ".join(missed)
