"""Build the committed track record: every design, every benchmark, the pool and their tables."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from planodds.evaluation.backtest.backtest import CACHE_DIR, run_designs
from planodds.evaluation.backtest.designs import shanxi_designs, study_design
from planodds.evaluation.benchmarks.external_libraries import LIBRARIES, STATSFORECAST
from planodds.evaluation.protocol import ORIGINS, US_STATES
from planodds.evaluation.scoring.summary_tables import summarise_scores
from planodds.execution.atomic import atomic_path
from planodds.inputs.tables.files import DATA_DIR, RECORD_FOLDER, shared_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from planodds.evaluation.backtest.backtest import BacktestRecord

_DIGITS = 5


def build_track_record(
    *,
    data_dir: Path = DATA_DIR,
    folder: Path = CACHE_DIR,
    workers: int = 2,
    libraries: Sequence[str] = (STATSFORECAST.name,),
) -> BacktestRecord:
    """Run every design of the record and write its tables into ``data/record``.

    Parameters
    ----------
    data_dir : Path
    folder : Path
        Cache of results; an interrupted run resumes from it.
    workers : int
        Processes at a time.
    libraries : sequence of str
        Names of the other libraries whose models are scored, each in its own environment.

    Returns
    -------
    BacktestRecord

    Raises
    ------
    RunError
        An environment is missing, or a worker process ended before its job.
    """
    for name in libraries:
        LIBRARIES[name].require_environment()
    # Shanxi's series are too short for the models of other libraries.
    designs = [
        replace(study_design(name, data_dir), libraries=tuple(libraries)) for name in ORIGINS
    ]
    designs += shanxi_designs(data_dir)
    with show_progress() as report:
        record = run_designs(
            designs,
            teacher=US_STATES,
            folder=folder,
            workers=workers,
            data_dir=data_dir,
            report=report,
        )
    write_tables(build_tables(record), shared_folder(data_dir, RECORD_FOLDER))
    return record


@contextmanager
def show_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Show the progress of a backtest; yield the `report` of ``run_designs``."""
    from planodds.execution.progress import ProgressDisplay

    with ProgressDisplay("forecasting and scoring") as display:

        def report(title: str, done: int, total: int) -> None:
            display.update(done, total)
            if title:
                display.print(f"{done:>3}/{total} {title}")

        try:
            yield report
        except KeyboardInterrupt:
            display.print("interrupted; the same command resumes from the stored results")
            raise


def build_tables(record: BacktestRecord) -> dict[str, pd.DataFrame]:
    """Return the tables of a backtest by name.

    Parameters
    ----------
    record : BacktestRecord

    Returns
    -------
    dict of str to DataFrame
        Those of ``summarise_scores`` that have rows, ``weights``, ``fits`` and ``costs``.
    """
    summaries = summarise_scores(record.scores)
    tables = {name: table for name, table in summaries.items() if not table.empty}
    return {**tables, "weights": record.weights, "fits": record.fits, "costs": record.costs}


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
