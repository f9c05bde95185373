"""Forms of the county block on long panels: effective draws a second, cost as the panel grows."""

from __future__ import annotations

import resource
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from planodds.evaluation.backtest.unit_forecast import forecast_units
from planodds.forecasting.convergence import convergence_summary
from planodds.forecasting.gibbs.sampler import GibbsSettings, sample_county
from planodds.forecasting.nuts.county import build_county_model
from planodds.forecasting.nuts.sampling import SIGNED
from planodds.forecasting.types import FitSettings
from planodds.inputs import DATA_DIR, load_priors
from planodds.inputs.panels.unit_panel import UnitPanel
from tests.bench.panels import make_county_data, make_unit_panel
from tests.bench.plain import build_plain_model

SIZES = (117, 468, 1872, 2808)
GIBBS = GibbsSettings(draws=1000, tune=500, chains=4, cores=2)
GROWN = FitSettings(draws=250, tune=250, chains=4, cores=2, quick=True, allow_gate_failure=True)
MIXTURES = ("shock_mixture", "benchmark_mixture")  # no parameters: the plain form has none


def bench_forms() -> None:
    """Smallest effective sample size per second of sampling, 117 units x 20 years.

    CPU seconds are shown next to wall-clock seconds, which depend on the load of the machine.
    """
    data, priors = make_county_data(), load_priors(DATA_DIR, "latest")
    speeds = {}
    for name, sample in (
        ("Gibbs, compiled", sample_gibbs),
        ("filter + nutpie", sample_filter),
        ("plain + nutpie", sample_plain_nutpie),
        ("plain + PyMC's NUTS", sample_plain),
    ):
        arrays, divergences, seconds = sample(data, priors)
        row = convergence_summary(
            {key: x for key, x in arrays.items() if key not in MIXTURES}, divergences=divergences
        )
        speeds[name] = row["min_ess_bulk"] / seconds
        print(
            f"  {name:<20} {speeds[name][0]:7.1f}/s in {seconds[0]:5.1f} s, "
            f"{speeds[name][1]:.1f}/s in {seconds[1]:.1f} s of processors, R-hat "
            f"{row['max_rhat']:.3f}, smallest {row['min_ess_bulk']:.0f} "
            f"({row['min_ess_bulk_of']})",
            flush=True,
        )
    for name in list(speeds)[:-1]:
        times, busy = speeds[name] / speeds["plain + PyMC's NUTS"]
        print(
            f"  {name} against the plain form with PyMC's NUTS: {times:.1f} times, "
            f"{busy:.1f} times by seconds of processors",
            flush=True,
        )


def read_clocks() -> np.ndarray:
    """Seconds of the clock, and of the processors in this process and those that it has ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return np.array([time.perf_counter(), sum(u.ru_utime + u.ru_stime for u in used)])


def sample_gibbs(data: Mapping[str, Any], priors: Any) -> tuple[dict, int, np.ndarray]:
    """The second engine, 4 x 1000 draws after 4 x 500, two chains a core; compiled before."""
    panels = [{key: np.asarray(value) for key, value in data.items()}]
    sample_county(
        panels,
        priors,
        settings=GibbsSettings(draws=5, tune=5, cores=2),
        generator=np.random.default_rng(0),
    )
    start = read_clocks()
    (block,) = sample_county(panels, priors, settings=GIBBS, generator=np.random.default_rng(1))
    seconds = read_clocks() - start
    arrays = {name: x.reshape(GIBBS.chains, -1, *x.shape[1:]) for name, x in block.items()}
    return {name: x for name, x in arrays.items() if x.std() > 0}, 0, seconds


def sample_filter(data: Mapping[str, Any], priors: Any) -> tuple[dict, int, np.ndarray]:
    """The edition's form, states integrated out, 4 x 1000 draws after 4 x 1000."""
    return _sample_nutpie(build_county_model(data, priors))


def sample_plain_nutpie(data: Mapping[str, Any], priors: Any) -> tuple[dict, int, np.ndarray]:
    """Every state sampled, non-centred, by nutpie."""
    return _sample_nutpie(build_plain_model(data, priors))


def _sample_nutpie(pymc_model: Any) -> tuple[dict, int, np.ndarray]:
    import nutpie

    compiled = nutpie.compile_pymc_model(pymc_model)
    nutpie.sample(compiled, draws=1, tune=1, chains=1, seed=1, progress_bar=False)
    start = read_clocks()
    tree = nutpie.sample(
        compiled, draws=1000, tune=1000, chains=4, cores=2, seed=1, progress_bar=False
    )
    seconds = read_clocks() - start
    return *_read_tree(tree), seconds


def sample_plain(data: Mapping[str, Any], priors: Any) -> tuple[dict, int, np.ndarray]:
    """Every state sampled, non-centred, by PyMC's own NUTS with default settings and start."""
    import pymc as pm

    with build_plain_model(data, priors):
        start = read_clocks()
        tree = pm.sample(
            1000,
            tune=1000,
            chains=4,
            cores=2,
            random_seed=1,
            progressbar=False,
            nuts_sampler="pymc",
            compute_convergence_checks=False,
        )
    seconds = read_clocks() - start
    seconds[0] = float(tree["posterior"].attrs.get("sampling_time") or seconds[0])
    return *_read_tree(tree), seconds


def _read_tree(tree: Any) -> tuple[dict[str, np.ndarray], int]:
    posterior = tree["posterior"].to_dataset()
    arrays = {
        str(name): np.asarray(posterior[name])
        for name in posterior.data_vars
        if not str(name).endswith(SIGNED)
    }
    return arrays, int(tree["sample_stats"]["diverging"].sum())


def bench_growth() -> None:
    """Time and memory as the panel grows, 20 years: fit and paths, and the exponent in units."""
    fit_and_paths(make_unit_panel(units=117), replace(GROWN, draws=5, tune=5))
    seconds = []
    for units in SIZES:
        start = read_clocks()
        fit_and_paths(make_unit_panel(units=units), GROWN)
        seconds.append(read_clocks() - start)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(
            f"  {units:5} units {seconds[-1][0]:7.1f} s ({seconds[-1][1]:.1f} s of processors) "
            f"for 4 x 1 250 sweeps and 1 000 joint paths of 5 years, {memory:.2f} GB",
            flush=True,
        )
    clock, busy = (
        np.polyfit(np.log(SIZES), np.log(part), 1)[0] for part in zip(*seconds, strict=True)
    )
    print(f"  exponent in units {clock:.2f}, {busy:.2f} by seconds of processors")


def fit_and_paths(panel: UnitPanel, settings: FitSettings) -> np.ndarray:
    """Fit the model at the panel's last year and draw its paths."""
    return forecast_units(
        panel, horizon=5, settings=settings, draws=settings.draws * settings.chains
    )[0]
