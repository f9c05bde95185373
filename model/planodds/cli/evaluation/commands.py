"""Commands that test the model: backtest, record, schedule-record, calibrate, ablate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from planodds.cli.options import (
    Jobs,
    OutputsFolder,
    ProjectFolder,
    data_dir,
    outputs_dir,
    project_dir,
)
from planodds.cli.paths import check_folder


def add_commands(app: typer.Typer) -> None:
    """Add the commands that test the model to the command line.

    Parameters
    ----------
    app : typer.Typer
    """
    for name, body in (
        ("backtest", backtest),
        ("record", record),
        ("schedule-record", schedule_record),
        ("calibrate", calibrate),
        ("ablate", ablate),
    ):
        app.command(name)(body)


def backtest(
    panel: Annotated[
        Path | None,
        typer.Option(
            help="CSV with unit, group, year, value; the US states without one.", resolve_path=True
        ),
    ] = None,
    drivers: Annotated[
        Path | None, typer.Option(help="CSV with year, series, value.", resolve_path=True)
    ] = None,
    unit_col: Annotated[str, typer.Option(help="The file's column for unit.")] = "unit",
    group_col: Annotated[str, typer.Option(help="The file's column for group.")] = "group",
    year_col: Annotated[str, typer.Option(help="The file's column for year.")] = "year",
    value_col: Annotated[str, typer.Option(help="The file's column for value.")] = "value",
    origins: Annotated[
        str, typer.Option(help="1990,1995 or 1990:2005:5; every third year if left out.")
    ] = "",
    horizon: Annotated[int, typer.Option(help="Years ahead.")] = 5,
    window: Annotated[int, typer.Option(help="Levels before an origin that are used.")] = 20,
    rank: Annotated[
        int | None, typer.Option("--rank", "--place", help="Score the event 'this rank or better'.")
    ] = None,
    jobs: Jobs = 2,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the tables.", resolve_path=True, callback=check_folder),
    ] = None,
) -> None:
    """Test the model and the benchmarks on past origins of any panel."""
    from planodds.cli.evaluation.backtest import backtest_panel

    columns = {"unit": unit_col, "group": group_col, "year": year_col, "value": value_col}
    for line in backtest_panel(
        panel,
        drivers,
        columns=columns,
        origins=origins,
        horizon=horizon,
        window=window,
        rank_threshold=rank,
        workers=jobs,
        out=out,
    ):
        print(line)


def record(
    jobs: Jobs = 2,
    without_statsforecast: Annotated[
        bool,
        typer.Option(
            "--without-statsforecast",
            help="Leave out the models of statsforecast, which need `make benchmarks`.",
        ),
    ] = False,
    with_fracast: Annotated[
        bool,
        typer.Option(
            "--with-fracast",
            help="Score the zero-shot model fracast too, which needs `make zero-shot`.",
        ),
    ] = False,
    out: OutputsFolder = None,
) -> None:
    """Build the track record: every panel, origin and benchmark (half an hour; resumes)."""
    from planodds.cli.evaluation.record import build_record

    chosen = {"statsforecast": not without_statsforecast, "fracast": with_fracast}
    libraries = [name for name, scored in chosen.items() if scored]
    for line in build_record(
        data_dir(), out=out or outputs_dir(), workers=jobs, libraries=libraries
    ):
        print(line)


def schedule_record(
    fit: Annotated[
        list[str] | None,
        typer.Option(help="Study whose model states its chances as well; may be repeated."),
    ] = None,
    folder: ProjectFolder = None,
) -> None:
    """Count how often the linear schedule was right on past windows; write the record."""
    from planodds.cli.planning.schedule_record import write_schedule_record

    for line in write_schedule_record(folder or project_dir(), fitted=fit or ()):
        print(line)


def calibrate(
    simulations: Annotated[int, typer.Option(min=1, help="Number of simulated datasets.")] = 200,
    engine: Annotated[str, typer.Option(help="Sampler: gibbs or nuts.")] = "gibbs",
    information: Annotated[str, typer.Option(help="Information set of the calendar.")] = "latest",
    seed: Annotated[int, typer.Option(help="Seed of the simulations.")] = 20261123,
    name: Annotated[str, typer.Option(help="Stem of record and figure.")] = "calibration",
    folder: ProjectFolder = None,
) -> None:
    """Calibrate a sampler on simulated datasets; write the record (a quarter of an hour)."""
    from planodds.cli.evaluation import calibrate as command

    command.calibrate(
        simulations=simulations,
        engine=engine,
        information=information,
        seed=seed,
        name=name,
        folder=folder or project_dir(),
    )


def ablate(folder: ProjectFolder = None) -> None:
    """Leave out each term of the model and score it again; write the record."""
    from planodds.cli.evaluation import ablate as command

    command.ablate(folder=folder or project_dir())
