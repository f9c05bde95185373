"""Ratios measured in one run: ``make bench``. Prints a table; nothing here passes or fails."""

from __future__ import annotations

import resource
import sys
import time

import numpy as np

from model.forecast import FitSettings, forecast_paths
from model.forecast.county import build_county_model
from model.forecast.fit import SIGNED, Sampler, sample_graph
from model.forecast.gate import diagnose
from model.inputs import DATA_DIR, load_panel, load_priors
from tests.bench.panels import make_county_data
from tests.bench.plain import build_plain_model

INFORMATION = ("latest", "2023", "2022", "2021", "2020")


def main():
    """Run the parts named on the command line, or all of them."""
    parts = {"fits": bench_fits, "paths": bench_paths, "forms": bench_forms,
             "growth": bench_growth}
    for name in sys.argv[1:] or parts:
        print(f"\n{name}", flush=True)
        parts[name]()


def bench_fits():
    """Seconds of one origin with and without compiled graphs, then of the others."""
    sampler = Sampler(last_county_year=2024, last_driver_year=2025)
    for name in ("latest", *INFORMATION):
        start = time.perf_counter()
        posterior = sampler.fit_posterior(load_panel(DATA_DIR, name), load_priors(DATA_DIR, name),
                                          settings=FitSettings(allow_gate_failure=True))
        print(f"  {name:8} {time.perf_counter() - start:6.1f} s  passed {posterior.passed}",
              flush=True)
    return posterior


def bench_paths():
    """Paths and all ranks against drawing as many normals."""
    panel = load_panel(DATA_DIR, "latest")
    sampler = Sampler(last_county_year=2024, last_driver_year=2025)
    posterior = sampler.fit_posterior(panel, load_priors(DATA_DIR, "latest"),
                                      settings=FitSettings(allow_gate_failure=True))
    start = time.perf_counter()
    np.random.default_rng(1).standard_normal((20_000, 117, 11, 2))
    normals = time.perf_counter() - start
    start = time.perf_counter()
    forecast = forecast_paths(posterior, panel, paths=20_000)
    drawn = time.perf_counter() - start
    for year in range(len(forecast.years)):
        (-forecast.log_gdp[:, :, year].T).argsort(axis=1).argsort(axis=1)
    ranked = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"  normals {normals:.2f} s, paths {drawn:.2f} s, with all ranks {ranked:.2f} s: "
          f"ratio {ranked / normals:.1f}; peak memory {memory:.2f} GB")


def bench_forms():
    """Smallest effective sample size per second of sampling, 117 units x 20 years."""
    import nutpie
    import pymc as pm

    data, priors = make_county_data(), load_priors(DATA_DIR, "latest")
    compiled = nutpie.compile_pymc_model(build_county_model(data, priors))
    start = time.perf_counter()
    _, row = sample_graph(compiled, FitSettings())
    filtered = row["min_ess_bulk"] / (time.perf_counter() - start)
    print(f"  filter + nutpie: {filtered:.1f}/s, R-hat {row['max_rhat']:.3f}, smallest "
          f"{row['min_ess_bulk']:.0f} ({row['min_ess_bulk_of']})", flush=True)
    with build_plain_model(data, priors):
        start = time.perf_counter()
        trace = pm.sample(1000, tune=1000, chains=4, cores=2, random_seed=1, progressbar=False,
                          nuts_sampler="pymc", compute_convergence_checks=False)
    seconds = time.perf_counter() - start
    posterior = trace["posterior"].to_dataset()
    arrays = {name: np.asarray(posterior[name]) for name in posterior.data_vars
              if not str(name).endswith(SIGNED)}
    row = diagnose(arrays, divergences=int(trace["sample_stats"]["diverging"].sum()))
    plain = row["min_ess_bulk"] / seconds
    print(f"  plain + PyMC's NUTS: {plain:.2f}/s in {seconds:.0f} s (its start included), R-hat "
          f"{row['max_rhat']:.3f}, smallest {row['min_ess_bulk']:.0f} ({row['min_ess_bulk_of']})"
          f"\n  ratio {filtered / plain:.0f}")


def bench_growth():
    """Time as the panel grows, 20 years: the exponent in units."""
    import nutpie

    priors, seconds, sizes = load_priors(DATA_DIR, "latest"), [], (117, 468, 1872)
    for units in sizes:
        data = make_county_data(units=units)
        compiled = nutpie.compile_pymc_model(build_county_model(data, priors))
        start = time.perf_counter()
        sample_graph(compiled, FitSettings(draws=200, tune=300, chains=2))
        seconds.append(time.perf_counter() - start)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"  {units:5} units {seconds[-1]:7.1f} s for 2 x 500 draws, {memory:.2f} GB",
              flush=True)
    exponent = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(f"  exponent in units {exponent:.2f}")


if __name__ == "__main__":
    main()
