"""Fits of an edition and their check: nothing compiled, all compiled, six origins, then NUTS.

    python -m tests.bench.fits gibbs latest 2023

fits these in one process and prints the seconds of each.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from planodds.forecasting import FitSettings, forecast_paths
from planodds.forecasting.gibbs_fit import GibbsFitter
from planodds.inputs import DATA_DIR, information_names, load_panel, load_priors
from planodds.inputs.study import load_study


def bench_fits() -> None:
    """Five processes: each sampler without and with compiled caches, Gibbs for six origins too."""
    with tempfile.TemporaryDirectory(prefix="planodds-caches-") as folder:
        places = {"PYTENSOR_FLAGS": f"base_compiledir={folder}", "NUMBA_CACHE_DIR": folder}
        for title, sampler, names in (
            ("Gibbs, nothing compiled before", "gibbs", ["latest"]),
            ("Gibbs, warm caches", "gibbs", ["latest"]),
            ("Gibbs, warm caches, six origins", "gibbs", list(information_names())),
            ("NUTS (check), its graphs not compiled before", "nuts", ["latest"]),
            ("NUTS (check), warm caches", "nuts", ["latest"]),
        ):
            start = time.perf_counter()
            said = subprocess.run(
                [sys.executable, "-m", "tests.bench.fits", sampler, *names],
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


def fit_in_turn(sampler: str, names: list[str]) -> None:
    """Fit and gate all three blocks of each information set with one sampler."""
    fitter = GibbsFitter() if sampler == "gibbs" else _nuts()
    for name in names:
        start = time.perf_counter()
        posterior = fitter.fit_posterior(
            load_panel(DATA_DIR, name),
            load_priors(DATA_DIR, name),
            settings=FitSettings(allow_gate_failure=True),
        )
        seconds = time.perf_counter() - start
        least = min(row["min_ess_bulk"] for row in posterior.diagnostics)
        print(
            f"    {name:8} {seconds:6.1f} s  passed {posterior.passed}, "
            f"smallest bulk ESS {least:.0f}, {least / seconds:.1f} per second",
            flush=True,
        )


def _nuts() -> object:
    from planodds.forecasting.nuts.fit import Sampler

    information = load_panel(DATA_DIR, "latest").information
    return Sampler(
        last_county_year=information.county_to,
        last_driver_year=information.drivers_to,
        drivers=load_study().common,
    )


def bench_paths() -> None:
    """Paths and all ranks against drawing as many normals; peak memory of the process."""
    import resource

    import numpy as np

    panel = load_panel(DATA_DIR, "latest")
    posterior = GibbsFitter().fit_posterior(
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
    fit_in_turn(sys.argv[1], sys.argv[2:])
