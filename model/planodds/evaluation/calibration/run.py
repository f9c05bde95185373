"""Simulation-based calibration in batches, with its committed record and figure.

``planodds calibrate`` writes ``data/record/calibration.csv`` (a row per simulated dataset) and
``docs/calibration.svg``. Finished batches are stored in ``outputs/.cache``: an interrupted run
resumes, as long as neither priors nor code have changed.
"""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from planodds.constants import PROJECT_DIR
from planodds.evaluation.calibration.sbc_gibbs import calibrate_batch, score_event
from planodds.evaluation.scoring.ecdf_bands import build_band, null_tails, summarise_calibration
from planodds.execution.atomic import atomic_path
from planodds.execution.content_keys import content_key, source_hash
from planodds.execution.digests import hash_file
from planodds.execution.processes import limit_threads
from planodds.execution.result_store import ResultStore
from planodds.inputs.panels.county_panel import load_panel
from planodds.inputs.priors import load_priors
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable

    from planodds.inputs.panels.county_panel import Panel

ROOT = PROJECT_DIR
NAME = "calibration"
RECORD = Path("data") / "record" / f"{NAME}.csv"
FIGURE = Path("docs") / f"{NAME}.svg"
_CACHE_DIR = ROOT / "outputs" / ".cache" / "calibration"
SEED = 20261123
INFORMATION = "latest"
GIBBS, NUTS = "gibbs", "nuts"
ENGINES = (GIBBS, NUTS)
_BATCH = {GIBBS: 10, NUTS: 2}  # simulated datasets between two savings
_TABLE = "calibration.csv"


def run_calibration(
    simulations: int,
    *,
    cache_dir: Path | None = None,
    seed: int = SEED,
    engine: str = GIBBS,
    information: str = INFORMATION,
    progress: Callable[[str], None] = print,
) -> pd.DataFrame:
    """Calibrate batch by batch; finished batches are read back from the cache.

    Parameters
    ----------
    simulations : int
        Number of simulated datasets; rounded up to whole batches.
    cache_dir : Path, optional
        Folder of finished batches.
    seed : int
    engine : {"gibbs", "nuts"}
        Common and county block by the Gibbs sampler, or all three blocks by NUTS.
    information : str
        Information set that gives calendar, gaps and first levels.
    progress : callable
        Receives one line per batch.

    Returns
    -------
    DataFrame
        As from ``calibrate_batch``.
    """
    panel, priors = load_panel(DATA_DIR, information), load_priors(DATA_DIR, information)
    store, batch = ResultStore((cache_dir or _CACHE_DIR) / _source_key()), _BATCH[engine]
    calibrate, parts = _choose_sampler(engine, panel), []
    for first in range(0, simulations, batch):
        key, start = f"{engine}-{information}-{first:04d}-{batch}-{seed}", time.perf_counter()
        if store.find(key) is None:
            with limit_threads():
                table = calibrate(panel, priors, first=first, count=batch, seed=seed)
            with store.write(key) as folder:
                table.round(4).to_csv(folder / _TABLE, index=False)
        parts.append(pd.read_csv(store.path(key) / _TABLE))
        progress(
            f"{first + batch} of {simulations} simulations, "
            f"{(time.perf_counter() - start) / batch:.1f} s each"
        )
    return pd.concat(parts, ignore_index=True)


def write_record(table: pd.DataFrame, folder: Path, *, name: str = NAME) -> list[str]:
    """Write record and figure of a calibration, and summarise it.

    Parameters
    ----------
    table : DataFrame
        From ``run_calibration``.
    folder : Path
        Project folder that receives ``data/record`` and ``docs``.
    name : str
        Stem of both files.

    Returns
    -------
    list of str
        The summary, and the scores of the event.
    """
    with atomic_path(folder / RECORD.with_stem(name)) as path:
        table.to_csv(path, index=False)
    generator = np.random.default_rng(SEED)
    with atomic_path(folder / FIGURE.with_stem(name)) as path:
        _plot_calibration(table, path, generator=generator)
    summary = summarise_calibration(table, generator=generator).to_string(index=False)
    return [summary, str(score_event(table))]


def _choose_sampler(engine: str, panel: Panel) -> Callable[..., pd.DataFrame]:
    if engine == GIBBS:
        return calibrate_batch
    from planodds.evaluation.calibration.sbc_nuts import calibrate_batch_nuts
    from planodds.forecasting.nuts.fit import Sampler

    sampler = Sampler(
        last_county_year=panel.years[-1],
        last_driver_year=panel.driver_years[-1],
        drivers=panel.study.common,
    )
    return partial(calibrate_batch_nuts, sampler=sampler)


def _source_key() -> str:
    """Return the key of the priors and the code that the record depends on."""
    source = source_hash(("inputs", "forecasting", "evaluation/calibration"))
    return content_key({"source": source, "priors": hash_file(DATA_DIR / "priors.yaml")})


def _plot_calibration(table: pd.DataFrame, path: Path, *, generator: np.random.Generator) -> None:
    """Draw each quantity's empirical distribution less the diagonal, inside the 99 % band."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    quantities = [name for name in table.columns if "." in name]
    tails = null_tails(len(table), generator=generator)
    points, lower, upper = (x[::4] for x in build_band(len(table), tails, 0.99))
    rows = -(-len(quantities) // 6)
    settings = {"svg.fonttype": "none", "svg.hashsalt": "calibration", "font.size": 7}
    with plt.rc_context(settings):
        figure, axes = plt.subplots(
            rows, 6, figsize=(11, 1.5 * rows), sharex=True, sharey=True, layout="constrained"
        )
        for ax, name in zip(axes.ravel(), quantities, strict=False):
            below = np.searchsorted(np.sort(table[name]), points, side="right") / len(table)
            ax.fill_between(points, lower - points, upper - points, color="#d9d9d9", lw=0)
            ax.plot(points, below - points, color="#0072b2", lw=1)
            ax.set_title(name, fontsize=7)
        for ax in axes.ravel()[len(quantities) :]:
            ax.remove()
        figure.supxlabel("rank of the truth among the draws")
        figure.supylabel("share of simulations at or below, less the diagonal")
        figure.savefig(path, format="svg", metadata={"Date": None})
        plt.close(figure)
