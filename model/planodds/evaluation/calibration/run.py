"""Make the committed calibration record: simulate, fit, rank, some worlds at a time, resumable.

    python -m planodds.evaluation.calibration.run --simulations 200
    python -m planodds.evaluation.calibration.run --simulations 40 --engine nuts --name calibration_nuts

writes ``data/record/calibration.csv`` (a row a world) and ``docs/calibration.svg``, or the same
under another name. ``--seed`` gives other worlds, ``--information`` another calendar. Finished
batches wait in ``outputs/.cache``; a run that was stopped goes on where it stood, as long as
neither priors nor code have changed.
"""

from __future__ import annotations

import argparse
import hashlib
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planodds.constants import PACKAGE_DIR, PROJECT_DIR
from planodds.evaluation.calibration.sbc_gibbs import calibrate_batch, score_event
from planodds.evaluation.scoring.ecdf_bands import build_band, null_tails, summarise_calibration
from planodds.inputs.panels.county_panel import load_panel
from planodds.inputs.priors import load_priors
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = PROJECT_DIR
_NAME = "calibration"
RECORD = Path("data") / "record" / f"{_NAME}.csv"
FIGURE = Path("docs") / f"{_NAME}.svg"
CACHE = ROOT / "outputs" / ".cache" / "calibration"
_SEED = 20261123
_BATCH = 10
_INFORMATION = "latest"
GIBBS, NUTS = "gibbs", "nuts"
_NUTS_BATCH = 2  # worlds between two savings


def _run_calibration(
    simulations: int,
    *,
    cache: Path,
    batch: int = _BATCH,
    seed: int = _SEED,
    engine: str = GIBBS,
    information: str = _INFORMATION,
    progress: Callable[[str], None] = print,
) -> pd.DataFrame:
    """Calibrate batch after batch; finished ones are read back from ``cache``.

    Parameters
    ----------
    simulations : int
        Worlds; rounded up to whole batches.
    cache : Path
        Folder of finished batches, one csv each.
    batch, seed : int
    engine : {"gibbs", "nuts"}
        Common and county block by the second engine, or all three by PyMC's graphs.
    information : str
        Information set that gives calendar, gaps and first levels.
    progress : callable
        Told one line a batch.

    Returns
    -------
    DataFrame
        As from ``calibrate_batch``.
    """
    panel, priors = load_panel(DATA_DIR, information), load_priors(DATA_DIR, information)
    cache.mkdir(parents=True, exist_ok=True)
    calibrate, parts = _choose_engine(engine, panel), []
    for first in range(0, simulations, batch):
        path = cache / f"{engine}-{information}-{first:04d}-{batch}-{seed}.csv"
        start = time.perf_counter()
        if not path.exists():
            table = calibrate(panel, priors, first=first, count=batch, seed=seed)
            table.round(4).to_csv(path, index=False)
        parts.append(pd.read_csv(path))
        progress(
            f"{first + batch} of {simulations} worlds, "
            f"{(time.perf_counter() - start) / batch:.1f} s each"
        )
    return pd.concat(parts, ignore_index=True)


def _choose_engine(engine: str, panel: Any) -> Callable[..., pd.DataFrame]:
    if engine == GIBBS:
        return calibrate_batch
    from planodds.evaluation.calibration.sbc_nuts import calibrate_batch_nuts
    from planodds.forecast.nuts.fit import Sampler

    sampler = Sampler(last_county_year=panel.years[-1], last_driver_year=panel.driver_years[-1])
    return partial(calibrate_batch_nuts, sampler=sampler)


def _hash_engine() -> str:
    """Key of the priors and the code that the record depends on."""
    files = sorted(
        [
            *PACKAGE_DIR.glob("forecast/*/*.py"),
            *PACKAGE_DIR.glob("evaluation/calibration/*.py"),
            DATA_DIR / "priors.yaml",
        ]
    )
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:16]


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
        figure.supxlabel("place of the truth among the draws")
        figure.supylabel("share of worlds at or below, less the diagonal")
        figure.savefig(path, metadata={"Date": None})
        plt.close(figure)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run from the command line; prints the summary and writes record and figure."""
    parser = argparse.ArgumentParser(description="Simulation-based calibration")
    parser.add_argument("--simulations", type=int, default=200)
    parser.add_argument("--engine", choices=(GIBBS, NUTS), default=GIBBS)
    parser.add_argument("--information", default=_INFORMATION)
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument("--name", default=_NAME, help="stem of record and figure")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where record and figure go")
    options = parser.parse_args(arguments)
    table = _run_calibration(
        options.simulations,
        cache=CACHE / _hash_engine(),
        seed=options.seed,
        batch=_BATCH if options.engine == GIBBS else _NUTS_BATCH,
        engine=options.engine,
        information=options.information,
        progress=lambda line: print(line, flush=True),
    )
    record = options.folder / RECORD.with_stem(options.name)
    figure = options.folder / FIGURE.with_stem(options.name)
    for path in (record, figure):
        path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(record, index=False)
    generator = np.random.default_rng(_SEED)
    _plot_calibration(table, figure, generator=generator)
    print(summarise_calibration(table, generator=generator).to_string(index=False))
    print(score_event(table))


if __name__ == "__main__":
    main()
