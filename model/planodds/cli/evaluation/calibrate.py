"""`planodds calibrate`: simulation-based calibration of the samplers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_print = partial(print, flush=True)
_LONGEST_NAME = 60
_SEEDS = 2**63
_MOST = 100_000  # simulated datasets: a week of one machine


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

    is_name = name.isidentifier() and name.isascii() and len(name) <= _LONGEST_NAME
    if not is_name or not 0 <= seed < _SEEDS or not 1 <= simulations <= _MOST:
        raise UsageError(
            f"name {name!r}, seed {seed}, {simulations} simulations",
            where="command line",
            expected=f"a name of at most {_LONGEST_NAME} letters, digits and underscores, a seed "
            f"from 0 to 2^63 - 1, and 1 to {_MOST:,} simulations",
            remedy="choose another name, seed or number",
        )
    check_choice("engine", [engine], ENGINES)
    check_choice("information set", [information], information_names())
    table = run_calibration(
        simulations, engine=engine, information=information, seed=seed, progress=show
    )
    for line in write_record(table, folder, name=name):
        show(line)
