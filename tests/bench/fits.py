"""Fits of an edition: one origin without and with compiled caches, then six origins in a row.

    python -m tests.bench.fits latest 2023

fits these in one process and prints the seconds of each; with the `cores` of an edition.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from planodds.forecasting import FitSettings, forecast_paths
from planodds.inputs import DATA_DIR, information_names, load_panel, load_priors
from planodds.inputs.study import load_study

SHAPE = {"last_county_year": 2024, "last_driver_year": 2025, "drivers": load_study().common}


def bench_fits() -> None:
    """Three processes: nothing compiled, all compiled by the one before, six origins."""
    with tempfile.TemporaryDirectory(prefix="planodds-caches-") as folder:
        places = {"PYTENSOR_FLAGS": f"base_compiledir={folder}", "NUMBA_CACHE_DIR": folder}
        for title, names in (
            ("nothing compiled before", ["latest"]),
            ("warm caches", ["latest"]),
            ("warm caches, six origins", list(information_names())),
        ):
            start = time.perf_counter()
            said = subprocess.run(
                [sys.executable, "-m", "tests.bench.fits", *names],
                text=True,
                env={**os.environ, **places},
                stdout=subprocess.PIPE,
                check=True,
            )
            print(
                f"  {title}: {time.perf_counter() - start:.1f} s, imports included\n{said.stdout}",
                end="",
                flush=True,
            )


def fit_in_turn(names: list[str]) -> None:
    """Fit and gate all three blocks of each information set by one set of graphs."""
    from planodds.forecasting.nuts.fit import Sampler

    sampler = Sampler(**SHAPE)
    for name in names:
        start = time.perf_counter()
        posterior = sampler.fit_posterior(
            load_panel(DATA_DIR, name),
            load_priors(DATA_DIR, name),
            settings=FitSettings(allow_gate_failure=True),
        )
        least = min(row["min_ess_bulk"] for row in posterior.diagnostics)
        print(
            f"    {name:8} {time.perf_counter() - start:6.1f} s  passed {posterior.passed}, "
            f"smallest bulk ESS {least:.0f}",
            flush=True,
        )


def bench_paths() -> None:
    """Paths and all ranks against drawing as many normals; peak memory of the process."""
    import resource

    import numpy as np

    from planodds.forecasting.nuts.fit import Sampler

    panel = load_panel(DATA_DIR, "latest")
    posterior = Sampler(**SHAPE).fit_posterior(
        panel, load_priors(DATA_DIR, "latest"), settings=FitSettings(allow_gate_failure=True)
    )
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
    print(
        f"  normals {normals:.2f} s, paths {drawn:.2f} s, with all ranks {ranked:.2f} s: "
        f"ratio {ranked / normals:.1f}; peak memory {memory:.2f} GB"
    )


if __name__ == "__main__":
    fit_in_turn(sys.argv[1:])
