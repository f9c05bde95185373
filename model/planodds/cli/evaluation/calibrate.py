"""`planodds calibrate`: simulation-based calibration of the samplers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_print = partial(print, flush=True)


def calibrate(
    *,
    simulations: int,
    engine: str,
    information: str,
    seed: int,
    name: str,
    folder: Path,
    show: Callable[[str], None] = _print,
) -> None:
    """Calibrate a sampler on simulated datasets, write the record, and show its summary.

    Parameters
    ----------
    simulations : int
        Number of simulated datasets.
    engine : {"gibbs", "nuts"}
        Sampler.
    information : str
        Information set that gives calendar, gaps and first levels.
    seed : int
    name : str
        Stem of the record and its figure.
    folder : Path
        Project folder that receives `data/record/NAME.csv` and `docs/NAME.svg`.
    show : callable
        Receives each line of output.

    Raises
    ------
    UsageError
        The sampler or the information set is unknown; the name is no stem of a file.
    """
    from planodds.cli.validation import check_choice
    from planodds.errors import UsageError
    from planodds.evaluation.calibration.run import ENGINES, run_calibration, write_record
    from planodds.inputs.panels.information import information_names

    if not name.isidentifier() or not name.isascii() or seed < 0:
        raise UsageError(
            f"name {name!r}, seed {seed}",
            where="command line",
            expected="a name of letters, digits and underscores, and a seed from 0 upwards",
            remedy="choose another name or seed",
        )
    check_choice("engine", [engine], ENGINES)
    check_choice("information set", [information], information_names())
    table = run_calibration(
        simulations, engine=engine, information=information, seed=seed, progress=show
    )
    for line in write_record(table, folder, name=name):
        show(line)
