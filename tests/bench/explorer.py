"""Latency of the explorer: from a moved control to the new chances and figures on the page."""

from __future__ import annotations

import time

import numpy as np
from ipywidgets import FloatSlider

from planodds import constants
from planodds.api.explorer.page import Page
from planodds.api.explorer.state import Explorer
from planodds.api.forecasts import open_forecast
from planodds.forecasting import forecast_paths
from planodds.inputs import DATA_DIR, load_panel, load_plan
from tests.forecasting.simulated_panels import make_posterior

MOVES = 60
PATHS = 20_000


def print_moves(name: str, slider: FloatSlider, values: list[float]) -> None:
    """Move a control to each value; print how long the page takes to show the answer."""
    taken = []
    for value in values:
        rounded = slider.step * round(value / slider.step)
        if rounded == slider.value:
            continue
        start, busy = time.perf_counter(), time.process_time()
        slider.value = rounded
        taken.append((time.perf_counter() - start, time.process_time() - busy))
    wall, processor = 1000 * np.quantile(np.array(taken), (0.5, 0.95), axis=0).T
    print(
        f"  {name:<20} median {wall[0]:4.0f} ms, 95th percentile {wall[1]:4.0f} ms; of processor "
        f"time {processor[0]:4.0f} and {processor[1]:4.0f} ms ({len(taken)} moves)",
        flush=True,
    )


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
    positions = np.linspace(0.35, 0.65, MOVES)
    for name, slider in (
        ("driver", driver),
        ("growth of the unit", page.controls.unit_growth),
        ("threshold", threshold),
    ):
        print_moves(name, slider, [slider.min + p * (slider.max - slider.min) for p in positions])
    start = time.perf_counter()
    page.refine()
    full = time.perf_counter() - start
    few = explorer.preview.paths.draws
    print(
        f"  all {PATHS:,} draws {full:.1f} s, against {few:,} draws of the first answer", flush=True
    )
