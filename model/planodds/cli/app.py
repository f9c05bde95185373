"""The command line: what can be typed; the bodies are in `commands`, and load when needed."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from planodds.cli.planning import commands as planning
from planodds.cli.workbench import commands as workbench
from planodds.errors import PlanoddsError

if TYPE_CHECKING:
    from planodds.batch.plan import BatchPlan
    from planodds.batch.prepare import Batch

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Calibrated odds for every target of a five-year plan, from published statistics.",
)
_BROKEN_PIPE = 141  # as a shell reports it
OutputsFolder = Annotated[
    Path | None, typer.Option("--out", help="Outputs folder.", resolve_path=True)
]
ProjectFolder = Annotated[
    Path | None, typer.Option(help="Folder that receives data/record and docs.", resolve_path=True)
]
Language = Annotated[str, typer.Option("--lang", help="Language of the answer: zh or en.")]


def main() -> None:
    """Run the command line; an error that the program raises on purpose has no traceback."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # before NumPy is loaded, for every command
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal may lack Chinese or a minus sign
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    except PlanoddsError as error:
        print(f"planodds: {error}", file=sys.stderr)
        sys.exit(error.exit_status)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has left
        sys.exit(_BROKEN_PIPE)
    except (OSError, RecursionError, MemoryError) as error:
        print(f"planodds: {_translate(error)}", file=sys.stderr)
        sys.exit(PlanoddsError.exit_status)


def _translate(error: OSError | RecursionError | MemoryError) -> PlanoddsError:
    """Return a fault of the system as an error of the program, with what can be done."""
    if isinstance(error, OSError):
        file = str(error.filename or "")
        return PlanoddsError(
            error.strerror or str(error) or type(error).__name__,
            where=file if file.isprintable() else ascii(file),
            expected="files and folders that can be read and written, and room on the disk",
            remedy="check the path, its permissions and the free space, then run it again",
        )
    return PlanoddsError(
        "an input is too large or too deeply nested",
        expected="inputs as data/README.md describes them",
        remedy="run `planodds check`; restore the file that was changed last",
    )


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            print(f"planodds {version('planodds')}")
        except PackageNotFoundError:
            print("planodds, run from its source tree without being installed")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """Options that stand before a command."""


@app.command()
def run(
    information: Annotated[
        list[str] | None,
        typer.Option(help="Information set: 2020 .. 2024 or latest; may be repeated."),
    ] = None,
    scenario: Annotated[
        list[str] | None,
        typer.Option(help="Scenario by name; may be repeated. The baseline always comes along."),
    ] = None,
    sweep: Annotated[
        list[str] | None,
        typer.Option(
            help="All runs of a sweep by name, at latest unless asked otherwise; may be repeated."
        ),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = os.cpu_count() or 1,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Short fits to try things out; stamped NOT FOR DECISIONS."),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Check everything, show the plan of runs and its time; run nothing."
        ),
    ] = False,
    log_json: Annotated[
        bool,
        typer.Option("--log-json", help="One JSON line for each event on standard output, no bar."),
    ] = False,
    executor: Annotated[str, typer.Option(help="Where runs are done: local or dask.")] = "local",
    scheduler: Annotated[
        str | None, typer.Option(help="Address of the Dask scheduler, such as tcp://10.0.0.5:8786.")
    ] = None,
    out: OutputsFolder = None,
    study: Annotated[
        Path | None,
        typer.Option(
            help="Folder of the study; by default the one that ships with the project.",
            resolve_path=True,
        ),
    ] = None,
    unit: Annotated[
        str, typer.Option(help="Unit of the edition: code or name; default as in study.yaml.")
    ] = "",
    plan: Annotated[
        str, typer.Option(help="Plan of the edition: a file in plans/; default as in study.yaml.")
    ] = "",
) -> None:
    """Make an edition: forecasts, odds, executed notebooks, a brief to read."""
    from planodds.cli.run import RunRequest, run_request
    from planodds.cli.validation import choose_home

    data_dir = study or _data_dir()
    request = RunRequest(
        data_dir=data_dir,
        out=out or _outputs_dir(),
        jobs=jobs,
        dry_run=dry_run,
        log_json=log_json,
        executor=executor,
        scheduler=scheduler,
    )
    raise typer.Exit(
        run_request(
            request,
            lambda: _plan(
                choose_home(data_dir, unit=unit, plan=plan), information, scenario, quick, sweep
            ),
        )
    )


@app.command()
def check() -> None:
    """Check data, plan, priors, scenarios, sweeps, weights and notebooks; no sampling."""
    from planodds.cli.check import check_all

    def count() -> int:
        from planodds.batch.prepare import prepare_batch

        return len(
            prepare_batch(
                _plan(_data_dir(), None, None, False), data_dir=_data_dir()
            ).plan.notebooks
        )

    for line in check_all(_data_dir(), count):
        print(line)


@app.command("import")
def import_table(
    file: Annotated[Path, typer.Argument(help="XLSX, XLS or CSV.", resolve_path=True)],
    data: Annotated[
        Path | None, typer.Option("--data", help="Data folder of the study.", resolve_path=True)
    ] = None,
    indicator: Annotated[
        str, typer.Option(help="Indicator, where the table does not name it.")
    ] = "",
    unit_of_measure: Annotated[
        str, typer.Option(help="Measurement unit, where the table states none.")
    ] = "",
    year: Annotated[int | None, typer.Option(help="Year, where the table states none.")] = None,
    sheet: Annotated[str, typer.Option(help="Only this sheet.")] = "",
    source: Annotated[str, typer.Option(help="source_id of sources.csv; needed by --yes.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Append the figures to the panel.")] = False,
) -> None:
    """Show what a yearbook or work table states and revises; with --yes, append it."""
    from planodds.cli.import_ import import_file
    from planodds.inputs.importing.figures import Options

    options = Options(indicator, unit_of_measure, year, sheet)
    for line in import_file(file, data or _data_dir(), options=options, source=source, yes=yes):
        print(line)


@app.command("init")
def init_study(
    folder: Annotated[
        Path, typer.Argument(help="New or empty folder of the study.", resolve_path=True)
    ],
    table: Annotated[
        Path, typer.Option("--from", help="CSV, XLSX or XLS with all units.", resolve_path=True)
    ],
    unit_column: Annotated[str, typer.Option(help="Column with code or name of a unit.")] = "",
    year_column: Annotated[str, typer.Option(help="Column with the year.")] = "",
    value_column: Annotated[str, typer.Option(help="Column with the ranked figures.")] = "",
    group_column: Annotated[str, typer.Option(help="Column that groups the units.")] = "",
    unit_of_measure: Annotated[str, typer.Option(help="Such as usd_1e6.")] = "",
    decimal: Annotated[str, typer.Option(help="Decimal sign: point or comma.")] = "",
) -> None:
    """Write a new study from one flat table of units, years and figures."""
    from planodds.cli.import_ import init_study as body
    from planodds.cli.validation import check_choice
    from planodds.inputs.new_study.columns import Choices

    check_choice("decimal sign", [decimal] if decimal else [], ["point", "comma"])
    choices = Choices(
        unit_column, year_column, value_column, group_column, unit_of_measure, decimal
    )
    for line in body(table, folder, choices):
        print(line)


@app.command()
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
    jobs: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = 2,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the tables.", resolve_path=True)
    ] = None,
) -> None:
    """Test the model and the benchmarks on past origins of any panel."""
    from planodds.cli.backtest import backtest_panel

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


@app.command()
def record(
    jobs: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = 2,
    out: OutputsFolder = None,
) -> None:
    """Build the track record: every panel, origin and benchmark (half an hour; resumes)."""
    from planodds.cli.record import build_record

    for line in build_record(_data_dir(), out=out or _outputs_dir(), workers=jobs):
        print(line)


@app.command("schedule-record")
def schedule_record(
    fit: Annotated[
        list[str] | None,
        typer.Option(help="Study whose model states its chances as well; may be repeated."),
    ] = None,
    folder: ProjectFolder = None,
) -> None:
    """Count how often the linear schedule was right on past windows; write the record."""
    from planodds.cli.planning.schedule_record import write_schedule_record

    for line in write_schedule_record(folder or _project_dir(), fitted=fit or ()):
        print(line)


@app.command()
def calibrate(
    simulations: Annotated[int, typer.Option(min=1, help="Number of simulated datasets.")] = 200,
    engine: Annotated[str, typer.Option(help="Sampler: gibbs or nuts.")] = "gibbs",
    information: Annotated[str, typer.Option(help="Information set of the calendar.")] = "latest",
    seed: Annotated[int, typer.Option(help="Seed of the simulations.")] = 20261123,
    name: Annotated[str, typer.Option(help="Stem of record and figure.")] = "calibration",
    folder: ProjectFolder = None,
) -> None:
    """Calibrate a sampler on simulated datasets; write the record (a quarter of an hour)."""
    from planodds.cli import calibrate as command

    command.calibrate(
        simulations=simulations,
        engine=engine,
        information=information,
        seed=seed,
        name=name,
        folder=folder or _project_dir(),
    )


@app.command()
def ablate(folder: ProjectFolder = None) -> None:
    """Leave out each term of the model and score it again; write the record."""
    from planodds.cli import ablate as command

    command.ablate(folder=folder or _project_dir())


@app.command()
def diff(
    first: Annotated[str, typer.Argument(help="Scenario by name, or a file.")],
    second: Annotated[str, typer.Argument(help="The same.")],
    lang: Language = "en",
) -> None:
    """Describe how two scenarios differ."""
    from planodds.cli.scenarios import diff_scenarios

    print(diff_scenarios(first, second, lang=lang, data_dir=_data_dir()))


@app.command()
def show(scenario: Annotated[str, typer.Argument(help="Scenario by name, or a file.")]) -> None:
    """Print a scenario as it will run, with all that it inherits."""
    from planodds.cli.scenarios import show_scenario

    print(show_scenario(scenario, data_dir=_data_dir()), end="")


@app.command()
def schema() -> None:
    """Write the JSON Schemas of scenario, sweep and weights files, for editors."""
    from planodds.cli.scenarios import write_schemas

    for line in write_schemas(_data_dir()):
        print(line)


@app.command("list")
def list_all(out: OutputsFolder = None) -> None:
    """List information sets, scenarios, targets and editions."""
    from planodds.cli import list_

    for line in list_.list_all(_data_dir(), out or _outputs_dir()):
        print(line)


@app.command()
def editions(out: OutputsFolder = None) -> None:
    """List editions: when made, for decisions or why not, what they hold, how large."""
    from planodds.cli.list_ import tabulate_editions

    for line in tabulate_editions(out or _outputs_dir()):
        print(line)


@app.command()
def atlas(
    edition: Annotated[
        str, typer.Option(help="Edition by name, its folder, or LATEST.")
    ] = "LATEST",
    information: Annotated[str, typer.Option(help="Information set of the edition.")] = "latest",
    plan: Annotated[str, typer.Option(help="Plan whose targets every unit has.")] = "common-2030",
    lang: Annotated[str, typer.Option("--lang", help="Pages in zh, en or both.")] = "both",
    out: Annotated[
        Path | None, typer.Option(help="Folder of the files.", resolve_path=True)
    ] = None,
) -> None:
    """Answer the same targets for all units from an edition's stored draws, without sampling."""
    from planodds.cli.list_ import write_atlas

    for line in write_atlas(
        edition,
        _data_dir(),
        information=information,
        plan=plan,
        lang=lang,
        out=out,
        outputs=_outputs_dir(),
    ):
        print(line)


planning.add_commands(app)
workbench.add_commands(app)


@app.command()
def compare(
    first: Annotated[str, typer.Argument(help="Edition by name, or LATEST.")],
    second: Annotated[str, typer.Argument(help="The same.")],
    lang: Language = "en",
    every: Annotated[bool, typer.Option("--all", help="List every move of the odds.")] = False,
    out: OutputsFolder = None,
) -> None:
    """List which odds changed between two editions, and what went in differently."""
    from planodds.cli.compare import compare_editions

    for line in compare_editions(first, second, lang=lang, out=out or _outputs_dir(), every=every):
        print(line)


@app.command()
def verify(
    edition: Annotated[str, typer.Argument(help="Edition by name, its folder, or LATEST.")],
    out: OutputsFolder = None,
) -> None:
    """Compare each file of an edition with the digest that its run recorded."""
    from planodds.cli.editions.verify import verify_edition

    for line in verify_edition(edition, out or _outputs_dir()):
        print(line)


@app.command()
def reproduce(
    edition: Annotated[str, typer.Argument(help="Edition by name, its folder, or LATEST.")],
    inputs_only: Annotated[
        bool, typer.Option("--inputs-only", help="Compare data, code and packages; run nothing.")
    ] = False,
    jobs: Annotated[int, typer.Option(min=1, help="Processes at a time.")] = os.cpu_count() or 1,
    into: Annotated[
        Path | None, typer.Option(help="New folder for the second run.", resolve_path=True)
    ] = None,
    out: OutputsFolder = None,
) -> None:
    """Compare the inputs of an edition, run it again from nothing, and compare the odds."""
    import tempfile

    from planodds.cli.editions.reproduce import Reproduction, reproduce_edition

    outputs = out or _outputs_dir()
    second = into or Path(tempfile.mkdtemp(prefix="planodds-reproduce-"))

    def prepare(wanted: Reproduction) -> Batch:
        from planodds.batch.prepare import prepare_batch

        only = None if wanted.full else list(wanted.scenarios)
        plan = _plan(_data_dir(), list(wanted.information), only, wanted.quick)
        return prepare_batch(plan, data_dir=_data_dir())

    def build(batch: Batch) -> Path:
        from planodds.batch.runner import run_batch

        return run_batch(batch, out=second, jobs=jobs, report=lambda event: None).folder

    for line in reproduce_edition(
        edition, outputs, prepare=prepare, build=None if inputs_only else build
    ):
        print(line)


@app.command()
def clean(
    keep: Annotated[int, typer.Option(min=1, help="Number of newest editions that stay.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    out: OutputsFolder = None,
) -> None:
    """Remove older editions, unfinished ones, and stored fits that none of the kept uses."""
    from planodds.cli.clean import clean_outputs

    clean_outputs(out or _outputs_dir(), keep=keep, yes=yes)


def _data_dir() -> Path:
    from planodds.inputs.tables.files import chosen_data_dir

    return chosen_data_dir().resolve()


def _project_dir() -> Path:
    from planodds.constants import PROJECT_DIR

    return PROJECT_DIR


def _outputs_dir() -> Path:
    from planodds.editions.layout import OUTPUTS_DIR

    return OUTPUTS_DIR


def _plan(
    data_dir: Path,
    information: list[str] | None,
    only: list[str] | None,
    quick: bool,
    sweeps: list[str] | None = None,
) -> BatchPlan:
    """Turn the options into a plan of runs; unknown names are refused."""
    from planodds.batch.plan import build_plan
    from planodds.cli.validation import check_choice as _require_known
    from planodds.inputs.panels.information import LATEST, information_names
    from planodds.inputs.plan import load_plan
    from planodds.inputs.scenarios.scenario_files import load_scenarios
    from planodds.inputs.scenarios.sweep_files import expand_sweep, sweep_path, sweep_scenarios_in
    from planodds.inputs.study import declared_home, load_study

    home = load_study(data_dir).home.unit
    others = home != declared_home(data_dir).unit  # scenarios of the study are about its own unit
    on_file = [
        item.name for item in load_scenarios(data_dir) if not (others and item.concerns_home)
    ]
    on_file += sweep_scenarios_in(only or (), data_dir)  # named one by one
    known, usual = information_names(data_dir), load_study(data_dir).information
    _require_known("information set", information or [], known)
    _require_known("scenario", only or [], on_file)
    sets = [name for name in known if name in (information or usual)]
    if sweeps:
        runs = [run.name for name in sweeps for run in expand_sweep(sweep_path(name, data_dir))]
        sets, only = sets if information else [LATEST], [*(only or ()), *runs]
    return build_plan(
        scenarios=on_file,
        information=sets,
        complete=usual,
        only=only or (),
        quick=quick,
        base_year=load_plan(data_dir).base_year,
    )
