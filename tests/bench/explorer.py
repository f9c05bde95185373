"""Latency of the explorer: from a moved control to the new chances and figures on the page."""

from __future__ import annotations

import time

import numpy as np

from planodds import constants
from planodds.api.explorer.page import Page
from planodds.api.explorer.state import Explorer
from planodds.api.forecasts import open_forecast
from planodds.forecasting import forecast_paths
from planodds.inputs import DATA_DIR, load_panel, load_plan
from tests.forecasting.simulated_panels import make_posterior

MOVES = 60
PATHS = 20_000


def bench_explorer() -> None:
    """Median and 95th percentile of moves of each kind, and the answer of all draws beside them.

    The draws are of a posterior made from the priors, on the shipped panel with its early figures.
    """
    panel = load_panel(DATA_DIR, "latest")
    posterior = make_posterior(panel, draws=1000)
    paths = forecast_paths(posterior, panel, paths=PATHS)
    explorer = Explorer(open_forecast(paths, panel, posterior), load_plan())
    page = Page(explorer, constants.LANGUAGES)
    driver, _ = next(iter(page.controls.drivers.values()))
    threshold, _ = next(iter(page.controls.thresholds.values()))
    positions = np.linspace(0.4, 0.6, MOVES)
    for name, slider in (
        ("driver", driver),
        ("growth of the unit", page.controls.unit_growth),
        ("threshold", threshold),
    ):
        times = []
        for position in positions:
            value = slider.min + position * (slider.max - slider.min)
            start = time.perf_counter()
            slider.value = slider.step * round(value / slider.step)
            times.append(1000 * (time.perf_counter() - start))
        moved = [t for t in times if t > 1]  # the rounded position may be that of the move before
        middle, high = np.quantile(moved, (0.5, 0.95))
        print(f"  {name:<20} median {middle:4.0f} ms, 95th percentile {high:4.0f} ms", flush=True)
    start = time.perf_counter()
    page.refine()
    full = time.perf_counter() - start
    few = explorer.preview.paths.draws
    print(
        f"  all {PATHS:,} draws {full:.1f} s, against {few:,} draws of the first answer", flush=True
    )
