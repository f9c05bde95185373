"""Make the committed record: every bed, every rival, the pool, and the tables that readers see.

python -m planodds.evaluation.backtest.build_track_record            # what `make record` runs; resumes where it stopped
"""

from __future__ import annotations

from argparse import ArgumentParser
from contextlib import ExitStack
from typing import TYPE_CHECKING

from planodds.evaluation.backtest.backtest import RECORD_FOLDER, Record, run_record
from planodds.evaluation.backtest.designs import US_STATES, shanxi_designs, us_states_design
from planodds.evaluation.scoring.summary_tables import summarise_scores
from planodds.execution.atomic import atomic_path
from planodds.execution.progress import show_progress
from planodds.inputs.tables.files import DATA_DIR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd

_DIGITS = 5


def _build_track_record(
    *, data_dir: Path = DATA_DIR, folder: Path = RECORD_FOLDER, workers: int = 2
) -> Record:
    """Run every bed of the record and write its tables into ``data/record``."""
    beds = [us_states_design(data_dir), *shanxi_designs(data_dir)]
    with show_progress() as report:
        record = run_record(
            beds,
            teacher=US_STATES,
            folder=folder,
            workers=workers,
            data_dir=data_dir,
            report=report,
        )
    write_tables(build_tables(record), data_dir / "record")
    return record


def build_tables(record: Record) -> dict[str, pd.DataFrame]:
    """Tables by name: those of ``summarise_scores``, ``weights`` and ``fits``."""
    tables = {
        name: table for name, table in summarise_scores(record.rows).items() if not table.empty
    }
    return {**tables, "weights": record.weights, "fits": record.fits}


def write_tables(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as CSV; the files appear under their names once all are written.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Tables by name; numbers are rounded to five decimals.
    folder : Path
        Created if necessary.

    Returns
    -------
    list of Path
        The files, in the order of the tables.
    """
    with ExitStack() as files:
        for name, table in tables.items():
            path = files.enter_context(atomic_path(folder / f"{name}.csv"))
            table.round(_DIGITS).to_csv(path, index=False, lineterminator="\n")
    return [folder / f"{name}.csv" for name in tables]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the command line and make the record."""
    parser = ArgumentParser(
        prog="python -m planodds.evaluation.backtest.build_track_record", description=__doc__
    )
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (2)")
    record = _build_track_record(workers=parser.parse_args(arguments).jobs)
    cells = record.rows.groupby(["panel", "variable"])["origin"].nunique()
    for (panel, variable), origins in cells.items():
        print(f"{panel} {variable}: {origins} origins")


if __name__ == "__main__":
    main()
